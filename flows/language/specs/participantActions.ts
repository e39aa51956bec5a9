/** Participant actions: what the caller hears, presses or sees. */
import {
  type ActionSpecs,
  type ChoiceSpec,
  DYNAMIC,
  integer,
  legalIn,
  NO_CONDITIONS,
  NO_MATCHING_CONDITION,
  NO_MATCHING_ERROR,
  oneOf,
  type ParameterSpec,
  REFERABLE,
  required,
  STATIC,
} from "../actionSpec";

/** The four bodies a message can have. */
const MESSAGE: { readonly [name: string]: ParameterSpec } = {
  Text: DYNAMIC,
  SSML: DYNAMIC,
  PromptId: REFERABLE,
  Media: {
    kind: "dynamic",
    shape: "object",
    fields: { Uri: required(DYNAMIC), SourceType: required(oneOf("S3")), MediaType: required(oneOf("Audio")) },
  },
};
const BODIES = Object.keys(MESSAGE);
const ONE_BODY: ChoiceSpec = { names: BODIES, min: 1, max: 1 };
const AT_MOST_ONE_BODY: ChoiceSpec = { names: BODIES, min: 0, max: 1 };

/** The keys of a telephone. */
export const MENU_KEYS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"] as const;

const STORES_INPUT = { parameter: "StoreInput", equals: "True" } as const;

const INPUT_VALIDATION: ParameterSpec = {
  kind: "static",
  shape: "object",
  choose: [{ names: ["PhoneNumberValidation", "CustomValidation"], min: 1, max: 1 }],
  fields: {
    PhoneNumberValidation: {
      kind: "static",
      shape: "object",
      fields: { NumberFormat: required(oneOf("Local", "E164")), CountryCode: STATIC },
    },
    CustomValidation: {
      kind: "static",
      shape: "object",
      fields: { MaximumLength: required(integer(1, 100)) },
    },
  },
};

