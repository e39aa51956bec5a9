import { expect } from "chai";
import { validate } from "../flows/language";
import { surveyFlow } from "../flows/survey";

const settings = {
  company: "Example Company",
  voice: "Joanna",
  language: "en-US",
  logging: true,
  hours: "main",
  queues: [{ name: "support", spokenName: "support", digit: "1" }],
  recording: "none",
  selfService: true,
  callback: false,
} as const;

describe("the survey flow", () => {
  const { document } = surveyFlow({ ...settings, queues: [...settings.queues] });

  it("is valid, without a finding", () => {
    expect(validate(document, { type: "CONTACT_FLOW" })).to.deep.equal([]);
  });

  it("stores each score by itself, and says so on the contact", () => {
    const invocations = document.Actions.filter(({ Type }) => Type === "InvokeLambdaFunction");
    const scores = invocations.map(({ Parameters }) => JSON.stringify(Parameters?.LambdaInvocationAttributes));
    expect(scores).to.have.members(["1", "2", "3", "4", "5"].map((score) => `{"score":"${score}","through":"keypad"}`));
    expect(document.Actions.some(({ Type }) => Type === "UpdateContactAttributes")).to.equal(true);
  });

  it("goes on from a score that cannot be stored to the same goodbye as from one that can", () => {
    const attributes = document.Actions.filter(({ Type }) => Type === "UpdateContactAttributes");
    const after = new Set(attributes.map(({ Transitions }) => Transitions?.NextAction));
    const invocations = document.Actions.filter(({ Type }) => Type === "InvokeLambdaFunction");
    for (const { Transitions } of invocations) {
      const failed = Transitions?.Errors?.map(({ NextAction }) => NextAction) ?? [];
      expect(failed.length).to.be.above(0);
      for (const next of failed) expect([...after]).to.include(next);
    }
  });
});
