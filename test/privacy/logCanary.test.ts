/** No handler prints a number, a name, an address, a PIN or what was said, whatever it is given and whatever fails. */
/* eslint-disable no-console -- what is printed is what is looked at */
import { expect } from "chai";
import fc from "fast-check";
import { handlerCatalog } from "../../handlers/catalog";
import { anyCanaries, asPrinted, sung, withEverythingPrinted, type Canaries } from "../support/canaries";
import { FakeAws, type FakeAnswer } from "../support/fakeAws";
import { useEnvironment } from "../support/handlerLog";
import { ENVIRONMENT, EVENTS, SECRETS } from "./subjects";

/** Runs over all handlers; `CANARY_RUNS=100000 npx mocha test/privacy` takes a coffee break. */
const RUNS = Number(process.env.CANARY_RUNS ?? 2_000);

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
  return Object.fromEntries(all.map(([key, value]) => [key, { S: value }]));
}

/** What the services answer: rows, nothing, nonsense, and failures whose message says it all. */
function answers(canaries: Canaries): Record<string, FakeAnswer> {
  const said = Object.values(canaries).join(" ");
  const error = (name: string, status = 400): FakeAnswer => {
    return { status, body: JSON.stringify({ __type: `ns#${name}`, message: said, Item: row(canaries) }) };
  };
  const found = { Item: row(canaries), Items: [row(canaries)], Attributes: row(canaries), SecretString: said };
  return {
    found: { status: 200, body: JSON.stringify({ ...found, messages: [{ content: said }], MessageId: said }) },
    nothing: { status: 200, body: "{}" },
    nonsense: { status: 200, body: `<html>${said}` },
    invalid: error("ValidationException"),
    condition: error("ConditionalCheckFailedException"),
    cancelled: error("TransactionCanceledException"),
    unnamed: { status: 418, body: said },
  };
}

const SECRET: FakeAnswer = { status: 200, body: JSON.stringify({ SecretString: JSON.stringify(SECRETS) }) };

describe("what handlers print", () => {
  const catalog = Object.entries(handlerCatalog);
  let aws: FakeAws;
  const keys = { AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "example", AWS_SECRET_ACCESS_KEY: "example" };
  useEnvironment({ ...ENVIRONMENT, ...keys });

  before(async () => {
    aws = await FakeAws.start();
    Object.assign(process.env, { AWS_ENDPOINT_URL: aws.url, SLACK_API_URL: aws.url });
  });

  after(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    delete process.env.SLACK_API_URL;
    await aws.close();
  });

  for (const [name, { factory, kind, variables }] of catalog) {
    it(`(${name}) has no personal data in it`, async () => {
      expect(Object.keys(ENVIRONMENT), "variables without a value in subjects.ts").to.include.members([...variables]);
      const handler: (event: never, context: never) => Promise<unknown> = factory();
      const run = anyCanaries.chain((canaries) =>
        fc.record({
          canaries: fc.constant(canaries),
          event: EVENTS[kind](canaries),
          services: fc.array(fc.constantFrom(...Object.values(answers(canaries))), { minLength: 1, maxLength: 4 }),
        }),
      );
      let printed = 0;
      await fc.assert(
        fc.asyncProperty(run, async ({ canaries, event, services }) => {
          let asked = 0;
          aws.answer = (operation) =>
            operation === "GetSecretValue"
              ? SECRET
              : (services[asked++ % services.length] ?? { status: 200, body: "{}" });
          const { lines } = await withEverythingPrinted(async () => {
            // What a handler throws, Lambda prints.
            await handler(event as never, {} as never).catch((error: unknown) => console.error(asPrinted(error)));
          });
          printed += lines.length;
          expect(sung(canaries, lines)).to.deep.equal([]);
        }),
        { numRuns: Math.ceil(RUNS / catalog.length) },
      );
      expect(printed, "lines looked at").to.be.above(0);
    });
  }

  it("is looked at everywhere: a canary is found however it is printed", async () => {
    const [canaries] = fc.sample(anyCanaries, 1);
    if (!canaries) throw new Error("No canaries.");
    const ways: ((text: string) => void)[] = [
      (text) => console.log("found", { text }),
      (text) => console.warn(new Error(text)),
      (text) => process.stdout.write(`${text}\n`),
      (text) => process.stderr.write(Buffer.from(text)),
    ];
    for (const way of ways) {
      for (const canary of Object.values(canaries) as string[]) {
        const { lines } = await withEverythingPrinted(async () => way(canary));
        expect(sung(canaries, lines)).to.have.length(1);
      }
    }
  });
});
