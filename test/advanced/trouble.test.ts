/** A bot in trouble: whatever fails and at whatever door, the customer reaches a person in time, who knows what was said. */
import { expect } from "chai";
import { TURN_BUDGET } from "../../handlers/conversation/turn";
import { SLACK_BUDGET } from "../../handlers/slackJobs";
import type { LocalCenter } from "../../local/center";
import { Call } from "../../local/connect/call";
import type { InvocationOutcome } from "../../local/lambda/invocationOutcome";
import type { LexFault } from "../../local/lex/faults";
import { addAgent, Customers, startAdvanced, tableOf } from "./advancedCenter";
import { ask, type DoorName, enter, type Talk } from "./doors";

/** Milliseconds a customer may wait for a person. */
const PATIENCE = 5_000;

/** Milliseconds the code hook gives its tables; of the real time this takes, none passes on the centre's clock. */
const HOOK_BUDGET = 2_200;

/** Amazon Connect's own limits for a bot that does not answer, milliseconds. */
const CONNECT_LIMIT = { chat: 6_000, voice: 30_000 } as const;

/** Virtual milliseconds between two looks at whether an agent is there. */
const STEP = 50;

const QUESTION = "where is my order";

/** Who is nobody's customer. */
const NOBODY = { phoneNumber: "2065550199", pin: "1111" };
const ALL_BOTS = "*";

