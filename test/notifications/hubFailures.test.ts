/** What the hub does when senders die and services fail, on the stack's own queues, ledger and roles. */
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import type { ResourceGraph } from "../../local/engine/graph";
import type { ServiceAnswer } from "../../local/gateway";
import { failureQueuesOf, redrive } from "../../operations/redrive";
import { evaluated } from "../support/evaluated";
import { withEditedProgram } from "../support/editedProgram";
import { CUSTOMER, HUB_CONFIG, HubCenter } from "./hubCenter";

const MAILBOX = "alex@example.com";

/** Seconds after which a message that failed eight times is in the dead-letter queue. */
const GIVEN_UP = 8 * 240;

/** The stack, with senders whose time is up after a second: Lambda then kills them wherever they are. */
async function impatient(): Promise<ResourceGraph> {
  const graph = structuredClone(await evaluated("dev", HUB_CONFIG));
  for (const { type, name, outputs } of graph.resources) {
    if (type === "aws:lambda/function:Function" && name.startsWith("notifications-send-")) outputs.timeout = 1;
  }
  return graph;
}

/** Where a sender is killed: as it asks for something, before that is done or after. */
interface Death {
  readonly title: string;
  readonly operation: Readonly<Record<"sms" | "email", string>>;
  readonly side: "before" | "after";
  /** Text messages and e-mails that have left in the end. */
  readonly sms: number;
  readonly email: number;
  readonly state: string;
}

const CLAIM = { sms: "TransactWriteItems", email: "TransactWriteItems" };
const SEND = { sms: "Publish", email: "SendEmail" };
const SETTLE = { sms: "UpdateItem", email: "UpdateItem" };

const DEATHS: readonly Death[] = [
  { title: "before its row is in the ledger", operation: CLAIM, side: "before", sms: 1, email: 1, state: "sent" },
  { title: "between ledger and sending", operation: CLAIM, side: "after", sms: 0, email: 1, state: "uncertain" },
  { title: "as it sends, before anything left", operation: SEND, side: "before", sms: 0, email: 1, state: "uncertain" },
  { title: "as it sends, after it left", operation: SEND, side: "after", sms: 1, email: 2, state: "uncertain" },
  {
    title: "after sending, before it is noted",
    operation: SETTLE,
    side: "before",
    sms: 1,
    email: 2,
    state: "uncertain",
  },
  { title: "after it is noted", operation: SETTLE, side: "after", sms: 1, email: 1, state: "sent" },
];

describe("a sender that is killed", () => {
  for (const { title, operation, side, sms, email, state } of DEATHS) {
    it(`${title}: never two text messages, and no e-mail is lost`, async function () {
      this.timeout(300_000);
      const hub = await HubCenter.open({ graph: await impatient(), handlers: "worker" });
      try {
        const killed = new Set<string>();
        hub.intercept = async (asked, pass): Promise<ServiceAnswer> => {
          const channel = asked.by.includes("send-sms") ? "sms" : asked.by.includes("send-email") ? "email" : undefined;
          if (channel === undefined || killed.has(channel) || asked.operation !== operation[channel]) return pass();
          killed.add(channel);
          if (side === "after") await pass();
          return { fault: "hang" };
        };
        for (let copy = 0; copy < 2; copy++) {
          await hub.publish({ eventId: "event" });
          await hub.publish({ eventId: "event", channel: "email", to: MAILBOX });
        }
        await hub.seconds(GIVEN_UP);
        expect([...killed].sort(), "killed").to.deep.equal(["email", "sms"]);
        expect(hub.left("sms")).to.have.length(sms);
        expect(hub.left("email")).to.have.length(email);
        expect(await hub.stateOf("event")).to.equal(state);
        expect(await hub.stateOf("event", "email")).to.equal("sent");
        expect([hub.failed("sms"), hub.failed("email")]).to.deep.equal([0, 0]);
      } finally {
        await hub.close();
      }
    });
  }
});

