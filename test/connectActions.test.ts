/** Every flow action the local Amazon Connect plays: what it does, and each branch it can take. */
import { expect } from "chai";
import type { FlowDocument } from "../flows/language/document";
import { Clock } from "../local/clock";
import type { Call, ConnectOptions, ConnectService } from "../local/connect";
import type { GraphResource } from "../local/engine/graph";
import {
  ALWAYS_OPEN,
  BYE,
  CALLER,
  type Sketch,
  START,
  type Wiring,
  diagnostics,
  document,
  flow,
  flowArn,
  flowModule,
  graph,
  heard,
  hours,
  instance,
  number,
  openings,
  path,
  play,
  queue,
  queueArn,
  routingProfile,
  say,
  serve,
  user,
} from "./support/connectGraph";

const E = { NoMatchingError: "failed" };
const CENTRE = [
  queue("support"),
  queue("closed", { status: "DISABLED" }),
  queue("small", { maxContacts: 1 }),
  routingProfile("all", [{ name: "support" }, { name: "small" }]),
  user("jane", "all"),
];

/** Where every probe may lead: each target says its own name. */
const ENDS: Sketch = {
  ok: say("ok", "bye"),
  a: say("a", "bye"),
  b: say("b", "bye"),
  failed: say("failed", "bye"),
  bye: BYE,
};

interface Probe {
  readonly does: string;
  /** Actions before the one under test; the last leads to "it". */
  readonly before?: Sketch;
  readonly it: readonly [type: string, parameters: Record<string, unknown>, wiring: Wiring];
  readonly keys?: string;
  readonly wait?: number;
  readonly from?: string;
  readonly options?: Partial<ConnectOptions>;
  readonly resources?: readonly GraphResource[];
  /** What the caller hears. */
  readonly hears: readonly string[];
  /** Part of a diagnostic, or undefined when there is none. */
  readonly diagnostic?: string;
}

async function run(probe: Probe): Promise<Call> {
  const service = play(
    { ...probe.before, it: probe.it, ...ENDS },
    [...CENTRE, ...(probe.resources ?? [])],
    probe.options,
  );
  const call = service.dial({ from: probe.from ?? CALLER });
  if (probe.keys !== undefined) call.press(probe.keys);
  if (probe.wait !== undefined) await service.clock.advance(probe.wait * 1_000);
  return call;
}

function table(probes: readonly Probe[]): void {
  for (const probe of probes) {
    it(probe.does, async () => {
      const call = await run(probe);
      expect(heard(call)).to.deep.equal(probe.hears);
      if (probe.diagnostic === undefined) expect(diagnostics(call)).to.deep.equal([]);
      else expect(diagnostics(call).join("\n")).to.contain(probe.diagnostic);
    });
  }
}

function set(attributes: Record<string, string>, next: string): Sketch[string] {
  return ["UpdateContactAttributes", { Attributes: attributes, TargetContact: "Current" }, { next, errors: E }];
}

describe("MessageParticipant", () => {
  const wiring = { next: "ok", errors: E };
  table([
    {
      does: "says text with references filled in",
      it: ["MessageParticipant", { Text: "From $.CustomerEndpoint.Address on $.Channel." }, wiring],
      hears: [`From ${CALLER} on VOICE.`, "ok"],
    },
    {
      does: "leaves a reference that leads nowhere empty and says so",
      it: ["MessageParticipant", { Text: "Hello $.Attributes.name!" }, wiring],
      hears: ["Hello !", "ok"],
      diagnostic: "$.Attributes.name is not set",
    },
    {
      does: "speaks SSML without its tags and entities",
      it: [
        "MessageParticipant",
        { SSML: '<speak>Fish &amp; <emphasis>chips</emphasis> <sub alias="World Wide Web">WWW</sub></speak>' },
        wiring,
      ],
      hears: ["Fish & chips World Wide Web", "ok"],
    },
    {
      does: "takes the error branch for SSML that is not well-formed",
      before: { start: set({ name: "Jones & Sons" }, "it") },
      it: ["MessageParticipant", { SSML: "<speak>Hello $.Attributes.name</speak>" }, wiring],
      hears: ["failed"],
      diagnostic: "not well-formed",
    },
    {
      does: "ends the contact when the error has no branch",
      before: { start: set({ name: "<b" }, "it") },
      it: ["MessageParticipant", { SSML: "<speak>$.Attributes.name</speak>" }, { next: "ok" }],
      hears: [],
      diagnostic: "not well-formed",
    },
    {
      does: "names a prompt of the library when its name is known",
      it: ["MessageParticipant", { PromptId: "arn:aws:connect:us-east-1:1:instance/i/prompt/p1" }, wiring],
      options: { promptName: (id) => (id === "p1" ? "Beep.wav" : undefined) },
      hears: ["(Beep.wav)", "ok"],
    },
    {
      does: "takes the error branch when a prompt reference is not set",
      it: ["MessageParticipant", { PromptId: "$.Attributes.prompt" }, wiring],
      hears: ["failed"],
      diagnostic: "$.Attributes.prompt is not set",
    },
    {
      does: "takes the error branch for more than 3,000 spoken characters",
      before: { start: set({ long: "x".repeat(3_001) }, "it") },
      it: ["MessageParticipant", { Text: "$.Attributes.long" }, wiring],
      hears: ["failed"],
      diagnostic: "3001",
    },
  ]);
});