export const participantActions: ActionSpecs = {
  MessageParticipant: {
    family: "participant",
    confirmed: true,
    takesTime: true,
    flowTypes: legalIn("ITQWM"),
    parameters: MESSAGE,
    choose: [ONE_BODY],
    outcomes: [{ requiredErrors: [], optionalErrors: [NO_MATCHING_ERROR], conditions: NO_CONDITIONS }],
  },
  MessageParticipantIteratively: {
    family: "participant",
    confirmed: true,
    holds: true,
    takesTime: true,
    flowTypes: legalIn("QHM"),
    parameters: {
      Messages: {
        kind: "dynamic",
        shape: "list",
        required: true,
        entries: { min: 1 },
        items: { kind: "dynamic", shape: "object", fields: MESSAGE, choose: [ONE_BODY] },
      },
      InterruptFrequencySeconds: integer(1, 604_800, "staticOrReference"),
      ContinueMessagingDuringInterrupt: oneOf("true", "false", "True", "False"),
    },
    outcomes: [
      {
        when: [{ parameter: "InterruptFrequencySeconds", present: true }],
        requiredErrors: [],
        optionalErrors: [NO_MATCHING_ERROR],
        conditions: { form: "exactly", results: ["MessagesInterrupted"] },
      },
      { requiredErrors: [], optionalErrors: [NO_MATCHING_ERROR], conditions: NO_CONDITIONS },
    ],
  },
  GetParticipantInput: {
    family: "participant",
    confirmed: true,
    takesTime: true,
    flowTypes: legalIn("ITQM"),
    parameters: {
      ...MESSAGE,
      InputTimeLimitSeconds: required(integer(1, 180)),
      StoreInput: required(oneOf("True", "False")),
      InputValidation: INPUT_VALIDATION,
      InputEncryption: {
        kind: "static",
        shape: "object",
        fields: { EncryptionKeyId: required(STATIC), Key: required(STATIC) },
      },
      DTMFConfiguration: {
        kind: "static",
        shape: "object",
        fields: {
          InputTerminationSequence: { kind: "static", pattern: /^[0-9#*]{1,5}$/ },
          DisableCancelKey: oneOf("True", "False"),
          InterdigitTimeLimitSeconds: integer(1, 20),
        },
      },
    },
    choose: [AT_MOST_ONE_BODY],
    outcomes: [
      {
        when: [STORES_INPUT, { parameter: "InputValidation.PhoneNumberValidation", present: true }],
        requiredErrors: [NO_MATCHING_ERROR, "InvalidPhoneNumber"],
        conditions: NO_CONDITIONS,
      },
      { when: [STORES_INPUT], requiredErrors: [NO_MATCHING_ERROR], conditions: NO_CONDITIONS },
      {
        requiredErrors: ["InputTimeLimitExceeded", NO_MATCHING_CONDITION, NO_MATCHING_ERROR],
        conditions: { form: "among", results: MENU_KEYS },
      },
    ],
  },
  ConnectParticipantWithLexBot: {
    family: "participant",
    confirmed: true,
    takesTime: true,
    flowTypes: legalIn("ITQM"),
    parameters: {
      ...MESSAGE,
      LexV2Bot: { kind: "dynamic", shape: "object", fields: { AliasArn: required(DYNAMIC) } },
      LexBot: { kind: "dynamic", shape: "object" },
      LexSessionAttributes: { kind: "dynamic", shape: "map", items: DYNAMIC },
      LexInitializationData: { kind: "dynamic", shape: "object", fields: { InitialMessage: DYNAMIC } },
      LexTimeoutSeconds: {
        kind: "dynamic",
        shape: "object",
        fields: { Text: integer(60, 604_800, "staticOrReference") },
      },
    },
    choose: [
      AT_MOST_ONE_BODY,
      { names: [...BODIES, "LexInitializationData"], min: 1, max: 2 },
      { names: ["LexV2Bot", "LexBot"], min: 1, max: 1 },
    ],
    outcomes: [
      {
        requiredErrors: [NO_MATCHING_ERROR, NO_MATCHING_CONDITION],
        optionalErrors: ["InputTimeLimitExceeded"],
        conditions: { form: "named" },
      },
    ],
  },
  DisconnectParticipant: {
    family: "participant",
    confirmed: true,
    terminal: true,
    flowTypes: legalIn("ITQM"),
    parameters: {},
    outcomes: [{ requiredErrors: [], conditions: NO_CONDITIONS }],
  },
  ShowView: {
    family: "participant",
    confirmed: true,
    takesTime: true,
    flowTypes: legalIn("IQM"),
    parameters: {
      ViewResource: {
        kind: "dynamic",
        shape: "object",
        required: true,
        fields: { Id: required(DYNAMIC), Version: DYNAMIC },
      },
      InvocationTimeLimitSeconds: required(integer(1, 604_800, "staticOrReference")),
      ViewData: { kind: "dynamic", shape: "object" },
      SensitiveDataConfiguration: { kind: "static", shape: "object" },
    },
    outcomes: [
      {
        requiredErrors: [NO_MATCHING_CONDITION, NO_MATCHING_ERROR, "TimeLimitExceeded"],
        conditions: { form: "named" },
      },
    ],
  },
  TransferParticipantToThirdParty: {
    family: "participant",
    confirmed: false,
    takesTime: true,
    flowTypes: legalIn("ITQM"),
    parameters: {
      ThirdPartyPhoneNumber: required(DYNAMIC),
      ThirdPartyConnectionTimeLimitSeconds: integer(0, 600, "staticOrReference"),
      ContinueFlowExecution: oneOf("True", "False"),
      ThirdPartyDTMFDigits: { kind: "dynamic", pattern: /^[0-9,*#]{0,50}$/ },
      CallerId: { kind: "dynamic", shape: "object", fields: { Number: DYNAMIC, Name: DYNAMIC } },
    },
    outcomes: [
      {
        when: [{ parameter: "ContinueFlowExecution", equals: "False" }],
        requiredErrors: [NO_MATCHING_ERROR],
        conditions: NO_CONDITIONS,
      },
      {
        requiredErrors: ["CallFailed", "ConnectionTimeLimitExceeded", NO_MATCHING_ERROR],
        conditions: NO_CONDITIONS,
      },
    ],
  },
};
