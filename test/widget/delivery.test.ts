import { expect } from "chai";
import fc from "fast-check";
import type { LiveListener, LiveMessage } from "../../widget/liveChat";
import { type Item, LiveTranscript } from "../../widget/liveTranscript";
import { Outbox, type Said } from "../../widget/outbox";
import { Refusal } from "../../widget/webApi";
import { eventually } from "../support/eventually";

describe("delivery of what the customer says", () => {
  it("brings everything once and in order, whichever requests and answers are lost", async () => {
    const outcome = fc.constantFrom("arrives", "arrives", "request lost", "answer lost", "refused for its text");
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.array(outcome, { maxLength: 30 }),
        async (count, outcomes) => {
          const taken: string[] = [];
          const arrived: string[] = [];
          const refused: string[] = [];
          const outbox: Outbox = new Outbox({
            deliver: async ({ id }: Said) => {
              await Promise.resolve();
              const fate = outcomes.shift() ?? "arrives";
              if ((fate === "arrives" || fate === "answer lost") && !taken.includes(id)) {
                taken.push(id);
              }
              if (fate === "refused for its text" && !taken.includes(id)) {
                throw new Refusal("InvalidRequest");
              }
              if (fate !== "arrives") {
                throw new Refusal("Offline");
              }
            },
            started: () => {},
            arrived: ({ id }) => void arrived.push(id),
            delayed: ({ id }, { final, behind }) => {
              if (final) {
                refused.push(id);
              } else if (!behind) {
                setImmediate(() => outbox.retry());
              }
            },
          });
          const ids = Array.from({ length: count }, (_, index) => `${index}`);
          ids.forEach((id) => outbox.say({ id, text: `text ${id}` }));
          await eventually(() => arrived.length + refused.length === count);
          const kept = ids.filter((id) => !refused.includes(id));
          expect(taken).to.deep.equal(kept);
          expect(arrived).to.deep.equal(kept);
          expect(outbox.unsent).to.deep.equal(refused.map((id) => `text ${id}`));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("keeps the texts of a conversation that cannot go on, in order", async () => {
    const delayed: string[] = [];
    const outbox = new Outbox({
      deliver: () => Promise.reject(new Refusal("InvalidToken")),
      started: () => {},
      arrived: () => {},
      delayed: ({ id }) => void delayed.push(id),
    });
    outbox.say({ id: "1", text: "One" });
    outbox.say({ id: "2", text: "Two" });
    await eventually(() => delayed.length >= 2);
    expect(outbox.unsent).to.deep.equal(["One", "Two"]);
  });
});

describe("the transcript of a chat with a person", () => {
  function listener(messages: LiveMessage[], delivered: string[]): LiveListener {
    const nothing = () => {};
    return {
      message: (message) => void messages.push(message),
      delivered: (id) => void delivered.push(id),
      happened: nothing,
      typing: nothing,
      connection: nothing,
      ended: nothing,
    };
  }

  const own = "customer";

  function item(index: number, ours: boolean): Item {
    return {
      Id: `item-${index}`,
      Type: "MESSAGE",
      ContentType: "text/plain",
      Content: `text ${index}`,
      ParticipantId: ours ? own : "agent",
      ParticipantRole: ours ? "CUSTOMER" : "AGENT",
    };
  }

  it("tells each message once and in order, by whichever ways it comes and however often", () => {
    const steps = fc.array(fc.oneof(fc.constant("fetch" as const), fc.constant("arrive" as const)), { maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), steps, (before, all) => {
        const messages: LiveMessage[] = [];
        const transcript = new LiveTranscript(own, listener(messages, []));
        const items = Array.from({ length: before }, (_, index) => item(index, false));
        for (const step of all) {
          if (step === "fetch") {
            transcript.fetched(items);
          } else {
            const fresh = item(items.length, false);
            items.push(fresh);
            transcript.arrived(fresh);
          }
        }
        transcript.fetched(items);
        expect(messages.map(({ id }) => id)).to.deep.equal(items.map(({ Id }) => Id));
      }),
    );
  });

  it("knows the customer's own message again, whether its echo or the service's answer comes first", () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), fc.boolean(), (echoFirst, answered, fetchedAgain) => {
        const messages: LiveMessage[] = [];
        const delivered: string[] = [];
        const transcript = new LiveTranscript(own, listener(messages, delivered));
        const echo = item(1, true);
        transcript.fetched([]);
        transcript.sending("message", "text 1");
        const answer = () => answered && transcript.sent("message", echo.Id);
        const steps = [() => transcript.arrived(echo), answer];
        (echoFirst ? steps : steps.reverse()).forEach((step) => step());
        if (fetchedAgain) {
          transcript.fetched([echo]);
        }
        expect(messages).to.deep.equal([]);
        expect(delivered).to.deep.equal(answered && !echoFirst ? [] : ["message"]);
      }),
    );
  });

  it("shows what the customer wrote before the page was loaded again, but for the summary it began with", () => {
    const messages: LiveMessage[] = [];
    const transcript = new LiveTranscript(own, listener(messages, []));
    transcript.fetched([item(0, true), item(1, false), item(2, true)]);
    expect(messages.map(({ text }) => text)).to.deep.equal(["text 1", "text 2"]);
  });
});
