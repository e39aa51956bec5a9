/** Bare flow documents play at once: everything they name stands in. */
import { expect } from "chai";
import { InvalidContactFlowException, entryFlow, playground } from "../../local/connect";
import { BYE, CALLER, type Sketch, diagnostics, document, heard, say } from "../support/connectGraph";

const E = { NoMatchingError: "failed" };
const QUEUED: Sketch = {
  target: [
    "UpdateContactTargetQueue",
    { QueueId: "arn:aws:connect:eu-west-2:999999999999:instance/i/queue/4711" },
    { next: "hours", errors: E },
  ],
  hours: [
    "CheckHoursOfOperation",
    { HoursOfOperationId: "{{hours.main.arn}}" },
    { next: "failed", when: { True: "ask", False: "closed" }, errors: E },
  ],
  ask: [
    "InvokeLambdaFunction",
    { LambdaFunctionARN: "{{functions.look-up.arn}}", InvocationTimeLimitSeconds: "3" },
    { next: "queue", errors: E },
  ],
  queue: ["TransferContactToQueue", {}, { next: "failed", errors: { QueueAtCapacity: "failed", ...E } }],
  closed: say("We are closed.", "failed"),
  failed: BYE,
};

function hello(text: string, end: Sketch[string] = BYE): Sketch {
  return { say: say(text, "end"), end };
}

describe("a playground", () => {
  it("plays an export whose queue, hours and function nobody declared", () => {
    const service = playground([{ name: "main", document: document(QUEUED) }]);
    expect(service.dial({ from: CALLER }).state).to.equal("queued");
    expect(service.queues.has("4711")).to.equal(true);
  });

  it("closes the hours on demand", () => {
    const service = playground([{ name: "main", document: document(QUEUED) }], { open: false });
    expect(heard(service.dial({ from: CALLER }))).to.include("We are closed.");
  });

  it("hands functions to whoever answers for them, by ARN", () => {
    const asked: string[] = [];
    const invoke = (arn: string): { ok: true; payload: unknown } => {
      asked.push(arn);
      return { ok: true, payload: {} };
    };
    playground([{ name: "main", document: document(QUEUED) }], { functions: { invoke } }).dial({ from: CALLER });
    expect(asked).to.deep.equal(["arn:aws:lambda:us-east-1:123456789012:function:functions-look-up-arn"]);
  });

  it("has an agent who serves every queue", async () => {
    const service = playground([{ name: "main", document: document(QUEUED) }]);
    service.agent("agent-1").goOnline();
    const call = service.dial({ from: CALLER });
    await service.clock.advance(5_000);
    expect(call.state).to.equal("with-agent");
  });

  it("links documents by id and by the name the console shows", () => {
    const to = (ContactFlowId: string): Sketch => ({
      go: ["TransferToFlow", { ContactFlowId }, { next: "failed", errors: E }],
      failed: BYE,
    });
    const shown = document(to("{{flows.second}}"));
    const first = {
      ...shown,
      Metadata: { ActionMetadata: { go: { parameters: { ContactFlowId: { displayName: "second" } } } } },
    };
    const service = playground([
      { name: "first", document: JSON.stringify(first) },
      { name: "second", document: document(to("arn:aws:connect:us-east-1:1:instance/i/contact-flow/third-id")) },
      { name: "third", id: "third-id", document: document(hello("Third here.")) },
      { name: "nobody's", document: document(to("flow-of-nobody")) },
    ]);
    expect(heard(service.dial({ from: CALLER }))).to.deep.equal(["Third here."]);
    expect(heard(service.dial({ from: CALLER, to: "+12065550103" })).join()).to.contain("stands in for flow-of-nobody");
  });

  it("leads a caller to flows no contact begins with", async () => {
    const hold: Sketch = { hold: ["MessageParticipantIteratively", { Messages: [{ Text: "Please wait." }] }] };
    const ends = { end: ["EndFlowExecution"] } as const;
    const service = playground([
      { name: "queue", document: document(hold), type: "CUSTOMER_QUEUE" },
      { name: "module", document: document(hello("Module here.", ["EndFlowModuleExecution"])) },
      { name: "whisper", document: document({ say: say("To the agent.", "end"), ...ends }), type: "AGENT_WHISPER" },
      { name: "called", document: document({ say: say("We call back.", "end"), ...ends }), type: "OUTBOUND_WHISPER" },
    ]);
    const [queue, module, whisper] = [0, 1, 2].map((n) => service.dial({ from: CALLER, to: `+1206555010${n}` }));
    expect(queue && heard(queue)).to.deep.equal(["Please wait."]);
    expect(module && heard(module)).to.deep.equal(["Module here."]);
    queue?.hangUp();
    service.agent("agent-1").goOnline();
    await service.clock.advance(5_000);
    expect(whisper && heard(whisper)).to.include("To the agent.");
    whisper?.hangUp();
    await service.clock.advance(60_000);
    service.dial({ from: CALLER, to: "+12065550103" });
    await service.clock.advance(60_000);
    expect(service.calls.flatMap(heard)).to.include("We call back.");
    expect(service.flows.all().map(({ name }) => name)).to.include(entryFlow("module"));
  });

  it("plays what Amazon Connect would refuse, and says so", () => {
    const odd: Sketch = {
      start: ["CheckTheWeather", {}, { next: "say", errors: { NoMatchingError: "say" } }],
      say: say("Still here.", "nowhere"),
    };
    const service = playground([{ name: "odd", document: document(odd) }]);
    const call = service.dial({ from: CALLER });
    expect(heard(call)).to.deep.equal(["Still here."]);
    expect(call.state).to.equal("ended");
    expect(diagnostics(call).join("\n")).to.match(/CheckTheWeather[^]*"nowhere" is no action/);
    expect(service.flows.warnings.map(({ message }) => message).join("\n")).to.match(/CheckTheWeather[^]*nowhere/);
  });

  it("refuses what is no flow document, and more documents than it has numbers", () => {
    expect(() => playground([{ name: "old", document: '{"modules":[]}' }])).to.throw(
      InvalidContactFlowException,
      "old",
    );
    expect(() => playground([{ name: "broken", document: "{" }])).to.throw(InvalidContactFlowException, "JSON");
    const many = Array.from({ length: 101 }, (_, n) => ({ name: `n${n}`, document: document(hello("Hello.")) }));
    expect(() => playground(many)).to.throw("100 numbers");
  });
});
