/** Reads the document of an `AWS::Lex::Bot` into what the local Lex plays. */
import type {
  BotDefinition,
  ImageResponseCard,
  IntentDefinition,
  LocaleDefinition,
  Message,
  MessageGroup,
  Prompt,
  SlotDefinition,
  SlotTypeDefinition,
} from "./definition";
import { flagAt, listAt, numberAt, objectAt, textAt, type Json } from "./document";

const FALLBACK = "AMAZON.FallbackIntent";
/** What the console proposes; a locale must state its own. */
const DEFAULT_THRESHOLD = 0.4;
const DEFAULT_IDLE_SECONDS = 300;

function readCard(card: Json): ImageResponseCard {
  const [subtitle, imageUrl] = [textAt(card, "Subtitle"), textAt(card, "ImageUrl")];
  const buttons = listAt(card, "Buttons").map((button) => ({
    text: textAt(button, "Text") ?? "",
    value: textAt(button, "Value") ?? "",
  }));
  return {
    title: textAt(card, "Title") ?? "",
    ...(subtitle !== undefined && { subtitle }),
    ...(imageUrl !== undefined && { imageUrl }),
    ...(buttons.length > 0 && { buttons }),
  };
}

function readMessage(message: Json): Message[] {
  const text = (kind: string): string | undefined => textAt(objectAt(message, kind), "Value");
  const [plain, ssml, custom] = [text("PlainTextMessage"), text("SSMLMessage"), text("CustomPayload")];
  return [
    ...(plain === undefined ? [] : [{ contentType: "PlainText" as const, content: plain }]),
    ...(ssml === undefined ? [] : [{ contentType: "SSML" as const, content: ssml }]),
    ...(custom === undefined ? [] : [{ contentType: "CustomPayload" as const, content: custom }]),
    ...(message["ImageResponseCard"] === undefined
      ? []
      : [
          {
            contentType: "ImageResponseCard" as const,
            imageResponseCard: readCard(objectAt(message, "ImageResponseCard")),
          },
        ]),
  ];
}

function readGroups(specification: Json): MessageGroup[] {
  return listAt(specification, "MessageGroupsList")
    .map((group) => [...readMessage(objectAt(group, "Message")), ...listAt(group, "Variations").flatMap(readMessage)])
    .filter((group) => group.length > 0);
}

function readPrompt(specification: Json): Prompt | undefined {
  const groups = readGroups(specification);
  if (groups.length === 0) return undefined;
  return {
    groups,
    maxRetries: numberAt(specification, "MaxRetries", 0),
    ordered: textAt(specification, "MessageSelectionStrategy") === "Ordered",
  };
}

function readSlot(slot: Json): SlotDefinition {
  const setting = objectAt(slot, "ValueElicitationSetting");
  const [first] = listAt(objectAt(setting, "DefaultValueSpecification"), "DefaultValueList");
  return {
    name: textAt(slot, "Name") ?? "",
    type: textAt(slot, "SlotTypeName") ?? "",
    required: textAt(setting, "SlotConstraint") === "Required",
    prompt: readPrompt(objectAt(setting, "PromptSpecification")),
    defaultValue: first && textAt(first, "DefaultValue"),
  };
}

function byPriority(intent: Json): SlotDefinition[] {
  const priorities = new Map(
    listAt(intent, "SlotPriorities").map((entry) => [textAt(entry, "SlotName"), numberAt(entry, "Priority", 0)]),
  );
  const last = Number.MAX_SAFE_INTEGER;
  return listAt(intent, "Slots")
    .map(readSlot)
    .sort((one, other) => (priorities.get(one.name) ?? last) - (priorities.get(other.name) ?? last));
}

/** A setting that is declared and not switched off by IsActive. */
function active(intent: Json, name: string): Json {
  const setting = objectAt(intent, name);
  return flagAt(setting, "IsActive", true) ? setting : {};
}

function readIntent(intent: Json): IntentDefinition {
  const confirmation = active(intent, "IntentConfirmationSetting");
  const fulfillment = objectAt(intent, "FulfillmentCodeHook");
  const afterwards = objectAt(fulfillment, "PostFulfillmentStatusSpecification");
  return {
    name: textAt(intent, "Name") ?? "",
    isFallback: textAt(intent, "ParentIntentSignature") === FALLBACK,
    utterances: listAt(intent, "SampleUtterances").map((sample) => textAt(sample, "Utterance") ?? ""),
    slots: byPriority(intent),
    dialogCodeHook: flagAt(objectAt(intent, "DialogCodeHook"), "Enabled"),
    fulfillmentCodeHook: flagAt(fulfillment, "Enabled") && flagAt(fulfillment, "IsActive", true),
    initialResponse: readGroups(objectAt(intent, "InitialResponseSetting", "InitialResponse")),
    confirmation: readPrompt(objectAt(confirmation, "PromptSpecification")),
    declination: readGroups(objectAt(confirmation, "DeclinationResponse")),
    fulfilled: readGroups(objectAt(afterwards, "SuccessResponse")),
    failed: readGroups(objectAt(afterwards, "FailureResponse")),
    closing: readGroups(objectAt(active(intent, "IntentClosingSetting"), "ClosingResponse")),
    inputContexts: listAt(intent, "InputContexts").map((context) => textAt(context, "Name") ?? ""),
    outputContexts: listAt(intent, "OutputContexts").map((context) => ({
      name: textAt(context, "Name") ?? "",
      seconds: numberAt(context, "TimeToLiveInSeconds", 90),
      turns: numberAt(context, "TurnsToLive", 5),
    })),
  };
}

function readSlotType(type: Json): SlotTypeDefinition {
  const selection = objectAt(type, "ValueSelectionSetting");
  return {
    name: textAt(type, "Name") ?? "",
    parent: textAt(type, "ParentSlotTypeSignature"),
    values: listAt(type, "SlotTypeValues").map((entry) => ({
      value: textAt(objectAt(entry, "SampleValue"), "Value") ?? "",
      synonyms: listAt(entry, "Synonyms").map((synonym) => textAt(synonym, "Value") ?? ""),
    })),
    closed: textAt(selection, "ResolutionStrategy") === "TOP_RESOLUTION",
    pattern: textAt(objectAt(selection, "RegexFilter"), "Pattern"),
  };
}

/** The intent every locale has, declared or not. */
const IMPLIED_FALLBACK = readIntent({ Name: "FallbackIntent", ParentIntentSignature: FALLBACK });

function readLocale(locale: Json): LocaleDefinition {
  const intents = listAt(locale, "Intents").map(readIntent);
  return {
    id: textAt(locale, "LocaleId") ?? "",
    threshold: numberAt(locale, "NluConfidenceThreshold", DEFAULT_THRESHOLD),
    intents: intents.some(({ isFallback }) => isFallback) ? intents : [...intents, IMPLIED_FALLBACK],
    slotTypes: new Map(
      listAt(locale, "SlotTypes")
        .map(readSlotType)
        .map((type) => [type.name, type]),
    ),
  };
}

/** Reads a bot. What the document does not say is as Lex has it by default. */
export function readBot(id: string, document: Json): BotDefinition {
  const locales = listAt(document, "BotLocales").map(readLocale);
  return {
    id,
    name: textAt(document, "Name") ?? "",
    idleSeconds: numberAt(document, "IdleSessionTTLInSeconds", DEFAULT_IDLE_SECONDS),
    built: flagAt(document, "AutoBuildBotLocales"),
    locales: new Map(locales.map((locale) => [locale.id, locale])),
  };
}
