/** Chats over the real parts: the SDK's Connect client starts them, amazon-connect-chatjs goes on, an agent answers. */
import { createRequire } from "node:module";
import { expect } from "chai";
import {
  ConnectClient,
  DescribeContactCommand,
  GetContactAttributesCommand,
  StartChatContactCommand,
  StartTaskContactCommand,
  StopContactCommand,
  UpdateContactAttributesCommand,
} from "@aws-sdk/client-connect";
import { WebSocket } from "ws";
import { LocalCenter } from "../../local/center";
import type { ChatItem } from "../../local/participant/chatItem";
import * as connectGraph from "../support/connectGraph";
import { policy } from "../support/graphs";
import { type Answer, ask, handler, webProgram } from "./webProgram";

const { document, flow, flowArn, INSTANCE_ARN, INSTANCE_ID, queue, queueArn, routingProfile, say, START, BYE } =
  connectGraph;

const FAILS = { errors: { NoMatchingError: "bye" } };
const SKETCH: connectGraph.Sketch = {
  hello: say("Welcome to the chat.", "to"),
  to: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "go", ...FAILS }],
  go: ["TransferContactToQueue", {}, { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } }],
  bye: BYE,
};
const PROFILE = routingProfile("support", [], {
  defaultOutboundQueueId: "id-support",
  mediaConcurrencies: [{ channel: "CHAT", concurrency: 3 }],
  queueConfigs: [{ channel: "CHAT", queueId: "id-support", priority: 1, delay: 0 }],
});
const START_CHAT = policy({
  Effect: "Allow",
  Action: "connect:StartChatContact",
  Resource: `${INSTANCE_ARN}/contact-flow/id-main`,
});

let center: LocalCenter;
let client: ConnectClient;
let site = "";

const CHAT = { InstanceId: INSTANCE_ID, ContactFlowId: "id-main", ParticipantDetails: { DisplayName: "Visitor" } };

/** What the SDK says went wrong. */
async function failure(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "nothing",
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
}

function clientOf(role?: string): ConnectClient {
  const session = { roleArn: `arn:aws:iam::123456789012:role/${role ?? ""}`, sessionName: "test" };
  const credentials = role === undefined ? center.gateway.administrator : center.gateway.issueCredentials(session);
  return new ConnectClient({ region: "us-east-1", endpoint: center.gateway.url, credentials, maxAttempts: 1 });
}

const post = (path: string, token: string, body: unknown = {}): Promise<Answer> =>
  ask(site, path, { method: "POST", headers: { "X-Amz-Bearer": token }, body: JSON.stringify(body) });

/** A chat and the token of its connection. */
async function connected(options: object = {}): Promise<{ token: string; contactId: string; socketUrl: string }> {
  const { ParticipantToken = "", ContactId = "" } = await client.send(
    new StartChatContactCommand({ ...CHAT, ...options }),
  );
  const answer = await post("/participant/connection", ParticipantToken, {
    Type: ["WEBSOCKET", "CONNECTION_CREDENTIALS"],
  });
  const { ConnectionCredentials, Websocket } = answer.json<{
    ConnectionCredentials: { ConnectionToken: string };
    Websocket: { Url: string };
  }>();
  return { token: ConnectionCredentials.ConnectionToken, contactId: ContactId, socketUrl: Websocket.Url };
}

const transcript = async (token: string, body: object = {}): Promise<{ Transcript: ChatItem[]; NextToken?: string }> =>
  (await post("/participant/transcript", token, { MaxResults: 100, ...body })).json();

const shown = (items: readonly ChatItem[]): string[] =>
  items.map(
    ({ ParticipantRole, Content, ContentType }) =>
      `${ParticipantRole ?? ""}: ${Content ?? ContentType.split("event.")[1] ?? ""}`,
  );

