/** Flies canaries through a handler: every run gives it an event full of them, and services that answer with more. */
/* eslint-disable no-console -- what is printed is what is looked at */
import fc from "fast-check";
import { handlerCatalog } from "../../handlers/catalog";
import { anyCanaries, asPrinted, withEverythingPrinted, type Canaries } from "../support/canaries";
import type { FakeAnswer, FakeAws } from "../support/fakeAws";
import { ENVIRONMENT, EVENTS, SECRETS } from "./subjects";

/** Names of all handlers. */
export const HANDLERS = Object.keys(handlerCatalog);

/** What the SDK of a handler needs to ask anything at all. */
export const AWS_ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "example",
  AWS_SECRET_ACCESS_KEY: "example",
} as const;

/** What Lambda tells handlers of streams: so little time that nothing waits to try again. */
const CONTEXT = { getRemainingTimeInMillis: () => 1_000 };

/** A row that is every handler's: all it may find in a table, full of canaries. */
function row({ number, name, email, pin, text }: Canaries): object {
  const texts = {
    phoneNumber: number,
    customerId: name,
    firstName: name,
    lastName: name,
    email,
    pinHash: pin,
    pinSalt: pin,
  };
  const order = {
    orderId: text,
    item: text,
    status: "placed",
    deliveryDay: "2026-03-09",
    placedAt: text,
    message: text,
  };
  const all = Object.entries({ ...texts, ...order, music: name, lastChangeId: text });
  return { ...Object.fromEntries(all.map(([key, value]) => [key, { S: value }])), ...administration(name, text) };
}

/** What the operations portal finds in its tables: a catalogue, something set, and how it came to that. */
function administration(name: string, text: string): object {
  const facts = { id: text, by: name, at: "2026-03-04T12:00:00Z", why: text, field: "message" };
  const change = { ...Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, { S: value }])) };
  const changes = { L: [{ M: { ...change, value: { M: { "en-US": { S: text } } } } }] };
  return {
    scope: { S: "center" },
    queues: { L: [{ M: { name: { S: name }, arn: { S: text }, id: { S: text } } }] },
    languages: { L: [{ S: "en-US" }] },
    voices: { M: { "en-US": { S: "Joanna" } } },
    timeZone: { S: "America/New_York" },
    version: { N: "1" },
    changes,
    before: changes,
    after: changes,
    by: { S: name },
    why: { S: text },
  };
}

/** What the services answer: rows, nothing, nonsense, and failures whose message says it all. */
function answers(canaries: Canaries): Record<string, FakeAnswer> {
  const said = Object.values(canaries).join(" ");
  const error = (name: string, more: object = {}): FakeAnswer => {
    return { status: 400, body: JSON.stringify({ __type: `ns#${name}`, message: said, Item: row(canaries), ...more }) };
  };
  const found = {
    Item: row(canaries),
    Items: [row(canaries)],
    Attributes: row(canaries),
    SecretString: said,
    Responses: { [ENVIRONMENT.SETTINGS_TABLE ?? ""]: [row(canaries)] },
  };
  return {
    found: { status: 200, body: JSON.stringify({ ...found, messages: [{ content: said }], MessageId: said }) },
    nothing: { status: 200, body: "{}" },
    nonsense: { status: 200, body: `<html>${said}` },
    invalid: error("ValidationException"),
    condition: error("ConditionalCheckFailedException"),
    cancelled: error("TransactionCanceledException", { CancellationReasons: [{ Code: "ConditionalCheckFailed" }] }),
    unnamed: { status: 418, body: said },
  };
}

const SECRET: FakeAnswer = { status: 200, body: JSON.stringify({ SecretString: JSON.stringify(SECRETS) }) };

/**
 * Runs a handler; the environment must be set, its services are `aws`.
 *
 * @param judge gets the canaries of each run and the lines printed in it; what it throws ends the flight, with the smallest
 *   run that makes it throw
 */
export async function fly(
  name: string,
  { aws, runs, judge }: { aws: FakeAws; runs: number; judge: (canaries: Canaries, lines: string[]) => void },
): Promise<void> {
  const entry = Object.entries(handlerCatalog).find(([known]) => known === name)?.[1];
  if (!entry) throw new Error(`There is no handler ${name}. Handlers are: ${HANDLERS.join(", ")}.`);
  const handler: (event: never, context: never) => Promise<unknown> = entry.factory();
  const run = anyCanaries.chain((canaries) =>
    fc.record({
      canaries: fc.constant(canaries),
      event: EVENTS[entry.kind](canaries),
      services: fc.array(fc.constantFrom(...Object.values(answers(canaries))), { minLength: 1, maxLength: 4 }),
    }),
  );
  const flight = fc.asyncProperty(run, async ({ canaries, event, services }) => {
    let asked = 0;
    aws.answer = (operation) =>
      operation === "GetSecretValue" ? SECRET : (services[asked++ % services.length] ?? { status: 200, body: "{}" });
    const { lines } = await withEverythingPrinted(async () => {
      // What a handler throws, Lambda prints.
      await handler(event as never, (entry.kind === "stream" ? CONTEXT : {}) as never).catch((error: unknown) =>
        console.error(asPrinted(error)),
      );
    });
    judge(canaries, lines);
  });
  await fc.assert(flight, { numRuns: runs });
}
