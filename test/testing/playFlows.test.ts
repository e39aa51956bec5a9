/** Flows without a program: under development, or exported from the console. */
import { expect } from "chai";
import { keywordBot, playFlows, scriptedBot, type TestCenter, wayTo } from "contact-center/testing";
import { join } from "node:path";
import { defineFlow, functionRef, hoursRef, queueRef, ssml } from "../../flows/language";
import { PROJECT } from "../support/evaluated";
import { BYE, document, say } from "../support/connectGraph";

const desk = defineFlow(
  {
    name: "desk",
    type: "CONTACT_FLOW",
    onError: (f) => {
      f.say("Something went wrong. Goodbye.");
      f.disconnect();
    },
  },
  (f) => {
    f.checkHours(hoursRef("main"), {
      closed: (f) => {
        f.say("We are closed. Goodbye.");
        f.disconnect();
      },
    });
    const account = f.invokeLambda(functionRef("findAccount"), { returns: ["name"], timeLimitSeconds: 4 });
    f.say(ssml`<speak>Hello <emphasis>${account.name}</emphasis>.</speak>`);
    f.setQueue(queueRef("desk"));
    f.transferToQueue({ onAtCapacity: (f) => f.disconnect() });
  },
);

/** A bot that sorts, as an export has it. */
const sorting = document({
  bot: [
    "ConnectParticipantWithLexBot",
    { Text: "How can I help?", LexV2Bot: { AliasArn: "${{bot:ORDERS}}" } },
    { when: { Order: "order" }, errors: { NoMatchingCondition: "else", NoMatchingError: "failed" } },
  ],
  order: say("Your order is on its way.", "bye"),
  else: say("Let me see.", "bye"),
  failed: say("The bot is not there.", "bye"),
  bye: BYE,
});

describe("playing flows alone", () => {
  let center: TestCenter;

  afterEach(() => center.close());

  it("takes a flow under development, with functions that stand in", async () => {
    center = await playFlows(desk, {
      functions: { findAccount: ({ Details }) => ({ name: Details.ContactData.Channel }) },
    });
    const call = await center.call("+12065550123");
    await call.hears("Hello VOICE.");
    await call.isQueuedIn("desk");
    const agent = await center.agent("agent-1").signsIn();
    await agent.answers(call);
    await agent.hangsUp();
    await call.isOver();
    center.fails("findAccount");
    await (await center.call("+12065550123")).hears("Something went wrong. Goodbye.");
    center.works("findAccount");
    await (await center.call("+12065550123")).hears("Hello VOICE.");
  });

  it("closes all hours, or those a test closes", async () => {
    center = await playFlows([desk], { open: false });
    await (await center.call("anonymous")).hears("We are closed. Goodbye.");
    center.hours("main").open();
    await (await center.call("anonymous")).hears("Hello .");
  });

  it("says which function is given that no flow invokes", async () => {
    center = await playFlows(desk);
    const error = await playFlows(desk, { functions: { findAcount: {} } }).then(String, String);
    expect(error).to.match(/no function "findAcount"; there are: "findAccount"/);
  });

  it("talks to bots that look for key words or follow a script, by voice and in a chat", async () => {
    const bot = keywordBot({ opens: "Hi.", intents: { Order: /where.*order/i, Help: "help" } });
    center = await playFlows({ name: "sorting", document: sorting }, { bots: { ORDERS: bot } });
    const call = await center.call("+12065550123");
    await call.hears("How can I help?");
    await call.says("What?");
    await call.hears("Sorry, I did not get that.");
    await call.says("Where is my order?");
    await call.hears("Your order is on its way.");
    const chat = await center.chat({ flow: "sorting", customerName: "Kim" });
    await chat.receives("How can I help?");
    await chat.sends("I need some help");
    await chat.receives("Let me see.");
    await chat.isOver();
    await center.close();
    const script = scriptedBot("Which order?", { messages: [], dialogState: "Fulfilled", intentName: "Order" });
    center = await playFlows({ name: "sorting", document: sorting }, { bots: { "*": script } });
    const scripted = await center.call("+12065550123");
    await scripted.says("anything");
    await scripted.hears("Which order?");
    await scripted.says("the last one");
    await scripted.hears(/on its way/);
  });

  it("plays whispers and queue flows by the way that leads to them", async () => {
    const whisper = document({
      say: ["MessageParticipant", { Text: "Be nice." }, { next: "end" }],
      end: ["EndFlowExecution"],
    });
    const flow = { name: "be nice", type: "AGENT_WHISPER", document: whisper } as const;
    center = await playFlows(flow);
    const call = await center.call("+12065550123", { flow: wayTo(flow) });
    const agent = await center.agent("agent-1").signsIn();
    await agent.answers(call);
    await agent.hears("Be nice.");
    await call.hangsUp();
    await agent.is("available");
  });

  it("lets agents miss, hold and write to customers, and tasks be worked on", async () => {
    const queue = {
      setQueue: [
        "UpdateContactTargetQueue",
        { QueueId: "${{queue:desk}}" },
        { next: "wait", errors: { NoMatchingError: "bye" } },
      ],
    } as const;
    const line = document({
      ...queue,
      wait: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
      bye: BYE,
    });
    center = await playFlows({ name: "line", document: line });
    const agent = await center.agent("agent-1").signsIn();
    const chat = await center.chat({ flow: "line" });
    await agent.misses(chat);
    await agent.is("missed");
    await agent.signsIn();
    await agent.answers(chat);
    await chat.sends("hello");
    await agent.hears("hello");
    await agent.sends("How can I help?");
    await chat.receives("How can I help?");
    await agent.hangsUp();
    const task = await center.task({ flow: "line", name: "write back" });
    await task.isQueuedIn("desk");
    await agent.answers(task);
    await agent.hangsUp();
    await task.isOver();
    const call = await center.call("+12065550123");
    await agent.answers(call);
    await agent.holds();
    await agent.resumes();
    await call.hangsUp();
    await agent.is("available");
  });

  it("reads files as the console exports them", async () => {
    const path = join(PROJECT, "test/fixtures/testing/exported.json");
    center = await playFlows(path);
    await (await center.call("+12065550123")).hears("Hello from an export.");
    const missing = await playFlows(join(PROJECT, "test/support/hooks.ts")).then(String, String);
    expect(missing).to.match(/hooks\.ts is not JSON/);
  });
});
