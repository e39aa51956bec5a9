/** Events as Amazon Lex V2 sends them to a code hook, any other JSON, and the rules an answer has to keep. */
import { expect } from "chai";
import fc from "fast-check";
import type { LexAnswer, LexEvent, LexSlot } from "../../handlers/lex/lexEvent";

/** A door: what its server tells Lex with each turn. */
export interface Door {
  readonly name: "voice" | "chat" | "web" | "slack";
  readonly accepts: string;
  /** The network's number, on the phone only. */
  readonly callerNumber?: string;
}

/** The four doors; the phone call comes from the sample customer's number. */
export const DOORS: readonly Door[] = [
  { name: "voice", accepts: "PlainText,SSML", callerNumber: "+12065550100" },
  { name: "chat", accepts: "PlainText" },
  { name: "web", accepts: "PlainText" },
  { name: "slack", accepts: "PlainText" },
];

/** The bot's locales. */
export const LOCALES = ["en_US", "es_US"] as const;

/** The slots of each intent. */
export const SLOTS: Readonly<Record<string, readonly string[]>> = {
  OrderStatus: ["phoneNumber", "pin"],
  ChangeDeliveryDay: ["phoneNumber", "pin", "deliveryDay"],
  CancelOrder: ["phoneNumber", "pin"],
  OpeningHours: [],
  TalkToPerson: [],
  Goodbye: [],
  FallbackIntent: [],
};

/** A slot that Lex has filled. */
export function filled(value: string): LexSlot {
  return { shape: "Scalar", value: { originalValue: value, interpretedValue: value, resolvedValues: [value] } };
}

/** What tells one event from another. */
export interface Said {
  readonly intent: string;
  readonly slots?: Readonly<Record<string, string>>;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly confirmation?: "None" | "Confirmed" | "Denied";
  readonly source?: "DialogCodeHook" | "FulfillmentCodeHook";
  readonly door?: Door;
  readonly locale?: string;
  readonly sessionId?: string;
}

const CHAT: Door = { name: "chat", accepts: "PlainText" };

/** One event. */
export function lexEvent({ intent, slots = {}, attributes = {}, door = CHAT, ...more }: Said): LexEvent {
  const names = SLOTS[intent] ?? Object.keys(slots);
  const all = names.map((name): [string, LexSlot | null] => {
    const value = slots[name];
    return [name, value === undefined ? null : filled(value)];
  });
  const own = { door: door.name, ...(door.callerNumber && { callerNumber: door.callerNumber }) };
  const event = {
    messageVersion: "1.0",
    invocationSource: more.source ?? "DialogCodeHook",
    inputMode: door.name === "voice" ? "Speech" : "Text",
    responseContentType: door.name === "voice" ? "audio/pcm" : "text/plain; charset=utf-8",
    sessionId: more.sessionId ?? "session-1",
    inputTranscript: "",
    bot: { id: "ABCDEFGHIJ", name: "concierge", aliasId: "KLMNOPQRST", localeId: more.locale ?? "en_US", version: "1" },
    interpretations: [],
    proposedNextState: null,
    requestAttributes: { "x-amz-lex:accept-content-types": door.accepts },
    sessionState: {
      sessionAttributes: { ...own, ...attributes },
      intent: {
        name: intent,
        slots: Object.fromEntries(all),
        state: more.source === "FulfillmentCodeHook" ? "ReadyForFulfillment" : "InProgress",
        confirmationState: more.confirmation ?? "None",
      },
      originatingRequestId: "11111111-2222-3333-4444-555555555555",
    },
    transcriptions: [],
  };
  return event;
}

