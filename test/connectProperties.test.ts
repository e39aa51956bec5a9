/** What holds for any flow and any caller: nothing throws, everything ends or waits, and the same seed repeats it exactly. */
import { expect } from "chai";
import * as fc from "fast-check";
import { validate } from "../flows/language/validate";
import type { ConnectService, FunctionAnswer, FunctionInvoker } from "../local/connect";
import {
  BYE,
  CALLER,
  type Sketch,
  diagnostics,
  document,
  functionArn,
  heard,
  lambda,
  play,
  queue,
  queueArn,
  routingProfile,
  user,
} from "./support/connectGraph";

/** Small random flows: each action may lead to any other, so circles and dead ends are common. */
const SIZE = 6;
const anyTarget = fc.nat(SIZE - 1).map((index) => `a${index}`);

function anyAction(): fc.Arbitrary<Sketch[string]> {
  const value = fc.constantFrom("$.Channel", "$.Attributes.x", "$.StoredCustomerInput", "$.External.name");
  return fc.tuple(anyTarget, anyTarget, anyTarget, value, fc.nat(6)).chain(([next, other, failed, reference, number]) =>
    fc.constantFrom<Sketch[string]>(
      ["MessageParticipant", { Text: `Hello ${reference}` }, { next, errors: { NoMatchingError: failed } }],
      [
        "MessageParticipant",
        { SSML: `<speak>${reference} <break time="1s"/></speak>` },
        { next, errors: { NoMatchingError: failed } },
      ],
      [
        "GetParticipantInput",
        { Text: "menu", InputTimeLimitSeconds: "5", StoreInput: "False" },
        {
          next,
          when: { "1": next, "2": other },
          errors: { InputTimeLimitExceeded: failed, NoMatchingCondition: other, NoMatchingError: failed },
        },
      ],
      [
        "GetParticipantInput",
        {
          InputTimeLimitSeconds: "5",
          StoreInput: "True",
          InputValidation: { CustomValidation: { MaximumLength: "3" } },
        },
        { next, errors: { NoMatchingError: failed } },
      ],
      [
        "Compare",
        { ComparisonValue: reference },
        { next: other, when: { VOICE: next, "1": failed }, errors: { NoMatchingCondition: other } },
      ],
      [
        "DistributeByPercentage",
        {},
        { next: other, when: [["NumberLessThan", "51", next]], errors: { NoMatchingCondition: other } },
      ],
      ["Loop", { LoopCount: String(number) }, { next: other, when: { ContinueLooping: next, DoneLooping: other } }],
      [
        "UpdateContactAttributes",
        { Attributes: { x: `${reference}<` }, TargetContact: "Current" },
        { next, errors: { NoMatchingError: failed } },
      ],
      [
        "InvokeLambdaFunction",
        { LambdaFunctionARN: functionArn("lookup"), InvocationTimeLimitSeconds: "3" },
        { next, errors: { NoMatchingError: failed } },
      ],
      ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next, errors: { NoMatchingError: failed } }],
      ["TransferContactToQueue", {}, { next: other, errors: { QueueAtCapacity: other, NoMatchingError: failed } }],
      [
        "UpdateContactCallbackNumber",
        { CallbackNumber: "$.CustomerEndpoint.Address" },
        { next, errors: { InvalidCallbackNumber: failed, CallbackNumberNotDialable: failed } },
      ],
      [
        "CreateCallbackContact",
        { InitialCallDelaySeconds: "5", RetryDelaySeconds: "30", MaximumConnectionAttempts: "2" },
        { next, errors: { NoMatchingError: failed } },
      ],
      [
        "TransferParticipantToThirdParty",
        {
          ThirdPartyPhoneNumber: "+12065550199",
          ThirdPartyConnectionTimeLimitSeconds: "10",
          ContinueFlowExecution: "True",
        },
        { next, errors: { CallFailed: other, ConnectionTimeLimitExceeded: failed, NoMatchingError: failed } },
      ],
      BYE,
    ),
  );
}

const anyFlow = fc
  .array(anyAction(), { minLength: SIZE, maxLength: SIZE })
  .map((actions): Sketch => Object.fromEntries(actions.map((action, index) => [`a${index}`, action])))
  // Circles without a way out are refused when a flow loads.
  .filter((sketch) =>
    validate(document(sketch), { type: "CONTACT_FLOW" }).every(({ severity }) => severity !== "error"),
  );

