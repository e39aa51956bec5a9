/** Interactions: Lambda functions, tasks, messages, and what has only been seen in exports. */
import {
  type ActionSpec,
  type ActionSpecs,
  CHAT_ONLY,
  DYNAMIC,
  EVERYWHERE,
  integer,
  legalIn,
  NO_MATCHING_CONDITION,
  NO_MATCHING_ERROR,
  object,
  oneOf,
  ONLY_GENERIC_ERROR,
  type OutcomeSpec,
  REFERABLE,
  required,
  STATIC,
  TEXT_MAP,
  UNKNOWN_OBJECT,
} from "../actionSpec";

/** Seconds a synchronous invocation may take before the flow gives up on it. */
export const MAX_LAMBDA_SECONDS = 8;

/** Seconds a flow waits where it does not say. */
export const DEFAULT_LAMBDA_SECONDS = 3;

/** Seconds an asynchronous invocation may take. */
export const MAX_ASYNCHRONOUS_LAMBDA_SECONDS = 60;

/** Known from documentation only, so neither its parameters nor its errors are certain. */
function documented(outcomes: readonly OutcomeSpec[] = ONLY_GENERIC_ERROR, channels = EVERYWHERE): ActionSpec {
  return { family: "interaction", confirmed: false, flowTypes: channels, outcomes };
}

/** Types seen in exports of which only the type and some errors are known: nothing about them is refused. */
const SEEN_ONLY: readonly OutcomeSpec[] = [
  {
    requiredErrors: [],
    optionalErrors: [NO_MATCHING_ERROR, NO_MATCHING_CONDITION, "TimeLimitExceeded"],
    conditions: { form: "any" },
  },
];

const ENDPOINT = object({ Type: required(STATIC), Address: required(DYNAMIC) });

export const interactionActions: ActionSpecs = {
  InvokeLambdaFunction: {
    family: "interaction",
    confirmed: true,
    flowTypes: EVERYWHERE,
    parameters: {
      LambdaFunctionARN: required(DYNAMIC),
      InvocationTimeLimitSeconds: integer(1, MAX_ASYNCHRONOUS_LAMBDA_SECONDS),
      InvocationType: oneOf("SYNCHRONOUS", "ASYNCHRONOUS"),
      LambdaInvocationAttributes: TEXT_MAP,
      ResponseValidation: object({ ResponseType: required(oneOf("STRING_MAP", "JSON")) }),
    },
    refused: ["RequestAttributes"],
    // The newer console has a time limit branch, and a form that loads the result of an asynchronous invocation.
    open: true,
    outcomes: ONLY_GENERIC_ERROR,
  },
  CreateTask: {
    family: "interaction",
    confirmed: false,
    flowTypes: EVERYWHERE,
    parameters: {
      ContactFlowId: required(REFERABLE),
      Name: required(DYNAMIC),
      Attributes: TEXT_MAP,
      Description: DYNAMIC,
      References: UNKNOWN_OBJECT,
      DelaySeconds: integer(1, 518_400, "staticOrReference"),
      ScheduledTime: REFERABLE,
      TaskTemplateId: REFERABLE,
    },
    choose: [{ names: ["DelaySeconds", "ScheduledTime"], min: 0, max: 1 }],
    outcomes: ONLY_GENERIC_ERROR,
  },
  CheckVoiceId: {
    ...documented([
      { requiredErrors: [NO_MATCHING_ERROR], optionalErrors: [NO_MATCHING_CONDITION], conditions: { form: "named" } },
    ]),
    ended: "Voice ID ended on 20 May 2026",
  },
  StartVoiceIdStream: { ...documented(), ended: "Voice ID ended on 20 May 2026" },
  StartOutboundChatContact: {
    ...documented(),
    parameters: {
      SourceEndpoint: required(ENDPOINT),
      DestinationEndpoint: required(ENDPOINT),
      ContactFlowArn: required(REFERABLE),
      ContactSubtype: required(oneOf("connect:SMS")),
      InitialSystemMessage: object({ Content: DYNAMIC, ContentType: STATIC }),
      RelatedContact: oneOf("CURRENT"),
    },
  },
  CreatePersistentContactAssociation: {
    ...documented(SEEN_ONLY),
    channels: CHAT_ONLY,
    parameters: {
      RehydrationType: required(oneOf("ENTIRE_PAST_SESSION", "FROM_SEGMENT")),
      SourceContactId: required(REFERABLE),
      ClientToken: REFERABLE,
    },
    open: true,
  },
  AuthenticateParticipant: documented(SEEN_ONLY),
  LoadContactContent: documented(SEEN_ONLY),
  EvaluateDataTableValues: documented(SEEN_ONLY),
  CreateContact: documented(SEEN_ONLY),
  StartOutboundEmailContact: documented(SEEN_ONLY),
  RenderMessageTemplate: documented(SEEN_ONLY),
  CheckSegmentMembership: documented(SEEN_ONLY),
  RouteContactToAgent: documented(SEEN_ONLY, legalIn("ITQM")),
};
