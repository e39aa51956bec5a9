/** Participant actions: what the caller hears, presses or sees. */
import {
  type ActionSpecs,
  CHAT_ONLY,
  type ChoiceSpec,
  CONVERSATIONS,
  DYNAMIC,
  FLAG,
  integer,
  legalIn,
  NO_CONDITIONS,
  NO_MATCHING_CONDITION,
  NO_MATCHING_ERROR,
  object,
  oneOf,
  type ParameterSpec,
  REFERABLE,
  required,
  STATIC,
  TEXT_LIST,
  TEXT_MAP,
  UNKNOWN_OBJECT,
  VOICE_ONLY,
} from "../actionSpec";

/** The four bodies a message can have; `SkipWhenDTMFBufferEnabled` stands beside them in console exports. */
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
    parameters: { ...MESSAGE, SkipWhenDTMFBufferEnabled: FLAG },
    choose: [ONE_BODY],
    outcomes: [{ requiredErrors: [], optionalErrors: [NO_MATCHING_ERROR], conditions: NO_CONDITIONS }],
  },
  MessageParticipantIteratively: {
    family: "participant",
    confirmed: true,
    holds: true,
    takesTime: true,
    flowTypes: legalIn("QHM"),
    channels: VOICE_ONLY,
    parameters: {
      Messages: {
        kind: "dynamic",
        shape: "list",
        required: true,
        entries: { min: 1 },
        items: { kind: "dynamic", shape: "object", fields: MESSAGE, choose: [ONE_BODY] },
      },
      InterruptFrequencySeconds: integer(1, 604_800, "staticOrReference"),
      ContinueMessagingDuringInterrupt: FLAG,
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
    channels: VOICE_ONLY,
    parameters: {
      ...MESSAGE,
      SkipWhenDTMFBufferEnabled: FLAG,
      InputTimeLimitSeconds: required(integer(1, 180)),
      StoreInput: required(FLAG),
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
          DisableCancelKey: FLAG,
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
    channels: CONVERSATIONS,
    parameters: {
      ...MESSAGE,
      SkipWhenDTMFBufferEnabled: FLAG,
      LexV2Bot: object({ AliasArn: required(DYNAMIC) }),
      LexBot: object({ Name: DYNAMIC, Region: DYNAMIC, Alias: DYNAMIC }),
      LexSessionAttributes: TEXT_MAP,
      LexInitializationData: object({ InitialMessage: DYNAMIC }),
      LexTimeoutSeconds: object({ Text: integer(60, 604_800, "staticOrReference") }),
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
    channels: CHAT_ONLY,
    parameters: {
      ViewResource: required(object({ Id: required(DYNAMIC), Version: DYNAMIC })),
      InvocationTimeLimitSeconds: required(integer(1, 604_800, "staticOrReference")),
      ViewData: UNKNOWN_OBJECT,
      SensitiveDataConfiguration: object({ HideResponseOn: TEXT_LIST }),
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
    channels: VOICE_ONLY,
    parameters: {
      ThirdPartyPhoneNumber: required(DYNAMIC),
      ThirdPartyConnectionTimeLimitSeconds: integer(0, 600, "staticOrReference"),
      ContinueFlowExecution: FLAG,
      ThirdPartyDTMFDigits: { kind: "dynamic", pattern: /^[0-9,*#]{0,50}$/ },
      CallerId: object({ Number: DYNAMIC, Name: DYNAMIC }),
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
