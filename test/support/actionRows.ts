/**
 * The action table as the tests know it, apart from the product's own: every action of the flow language that works, in
 * every form it has, with the smallest shape the service takes and the flow types it is legal in. Tests of the language
 * and of the engine walk it, so an action that is missing anywhere fails.
 */
import type { ActionParameters, FlowAction, FlowDocument, FlowKind } from "../../flows/language";

/** One condition of an action: operator and operand. */
export type RowCondition = readonly [operator: string, operand: string];

export interface ActionRow {
  readonly type: string;
  /** Tells the forms of one type apart. */
  readonly variant?: string;
  /** The smallest legal action: its required parameters, exactly the errors it must wire, its required conditions. */
  readonly minimal: {
    readonly parameters: ActionParameters;
    readonly errors: readonly string[];
    readonly conditions: readonly RowCondition[];
    /** The action ends its path, so it has no transitions at all. */
    readonly ends?: true;
  };
  readonly flowTypes: readonly FlowKind[];
}

const TRANSFERS: readonly FlowKind[] = ["AGENT_TRANSFER", "QUEUE_TRANSFER"];
const WHISPERS: readonly FlowKind[] = ["CUSTOMER_WHISPER", "AGENT_WHISPER", "OUTBOUND_WHISPER"];
const HOLDS: readonly FlowKind[] = ["CUSTOMER_HOLD", "AGENT_HOLD"];
const ARRIVING: readonly FlowKind[] = ["CONTACT_FLOW", ...TRANSFERS, "MODULE"];
const TALKING: readonly FlowKind[] = [...ARRIVING, "CUSTOMER_QUEUE"];
const EVERYWHERE: readonly FlowKind[] = [...TALKING, ...WHISPERS, ...HOLDS];
const QUEUE_ARN = "arn:aws:connect:us-east-1:123456789012:instance/i/queue/q";
const FLOW_ARN = "arn:aws:connect:us-east-1:123456789012:instance/i/contact-flow/f";
const LAMBDA_ARN = "arn:aws:lambda:us-east-1:123456789012:function:lookup";
const GENERIC = ["NoMatchingError"];

interface Shape {
  variant?: string;
  parameters?: ActionParameters;
  errors?: readonly string[];
  conditions?: readonly RowCondition[];
  ends?: true;
}

function row(type: string, flowTypes: readonly FlowKind[], shape: Shape = {}): ActionRow {
  const { variant, parameters = {}, errors = GENERIC, conditions = [], ends } = shape;
  const minimal = { parameters, errors: ends ? [] : errors, conditions, ...(ends && { ends }) };
  return { type, ...(variant !== undefined && { variant }), minimal, flowTypes };
}

function equal(...operands: string[]): RowCondition[] {
  return operands.map((operand) => ["Equals", operand]);
}

