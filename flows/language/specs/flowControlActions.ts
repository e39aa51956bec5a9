/** Flow-control actions: questions the flow asks itself, and the ways from one flow to another. */
import {
  type ActionSpecs,
  type ConditionSpec,
  DYNAMIC,
  EVERYWHERE,
  FLAG,
  integer,
  legalIn,
  NO_CONDITIONS,
  NO_MATCHING_CONDITION,
  NO_MATCHING_ERROR,
  object,
  oneOf,
  ONLY_GENERIC_ERROR,
  type ParameterSpec,
  REFERABLE,
  required,
  REQUIRED_REFERABLE,
  STATIC,
  UNKNOWN_OBJECT,
  VOICE_ONLY,
} from "../actionSpec";

const QUEUE_OR_AGENT: { readonly [name: string]: ParameterSpec } = { QueueId: REFERABLE, AgentId: REFERABLE };
const AT_MOST_ONE_OWNER = [{ names: ["QueueId", "AgentId"], min: 0, max: 1 }];

/** Metrics that count agents; the others count contacts or measure their age. */
const AGENT_METRICS = ["NumberOfAgentsAvailable", "NumberOfAgentsStaffed", "NumberOfAgentsOnline"] as const;

function metric(conditions: ConditionSpec, metricType?: string) {
  return {
    ...(metricType !== undefined && { when: [{ parameter: "MetricType", equals: metricType }] }),
    requiredErrors: [NO_MATCHING_ERROR, NO_MATCHING_CONDITION],
    conditions,
  };
}

/** Expressions inside an expression are not looked into. */
const EXPRESSIONS: ParameterSpec = { kind: "dynamic", shape: "list", entries: { min: 1 } };

const ATTRIBUTE_CONDITION = object({
  Name: DYNAMIC,
  Value: DYNAMIC,
  ProficiencyLevel: { kind: "staticOrReference", pattern: /^[1-5](?:\.\d+)?$/ },
  ComparisonOperator: { kind: "static", values: ["NumberGreaterOrEqualTo", "Match"], grows: true },
  MatchCriteria: UNKNOWN_OBJECT,
  Range: UNKNOWN_OBJECT,
});

const ROUTING_STEPS: ParameterSpec = {
  kind: "dynamic",
  shape: "list",
  required: true,
  entries: { min: 1 },
  items: object({
    Expression: required({
      ...object({ AttributeCondition: ATTRIBUTE_CONDITION, AndExpression: EXPRESSIONS, OrExpression: EXPRESSIONS }),
      open: true,
    }),
    Expiry: { ...object({ DurationInSeconds: integer(0, 2_147_483_647, "staticOrReference") }), open: true },
  }),
};

