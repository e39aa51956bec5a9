/** Callers who wait for an agent of the centre this program describes: contact records, callbacks, full queues. */
import { expect } from "chai";
import type { ContactRecord } from "../local/connect";
import { diagnostics, heard } from "./support/connectGraph";
import { order, RunningCenter } from "./support/runningCenter";

let running: RunningCenter;

const OFFER = "To be called back on the number you are calling from, press 1. Otherwise, just stay on the line.";

function records(): readonly ContactRecord[] {
  return running.center.connect.records;
}

describe("callers and an agent", function () {
  this.timeout(300_000);

  beforeEach(async () => {
    running = await RunningCenter.start();
  });
  afterEach(() => running.close());

  it("leave one contact record each: who served herself, and who waited, talked and was worked on", async () => {
    await running.customer("+12065550140", "C-1", "Alex", [order("O-1")]);
    const served = await running.call("+12065550140", "1");
    served.hangUp();
    const call = await running.call("+12065550141", "1", "2");
    await running.seconds(70);
    const agent = running.center.connect.agent("agent-1");
    Object.assign(agent.behaviour, { talkSeconds: 95, afterContactWorkSeconds: 20 });
    agent.goOnline();
    await running.seconds(2);
    expect(call.state).to.equal("with-agent");
    await running.seconds(95);
    expect(call.state).to.equal("ended");
    expect(records(), "the second is due after the after-contact work").to.have.length(1);
    await running.seconds(20);
    const [first, second, ...more] = JSON.parse(JSON.stringify(records())) as ContactRecord[];
    expect(more).to.deep.equal([]);
    expect(first).to.deep.include({
      ContactId: served.contactId,
      InitiationMethod: "INBOUND",
      DisconnectReason: "CUSTOMER_DISCONNECT",
      Agent: null,
      Queue: null,
      Recording: null,
      Attributes: { caller: "known", openOrders: "1", customerId: "C-1", orderId: "O-1", orderStatus: "placed" },
    });
    expect(second).to.deep.include({
      ContactId: call.contactId,
      InitiationMethod: "INBOUND",
      DisconnectReason: "AGENT_DISCONNECT",
      CustomerEndpoint: { Address: "+12065550141", Type: "TELEPHONE_NUMBER" },
      AgentConnectionAttempts: 1,
    });
    expect(second?.Agent).to.include({
      Username: "agent-1",
      AgentInteractionDuration: 95,
      AfterContactWorkDuration: 20,
    });
    expect(second?.Queue).to.include({ Name: "support", Duration: 72 });
    const bucket = running.center.graph.outputs["recordingsBucket"];
    expect(second?.Recording?.Location).to.match(new RegExp(`^${String(bucket)}/.*${call.contactId}_.*\\.wav$`));
    expect([...diagnostics(served), ...diagnostics(call)]).to.deep.equal([]);
  });

  it("who is called back keeps the place: the agent comes on line, the customer is dialled, CALLBACK is recorded", async () => {
    await running.customer("+12065550142", "C-2", "Sam", [order("O-2", { status: "packed" })]);
    const call = await running.call("+12065550142", "3", "1", "1");
    expect(call.contact.waitingInQueue).to.equal(true);
    await running.seconds(60);
    expect(heard(call).slice(-2)).to.deep.equal(["You are the only caller waiting. It will not be long.", OFFER]);
    await running.press(call, "1");
    expect(call.state).to.equal("ended");
    expect(heard(call).at(-1)).to.equal("Thank you. You keep your place, and we will call you back. Goodbye.");
    await running.seconds(30);
    const agent = running.center.connect.agent("agent-1");
    Object.assign(agent.behaviour, { talkSeconds: 60, afterContactWorkSeconds: 10 });
    agent.goOnline();
    await running.seconds(10);
    const back = running.center.connect.calls.find(({ initiationMethod }) => initiationMethod === "CALLBACK");
    expect(back?.state).to.equal("with-agent");
    const toAgent = back?.transcript.filter(({ to }) => to === "agent").map(({ text }) => text);
    expect(toAgent).to.deep.equal(["A call for support.", "About order O-2, which is packed."]);
    await running.seconds(120);
    const record = records().find(({ InitiationMethod }) => InitiationMethod === "CALLBACK");
    expect(record).to.deep.include({
      PreviousContactId: call.contactId,
      InitialContactId: call.contactId,
      DisconnectReason: "AGENT_DISCONNECT",
      CustomerEndpoint: { Address: "+12065550142", Type: "TELEPHONE_NUMBER" },
      SystemEndpoint: { Address: call.contact.systemAddress, Type: "TELEPHONE_NUMBER" },
    });
    expect(record?.Agent).to.include({ Username: "agent-1", AgentInteractionDuration: 60 });
    expect(record?.Queue).to.include({ Name: "support" });
    expect(record?.Attributes).to.include({ customerId: "C-2", orderId: "O-2" });
    expect(records().map(({ InitiationMethod }) => InitiationMethod)).to.have.members(["INBOUND", "CALLBACK"]);
  });
});

describe("a full queue", function () {
  this.timeout(300_000);

  before(async () => {
    const queues = [{ name: "support", maxContacts: 1 }];
    const routingProfiles = [{ name: "everyone", queues: [{ queue: "support" }] }];
    running = await RunningCenter.start({
      queues: JSON.stringify(queues),
      routingProfiles: JSON.stringify(routingProfiles),
    });
  });
  after(() => running.close());

  it("offers the next caller a callback or says goodbye, and takes callers again when there is room", async () => {
    const first = await running.call("+12065550150", "1");
    expect(first.contact.waitingInQueue, "the only queue is not asked for").to.equal(true);
    const second = await running.call("+12065550151", "1");
    expect(heard(second).slice(-2)).to.deep.equal(["All our lines are busy.", OFFER]);
    await running.seconds(10);
    expect(heard(second).at(-1)).to.equal("Please call again later. Goodbye.");
    expect(second.state).to.equal("ended");
    const third = await running.call("+12065550152", "1", "1");
    expect(heard(third).at(-1)).to.equal("Thank you. You keep your place, and we will call you back. Goodbye.");
    first.hangUp();
    const fourth = await running.call("+12065550153", "1");
    expect(heard(fourth)).to.not.include("All our lines are busy.");
    fourth.hangUp();
    await running.seconds(60);
    const dropped = records().filter(({ InitiationMethod }) => InitiationMethod === "CALLBACK");
    expect(dropped, "the promised callback waits for an agent").to.deep.equal([]);
  });
});
