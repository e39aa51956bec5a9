/** The command that brings failed messages back. */
import { expect } from "chai";
import { failureQueuesOf, readRedriveFlags, redrive, type QueueClient } from "../operations/redrive";

const URL = "https://sqs.us-east-1.amazonaws.com/123456789012/hub-sms-failures";
const ARN = "arn:aws:sqs:us-east-1:123456789012:hub-sms-failures";

/** An SQS that has some messages and keeps what it was asked for. */
function sqsWith(messages: number, { running = false, denied = false } = {}) {
  const asked: { name: string; input: object }[] = [];
  const send = (command: { input: object; constructor: { name: string } }): Promise<object> => {
    const { name } = command.constructor;
    asked.push({ name, input: command.input });
    if (denied) return Promise.reject(Object.assign(new Error("no"), { name: "AccessDenied" }));
    if (name === "GetQueueAttributesCommand") {
      return Promise.resolve({ Attributes: { ApproximateNumberOfMessages: String(messages), QueueArn: ARN } });
    }
    return Promise.resolve(
      name === "ListMessageMoveTasksCommand" && running ? { Results: [{ Status: "RUNNING" }] } : {},
    );
  };
  return { asked, client: { send } as QueueClient };
}

async function outcome(sqs: ReturnType<typeof sqsWith>, args: string[]) {
  const lines: string[] = [];
  const failed = await redrive(
    sqs.client,
    readRedriveFlags(args, () => ""),
    (line) => lines.push(line),
  );
  return {
    failed,
    text: lines.join("\n"),
    moves: sqs.asked.filter(({ name }) => name === "StartMessageMoveTaskCommand"),
  };
}

describe("redrive", () => {
  it("says what is there and moves nothing unless told to", async () => {
    const { text, moves, failed } = await outcome(sqsWith(3), ["--queue-url", URL]);
    expect(text).to.equal("hub-sms-failures: 3 messages\nNothing was moved. Add --yes to move.");
    expect(moves).to.have.length(0);
    expect(failed).to.equal(0);
  });

  it("moves back to where the messages came from, at the rate asked for", async () => {
    const { text, moves } = await outcome(sqsWith(1), ["--queue-url", URL, "--yes", "--per-second", "10"]);
    expect(text).to.equal("hub-sms-failures: 1 message; moving them back");
    expect(moves.map(({ input }) => input)).to.deep.equal([{ SourceArn: ARN, MaxNumberOfMessagesPerSecond: 10 }]);
  });

  it("starts nothing for an empty queue, nor beside a task that runs, nor twice for one queue", async () => {
    expect((await outcome(sqsWith(0), ["--queue-url", URL, "--yes"])).moves).to.have.length(0);
    expect((await outcome(sqsWith(2, { running: true }), ["--queue-url", URL, "--yes"])).moves).to.have.length(0);
    expect((await outcome(sqsWith(2), ["--queue-url", URL, "--queue-url", URL, "--yes"])).moves).to.have.length(1);
  });

  it("says which queue failed and goes on with the next", async () => {
    const { failed, text } = await outcome(sqsWith(1, { denied: true }), [
      "--queue-url",
      URL,
      "--queue-url",
      `${URL}-2`,
    ]);
    expect(failed).to.equal(2);
    expect(text).to.contain("hub-sms-failures: failed, AccessDenied").and.to.contain("hub-sms-failures-2: failed");
  });

  it("finds the dead-letter queues in a stack's outputs, and nothing else", () => {
    const outputs = {
      url: "https://example.com/a",
      hub: { failureQueueUrls: { sms: URL }, queueUrls: { sms: `${URL}-no` } },
    };
    expect(failureQueuesOf(outputs)).to.deep.equal([URL]);
    expect(readRedriveFlags(["--stdin"], () => JSON.stringify(outputs)).queueUrls).to.deep.equal([URL]);
  });

  for (const args of [
    [],
    ["--all"],
    ["--queue-url"],
    ["--queue-url", "name"],
    ["--queue-url", URL, "--per-second", "0"],
    ["--stdin"],
  ]) {
    it(`refuses ${args.join(" ") || "no flags"}`, () => {
      expect(() => readRedriveFlags(args, () => "no JSON")).to.throw(/redrive|--queue-url|--per-second|--stdin/);
    });
  }
});
