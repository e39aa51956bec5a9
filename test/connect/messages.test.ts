/** Messages of a chat on their way through a function (UpdateContactMediaProcessing). */
import { expect } from "chai";
import type { BotInvoker, ConnectOptions, ConnectService, FunctionAnswer } from "../../local/connect";
import type { MessageProcessorEvent } from "../../local/connect/messageProcessor";
import {
  BYE,
  INSTANCE_ARN,
  INSTANCE_ID,
  type Sketch,
  functionArn,
  lambda,
  play,
  queue,
  queueArn,
  routingProfile,
  say,
} from "../support/connectGraph";
import { seconds } from "../support/queueingCenter";

const E = { NoMatchingError: "bye" };
const CHATTING = routingProfile("support", [], {
  mediaConcurrencies: [{ channel: "CHAT", concurrency: 3 }],
  queueConfigs: [{ channel: "CHAT", queueId: "id-support", priority: 1, delay: 0 }],
});

function processing(deliver: string, next: string, enabled = "True"): Sketch[string] {
  const settings = { DeliverUnprocessedMessages: deliver };
  return [
    "UpdateContactMediaProcessing",
    {
      ChatProcessor: {
        ProcessingEnabled: enabled,
        LambdaProcessorARN: functionArn("mask"),
        ChatProcessorSettings: settings,
      },
    },
    { next, errors: { ...E, ChannelMismatch: "bye" } },
  ];
}

function queueing(deliver = "True"): Sketch {
  return {
    before: say("before", "mask"),
    mask: processing(deliver, "hello"),
    hello: say("hello", "to"),
    to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "go", errors: E }],
    go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", ...E } }],
    bye: BYE,
  };
}

type Answer = (content: string) => FunctionAnswer | Promise<FunctionAnswer>;

const processed = (content: string, durationMs = 0): FunctionAnswer => ({
  ok: true,
  payload: { status: "PROCESSED", result: { processedChatContent: { content, contentType: "text/plain" } } },
  durationMs,
});

function center(
  answer: Answer,
  sketch: Sketch,
  options: Partial<ConnectOptions> = {},
): { service: ConnectService; events: MessageProcessorEvent[] } {
  const events: MessageProcessorEvent[] = [];
  const functions = {
    invoke: (_: string, event: unknown) => {
      events.push(event as MessageProcessorEvent);
      return answer((event as MessageProcessorEvent).chatContent.content);
    },
  };
  const resources = [queue("support"), CHATTING, ...lambda("mask")];
  return { service: play(sketch, resources, { functions, ...options }), events };
}

const lines = (contact: { transcript: readonly { who: string; text: string }[] }): string[] =>
  contact.transcript.map(({ who, text }) => `${who}: ${text}`);

