/** Functions invoked from a flow: the event, permissions, limits, retries, and what a failure tells. */
import { expect } from "chai";
import {
  type Call,
  type ConnectService,
  type ContactFlowEvent,
  type FunctionAnswer,
  type FunctionInvoker,
} from "../local/connect";
import type { GraphResource } from "../local/engine/graph";
import {
  ACCOUNT,
  BYE,
  CALLER,
  INSTANCE_ARN,
  INSTANCE_ID,
  NUMBER,
  type Sketch,
  diagnostics,
  functionArn,
  heard,
  lambda,
  path,
  play,
  queue,
  queueArn,
  say,
} from "./support/connectGraph";

const ERRORS = { NoMatchingError: "failed" };

function invoking(parameters: Record<string, unknown> = {}): Sketch {
  return {
    it: [
      "InvokeLambdaFunction",
      { LambdaFunctionARN: functionArn("lookup"), InvocationTimeLimitSeconds: "4", ...parameters },
      { next: "ok", errors: ERRORS },
    ],
    ok: say("ok $.External.name", "bye"),
    failed: say("failed", "bye"),
    bye: BYE,
  };
}

function answering(answer: FunctionAnswer | Promise<FunctionAnswer>): FunctionInvoker {
  return { invoke: () => answer };
}

const FINE: FunctionAnswer = { ok: true, payload: { name: "Ana" } };

function call(
  functions: FunctionInvoker,
  resources: readonly GraphResource[] = lambda("lookup"),
  sketch: Sketch = invoking(),
): { service: ConnectService; call: Call } {
  const service = play(sketch, resources, { functions });
  return { service, call: service.dial({ from: CALLER }) };
}