const PARTICIPANT: readonly ActionRow[] = [
  row("MessageParticipant", [...TALKING, ...WHISPERS], { parameters: { Text: "Hello." }, errors: [] }),
  row("MessageParticipant", [...TALKING, ...WHISPERS], {
    variant: "markup",
    parameters: { SSML: "<speak>Hello.</speak>" },
    errors: [],
  }),
  row("MessageParticipant", [...TALKING, ...WHISPERS], {
    variant: "prompt",
    parameters: { PromptId: "arn:aws:connect:us-east-1:123456789012:instance/i/prompt/p" },
    errors: [],
  }),
  row("MessageParticipant", TALKING, {
    variant: "audio in S3",
    parameters: { Media: { Uri: "https://example.com/hello.wav", SourceType: "S3", MediaType: "Audio" } },
    errors: [],
  }),
  row("MessageParticipantIteratively", ["CUSTOMER_QUEUE", ...HOLDS, "MODULE"], {
    parameters: { Messages: [{ Text: "Please wait." }] },
    errors: [],
  }),
  row("MessageParticipantIteratively", ["CUSTOMER_QUEUE", ...HOLDS, "MODULE"], {
    variant: "interrupted",
    parameters: { Messages: [{ Text: "Please wait." }], InterruptFrequencySeconds: "30" },
    errors: [],
    conditions: equal("MessagesInterrupted"),
  }),
  row("GetParticipantInput", TALKING, {
    variant: "menu",
    parameters: { InputTimeLimitSeconds: "5", StoreInput: "False" },
    errors: ["InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"],
  }),
  row("GetParticipantInput", TALKING, {
    variant: "digits",
    parameters: {
      InputTimeLimitSeconds: "5",
      StoreInput: "True",
      InputValidation: { CustomValidation: { MaximumLength: "2" } },
    },
  }),
  row("GetParticipantInput", TALKING, {
    variant: "encrypted digits",
    parameters: {
      InputTimeLimitSeconds: "5",
      StoreInput: "True",
      InputValidation: { CustomValidation: { MaximumLength: "16" } },
      InputEncryption: { EncryptionKeyId: "key", Key: "-----BEGIN CERTIFICATE-----" },
    },
  }),
  row("GetParticipantInput", TALKING, {
    variant: "phone number",
    parameters: {
      InputTimeLimitSeconds: "5",
      StoreInput: "True",
      InputValidation: { PhoneNumberValidation: { NumberFormat: "E164" } },
    },
    errors: ["NoMatchingError", "InvalidPhoneNumber"],
  }),
  row("ConnectParticipantWithLexBot", TALKING, {
    parameters: {
      Text: "How can I help?",
      LexV2Bot: { AliasArn: "arn:aws:lex:us-east-1:123456789012:bot-alias/BOT/ALIAS" },
    },
    errors: ["NoMatchingError", "NoMatchingCondition"],
  }),
  row("ConnectParticipantWithLexBot", TALKING, {
    variant: "chat with a time limit",
    parameters: {
      LexInitializationData: { InitialMessage: "$.Media.InitialMessage" },
      LexV2Bot: { AliasArn: "arn:aws:lex:us-east-1:123456789012:bot-alias/BOT/ALIAS" },
      LexTimeoutSeconds: { Text: "300" },
    },
    errors: ["NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded"],
  }),
  row("DisconnectParticipant", TALKING, { ends: true }),
  row("ShowView", ["CONTACT_FLOW", "CUSTOMER_QUEUE", "MODULE"], {
    parameters: { ViewResource: { Id: "view" }, InvocationTimeLimitSeconds: "400" },
    errors: ["NoMatchingCondition", "NoMatchingError", "TimeLimitExceeded"],
  }),
  row("TransferParticipantToThirdParty", TALKING, {
    variant: "goes on",
    parameters: {
      ThirdPartyPhoneNumber: "+12065550100",
      ThirdPartyConnectionTimeLimitSeconds: "30",
      ContinueFlowExecution: "True",
    },
    errors: ["CallFailed", "ConnectionTimeLimitExceeded", "NoMatchingError"],
  }),
  row("TransferParticipantToThirdParty", TALKING, {
    variant: "hands off",
    parameters: {
      ThirdPartyPhoneNumber: "+12065550100",
      ThirdPartyConnectionTimeLimitSeconds: "30",
      ContinueFlowExecution: "False",
    },
  }),
];

