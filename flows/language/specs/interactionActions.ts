/** Interactions: Lambda functions and the other services a flow can ask or tell. */
import {
  type ActionSpec,
  type ActionSpecs,
  DYNAMIC,
  EVERYWHERE,
  integer,
  legalIn,
  NO_CONDITIONS,
  NO_MATCHING_CONDITION,
  NO_MATCHING_ERROR,
  oneOf,
  ONLY_GENERIC_ERROR,
  type OutcomeSpec,
  REFERABLE,
  required,
  TEXT_MAP,
} from "../actionSpec";

/** Seconds a synchronous invocation may take before the flow gives up on it. */
export const MAX_LAMBDA_SECONDS = 8;

/** Seconds an asynchronous invocation may take. */
export const MAX_ASYNCHRONOUS_LAMBDA_SECONDS = 60;

function errors(...names: string[]): readonly OutcomeSpec[] {
  return [{ requiredErrors: names, conditions: NO_CONDITIONS }];
}

/** Known from documentation only, so neither its parameters nor its errors are certain. */
function documented(outcomes: readonly OutcomeSpec[] = ONLY_GENERIC_ERROR, channels = EVERYWHERE): ActionSpec {
  return { family: "interaction", confirmed: false, flowTypes: channels, outcomes };
}

/** Confirmed errors, parameters not listed. */
function confirmed(outcomes: readonly OutcomeSpec[] = ONLY_GENERIC_ERROR): ActionSpec {
  return { family: "interaction", confirmed: true, flowTypes: EVERYWHERE, outcomes };
}

/** Types seen in exports of which only the type and some errors are known: nothing about them is refused. */
const SEEN_ONLY: readonly OutcomeSpec[] = [
  {
    requiredErrors: [],
    optionalErrors: [NO_MATCHING_ERROR, NO_MATCHING_CONDITION, "TimeLimitExceeded"],
    conditions: { form: "any" },
  },
];

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
      ResponseValidation: {
        kind: "static",
        shape: "object",
        fields: { ResponseType: required(oneOf("STRING_MAP", "JSON")) },
      },
    },
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
      References: { kind: "dynamic", shape: "object" },
      DelaySeconds: integer(1, 518_400, "staticOrReference"),
      ScheduledTime: REFERABLE,
      TaskTemplateId: REFERABLE,
    },
    choose: [{ names: ["DelaySeconds", "ScheduledTime"], min: 0, max: 1 }],
    outcomes: ONLY_GENERIC_ERROR,
  },
  CreateCase: documented(errors(NO_MATCHING_ERROR, "ContactNotLinked")),
  UpdateCase: documented(errors(NO_MATCHING_ERROR, "ContactNotLinked")),
  GetCase: documented(errors(NO_MATCHING_ERROR, "ContactNotLinked", "MultipleFound", "NoneFound")),
  CreateWisdomSession: confirmed(),
  GetCustomerProfile: confirmed(errors("MultipleFoundError", "NoneFoundError", NO_MATCHING_ERROR)),
  GetCustomerProfileObject: confirmed(errors("NoneFoundError", NO_MATCHING_ERROR)),
  GetCalculatedAttributesForCustomerProfile: documented(errors("NoneFoundError", NO_MATCHING_ERROR)),
  CreateCustomerProfile: documented(),
  UpdateCustomerProfile: documented(),
  AssociateContactToCustomerProfile: documented(),
  CheckVoiceId: documented([
    { requiredErrors: [NO_MATCHING_ERROR], optionalErrors: [NO_MATCHING_CONDITION], conditions: { form: "named" } },
  ]),
  StartVoiceIdStream: documented(),
  StartOutboundChatContact: documented(),
  AuthenticateParticipant: documented(SEEN_ONLY),
  LoadContactContent: documented(SEEN_ONLY),
  CreatePersistentContactAssociation: documented(SEEN_ONLY),
  EvaluateDataTableValues: documented(SEEN_ONLY),
  CreateContact: documented(SEEN_ONLY),
  StartOutboundEmailContact: documented(SEEN_ONLY),
  RenderMessageTemplate: documented(SEEN_ONLY),
  CheckSegmentMembership: documented(SEEN_ONLY),
  RouteContactToAgent: documented(SEEN_ONLY, legalIn("ITQM")),
};
