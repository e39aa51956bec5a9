/** What becomes of what people say in Slack: asked of the bot once, answered once, and handed to a person when need be. */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import type { StartTaskContactRequest } from "@aws-sdk/client-connect";
import type { RecognizeTextRequest, RecognizeTextResponse } from "@aws-sdk/client-lex-runtime-v2";
import { expect } from "chai";
import { slackJobsFactory, type BatchAnswer } from "../../handlers/slackJobs";
import type { SlackJob } from "../../handlers/slack/readRequest";
import { SlackService } from "../../local/slack/slackService";
import { withLog } from "../support/handlerLog";
import { REGION, GraphBuilder } from "../support/graphs";
import { LocalDynamoDb, start } from "../support/localDynamodb";

const ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/BOTBOTBOT1/ALIASALIA1";
const FLOW = "arn:aws:connect:us-east-1:123456789012:instance/i-1/contact-flow/f-1";

const CONVERSATIONS = {
  hashKey: "conversationId",
  attributes: [{ name: "conversationId", type: "S" }],
  ttl: { attributeName: "expiresAt", enabled: true },
};

/** What the bot answers in these tests. */
type Bot = (request: RecognizeTextRequest) => RecognizeTextResponse | Promise<RecognizeTextResponse>;

function says(content: string, intent = "OpeningHours", more: Partial<RecognizeTextResponse["sessionState"]> = {}) {
  return {
    messages: [{ contentType: "PlainText" as const, content }],
    sessionState: {
      dialogAction: { type: "Close" as const },
      intent: { name: intent, state: "Fulfilled" as const },
      ...more,
    },
  };
}

function failing(name: string): Bot {
  return () => Promise.reject(Object.assign(new Error("the bot is not there"), { name }));
}