const FLOW_CONTROL: readonly ActionRow[] = [
  row("CheckHoursOfOperation", TALKING, { conditions: equal("True", "False") }),
  row("CheckMetricData", TALKING, {
    variant: "agents",
    parameters: { MetricType: "NumberOfAgentsAvailable" },
    errors: ["NoMatchingError", "NoMatchingCondition"],
    conditions: [["NumberGreaterThan", "0"]],
  }),
  row("CheckMetricData", TALKING, {
    variant: "queue",
    parameters: { MetricType: "NumberOfContactsInQueue" },
    errors: ["NoMatchingError", "NoMatchingCondition"],
    conditions: [["NumberLessThan", "5"]],
  }),
  row("GetMetricData", EVERYWHERE),
  row("Compare", EVERYWHERE, { parameters: { ComparisonValue: "$.Channel" }, errors: ["NoMatchingCondition"] }),
  row("DistributeByPercentage", TALKING, {
    errors: ["NoMatchingCondition"],
    conditions: [["NumberLessThan", "51"]],
  }),
  row("Loop", EVERYWHERE, {
    parameters: { LoopCount: "2" },
    errors: [],
    conditions: equal("ContinueLooping", "DoneLooping"),
  }),
  row("Wait", EVERYWHERE, { parameters: { TimeLimitSeconds: "60" }, conditions: equal("WaitCompleted") }),
  row("Wait", EVERYWHERE, {
    variant: "for the bot",
    parameters: { TimeLimitSeconds: "60", Events: ["BotParticipantDisconnected"] },
    errors: ["NoMatchingError", "ParticipantNotFound"],
    conditions: equal("WaitCompleted", "BotParticipantDisconnected"),
  }),
  row("TransferToFlow", ARRIVING, { parameters: { ContactFlowId: FLOW_ARN } }),
  row("EndFlowExecution", ["CUSTOMER_QUEUE", ...WHISPERS, "MODULE"], { ends: true }),
  row("EndFlowModuleExecution", ["MODULE"], { ends: true }),
  row("InvokeFlowModule", EVERYWHERE, { parameters: { FlowModuleId: "module" } }),
  row("UpdateFlowLoggingBehavior", EVERYWHERE, { parameters: { FlowLoggingBehavior: "Enabled" }, errors: [] }),
  row("UpdateFlowAttributes", EVERYWHERE, { parameters: { FlowAttributes: { a: { Value: "x" } } } }),
  row("UpdateContactRoutingCriteria", TALKING, {
    parameters: {
      RoutingCriteria: {
        Steps: [
          {
            Expression: {
              AttributeCondition: {
                Name: "language",
                Value: "en",
                ProficiencyLevel: "3",
                ComparisonOperator: "NumberGreaterOrEqualTo",
              },
            },
          },
        ],
      },
    },
  }),
  row("CheckOutboundCallStatus", ["CONTACT_FLOW", "CAMPAIGN", "MODULE"]),
];

const CONTACT: readonly ActionRow[] = [
  row("UpdateContactAttributes", EVERYWHERE, { parameters: { Attributes: { a: "x" }, TargetContact: "Current" } }),
  row("UpdateContactData", EVERYWHERE, { parameters: { Name: "x" } }),
  row("UpdateContactEventHooks", EVERYWHERE, { parameters: { EventHooks: { CustomerQueue: FLOW_ARN } } }),
  row("UpdateContactTargetQueue", ARRIVING, { variant: "queue", parameters: { QueueId: QUEUE_ARN } }),
  row("UpdateContactTargetQueue", ARRIVING, { variant: "agent", parameters: { AgentId: "agent" } }),
  row("TransferContactToQueue", ARRIVING, { errors: ["QueueAtCapacity", "NoMatchingError"] }),
  row("DequeueContactAndTransferToQueue", ["CUSTOMER_QUEUE", "MODULE"], {
    parameters: { QueueId: QUEUE_ARN },
    errors: ["QueueAtCapacity", "NoMatchingError"],
  }),
  row("TransferContactToAgent", [...TRANSFERS, "MODULE"], { ends: true }),
  row("CreateCallbackContact", TALKING, {
    parameters: { InitialCallDelaySeconds: "5", RetryDelaySeconds: "600", MaximumConnectionAttempts: "2" },
  }),
  row("UpdateContactCallbackNumber", TALKING, {
    parameters: { CallbackNumber: "$.CustomerEndpoint.Address" },
    errors: ["InvalidCallbackNumber", "CallbackNumberNotDialable"],
  }),
  row("UpdateContactRecordingBehavior", [...TALKING, "OUTBOUND_WHISPER"], {
    parameters: { RecordingBehavior: { RecordedParticipants: ["Agent", "Customer"] } },
    errors: [],
  }),
  row("UpdateContactRecordingAndAnalyticsBehavior", EVERYWHERE, {
    variant: "voice",
    parameters: { VoiceBehavior: { VoiceRecordingBehavior: { RecordedParticipants: ["Agent", "Customer"] } } },
    errors: ["NoMatchingError", "ChannelMismatch"],
  }),
  row("UpdateContactRecordingAndAnalyticsBehavior", EVERYWHERE, {
    variant: "chat",
    parameters: { ChatBehavior: { ChatAnalyticsBehavior: { Enabled: "True", AnalyticsLanguage: "en-US" } } },
    errors: ["NoMatchingError", "ChannelMismatch"],
  }),
  row("UpdateContactTextToSpeechVoice", EVERYWHERE, { parameters: { TextToSpeechVoice: "Joanna" }, errors: [] }),
  row("UpdateContactRoutingBehavior", ["CONTACT_FLOW", "MODULE"], {
    variant: "priority",
    parameters: { QueuePriority: "1" },
    errors: [],
  }),
  row("UpdateContactRoutingBehavior", ["CONTACT_FLOW", "MODULE"], {
    variant: "queue time",
    parameters: { QueueTimeAdjustmentSeconds: "-30" },
    errors: [],
  }),
  row("UpdateContactMediaStreamingBehavior", [...TALKING, ...WHISPERS], {
    parameters: {
      MediaStreamingState: "Enabled",
      Participants: [{ ParticipantType: "Customer", MediaDirections: ["From", "To"] }],
      MediaStreamType: "Audio",
    },
  }),
  row("UpdateContactMediaProcessing", EVERYWHERE, {
    parameters: {
      ChatProcessor: {
        ProcessingEnabled: "True",
        LambdaProcessorARN: LAMBDA_ARN,
        ChatProcessorSettings: { DeliverUnprocessedMessages: "False" },
      },
    },
    errors: ["NoMatchingError", "ChannelMismatch"],
  }),
  row("UpdatePreviousContactParticipantState", ARRIVING, {
    parameters: { PreviousContactParticipantState: "OffHold" },
  }),
  row("TagContact", EVERYWHERE, { parameters: { Tags: { team: "support" } } }),
  row("UntagContact", EVERYWHERE, { parameters: { TagKeys: ["team"] } }),
  row("CompleteOutboundCall", ["OUTBOUND_WHISPER", "CAMPAIGN", "MODULE"], { errors: [] }),
  row("ResumeContact", EVERYWHERE),
];