describe("GetParticipantInput as a menu", () => {
  const menu = (parameters: Record<string, unknown> = {}): Probe["it"] => [
    "GetParticipantInput",
    { Text: "menu", InputTimeLimitSeconds: "5", StoreInput: "False", ...parameters },
    {
      next: "failed",
      when: { "1": "a", "#": "b" },
      errors: { InputTimeLimitExceeded: "late", NoMatchingCondition: "other", NoMatchingError: "failed" },
    },
  ];
  const before: Sketch = {};
  const more: Sketch = { late: say("late", "bye"), other: say("other", "bye") };
  const probes: Probe[] = [
    { does: "waits for a key", it: menu(), hears: ["menu"] },
    { does: "takes the branch of the key", it: menu(), keys: "1", hears: ["menu", "a"] },
    { does: "knows the pound key", it: menu(), keys: "#", hears: ["menu", "b"] },
    { does: "takes NoMatchingCondition for any other key", it: menu(), keys: "9", hears: ["menu", "other"] },
    { does: "still waits just before the time limit", it: menu(), wait: 4.999, hears: ["menu"] },
    { does: "takes InputTimeLimitExceeded at the time limit", it: menu(), wait: 5, hears: ["menu", "late"] },
  ];
  for (const probe of probes) {
    it(probe.does, async () => {
      const service = play({ ...before, it: probe.it, ...ENDS, ...more });
      const call = service.dial({ from: CALLER });
      if (probe.keys !== undefined) call.press(probe.keys);
      await service.clock.advance((probe.wait ?? 0) * 1_000);
      expect(heard(call)).to.deep.equal(probe.hears);
    });
  }

  it("takes no key after the input, and says that the key was lost", () => {
    const service = play({ it: menu(), ...ENDS, ...more, a: ["GetParticipantInput", menu()[1], menu()[2]] });
    const call = service.dial({ from: CALLER });
    call.press("1");
    call.press("1");
    expect(call.state).to.equal("waiting-for-input");
    expect(() => call.press("x")).to.throw("cannot be pressed");
  });

  it("starts its time limit when the prompt is over, and a key interrupts the prompt", async () => {
    const service = play({ it: menu({ Text: "one two three four five six" }), ...ENDS, ...more }, [], { speech: 60 });
    const patient = service.dial({ from: CALLER });
    const quick = service.dial({ from: CALLER });
    await service.clock.advance(1_000);
    quick.press("1");
    await service.clock.advance(9_000);
    expect([patient.state, heard(quick)[1]]).to.deep.equal(["waiting-for-input", "a"]);
    await service.clock.advance(1_000);
    expect(heard(patient)[1]).to.equal("late");
  });
});

