/** Every expectation of the test kit fails where it should: one that cannot fail proves nothing. */
import { expect } from "chai";
import { playFlows, type TestCall, type TestCenter } from "contact-center/testing";
import { BYE, document, say, type Sketch } from "../support/connectGraph";

const FROM = "+12065550150";
const FAILS = { NoMatchingError: "bye" };

const MENU: Sketch = {
  hi: say("Welcome to the desk.", "note"),
  note: ["UpdateContactAttributes", { Attributes: { topic: "desk 7", empty: "" } }, { next: "ask", errors: FAILS }],
  ask: [
    "GetParticipantInput",
    { Text: "Press 1.", InputTimeLimitSeconds: "5", StoreInput: "False" },
    {
      next: "bye",
      when: { 1: "to" },
      errors: { InputTimeLimitExceeded: "bye", NoMatchingCondition: "bye", NoMatchingError: "bye" },
    },
  ],
  to: ["UpdateContactTargetQueue", { QueueId: "desk" }, { next: "in", errors: FAILS }],
  in: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  bye: BYE,
};

describe("an expectation of the test kit", () => {
  let center: TestCenter;
  let call: TestCall;

  beforeEach(async () => {
    center = await playFlows({ name: "main", document: document(MENU) });
    call = await center.call(FROM);
  });
  afterEach(() => center.close());

  /** What an expectation says when it does not hold. */
  async function failure(step: PromiseLike<unknown>): Promise<string> {
    const problem = await Promise.resolve(step).then(
      () => "it held",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    return problem.split("\n")[0] ?? "";
  }

  const NEVER: [what: string, expectation: () => PromiseLike<unknown>][] = [
    ["hears: a part of what was said", () => call.hears("Welcome")],
    ["hears: a pattern that is not in it", () => call.hears(/^desk/)],
    ["hearsNothing: something was said", () => call.hearsNothing()],
    ["hearsNothing: something is said within the time", () => call.hearsNothing({ within: 6 })],
    ["neverHears: it was said", () => call.neverHears(/Welcome/)],
    ["hearsPrompt: no prompt played", () => call.hearsPrompt("Welcome to the desk.")],
    ["isQueuedIn: it asks for a key", () => call.isQueuedIn("desk")],
    ["isWithAgent: nobody answered", () => call.isWithAgent()],
    ["isOver: it asks for a key", () => call.isOver()],
    ["isOver: for another reason", () => call.isOver({ within: 6, reason: "CUSTOMER_DISCONNECT" })],
    ["hasAttributes: another value", () => call.hasAttributes({ topic: "desk" })],
    ["hasAttributes: a pattern that is not in the value", () => call.hasAttributes({ topic: /^7/ })],
    ["hasAttributes: one that is not set, and a pattern for nothing", () => call.hasAttributes({ none: /^$/ })],
    ["hasAttributes: one that is not set, with a name every object has", () => call.hasAttributes({ toString: /./ })],
    ["hasAttributes: one that is set", () => call.hasAttributes({ topic: undefined })],
    ["ran: a block that did not", () => call.ran({ flow: "main", block: "in" })],
    ["ran: by another way out", () => call.ran({ flow: "main", block: "hi", outcome: "NoMatchingError" })],
    ["record: it is not over", () => call.record()],
    ["has: nobody waits", () => center.queue("desk").has(1)],
    ["is: the agent is signed out", () => center.agent("agent-1").is("available")],
    ["answers: nothing rings", () => center.agent("agent-1").answers(call)],
    ["misses: nothing rings", () => center.agent("agent-1").misses(call)],
  ];
  for (const [what, expectation] of NEVER) {
    it(`does not hold, ${what}`, async () => {
      expect(await failure(expectation())).not.to.equal("it held");
    });
  }

  it("of keys does not hold where no flow listens", async () => {
    await call.presses("1");
    expect(await failure(call.presses("1"))).to.match(/cannot press|nobody asks/);
  });

  it("of a queue or an agent does not hold once that is past", async () => {
    await call.presses("1");
    await call.isQueuedIn("desk");
    expect(await failure(call.isAsked())).to.match(/was to be asked/);
    const agent = await center.agent("agent-1").signsIn();
    await agent.answers(call);
    expect(await failure(call.isQueuedIn("desk"))).to.match(/was to wait in queue "desk"/);
    expect(await failure(agent.is("available"))).to.match(/was to be available/);
    await agent.hangsUp();
    expect(await failure(call.isWithAgent("agent-1"))).to.match(/was to be with agent agent-1/);
  });

  it("means the same each time, with a pattern that remembers where it stopped too", async () => {
    const pattern = /desk/g;
    await call.hasAttributes({ topic: pattern });
    await call.hasAttributes({ topic: pattern });
    await call.hears(pattern);
    await call.presses("1");
    await call.neverHears(/goodbye/g);
  });

  it("looks for a block by the beginning of its name as well", async () => {
    await call.ran({ flow: "main", block: "not", outcome: "NextAction" });
  });
});
