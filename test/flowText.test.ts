import { expect } from "chai";
import {
  asNumber,
  attribute,
  type FlowBuilder,
  FlowError,
  functionRef,
  lessThan,
  queueMetric,
  queueRef,
  reference,
  ssml,
  system,
  text,
} from "../flows/language";
import { actionAt, inbound, only, spoken } from "./support/flowDocuments";

describe("text of the flow language", () => {
  it("holds references, plain values and other text", () => {
    const { document } = inbound((f) => {
      f.say(text`Hello ${attribute("name")}, ${text`you are number ${queueMetric.size}`} of ${3}.`);
      f.disconnect();
    });
    expect(spoken(actionAt(document, document.StartAction))).to.equal(
      "Hello $.Attributes.name, you are number $.Metrics.Queue.Size of 3.",
    );
  });

  it("writes attributes with spaces the long way", () => {
    expect(attribute("my key").path).to.equal("$.Attributes.['my key']");
  });

  it("escapes plain values in markup, and leaves references alone", () => {
    expect(ssml`<speak>${"R&D <now>"} ${attribute("x")}</speak>`.parts.join("|")).to.include("R&amp;D &lt;now&gt;");
  });

  it("refuses markup that is not well-formed when it is written", () => {
    expect(() => ssml`<speak>Hello <break time="1s"></speak>`).to.throw(FlowError, /closes a tag that is not open/);
    expect(() => ssml`Hello ${attribute("x")}`).to.throw(FlowError, /<speak>/);
  });

  it("refuses references and placeholders hidden in plain text", () => {
    expect(() => text`Hello $.Attributes.name`).to.throw(FlowError, /\$\.Attributes\.name as plain text/);
    expect(() => inbound((f) => f.say("Size $.Metrics.Queue.Size"))).to.throw(FlowError, /as plain text/);
    expect(() => inbound((f) => f.say("To ${{queue:support}}"))).to.throw(FlowError, /queueRef/);
  });

  it("refuses text that would lengthen a reference", () => {
    expect(() => text`${attribute("name")}s`).to.throw(FlowError, /directly after \$\.Attributes\.name/);
    expect(() => text`${attribute("name")}.first`).to.throw(FlowError);
    expect(() => text`${attribute("a")}${attribute("b")}`).to.throw(FlowError);
    expect(text`Hello ${attribute("name")}.`.parts).to.have.length(3);
  });

  it("lets a price through", () => {
    const { document } = inbound((f) => {
      f.say("It costs $5, not $.50.");
      f.disconnect();
    });
    expect(document.Actions).to.have.length.greaterThan(1);
  });

  it("refuses names the service does not take", () => {
    for (const name of ["", "a.b", "a$b", "it's", "a\nb"]) {
      expect(() => attribute(name), name).to.throw(FlowError);
    }
    expect(() => reference("Attributes.name")).to.throw(FlowError);
    expect(() => queueRef(" ")).to.throw(FlowError);
  });
});

describe("answers of Lambda functions", () => {
  const lookUp = (f: FlowBuilder, name?: string) =>
    f.invokeLambda(functionRef("lookup"), { timeLimitSeconds: 5, returns: ["name"], ...(name && { name }) });

  it("are references to exactly the declared keys", () => {
    const { document } = inbound((f) => {
      const answer = f.invokeLambda(functionRef("lookup"), {
        parameters: { number: system.customerNumber },
        timeLimitSeconds: 3,
        returns: ["name", "city"],
      });
      expect(Object.keys(answer)).to.deep.equal(["name", "city"]);
      f.say(text`${answer.name} of ${answer.city}`);
      f.disconnect();
    });
    expect(only(document, "InvokeLambdaFunction").Parameters).to.deep.equal({
      LambdaFunctionARN: "${{function:lookup}}",
      InvocationTimeLimitSeconds: "3",
      InvocationType: "SYNCHRONOUS",
      LambdaInvocationAttributes: { number: "$.CustomerEndpoint.Address" },
      ResponseValidation: { ResponseType: "STRING_MAP" },
    });
  });

  it("cannot be read after another invocation", () => {
    expect(() =>
      inbound((f) => {
        const first = lookUp(f);
        f.invokeLambda(functionRef("other"), { timeLimitSeconds: 5, returns: [] });
        f.say(text`Hello ${first.name}`);
        f.disconnect();
      }),
    ).to.throw(FlowError, /reads \$\.External\.name of lookup, but on some path other was invoked since/);
  });

  it("cannot be read where the invocation failed, or has not happened", () => {
    expect(() =>
      inbound((f) => {
        const answers: { name: ReturnType<typeof attribute> }[] = [];
        f.attempt((f) => void answers.push(lookUp(f)));
        f.say(answers[0]?.name ?? "none");
        f.disconnect();
      }),
    ).to.throw(FlowError, /the last invocation of lookup failed/);
    expect(() =>
      inbound((f) => {
        const answers: { name: ReturnType<typeof attribute> }[] = [];
        f.compareWith(asNumber(attribute("x")), [[lessThan(1), (f) => void answers.push(lookUp(f))]]);
        f.say(answers[0]?.name ?? "none");
        f.disconnect();
      }),
    ).to.throw(FlowError, /nothing has been invoked yet/);
  });

  it("can be read in a loop that invokes anew each round", () => {
    const { document } = inbound((f) => {
      f.loop({ times: 3 }, (f) => {
        const answer = lookUp(f);
        f.say(text`Hello ${answer.name}`);
      });
      f.disconnect();
    });
    expect(document.Actions.map(({ Type }) => Type)).to.include("Loop");
  });

  it("refuses keys a function cannot answer", () => {
    expect(() =>
      inbound((f) => {
        f.invokeLambda(functionRef("lookup"), { timeLimitSeconds: 5, returns: ["a.b"] });
      }),
    ).to.throw(FlowError, /"a\.b"/);
  });

  it("wants to know the keys of a Lambda answer, also where types are stripped", () => {
    const options: { timeLimitSeconds: number } = { timeLimitSeconds: 5 };
    expect(() => inbound((f) => f.invokeLambda(functionRef("lookup"), options as never))).to.throw(
      FlowError,
      'The invocation of lookup does not say what it returns; give the keys of the answer, such as returns: ["name"].',
    );
  });
});