describe("a service that fails", () => {
  let hub: HubCenter;

  beforeEach(async function () {
    this.timeout(300_000);
    hub = await HubCenter.open();
  });

  afterEach(() => hub.close());

  it("and loses its answer has a text message sent once, and an e-mail at least once", async () => {
    await hub.publish({ eventId: "lost" });
    await hub.publish({ eventId: "lost", channel: "email", to: MAILBOX });
    hub.center.topics.faults.set("*", { kind: "lostAnswer", times: 1, operations: ["Publish"] });
    hub.center.messaging.mail.faults.set("no-reply@example.com", { kind: "lostAnswer", times: 1 });
    await hub.seconds(GIVEN_UP);
    expect(hub.left("sms")).to.have.length(1);
    expect(await hub.stateOf("lost")).to.equal("uncertain");
    expect(hub.left("email")).to.have.length(2);
    expect(await hub.stateOf("lost", "email")).to.equal("sent");
  });

  it("and throttles for long leaves messages where redrive finds and brings them back", async () => {
    await hub.publish({ eventId: "later" });
    await hub.publish({ eventId: "later", channel: "email", to: MAILBOX });
    hub.center.topics.faults.set("*", { kind: "throttle", operations: ["Publish"] });
    hub.center.messaging.mail.faults.set("no-reply@example.com", { kind: "throttle" });
    await hub.seconds(GIVEN_UP);
    expect([hub.failed("sms"), hub.failed("email"), hub.failed("slack")]).to.deep.equal([1, 1, 0]);
    expect(hub.center.outbox.entries).to.deep.equal([]);
    expect(await hub.stateOf("later")).to.equal("released");

    const { gateway, graph, topics, messaging } = hub.center;
    topics.faults.clear();
    messaging.mail.faults.clear();
    const sqs = new SQSClient({
      endpoint: gateway.url,
      region: graph.region,
      credentials: gateway.administrator,
      useQueueUrlAsEndpoint: false,
    });
    try {
      // What `pulumi stack output --json` prints.
      const queueUrls = failureQueuesOf(JSON.parse(JSON.stringify(graph.outputs)));
      const lines: string[] = [];
      const run = (yes: boolean) => redrive(sqs, { queueUrls, yes }, (line) => lines.push(line));
      expect(await run(false), "only looks").to.equal(0);
      expect(lines.join("\n"))
        .to.match(/sms-failures\S*: 1 message\n/)
        .and.match(/slack\S*: no messages/);
      expect(await run(true)).to.equal(0);
      await hub.seconds(60);
      expect(hub.left("sms")).to.have.length(1);
      expect(hub.left("email")).to.have.length(1);
      expect([hub.failed("sms"), hub.failed("email")]).to.deep.equal([0, 0]);
      expect(await run(true), "nothing is left").to.equal(0);
      await hub.seconds(GIVEN_UP);
      expect(hub.center.outbox.entries).to.have.length(2);
    } finally {
      sqs.destroy();
    }
  });

  it("keeps messages that no queue takes in the topic's own dead-letter queue", async () => {
    const subscribed = hub.center.topics.list().flatMap(({ subscriptions }) => subscriptions);
    const sms = subscribed.find(({ filter }) => JSON.stringify(filter).includes("sms"));
    expect(sms, "the subscription of the text messages").to.have.property("deadLetterArn").that.is.a("string");
    if (sms) sms.endpoint = `${sms.endpoint}-gone`;
    await hub.publish({ eventId: "nowhere" });
    await hub.seconds(1);
    expect(hub.failed("undelivered")).to.equal(1);
    expect(hub.center.topics.undelivered).to.deep.equal([]);
  });
});

describe("the role of the text messages' sender", () => {
  let hub: HubCenter;

  before(async function () {
    this.timeout(300_000);
    hub = await HubCenter.open();
  });

  after(() => hub.close());

  /** Publishes as the sender; answers why not, or undefined. */
  async function refusal(target: { PhoneNumber: string } | { TopicArn: string }): Promise<string | undefined> {
    const { gateway, graph, lambda } = hub.center;
    const roleArn = lambda.spec(hub.arnOf("send-sms"))?.roleArn ?? "";
    const credentials = gateway.issueCredentials({ roleArn, sessionName: "sender" });
    const client = new SNSClient({ endpoint: gateway.url, region: graph.region, credentials, maxAttempts: 1 });
    try {
      await client.send(new PublishCommand({ ...target, Message: "x" }));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      client.destroy();
    }
  }

  it("reaches telephones, which have no ARN, and no topic: its Deny is for everything that has one", async () => {
    expect(await refusal({ PhoneNumber: CUSTOMER })).to.equal(undefined);
    const topics = hub.center.topics.list();
    expect(topics.length).to.be.greaterThan(1);
    for (const { arn } of topics) expect(await refusal({ TopicArn: arn })).to.match(/explicit deny/);
  });
});

describe("push messages", () => {
  it("reach a customer's telephone, and are dropped when its app is gone", async function () {
    this.timeout(300_000);
    const edit = {
      file: "stacks/advanced.ts",
      find: "emailFrom: notifications.emailFrom,",
      replace: 'emailFrom: notifications.emailFrom, pushApplications: [{ platform: "GCM", credential: "{}" }],',
    };
    await withEditedProgram(
      edit,
      async (center) => {
        const hub = HubCenter.around(center);
        const [application] = center.graph.resources.filter(({ type }) => type.includes("PlatformApplication"));
        const { arn } = center.topics.push.create(String(application?.outputs.arn), "token-1", {});
        const customers = center.table("customersTable") ?? "";
        await center.database.put(customers, { phoneNumber: CUSTOMER, customerId: "C-1", pushEndpoint: arn });
        const asked = { kind: "orderCancelled", channel: "push", orderId: "O-7", locale: "es-US" };
        await hub.notify(asked);
        await hub.notify(asked);
        const [message, ...more] = hub.left("push");
        expect(more).to.deep.equal([]);
        expect(message).to.include({
          channel: "push",
          to: arn,
          platform: "GCM",
          title: "Pedido O-7",
          text: "Está cancelado.",
        });
        center.topics.push.disable(arn);
        await hub.notify(asked, "contact-2");
        await hub.seconds(GIVEN_UP);
        expect(hub.left("push")).to.have.length(1);
        expect(
          center.queues.list().every((queue) => queue.peek().length === 0),
          "nothing is tried again",
        ).to.equal(true);
      },
      { config: { ...HUB_CONFIG }, handlers: "inProcess" },
    );
  });
});