describe("InvokeLambdaFunction", () => {
  it("gives the answer as $.External, at once when the function answers at once", () => {
    const { call: done } = call(answering(FINE));
    expect([done.state, heard(done)]).to.deep.equal(["ended", ["ok Ana"]]);
    expect(done.trace[0]).to.deep.include({ action: "it", result: { name: "Ana" } });
  });

  it("waits for a promise while virtual time stands still", async () => {
    let answer: (value: FunctionAnswer) => void = () => undefined;
    const { service, call: waiting } = call(answering(new Promise((done) => (answer = done))));
    expect(waiting.state).to.equal("flow");
    const advanced = service.clock.advance(60_000);
    await new Promise((wake) => setImmediate(wake));
    expect(heard(waiting)).to.deep.equal([]);
    answer(FINE);
    await Promise.all([advanced, waiting.settled()]);
    expect([heard(waiting), waiting.transcript.at(-1)?.at]).to.deep.equal([["ok Ana"], waiting.transcript[0]?.at]);
  });

  it("keeps keys pressed meanwhile, as if the function had answered at once", async () => {
    const menu: Sketch = {
      it: invoking().it ?? BYE,
      ok: [
        "GetParticipantInput",
        { Text: "menu", InputTimeLimitSeconds: "5", StoreInput: "False" },
        {
          next: "bye",
          when: { "1": "one" },
          errors: { InputTimeLimitExceeded: "bye", NoMatchingCondition: "bye", NoMatchingError: "bye" },
        },
      ],
      one: say("one", "bye"),
      failed: say("failed", "bye"),
      bye: BYE,
    };
    const { call: typing } = call(answering(Promise.resolve(FINE)), lambda("lookup"), menu);
    typing.press("1");
    await typing.settled();
    expect(heard(typing)).to.deep.equal(["menu", "one"]);
  });

  it("forgets the answer when the caller has hung up, and the contact has one record", async () => {
    const { service, call: gone } = call(answering(Promise.resolve(FINE)));
    gone.hangUp();
    await gone.settled();
    expect([heard(gone), service.records.length, path(gone)]).to.deep.equal([[], 1, ["it:interrupted"]]);
  });

  it("sends the documented event", () => {
    const events: unknown[] = [];
    const functions: FunctionInvoker = {
      invoke: (arn, event, { timeLimitMs }) => {
        events.push({ arn, event, timeLimitMs });
        return FINE;
      },
    };
    const sketch: Sketch = {
      attributes: [
        "UpdateContactAttributes",
        { Attributes: { a: "1" }, TargetContact: "Current" },
        { next: "queue", errors: ERRORS },
      ],
      queue: ["UpdateContactTargetQueue", { QueueId: queueArn("support") }, { next: "it", errors: ERRORS }],
      ...invoking({
        LambdaInvocationAttributes: {
          number: "$.CustomerEndpoint.Address",
          text: "a $.Attributes.a b",
          none: "$.Attributes.x",
        },
      }),
    };
    const { call: done } = call(functions, [...lambda("lookup"), queue("support")], sketch);
    const expected: ContactFlowEvent = {
      Name: "ContactFlowEvent",
      Details: {
        Parameters: { number: CALLER, text: "a 1 b", none: "" },
        ContactData: {
          Attributes: { a: "1" },
          AwsRegion: "us-east-1",
          Channel: "VOICE",
          ContactId: done.contactId,
          CustomerEndpoint: { Address: CALLER, Type: "TELEPHONE_NUMBER" },
          CustomerId: null,
          Description: null,
          InitialContactId: done.contactId,
          InitiationMethod: "INBOUND",
          InstanceARN: INSTANCE_ARN,
          LanguageCode: "en-US",
          MediaStreams: { Customer: { Audio: null } },
          Name: null,
          PreviousContactId: done.contactId,
          Queue: { ARN: queueArn("support"), Name: "support", OutboundCallerId: null },
          References: {},
          RelatedContactId: null,
          SegmentAttributes: { "connect:Subtype": { ValueString: "connect:Telephony" } },
          SystemEndpoint: { Address: NUMBER, Type: "TELEPHONE_NUMBER" },
          Tags: { "aws:connect:instanceId": INSTANCE_ID, "aws:connect:systemEndpoint": NUMBER },
        },
      },
    };
    expect(events).to.deep.equal([{ arn: functionArn("lookup"), event: expected, timeLimitMs: 4_000 }]);
    expect(diagnostics(done)).to.deep.equal(["$.Attributes.x is not set; it is left empty"]);
    expect(done.trace.find(({ action }) => action === "it")?.parameters).to.deep.include({
      LambdaInvocationAttributes: { number: CALLER, text: "a 1 b", none: "" },
    });
  });

  describe("refuses before it invokes", () => {
    const never: FunctionInvoker = {
      invoke: () => {
        throw new Error("must not be invoked");
      },
    };
    const cases: { without: string; resources: readonly GraphResource[]; says: string[] }[] = [
      {
        without: "an association with the instance",
        resources: lambda("lookup", ["association"]),
        says: ["function lookup is not associated", "aws.connect.LambdaFunctionAssociation for function lookup"],
      },
      {
        without: "a permission for Amazon Connect",
        resources: lambda("lookup", ["permission"]),
        says: [
          "connect.amazonaws.com may not invoke function lookup",
          "aws.lambda.Permission for function lookup",
          INSTANCE_ARN,
          ACCOUNT,
        ],
      },
      {
        without: "a permission for this instance",
        resources: lambda("lookup", [], { sourceArn: `${INSTANCE_ARN}x` }),
        says: ["aws.lambda.Permission for function lookup", `source ARN ${INSTANCE_ARN}x, not for this instance`],
      },
      {
        without: "a permission for connect.amazonaws.com",
        resources: lambda("lookup", [], { principal: "s3.amazonaws.com" }),
        says: ["is for principal s3.amazonaws.com"],
      },
      {
        without: "a permission to invoke",
        resources: lambda("lookup", [], { action: "lambda:GetFunction" }),
        says: ["allows only lambda:GetFunction"],
      },
      {
        without: "a permission for this account",
        resources: lambda("lookup", [], { sourceAccount: "210987654321" }),
        says: ["source account 210987654321"],
      },
      { without: "a function at all", resources: [], says: ["function lookup does not exist", "aws.lambda.Function"] },
    ];
    for (const { without, resources, says } of cases) {
      it(`without ${without}, naming what to declare`, () => {
        const { call: refused } = call(never, resources);
        expect(heard(refused)).to.deep.equal(["failed"]);
        for (const text of says) expect(diagnostics(refused).join("\n")).to.contain(text);
      });
    }

    it("what is no ARN of a function", () => {
      const { call: refused } = call(never, [], invoking({ LambdaFunctionARN: "$.CustomerEndpoint.Address" }));
      expect([heard(refused), diagnostics(refused).join()]).to.satisfy(
        ([said, why]: [string[], string]) => said[0] === "failed" && why.includes("not the ARN of a Lambda function"),
      );
    });
  });

  it("accepts a permission written with the function's ARN, wildcards and no source account", () => {
    const wide = {
      function: functionArn("lookup"),
      sourceArn: `arn:aws:connect:*:${ACCOUNT}:instance/*`,
      sourceAccount: undefined,
    };
    expect(heard(call(answering(FINE), lambda("lookup", [], wide)).call)).to.deep.equal(["ok Ana"]);
  });

  it("tries three times and tells why each attempt failed", async () => {
    const reasons = ["throttled", "crashed", "still crashed"];
    const functions: FunctionInvoker = { invoke: () => Promise.resolve({ ok: false, reason: reasons.shift() ?? "?" }) };
    const { call: tried } = call(functions);
    await tried.settled();
    expect(heard(tried)).to.deep.equal(["failed"]);
    expect(diagnostics(tried)).to.deep.equal([
      "function lookup failed (attempt 1 of 3): throttled",
      "function lookup failed (attempt 2 of 3): crashed",
      "function lookup failed (attempt 3 of 3): still crashed",
    ]);
  });

  it("goes on when a later attempt succeeds", () => {
    const answers: FunctionAnswer[] = [{ ok: false, reason: "throttled" }, FINE];
    expect(heard(call({ invoke: () => answers.shift() ?? FINE }).call)).to.deep.equal(["ok Ana"]);
  });

  it("treats an invoker that throws or rejects as a failed function", async () => {
    for (const functions of [
      {
        invoke: () => {
          throw new Error("broken");
        },
      },
      { invoke: () => Promise.reject(new Error("broken")) },
    ] as FunctionInvoker[]) {
      const { call: tried } = call(functions);
      await tried.settled();
      expect([heard(tried), diagnostics(tried).length]).to.deep.equal([["failed"], 3]);
    }
  });

  it("lets virtual time pass as long as a function takes", async () => {
    const { service, call: slow } = call(answering({ ...FINE, durationMs: 1_500 }));
    await service.clock.advance(1_499);
    expect(slow.state).to.equal("flow");
    await service.clock.advance(1);
    expect(heard(slow)).to.deep.equal(["ok Ana"]);
  });

  it("gives up at the time limit, without another attempt", async () => {
    let attempts = 0;
    const functions: FunctionInvoker = {
      invoke: () => {
        attempts++;
        return Promise.resolve({ ok: false, reason: "timed out", durationMs: 4_000 });
      },
    };
    const { service, call: late } = call(functions);
    await service.clock.advance(4_000);
    expect([heard(late), attempts]).to.deep.equal([["failed"], 1]);
    expect(diagnostics(late).join("\n")).to.contain("within the time limit of 4 s");
  });

  it("gives retries only what is left of the time limit", async () => {
    const limits: number[] = [];
    const functions: FunctionInvoker = {
      invoke: (_arn, _event, { timeLimitMs }) => {
        limits.push(timeLimitMs);
        return { ok: false, reason: "error", durationMs: 1_500 };
      },
    };
    const { service, call: late } = call(functions);
    await service.clock.advance(10_000);
    expect([heard(late), limits]).to.deep.equal([["failed"], [4_000, 2_500, 1_000]]);
  });

  for (const { payload, json, says } of [
    { payload: { name: 1 }, json: false, says: 'has "name", which is not a string' },
    { payload: { name: null }, json: false, says: "not a string" },
    { payload: { name: { first: "Ana" } }, json: false, says: "STRING_MAP" },
    { payload: ["Ana"], json: false, says: "is a list" },
    { payload: null, json: true, says: "is null" },
    { payload: "Ana", json: true, says: "is string" },
    { payload: { name: "é".repeat(16_384) }, json: false, says: "bytes" },
  ]) {
    it(`refuses an answer that ${says} (${json ? "JSON" : "STRING_MAP"})`, () => {
      const sketch = invoking(json ? { ResponseValidation: { ResponseType: "JSON" } } : {});
      const { call: refused } = call(answering({ ok: true, payload }), lambda("lookup"), sketch);
      expect(heard(refused)).to.deep.equal(["failed"]);
      expect(diagnostics(refused).join()).to.contain(says);
    });
  }

  it("reads nested answers of type JSON, own properties only", () => {
    const sketch = {
      ...invoking({ ResponseValidation: { ResponseType: "JSON" } }),
      ok: say("$.External.name.first $.External.count $.External.toString", "bye"),
    };
    const answer: FunctionAnswer = { ok: true, payload: { name: { first: "Ana" }, count: 2 } };
    expect(heard(call(answering(answer), lambda("lookup"), sketch).call)).to.deep.equal(["Ana 2 "]);
  });

  it("keeps only the latest answer", () => {
    const answers: FunctionAnswer[] = [FINE, { ok: true, payload: { other: "x" } }];
    const sketch: Sketch = {
      first: [invoking().it?.[0] ?? "", invoking().it?.[1], { next: "it", errors: ERRORS }],
      ...invoking(),
    };
    const { call: twice } = call({ invoke: () => answers.shift() ?? FINE }, lambda("lookup"), sketch);
    expect(heard(twice)).to.deep.equal(["ok "]);
  });

  it("goes on at once when invoked asynchronously, whatever becomes of it", async () => {
    const sketch = {
      ...invoking({ InvocationType: "ASYNCHRONOUS" }),
      ok: say("ok $.LambdaInvocation.InvocationId", "bye"),
    };
    const { call: done } = call(answering(Promise.reject(new Error("later"))), lambda("lookup"), sketch);
    expect(heard(done)[0]).to.match(/^ok [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await done.settled();
  });

  it("leaves an asynchronous invocation, and its retries, to an invoker that can take it", async () => {
    const taken: unknown[] = [];
    const functions: FunctionInvoker = {
      invoke: () => ({ ok: false, reason: "nobody waits for this one" }),
      invokeLater: (arn, event) => taken.push([arn, event]),
    };
    const sketch = { ...invoking({ InvocationType: "ASYNCHRONOUS" }), ok: say("ok", "bye") };
    const { call: done } = call(functions, lambda("lookup"), sketch);
    await done.settled();
    expect(heard(done)).to.deep.equal(["ok"]);
    expect(taken).to.have.length(1);
    expect(taken[0]).to.deep.include(functionArn("lookup"));
  });

  it("does not let flows go round in circles through functions", async () => {
    const sketch: Sketch = {
      it: [invoking().it?.[0] ?? "", invoking().it?.[1], { next: "it", errors: ERRORS }],
      failed: BYE,
    };
    const { call: circling } = call(answering(Promise.resolve(FINE)), lambda("lookup"), sketch);
    await circling.settled();
    expect([circling.state, diagnostics(circling).join()]).to.satisfy(
      ([state, why]: [string, string]) => state === "ended" && why.includes("1000 actions"),
    );
  });
});
