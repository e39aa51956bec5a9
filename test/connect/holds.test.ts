/** Customers on hold: what both sides hear, for how long, and how a hold ends. */
import { expect } from "chai";
import type { Call, ConnectService } from "../../local/connect";
import { BYE, CALLER, document, flow, flowArn, routingProfile, type Sketch } from "../support/connectGraph";
import { E, center, queueing, seconds } from "../support/queueingCenter";

const VOICE = routingProfile("support", [{ name: "support" }]);
const FOR_EVER = { answerAfterSeconds: 0, talkSeconds: Number.POSITIVE_INFINITY };

function looping(name: string, type: "CUSTOMER_HOLD" | "AGENT_HOLD", ...texts: string[]) {
  return flow(
    name,
    document({ hold: ["MessageParticipantIteratively", { Messages: texts.map((Text) => ({ Text })) }, {}] }),
    type,
  );
}

const hook = (event: string, name: string, next: string): Sketch[string] => [
  "UpdateContactEventHooks",
  { EventHooks: { [event]: flowArn(name) } },
  { next, errors: E },
];

function talking(service: ConnectService): Call {
  service.addAgent({ username: "ann", ...FOR_EVER }).goOnline();
  return service.dial({ from: CALLER });
}

const lines = (call: Call): string[] =>
  call.transcript.map(({ who, text, to }) => `${who}${to === undefined ? "" : ">agent"}: ${text}`);

describe("a customer on hold", () => {
  it("hears the instance's hold music, and the agent is told, until the agent is back", async () => {
    const service = center([VOICE]);
    const call = talking(service);
    const ann = service.agent("ann");
    ann.hold();
    await seconds(service, 30);
    expect([call.state, ann.state]).to.deep.equal(["with-agent", "on-contact"]);
    ann.resume();
    expect(lines(call).slice(-4)).to.deep.equal([
      "agent: ann puts the customer on hold",
      "system: (hold music)",
      "system>agent: You are on hold.",
      "agent: ann takes the customer off hold",
    ]);
    expect(call.contact.customerRun).to.equal(null);
  });

  it("hears the flows hooked to the events, on both sides", () => {
    const service = center(
      [
        VOICE,
        looping("jazz", "CUSTOMER_HOLD", "jazz", "one moment"),
        looping("note", "AGENT_HOLD", "holding $.Agent.UserName"),
      ],
      queueing({ first: hook("CustomerHold", "jazz", "second"), second: hook("AgentHold", "note", "to") }),
    );
    const call = talking(service);
    service.agent("ann").hold();
    expect(lines(call).slice(-3)).to.deep.equal(["system: jazz", "system: one moment", "system>agent: holding ann"]);
  });

  it("hears nothing where a hook says that no flow is to run", () => {
    const service = center(
      [VOICE],
      queueing({
        off: [
          "UpdateContactEventHooks",
          {
            EventHooks: { CustomerHold: flowArn("jazz") },
            EventHooksConfiguration: { CustomerHold: { DisableExecution: "true" } },
          },
          { next: "to", errors: E },
        ],
      }),
    );
    const call = talking(service);
    service.agent("ann").hold();
    expect(lines(call).slice(-2)).to.deep.equal([
      "agent: ann puts the customer on hold",
      "system>agent: You are on hold.",
    ]);
  });

  it("is counted: how often, how long, and the longest", async () => {
    const service = center([VOICE]);
    talking(service);
    const ann = service.agent("ann");
    for (const held of [10, 25, 5]) {
      await seconds(service, 60);
      ann.hold();
      await seconds(service, held);
      ann.resume();
    }
    ann.hangUp();
    await seconds(service, 60);
    expect(service.records[0]?.Agent).to.deep.include({
      AgentInteractionDuration: 180,
      CustomerHoldDuration: 40,
      LongestHoldDuration: 25,
      NumberOfHolds: 3,
    });
  });

  it("who hangs up, or whose agent does, ends the hold with the call", async () => {
    for (const end of ["customer", "agent"] as const) {
      const service = center([VOICE]);
      const call = talking(service);
      service.agent("ann").hold();
      await seconds(service, 12);
      if (end === "customer") call.hangUp();
      else service.agent("ann").hangUp();
      await seconds(service, 60);
      expect([call.state, service.records[0]?.Agent?.CustomerHoldDuration], end).to.deep.equal(["ended", 12]);
      expect(call.trace.filter(({ branch }) => branch.label === "interrupted").length).to.be.at.least(2);
    }
  });

  it("hears the disconnect flow when the agent leaves during the hold", async () => {
    const survey = flow(
      "survey",
      document({ ask: ["MessageParticipant", { Text: "How was it?" }, { next: "bye" }], bye: BYE }),
    );
    const service = center([VOICE, survey], queueing({ first: hook("CustomerRemaining", "survey", "to") }));
    const call = talking(service);
    service.agent("ann").hold();
    service.agent("ann").hangUp();
    expect(lines(call).pop()).to.equal("system: How was it?");
    expect(
      call.trace.filter(({ branch }) => branch.label === "interrupted").map(({ flow: name }) => name),
    ).to.include.members(["Default customer hold", "Default agent hold"]);
    await seconds(service, 60);
    expect(service.records.length).to.equal(1);
  });

  it("has to be on the line, and is not held twice, nor resumed without a hold", () => {
    const service = center([VOICE]);
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    expect(() => ann.hold()).to.throw("only an agent who talks to a customer can put somebody on hold");
    ann.goOnline();
    service.dial({ from: CALLER });
    expect(() => ann.resume()).to.throw("nobody on hold");
    ann.hold();
    expect(() => ann.hold()).to.throw("on hold already");
  });

  it("is never in a chat", () => {
    const chats = routingProfile("chats", [], {
      mediaConcurrencies: [{ channel: "CHAT", concurrency: 1 }],
      queueConfigs: [{ channel: "CHAT", queueId: "id-support", priority: 1, delay: 0 }],
    });
    const service = center([chats]);
    const ann = service.addAgent({ username: "ann", ...FOR_EVER });
    ann.goOnline();
    service.chat({ flow: "main" });
    expect(() => ann.hold()).to.throw("only calls can be on hold, and this is a CHAT contact");
  });
});
