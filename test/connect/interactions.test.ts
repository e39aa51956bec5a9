/** What other services leave behind for the flow, and what nobody may read. */
import { constants, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { expect } from "chai";
import { type ConnectService, type PlaygroundOptions, playground } from "../../local/connect";
import { BYE, CALLER, type Sketch, diagnostics, document, heard, say } from "../support/connectGraph";

const E = { NoMatchingError: "failed" };

function service(sketch: Sketch, options: PlaygroundOptions = {}): ConnectService {
  return playground(
    [{ name: "it", document: document({ ...sketch, failed: say("Failed.", "bye"), bye: BYE }) }],
    options,
  );
}

describe("input that is encrypted", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const Key = publicKey.export({ type: "spki", format: "pem" }).toString();
  const card = (key: string): Sketch => ({
    logging: ["UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "Enabled" }, { next: "card" }],
    card: [
      "GetParticipantInput",
      {
        Text: "Your card number?",
        InputTimeLimitSeconds: "5",
        StoreInput: "True",
        InputValidation: { CustomValidation: { MaximumLength: "16" } },
        InputEncryption: { EncryptionKeyId: "cards", Key: key },
      },
      { next: "keep", errors: E },
    ],
    keep: ["UpdateContactAttributes", { Attributes: { card: "$.StoredCustomerInput" } }, { next: "bye", errors: E }],
  });

  it("is read by the holder of the private key, and nowhere in clear", () => {
    const center = service(card(Key));
    const call = center.dial({ from: CALLER });
    // One key too many is lost, and not named either.
    call.press("41111111111111119");
    const key = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha512" };
    const stored = Buffer.from(call.attributes.card ?? "", "base64");
    expect(privateDecrypt(key, stored).toString()).to.equal("4111111111111111");
    const written = JSON.stringify([call.transcript, call.trace, center.flowLogs, center.records]);
    expect(written).not.to.contain("4111");
    expect(diagnostics(call).join()).not.to.contain("9");
  });

  it("is not stored at all when the key cannot be used", () => {
    const call = service(card("-----BEGIN CERTIFICATE-----")).dial({ from: CALLER });
    call.press("4111111111111111");
    expect(call.attributes).to.deep.equal({});
    expect(diagnostics(call).join()).to.contain("no certificate");
  });
});

describe("a view", () => {
  const view = (sensitive: object): Sketch => ({
    view: [
      "ShowView",
      {
        ViewResource: { Id: "form", Version: "1" },
        InvocationTimeLimitSeconds: "60",
        ViewData: { title: "For $.Channel", fields: [{ name: "$.Attributes.none" }] },
        ...sensitive,
      },
      {
        next: "failed",
        when: { Save: "said" },
        errors: { NoMatchingCondition: "failed", TimeLimitExceeded: "failed", ...E },
      },
    ],
    said: say("$.Views.Action: $.Views.ViewResultData.person.name", "bye"),
  });

  it("leaves what the customer chose and entered", () => {
    const chat = service(view({})).chat({ flow: "it" });
    chat.choose("Save", { person: { name: "Alex" } });
    expect(chat.transcript.map(({ text }) => text)).to.include.members(["(view form)", "Save: Alex"]);
    expect(JSON.stringify(chat.transcript.filter(({ who }) => who === "caller"))).to.contain("Alex");
  });

  it("keeps what is sensitive out of the transcript", () => {
    const chat = service(view({ SensitiveDataConfiguration: { HideResponseOn: ["TRANSCRIPT"] } })).chat({ flow: "it" });
    chat.choose("Save", { person: { name: "Alex" } });
    expect(JSON.stringify(chat.transcript.filter(({ who }) => who === "caller"))).not.to.contain("Alex");
  });
});

describe("a task a flow creates", () => {
  const create = (more: object): Sketch => ({
    task: [
      "CreateTask",
      {
        ContactFlowId: "work",
        Name: "Call $.CustomerEndpoint.Address",
        Attributes: { caller: "$.CustomerEndpoint.Address" },
        References: { order: { Type: "STRING", Value: "O-1" } },
        ...more,
      },
      { next: "said", errors: E },
    ],
    said: say("$.Task.ContactId", "bye"),
  });
  const work = {
    name: "work",
    document: document({ hi: say("$.Attributes.caller $.References.order.Value", "bye"), bye: BYE }),
  };
  const build = (more: object): ConnectService =>
    playground([
      { name: "it", document: document({ ...create(more), failed: say("Failed.", "bye"), bye: BYE }) },
      work,
    ]);

  it("is a contact of its own, with name, attributes and references, related to the call", () => {
    const center = build({});
    const call = center.dial({ from: CALLER });
    const task = center.interactions.find(({ channel }) => channel === "TASK");
    expect(heard(call)).to.deep.equal([task?.contactId]);
    expect(task?.contact.data.Name).to.equal(`Call ${CALLER}`);
    expect(task?.attributes).to.deep.equal({ caller: CALLER });
    expect(task?.contact.references.get("order")?.Value).to.equal("O-1");
    expect(task?.contact.related?.id).to.equal(call.contactId);
  });

  it("begins after its delay, or at its time", async () => {
    for (const more of [{ DelaySeconds: "60" }, { ScheduledTime: "2026-01-05T17:01:00Z" }]) {
      const center = build(more);
      center.dial({ from: CALLER });
      const ended = (): boolean =>
        center.interactions.some(({ channel, state }) => channel === "TASK" && state === "ended");
      await center.clock.advance(59_000);
      expect(ended()).to.equal(false);
      await center.clock.advance(2_000);
      expect(ended()).to.equal(true);
    }
  });

  it("does not beget tasks for ever", () => {
    const center = playground([
      { name: "work", document: document({ ...create({}), failed: say("Failed.", "bye"), bye: BYE }), id: "work" },
    ]);
    center.dial({ from: CALLER });
    expect(center.interactions.length).to.be.within(10, 60);
    expect(center.interactions.flatMap(diagnostics).join()).to.contain("round in circles");
  });
});

describe("customer profiles and cases", () => {
  const ALEX = {
    profileId: "P1",
    fields: { PhoneNumber: CALLER, FirstName: "Alex", Attributes: { tier: "gold" } },
    objects: { Order: [{ OrderId: "O-1" }, { OrderId: "O-2" }] },
    calculatedAttributes: { _frequent_caller: "yes" },
  };
  const ASK: Sketch = {
    profile: [
      "GetCustomerProfile",
      {
        ProfileRequestData: { IdentifierName: "_phone", IdentifierValue: "$.CustomerEndpoint.Address" },
        ProfileResponseData: ["FirstName", "Attributes.tier"],
      },
      { next: "order", errors: { MultipleFoundError: "failed", NoneFoundError: "failed", ...E } },
    ],
    order: [
      "GetCustomerProfileObject",
      {
        ProfileRequestData: { ProfileId: "$.Customer.ProfileId", ObjectType: "Order", UseLatest: "True" },
        ProfileResponseData: ["Order.OrderId"],
      },
      { next: "calculated", errors: { NoneFoundError: "failed", ...E } },
    ],
    calculated: [
      "GetCalculatedAttributesForCustomerProfile",
      {
        ProfileRequestData: { ProfileId: "$.Customer.ProfileId" },
        ProfileResponseData: ["CalculatedAttributes._frequent_caller"],
      },
      { next: "case", errors: { NoneFoundError: "failed", ...E } },
    ],
    case: [
      "CreateCase",
      {
        LinkContactToCase: "true",
        CaseTemplateId: "t",
        CaseRequestFields: { title: "Order $.Customer.Order.OrderId", customer_id: "$.Customer.ProfileArn" },
      },
      { next: "said", errors: { ContactNotLinked: "failed", ...E } },
    ],
    said: say(
      "$.Customer.FirstName $.Customer.Attributes.tier $.Customer.CalculatedAttributes._frequent_caller $.Case.title",
      "bye",
    ),
  };

  it("answer what is known and remember what is new", () => {
    const center = service(ASK, { services: { profiles: [ALEX], cases: [] } });
    const call = center.dial({ from: CALLER });
    expect(heard(call)).to.deep.equal(["Alex gold yes Order O-2"]);
    const [created] = center.services.cases?.search({ title: "Order O-2" }) ?? [];
    expect([...(created?.contacts ?? [])]).to.deep.equal([call.contactId]);
  });

  it("are missing where they were not set up", () => {
    const call = service(ASK, { services: {} }).dial({ from: CALLER });
    expect(heard(call)).to.deep.equal(["Failed."]);
    expect(diagnostics(call).join()).to.contain("ConnectOptions.services.profiles");
  });
});

describe("a stream of the customer's audio", () => {
  it("is known to the flow and to functions, and stops", () => {
    const events: unknown[] = [];
    const stream = (state: string, next: string): Sketch[string] => [
      "UpdateContactMediaStreamingBehavior",
      {
        MediaStreamingState: state,
        Participants: [{ ParticipantType: "Customer", MediaDirections: ["From", "To"] }],
        MediaStreamType: "Audio",
      },
      { next, errors: E },
    ];
    const center = service(
      {
        start: stream("Enabled", "said"),
        said: say("$.MediaStreams.Customer.Audio.StreamARN", "ask"),
        ask: ["InvokeLambdaFunction", { LambdaFunctionARN: "transcribe" }, { next: "stop", errors: E }],
        stop: stream("Disabled", "stopped"),
        stopped: say("$.MediaStreams.Customer.Audio.StopTimestamp", "bye"),
      },
      { functions: { invoke: (_, event) => (events.push(event), { ok: true, payload: {} }) } },
    );
    const [arn, stopped] = heard(center.dial({ from: CALLER }));
    expect(arn).to.match(/^arn:aws:kinesisvideo:us-east-1:123456789012:stream\//);
    expect(stopped).to.equal(String(center.clock.now()));
    expect(JSON.stringify(events)).to.contain(arn);
  });
});

describe("what ended or is not played here", () => {
  for (const [type, says] of [
    ["CheckVoiceId", "Voice ID ended"],
    ["AuthenticateParticipant", "does not play AuthenticateParticipant"],
    ["EvaluateDataTableValues", "does not play EvaluateDataTableValues"],
    ["Hologram", "no action type of the flow language"],
  ] as const) {
    it(`takes the error branch, loudly: ${type}`, () => {
      const call = service({ it: [type, {}, { next: "bye", errors: E }] }).dial({ from: CALLER });
      expect(heard(call)).to.deep.equal(["Failed."]);
      expect(diagnostics(call).join()).to.contain(says);
    });
  }
});
