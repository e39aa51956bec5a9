/** Whatever senders, receivers and time do in whatever order: no message of a queue is lost, doubled or deleted unasked. */
import { expect } from "chai";
import fc from "fast-check";
import { Clock } from "../../local/clock";
import { IamService } from "../../local/iam/iamService";
import { SqsService } from "../../local/sqs/sqsService";
import { MessagingGraph, START } from "./support";

type Step =
  | { kind: "send"; delaySeconds: number; group: number }
  | { kind: "receive"; most: number; visibility: number }
  | { kind: "delete"; handle: number }
  | { kind: "change"; handle: number; seconds: number }
  | { kind: "pass"; seconds: number };

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("send" as const), delaySeconds: fc.constantFrom(0, 0, 7), group: fc.nat(2) }),
    fc.record({
      kind: fc.constant("receive" as const),
      most: fc.integer({ min: 1, max: 4 }),
      visibility: fc.constantFrom(0, 3, 10),
    }),
    fc.record({ kind: fc.constant("delete" as const), handle: fc.nat(30) }),
    fc.record({ kind: fc.constant("change" as const), handle: fc.nat(30), seconds: fc.constantFrom(0, 5, 30) }),
    fc.record({ kind: fc.constant("pass" as const), seconds: fc.constantFrom(1, 4, 11) }),
  ),
  { minLength: 5, maxLength: 60 },
);

const MAX_RECEIVES = 3;

/** Plays the steps and says what became of each message. */
async function play(script: readonly Step[], fifo: boolean) {
  const clock = new Clock(START);
  const graph = fifo
    ? new MessagingGraph().queue("jobs.fifo", { fifoQueue: true })
    : new MessagingGraph().queueWithFailures("jobs", MAX_RECEIVES);
  const service = SqsService.fromGraph(graph.build(), { clock, iam: IamService.fromGraph(graph.build()) });
  const queue = service.queue(fifo ? "jobs.fifo" : "jobs");
  if (!queue) throw new Error("The queue is declared.");
  const sent = new Map<string, { visibleAt: number; group: string }>();
  const receives: { id: string; handle: string; at: number; until: number; count: number; group: string }[] = [];
  const deleted = new Set<string>();
  for (const step of script) {
    if (step.kind === "send") {
      const groupId = fifo ? `g${step.group}` : undefined;
      const delaySeconds = fifo ? 0 : step.delaySeconds;
      const body = `m${sent.size}`;
      const { messageId } = queue.send({ body, attributes: {}, groupId, deduplicationId: body, delaySeconds }, "me");
      sent.set(messageId, { visibleAt: clock.now() + delaySeconds * 1000, group: groupId ?? "" });
    } else if (step.kind === "receive") {
      for (const message of queue.receive(step.most, step.visibility)) {
        const { messageId: id, receipt: handle = "", receiveCount: count, groupId: group = "" } = message;
        receives.push({ id, handle, at: clock.now(), until: clock.now() + step.visibility * 1000, count, group });
      }
    } else if (step.kind === "pass") await clock.advance(step.seconds * 1000);
    else {
      const receive = receives[step.handle % Math.max(1, receives.length)];
      const latest = receives.filter(({ id }) => id === receive?.id).at(-1);
      if (!receive) continue;
      try {
        if (step.kind === "delete") {
          const held = queue.peek().some(({ messageId }) => messageId === receive.id);
          queue.delete(receive.handle);
          if (receive === latest && held) deleted.add(receive.id);
        } else {
          queue.changeVisibility(receive.handle, step.seconds);
          receive.until = clock.now() + step.seconds * 1000;
        }
      } catch {
        // An old handle: SQS refuses it, and nothing has changed.
      }
    }
  }
  return { clock, service, queue, sent, receives, deleted };
}

describe("a queue", () => {
  it("loses nothing, and deletes nothing it was not told to", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (script, fifo) => {
        const { service, sent, deleted } = await play(script, fifo);
        const held = service.list().flatMap((one) => one.peek().map(({ messageId }) => messageId));
        expect(held).to.have.members([...sent.keys()].filter((id) => !deleted.has(id)));
        expect(new Set(held).size).to.equal(held.length);
      }),
      { numRuns: 200 },
    );
  });

  it("never gives a message that is delayed or that somebody works on, and counts each receive", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.boolean(), async (script, fifo) => {
        const { sent, receives } = await play(script, fifo);
        for (const [id, { visibleAt }] of sent) {
          const own = receives.filter((receive) => receive.id === id);
          expect(own.map(({ count }) => count)).to.deep.equal(own.map((_, index) => index + 1));
          own.forEach(({ at }, index) => expect(at).to.be.at.least(own[index - 1]?.until ?? visibleAt));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives a message as often as it may and then has it in its dead-letter queue", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { clock, queue, service, receives, sent, deleted } = await play(script, false);
        for (let round = 0; round <= MAX_RECEIVES; round++) {
          await clock.advance(60_000);
          while (queue.counts().visible > 0) {
            for (const { messageId: id } of queue.receive(10, 30)) {
              receives.push({ id, handle: "", at: 0, until: 0, count: 0, group: "" });
            }
          }
        }
        const dead = service.queue("jobs-failures")?.peek() ?? [];
        expect(dead.map(({ messageId }) => messageId)).to.have.members(
          [...sent.keys()].filter((id) => !deleted.has(id)),
        );
        for (const { messageId } of dead) {
          expect(receives.filter(({ id }) => id === messageId)).to.have.length(MAX_RECEIVES);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("keeps the order within each group of a FIFO queue", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { receives, sent } = await play(script, true);
        const order = [...sent.keys()];
        for (const group of ["g0", "g1", "g2"]) {
          const firsts = receives.filter((receive) => receive.group === group && receive.count === 1);
          const places = firsts.map(({ id }) => order.indexOf(id));
          expect(places).to.deep.equal([...places].sort((one, other) => one - other));
        }
      }),
      { numRuns: 100 },
    );
  });
});
