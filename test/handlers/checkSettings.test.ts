import { expect } from "chai";
import { checkSettingsFactory, type FunctionsClient } from "../../handlers/checkSettings";
import { readSettingsFactory } from "../../handlers/readSettings";
import { useEnvironment, withLog } from "../support/handlerLog";
import { change, settingsRow } from "../support/settingsRows";

const READ_SETTINGS = "arn:aws:lambda:us-east-1:123456789012:function:read-settings";

type Invocation = Parameters<FunctionsClient["invoke"]>[0];
type Answer = Awaited<ReturnType<FunctionsClient["invoke"]>>;

const saying = (value: unknown): Answer => ({ Payload: { transformToString: () => JSON.stringify(value) } });

/** The check against a function that answers this, and what it logs. */
async function checked(invoke: (request: Invocation) => Promise<Answer>) {
  const { result, lines } = await withLog(() => checkSettingsFactory({ invoke })({}));
  return { ...result, logged: lines.map((line) => JSON.parse(line) as { outcome: string; failure?: string }) };
}

describe("checkSettings", () => {
  useEnvironment({ READ_SETTINGS_ARN: READ_SETTINGS, SETTINGS_TABLE: "settings" });

  /** What readSettings itself answers, with a table that has this row or fails. */
  const answerOf = async (getItem: () => Promise<object>): Promise<Record<string, string>> => {
    return (await withLog(() => readSettingsFactory({ getItem, query: getItem, updateItem: getItem })({}))).result;
  };
  const good = () =>
    answerOf(async () => ({
      Item: settingsRow("center", [change("state", "closed", { until: "2999-01-01T00:00:00Z" })]),
    }));

  it("asks readSettings as a call does, of a contact there never is, and waits for the answer", async () => {
    const asked: Invocation[] = [];
    const answer = await good();
    await checked(async (request) => {
      asked.push(request);
      return saying(answer);
    });
    expect(asked).to.have.length(1);
    expect(asked[0]).to.include({ FunctionName: READ_SETTINGS, InvocationType: "RequestResponse" });
    const event = JSON.parse(asked[0]?.Payload ?? "") as { Details: { ContactData: { ContactId: string } } };
    expect(event.Details.ContactData.ContactId).to.equal("00000000-0000-0000-0000-000000000000");
  });

  it("is content with what readSettings answers from its table, open or closed", async () => {
    for (const answer of [await good(), await answerOf(async () => ({}))]) {
      expect(answer.source).to.equal("table");
      const { answered, logged } = await checked(async () => saying(answer));
      expect(answered, JSON.stringify(logged)).to.equal(true);
      expect(logged.map(({ outcome, failure }) => ({ outcome, failure }))).to.deep.equal([
        { outcome: "settingsAnswered", failure: undefined },
      ]);
    }
  });

  it("is not content with the safe answer: callers notice nothing, but nothing that is set holds", async () => {
    const safe = await answerOf(async () => Promise.reject(Object.assign(new Error(), { name: "TimeoutError" })));
    const { answered, logged } = await checked(async () => saying(safe));
    expect(answered).to.equal(false);
    expect(logged[0]).to.include({ outcome: "settingsUnanswered", failure: "NoTable" });
  });

  for (const [what, answer, failure] of [
    ["a key that is missing", (all: object) => ({ ...all, state: undefined }), "WrongValue"],
    ["a value that flows do not compare", (all: object) => ({ ...all, priority: "urgent" }), "WrongValue"],
    ["a number", (all: object) => ({ ...all, state: 1 }), "NotFlat"],
    ["nothing", () => null, "NoAnswer"],
    ["a list", () => ["open"], "WrongValue"],
  ] as const) {
    it(`finds ${what} in the answer`, async () => {
      const given = answer(await good());
      const { answered, logged } = await checked(async () => saying(given));
      expect([answered, logged[0]?.failure]).to.deep.equal([false, failure]);
    });
  }

  it("says what kept the function from answering, in a word and without a message", async () => {
    const denied = Object.assign(new Error("User arn:aws:sts::123456789012 may not"), {
      name: "AccessDeniedException",
    });
    for (const [invoke, failure] of [
      [async () => Promise.reject(denied), "AccessDeniedException"],
      [async () => ({ FunctionError: "Unhandled" }), "FunctionError"],
      [async () => ({ Payload: { transformToString: () => "no JSON" } }), "SyntaxError"],
    ] as const) {
      const { answered, logged } = await checked(invoke);
      expect(answered).to.equal(false);
      expect(logged).to.have.length(1);
      expect(logged[0]).to.include({ outcome: "settingsUnanswered", failure });
      expect(JSON.stringify(logged)).not.to.match(/arn:|may not/);
    }
  });
});
