/** The web door: what it answers, and everything it refuses before the bot hears of it. */
import { expect } from "chai";
import type { HttpEvent } from "../../handlers/http/httpEvent";
import { useEnvironment, withLog } from "../support/handlerLog";
import { Bridge, ENVIRONMENT, newId, ORIGIN, quietly, type Reply, SECRET, type Talk } from "./fakes";

describe("the web door", () => {
  useEnvironment(ENVIRONMENT);
  quietly();

  it("greets in the locale that was asked for, and gives a token nobody can guess", async () => {
    const bridge = new Bridge();
    const { statusCode, json } = await bridge.send("POST", "/api/conversations", {}, { locale: "es_US" });
    expect(statusCode).to.equal(201);
    expect(json).to.deep.include({
      locale: "es_US",
      messages: [{ id: "greeting", from: "bot", text: "Hola." }],
      turnsLeft: 8,
    });
    expect(json.token).to.match(/^[\w-]{43}$/);
    expect(JSON.stringify([...bridge.table.items])).not.to.contain(json.token);
  });

  it("answers with what the bot says, and tells everything again after a reload", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    const { statusCode, json, headers } = await talk.say("  where is my order?\n ");
    expect([statusCode, json.turnsLeft]).to.deep.equal([200, 7]);
    expect(json.messages?.map(({ text }) => text)).to.deep.equal(["You said where is my order?"]);
    expect(headers).to.include({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    const again = await talk.read();
    expect(again.json.messages?.map(({ from, text }) => `${from}: ${text}`)).to.deep.equal([
      "bot: Hello.",
      "customer: where is my order?",
      "bot: You said where is my order?",
    ]);
  });

  it("shows SSML without its tags, cards with their buttons, and no payload that is meant for another client", async () => {
    const bridge = new Bridge();
    bridge.bot = () => ({
      messages: [
        { contentType: "SSML", content: '<speak>Tom &amp; <break time="1s"/>Ann</speak>' },
        { contentType: "CustomPayload", content: '{"blocks":[]}' },
        { contentType: "CustomPayload", content: "plain words" },
        {
          contentType: "ImageResponseCard",
          imageResponseCard: { title: "Cancel?", buttons: [{ text: "Yes", value: "yes" }] },
        },
      ],
      sessionState: { dialogAction: { type: "ConfirmIntent" } },
    });
    const { json } = await (await bridge.open()).say("cancel");
    expect(json.messages?.map(({ text }) => text)).to.deep.equal(["Tom & Ann", "plain words", "Cancel?"]);
    expect(json.messages?.[2]?.buttons).to.deep.equal([{ label: "Yes", value: "yes" }]);
  });

  it("sends the bot session attributes of its own making only: those of the answer before, and the door", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    await talk.say("one");
    await talk.say("two");
    expect(bridge.asked.map(({ sessionState }) => sessionState)).to.deep.equal([
      { sessionAttributes: { door: "web" } },
      { sessionAttributes: { misunderstood: "0", door: "web" } },
    ]);
    expect(bridge.asked[0]).to.include({ botId: "ABCDEFGHIJ", botAliasId: "KLMNOPQRST", localeId: "en_US" });
  });

  it("answers the same message the same, once, also when it is not the last", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    const id = newId();
    const first = await talk.say("one", id);
    await talk.say("two");
    const replayed = await talk.say("one", id);
    expect(replayed.json.messages).to.deep.equal(first.json.messages);
    expect(bridge.asked).to.have.length(2);
  });

  it("answers one of two messages that come at once, and the other when it is sent again", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    const [one, other] = [newId(), newId()];
    const replies = await Promise.all([talk.say("one", one), talk.say("two", other)]);
    expect(replies.map(({ statusCode }) => statusCode)).to.deep.equal([200, 409]);
    expect(bridge.asked).to.have.length(1);
    expect((await talk.say("two", other)).statusCode).to.equal(200);
  });

  it("gives the turn back by itself when the function that held it died", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    const item = bridge.table.items.get(talk.id) ?? {};
    bridge.table.items.set(talk.id, { ...item, holder: { S: "dead" }, lockedUntil: { N: String(bridge.now + 8_000) } });
    expect((await talk.say("one")).statusCode).to.equal(409);
    bridge.now += 8_001;
    expect((await talk.say("one")).statusCode).to.equal(200);
  });

  it("keeps no PIN: not in the transcript, not in what a person is told", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    const pin = { value: { originalValue: "4711", interpretedValue: "4711", resolvedValues: [] } };
    const order = { value: { originalValue: "tomorrow", interpretedValue: "2026-03-03" } };
    bridge.bot = () => ({
      messages: [{ contentType: "PlainText", content: "Your PIN?" }],
      sessionState: { dialogAction: { type: "ElicitSlot", slotToElicit: "pin" }, intent: { name: "CancelOrder" } },
    });
    await talk.say("cancel my order");
    bridge.bot = () => ({
      sessionState: {
        dialogAction: { type: "Close" },
        intent: { name: "CancelOrder", state: "Failed", slots: { pin, deliveryDay: order } },
        sessionAttributes: { customerId: "C-1" },
      },
    });
    const { json } = await talk.say("it is 4711, or four seven");
    expect(json.handover).to.include({ contactId: "contact-1", region: "us-east-1" });
    const [chat] = bridge.started;
    expect(chat?.Attributes).to.include({
      door: "web",
      intent: "CancelOrder",
      deliveryDay: "2026-03-03",
      customerId: "C-1",
    });
    expect(chat?.Attributes?.botTranscript).to.contain("Bot: Your PIN?");
    expect(JSON.stringify([bridge.started, [...bridge.table.items], (await talk.read()).json])).not.to.match(
      /4711|four|seven/,
    );
  });

  it("hands over when the bot says so, goes on there after a reload, and says nothing to the bot any more", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    bridge.bot = () => ({
      messages: [{ contentType: "PlainText", content: "One moment." }],
      sessionState: { dialogAction: { type: "Close" }, intent: { name: "TalkToPerson", state: "Fulfilled" } },
    });
    const { json } = await talk.say("a person please");
    expect(json.messages?.map(({ text }) => text)).to.deep.equal(["One moment."]);
    expect((await talk.read()).json.handover).to.deep.equal(json.handover);
    expect((await talk.say("hello?")).json.handover).to.deep.equal(json.handover);
    expect((await talk.person()).json.handover).to.deep.equal(json.handover);
    expect([bridge.asked.length, bridge.started.length]).to.deep.equal([1, 1]);
    expect(bridge.started[0]).to.deep.include({
      InstanceId: "i-1",
      ContactFlowId: "f-1",
      ClientToken: talk.id,
      SupportedMessagingContentTypes: ["text/plain"],
      InitialMessage: { ContentType: "text/plain", Content: "TalkToPerson: a person please" },
    });
  });

  it("lets a person be asked for when the turns are used up", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    for (let turn = 0; turn < 8; turn++) {
      bridge.now += 60_000;
      await talk.say(`turn ${turn}`);
    }
    const { statusCode, json, headers } = await talk.say("one more");
    expect([statusCode, json.error?.code]).to.deep.equal([429, "TooManyRequests"]);
    expect(Number(headers["retry-after"])).to.equal(86_400);
    bridge.now += 60_000;
    expect((await talk.person()).json.handover).to.include({ contactId: "contact-1" });
  });

  it("tells the page of the local run where participants are", async () => {
    process.env.AWS_ENDPOINT_URL_CONNECTPARTICIPANT = "http://127.0.0.1:4000";
    try {
      const { json } = await (await new Bridge().open()).person();
      expect(json.handover).to.include({ participantEndpoint: "http://127.0.0.1:4000" });
    } finally {
      delete process.env.AWS_ENDPOINT_URL_CONNECTPARTICIPANT;
    }
  });

  it("reads a new secret when CloudFront sends one, takes the one before, too, and asks for no secret twice in 30 s", async () => {
    const bridge = new Bridge();
    const start = async (secret: string) =>
      (await bridge.send("POST", "/api/conversations", { headers: { "x-origin-verify": secret } }, {})).statusCode;
    expect(await start(SECRET)).to.equal(201);
    const read = bridge.secretsRead;
    for (let guess = 0; guess < 20; guess++) expect(await start(`wrong ${guess}`)).to.equal(403);
    expect(bridge.secretsRead).to.equal(read);
    bridge.secrets = { AWSCURRENT: "n".repeat(48), AWSPREVIOUS: SECRET };
    bridge.now += 30_000;
    bridge.replacedAt = bridge.now;
    expect(await start("n".repeat(48))).to.equal(201);
    expect(await start(SECRET)).to.equal(201);
    bridge.now += 86_399_999;
    expect(await start(SECRET)).to.equal(201);
    bridge.now += 1;
    expect(await start(SECRET)).to.equal(403);
    expect(await start("n".repeat(48))).to.equal(201);
  });

  describe("refuses, and asks nobody:", () => {
    type Attack = (talk: Talk, bridge: Bridge) => Promise<Reply>;
    const say = (changes: Partial<HttpEvent>) => (talk: Talk) => talk.say("hello", newId(), changes);
    const raw =
      (body: string, more: Partial<HttpEvent> = {}) =>
      (talk: Talk) =>
        talk.post("messages", undefined, { body, ...more });
    const valid = JSON.stringify({ messageId: newId(), text: "hello" });
    const other = "00000000-0000-4000-8000-000000000000";
    const attacks: [string, number, string, Attack][] = [
      ["session state in the body", 400, "InvalidRequest", (talk) => talk.post("messages", { messageId: newId(), text: "hi", sessionState: { sessionAttributes: { verified: "pin" } } })],
      ["session attributes in the body", 400, "InvalidRequest", (talk) => talk.post("messages", { messageId: newId(), text: "hi", sessionAttributes: { door: "voice" } })],
      ["a prototype in the body", 400, "InvalidRequest", raw('{"__proto__":{"door":"voice"},"messageId":"x","text":"hi"}')],
      ["a text of 1,025 characters", 413, "TooLong", (talk) => talk.say("x".repeat(1025))],
      ["a body of more than 4 KB", 413, "TooLong", (talk) => talk.post("messages", { messageId: newId(), text: "hi", more: "x".repeat(4096) })],
      ["more than 4 KB as base64", 413, "TooLong", raw(Buffer.alloc(5000, 32).toString("base64"), { isBase64Encoded: true })],
      ["an empty text", 400, "InvalidRequest", (talk) => talk.say(" \n\t ")],
      ["a text that is none", 400, "InvalidRequest", (talk) => talk.say({ toString: "x" })],
      ["a control character", 400, "InvalidRequest", (talk) => talk.say("a\u0000b")],
      ["an escape sequence", 400, "InvalidRequest", (talk) => talk.say("a\u001b[2Jb")],
      ["a carriage return", 400, "InvalidRequest", (talk) => talk.say("a\rb")],
      ["half a character", 400, "InvalidRequest", (talk) => talk.say("a\ud83db")],
      ["a message id that is none", 400, "InvalidRequest", (talk) => talk.say("hi", "1")],
      ["no message id", 400, "InvalidRequest", (talk) => talk.post("messages", { text: "hi" })],
      ["no JSON", 400, "InvalidRequest", raw("{")],
      ["a list", 400, "InvalidRequest", raw("[]")],
      ["nothing", 400, "InvalidRequest", raw("")],
      ["null", 400, "InvalidRequest", raw("null")],
      ["a form", 400, "InvalidRequest", raw(valid, { headers: { "content-type": "text/plain" } })],
      ["base64 that is none", 400, "InvalidRequest", raw(`${Buffer.from(valid).toString("base64")}!`, { isBase64Encoded: true })],
      ["base64 with a second reading", 400, "InvalidRequest", raw(Buffer.from(valid).toString("base64").replace(/^(....)/, "$1\n"), { isBase64Encoded: true })],
      ["bytes that are no UTF-8", 400, "InvalidRequest", raw(Buffer.from([0x7b, 0xff, 0x7d]).toString("base64"), { isBase64Encoded: true })],
      ["another origin", 403, "OriginNotAllowed", say({ headers: { origin: "https://evil.example.com" } })],
      ["an origin that begins like ours", 403, "OriginNotAllowed", say({ headers: { origin: `${ORIGIN}.evil.example.com` } })],
      ["no origin", 403, "OriginNotAllowed", say({ headers: { origin: undefined } })],
      ["the origin null", 403, "OriginNotAllowed", say({ headers: { origin: "null" } })],
      ["no origin secret", 403, "OriginNotAllowed", say({ headers: { "x-origin-verify": undefined } })],
      ["a wrong origin secret", 403, "OriginNotAllowed", say({ headers: { "x-origin-verify": "wrong" } })],
      ["no token", 401, "InvalidToken", say({ headers: { authorization: undefined } })],
      ["a token that is none", 401, "InvalidToken", say({ headers: { authorization: "Bearer *" } })],
      ["a forged token", 401, "InvalidToken", say({ headers: { authorization: `Bearer ${"x".repeat(43)}` } })],
      ["another conversation's token", 401, "InvalidToken", async (talk, bridge) => { const { authorization } = await bridge.open(); return talk.say("hi", newId(), { headers: authorization }); }],
      ["reading with a forged token", 401, "InvalidToken", (talk, bridge) => bridge.send("GET", `/api/conversations/${talk.id}`, { headers: { authorization: `Bearer ${"x".repeat(43)}` } })],
      ["asking for a person with a forged token", 401, "InvalidToken", (talk) => talk.post("person", {}, { headers: { authorization: `Bearer ${"x".repeat(43)}` } })],
      ["an unknown conversation", 404, "UnknownConversation", (talk, bridge) => bridge.send("POST", `/api/conversations/${other}/messages`, { headers: talk.authorization }, { messageId: newId(), text: "hi" })],
      ["a conversation that is over", 404, "UnknownConversation", (talk, bridge) => { bridge.now += 86_401_000; return talk.say("hi"); }],
      ["a count of starts taken for a conversation", 400, "InvalidRequest", (talk, bridge) => bridge.send("GET", "/api/conversations/starts", { headers: talk.authorization })],
      ["a wrong method", 400, "InvalidRequest", (talk, bridge) => bridge.send("DELETE", `/api/conversations/${talk.id}`, { headers: talk.authorization })],
      ["a wrong path", 400, "InvalidRequest", (_, bridge) => bridge.send("POST", "/api/conversations/../admin", {}, {})],
      ["an unknown locale", 400, "InvalidRequest", (_, bridge) => bridge.send("POST", "/api/conversations", {}, { locale: "xx_XX" })],
      ["a locale of the prototype", 400, "InvalidRequest", (_, bridge) => bridge.send("POST", "/api/conversations", {}, { locale: "constructor" })],
    ]; // prettier-ignore
    for (const [name, status, code, attack] of attacks) {
      it(name, async () => {
        const bridge = new Bridge();
        const talk = await bridge.open();
        const { result: reply, lines } = await withLog(() => attack(talk, bridge));
        expect([reply.statusCode, reply.json.error?.code]).to.deep.equal([status, code]);
        expect(reply.json.error?.message).to.match(/^\w.{15,}\.$/);
        expect([bridge.asked.length, bridge.started.length]).to.deep.equal([0, 0]);
        expect(JSON.parse(lines.at(-1) ?? ""))
          .to.include({ outcome: code })
          .and.not.to.have.property("failure");
      });
    }
  });

  it("refuses a flood of messages until the minute is over", async () => {
    const bridge = new Bridge();
    const talk = await bridge.open();
    bridge.now += 20_000;
    for (let turn = 0; turn < 5; turn++) expect((await talk.say("hi")).statusCode).to.equal(200);
    const { statusCode, headers } = await talk.say("hi");
    expect([statusCode, headers["retry-after"]]).to.deep.equal([429, "40"]);
    expect(bridge.asked).to.have.length(5);
    bridge.now += 40_000;
    expect((await talk.say("hi")).statusCode).to.equal(200);
    const minutes = Object.keys(bridge.table.items.get(talk.id) ?? {}).filter((name) => name.startsWith("minute"));
    expect(minutes).to.have.length(1);
  });

  it("refuses more conversations an hour than an address may start, whatever address it makes up", async () => {
    const bridge = new Bridge();
    const start = async (forwarded: string, more: Record<string, string> = {}) => {
      const headers = { "x-forwarded-for": `${forwarded}, 192.0.2.200`, ...more };
      return (await bridge.send("POST", "/api/conversations", { headers }, {})).statusCode;
    };
    for (let count = 0; count < 3; count++) expect(await start("192.0.2.1")).to.equal(201);
    expect(await start("192.0.2.1")).to.equal(429);
    expect(await start("203.0.113.9, 192.0.2.1")).to.equal(429);
    expect(await start("192.0.2.1", { "cloudfront-viewer-address": "203.0.113.9:443" })).to.equal(429);
    expect(await start("192.0.2.2")).to.equal(201);
    for (const host of ["2001:db8:1:2::1", "2001:DB8:1:2:ffff::7", "2001:0db8:0001:0002::9"]) {
      expect(await start(host)).to.equal(201);
    }
    expect(await start("2001:db8:1:2:3:4:5:6")).to.equal(429);
    expect(JSON.stringify([...bridge.table.items])).not.to.match(/192\.0\.2|2001/);
    bridge.now += 3_600_000;
    expect(await start("192.0.2.1")).to.equal(201);
  });

  it("logs one line a request, and nothing of what was said or of whoever said it", async () => {
    const bridge = new Bridge();
    const { result, lines } = await withLog(async () => {
      const talk = await bridge.open();
      await talk.say("My number is +1 206 555 0100, I am Sam");
      await talk.say("\u0000");
      return talk;
    });
    expect(lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome)).to.deep.equal([
      "answered",
      "answered",
      "InvalidRequest",
    ]);
    for (const canary of ["555", "Sam", "192.0.2", result.id, result.token])
      expect(lines.join()).not.to.contain(canary);
  });
});