describe("the bot in Slack", () => {
  let dynamo: LocalDynamoDb;
  let tables: DynamoDB;
  let slack: SlackService;
  let asked: RecognizeTextRequest[];
  let tasks: StartTaskContactRequest[];
  let bot: Bot;
  let taskFault: string | undefined;
  let count = 0;

  before(async () => {
    dynamo = await LocalDynamoDb.start();
    await dynamo.open(new GraphBuilder().table("conversations", CONVERSATIONS));
    tables = new DynamoDB({
      endpoint: dynamo.gateway.url,
      region: REGION,
      credentials: dynamo.gateway.administrator,
      maxAttempts: 1,
    });
    slack = await SlackService.start({ requestUrl: () => undefined });
    const [table] = dynamo.service.database.list();
    Object.assign(process.env, {
      BOT_ALIAS_ARN: ALIAS,
      BOT_LOCALE: "en_US",
      CONVERSATIONS_TABLE: table?.name ?? "",
      SLACK_SECRET_ARN: "arn",
      TASK_FLOW_ARN: FLOW,
      SLACK_API_URL: slack.apiUrl,
    });
  });

  after(async () => {
    for (const name of ["BOT_ALIAS_ARN", "BOT_LOCALE", "CONVERSATIONS_TABLE", "TASK_FLOW_ARN", "SLACK_API_URL"]) {
      delete process.env[name];
    }
    tables.destroy();
    await slack.close();
    await dynamo.close();
  });

  beforeEach(() => {
    asked = [];
    tasks = [];
    taskFault = undefined;
    slack.webApiFault = undefined;
    bot = () => says("We are open until six.");
  });

  function worker() {
    return slackJobsFactory(
      {
        bots: {
          recognizeText: async (request) => {
            asked.push(request);
            return bot(request);
          },
        },
        tables,
        secrets: {
          getSecretValue: ({ VersionStage }) =>
            VersionStage === "AWSCURRENT"
              ? Promise.resolve({ SecretString: JSON.stringify(slack.secret), $metadata: {} })
              : Promise.reject(new Error("there is none before")),
        },
        contacts: {
          startTaskContact: (request) => {
            if (taskFault !== undefined) return Promise.reject(Object.assign(new Error("no"), { name: taskFault }));
            tasks.push(request);
            return Promise.resolve({ ContactId: "c-1" });
          },
        },
      },
      () => start,
      () => new Promise((resolve) => setTimeout(resolve, 20)),
    );
  }

  /** A job of a person nobody else is in these tests. */
  function job(text = "When are you open?", over: Partial<SlackJob> = {}): SlackJob {
    const who = ++count;
    return {
      id: `Ev${who}`,
      teamId: "T1",
      channelId: `D0P${who}`,
      userId: `U0P${who}`,
      text,
      isPublic: false,
      ...over,
    };
  }

  function invoke(one: SlackJob): Promise<BatchAnswer> {
    return worker()({ Records: [{ messageId: "m-0", body: JSON.stringify(one) }] });
  }

  async function work(one: SlackJob): Promise<BatchAnswer & { lines: string[] }> {
    const { result, lines } = await withLog(() => invoke(one));
    return { ...result, lines };
  }

  const posted = ({ channelId }: SlackJob) => slack.workspace.messages.filter(({ channel }) => channel === channelId);

  it("answers in the direct conversation, with what the bot says as people should see it", async () => {
    bot = () => says("Open <now> & until *six*.");
    const one = job();
    expect((await work(one)).batchItemFailures).to.deep.equal([]);
    expect(posted(one).map(({ text, onlyFor }) => ({ text, onlyFor }))).to.deep.equal([
      { text: "Open <now> & until *six*.", onlyFor: undefined },
    ]);
    expect(asked[0]).to.deep.include({
      botId: "BOTBOTBOT1",
      botAliasId: "ALIASALIA1",
      localeId: "en_US",
      text: one.text,
    });
    expect(asked[0]?.sessionState?.sessionAttributes).to.deep.equal({ door: "slack" });
    expect(asked[0]?.sessionId).to.match(/^[0-9a-zA-Z._:-]{2,100}$/);
  });

  it("asks the bot once and answers once, however often and however close together a job comes", async () => {
    const one = job();
    const { result: results } = await withLog(() => Promise.all([invoke(one), invoke(one), invoke(one)]));
    for (let again = 0; again < 3; again++) results.push(await work(one));
    const failed = results.filter(({ batchItemFailures }) => batchItemFailures.length > 0);
    expect(failed.length, "a copy that meets another at work may come again").to.be.below(3);
    expect(asked).to.have.length(1);
    expect(posted(one)).to.have.length(1);
  });

  for (const fault of ["throttled", "failing", "refusing"] as const) {
    it(`does the job again, without the bot, when Slack is ${fault}`, async () => {
      const one = job();
      slack.webApiFault = fault;
      expect((await work(one)).batchItemFailures).to.deep.equal([{ itemIdentifier: "m-0" }]);
      expect(posted(one)).to.deep.equal([]);
      slack.webApiFault = undefined;
      expect((await work(one)).batchItemFailures).to.deep.equal([]);
      expect(posted(one)).to.have.length(1);
      expect(asked).to.have.length(1);
    });
  }

  it("answers two messages that come at once, in one conversation with the bot", async () => {
    bot = ({ text }) => says(`You said ${text}`);
    const first = job("first");
    const second = { ...first, id: `${first.id}b`, text: "second" };
    await withLog(() => Promise.all([invoke(first), invoke(second)]));
    expect(posted(first).map(({ text }) => text)).to.have.members(["You said first", "You said second"]);
    expect(new Set(asked.map(({ sessionId }) => sessionId)).size).to.equal(1);
  });

  for (const name of ["ThrottlingException", "BadGatewayException", "AccessDeniedException", "Deadline"]) {
    it(`makes it a task that knows what was said when the bot answers ${name}`, async () => {
      const one = job("My parcel is broken");
      await work(one);
      bot = failing(name);
      await work({ ...one, id: `${one.id}b`, text: "It really is" });
      expect(tasks).to.have.length(1);
      const [task] = tasks;
      expect(task).to.deep.include({ InstanceId: "i-1", ContactFlowId: "f-1", ClientToken: `${one.id}b` });
      expect(task?.Attributes?.botTranscript?.split("\n")).to.deep.equal([
        "Customer: My parcel is broken",
        "Bot: We are open until six.",
        "Customer: It really is",
      ]);
      expect(task?.References?.Slack?.Value).to.equal(
        `https://slack.com/app_redirect?team=T1&channel=${one.channelId}`,
      );
      expect(posted(one).at(-1)?.text).to.match(/^I have asked a colleague/);
    });
  }

  it("takes an answer that makes no sense for none", async () => {
    bot = () => ({ messages: [{ contentType: "PlainText", content: undefined }] }) as RecognizeTextResponse;
    const one = job();
    await work(one);
    expect(tasks).to.have.length(1);
  });

  it("says so when neither the bot nor a person can be reached, and goes on with the next message", async () => {
    bot = failing("ThrottlingException");
    taskFault = "LimitExceededException";
    const one = job();
    await work(one);
    expect(posted(one).at(-1)?.text).to.match(/^I cannot reach anybody/);
    bot = () => says("Here I am.");
    await work({ ...one, id: `${one.id}b` });
    expect(posted(one).at(-1)?.text).to.equal("Here I am.");
  });

  it("answers whom it concerns alone where others read, and asks nobody for a number or PIN there", async () => {
    const one = job("hours?", { channelId: "C0GENERAL", isPublic: true, threadTs: "1.000001" });
    await work(one);
    const two = job("my order", { channelId: "C0GENERAL", isPublic: true });
    const state = { dialogAction: { type: "ElicitSlot" as const, slotToElicit: "pin" } };
    bot = () =>
      says("What is your PIN?", "CancelOrder", { ...state, intent: { name: "CancelOrder", state: "InProgress" } });
    await work(two);
    const [first, second] = posted(one);
    expect(first).to.deep.include({ onlyFor: one.userId, threadTs: "1.000001", text: "We are open until six." });
    expect(second).to.deep.include({ onlyFor: two.userId });
    expect(second?.text).to.match(/direct message/);
  });

  it("asks for the PIN in a direct conversation", async () => {
    const state = { dialogAction: { type: "ElicitSlot" as const, slotToElicit: "pin" } };
    bot = () =>
      says("What is your PIN?", "CancelOrder", { ...state, intent: { name: "CancelOrder", state: "InProgress" } });
    const one = job("cancel my order");
    await work(one);
    expect(posted(one).map(({ text }) => text)).to.deep.equal(["What is your PIN?"]);
  });

  it("keeps apart two persons in one channel, one person's channels, and workspaces", async () => {
    const one = job("hours?", { channelId: "C0SHARED", isPublic: true });
    const others = [{ userId: "U0OTHER" }, { channelId: "C0ELSE" }, { teamId: "T2" }];
    await work(one);
    for (const [index, other] of others.entries()) await work({ ...one, ...other, id: `${one.id}x${index}` });
    expect(new Set(asked.map(({ sessionId }) => sessionId)).size).to.equal(4);
  });

  it("shows buttons, whose values come back as what was said", async () => {
    const card = { title: "Which day?", buttons: [{ text: "Friday", value: "on Friday" }] };
    bot = () => ({
      ...says(""),
      messages: [{ contentType: "ImageResponseCard", imageResponseCard: card }],
    });
    const one = job();
    await work(one);
    expect([...(posted(one)[0]?.buttons ?? [])]).to.deep.equal([["Friday", "on Friday"]]);
  });

  it("answers a command where it wants the answer, and nowhere but at Slack", async () => {
    let calls = 0;
    const { createServer } = await import("node:http");
    const stranger = createServer((_, response) => {
      calls += 1;
      response.end();
    });
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as { port: number };
    const one = job("hours", { responseUrl: `http://127.0.0.1:${port}/steal` });
    await work(one);
    stranger.close();
    expect(calls).to.equal(0);
    expect(posted(one)).to.have.length(1);
  });

  it("keeps a PIN out of what it stores and hands on, and logs nothing that was said", async () => {
    const ask = { dialogAction: { type: "ElicitSlot" as const, slotToElicit: "pin" } };
    bot = () =>
      says("What is your PIN?", "CancelOrder", { ...ask, intent: { name: "CancelOrder", state: "InProgress" } });
    const one = job("cancel my order");
    const first = await work(one);
    bot = failing("ThrottlingException");
    const second = await work({ ...one, id: `${one.id}b`, text: "4711" });
    const stored = JSON.stringify(await dynamo.service.database.scan(process.env.CONVERSATIONS_TABLE ?? ""));
    expect(stored).not.to.contain("4711");
    expect(JSON.stringify(tasks)).to.contain("cancel my order").and.not.to.contain("4711");
    const lines = [...first.lines, ...second.lines].join("\n");
    expect(lines).not.to.match(/4711|cancel my order|U0P|D0P/);
  });

  it("asks to slow down when somebody writes more than the bot takes in a minute", async () => {
    const one = job();
    for (let index = 0; index < 21; index++) await work({ ...one, id: `${one.id}x${index}` });
    expect(asked).to.have.length(20);
    expect(posted(one).at(-1)?.text).to.match(/at once/);
  });

  it("lets a job that cannot be read come again until it is put aside, and does the others", async () => {
    const one = job();
    const Records = [
      { messageId: "bad", body: "{" },
      { messageId: "good", body: JSON.stringify(one) },
    ];
    const { result } = await withLog(() => worker()({ Records }));
    expect(result.batchItemFailures).to.deep.equal([{ itemIdentifier: "bad" }]);
    expect(posted(one)).to.have.length(1);
  });
});
