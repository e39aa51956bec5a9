/** Slack's door under attack: what is let in, what is refused, and what is done once. */
import { createHmac } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { readRequest } from "../../handlers/slack/readRequest";
import { slackRequestsFactory, type SlackHttpAnswer, type SlackHttpEvent } from "../../handlers/slackRequests";
import { verifyRequest } from "../../handlers/slack/verifyRequest";
import { signatureHeaders } from "../../local/slack/signature";
import { withLog } from "../support/handlerLog";

const SECRET = "test-signing-secret";
const NOW = 1_795_000_000;

const EVENT = JSON.stringify({
  type: "event_callback",
  team_id: "T1",
  event_id: "Ev1",
  event: { type: "message", channel_type: "im", user: "U1", channel: "D1", ts: "1.000001", text: "Where is my order?" },
});

/** A door whose queue keeps what it is given. */
function door(secrets: { current: string; previous?: string } = { current: SECRET }) {
  const sent: string[] = [];
  const log: string[] = [];
  let looks = 0;
  /** When the current secret was put there. */
  const replaced = NOW;
  let fault: string | undefined;
  Object.assign(process.env, { SLACK_SECRET_ARN: "arn", SLACK_QUEUE_URL: "https://sqs/queue" });
  const text = (signingSecret: string | undefined) => JSON.stringify({ signingSecret, botToken: "xoxb-1" });
  const handler = slackRequestsFactory(
    {
      secrets: {
        getSecretValue: ({ VersionStage }) => {
          if (VersionStage === "AWSCURRENT") looks += 1;
          const signing = VersionStage === "AWSCURRENT" ? secrets.current : secrets.previous;
          return signing === undefined
            ? Promise.reject(Object.assign(new Error("no such version"), { name: "ResourceNotFoundException" }))
            : Promise.resolve({ SecretString: text(signing), CreatedDate: new Date(replaced * 1_000), $metadata: {} });
        },
      },
      queues: {
        sendMessage: ({ MessageBody = "" }) => {
          if (fault !== undefined) return Promise.reject(Object.assign(new Error("down"), { name: fault }));
          sent.push(MessageBody);
          return Promise.resolve({ $metadata: {} });
        },
      },
    },
    () => clock.now * 1_000,
  );
  const clock = { now: NOW };
  const ask = async (event: SlackHttpEvent): Promise<SlackHttpAnswer> => {
    const { result, lines } = await withLog(() => handler(event));
    log.push(...lines);
    return result;
  };
  const fail = (name: string | undefined) => void (fault = name);
  return { ask, sent, log, clock, secrets, fail, looks: () => looks };
}

function signed(body: string, over: { at?: number; secret?: string; type?: string } = {}): SlackHttpEvent {
  const { at = NOW, secret = SECRET, type = "application/json" } = over;
  return { headers: { "content-type": type, ...signatureHeaders(secret, body, at) }, body };
}

function form(fields: Record<string, string>): SlackHttpEvent {
  return signed(new URLSearchParams(fields).toString(), { type: "application/x-www-form-urlencoded" });
}

/** With these headers in place of its own. */
function withHeaders(event: SlackHttpEvent, headers: Record<string, string | undefined>): SlackHttpEvent {
  return { ...event, headers: { ...event.headers, ...headers } };
}

const signature = (event: SlackHttpEvent): string => event.headers?.["x-slack-signature"] ?? "";

