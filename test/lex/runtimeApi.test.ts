/** The runtime API over the gateway, asked by the real SDK client. */
import { gunzipSync } from "node:zlib";
import {
  DeleteSessionCommand,
  GetSessionCommand,
  PutSessionCommand,
  RecognizeTextCommand,
  RecognizeUtteranceCommand,
} from "@aws-sdk/client-lex-runtime-v2";
import { expect } from "chai";
import { IamService } from "../../local/iam/iamService";
import { GraphBuilder, roleArn } from "../support/graphs";
import {
  ALIAS_ARN,
  BOOK,
  BOT_ID,
  botGraph,
  delegate,
  failure,
  FakeHook,
  HOURS,
  hooks,
  IDS,
  LocalLex,
  locale,
  said,
  slotsOf,
} from "./support";

function unpacked(value: string | undefined): unknown {
  return JSON.parse(gunzipSync(Buffer.from(value ?? "", "base64")).toString("utf8"));
}

/** Holds up who comes to it until it is opened. */
class Gate {
  open: () => void = () => undefined;
  readonly reached: Promise<void>;
  private readonly opened = new Promise<void>((resolve) => (this.open = resolve));
  private arrive: () => void = () => undefined;

  constructor() {
    this.reached = new Promise((resolve) => (this.arrive = resolve));
  }

  passed(): Promise<void> {
    this.arrive();
    return this.opened;
  }
}

