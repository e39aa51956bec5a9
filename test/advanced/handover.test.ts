/** What a person finds with a contact the bot has handed over: who it is, if that is certain, what was wanted and said. */
import { expect } from "chai";
import type { LocalCenter } from "../../local/center";
import { addAgent, Customers, PIN, startAdvanced } from "./advancedCenter";
import { ask, DOORS, enter, siteOf, type Talk } from "./doors";

/** A number that is nobody's. */
const STRANGER = "+12065550199";

describe("a contact that was handed over", () => {
  let center: LocalCenter;
  let customers: Customers;

  before(async function () {
    this.timeout(300_000);
    center = await startAdvanced();
    customers = new Customers(center);
  });
  after(() => center.close());

  /** What the contact of a customer says when a person is asked for. */
  async function facts(talk: Talk): Promise<Record<string, string>> {
    await talk.say("talk to a person");
    return talk.contact()?.attributes ?? {};
  }

  for (const door of DOORS) {
    it(`knows the customer, and how that is known, at the door ${door}`, async () => {
      const customer = await customers.fresh();
      const talk = await enter(center, door, { ...customer, name: customer.customerId });
      await ask(talk, "where is my order", { ...customer, pin: PIN });
      const attributes = await facts(talk);
      const verified = door === "voice" ? "number" : "pin";
      expect(attributes).to.include({ door, intent: "TalkToPerson", customerId: customer.customerId, verified });
      expect(JSON.stringify(attributes)).not.to.contain(PIN);
      talk.leave();
    });

    it(`says nothing of a customer who is not verified, at the door ${door}`, async () => {
      const { customerId } = await customers.fresh();
      const talk = await enter(center, door, { phoneNumber: STRANGER, name: `${customerId}x` });
      const attributes = await facts(talk);
      expect(attributes).to.include({ door, intent: "TalkToPerson" }).and.not.to.have.property("customerId");
      expect(attributes.verified ?? "none").to.equal("none");
      talk.leave();
    });

    it(`forgets who it was when somebody gives another number and no PIN for it, at the door ${door}`, async () => {
      const [first, second] = [await customers.fresh(), await customers.fresh()];
      const talk = await enter(center, door, { phoneNumber: STRANGER, name: first.customerId });
      await ask(talk, "where is my order", { ...first, pin: PIN });
      await talk.say(`cancel the order for ${second.phoneNumber.slice(2)}`);
      const attributes = await facts(talk);
      expect(attributes.verified ?? "none").to.equal("none");
      talk.leave();
    });
  }

  it("has the whole conversation on the web and in Slack, and what Slack needs to be answered there", async () => {
    for (const door of ["web", "slack"] as const) {
      const customer = await customers.fresh();
      const talk = await enter(center, door, { ...customer, name: customer.customerId });
      await ask(talk, "cancel my order", { ...customer, pin: PIN });
      const { botTranscript = "" } = await facts(talk);
      expect(botTranscript.split("\n"), door).to.include.members([
        "Customer: cancel my order",
        "Bot: What is your PIN?",
        "Customer: ••••",
        "Customer: yes",
        "Bot: Your order is cancelled.",
        "Customer: talk to a person",
      ]);
      const { contact } = talk.contact() ?? {};
      if (door === "slack") expect(contact?.references.get("Slack")?.Value).to.match(/^https:\/\/slack\.com\//);
      talk.leave();
    }
  });

  it("shuts the customer's door to it once the agent has ended it", async () => {
    addAgent(center, "alex");
    const talk = await enter(center, "web", { phoneNumber: STRANGER, name: "Alex" });
    await talk.say("talk to a person");
    await center.clock.advance(0);
    expect(talk.contact()?.state).to.equal("with-agent");
    const post = (path: string, token: string, body: object): Promise<Response> =>
      fetch(`${siteOf(center)}/participant/${path}`, {
        method: "POST",
        headers: { "X-Amz-Bearer": token },
        body: JSON.stringify(body),
      });
    const connected = await post("connection", talk.participantToken?.() ?? "", { Type: ["CONNECTION_CREDENTIALS"] });
    const { ConnectionCredentials } = (await connected.json()) as {
      ConnectionCredentials: { ConnectionToken: string };
    };
    const { ConnectionToken: token } = ConnectionCredentials;
    const message = { ContentType: "text/plain", Content: "Hello" };
    expect((await post("message", token, message)).status).to.equal(200);
    center.connect.agent("alex").hangUp(talk.contact());
    for (const path of ["message", "event", "transcript", "disconnect"]) {
      expect((await post(path, token, message)).status, path).to.equal(403);
    }
    expect((await post("connection", talk.participantToken?.() ?? "", { Type: ["WEBSOCKET"] })).status).to.equal(403);
  });
});