/** An attack: refused with this status, and nothing is queued. */
const ATTACKS: [what: string, event: SlackHttpEvent, status: number][] = [
  ["a request that is not signed", { headers: { "content-type": "application/json" }, body: EVENT }, 401],
  ["a signature of another secret", signed(EVENT, { secret: "another secret" }), 401],
  ["a signature made with an empty secret", signed(EVENT, { secret: "" }), 401],
  ["a body that was changed", { ...signed(EVENT), body: EVENT.replace("Where", "Cancel") }, 401],
  ["a body with one blank more", { ...signed(EVENT), body: `${EVENT} ` }, 401],
  ["no body under a signature of one", { headers: signed(EVENT).headers ?? {} }, 401],
  ["a timestamp that was changed", withHeaders(signed(EVENT), { "x-slack-request-timestamp": String(NOW + 1) }), 401],
  ["a request 301 seconds old", signed(EVENT, { at: NOW - 301 }), 401],
  ["a request dated 301 seconds ahead", signed(EVENT, { at: NOW + 301 }), 401],
  ["a request dated a year ahead", signed(EVENT, { at: NOW + 31_536_000 }), 401],
  ["a timestamp that is no number", withHeaders(signed(EVENT), { "x-slack-request-timestamp": "now" }), 401],
  ["a timestamp in another spelling", withHeaders(signed(EVENT), { "x-slack-request-timestamp": `${NOW}.0` }), 401],
  ["a timestamp with a leading zero", withHeaders(signed(EVENT), { "x-slack-request-timestamp": `0${NOW}` }), 401],
  ["no timestamp", withHeaders(signed(EVENT), { "x-slack-request-timestamp": undefined }), 401],
  ["no signature", withHeaders(signed(EVENT), { "x-slack-signature": undefined }), 401],
  ["an empty signature", withHeaders(signed(EVENT), { "x-slack-signature": "v0=" }), 401],
  [
    "a signature in capitals",
    withHeaders(signed(EVENT), { "x-slack-signature": signature(signed(EVENT)).toUpperCase() }),
    401,
  ],
  [
    "hexadecimal digits in capitals",
    withHeaders(signed(EVENT), {
      "x-slack-signature": `v0=${signature(signed(EVENT)).slice(3).toUpperCase()}`,
    }),
    401,
  ],
  ["half a signature", withHeaders(signed(EVENT), { "x-slack-signature": signature(signed(EVENT)).slice(0, 35) }), 401],
  [
    "a later version of the signature",
    withHeaders(signed(EVENT), { "x-slack-signature": signature(signed(EVENT)).replace("v0=", "v1=") }),
    401,
  ],
  [
    "a signature of the base64 in place of the bytes",
    (() => {
      const body = Buffer.from(EVENT).toString("base64");
      return { ...signed(body), isBase64Encoded: true };
    })(),
    401,
  ],
  ["a challenge that is not signed", { body: '{"type":"url_verification","challenge":"abc"}' }, 401],
  ["a challenge that is markup", signed('{"type":"url_verification","challenge":"<script>alert(1)</script>"}'), 400],
  ["a challenge that is an object", signed('{"type":"url_verification","challenge":{"a":1}}'), 400],
  ["JSON of another type", signed('{"type":"shutdown"}'), 400],
  ["a list in place of an object", signed("[]"), 400],
  ["something that is no JSON", signed("{"), 400],
  ["an event without its id", signed(EVENT.replace('"event_id":"Ev1",', "")), 400],
  ["ids that are paths", signed(EVENT.replace('"T1"', '"../../T1"')), 400],
  ["a megabyte", signed(JSON.stringify({ type: "event_callback", filler: "x".repeat(1_000_000) })), 413],
];

/** What is Slack's but not for the bot: answered, and nothing is queued. */
const IGNORED: [what: string, body: string][] = [
  ["what a bot writes", EVENT.replace('"user"', '"bot_id":"B1","user"')],
  [
    "what has a subtype, such as a message that was changed",
    EVENT.replace('"user"', '"subtype":"message_changed","user"'),
  ],
  ["what nobody wrote", EVENT.replace('"user":"U1",', "")],
  ["what people write to each other", EVENT.replace('"im"', '"channel"')],
  ["events of other kinds", EVENT.replace('"message"', '"reaction_added"')],
  ["a message without text", EVENT.replace("Where is my order?", "  ")],
];

