/** Shapes of Amazon Lex' CloudFormation documents, with the limits of their schemas; what leads to other services is left out. */
import { BOOLEAN, list, map, number, object, oneOf, type Shape, text, whole } from "./shape";

const NAME = text(1, 100, /^([0-9a-zA-Z][_-]?)+$/);
const DESCRIPTION = text(0, 200);
const ID = text(10, 10, /^[0-9a-zA-Z]+$/);
const LOCALE_ID = text(1, 128, /^[a-z]{2}_([A-Z]{2}|419)$/);
const TAGS = list(object({ "Key!": text(1, 128), "Value!": text(0, 256) }), 0, 200);
const MESSAGE_TEXT = object({ "Value!": text(1, 1_000) });
const MESSAGE = object({
  PlainTextMessage: MESSAGE_TEXT,
  SSMLMessage: MESSAGE_TEXT,
  CustomPayload: MESSAGE_TEXT,
  ImageResponseCard: object({
    "Title!": text(1, 250),
    Subtitle: text(1, 250),
    ImageUrl: text(1, 250),
    Buttons: list(object({ "Text!": text(1, 50), "Value!": text(1, 50) }), 0, 5),
  }),
});
const MESSAGE_GROUPS = list(object({ "Message!": MESSAGE, Variations: list(MESSAGE, 0, 2) }), 1, 5);
const RESPONSE = object({ "MessageGroupsList!": MESSAGE_GROUPS, AllowInterrupt: BOOLEAN });
const KEY = text(1, 1, /^[A-D0-9#*]$/);
const MILLISECONDS = whole(1, Number.MAX_SAFE_INTEGER);

const ATTEMPT = object({
  "AllowedInputTypes!": object({ "AllowAudioInput!": BOOLEAN, "AllowDTMFInput!": BOOLEAN }),
  AllowInterrupt: BOOLEAN,
  AudioAndDTMFInputSpecification: object({
    "StartTimeoutMs!": MILLISECONDS,
    AudioSpecification: object({ "EndTimeoutMs!": MILLISECONDS, "MaxLengthMs!": MILLISECONDS }),
    DTMFSpecification: object({
      "DeletionCharacter!": KEY,
      "EndCharacter!": KEY,
      "EndTimeoutMs!": MILLISECONDS,
      "MaxLength!": whole(1, 1_024),
    }),
  }),
  TextInputSpecification: object({ "StartTimeoutMs!": MILLISECONDS }),
});

const PROMPT = object({
  "MessageGroupsList!": MESSAGE_GROUPS,
  "MaxRetries!": whole(0, 5),
  AllowInterrupt: BOOLEAN,
  MessageSelectionStrategy: oneOf("Random", "Ordered"),
  PromptAttemptsSpecification: map(/^(Initial|Retry[1-5])$/, ATTEMPT),
});

const HOOK = object({ "Enabled!": BOOLEAN });
const UTTERANCES = list(object({ "Utterance!": text(1, 500) }), 0, 1_500);

const SLOT = object({
  "Name!": NAME,
  Description: DESCRIPTION,
  "SlotTypeName!": text(1, 100),
  ObfuscationSetting: object({ "ObfuscationSettingType!": oneOf("None", "DefaultObfuscation") }),
  MultipleValuesSetting: object({ AllowMultipleValues: BOOLEAN }),
  "ValueElicitationSetting!": object({
    "SlotConstraint!": oneOf("Required", "Optional"),
    PromptSpecification: PROMPT,
    SampleUtterances: list(object({ "Utterance!": text(1, 500) }), 0, 10),
    DefaultValueSpecification: object({
      "DefaultValueList!": list(object({ "DefaultValue!": text(1, 202) }), 0, 10),
    }),
  }),
});

const INTENT = object({
  "Name!": NAME,
  Description: DESCRIPTION,
  ParentIntentSignature: text(1, 100),
  SampleUtterances: UTTERANCES,
  DialogCodeHook: HOOK,
  FulfillmentCodeHook: object({
    "Enabled!": BOOLEAN,
    IsActive: BOOLEAN,
    PostFulfillmentStatusSpecification: object({
      SuccessResponse: RESPONSE,
      FailureResponse: RESPONSE,
      TimeoutResponse: RESPONSE,
    }),
  }),
  IntentConfirmationSetting: object({
    "PromptSpecification!": PROMPT,
    IsActive: BOOLEAN,
    ConfirmationResponse: RESPONSE,
    DeclinationResponse: RESPONSE,
    FailureResponse: RESPONSE,
  }),
  IntentClosingSetting: object({ ClosingResponse: RESPONSE, IsActive: BOOLEAN }),
  InitialResponseSetting: object({ InitialResponse: RESPONSE }),
  InputContexts: list(object({ "Name!": NAME }), 0, 5),
  OutputContexts: list(
    object({ "Name!": NAME, "TimeToLiveInSeconds!": whole(5, 86_400), "TurnsToLive!": whole(1, 20) }),
    0,
    10,
  ),
  Slots: list(SLOT, 0, 100),
  SlotPriorities: list(object({ "SlotName!": NAME, "Priority!": whole(0, 100) })),
});

const SLOT_TYPE = object({
  "Name!": NAME,
  Description: DESCRIPTION,
  ParentSlotTypeSignature: text(1, 100),
  SlotTypeValues: list(
    object({
      "SampleValue!": object({ "Value!": text(1, 140) }),
      Synonyms: list(object({ "Value!": text(1, 140) }), 0, 10_000),
    }),
    0,
    10_000,
  ),
  ValueSelectionSetting: object({
    "ResolutionStrategy!": oneOf("ORIGINAL_VALUE", "TOP_RESOLUTION", "CONCATENATION"),
    RegexFilter: object({ "Pattern!": text(1, 300) }),
    AdvancedRecognitionSetting: object({ AudioRecognitionStrategy: oneOf("UseSlotValuesAsCustomVocabulary") }),
  }),
});

const CODE_HOOK = object({
  "LambdaCodeHook!": object({ "CodeHookInterfaceVersion!": text(1, 5), "LambdaArn!": text(20, 2_048, /^arn:/) }),
});

const LOCALE_SETTINGS = list(
  object({
    "LocaleId!": LOCALE_ID,
    "BotAliasLocaleSetting!": object({ "Enabled!": BOOLEAN, CodeHookSpecification: CODE_HOOK }),
  }),
  0,
  50,
);

const LOG_SETTINGS = object({
  TextLogSettings: list(
    object({
      "Enabled!": BOOLEAN,
      "Destination!": object({
        "CloudWatch!": object({ "CloudWatchLogGroupArn!": text(1, 2_048, /^arn:/), "LogPrefix!": text(0, 1_024) }),
      }),
    }),
    0,
    1,
  ),
  AudioLogSettings: list(
    object({
      "Enabled!": BOOLEAN,
      "Destination!": object({
        "S3Bucket!": object({
          "S3BucketArn!": text(1, 2_048, /^arn:[\w-]+:s3:::/),
          "LogPrefix!": text(0, 1_024),
          KmsKeyArn: text(20, 2_048, /^arn:[\w-]+:kms:/),
        }),
      }),
    }),
    0,
    1,
  ),
});

const SENTIMENT = object({ "DetectSentiment!": BOOLEAN });

/** `AWS::Lex::Bot`. */
export const BOT: Shape = object({
  "Name!": NAME,
  Description: DESCRIPTION,
  "RoleArn!": text(32, 2_048, /^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/.*$/),
  "DataPrivacy!": object({ "ChildDirected!": BOOLEAN }),
  "IdleSessionTTLInSeconds!": whole(60, 86_400),
  AutoBuildBotLocales: BOOLEAN,
  BotLocales: list(
    object({
      "LocaleId!": LOCALE_ID,
      Description: DESCRIPTION,
      "NluConfidenceThreshold!": number(0, 1),
      VoiceSettings: object({
        "VoiceId!": text(1, 100),
        Engine: oneOf("standard", "neural", "long-form", "generative"),
      }),
      Intents: list(INTENT, 0, 1_000),
      SlotTypes: list(SLOT_TYPE, 0, 250),
    }),
  ),
  BotTags: TAGS,
  TestBotAliasTags: TAGS,
  TestBotAliasSettings: object({
    Description: DESCRIPTION,
    BotAliasLocaleSettings: LOCALE_SETTINGS,
    ConversationLogSettings: LOG_SETTINGS,
    SentimentAnalysisSettings: SENTIMENT,
  }),
});

/** `AWS::Lex::BotVersion`. */
export const BOT_VERSION: Shape = object({
  "BotId!": ID,
  Description: DESCRIPTION,
  "BotVersionLocaleSpecification!": list(
    object({
      "LocaleId!": LOCALE_ID,
      "BotVersionLocaleDetails!": object({ "SourceBotVersion!": text(1, 5, /^(DRAFT|[0-9]+)$/) }),
    }),
    1,
  ),
});

/** `AWS::Lex::BotAlias`. */
export const BOT_ALIAS: Shape = object({
  "BotId!": ID,
  "BotAliasName!": NAME,
  Description: DESCRIPTION,
  BotVersion: text(1, 5, /^(DRAFT|[0-9]+)$/),
  BotAliasLocaleSettings: LOCALE_SETTINGS,
  ConversationLogSettings: LOG_SETTINGS,
  SentimentAnalysisSettings: SENTIMENT,
  BotAliasTags: TAGS,
});
