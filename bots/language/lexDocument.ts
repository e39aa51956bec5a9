/** The part of `AWS::Lex::Bot` this project writes, in the words of its CloudFormation schema. */

/** `AWS::Lex::Bot`, without the role, which the stack makes. */
export interface LexBotDocument {
  readonly Name: string;
  readonly Description?: string;
  readonly DataPrivacy: { readonly ChildDirected: boolean };
  readonly IdleSessionTTLInSeconds: number;
  readonly AutoBuildBotLocales: boolean;
  readonly BotLocales: readonly LexLocale[];
  readonly BotTags?: readonly { readonly Key: string; readonly Value: string }[];
}

export interface LexLocale {
  readonly LocaleId: string;
  readonly Description?: string;
  readonly NluConfidenceThreshold: number;
  readonly VoiceSettings: { readonly VoiceId: string; readonly Engine: string };
  readonly SlotTypes: readonly LexSlotType[];
  readonly Intents: readonly LexIntent[];
}

export interface LexSlotType {
  readonly Name: string;
  readonly Description?: string;
  readonly ParentSlotTypeSignature?: string;
  readonly SlotTypeValues?: readonly LexSlotTypeValue[];
  readonly ValueSelectionSetting: {
    readonly ResolutionStrategy: "ORIGINAL_VALUE" | "TOP_RESOLUTION";
    readonly RegexFilter?: { readonly Pattern: string };
  };
}

export interface LexSlotTypeValue {
  readonly SampleValue: { readonly Value: string };
  readonly Synonyms?: readonly { readonly Value: string }[];
}

export interface LexIntent {
  readonly Name: string;
  readonly Description?: string;
  readonly ParentIntentSignature?: string;
  readonly SampleUtterances?: readonly { readonly Utterance: string }[];
  readonly DialogCodeHook: { readonly Enabled: boolean };
  readonly FulfillmentCodeHook: { readonly Enabled: boolean };
  readonly IntentConfirmationSetting?: {
    readonly IsActive: boolean;
    readonly PromptSpecification: LexPrompt;
    readonly DeclinationResponse: LexResponse;
  };
  readonly IntentClosingSetting?: { readonly IsActive: boolean; readonly ClosingResponse: LexResponse };
  readonly Slots?: readonly LexSlot[];
  readonly SlotPriorities?: readonly { readonly Priority: number; readonly SlotName: string }[];
}

export interface LexSlot {
  readonly Name: string;
  readonly Description?: string;
  readonly SlotTypeName: string;
  readonly ObfuscationSetting: { readonly ObfuscationSettingType: "None" | "DefaultObfuscation" };
  readonly ValueElicitationSetting: {
    readonly SlotConstraint: "Required" | "Optional";
    readonly PromptSpecification: LexPrompt;
  };
}

export interface LexResponse {
  readonly MessageGroupsList: readonly LexMessageGroup[];
}

export interface LexPrompt extends LexResponse {
  readonly MaxRetries: number;
  readonly AllowInterrupt: boolean;
  /** How each attempt listens: `Initial`, `Retry1` to `Retry5`. */
  readonly PromptAttemptsSpecification?: Readonly<Record<string, LexAttempt>>;
}

export interface LexMessageGroup {
  readonly Message: LexMessage;
  readonly Variations?: readonly LexMessage[];
}

export interface LexMessage {
  readonly PlainTextMessage: { readonly Value: string };
}

export interface LexAttempt {
  readonly AllowedInputTypes: { readonly AllowAudioInput: boolean; readonly AllowDTMFInput: boolean };
  readonly AllowInterrupt: boolean;
  readonly AudioAndDTMFInputSpecification: {
    readonly StartTimeoutMs: number;
    readonly DTMFSpecification: {
      readonly DeletionCharacter: string;
      readonly EndCharacter: string;
      readonly EndTimeoutMs: number;
      readonly MaxLength: number;
    };
  };
}