describe("GetParticipantInput that stores digits", () => {
  const store = (parameters: Record<string, unknown>, errors: Record<string, string> = E): Probe["it"] => [
    "GetParticipantInput",
    { Text: "digits", InputTimeLimitSeconds: "5", StoreInput: "True", ...parameters },
    { next: "read", errors },
  ];
  const custom = (maximum: number, dtmf?: Record<string, string>): Record<string, unknown> => ({
    InputValidation: { CustomValidation: { MaximumLength: String(maximum) } },
    ...(dtmf && { DTMFConfiguration: dtmf }),
  });
  const phone = (format: Record<string, string>): Record<string, unknown> => ({
    InputValidation: { PhoneNumberValidation: format },
  });
  const phoneErrors = { ...E, InvalidPhoneNumber: "b" };
  const cases: (Omit<Probe, "hears"> & { readonly stores: string })[] = [
    { does: "stores digits up to the terminator", it: store(custom(8)), keys: "123#", stores: "123" },
    { does: "stores as soon as the maximum length is reached", it: store(custom(3)), keys: "123", stores: "123" },
    { does: "begins again after the cancel key", it: store(custom(8)), keys: "12*34#", stores: "34" },
    {
      does: "takes the star as a digit when the cancel key is off",
      it: store(custom(8, { DisableCancelKey: "True" })),
      keys: "1*2#",
      stores: "1*2",
    },
    {
      does: "ends at a terminator of several keys",
      it: store(custom(8, { InputTerminationSequence: "##", DisableCancelKey: "False" })),
      keys: "1#2##",
      stores: "1#2",
    },
    {
      does: "stores Timeout when nothing is entered, on the success branch",
      it: store(custom(8)),
      wait: 5,
      stores: "Timeout",
    },
    {
      does: "stores what there is when the next digit is late",
      it: store(custom(8)),
      keys: "12",
      wait: 5,
      stores: "12",
    },
    {
      does: "waits for the next digit as long as it is told",
      it: store(custom(8, { InterdigitTimeLimitSeconds: "2", DisableCancelKey: "False" })),
      keys: "12",
      wait: 2,
      stores: "12",
    },
    {
      does: "makes a local number an international one",
      it: store(phone({ NumberFormat: "Local", CountryCode: "US" }), phoneErrors),
      keys: "2065550199#",
      stores: "+12065550199",
    },
    {
      does: "drops the national prefix of other countries",
      it: store(phone({ NumberFormat: "Local", CountryCode: "GB" }), phoneErrors),
      keys: "02079460000#",
      stores: "+442079460000",
    },
    {
      does: "reads an international number",
      it: store(phone({ NumberFormat: "E164" }), phoneErrors),
      keys: "12065550199#",
      stores: "+12065550199",
    },
  ];
  for (const { does, it: action, keys, wait, stores } of cases) {
    it(does, async () => {
      const service = play({ it: action, read: say("$.StoredCustomerInput", "bye"), ...ENDS });
      const call = service.dial({ from: CALLER });
      if (keys !== undefined) call.press(keys);
      await service.clock.advance((wait ?? 0) * 1_000);
      expect(heard(call)).to.deep.equal(["digits", stores]);
    });
  }

  it("takes InvalidPhoneNumber for digits that are no number", () => {
    const action = store(phone({ NumberFormat: "Local", CountryCode: "US" }), phoneErrors);
    const call = play({ it: action, read: BYE, ...ENDS }).dial({ from: CALLER });
    call.press("12345#");
    expect(heard(call)).to.deep.equal(["digits", "b"]);
  });
});

describe("Compare", () => {
  const when = (...conditions: (readonly [string, string, string])[]): Wiring => ({
    next: "failed",
    when: conditions,
    errors: { NoMatchingCondition: "failed" },
  });
  const probe = (does: string, value: string, operator: string, operand: string, truth: boolean): Probe => ({
    does,
    before: { start: set({ value, other: operand }, "it") },
    it: ["Compare", { ComparisonValue: "$.Attributes.value" }, when([operator, operand, "ok"])],
    hears: [truth ? "ok" : "failed"],
  });
  table([
    probe("finds equal text", "abc", "Equals", "abc", true),
    probe("minds upper and lower case", "abc", "Equals", "ABC", false),
    probe("finds a beginning", "abc", "TextStartsWith", "ab", true),
    probe("finds an end", "abc", "TextEndsWith", "bc", true),
    probe("finds a part", "abc", "TextContains", "b", true),
    probe("misses a part that is not there", "abc", "TextContains", "x", false),
    probe("compares as numbers, not as text: 10 > 9", "10", "NumberGreaterThan", "9", true),
    probe("greater is not equal", "9", "NumberGreaterThan", "9", false),
    probe("at least", "9", "NumberGreaterOrEqualTo", "9", true),
    probe("less", "8.5", "NumberLessThan", "9", true),
    probe("at most", "9", "NumberLessOrEqualTo", "9.0", true),
    probe("is false for a number test on text", "abc", "NumberLessThan", "9", false),
    probe("is false for a number test on nothing", " ", "NumberLessThan", "9", false),
    {
      does: "takes the first of several true conditions",
      before: { start: set({ value: "abc" }, "it") },
      it: [
        "Compare",
        { ComparisonValue: "$.Attributes.value" },
        when(["TextContains", "b", "a"], ["Equals", "abc", "b"]),
      ],
      hears: ["a"],
    },
    {
      does: "compares with another reference",
      before: { start: set({ value: "x", same: "x" }, "it") },
      it: ["Compare", { ComparisonValue: "$.Attributes.value" }, when(["Equals", "$.Attributes.same", "ok"])],
      hears: ["ok"],
    },
    {
      does: "takes NoMatchingCondition for a value that is not set",
      it: ["Compare", { ComparisonValue: "$.Attributes.missing" }, when(["Equals", "x", "ok"])],
      hears: ["failed"],
    },
    {
      does: "reads names with spaces",
      before: { start: set({ "my key": "x" }, "it") },
      it: ["Compare", { ComparisonValue: "$.Attributes.['my key']" }, when(["Equals", "x", "ok"])],
      hears: ["ok"],
    },
  ]);
});