describe("a bot in trouble", () => {
  let center: LocalCenter;
  let customers: Customers;
  let invoke: LocalCenter["lambda"]["invoke"];

  before(async function () {
    this.timeout(300_000);
    center = await startAdvanced();
    customers = new Customers(center);
    invoke = center.lambda.invoke.bind(center.lambda);
    // Whoever works on a task takes no chat.
    for (const username of ["alex", "sam"]) addAgent(center, username);
  });
  afterEach(() => {
    center.lex.faults.clear();
    center.dynamodb.faults.clear();
    center.lambda.invoke = invoke;
    for (const contact of center.connect.interactions) contact.hangUp();
  });
  after(() => center.close());

  /** A customer at a door, before anything goes wrong. */
  async function visit(door: DoorName): Promise<Talk> {
    const customer = await customers.fresh();
    return enter(center, door, { ...customer, name: customer.customerId });
  }

  /** Virtual milliseconds from `since` until an agent has the customer's contact. */
  async function untilAnswered(talk: Talk, since: number): Promise<number> {
    for (let waited = 0; talk.contact()?.state !== "with-agent" && waited < 60_000; waited += STEP) {
      const call = talk.contact();
      // Callers choose queue and music at once: how long they think about it is up to them.
      if (call instanceof Call && call.state === "waiting-for-input") call.press("1");
      await center.clock.advance(STEP);
    }
    expect(talk.contact()?.state, talk.door).to.equal("with-agent");
    return center.clock.now() - since;
  }

  /** What the code hook's function comes to, without being run. */
  function hookFails(outcome: InvocationOutcome): void {
    const hook = center.lambda.list().find(({ name }) => name.startsWith("self-service-fulfil-intent"))?.arn;
    center.lambda.invoke = (arn, ...more) => (arn === hook ? Promise.resolve(outcome) : invoke(arn, ...more));
  }

  /** Has customers of the web and Slack ask; each comes to a person who can read what was asked. */
  async function expectContacts(handoverReason: string): Promise<void> {
    const talks = [await visit("web"), await visit("slack")];
    await Promise.all(talks.map((talk) => ask(talk, QUESTION, NOBODY)));
    for (const talk of talks) {
      const { door } = talk;
      const { botTranscript, ...facts } = talk.contact()?.attributes ?? {};
      expect(facts, door).to.include({ door, handoverReason }).and.not.to.have.any.keys("customerId", "verified");
      expect(botTranscript, door).to.contain(`Customer: ${QUESTION}`);
      // What is left is the flow's work, and there is none that takes time.
      expect(await untilAnswered(talk, center.clock.now()), door).to.be.at.most(STEP);
      talk.leave();
    }
  }

  const QUICK: readonly LexFault["kind"][] = ["throttle", "error500", "dependency", "malformed", "reset"];

  for (const kind of QUICK) {
    it(`gives calls and chats to a person within 5 s when Lex's fault is ${kind}, with what is known`, async () => {
      for (const door of ["voice", "chat"] as const) {
        const talk = await visit(door);
        await talk.say("when are you open");
        center.lex.faults.set(ALL_BOTS, { kind });
        const since = center.clock.now();
        await talk.say(QUESTION);
        expect(await untilAnswered(talk, since), door).to.be.at.most(PATIENCE);
        expect(talk.contact()?.attributes, door).to.include({ door, intent: "OpeningHours", verified: "none" });
        const heard = talk.contact()?.transcript.map(({ text }) => text);
        expect(heard, door).to.include.members([QUESTION, "We are open around the clock."]);
        center.lex.faults.clear();
        talk.leave();
      }
    });
  }

  for (const kind of [...QUICK, "slow", "hang"] as const) {
    it(`makes a contact for a person, with the transcript, on the web and in Slack when Lex's fault is ${kind}`, async function () {
      this.timeout(300_000);
      center.lex.faults.set(ALL_BOTS, { kind, ...(kind === "slow" && { delayMs: 10_000 }) });
      await expectContacts("botFailed");
    });
  }

  it("gives itself less than 5 s on the web and in Slack, from the question to the contact for a person", () => {
    expect(TURN_BUDGET.asked).to.be.below(TURN_BUDGET.handedOver);
    expect(TURN_BUDGET.handedOver).to.be.below(TURN_BUDGET.written).and.below(PATIENCE);
    expect(SLACK_BUDGET.bot + SLACK_BUDGET.task).to.be.below(PATIENCE);
  });

  it("waits for a Lex that answers late, as long as Amazon Connect does", async () => {
    for (const door of ["voice", "chat"] as const) {
      const talk = await visit(door);
      center.lex.faults.set(ALL_BOTS, { kind: "slow", delayMs: 4_000 });
      await talk.say("when are you open");
      center.lex.faults.clear();
      await center.clock.advance(4_000);
      expect(talk.contact()?.transcript.map(({ text }) => text)).to.include("We are open around the clock.");
      expect(talk.contact()?.state, door).to.equal("waiting-for-input");
      talk.leave();
    }
  });

  for (const door of ["chat", "voice"] as const) {
    const limit = CONNECT_LIMIT[door];
    it(`gives a ${door} contact to a person as soon as Amazon Connect cuts a Lex that hangs, after its own ${limit / 1_000} s`, async () => {
      const talk = await visit(door);
      center.lex.faults.set(ALL_BOTS, { kind: "hang" });
      const since = center.clock.now();
      await talk.say(QUESTION);
      expect((await untilAnswered(talk, since)) - limit, door).to.be.within(0, 1_000);
      talk.leave();
    });
  }

  const HOOK_OUTCOMES: Readonly<Record<string, InvocationOutcome>> = {
    throws: { ok: false, error: "Unhandled", message: "it threw", durationMs: 0 },
    "runs into its limit of 4 s": { ok: false, error: "Timeout", message: "it is late", durationMs: 4_000 },
    "is throttled": { ok: false, error: "Throttled", message: "too many", durationMs: 0 },
    "answers nonsense": { ok: true, payload: { sessionState: 7 }, durationMs: 0, billedInit: false },
  };

  for (const [what, outcome] of Object.entries(HOOK_OUTCOMES)) {
    it(`reaches a person within 5 s at every door when the code hook ${what}`, async () => {
      hookFails(outcome);
      for (const door of ["voice", "chat"] as const) {
        const talk = await visit(door);
        const since = center.clock.now();
        await talk.say(QUESTION);
        expect(await untilAnswered(talk, since), door).to.be.at.most(PATIENCE);
        expect(
          talk.contact()?.transcript.map(({ text }) => text),
          door,
        ).to.include(QUESTION);
        talk.leave();
      }
      await expectContacts("botFailed");
    });
  }

  for (const kind of ["error500", "throttle", "reset", "hang"] as const) {
    it(`reaches a person within 5 s at every door when the table's fault is ${kind}`, async function () {
      this.timeout(300_000);
      const table = tableOf(center, "customersTable");
      for (const door of ["voice", "chat"] as const) {
        const talk = await visit(door);
        center.dynamodb.faults.set(table, { kind });
        const since = center.clock.now();
        expect(await ask(talk, QUESTION, NOBODY), door).to.contain("I will connect you with a person.");
        expect((await untilAnswered(talk, since)) + HOOK_BUDGET, door).to.be.at.most(PATIENCE);
        expect(talk.contact()?.attributes, door).to.include({ door, intent: "OrderStatus", verified: "none" });
        center.dynamodb.faults.clear();
        talk.leave();
      }
      center.dynamodb.faults.set(table, { kind });
      await expectContacts("gaveUp");
    });
  }
});
