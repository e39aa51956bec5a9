import { expect } from "chai";
import fc from "fast-check";
import { readTestCase, TestCaseError } from "../../scenarios/language";
import { act, answers, end, hears, observe, press, say, START, testCase, type Json } from "./documents";

const one = (observation: Json) => readTestCase(testCase(observation)).observations[0];

/** The one action of an observation that begins the test. */
const action = (json: Json) => one(observe("o", START, [json]))?.actions[0];

function refusal(document: unknown): string {
  try {
    readTestCase(document);
  } catch (error) {
    expect(error).to.be.instanceOf(TestCaseError);
    return (error as TestCaseError).message;
  }
  throw new Error("The document was read.");
}

describe("reading a native test case", () => {
  it("takes the document as it is, or as the text the service keeps", () => {
    const document = testCase(observe("start", START, [end()]));
    expect(readTestCase(JSON.stringify(document))).to.deep.equal(readTestCase(document));
    expect(readTestCase(document).observations).to.deep.equal([
      {
        id: "start",
        event: { type: "TestInitiated" },
        actions: [{ id: "end", kind: "endTest" }],
        usage: { type: "Exactly", times: 1 },
        next: [],
      },
    ]);
  });

  it("finds the way a message is compared wherever people write it", () => {
    const message = (event: Json) =>
      one(observe("o", { Identifier: "e", Type: "MessageReceived", Actor: "System", ...event }))?.event;
    const expected = { type: "MessageReceived", form: "text", expected: "Hello", match: "Inclusion" };
    expect(message({ Properties: { Text: "Hello", MatchingCriteria: { Type: "Inclusion" } } })).to.deep.equal(expected);
    expect(message({ Properties: { Text: "Hello" }, MatchingCriteria: "Inclusion" })).to.deep.equal(expected);
    expect(message({ Properties: { Text: "Hello" }, MatchingCriteria: { Type: "Inclusion" } })).to.deep.equal(expected);
    expect(message({ Properties: { Text: "Hello", MatchingCriteria: "Contains" } })).to.deep.equal(expected);
    expect(message({ Properties: { PromptId: "p" } })).to.include({ form: "prompt", match: "Similarity" });
    expect(message({ Properties: { Media: { Uri: "s3://b/k" } } })).to.include({ form: "media", expected: "s3://b/k" });
  });

  it("hears a customer under every name the documentation has given to speaking", () => {
    const instruction = (Type: string, Properties: Json) =>
      action(act("a", "SendInstruction", { Actor: "Customer", Instruction: { Type, Properties } }));
    const said = { id: "a", kind: "say", text: "yes" };
    expect(instruction("Utterance", { Value: "yes" })).to.deep.equal(said);
    expect(instruction("Utterance", { Text: "yes", LanguageCode: "en-US" })).to.deep.equal(said);
    expect(instruction("TextUtterance", { Text: "yes" })).to.deep.equal(said);
    expect(instruction("TextInput", { Value: "yes" })).to.deep.equal(said);
    expect(instruction("Disconnect", {})).to.deep.equal({ id: "a", kind: "hangUp" });
  });

  it("takes keys as text or as a number, and refuses what is no key", () => {
    expect(action(press(9))).to.deep.equal({ id: "press", kind: "press", keys: "9" });
    expect(action(press("12#"))).to.deep.equal({ id: "press", kind: "press", keys: "12#" });
    expect(refusal(testCase(observe("o", START, [press("12A")])))).to.match(/Value: is "12A". Keys are 0 to 9/);
  });

  it("reads mocked data from its JSON, whether it is called LoadedData or Value", () => {
    const mock = (ExecutionResult: Json) =>
      action(
        act("m", "OverrideSystemBehavior", {
          Behavior: {
            Type: "FlowAction",
            Properties: {
              ActionType: "InvokeLambdaFunction",
              ActionParameters: { LambdaFunctionARN: "arn" },
              Strategy: { Type: "MockResponse", Response: { Type: "ExecutionResult", ExecutionResult } },
            },
          },
        }),
      );
    const expected = { kind: "result", data: { caller: "known" }, delaySeconds: 2 };
    const strategies = [
      { LoadedData: '{"caller":"known"}', DelaySeconds: 2 },
      { Value: '{"caller":"known"}', DelaySeconds: "2" },
    ];
    for (const strategy of strategies) {
      expect(mock(strategy)).to.deep.include({
        override: { actionType: "InvokeLambdaFunction", resource: "arn", strategy: expected },
      });
    }
    expect(() => mock({ LoadedData: "{caller" })).to.throw(TestCaseError, /serialised JSON/);
  });

  it("runs actions along NextAction from the first, and leaves out what nothing leads to", () => {
    const stray = { ...say("never", "stray"), Transitions: {} };
    const order = [
      act("a", "TestControl", { Command: { Type: "LogData", Properties: { Expressions: {} } } }, "b"),
      stray,
      press("1", "b"),
    ];
    const read = one({ ...observe("o", START), Actions: order });
    expect(read?.actions.map(({ id }) => id)).to.deep.equal(["a", "b"]);
  });

  it("reads how often an observation is wanted, in today's spelling and in the earlier one", () => {
    const usage = (Usage: Json) => one({ ...observe("o", hears("x")), Usage })?.usage;
    expect(usage({ Type: "AtLeast", Times: 2 })).to.deep.equal({ type: "AtLeast", times: 2 });
    expect(usage({ Type: "EXACTLY" })).to.deep.equal({ type: "Exactly", times: 1 });
    expect(usage({ Type: "ANY" })).to.deep.equal({ type: "Always", times: 1 });
    expect(() => usage({ Type: "Sometimes" })).to.throw(TestCaseError, /one of Exactly, AtLeast, AtMost, Always/);
  });

  it("says everything that cannot be read at once, where it stands and what to write", () => {
    const message = refusal({
      Version: "2019-10-30",
      Observations: [
        { Identifier: 7, Event: { Type: "Nothing", Actor: "System" } },
        { Identifier: "b", Event: START, Actions: [{ Identifier: "x", Type: "Jump", Parameters: {} }] },
      ],
    });
    expect(message).to.contain("document.Observations[0].Identifier: is 7.");
    expect(message).to.contain('document.Observations[0].Event.Type: is "Nothing".');
    expect(message).to.contain('document.Observations[1].Actions[0].Type: is "Jump".');
    expect(refusal("{")).to.match(/T101.*is not JSON/);
    expect(refusal(undefined)).to.match(/T101/);
  });

  it("never throws anything but its own error, whatever JSON it is given", () => {
    fc.assert(fc.property(fc.jsonValue(), onlyItsOwnError));
  });

  it("never throws anything but its own error when part of a good document is replaced", () => {
    const good = JSON.stringify(
      testCase(observe("a", START, [answers("arn", {}), press(1)]), observe("b", hears("x"), [say("y"), end()])),
    );
    const paths = pathsOf(JSON.parse(good));
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
        const document: unknown = JSON.parse(good);
        replace(document, path, value);
        onlyItsOwnError(document);
      }),
      { numRuns: 300 },
    );
  });

  it("reads the deepest nonsense without running out of stack", () => {
    onlyItsOwnError(`${"[".repeat(50_000)}${"]".repeat(50_000)}`);
    onlyItsOwnError(JSON.parse(`{"Version":"2019-10-30","Observations":${"[".repeat(9_000)}${"]".repeat(9_000)}}`));
  });
});

function onlyItsOwnError(document: unknown): void {
  try {
    readTestCase(document);
  } catch (error) {
    expect(error).to.be.instanceOf(TestCaseError);
  }
}

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replace(document: unknown, path: readonly string[], value: unknown): void {
  let at = document as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[path[path.length - 1] ?? ""] = value;
}