describe("CheckHoursOfOperation", () => {
  const wiring = { next: "failed", when: { True: "a", False: "b" }, errors: E };
  const toSupport: Sketch = {
    start: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "it", errors: E }],
  };
  const night = hours("night", { TimeZone: "America/Los_Angeles", Config: openings(["TUESDAY"], "22:00", "6:00") });
  table([
    {
      does: "is true when open",
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "id-always" }, wiring],
      hears: ["a"],
    },
    {
      does: "is false when closed",
      resources: [night],
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "id-night" }, wiring],
      hears: ["b"],
    },
    {
      does: "uses the hours of the target queue",
      before: toSupport,
      it: ["CheckHoursOfOperation", {}, wiring],
      hears: ["a"],
    },
    {
      does: "takes the error branch without hours or queue",
      it: ["CheckHoursOfOperation", {}, wiring],
      hears: ["failed"],
      diagnostic: "UpdateContactTargetQueue",
    },
    {
      does: "takes the error branch for hours that are not declared",
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "elsewhere" }, wiring],
      hears: ["failed"],
      diagnostic: "AWS::Connect::HoursOfOperation",
    },
    {
      does: "takes the error branch for a reference that is not set",
      it: ["CheckHoursOfOperation", { HoursOfOperationId: "$.Attributes.hours" }, wiring],
      hears: ["failed"],
      diagnostic: "$.Attributes.hours",
    },
  ]);
});