const PROFILE = { ProfileId: "$.Customer.ProfileId" };

const INTERACTIONS: readonly ActionRow[] = [
  row("InvokeLambdaFunction", EVERYWHERE, { parameters: { LambdaFunctionARN: LAMBDA_ARN } }),
  row("InvokeLambdaFunction", EVERYWHERE, {
    variant: "asynchronous",
    parameters: { LambdaFunctionARN: LAMBDA_ARN, InvocationType: "ASYNCHRONOUS" },
  }),
  row("InvokeLambdaFunction", EVERYWHERE, {
    variant: "JSON answer",
    parameters: { LambdaFunctionARN: LAMBDA_ARN, ResponseValidation: { ResponseType: "JSON" } },
  }),
  row("CreateTask", EVERYWHERE, { parameters: { ContactFlowId: FLOW_ARN, Name: "Call back" } }),
  row("CreateCase", EVERYWHERE, {
    parameters: { LinkContactToCase: "false", CaseTemplateId: "template", CaseRequestFields: { title: "Order" } },
  }),
  row("CreateCase", EVERYWHERE, {
    variant: "linked",
    parameters: { LinkContactToCase: "true", CaseTemplateId: "template", CaseRequestFields: { title: "Order" } },
    errors: ["NoMatchingError", "ContactNotLinked"],
  }),
  row("UpdateCase", EVERYWHERE, {
    parameters: { CaseId: "$.Case.case_id", LinkContactToCase: "false", CaseRequestFields: { status: "closed" } },
  }),
  row("UpdateCase", EVERYWHERE, {
    variant: "linked",
    parameters: { CaseId: "$.Case.case_id", LinkContactToCase: "true", CaseRequestFields: { status: "closed" } },
    errors: ["NoMatchingError", "ContactNotLinked"],
  }),
  row("GetCase", EVERYWHERE, {
    parameters: { LinkContactToCase: "false", CustomerId: "$.Customer.ProfileArn" },
    errors: ["NoMatchingError", "ContactNotLinked", "MultipleFound", "NoneFound"],
  }),
  row("CreateWisdomSession", EVERYWHERE, { parameters: { WisdomAssistantArn: "arn" } }),
  row("GetCustomerProfile", EVERYWHERE, {
    parameters: {
      ProfileRequestData: { IdentifierName: "_phone", IdentifierValue: "$.CustomerEndpoint.Address" },
      ProfileResponseData: ["FirstName"],
    },
    errors: ["MultipleFoundError", "NoneFoundError", "NoMatchingError"],
  }),
  row("GetCustomerProfileObject", EVERYWHERE, {
    parameters: {
      ProfileRequestData: { ...PROFILE, ObjectType: "Order", UseLatest: "True" },
      ProfileResponseData: ["Order.Status"],
    },
    errors: ["NoneFoundError", "NoMatchingError"],
  }),
  row("GetCalculatedAttributesForCustomerProfile", EVERYWHERE, {
    parameters: { ProfileRequestData: PROFILE, ProfileResponseData: ["CalculatedAttributes._frequent_caller"] },
    errors: ["NoneFoundError", "NoMatchingError"],
  }),
  row("CreateCustomerProfile", EVERYWHERE, { parameters: { ProfileRequestData: { FirstName: "Alex" } } }),
  row("UpdateCustomerProfile", EVERYWHERE, { parameters: { ProfileRequestData: { ...PROFILE, FirstName: "Alex" } } }),
  row("AssociateContactToCustomerProfile", EVERYWHERE, {
    parameters: { ProfileRequestData: { ...PROFILE, ContactId: "$.ContactId" } },
  }),
  row("StartOutboundChatContact", EVERYWHERE, {
    parameters: {
      SourceEndpoint: { Type: "CONNECT_PHONENUMBER_ARN", Address: "arn" },
      DestinationEndpoint: { Type: "TELEPHONE_NUMBER", Address: "$.CustomerEndpoint.Address" },
      ContactFlowArn: FLOW_ARN,
      ContactSubtype: "connect:SMS",
    },
  }),
];

