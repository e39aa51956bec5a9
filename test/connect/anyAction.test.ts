/** Whatever a document holds that the validator passes, the engine plays it to an end. */
import { expect } from "chai";
import * as fc from "fast-check";
import {
  type ActionParameters,
  type FlowAction,
  type FlowDocument,
  type FlowKind,
  type JsonValue,
  validate,
} from "../../flows/language";
import { type BotAnswer, Call, Chat, type FunctionAnswer, entryFlow, playground } from "../../local/connect";
import type { Interaction } from "../../local/connect/interaction";
import { ACTION_ROWS, type ActionRow, endIn } from "../support/actionRows";

const KINDS: readonly FlowKind[] = ["CONTACT_FLOW", "CUSTOMER_QUEUE", "AGENT_WHISPER", "MODULE", "QUEUE_TRANSFER"];

/** Values that are legal in some place, and odd in most. */
const ODD = [
  "$.Attributes.x",
  "$.Attributes.['a name']",
  "$.External.a.b",
  "$.Customer.ProfileId",
  "$.Lex.Slots.city",
  "$.Views.ViewResultData.a",
  "$.Nonsense.there",
  "$.ContactId",
  "$.StoredCustomerInput",
  "Hello $.External.toString and $.Queue.Name.",
  "__proto__",
  "constructor",
  "0",
  "-1",
  "1",
  "179",
  "99999999",
  "1e3",
  " ",
  "🙂",
  "True",
  "<speak>$.Attributes.x & more</speak>",
  "arn:aws:lambda:us-east-1:123456789012:function:other",
];

/** The parameters with some texts replaced; `draws` says which, and by what. */
function twisted(value: JsonValue, draws: () => number): JsonValue {
  if (typeof value === "string") return draws() % 4 === 0 ? (ODD[draws() % ODD.length] ?? value) : value;
  if (Array.isArray(value)) return value.map((entry: JsonValue) => twisted(entry, draws));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as { readonly [key: string]: JsonValue };
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, twisted(inner, draws)]));
}

function actionOf(row: ActionRow, id: string, draws: () => number, count: number): FlowAction {
  const target = (): string => `a${draws() % count}`;
  const { parameters, errors, conditions, ends } = row.minimal;
  return {
    Identifier: id,
    Type: row.type,
    Parameters: twisted(parameters as JsonValue, draws) as ActionParameters,
    Transitions: ends
      ? {}
      : {
          NextAction: target(),
          Errors: errors.map((ErrorType) => ({ ErrorType, NextAction: target() })),
          Conditions: conditions.map(([Operator, operand]) => {
            return { NextAction: target(), Condition: { Operator, Operands: [operand] } };
          }),
        },
  };
}

function documentOf(kind: FlowKind, numbers: readonly number[]): FlowDocument {
  let drawn = 0;
  const draws = (): number => numbers[drawn++ % numbers.length] ?? 0;
  const rows = ACTION_ROWS.filter(({ flowTypes }) => flowTypes.includes(kind));
  const count = 7;
  const actions = Array.from({ length: count - 1 }, (_, index) => {
    const row = rows[draws() % rows.length];
    return row === undefined ? endIn(kind, `a${index}`) : actionOf(row, `a${index}`, draws, count);
  });
  return { Version: "2019-10-30", StartAction: "a0", Actions: [...actions, endIn(kind, `a${count - 1}`)] };
}

const ANSWERS: readonly FunctionAnswer[] = [
  { ok: true, payload: { a: "1" } },
  { ok: false, reason: "crashed" },
  { ok: true, payload: null },
  { ok: true, payload: { a: "2" }, durationMs: 9_000 },
];
const BOT_ANSWERS: readonly BotAnswer[] = [
  { messages: [{ content: "Which city?", contentType: "PlainText" }], dialogState: "ElicitSlot" },
  { messages: [{ content: "<speak>odd", contentType: "SSML" }], dialogState: "Fulfilled", intentName: "Order" },
  { messages: [], dialogState: "Close", slots: { city: null } },
];

function behave(contact: Interaction, input: number): void {
  if (contact instanceof Call) {
    if (input % 3 === 0) contact.speak("Order");
    else contact.press(String(input % 10));
  } else if (contact instanceof Chat) {
    if (input % 2 === 0) contact.send("Order");
    else contact.choose("Next", { a: "b" });
  }
}

async function perform(
  document: FlowDocument,
  kind: FlowKind,
  channel: number,
  inputs: readonly number[],
): Promise<void> {
  let asked = 0;
  const service = playground([{ name: "it", document, type: kind }], {
    lenient: false,
    functions: { invoke: () => ANSWERS[asked++ % ANSWERS.length] ?? { ok: false, reason: "?" } },
    bots: {
      recognize: () => {
        const answer = BOT_ANSWERS[asked++ % BOT_ANSWERS.length];
        if (answer === undefined || asked % 7 === 0) throw new Error("the bot is down");
        return asked % 2 === 0 ? answer : Promise.resolve(answer);
      },
    },
  });
  service.agent("agent-1").goOnline();
  const entry = service.flows.all().some(({ name }) => name === entryFlow("it")) ? entryFlow("it") : "it";
  const contact =
    channel === 0 || kind === "QUEUE_TRANSFER"
      ? service.dial({ from: "+12065550123", flow: entry })
      : channel === 1
        ? service.chat({ flow: entry, initialMessage: "Hello" })
        : service.task({ flow: entry, name: "A task" });
  for (const input of inputs) {
    await contact.settled();
    behave(contact, input);
    await service.clock.advance((input % 50) * 1_000);
  }
  service.agents.forEach((agent) => agent.goOffline());
  service.interactions.forEach((call) => call.hangUp());
  await service.clock.advance(8 * 86_400_000);
  expect(service.interactions.filter(({ state }) => state !== "ended").map(({ state }) => state)).to.deep.equal([]);
}

describe("any document without errors", () => {
  it("plays to an end on every channel, whatever odd values it holds", async () => {
    let played = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...KINDS),
        fc.array(fc.nat(10_000), { minLength: 40, maxLength: 60 }),
        fc.nat(2),
        fc.array(fc.nat(200), { maxLength: 8 }),
        async (kind, numbers, channel, inputs) => {
          const document = documentOf(kind, numbers);
          if (validate(document, { type: kind }).some(({ severity }) => severity === "error")) return;
          played++;
          await perform(document, kind, channel, inputs);
        },
      ),
      { numRuns: 250 },
    );
    expect(played, "documents that were played").to.be.greaterThan(40);
  });

  it("loads in lenient mode whatever it holds, and plays to an end too", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...KINDS),
        fc.array(fc.nat(10_000), { minLength: 40, maxLength: 60 }),
        async (kind, numbers) => {
          const service = playground([{ name: "it", document: documentOf(kind, numbers), type: kind }]);
          const call = service.dial({ from: "+12065550123" });
          await service.clock.advance(60_000);
          call.hangUp();
          service.interactions.forEach((other) => other.hangUp());
          await service.clock.advance(8 * 86_400_000);
          expect(service.interactions.filter(({ state }) => state !== "ended")).to.have.length(0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