describe("the runtime API of Lex", () => {
  let local: LocalLex;
  afterEach(() => local.close());

  it("tells who answered, in the shapes of the client", async () => {
    local = await LocalLex.start(botGraph());
    const answer = await local.say("book a table for tomorrow", { requestAttributes: { a: "b" } });
    expect(answer.$metadata.httpStatusCode).to.equal(200);
    expect(answer).to.deep.include({
      sessionId: IDS.sessionId,
      recognizedBotMember: { botId: BOT_ID, botName: "helper" },
      requestAttributes: { a: "b" },
    });
    expect(answer.sessionState?.originatingRequestId).to.match(/^[0-9a-f-]{36}$/);
    expect(answer.interpretations?.[0]?.intent?.slots).to.have.keys("day", "size");
    expect(answer.interpretations?.[0]?.nluConfidence?.score).to.be.within(0.5, 1);
  });

  it("gives, changes and deletes a session", async () => {
    local = await LocalLex.start(botGraph());
    const client = local.client();
    expect((await failure(client.send(new GetSessionCommand(IDS)))).name).to.equal("ResourceNotFoundException");
    const asked = await local.say("book a table");
    const known = await client.send(new GetSessionCommand(IDS));
    expect(known.sessionState?.dialogAction).to.deep.equal(asked.sessionState?.dialogAction);
    expect(known.messages).to.deep.equal(asked.messages);
    expect(known.interpretations?.[0]?.intent?.name).to.equal("Book");
    const deleted = await client.send(new DeleteSessionCommand(IDS));
    expect(deleted).to.deep.include({ botId: BOT_ID, sessionId: IDS.sessionId });
    expect((await failure(client.send(new DeleteSessionCommand(IDS)))).name).to.equal("ResourceNotFoundException");
  });

  it("starts a session where a client wants it, and asks the question of that place", async () => {
    local = await LocalLex.start(botGraph());
    const answer = await local.client().send(
      new PutSessionCommand({
        ...IDS,
        sessionState: {
          sessionAttributes: { door: "web" },
          intent: { name: "Book", slots: { day: { value: { interpretedValue: "2026-05-01" } } } },
          dialogAction: { type: "ElicitSlot", slotToElicit: "size" },
        },
      }),
    );
    expect(answer).to.include({ sessionId: IDS.sessionId, contentType: "text/plain; charset=utf-8" });
    expect(unpacked(answer.messages)).to.deep.equal([{ contentType: "PlainText", content: "How many people?" }]);
    expect(unpacked(answer.sessionState)).to.deep.include({ sessionAttributes: { door: "web" } });
    const next = await local.say("six");
    expect(slotsOf(next)).to.deep.equal({ day: "2026-05-01", size: "large" });
    expect(said(next)).to.deep.equal(["Shall I book it?"]);
  });

  it("lets the bot decide when a client delegates, and keeps a client's own messages", async () => {
    local = await LocalLex.start(botGraph());
    const client = local.client();
    const sessionState = { intent: { name: "Book" }, dialogAction: { type: "Delegate" as const } };
    const answer = await client.send(new PutSessionCommand({ ...IDS, sessionState }));
    expect(unpacked(answer.sessionState))
      .to.have.property("dialogAction")
      .that.deep.equals({ type: "ElicitSlot", slotToElicit: "day" });
    const messages = [{ contentType: "PlainText" as const, content: "Hello again." }];
    const put = { sessionState: { dialogAction: { type: "ElicitIntent" as const } }, messages };
    expect(unpacked((await client.send(new PutSessionCommand({ ...IDS, ...put }))).messages)).to.deep.equal(messages);
  });

  it("refuses what the service refuses", async () => {
    local = await LocalLex.start(botGraph());
    const client = local.client();
    const cases: [what: object, name: string, says: string][] = [
      [{ text: "" }, "ValidationException", "text has 0 characters; it must have 1 to 1024"],
      [{ text: "x".repeat(1_025) }, "ValidationException", "has 1025 characters"],
      [{ sessionId: "a" }, "ValidationException", "sessionId has 1 characters"],
      [{ sessionId: "with space" }, "ValidationException", "sessionId has 10 characters"],
      [{ sessionId: "x".repeat(101) }, "ValidationException", "sessionId has 101 characters"],
      [{ botId: "NOBODY1234" }, "ResourceNotFoundException", "declares no bot alias"],
      [{ botAliasId: "NOBODY1234" }, "ResourceNotFoundException", "declares no bot alias"],
      [{ localeId: "de_DE" }, "ResourceNotFoundException", "has no locale de_DE; it has en_US"],
      [{ sessionState: { intent: { name: "Fly" } } }, "ValidationException", "no intent of locale en_US"],
      [{ sessionState: { dialogAction: { type: "ElicitSlot" } } }, "ValidationException", "slotToElicit"],
    ];
    for (const [more, name, says] of cases) {
      const error = await failure(client.send(new RecognizeTextCommand({ ...IDS, text: "hello", ...more })));
      expect(error.name, says).to.equal(name);
      expect(error.message).to.contain(says);
    }
    const audio = new RecognizeUtteranceCommand({ ...IDS, requestContentType: "text/plain; charset=utf-8" });
    expect((await failure(client.send(audio))).message).to.contain("It serves: RecognizeText");
  });

  it("takes text of 1,024 characters and session ids of 2 and 100", async () => {
    local = await LocalLex.start(botGraph());
    for (const sessionId of ["ab", "a:b.c_d-".padEnd(100, "x")]) {
      expect((await local.say("x".repeat(1_024), { sessionId })).sessionId).to.equal(sessionId);
    }
  });

  it("says what keeps a locale from being talked to", async () => {
    const off = [{ LocaleId: "en_US", BotAliasLocaleSetting: { Enabled: false } }];
    const cases: [parts: Parameters<typeof botGraph>[0], says: string][] = [
      [{ version: null }, "points to version 3 of bot helper, which the program does not declare"],
      [{ version: { BotVersionLocaleSpecification: [] } }, "version 3 of bot helper has no locale en_US"],
      [{ alias: { BotAliasLocaleSettings: off } }, "not enabled in alias live"],
      [{ alias: { BotAliasLocaleSettings: [] } }, "not enabled in alias live"],
      [{ bot: { AutoBuildBotLocales: false } }, "are not built: set AutoBuildBotLocales"],
    ];
    for (const [parts, says] of cases) {
      local = await LocalLex.start(botGraph(parts));
      expect((await failure(local.say("hello"))).message).to.contain(says);
      await local.close();
    }
    local = await LocalLex.start(botGraph());
    expect((await local.say("opening hours", { botAliasId: "TSTALIASID" })).sessionState?.intent?.name).to.equal(
      "Hours",
    );
  });

  it("asks for permission on the alias", async () => {
    const roles = new GraphBuilder()
      .role("may", { Effect: "Allow", Action: "lex:RecognizeText", Resource: ALIAS_ARN })
      .role("other", { Effect: "Allow", Action: "lex:*", Resource: `${ALIAS_ARN}X` })
      .build();
    local = await LocalLex.start(botGraph(), { iam: IamService.fromGraph(roles) });
    const as = (role: string) =>
      local.client(local.gateway.issueCredentials({ roleArn: roleArn(role), sessionName: "fn" }));
    const command = () => new RecognizeTextCommand({ ...IDS, text: "opening hours" });
    expect((await as("may").send(command())).sessionState?.intent?.name).to.equal("Hours");
    const refused = await failure(as("other").send(command()));
    expect(refused.name).to.equal("AccessDeniedException");
    expect(refused.message).to.contain(`not authorized to perform: lex:RecognizeText on resource: ${ALIAS_ARN}`);
    expect((await failure(as("may").send(new GetSessionCommand(IDS)))).name).to.equal("AccessDeniedException");
  });

  it("takes one request of a session at a time", async () => {
    const gate = new Gate();
    const hook = new FakeHook(async (event) => {
      await gate.passed();
      return delegate(event);
    });
    local = await LocalLex.start(botGraph({ locales: [locale([{ ...HOURS, ...hooks(false, true) }, BOOK])] }), {
      lambda: hook,
    });
    const first = local.say("opening hours");
    await gate.reached;
    expect((await failure(local.say("opening hours"))).name).to.equal("ConflictException");
    expect((await local.say("book a table", { sessionId: "another" })).sessionId).to.equal("another");
    gate.open();
    expect((await first).sessionState?.intent?.state).to.equal("Fulfilled");
    expect((await local.say("book a table")).sessionState?.intent?.name).to.equal("Book");
  });

  it("reckons days in the time zone of the Region, or the one a request names", async () => {
    local = await LocalLex.start(botGraph());
    local.now = Date.parse("2026-03-04T03:00:00Z");
    const here = await local.say("book a table for tomorrow");
    expect(slotsOf(here).day).to.equal("2026-03-04");
    const requestAttributes = { "x-amz-lex:time-zone": "Europe/Madrid" };
    const there = await local.say("book a table for tomorrow", { sessionId: "madrid", requestAttributes });
    expect(slotsOf(there).day).to.equal("2026-03-05");
    const nowhere = local.say("hello", { requestAttributes: { "x-amz-lex:time-zone": "Nowhere" } });
    expect((await failure(nowhere)).name).to.equal("ValidationException");
  });

  it("meets the faults that are set on an alias, so often and for those operations", async () => {
    local = await LocalLex.start(botGraph());
    const { faults } = local.lex;
    await local.say("hello");
    const names: [kind: "throttle" | "error500" | "dependency", name: string][] = [
      ["throttle", "ThrottlingException"],
      ["error500", "InternalServerException"],
      ["dependency", "DependencyFailedException"],
    ];
    for (const [kind, name] of names) {
      faults.set(ALIAS_ARN, { kind, times: 1, operations: ["RecognizeText"] });
      await local.client().send(new GetSessionCommand(IDS));
      expect((await failure(local.say("hello"))).name).to.equal(name);
      await local.say("hello");
    }
    faults.set("*", { kind: "malformed", times: 1 });
    expect((await failure(local.say("hello"))).message).to.match(/JSON/i);
    faults.set("*", { kind: "reset", times: 1 });
    await failure(local.say("hello"));
    faults.set("*", { kind: "hang", times: 1 });
    const abort = new AbortController();
    const hanging = local
      .client()
      .send(new RecognizeTextCommand({ ...IDS, text: "hello" }), { abortSignal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    expect((await failure(hanging)).name).to.equal("AbortError");
    faults.set("*", { kind: "slow", delayMs: 20 });
    await local.say("hello");
    faults.clear();
    expect(() => faults.set("*", { kind: "slow" })).to.throw("delayMs");
    expect(() => faults.set("*", { kind: "throttle", times: 0 })).to.throw("1 or more");
  });
});