/** Fails unless Lex would take the answer. */
export function expectLexTakes(answer: LexAnswer, slotsOfEvent: object): void {
  const { sessionState, messages, ...rest } = answer;
  expect(rest).to.deep.equal({});
  expect(JSON.parse(JSON.stringify(answer))).to.deep.equal(answer);
  const { sessionAttributes, dialogAction, intent, ...others } = sessionState;
  expect(others).to.deep.equal({});
  for (const value of Object.values(sessionAttributes)) expect(value).to.be.a("string");
  expect(dialogAction.type).to.be.oneOf(["Close", "Delegate", "ElicitIntent", "ElicitSlot"]);
  expect(dialogAction.slotToElicit !== undefined).to.equal(dialogAction.type === "ElicitSlot");
  expect(intent === undefined).to.equal(dialogAction.type === "ElicitIntent");
  if (intent) {
    expect(intent.name).to.be.a("string").and.not.equal("");
    expect(intent.state).to.be.oneOf(dialogAction.type === "Close" ? ["Fulfilled", "Failed"] : ["InProgress"]);
    expect(intent.confirmationState ?? "None").to.be.oneOf(["None", "Confirmed", "Denied"]);
    for (const slot of Object.values(intent.slots)) expect(slot === null || typeof slot === "object").to.equal(true);
    const added = Object.keys(intent.slots).filter((name) => !(name in slotsOfEvent));
    expect(
      added.filter((name) => name !== dialogAction.slotToElicit && name !== "phoneNumber" && name !== "pin"),
    ).to.deep.equal([]);
    expect(intent.slots.pin ?? null, "the PIN in the answer").to.equal(null);
  }
  if (dialogAction.type === "ElicitIntent") expect(messages).to.have.length.greaterThan(0);
  if (dialogAction.type === "Delegate") expect(messages).to.equal(undefined);
  for (const { contentType, content } of messages ?? []) {
    expect(contentType).to.be.oneOf(["PlainText", "SSML"]);
    expect(content.length).to.be.within(1, 1024);
    expect(content).not.to.match(/[{}]|undefined|Invalid Date|NaN/);
    const inner = contentType === "SSML" ? /^<speak>(.*)<\/speak>$/s.exec(content)?.[1] : content;
    expect(inner, content).to.be.a("string").and.not.match(/[<>]/);
    if (contentType === "SSML") expect(inner).not.to.match(/&(?!(amp|lt|gt|quot|apos);)/);
  }
}

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("", "+12065550100", "206 555 0100", "+12065550199", "2026-03-06", "__proto__", "x".repeat(1024)),
);
const anySlot = fc.oneof(
  fc.constant(null),
  fc.record({ shape: fc.constant("Scalar"), value: fc.record({ originalValue: text, interpretedValue: text }) }),
  fc.record({ shape: fc.constant("List"), values: fc.array(text, { maxLength: 2 }) }),
  fc.jsonValue(),
);
const attribute = fc.constantFrom(
  "door",
  "callerNumber",
  "customerId",
  "verified",
  "misunderstood",
  "tries",
  "orderId",
);

/** Events of the right outline with any values in it, and JSON that is nothing like an event. */
export const anyLexEvent: fc.Arbitrary<LexEvent> = fc
  .oneof(
    { weight: 1, arbitrary: fc.jsonValue() },
    {
      weight: 9,
      arbitrary: fc.record(
        {
          invocationSource: fc.constantFrom("DialogCodeHook", "FulfillmentCodeHook"),
          responseContentType: fc.constantFrom("audio/mpeg", "text/plain; charset=utf-8"),
          sessionId: text,
          bot: fc.option(fc.record({ localeId: fc.oneof(text, fc.constantFrom("en_US", "es_US", "de_DE")) })),
          requestAttributes: fc.option(
            fc.record({ "x-amz-lex:accept-content-types": fc.constantFrom("PlainText", "SSML") }),
          ),
          sessionState: fc.option(
            fc.record(
              {
                sessionAttributes: fc.option(
                  fc.dictionary(
                    fc.oneof(attribute, text),
                    fc.oneof(text, fc.constantFrom("voice", "pin", "C-1", "O-1")),
                  ),
                ),
                intent: fc.option(
                  fc.record(
                    {
                      name: fc.oneof(
                        { weight: 9, arbitrary: fc.constantFrom(...Object.keys(SLOTS)) },
                        { weight: 1, arbitrary: text },
                      ),
                      slots: fc.option(
                        fc.record({ phoneNumber: anySlot, pin: anySlot, deliveryDay: anySlot }, { requiredKeys: [] }),
                      ),
                      confirmationState: fc.constantFrom("None", "Confirmed", "Denied", "constructor"),
                    },
                    { requiredKeys: [] },
                  ),
                ),
              },
              { requiredKeys: [] },
            ),
          ),
        },
        { requiredKeys: [] },
      ),
    },
  )
  .map((event) => JSON.parse(JSON.stringify(event)) as LexEvent);