describe("Slack's door", () => {
  for (const [what, event, status] of ATTACKS) {
    it(`refuses ${what}`, async () => {
      const { ask, sent } = door();
      const answer = await ask(event);
      expect(answer.statusCode).to.equal(status);
      expect(sent).to.deep.equal([]);
    });
  }

  for (const [what, body] of IGNORED) {
    it(`answers, and leaves alone, ${what}`, async () => {
      const { ask, sent } = door();
      expect((await ask(signed(body))).statusCode).to.equal(200);
      expect(sent).to.deep.equal([]);
    });
  }

  it("takes what a person writes, and says who, where and what", async () => {
    const { ask, sent } = door();
    expect((await ask(signed(EVENT))).statusCode).to.equal(200);
    expect(sent.map((body) => JSON.parse(body) as unknown)).to.deep.equal([
      { id: "Ev1", teamId: "T1", channelId: "D1", userId: "U1", text: "Where is my order?", isPublic: false },
    ]);
  });

  it("checks the published way of signing: HMAC-SHA256 over v0, the timestamp and the body", async () => {
    // Computed independently of our own code: secret test-signing-secret, timestamp 1700000000.
    const body = '{"type":"url_verification","challenge":"abc123"}';
    const known = "v0=e49b9c175e31920c300508a7c11d1ea4a962ec6e74884ed58a8f234bc044da21";
    const { ask, clock } = door();
    clock.now = 1_700_000_000;
    const headers = { "x-slack-request-timestamp": "1700000000", "x-slack-signature": known };
    expect(await ask({ headers, body })).to.deep.include({ statusCode: 200, body: "abc123" });
    expect(signatureHeaders(SECRET, body, 1_700_000_000)["x-slack-signature"]).to.equal(known);
  });

  it("answers a signed challenge as plain text that no browser takes for anything else", async () => {
    const answer = await door().ask(signed('{"type":"url_verification","challenge":"abc-123"}'));
    expect(answer.body).to.equal("abc-123");
    expect(answer.headers).to.include({
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
    });
  });

  it("takes requests up to 300 seconds old or ahead", async () => {
    for (const at of [NOW - 300, NOW + 300]) {
      const { ask, sent } = door();
      await ask(signed(EVENT, { at }));
      expect(sent).to.have.length(1);
    }
  });

  it("checks the bytes of a body that comes as base64", async () => {
    const { ask, sent } = door();
    const event = signed(EVENT);
    const encoded = { ...event, body: Buffer.from(EVENT).toString("base64"), isBase64Encoded: true };
    expect((await ask(encoded)).statusCode).to.equal(200);
    expect(sent).to.have.length(1);
  });

  it("gives a retry and a replay the id of the first, by which they are done once", async () => {
    const { ask, sent } = door();
    await ask(signed(EVENT));
    await ask(withHeaders(signed(EVENT, { at: NOW + 2 }), { "x-slack-retry-num": "1" }));
    await ask(signed(EVENT));
    expect(new Set(sent.map((body) => (JSON.parse(body) as { id: string }).id))).to.deep.equal(new Set(["Ev1"]));
  });

  it("takes a command for public anywhere but in a direct conversation", async () => {
    const { ask, sent } = door();
    const command = { team_id: "T1", channel_id: "C1", user_id: "U1", text: "hi", trigger_id: "1.2.a" };
    for (const channel_name of ["general", "privategroup", "mpdm-a--b-1", "directmessage"]) {
      await ask(form({ ...command, channel_name }));
    }
    await ask(form(command));
    const isPublic = sent.map((body) => (JSON.parse(body) as { isPublic: boolean }).isPublic);
    expect(isPublic).to.deep.equal([true, true, true, false, true]);
  });

  it("takes a mention in a channel for public, and answers it in its thread", async () => {
    const { ask, sent } = door();
    const event = { type: "app_mention", user: "U1", channel: "C1", ts: "1.000002", text: "<@U0BOT> hours?" };
    await ask(signed(JSON.stringify({ type: "event_callback", team_id: "T1", event_id: "Ev2", event })));
    expect(JSON.parse(sent[0] ?? "")).to.include({ isPublic: true, threadTs: "1.000002", text: "hours?" });
  });

  it("checks nothing by an empty secret, even if there were one", () => {
    const { headers = {}, body = "" } = signed(EVENT, { secret: "" });
    const request = { headers, body: Buffer.from(body) };
    expect(verifyRequest(request, [""], NOW * 1_000)).to.equal("badSignature");
  });

  it("takes slash commands and buttons, and where they want their answers", async () => {
    const { ask, sent } = door();
    const who = { team_id: "T1", channel_id: "D1", user_id: "U1" };
    const responseUrl = "https://hooks.slack.com/commands/1";
    await ask(
      form({
        ...who,
        command: "/ask",
        text: "opening hours",
        trigger_id: "1.2.a",
        response_url: responseUrl,
        channel_name: "directmessage",
      }),
    );
    const payload = {
      type: "block_actions",
      trigger_id: "1.3.b",
      team: { id: "T1" },
      user: { id: "U1" },
      channel: { id: "C1", name: "general" },
      response_url: responseUrl,
      actions: [{ value: "yes" }],
    };
    await ask(form({ payload: JSON.stringify(payload) }));
    const common = { teamId: "T1", userId: "U1", responseUrl };
    expect(sent.map((body) => JSON.parse(body) as unknown)).to.deep.equal([
      { id: "1.2.a", channelId: "D1", text: "opening hours", isPublic: false, ...common },
      { id: "1.3.b", channelId: "C1", text: "yes", isPublic: true, ...common },
    ]);
  });

  it("reads mentions, links and Slack's escapes as people see them, and cuts what Lex does not take", async () => {
    const { ask, sent } = door();
    const said = (text: string) => signed(EVENT.replace("Where is my order?", text));
    await ask(said("<@U0BOT> mail <mailto:a@example.com|a@example.com> &lt;b&gt; &amp;amp; <https://example.com>"));
    await ask(said("x".repeat(5_000)));
    const texts = sent.map((body) => (JSON.parse(body) as { text: string }).text);
    expect(texts[0]).to.equal("mail a@example.com <b> &amp; https://example.com");
    expect(texts[1]).to.have.length(1_024);
  });

  for (const open of ["<", "<@A|", "<a|", "<mailto:"]) {
    it(`reads a text of nothing but ${open} once, not once from each`, () => {
      const text = open.repeat(16_384).slice(0, 16_384);
      const body = EVENT.replace("Where is my order?", text);
      const before = process.cpuUsage();
      readRequest("application/json", body);
      const { user } = process.cpuUsage(before);
      // Microseconds of the processor's time: less than a thousand are needed, and some 500,000 if each were searched.
      expect(user).to.be.below(150_000);
    });
  }

  it("takes what the secret before signed while a new one is brought in, and finds a new one by itself", async () => {
    const secrets = { current: "new", previous: SECRET };
    const { ask, sent, clock } = door(secrets);
    await ask(signed(EVENT));
    await ask(signed(EVENT, { secret: "new" }));
    secrets.current = "newer";
    clock.now += 11;
    await ask(signed(EVENT, { secret: "newer" }));
    expect(sent).to.have.length(3);
  });

  it("takes nothing any more that the secret before signed, an hour after it was replaced", async () => {
    const { ask, clock } = door({ current: "new", previous: SECRET });
    clock.now = NOW + 3_599;
    expect((await ask(signed(EVENT, { at: clock.now }))).statusCode).to.equal(200);
    clock.now = NOW + 3_600;
    expect((await ask(signed(EVENT, { at: clock.now }))).statusCode).to.equal(401);
    expect((await ask(signed(EVENT, { at: clock.now, secret: "new" }))).statusCode).to.equal(200);
  });

  it("does not let a flood of forgeries ask for the secret over and over", async () => {
    const { ask, looks } = door();
    for (let index = 0; index < 50; index++) await ask(signed(EVENT, { secret: `guess ${index}` }));
    expect(looks()).to.equal(1);
  });

  it("lets Slack send again when the queue does not take it", async () => {
    const { ask, sent, fail, log } = door();
    fail("ServiceUnavailable");
    expect((await ask(signed(EVENT))).statusCode).to.equal(503);
    fail(undefined);
    expect((await ask(signed(EVENT))).statusCode).to.equal(200);
    expect(sent).to.have.length(1);
    expect(JSON.parse(log[0] ?? "")).to.include({ outcome: "failed", failure: "ServiceUnavailable" });
  });

  it("never queues what is not signed, nor fails, whatever comes", async () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.constant(EVENT), fc.json());
    const headers = fc.dictionary(
      fc.constantFrom("x-slack-signature", "x-slack-request-timestamp", "content-type"),
      fc.oneof(fc.string(), fc.constant(String(NOW)), fc.stringMatching(/^v0=[0-9a-f]{64}$/)),
    );
    await fc.assert(
      fc.asyncProperty(headers, text, fc.boolean(), async (given, body, isBase64Encoded) => {
        const { ask, sent } = door();
        const { statusCode } = await ask({ headers: given, body, isBase64Encoded });
        expect([400, 401, 413]).to.include(statusCode);
        expect(sent).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });

  it("never fails on what is signed, whatever it holds, and logs none of it", async () => {
    const secretWord = "+12065550142";
    const leaf = fc.oneof(
      fc.constant(secretWord),
      fc.constant("im"),
      fc.constant("message"),
      fc.integer(),
      fc.constant(null),
    );
    const fields = fc.dictionary(
      fc.constantFrom("type", "event", "user", "text", "channel", "challenge", "team_id"),
      leaf,
    );
    const bodies = fc.oneof(
      fc.record({ type: fc.constantFrom("event_callback", "url_verification"), event: fields, challenge: leaf }),
      fields,
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const { ask, log } = door();
        const { statusCode } = await ask(signed(JSON.stringify(body)));
        expect([200, 400]).to.include(statusCode);
        expect(log.join("")).not.to.contain(secretWord);
      }),
      { numRuns: 300 },
    );
  });

  it("fails at init without one of its variables", () => {
    delete process.env.SLACK_QUEUE_URL;
    const clients = {} as Parameters<typeof slackRequestsFactory>[0];
    expect(() => slackRequestsFactory(clients)).to.throw("SLACK_QUEUE_URL is not set");
  });

  it("compares signatures made with node's own HMAC the same way", () => {
    const hmac = createHmac("sha256", SECRET).update(`v0:${NOW}:${EVENT}`).digest("hex");
    expect(signatureHeaders(SECRET, EVENT, NOW)["x-slack-signature"]).to.equal(`v0=${hmac}`);
  });
});