/** Every row. */
export const ACTION_ROWS: readonly ActionRow[] = [...PARTICIPANT, ...FLOW_CONTROL, ...CONTACT, ...INTERACTIONS];

/** What a row is called. */
export function rowName({ type, variant }: ActionRow): string {
  return variant === undefined ? type : `${type} (${variant})`;
}

/** The smallest action of a row; all its ways out lead to `next`. */
export function minimalAction(row: ActionRow, next = "end", identifier = "it"): FlowAction {
  const { parameters, errors, conditions, ends } = row.minimal;
  return {
    Identifier: identifier,
    Type: row.type,
    Parameters: parameters,
    Transitions: ends
      ? {}
      : {
          NextAction: next,
          Errors: errors.map((ErrorType) => ({ NextAction: next, ErrorType })),
          Conditions: conditions.map(([Operator, operand]) => {
            return { NextAction: next, Condition: { Operator, Operands: [operand] } };
          }),
        },
  };
}

/** What ends a path in a flow of some type; hold flows never end, they play. */
export function endIn(type: FlowKind, identifier = "end"): FlowAction {
  if (HOLDS.includes(type)) {
    return {
      Identifier: identifier,
      Type: "MessageParticipantIteratively",
      Parameters: { Messages: [{ Text: "Please hold." }] },
      Transitions: {},
    };
  }
  const ending =
    type === "MODULE"
      ? "EndFlowModuleExecution"
      : type === "CUSTOMER_QUEUE" || WHISPERS.includes(type)
        ? "EndFlowExecution"
        : "DisconnectParticipant";
  return { Identifier: identifier, Type: ending, Parameters: {}, Transitions: {} };
}

/** The smallest flow around an action named "it". */
export function flowAround(action: FlowAction, type: FlowKind): FlowDocument {
  const leads = JSON.stringify(action.Transitions ?? {}).includes('"end"');
  return {
    Version: "2019-10-30",
    StartAction: "it",
    Actions: leads ? [action, endIn(type)] : [action],
    ...(type === "MODULE" && { Settings: { InputParameters: [], OutputParameters: [], Transitions: [] } }),
  };
}
