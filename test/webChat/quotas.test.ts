/** Quotas of the web door under requests that come in any order: never exceeded, and one answer for each message. */
import { expect } from "chai";
import fc from "fast-check";
import { useEnvironment } from "../support/handlerLog";
import { Bridge, ENVIRONMENT, newId, quietly, type Talk } from "./fakes";

/** Lets requests go on in the order the scheduler draws, wherever they ask the table or the bot. */
function interleave(bridge: Bridge, scheduler: fc.Scheduler): void {
  const { bot } = bridge;
  bridge.table.gate = () => scheduler.schedule(Promise.resolve());
  bridge.bot = async (request, attempt) => {
    await scheduler.schedule(Promise.resolve());
    return bot(request, attempt);
  };
}

describe("quotas of the web door", () => {
  useEnvironment(ENVIRONMENT);
  quietly();

  it("never lets the bot be asked more often than the minute allows, nor twice at once, nor twice for a message", async () => {
    const traffic = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), traffic, async (scheduler, picks) => {
        const bridge = new Bridge();
        const talk: Talk = await bridge.open();
        const ids = Array.from({ length: 6 }, newId);
        let busy = 0;
        let most = 0;
        const answered: string[] = [];
        bridge.bot = async ({ text = "" }) => {
          most = Math.max(most, (busy += 1));
          await scheduler.schedule(Promise.resolve());
          busy -= 1;
          answered.push(text);
          return { messages: [{ contentType: "PlainText", content: text }], sessionState: {} };
        };
        bridge.table.gate = () => scheduler.schedule(Promise.resolve());
        const replies = picks.map((pick) => talk.say(`text ${pick}`, ids[pick]));
        const done = await scheduler.waitFor(Promise.all(replies));
        expect(most).to.be.at.most(1);
        expect(answered.length).to.be.at.most(5);
        expect(new Set(answered).size).to.equal(answered.length);
        done.forEach(({ statusCode, json }, index) => {
          expect([200, 409, 429]).to.include(statusCode);
          if (statusCode === 200) expect(json.messages?.[0]?.text).to.equal(`text ${picks[index]}`);
        });
        const left = Number(bridge.table.items.get(talk.id)?.turnsLeft?.N);
        expect(left).to.equal(8 - answered.length);
      }),
      { numRuns: 60 },
    );
  });

  it("never lets an address start more conversations an hour than it may, however many ask at once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 9 }), async (scheduler, count) => {
        const bridge = new Bridge();
        interleave(bridge, scheduler);
        const replies = Array.from({ length: count }, () => bridge.send("POST", "/api/conversations", {}, {}));
        const started = (await scheduler.waitFor(Promise.all(replies))).filter(({ statusCode }) => statusCode === 201);
        expect(started).to.have.length(Math.min(count, 3));
      }),
      { numRuns: 40 },
    );
  });

  it("starts one chat however often and whenever a person is asked for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 5 }), async (scheduler, count) => {
        const bridge = new Bridge();
        const talk = await bridge.open();
        interleave(bridge, scheduler);
        const replies = Array.from({ length: count }, () => talk.person());
        for (const { statusCode } of await scheduler.waitFor(Promise.all(replies)))
          expect([200, 409]).to.include(statusCode);
        expect(bridge.started).to.have.length(1);
      }),
      { numRuns: 40 },
    );
  });
});