type CallerStep = { readonly press: string } | { readonly hangUp: true } | { readonly wait: number };

const anyCaller = fc.array(
  fc.oneof<fc.Arbitrary<CallerStep>[]>(
    {
      weight: 4,
      arbitrary: fc.constantFrom("1", "2", "9", "#", "*", "12#", "1234").map((press) => ({ press })),
    } as never,
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 90 }).map((wait) => ({ wait })) } as never,
    { weight: 1, arbitrary: fc.constant({ hangUp: true as const }) } as never,
  ),
  { maxLength: 12 },
);

/** Answers well, badly and not at all, by turns. */
function functions(asynchronous: boolean): FunctionInvoker {
  const answers: FunctionAnswer[] = [
    { ok: true, payload: { name: "Ana & Bo" } },
    { ok: false, reason: "crashed" },
    { ok: true, payload: { name: 1 } },
  ];
  let count = 0;
  return {
    invoke: () => {
      const answer = answers[count++ % answers.length] ?? { ok: false, reason: "?" };
      return asynchronous ? Promise.resolve(answer) : answer;
    },
  };
}

const RESOURCES = [
  queue("support", { maxContacts: 2 }),
  routingProfile("p", [{ name: "support" }]),
  user("jane", "p"),
  ...lambda("lookup"),
];

/** Plays a caller against a flow; every step is settled before the next, as a test or a person would. */
async function perform(
  sketch: Sketch,
  steps: readonly CallerStep[],
  seed: number,
  asynchronous: boolean,
): Promise<ConnectService> {
  const service = play(sketch, RESOURCES, { seed, functions: functions(asynchronous) });
  service.agent("jane").goOnline();
  const call = service.dial({ from: CALLER });
  for (const step of steps) {
    await call.settled();
    if ("press" in step) call.press(step.press);
    else if ("hangUp" in step) call.hangUp();
    else await service.clock.advance(step.wait * 1_000);
  }
  await call.settled();
  return service;
}

function story(service: ConnectService): unknown {
  return {
    calls: service.calls.map((call) => ({
      state: call.state,
      transcript: call.transcript,
      trace: call.trace,
      attributes: call.attributes,
    })),
    records: service.records,
  };
}

describe("any flow and any caller", () => {
  it("end or wait, and never throw", async () => {
    await fc.assert(
      fc.asyncProperty(anyFlow, anyCaller, fc.nat(1_000), async (sketch, steps, seed) => {
        const service = await perform(sketch, steps, seed, false);
        for (const call of service.calls) {
          const { contact } = call;
          const waits = call.state !== "flow" || contact.customerRun?.suspended === true || contact.timers.length > 0;
          expect(waits, `a call in state ${call.state} waits for something`).to.equal(true);
        }
        service.agents.forEach((agent) => agent.goOffline());
        service.calls.forEach((call) => call.hangUp());
        await service.clock.advance(3_600_000);
        expect(service.calls.filter(({ state }) => state !== "ended")).to.deep.equal([]);
        expect(service.records.length).to.equal(new Set(service.records.map(({ ContactId }) => ContactId)).size);
        expect(service.records.length).to.be.greaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it("happen the same way again with the same seed, whether functions answer at once or later", async () => {
    await fc.assert(
      fc.asyncProperty(anyFlow, anyCaller, fc.nat(1_000), async (sketch, steps, seed) => {
        const first = story(await perform(sketch, steps, seed, false));
        expect(story(await perform(sketch, steps, seed, false))).to.deep.equal(first);
        expect(story(await perform(sketch, steps, seed, true))).to.deep.equal(first);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a seed", () => {
  const sketch: Sketch = { hi: ["MessageParticipant", { Text: "$.ContactId" }, { next: "bye" }], bye: BYE };
  const ids = (seed: number): string[] => {
    const service = play(sketch, [], { seed });
    return [1, 2, 3].map(() => heard(service.dial({ from: CALLER }))[0] ?? "");
  };

  it("gives the same ids again, another one other ids, and never one id twice", () => {
    expect(ids(1)).to.deep.equal(ids(1));
    expect(new Set([...ids(1), ...ids(2)]).size).to.equal(6);
    const service = play(sketch);
    const many = Array.from({ length: 20_000 }, () => service.dial({ from: CALLER }).contactId);
    expect(new Set(many).size).to.equal(20_000);
    expect(diagnostics(service.dial({ from: CALLER }))).to.deep.equal([]);
  });
});