export const flowControlActions: ActionSpecs = {
  CheckHoursOfOperation: {
    family: "flowControl",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    parameters: { HoursOfOperationId: REFERABLE },
    outcomes: [{ requiredErrors: [NO_MATCHING_ERROR], conditions: { form: "exactly", results: ["True", "False"] } }],
  },
  CheckMetricData: {
    family: "flowControl",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    parameters: {
      MetricType: required(oneOf(...AGENT_METRICS, "OldestContactInQueueAgeSeconds", "NumberOfContactsInQueue")),
      ...QUEUE_OR_AGENT,
    },
    choose: AT_MOST_ONE_OWNER,
    outcomes: [...AGENT_METRICS.map((name) => metric({ form: "anyAgents" }, name)), metric({ form: "amounts" })],
  },
  GetMetricData: {
    family: "flowControl",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      ...QUEUE_OR_AGENT,
      QueueChannel: { kind: "staticOrReference", values: ["Voice", "Chat", "Task", "Email"] },
    },
    choose: AT_MOST_ONE_OWNER,
    outcomes: ONLY_GENERIC_ERROR,
  },
  Compare: {
    family: "flowControl",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: { ComparisonValue: required({ kind: "reference" }) },
    outcomes: [{ requiredErrors: [NO_MATCHING_CONDITION], conditions: { form: "any" } }],
  },
  DistributeByPercentage: {
    family: "flowControl",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    parameters: {},
    outcomes: [{ requiredErrors: [NO_MATCHING_CONDITION], conditions: { form: "percentages" } }],
  },
  Loop: {
    family: "flowControl",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: { LoopCount: required(integer(0, 100, "staticOrReference")) },
    outcomes: [
      {
        requiredErrors: [],
        optionalErrors: [NO_MATCHING_ERROR],
        conditions: { form: "exactly", results: ["ContinueLooping", "DoneLooping"] },
      },
    ],
  },
  Wait: {
    family: "flowControl",
    confirmed: true,
    takesTime: true,
    flowTypes: EVERYWHERE,
    channels: ["CHAT", "TASK"],
    parameters: {
      TimeLimitSeconds: required(integer(1, 604_800, "staticOrReference")),
      Events: {
        kind: "static",
        shape: "list",
        items: { ...oneOf("CustomerReturned", "BotParticipantDisconnected"), grows: true },
      },
      MinimumWaitTimeSeconds: integer(1, 604_800, "staticOrReference"),
      ContinueExecution: FLAG,
    },
    outcomes: [
      {
        when: [{ parameter: "ContinueExecution", equals: "True" }],
        requiredErrors: [NO_MATCHING_ERROR],
        conditions: { form: "exactly", results: ["Continue", "WaitCompleted"] },
      },
      {
        when: [{ parameter: "Events", includes: "BotParticipantDisconnected" }],
        requiredErrors: [NO_MATCHING_ERROR, "ParticipantNotFound"],
        conditions: { form: "events" },
      },
      { requiredErrors: [NO_MATCHING_ERROR], conditions: { form: "events" } },
    ],
  },
  TransferToFlow: {
    family: "flowControl",
    confirmed: true,
    handsOver: true,
    flowTypes: legalIn("ITM"),
    parameters: { ContactFlowId: REQUIRED_REFERABLE },
    outcomes: ONLY_GENERIC_ERROR,
  },
  EndFlowExecution: {
    family: "flowControl",
    confirmed: true,
    terminal: true,
    flowTypes: legalIn("QWM"),
    parameters: {},
    outcomes: [{ requiredErrors: [], conditions: NO_CONDITIONS }],
  },
  EndFlowModuleExecution: {
    family: "flowControl",
    confirmed: true,
    terminal: true,
    flowTypes: legalIn("M"),
    parameters: { Result: STATIC, ResultData: UNKNOWN_OBJECT },
    outcomes: [{ requiredErrors: [], conditions: NO_CONDITIONS }],
  },
  InvokeFlowModule: {
    family: "flowControl",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: { FlowModuleId: REQUIRED_REFERABLE, Input: UNKNOWN_OBJECT },
    outcomes: [
      {
        requiredErrors: [NO_MATCHING_ERROR],
        optionalErrors: [NO_MATCHING_CONDITION],
        conditions: { form: "named" },
      },
    ],
  },
  UpdateFlowLoggingBehavior: {
    family: "flowControl",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: { FlowLoggingBehavior: required(oneOf("Enabled", "Disabled")) },
    outcomes: [{ requiredErrors: [], conditions: NO_CONDITIONS }],
  },
  UpdateFlowAttributes: {
    family: "flowControl",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      FlowAttributes: {
        kind: "dynamic",
        shape: "map",
        required: true,
        entries: { min: 1 },
        items: object({ Value: required(DYNAMIC), Type: STATIC }),
      },
    },
    outcomes: ONLY_GENERIC_ERROR,
  },
  UpdateContactRoutingCriteria: {
    family: "flowControl",
    confirmed: true,
    flowTypes: legalIn("ITQM"),
    parameters: { RoutingCriteria: required(object({ Steps: ROUTING_STEPS })) },
    outcomes: ONLY_GENERIC_ERROR,
  },
  CheckOutboundCallStatus: {
    family: "flowControl",
    confirmed: true,
    flowTypes: ["CONTACT_FLOW", "CAMPAIGN", "MODULE"],
    channels: VOICE_ONLY,
    parameters: {},
    outcomes: [
      {
        requiredErrors: [NO_MATCHING_ERROR],
        conditions: {
          form: "among",
          results: ["CallAnswered", "VoicemailBeep", "VoicemailNoBeep", "NotDetected"],
        },
      },
    ],
  },
};