before(async function () {
  this.timeout(300_000);
  const resources = [
    ...webProgram(...handler("bridge", "exports.handler = async () => ({})", { policy: START_CHAT })),
    connectGraph.instance(),
    connectGraph.ALWAYS_OPEN,
    flow("main", document(SKETCH)),
    flow("whisper", document({ end: ["EndFlowExecution"] }), "AGENT_WHISPER"),
    queue("support"),
    PROFILE,
  ];
  center = await LocalCenter.fromGraph(connectGraph.graph(resources), { startAt: START, handlers: "inProcess" });
  client = clientOf();
  site = center.web.sites[0]?.url ?? "";
  center.connect
    .addAgent({ username: "alex", talkSeconds: Infinity, answerAfterSeconds: 1, afterContactWorkSeconds: 0 })
    .goOnline();
});
after(() => center.close());

describe("Connect's API on this machine", () => {
  it("starts a chat, once for a client token, and tells of it", async () => {
    const request = {
      ...CHAT,
      ClientToken: "once",
      Attributes: { topic: "orders" },
      InitialMessage: { ContentType: "text/plain", Content: "Hi" },
    };
    const first = await client.send(new StartChatContactCommand(request));
    const again = await client.send(new StartChatContactCommand(request));
    expect(again).to.deep.include({ ContactId: first.ContactId, ParticipantToken: first.ParticipantToken });
    const id = { InstanceId: INSTANCE_ID, ContactId: first.ContactId };
    const { Contact } = await client.send(new DescribeContactCommand(id));
    expect(Contact).to.deep.include({
      Id: first.ContactId,
      Channel: "CHAT",
      InitiationMethod: "API",
      Attributes: { topic: "orders" },
    });
    expect(Contact?.InitiationTimestamp?.toISOString()).to.equal(new Date(center.clock.now()).toISOString());
    const contact = { InstanceId: INSTANCE_ID, InitialContactId: first.ContactId };
    await client.send(new UpdateContactAttributesCommand({ ...contact, Attributes: { intent: "status" } }));
    const { Attributes } = await client.send(new GetContactAttributesCommand(contact));
    expect(Attributes).to.deep.equal({ topic: "orders", intent: "status" });
    await client.send(new StopContactCommand(id));
    expect(await failure(client.send(new StopContactCommand(id)))).to.equal("ContactNotFoundException");
  });

  it("creates tasks", async () => {
    const { ContactId } = await client.send(
      new StartTaskContactCommand({
        InstanceId: INSTANCE_ID,
        ContactFlowId: flowArn("main"),
        Name: "Call back",
        References: { page: { Type: "URL", Value: "https://www.example.com" } },
      }),
    );
    const { Contact } = await client.send(new DescribeContactCommand({ InstanceId: INSTANCE_ID, ContactId }));
    expect(Contact).to.deep.include({ Channel: "TASK", Name: "Call back" });
    await client.send(new StopContactCommand({ InstanceId: INSTANCE_ID, ContactId }));
  });

  it("refuses with the names the service has for it", async () => {
    const start = (changes: object) => failure(client.send(new StartChatContactCommand({ ...CHAT, ...changes })));
    for (const [changes, name] of [
      [{ InstanceId: "another" }, "ResourceNotFoundException"],
      [{ ContactFlowId: "none" }, "ResourceNotFoundException"],
      [{ ContactFlowId: "id-whisper" }, "InvalidParameterException"],
      [{ ParticipantDetails: { DisplayName: "" } }, "InvalidParameterException"],
      [{ ParticipantDetails: { DisplayName: "a".repeat(257) } }, "InvalidParameterException"],
      [{ Attributes: { "not allowed": "x" } }, "InvalidParameterException"],
      [{ Attributes: { long: "a".repeat(32_768) } }, "InvalidParameterException"],
      [{ InitialMessage: { ContentType: "text/plain", Content: "a".repeat(1_025) } }, "InvalidParameterException"],
      [{ ChatDurationInMinutes: 59 }, "InvalidParameterException"],
      [
        { PersistentChat: { SourceContactId: "c", RehydrationType: "ENTIRE_PAST_SESSION" } },
        "InvalidParameterException",
      ],
      [{ RelatedContactId: "none" }, "ResourceNotFoundException"],
    ] as const) {
      expect(await start(changes), JSON.stringify(changes).slice(0, 80)).to.equal(name);
    }
  });

  it("lets roles do what their policies say", async () => {
    const bridge = clientOf("bridge-role");
    expect(await failure(bridge.send(new StartChatContactCommand(CHAT)))).to.equal("nothing");
    const id = { InstanceId: INSTANCE_ID, ContactId: "any" };
    expect(await failure(bridge.send(new StopContactCommand(id)))).to.equal("AccessDeniedException");
    const other = { ...CHAT, ContactFlowId: "id-whisper" };
    expect(await failure(bridge.send(new StartChatContactCommand(other)))).to.equal("AccessDeniedException");
    bridge.destroy();
  });
});