describe("message processing", () => {
  it("changes what flow, customer and agent write from then on, and counts what is read", async () => {
    const { service, events } = center((content) => processed(content.replace(/\d+/g, "#").toUpperCase()), queueing());
    const ann = service.addAgent({ username: "ann", firstName: "Ann", answerAfterSeconds: 0, talkSeconds: 1e6 });
    ann.goOnline();
    const chat = service.chat({ flow: "main", customerName: "Alex" });
    chat.send("my card is 4111");
    ann.send("thank you");
    expect(lines(chat).slice(0, 2)).to.deep.equal(["system: before", "system: HELLO"]);
    expect(lines(chat)).to.include.members(["caller: MY CARD IS #", "agent: THANK YOU"]);
    const [first] = events;
    expect(first).to.deep.include({
      version: "1.0",
      instanceId: INSTANCE_ID,
      associatedResourceArn: `${INSTANCE_ARN}/contact/${chat.contactId}`,
    });
    const told = events.map(({ chatContent }) => [
      chatContent.participantRole,
      chatContent.displayName,
      chatContent.content,
    ]);
    expect(told).to.deep.include.members([
      ["SYSTEM", "SYSTEM_MESSAGE", "hello"],
      ["CUSTOMER", "Alex", "my card is 4111"],
      ["AGENT", "Ann", "thank you"],
    ]);
    expect(new Set(events.map(({ chatContent: { id } }) => id)).size).to.equal(events.length);
    ann.hangUp();
    await seconds(service, 60);
    const [record] = service.records;
    expect(record?.ChatMetrics?.CustomerMetrics.MessageLengthInChars).to.equal("MY CARD IS #".length);
  });

  it("hands nobody what the function rejects", () => {
    const { service } = center(
      (content) => ({ ok: true, payload: { status: content === "bad words" ? "REJECTED" : "APPROVED" } }),
      queueing(),
    );
    const chat = service.chat({ flow: "main" });
    chat.send("bad words");
    chat.send("good words");
    expect(lines(chat).slice(-2)).to.deep.equal([
      "diagnostic: message processor mask rejects a message; nobody reads it",
      "caller: good words",
    ]);
  });

  it("delivers what the function fails on as it is, or not at all, as the flow says", () => {
    const failures: [FunctionAnswer, string][] = [
      [{ ok: false, reason: "no memory" }, "no memory"],
      [{ ok: true, payload: { status: "FAILED" } }, 'status "FAILED"'],
      [{ ok: true, payload: null }, "status undefined"],
      [{ ok: true, payload: { status: "PROCESSED", result: {} } }, "no text at result.processedChatContent.content"],
    ];
    for (const [answer, reason] of failures) {
      for (const deliver of ["True", "False"]) {
        const { service } = center(() => answer, queueing(deliver));
        const chat = service.chat({ flow: "main" });
        chat.send("hi");
        expect(lines(chat).includes("caller: hi"), `${reason}, ${deliver}`).to.equal(deliver === "True");
        expect(lines(chat).some((line) => line.includes(reason) && line.startsWith("diagnostic"))).to.equal(true);
      }
    }
  });

  it("keeps messages in order, however long the function takes for each", async () => {
    const { service } = center((content) => processed(content, content === "one" ? 5_000 : 0), queueing());
    const chat = service.chat({ flow: "main" });
    chat.send("one");
    chat.send("two");
    const said = (): string[] => lines(chat).filter((line) => line.startsWith("caller"));
    expect(said()).to.deep.equal([]);
    await seconds(service, 5);
    expect(said()).to.deep.equal(["caller: one", "caller: two"]);
  });

  it("waits for functions that do real work", async () => {
    const { service } = center((content) => Promise.resolve(processed(`${content}!`)), queueing());
    const chat = service.chat({ flow: "main" });
    chat.send("one");
    await chat.settled();
    await chat.settled();
    expect(lines(chat)).to.include("caller: one!");
  });

  it("lets a bot read what was made of a message, and ends when the flow says so", () => {
    const bots: BotInvoker = {
      recognize: ({ input }) => ({
        messages: [
          {
            content: `you said ${input !== null && "text" in input ? input.text : "nothing"}`,
            contentType: "PlainText",
          },
        ],
        dialogState: input === null ? "ElicitIntent" : "Close",
        intentName: "Any",
      }),
    };
    const arn = "arn:aws:lex:us-east-1:123456789012:bot-alias/BOT/ALIAS";
    const { service } = center(
      (content) => processed(`<${content}>`),
      {
        mask: processing("True", "bot"),
        bot: [
          "ConnectParticipantWithLexBot",
          { Text: "How can I help?", LexV2Bot: { AliasArn: arn } },
          { next: "off", when: { Any: "off" }, errors: { ...E, NoMatchingCondition: "off" } },
        ],
        off: processing("True", "clear", "False"),
        clear: say("clear", "bye"),
        bye: BYE,
      },
      { bots },
    );
    const chat = service.chat({ flow: "main" });
    chat.send("hi");
    expect(lines(chat).slice(-3)).to.deep.equal(["caller: <hi>", "system: <you said <hi>>", "system: clear"]);
  });
});