describe("queue metrics", () => {
  const anyAgents: Wiring = {
    next: "b",
    when: [["NumberGreaterThan", "0", "a"]],
    errors: { NoMatchingCondition: "b", NoMatchingError: "failed" },
  };
  const check = (parameters: Record<string, unknown>, wiring = anyAgents): Probe["it"] => [
    "CheckMetricData",
    parameters,
    wiring,
  ];
  const read: Sketch = {
    read: say("$.Metrics.Queue.Name $.Metrics.Queue.Size $.Metrics.Agents.Available.Count", "bye"),
  };
  table([
    {
      does: "CheckMetricData finds no available agent",
      it: check({ MetricType: "NumberOfAgentsAvailable", QueueId: queueArn("support") }),
      hears: ["b"],
    },
    {
      does: "CheckMetricData takes the error branch without a queue",
      it: check({ MetricType: "NumberOfAgentsAvailable" }),
      hears: ["failed"],
      diagnostic: "no target queue is set",
    },
    {
      does: "CheckMetricData takes the error branch for a queue that is not declared",
      it: check({ MetricType: "NumberOfContactsInQueue", QueueId: "elsewhere" }),
      hears: ["failed"],
      diagnostic: "aws.connect.Queue",
    },
    {
      does: "GetMetricData fills $.Metrics",
      before: { start: ["GetMetricData", { QueueId: queueArn("support") }, { next: "read", errors: E }], ...read },
      it: check({ MetricType: "NumberOfAgentsAvailable" }),
      hears: ["support 0 0"],
    },
    {
      does: "GetMetricData takes the error branch without a queue",
      it: ["GetMetricData", {}, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "no target queue is set",
    },
  ]);

  it("counts agents by what they do, and compares the oldest contact's age in milliseconds", async () => {
    const older: Wiring = {
      next: "b",
      when: [["NumberGreaterOrEqualTo", "30000", "a"]],
      errors: { NoMatchingCondition: "b", NoMatchingError: "failed" },
    };
    const queueing: Sketch = {
      age: check({ MetricType: "OldestContactInQueueAgeSeconds", QueueId: queueArn("support") }, older),
      a: say("waiting long", "online"),
      b: say("not waiting long", "online"),
      online: check(
        { MetricType: "NumberOfAgentsOnline", QueueId: queueArn("support") },
        {
          ...anyAgents,
          next: "to",
          when: [["NumberGreaterThan", "0", "staffed"]],
          errors: { NoMatchingCondition: "to", NoMatchingError: "to" },
        },
      ),
      staffed: say("staffed", "to"),
      to: [
        "UpdateContactTargetQueue",
        { QueueId: queueArn("support") },
        { next: "queue", errors: { NoMatchingError: "bye" } },
      ],
      queue: [
        "TransferContactToQueue",
        {},
        { next: "bye", errors: { QueueAtCapacity: "bye", NoMatchingError: "bye" } },
      ],
      failed: say("failed", "bye"),
      bye: BYE,
    };
    const service = play(queueing, CENTRE);
    service.agent("jane").signIn();
    const first = service.dial({ from: CALLER });
    await service.clock.advance(30_000);
    service.agent("jane").goOnline();
    const second = service.dial({ from: CALLER });
    expect(heard(first)[0]).to.equal("not waiting long");
    expect(heard(second).slice(0, 2)).to.deep.equal(["waiting long", "staffed"]);
  });
});

describe("DistributeByPercentage", () => {
  const sketch: Sketch = {
    it: [
      "DistributeByPercentage",
      {},
      {
        next: "rest",
        when: [
          ["NumberLessThan", "21", "a"],
          ["NumberLessThan", "61", "b"],
        ],
        errors: { NoMatchingCondition: "rest" },
      },
    ],
    rest: say("rest", "bye"),
    ...ENDS,
  };
  const draw = (seed: number): Record<string, number> => {
    const service = play(sketch, [], { seed });
    const counts: Record<string, number> = { a: 0, b: 0, rest: 0 };
    for (let i = 0; i < 2_000; i++) {
      const [text = ""] = heard(service.dial({ from: CALLER }));
      counts[text] = (counts[text] ?? 0) + 1;
    }
    return counts;
  };

  it("sends contacts by their shares, and the same ones for the same seed", () => {
    const { a = 0, b = 0, rest = 0 } = draw(7);
    expect(a).to.be.within(340, 460);
    expect(b).to.be.within(730, 870);
    expect(a + b + rest).to.equal(2_000);
    expect(draw(7)).to.deep.equal(draw(7));
    expect(draw(7)).to.not.deep.equal(draw(8));
  });
});

describe("Loop", () => {
  const loop = (count: string): Sketch => ({
    it: [
      "Loop",
      { LoopCount: count },
      { next: "done", when: { ContinueLooping: "again", DoneLooping: "done" }, errors: E },
    ],
    again: say("again", "it"),
    done: say("done", "bye"),
    ...ENDS,
  });
  for (const { count, hears } of [
    { count: "2", hears: ["again", "again", "done"] },
    { count: "0", hears: ["done"] },
  ]) {
    it(`goes round ${count} times, then on`, () => {
      expect(heard(play(loop(count)).dial({ from: CALLER }))).to.deep.equal(hears);
    });
  }

  it("begins again after it is done, and takes the error branch for a count that is none", () => {
    const twice = { ...loop("1"), done: set({ seen: "$.Attributes.second" }, "check") };
    const check: Sketch = {
      check: [
        "Compare",
        { ComparisonValue: "$.Attributes.seen" },
        { next: "bye", when: { x: "bye" }, errors: { NoMatchingCondition: "mark" } },
      ],
      mark: set({ second: "x" }, "it"),
    };
    expect(heard(play({ ...twice, ...check }).dial({ from: CALLER }))).to.deep.equal(["again", "again"]);
    const call = play({ start: set({ n: "many" }, "it"), ...loop("$.Attributes.n") }).dial({ from: CALLER });
    expect([heard(call), diagnostics(call).join()]).to.deep.equal([
      ["failed"],
      "LoopCount $.Attributes.n is many; it must be a whole number from 0 to 100",
    ]);
  });
});

describe("Wait", () => {
  table([
    {
      does: "takes its error branch on a call",
      it: ["Wait", { TimeLimitSeconds: "60" }, { next: "failed", when: { WaitCompleted: "ok" }, errors: E }],
      hears: ["failed"],
      diagnostic: "a call cannot wait",
    },
  ]);
});

describe("attributes and data", () => {
  const big = "x".repeat(32_760);
  table([
    {
      does: "UpdateContactAttributes sets values for later actions",
      before: { start: set({ first: "1" }, "second"), second: set({ both: "$.Attributes.first-2" }, "it") },
      it: ["MessageParticipant", { Text: "$.Attributes.both" }, { next: "ok", errors: E }],
      hears: ["-2", "ok"].map((text, i) => (i === 0 ? "" : text)),
      diagnostic: "$.Attributes.first-2 is not set",
    },
    {
      does: "UpdateContactAttributes refuses more than 32 KB, all or nothing",
      before: { start: set({ big }, "it") },
      it: [
        "UpdateContactAttributes",
        { Attributes: { small: "y", more: "zzzzzzzz" }, TargetContact: "Current" },
        { next: "ok", errors: E },
      ],
      hears: ["failed"],
      diagnostic: "32768",
    },
    {
      does: "UpdateContactAttributes refuses a name made from a reference when it is empty",
      it: [
        "UpdateContactAttributes",
        { Attributes: { "$.External.key": "v" }, TargetContact: "Current" },
        { next: "ok", errors: E },
      ],
      hears: ["failed"],
      diagnostic: "cannot be the name of an attribute",
    },
    {
      does: "UpdateContactAttributes has no related contact to write to",
      it: ["UpdateContactAttributes", { Attributes: { a: "v" }, TargetContact: "Related" }, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "no related contact",
    },
    {
      does: "UpdateFlowAttributes sets values of this flow",
      before: {
        start: ["UpdateFlowAttributes", { FlowAttributes: { a: { Value: "$.Channel" } } }, { next: "it", errors: E }],
      },
      it: ["MessageParticipant", { Text: "$.FlowAttributes.a" }, { next: "ok", errors: E }],
      hears: ["VOICE", "ok"],
    },
    {
      does: "UpdateContactData sets what references read",
      before: {
        start: [
          "UpdateContactData",
          { Name: "N", Description: "D", LanguageCode: "en-GB", CustomerId: "$.CustomerEndpoint.Address" },
          { next: "it", errors: E },
        ],
      },
      it: [
        "MessageParticipant",
        { Text: "$.Name $.Description $.LanguageCode $.CustomerId" },
        { next: "ok", errors: E },
      ],
      hears: [`N D en-GB ${CALLER}`, "ok"],
    },
    {
      does: "UpdateContactTextToSpeechVoice sets the voice",
      before: {
        start: ["UpdateContactTextToSpeechVoice", { TextToSpeechVoice: "Matthew" }, { next: "it", errors: E }],
      },
      it: ["MessageParticipant", { Text: "$.TextToSpeechVoiceId" }, { next: "ok", errors: E }],
      hears: ["Matthew", "ok"],
    },
    {
      does: "UpdateContactTextToSpeechVoice takes the error branch for a reference that is not set",
      it: ["UpdateContactTextToSpeechVoice", { TextToSpeechVoice: "$.Attributes.voice" }, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "$.Attributes.voice is not set",
    },
    {
      does: "TagContact takes at most six tags",
      before: {
        start: ["TagContact", { Tags: { a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" } }, { next: "it", errors: E }],
      },
      it: ["TagContact", { Tags: { g: "7" } }, { next: "ok", errors: E }],
      hears: ["failed"],
      diagnostic: "at most 6 tags",
    },
    {
      does: "UntagContact makes room for another tag",
      before: {
        start: [
          "TagContact",
          { Tags: { a: "1", b: "2", c: "3", d: "4", e: "5", f: "6" } },
          { next: "less", errors: E },
        ],
        less: ["UntagContact", { TagKeys: ["a"] }, { next: "it", errors: E }],
      },
      it: ["TagContact", { Tags: { g: "$.Channel" } }, { next: "ok", errors: E }],
      hears: ["ok"],
    },
  ]);
});

describe("flows and modules", () => {
  const other = (sketch: Sketch): FlowDocument => document(sketch);

  it("TransferToFlow goes on in the other flow with contact attributes, without flow attributes", () => {
    const next = flow("next", other({ say: say("$.Attributes.a/$.FlowAttributes.f/$.Channel", "bye"), bye: BYE }));
    const sketch: Sketch = {
      start: set({ a: "kept" }, "flow"),
      flow: ["UpdateFlowAttributes", { FlowAttributes: { f: { Value: "gone" } } }, { next: "it", errors: E }],
      it: ["TransferToFlow", { ContactFlowId: flowArn("next") }, { next: "failed", errors: E }],
      ...ENDS,
    };
    expect(heard(play(sketch, [next]).dial({ from: CALLER }))).to.deep.equal(["kept//VOICE"]);
  });

  const transfer = (id: string): Probe["it"] => [
    "TransferToFlow",
    { ContactFlowId: id },
    { next: "failed", errors: E },
  ];
  const module = (id: string): Probe["it"] => ["InvokeFlowModule", { FlowModuleId: id }, { next: "ok", errors: E }];
  const whisper = flow("whisper", other({ end: ["EndFlowExecution"] }), "AGENT_WHISPER");
  const talk = flowModule(
    "talk",
    other({ say: say("in the module $.External.x", "end"), end: ["EndFlowModuleExecution"] }),
  );
  table([
    {
      does: "TransferToFlow takes the error branch for an unknown flow",
      it: transfer("x"),
      hears: ["failed"],
      diagnostic: 'no flow "x"',
    },
    {
      does: "TransferToFlow takes the error branch for a flow of the wrong type",
      resources: [whisper],
      it: transfer(flowArn("whisper")),
      hears: ["failed"],
      diagnostic: "AGENT_WHISPER",
    },
    {
      does: "InvokeFlowModule plays the module and comes back",
      resources: [talk],
      it: module("id-talk"),
      hears: ["in the module ", "ok"],
      diagnostic: "$.External.x is not set",
    },
    {
      does: "InvokeFlowModule accepts an ARN with an alias",
      resources: [talk],
      it: module("arn:aws:connect:us-east-1:1:instance/i/flow-module/id-talk:$LATEST"),
      hears: ["in the module ", "ok"],
      diagnostic: "$.External.x is not set",
    },
    {
      does: "InvokeFlowModule takes the error branch for an unknown module",
      it: module("x"),
      hears: ["failed"],
      diagnostic: 'no module "x"',
    },
    {
      does: "InvokeFlowModule takes the error branch for a flow",
      resources: [whisper],
      it: module("id-whisper"),
      hears: ["failed"],
      diagnostic: "not a module",
    },
  ]);

  it("nests modules five levels deep and no deeper", () => {
    const self = flowModule(
      "self",
      other({
        say: say("down", "it"),
        it: ["InvokeFlowModule", { FlowModuleId: "id-self" }, { next: "end", errors: { NoMatchingError: "end" } }],
        end: ["EndFlowModuleExecution"],
      }),
    );
    const call = play({ it: module("id-self"), ...ENDS }, [self]).dial({ from: CALLER });
    expect(heard(call)).to.deep.equal(["down", "down", "down", "down", "down", "ok"]);
    expect(diagnostics(call).join()).to.contain("5 levels");
  });

  it("keeps a module's stored input to itself", async () => {
    const ask = flowModule(
      "ask",
      other({
        it: [
          "GetParticipantInput",
          {
            InputTimeLimitSeconds: "5",
            StoreInput: "True",
            InputValidation: { CustomValidation: { MaximumLength: "2" } },
          },
          { next: "say", errors: { NoMatchingError: "say" } },
        ],
        say: say("inside $.StoredCustomerInput", "end"),
        end: ["EndFlowModuleExecution"],
      }),
    );
    const call = play({ it: module("id-ask"), ...ENDS, ok: say("outside $.StoredCustomerInput", "bye") }, [ask]).dial({
      from: CALLER,
    });
    call.press("42");
    expect(heard(call)).to.deep.equal(["inside 42", "outside "]);
  });

  it("ends a contact whose flow goes round in circles, and says so", () => {
    const call = play({ a: say("x", "b"), b: say("y", "a") }).dial({ from: CALLER });
    expect([call.state, diagnostics(call).length]).to.deep.equal(["ended", 1]);
    expect(diagnostics(call)[0]).to.contain("1000 actions");
  });
});

describe("event hooks", () => {
  const hook = (event: string, id: string): Probe["it"] => [
    "UpdateContactEventHooks",
    { EventHooks: { [event]: id } },
    { next: "ok", errors: E },
  ];
  table([
    {
      does: "take the error branch for an unknown flow",
      it: hook("CustomerQueue", "x"),
      hears: ["failed"],
      diagnostic: 'no flow "x"',
    },
    {
      does: "take the error branch for a flow of the wrong type",
      it: hook("CustomerQueue", flowArn("main")),
      hears: ["failed"],
      diagnostic: "CustomerQueue takes CUSTOMER_QUEUE",
    },
    { does: "accept a flow of the right type", it: hook("CustomerRemaining", flowArn("main")), hears: ["ok"] },
  ]);
});

describe("queueing", () => {
  const to = (id: string): Sketch => ({
    start: ["UpdateContactTargetQueue", { QueueId: id }, { next: "it", errors: E }],
  });
  const transfer: Probe["it"] = [
    "TransferContactToQueue",
    {},
    { next: "failed", errors: { QueueAtCapacity: "a", NoMatchingError: "failed" } },
  ];
  const HOLD =
    "Thank you for calling. Your call is very important to us and will be answered in the order it was received.";
  table([
    {
      does: "UpdateContactTargetQueue takes the error branch for an unknown queue",
      before: to("x"),
      it: transfer,
      hears: ["failed"],
      diagnostic: 'no queue "x"',
    },
    {
      does: "UpdateContactTargetQueue takes the error branch for a reference that is not set",
      before: to("$.Attributes.queue"),
      it: transfer,
      hears: ["failed"],
      diagnostic: "$.Attributes.queue is not set",
    },
    {
      does: "UpdateContactTargetQueue makes the queue readable",
      before: { start: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "it", errors: E }] },
      it: ["MessageParticipant", { Text: "$.Queue.Name" }, { next: "ok", errors: E }],
      hears: ["support", "ok"],
    },
    {
      does: "TransferContactToQueue needs a target queue",
      it: transfer,
      hears: ["failed"],
      diagnostic: "no target queue",
    },
    {
      does: "TransferContactToQueue needs an enabled queue",
      before: to(queueArn("closed")),
      it: transfer,
      hears: ["failed"],
      diagnostic: "DISABLED",
    },
    {
      does: "TransferContactToQueue queues the contact, and the queue flow plays",
      before: to(queueArn("support")),
      it: transfer,
      hears: [HOLD],
    },
  ]);

  it("TransferContactToQueue takes QueueAtCapacity when the queue is full", () => {
    const service = play({ ...to(queueArn("small")), it: transfer, ...ENDS }, CENTRE);
    const [first, second] = [service.dial({ from: CALLER }), service.dial({ from: CALLER })];
    expect([first.state, second.state, heard(second)]).to.deep.equal(["queued", "ended", ["a"]]);
    first.hangUp();
    expect(service.dial({ from: CALLER }).state).to.equal("queued");
  });
});

describe("TransferParticipantToThirdParty", () => {
  const dial = (number: string, continues: string): Probe["it"] => [
    "TransferParticipantToThirdParty",
    { ThirdPartyPhoneNumber: number, ThirdPartyConnectionTimeLimitSeconds: "20", ContinueFlowExecution: continues },
    { next: "ok", errors: { CallFailed: "a", ConnectionTimeLimitExceeded: "b", NoMatchingError: "failed" } },
  ];
  const outside = "+12065550199";
  table([
    {
      does: "comes back when the third party hangs up",
      it: dial(outside, "True"),
      wait: 60,
      hears: [`connected to ${outside}`, "ok"],
    },
    { does: "is still connected before that", it: dial(outside, "True"), wait: 59, hears: [`connected to ${outside}`] },
    {
      does: "takes CallFailed when busy",
      it: dial(outside, "True"),
      options: { dialOut: () => ({ answer: "busy" }) },
      hears: ["a"],
    },
    {
      does: "takes ConnectionTimeLimitExceeded at the time limit",
      it: dial(outside, "True"),
      options: { dialOut: () => ({ answer: "answered", afterSeconds: 21 }) },
      wait: 20,
      hears: ["b"],
    },
    {
      does: "waits until the time limit for an answer",
      it: dial(outside, "True"),
      options: { dialOut: () => ({ answer: "no-answer" }) },
      wait: 19,
      hears: [],
    },
    {
      does: "takes CallFailed for something that is no number",
      it: dial("555", "True"),
      hears: ["a"],
      diagnostic: "E.164",
    },
  ]);

  it("ends the contact when the third party hangs up and the flow is not to go on", async () => {
    const service = play({ it: dial(outside, "False"), ...ENDS });
    const call = service.dial({ from: CALLER });
    await service.clock.advance(60_000);
    const [record] = service.records;
    expect([call.state, record?.DisconnectReason]).to.deep.equal(["ended", "THIRD_PARTY_DISCONNECT"]);
    expect(record?.TransferredToEndpoint).to.deep.equal({ Address: outside, Type: "TELEPHONE_NUMBER" });
    expect(record?.TransferCompletedTimestamp).to.equal("2026-03-03T18:00:00Z");
  });
});

describe("numbers", () => {
  const service = (): ConnectService =>
    serve(
      graph(
        instance(),
        flow("main", document({ hi: say("main", "bye"), bye: BYE })),
        number("main"),
        number("none", "+12065550101").slice(0, 1),
        ALWAYS_OPEN,
      ),
    );

  it("lead to the flow they are associated with", () => {
    expect(heard(service().dial({ from: CALLER }))).to.deep.equal(["main"]);
  });

  it("without an association, or not claimed, are not in service, and the diagnostic says what to declare", () => {
    for (const [to, diagnostic] of [
      ["+12065550101", "aws.connect.PhoneNumberContactFlowAssociation"],
      ["+12065550177", "aws.connect.PhoneNumber"],
    ]) {
      const call = service().dial({ from: CALLER, to });
      expect([call.state, heard(call)[0]]).to.deep.equal(["ended", "The number you have dialled is not in service."]);
      expect(diagnostics(call).join()).to.contain(diagnostic);
    }
  });

  it("cannot be dialled when none is claimed, and a caller needs a number too", () => {
    expect(() => serve(graph(instance())).dial({ from: CALLER })).to.throw("aws.connect.PhoneNumber");
    expect(() => service().dial({ from: "me" })).to.throw("anonymous");
  });

  it("take no calls when the instance takes none", () => {
    const program = graph(
      instance({ inboundCallsEnabled: false }),
      flow("main", document({ bye: BYE })),
      number("main"),
    );
    const call = serve(program).dial({ from: "anonymous" });
    expect(diagnostics(call).join()).to.contain("inboundCallsEnabled");
  });
});

describe("speech that takes time", () => {
  it("holds the flow as long as the words take, and loses keys meanwhile", async () => {
    const clock = new Clock(START);
    const service = play({ it: say("one two three", "ok"), ...ENDS }, [], { clock, speech: 60 });
    const call = service.dial({ from: CALLER });
    call.press("1");
    await clock.advance(2_999);
    expect(path(call)).to.deep.equal([]);
    await clock.advance(1);
    expect([path(call), diagnostics(call)]).to.deep.equal([
      ["it:NextAction"],
      ["key 1 was pressed while the flow was not listening"],
    ]);
  });
});
