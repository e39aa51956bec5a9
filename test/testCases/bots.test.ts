import { expect } from "chai";
import type { BotRequest } from "../../local/connect/bot";
import { defineScenario, playScenario, runTestCase, toTestCase } from "../../testing/testCases";
import {
  ALWAYS_OPEN,
  BYE,
  document,
  flow,
  graph,
  instance,
  number,
  say,
  serve,
  type Sketch,
} from "../support/connectGraph";
import {
  assert,
  end,
  fails,
  hears,
  observe,
  override,
  say as says,
  START,
  starts,
  substitutes,
  testCase,
  type Json,
} from "./documents";

const BOT = "arn:aws:lex:us-east-1:123456789012:bot-alias/BOT/ALIAS";
const OTHER = "arn:aws:lex:us-east-1:123456789012:bot-alias/OTHER/ALIAS";
const ALIAS = { LexV2Bot: { AliasArn: BOT } };

const DESK: Sketch = {
  bot: [
    "ConnectParticipantWithLexBot",
    { Text: "How can I help?", LexV2Bot: { AliasArn: BOT } },
    { next: "unknown", errors: { NoMatchingError: "sorry", NoMatchingCondition: "unknown" }, when: { Order: "order" } },
  ],
  order: say("Your order is on its way.", "bye"),
  unknown: say("I did not understand.", "bye"),
  sorry: say("The bot is not there.", "bye"),
  bye: BYE,
};

/** A bot that knows one intent; the other one knows nothing. */
function recognize({ aliasArn, input }: BotRequest) {
  if (input === null) return { messages: [], dialogState: "ElicitIntent" as const };
  const intentName = aliasArn === BOT && "text" in input && input.text.includes("order") ? "Order" : "FallbackIntent";
  return { messages: [], dialogState: "Fulfilled" as const, intentName };
}

function desk() {
  return serve(graph(instance(), flow("main", document(DESK)), number("main"), ALWAYS_OPEN), { bots: { recognize } });
}

const CHAT = { entryPoint: { Type: "CHAT" as const, ChatEntryPointParameters: { FlowId: "id-main" } } };

async function hearing(words: string, actions: Json[], first: Json[] = [], options = {}) {
  const document = testCase(
    observe("start", START, first),
    observe("bot", starts("ConnectParticipantWithLexBot", ALIAS), actions),
    observe("then", hears(words), [end()]),
  );
  const { status, message } = await runTestCase(desk(), document, options);
  expect(status, message).to.equal("passed");
}

describe("a test case of a flow with a bot", () => {
  it("speaks on a call and writes in a chat", async () => {
    await hearing("order is on its way", [says("where is my order")]);
    await hearing("did not understand", [says("good evening")]);
    await hearing("order is on its way", [says("where is my order")], [], CHAT);
  });

  it("substitutes the bot, mocks what it understands, and lets it fail", async () => {
    await hearing(
      "did not understand",
      [says("my order")],
      [substitutes("ConnectParticipantWithLexBot", ALIAS, OTHER)],
    );
    const mock = (data: unknown) =>
      override("ConnectParticipantWithLexBot", ALIAS, {
        Type: "MockResponse",
        Response: { Type: "ExecutionResult", ExecutionResult: { LoadedData: JSON.stringify(data) } },
      });
    await hearing("order is on its way", [], [mock({ IntentName: "Order" })]);
    await hearing("order is on its way", [], [mock({ sessionState: { intent: { name: "Order" } } })]);
    await hearing("did not understand", [], [mock({ IntentName: "Other" })]);
    await hearing("bot is not there", [], [fails("ConnectParticipantWithLexBot", ALIAS, "NoMatchingError")]);
  });

  it("asserts what the bot understood", async () => {
    const document = testCase(
      observe("bot", starts("ConnectParticipantWithLexBot", ALIAS), [says("my order")]),
      observe("then", hears("on its way"), [assert("$.Lex.IntentName", "Equals", "Order"), end()]),
    );
    expect((await runTestCase(desk(), document)).status).to.equal("passed");
  });

  it("is told as a scenario too, on both channels, with the same verdict as its native form", async () => {
    for (const channel of ["voice", "chat"] as const) {
      const told = defineScenario({ name: channel, channel, flow: "main" }, (s) => {
        s.meetsBot(BOT);
        s.says("where is my order");
        s.hears("on its way");
      });
      const { content, entryPoint } = toTestCase(told);
      const verdicts = [await playScenario(desk(), told), await runTestCase(desk(), content, { entryPoint })];
      expect(verdicts.map(({ status, message }) => `${status} ${message}`)).to.deep.equal([
        "passed All 3 observations were met.",
        "passed All 3 observations were met.",
      ]);
    }
  });
});