describe("the Participant Service", () => {
  it("refuses tokens that are none, and chats that are over", async () => {
    const { token, contactId } = await connected();
    for (const wrong of ["", "guess", `${token}x`, contactId]) {
      for (const path of ["connection", "message", "event", "transcript", "disconnect"]) {
        const answer = await post(`/participant/${path}`, wrong);
        expect([answer.status, answer.headers["x-amzn-errortype"]], path).to.deep.equal([403, "AccessDeniedException"]);
      }
    }
    expect((await post("/participant/disconnect", token)).status).to.equal(200);
    expect((await post("/participant/transcript", token)).status).to.equal(403);
  });

  it("takes messages as the service does, the same client token once", async () => {
    const { token } = await connected();
    const message = { ContentType: "text/plain", Content: "Hello", ClientToken: "m-1" };
    const first = (await post("/participant/message", token, message)).json();
    expect((await post("/participant/message", token, message)).json()).to.deep.equal(first);
    const { Transcript } = await transcript(token);
    expect(shown(Transcript)).to.deep.equal([
      "SYSTEM: Welcome to the chat.",
      "CUSTOMER: participant.joined",
      "CUSTOMER: Hello",
    ]);
    expect(Transcript[2]).to.deep.include({
      Id: first.Id,
      DisplayName: "Visitor",
      Type: "MESSAGE",
      ContentType: "text/plain",
    });
    for (const wrong of [
      { ...message, Content: "" },
      { ...message, Content: "a".repeat(1_025) },
      { ...message, Content: 1 },
      { ...message, ContentType: "text/html" },
      { ...message, ContentType: "text/markdown" },
      { ...message, ClientToken: "t".repeat(501) },
    ]) {
      const answer = await post("/participant/message", token, wrong);
      expect([answer.status, answer.headers["x-amzn-errortype"]]).to.deep.equal([400, "ValidationException"]);
    }
    expect(
      (await ask(site, "/participant/message", { method: "POST", headers: { "X-Amz-Bearer": token }, body: "{" }))
        .status,
    ).to.equal(400);
    await post("/participant/disconnect", token);
  });

  it("turns the pages of a transcript both ways", async () => {
    const { token } = await connected();
    for (let i = 0; i < 5; i++)
      await post("/participant/message", token, { ContentType: "text/plain", Content: `m${i}` });
    const all = shown((await transcript(token)).Transcript);
    const walk = async (ScanDirection: string): Promise<string[][]> => {
      const pages: string[][] = [];
      for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
        const page = await transcript(token, { MaxResults: 3, ScanDirection, NextToken });
        pages.push(shown(page.Transcript));
        ({ NextToken } = page);
      }
      return pages;
    };
    expect(await walk("FORWARD")).to.deep.equal([all.slice(0, 3), all.slice(3, 6), all.slice(6)]);
    expect(await walk("BACKWARD")).to.deep.equal([all.slice(4), all.slice(1, 4), all.slice(0, 1)]);
    expect(shown((await transcript(token, { SortOrder: "DESCENDING" })).Transcript)).to.deep.equal([...all].reverse());
    expect((await post("/participant/transcript", token, { NextToken: "guess" })).status).to.equal(400);
    await post("/participant/disconnect", token);
  });

  it("ends a chat whose customer never connects", async () => {
    const { ContactId } = await client.send(new StartChatContactCommand(CHAT));
    await center.clock.advance(5 * 60_000);
    const { Contact } = await client.send(new DescribeContactCommand({ InstanceId: INSTANCE_ID, ContactId }));
    expect(Contact?.DisconnectTimestamp).to.be.instanceOf(Date);
  });

  it("opens a WebSocket to whom it gave the address, and no other", async () => {
    const { socketUrl, token } = await connected();
    const outcome = (url: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.on("open", () => resolve("open")).on("open", () => socket.close());
        socket.on("error", (error) => resolve(error.message));
      });
    expect(await outcome(socketUrl)).to.equal("open");
    expect(await outcome(`${socketUrl}x`)).to.contain("403");
    expect(await outcome(`${site.replace("http", "ws")}/elsewhere`)).to.contain("404");
    await post("/participant/disconnect", token);
  });
});

