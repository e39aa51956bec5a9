/** Where answers go in Slack, what is in them, and that each is posted once. */
import { expect } from "chai";
import type { StoreOptions } from "../../handlers/conversation/store";
import { claimPost } from "../../handlers/slack/claimPost";
import { messageOf, post } from "../../handlers/slack/post";
import type { SlackJob } from "../../handlers/slack/readRequest";

const JOB: SlackJob = { id: "Ev1", teamId: "T1", channelId: "C1", userId: "U1", text: "hi", isPublic: false };
const HELLO = { text: "hello" };

describe("an answer in Slack", () => {
  const { fetch: own } = globalThis;
  let asked: { url: string; init: RequestInit }[];
  let answers: Response;

  beforeEach(() => {
    delete process.env.SLACK_API_URL;
    asked = [];
    answers = Response.json({ ok: true });
    globalThis.fetch = (url, init = {}) => {
      asked.push({ url: String(url), init });
      return Promise.resolve(answers);
    };
  });

  afterEach(() => void (globalThis.fetch = own));

  const failed = (job: SlackJob): Promise<string> =>
    post(job, "xoxb-1", HELLO).then(
      () => "",
      (error: Error) => error.name,
    );

  it("mentions and links nobody, whatever the bot says", () => {
    expect(messageOf([{ text: "<!channel> & <@U1|x>" }]).text).to.equal("&lt;!channel&gt; &amp; &lt;@U1|x&gt;");
  });

  it("goes to a command's own address at Slack, without the token", async () => {
    const responseUrl = "https://hooks.slack.com/commands/1";
    await post({ ...JOB, responseUrl }, "xoxb-1", HELLO);
    expect(asked.map(({ url }) => url)).to.deep.equal([responseUrl]);
    expect(JSON.stringify(asked[0]?.init.headers)).not.to.contain("xoxb-1");
    expect(JSON.parse(String(asked[0]?.init.body))).to.include({ response_type: "ephemeral" });
  });

  for (const responseUrl of [
    "https://hooks.slack.com.example.com/1",
    "https://hooks.slack.com@example.com/1",
    "http://hooks.slack.com/1",
    "https://hooks.slack.com:8443/1",
    "https://169.254.169.254/latest",
    "file:///etc/passwd",
  ]) {
    it(`goes to the conversation when a command names ${responseUrl}`, async () => {
      await post({ ...JOB, responseUrl }, "xoxb-1", HELLO);
      expect(asked.map(({ url }) => url)).to.deep.equal(["https://slack.com/api/chat.postMessage"]);
    });
  }

  it("is shown as it is: nothing in it is formatted, and no address is looked up", async () => {
    const buttons = [{ label: "Yes", value: "yes" }];
    await post(JOB, "xoxb-1", messageOf([{ text: "*bold* https://example.com", buttons }]));
    const body = JSON.parse(String(asked[0]?.init.body)) as { blocks: { text: unknown }[] };
    expect(body).to.include({ mrkdwn: false, unfurl_links: false, unfurl_media: false });
    expect(body.blocks[0]?.text).to.deep.equal({ type: "plain_text", text: "*bold* https://example.com" });
  });

  it("is for the person alone where others read", async () => {
    await post({ ...JOB, isPublic: true }, "xoxb-1", HELLO);
    expect(asked[0]?.url).to.equal("https://slack.com/api/chat.postEphemeral");
    expect(JSON.parse(String(asked[0]?.init.body))).to.include({ channel: "C1", user: "U1" });
  });

  it("follows nobody elsewhere, with the token least of all", async () => {
    await post(JOB, "xoxb-1", HELLO);
    expect(asked[0]?.init.redirect).to.equal("error");
  });

  it("was not taken unless Slack says so", async () => {
    for (const body of [{}, { ok: false }, { ok: "true" }]) {
      answers = Response.json(body);
      expect(await failed(JOB), JSON.stringify(body)).to.equal("SlackRefused");
    }
    answers = new Response("", { status: 429 });
    expect(await failed(JOB)).to.equal("SlackThrottled");
  });

  it("is not posted by two: one that is under way is waited for, one that is posted is left", async () => {
    const claim = (Item: object): Promise<boolean> => {
      const error = Object.assign(new Error("no"), { name: "ConditionalCheckFailedException", Item });
      const tables = { getItem: () => Promise.reject(error), updateItem: () => Promise.reject(error) };
      const quotas = { turns: 1, turnsPerMinute: 1, startsPerHour: 1 };
      return claimPost({ tables, table: "t", quotas, now: () => 0 } satisfies StoreOptions, "Ev1");
    };
    expect(await claim({ posted: { BOOL: true } })).to.equal(false);
    const underWay = await claim({ claimedUntil: { N: "60" } }).catch((error: Error) => error.name);
    expect(underWay).to.equal("PostUnderWay");
  });
});
