/** What callers hear and press: prompts, menus, stored digits, and speech that takes time. */
import { expect } from "chai";
import { Clock } from "../local/clock";
import { E, ENDS, type Probe, set, table } from "./support/actionTable";
import { BYE, CALLER, START, diagnostics, heard, path, play, say, type Sketch } from "./support/connectGraph";

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