interface Session {
  onConnectionEstablished(told: () => void): void;
  onMessage(told: (event: { data: ChatItem }) => void): void;
  onEnded(told: () => void): void;
  connect(): Promise<{ connectSuccess: boolean }>;
  sendMessage(message: { contentType: string; message: string }): Promise<{ data: { Id: string } }>;
  getTranscript(args: object): Promise<{ data: { Transcript: ChatItem[] } }>;
  disconnectParticipant(): Promise<unknown>;
}

interface ChatSession {
  setGlobalConfig(config: object): void;
  create(args: object): Session;
}

/** amazon-connect-chatjs is written for browsers: it gets the few globals of one that it asks for. */
function loadChatJs(): ChatSession {
  const browser = { WebSocket, self: globalThis, window: globalThis, navigator: { onLine: true, userAgent: "node" } };
  for (const [name, value] of Object.entries(browser)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  createRequire(__filename)("amazon-connect-chatjs");
  const connect: unknown = Reflect.get(globalThis, "connect");
  return (connect as { ChatSession: ChatSession }).ChatSession;
}

describe("a chat with amazon-connect-chatjs", () => {
  it("connects, writes, is answered by an agent, reads back, and leaves", async () => {
    const chatSession = loadChatJs();
    chatSession.setGlobalConfig({ endpoint: site, region: "us-east-1", loggerConfig: { useDefaultLogger: false } });
    const started = await client.send(new StartChatContactCommand(CHAT));
    const chatDetails = {
      contactId: started.ContactId,
      participantId: started.ParticipantId,
      participantToken: started.ParticipantToken,
    };
    const session = chatSession.create({ chatDetails, type: "CUSTOMER", disableCSM: true });
    const seen: ChatItem[] = [];
    const waiting: { is: (item: ChatItem) => boolean; met: () => void }[] = [];
    const until = (is: (item: ChatItem) => boolean) =>
      new Promise<void>((met) => (seen.some(is) ? met() : waiting.push({ is, met })));
    session.onMessage(({ data }) => {
      seen.push(data);
      for (const { is, met } of waiting) if (is(data)) met();
    });
    const established = new Promise<void>((resolve) => session.onConnectionEstablished(resolve));
    expect((await session.connect()).connectSuccess).to.equal(true);
    await established;
    await session.sendMessage({ contentType: "text/plain", message: "Where is my order?" });
    await until(({ Content }) => Content === "Where is my order?");
    await center.clock.advance(2_000);
    await until(({ ParticipantRole, ContentType }) => ParticipantRole === "AGENT" && ContentType.endsWith("joined"));
    // Chats of other tests may still be with the same agent.
    const chat = center.connect.interactions.find(({ contactId }) => contactId === started.ContactId);
    center.connect.agent("alex").send("On its way.", chat);
    await until(({ Content }) => Content === "On its way.");
    const { data } = await session.getTranscript({ scanDirection: "BACKWARD", maxResults: 100 });
    expect(shown(data.Transcript)).to.deep.equal([
      "SYSTEM: Welcome to the chat.",
      "CUSTOMER: participant.joined",
      "CUSTOMER: Where is my order?",
      "AGENT: participant.joined",
      "AGENT: On its way.",
    ]);
    const ended = new Promise<void>((resolve) => session.onEnded(resolve));
    await session.disconnectParticipant();
    await ended;
    expect(chat?.contact.disconnectedAt).to.be.a("number");
  });
});
