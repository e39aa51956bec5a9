/** Every limit of the flow language at its edge, as Amazon Connect documents it: the last value it takes, and the next. */
import { expect } from "chai";
import {
  type ActionParameters,
  type FlowDocument,
  type FlowKind,
  type Transitions,
  validate,
} from "../../flows/language";
import { action, codes, END, flow, LAMBDA, MENU, MENU_ERRORS, SAY, STORE, ways } from "../support/flowActions";

const GENERIC = ways(["NoMatchingError"]);

interface Limit {
  readonly type: string;
  readonly parameters: (value: string) => ActionParameters;
  readonly transitions?: Transitions;
  readonly kind?: FlowKind;
  readonly taken: readonly string[];
  readonly refused: readonly string[];
}

const menu = (value: string): ActionParameters => ({ ...MENU, InputTimeLimitSeconds: value });
const dtmf =
  (name: string) =>
  (value: string): ActionParameters => ({
    ...STORE,
    DTMFConfiguration: { DisableCancelKey: "True", [name]: value },
  });
const callback =
  (name: string) =>
  (value: string): ActionParameters => ({
    InitialCallDelaySeconds: "5",
    RetryDelaySeconds: "5",
    MaximumConnectionAttempts: "5",
    [name]: value,
  });
const BOT = { Text: "Hello.", LexV2Bot: { AliasArn: "arn" } };
const BOT_WAYS = ways(["NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded"]);

const LIMITS: Limit[] = [
  {
    type: "GetParticipantInput",
    parameters: menu,
    transitions: ways(MENU_ERRORS),
    taken: ["1", "179", "180"],
    refused: ["0", "181", "5 ", "0x5", "$.Attributes.seconds"],
  },
  {
    type: "GetParticipantInput",
    parameters: dtmf("InterdigitTimeLimitSeconds"),
    transitions: GENERIC,
    taken: ["1", "20"],
    refused: ["0", "21"],
  },
  {
    type: "GetParticipantInput",
    parameters: dtmf("InputTerminationSequence"),
    transitions: GENERIC,
    taken: ["#", "12#*9"],
    refused: ["123456", "a"],
  },
  {
    type: "ConnectParticipantWithLexBot",
    parameters: (Text) => ({ ...BOT, LexTimeoutSeconds: { Text } }),
    transitions: BOT_WAYS,
    taken: ["60", "604800"],
    refused: ["59", "604801"],
  },
  {
    type: "Wait",
    parameters: (TimeLimitSeconds) => ({ TimeLimitSeconds }),
    transitions: ways(["NoMatchingError"], ["WaitCompleted"]),
    taken: ["1", "604800"],
    refused: ["0", "604801"],
  },
  {
    type: "Loop",
    parameters: (LoopCount) => ({ LoopCount }),
    transitions: ways([], ["ContinueLooping", "DoneLooping"]),
    taken: ["0", "100"],
    refused: ["-1", "101"],
  },
  {
    type: "CreateCallbackContact",
    parameters: callback("InitialCallDelaySeconds"),
    taken: ["1", "259200"],
    refused: ["0", "259201"],
  },
  {
    type: "CreateCallbackContact",
    parameters: callback("RetryDelaySeconds"),
    taken: ["1", "259200"],
    refused: ["0", "259201"],
  },
  {
    type: "CreateCallbackContact",
    parameters: callback("MaximumConnectionAttempts"),
    // Published flows have 0.
    taken: ["0", "1", "1001"],
    refused: ["-1", "1.5"],
  },
  {
    type: "UpdateContactRoutingBehavior",
    parameters: (QueuePriority) => ({ QueuePriority }),
    transitions: ways([]),
    taken: ["1", "9223372036854775000"],
    refused: ["0", "-1"],
  },
  {
    type: "CreateTask",
    parameters: (DelaySeconds) => ({ ContactFlowId: "f", Name: "n", DelaySeconds }),
    taken: ["1", "518400"],
    refused: ["0", "518401"],
  },
  {
    type: "TransferParticipantToThirdParty",
    parameters: (ThirdPartyConnectionTimeLimitSeconds) => ({
      ThirdPartyPhoneNumber: "+12065550100",
      ThirdPartyConnectionTimeLimitSeconds,
    }),
    transitions: ways(["CallFailed", "ConnectionTimeLimitExceeded", "NoMatchingError"]),
    taken: ["0", "600"],
    refused: ["-1", "601"],
  },
  {
    type: "TransferParticipantToThirdParty",
    parameters: (ThirdPartyDTMFDigits) => ({ ThirdPartyPhoneNumber: "+12065550100", ThirdPartyDTMFDigits }),
    transitions: ways(["CallFailed", "ConnectionTimeLimitExceeded", "NoMatchingError"]),
    taken: ["1,*#", "1".repeat(50)],
    refused: ["1".repeat(51), "1w"],
  },
  {
    type: "InvokeLambdaFunction",
    parameters: (InvocationTimeLimitSeconds) => ({ ...LAMBDA, InvocationTimeLimitSeconds }),
    taken: ["1", "8"],
    refused: ["0", "9"],
  },
  {
    type: "InvokeLambdaFunction",
    parameters: (seconds) => ({ ...LAMBDA, InvocationType: "ASYNCHRONOUS", InvocationTimeLimitSeconds: seconds }),
    taken: ["1", "60"],
    refused: ["0", "61"],
  },
];

describe("the limits of the flow language", () => {
  for (const { type, parameters, transitions = GENERIC, kind, taken, refused } of LIMITS) {
    const found = (value: string): string[] =>
      codes(flow(action(type, parameters(value), transitions)), kind).filter((code) => / F3(07|08)$| F701$/.test(code));
    for (const value of taken) {
      it(`let ${type} have ${JSON.stringify(parameters(value))}`, () => {
        expect(found(value)).to.deep.equal([]);
      });
    }
    for (const value of refused) {
      it(`do not let ${type} have ${JSON.stringify(parameters(value))}`, () => {
        expect(found(value)).to.have.length.of.at.least(1);
      });
    }
  }

  it("let percentages rise from 2 to 100, each more than the one before", () => {
    const of = (...thresholds: string[]): string[] =>
      codes(flow(action("DistributeByPercentage", {}, ways(["NoMatchingCondition"], thresholds, "NumberLessThan"))));
    for (const thresholds of [["2"], ["2", "100"], ["100"]]) expect(of(...thresholds)).to.deep.equal([]);
    for (const thresholds of [["1"], ["101"], ["50", "50"], ["50", "49"], ["2.5"]]) {
      expect(of(...thresholds), thresholds.join()).to.deep.equal(["error F405"]);
    }
  });

  it("let each result of an action stand once", () => {
    const loop = (...results: string[]): string[] => codes(flow(action("Loop", { LoopCount: "2" }, ways([], results))));
    expect(loop("ContinueLooping", "DoneLooping")).to.deep.equal([]);
    expect(loop("ContinueLooping", "ContinueLooping")).to.include("error F405");
  });

  it("let identifiers have no character that Connect keeps for itself", () => {
    for (const character of "%:(\\/)=$,;[]{}") {
      const document = flow({ ...SAY, Identifier: `a${character}b`, Transitions: { NextAction: "end" } });
      expect(codes(document), character).to.include("error F107");
    }
    for (const character of " .-_#'\"<>é営😀") {
      const document = flow({ ...SAY, Identifier: `a${character}b`, Transitions: { NextAction: "end" } });
      expect(codes(document), character).to.deep.equal([]);
    }
  });

  it("let a document have 256,000 characters, and not one more", () => {
    const sized = (length: number): FlowDocument => {
      const filled = (filler: string): FlowDocument => ({ ...flow(END), Metadata: { filler } });
      const empty = JSON.stringify(filled("")).length;
      return filled("x".repeat(length - empty));
    };
    const errors = (length: number): string[] => codes(sized(length)).filter((code) => code === "error F104");
    expect([errors(256_000), errors(256_001)]).to.deep.equal([[], ["error F104"]]);
  });

  it("let no menu have settings of stored input, each for itself", () => {
    const of = (more: ActionParameters): string[] =>
      codes(flow(action("GetParticipantInput", { ...MENU, ...more }, ways(MENU_ERRORS))));
    expect(of({})).to.deep.equal([]);
    expect(of({ DTMFConfiguration: { DisableCancelKey: "True" } })).to.include("error F311");
    expect(of({ InputValidation: { CustomValidation: { MaximumLength: "2" } } })).to.include("error F311");
  });

  it("let functions in a row take 20 seconds before somebody has to speak", () => {
    const chain = (...limits: string[]): string[] => {
      const steps = limits.map((InvocationTimeLimitSeconds, index) => ({
        ...action("InvokeLambdaFunction", { ...LAMBDA, InvocationTimeLimitSeconds }),
        Identifier: `f${index}`,
        Transitions: { ...GENERIC, NextAction: index + 1 < limits.length ? `f${index + 1}` : "end" },
      }));
      return codes(flow(...steps));
    };
    expect([chain("8", "8", "4"), chain("8", "8", "5")]).to.deep.equal([[], ["warning F705"]]);
  });

  it("take three digits and more for a secret that the log must not show", () => {
    const asking = (MaximumLength: string): string[] => {
      const on = action("UpdateFlowLoggingBehavior", { FlowLoggingBehavior: "Enabled" }, { NextAction: "ask" });
      const InputValidation = { CustomValidation: { MaximumLength } };
      const ask = {
        ...action("GetParticipantInput", { ...STORE, Text: "How many?", InputValidation }, GENERIC),
        Identifier: "ask",
      };
      return codes(flow(on, ask));
    };
    expect([asking("2"), asking("3")]).to.deep.equal([[], ["warning F704"]]);
  });
});

describe("names in a flow", () => {
  const warnings = (document: FlowDocument): string[] =>
    validate(document, { type: "CONTACT_FLOW" }).map(({ severity, code }) => `${severity} ${code}`);
  const setting = (type: string, map: string, name: string, value: ActionParameters[string] = "x"): string[] =>
    warnings(flow(action(type, { [map]: { [name]: value } }, GENERIC)));

  it("of attributes have no $ and no full stop, unless a reference makes them", () => {
    for (const name of ["a.b", "$a", "a$"]) {
      expect(setting("UpdateContactAttributes", "Attributes", name)).to.deep.equal(["warning F319"]);
      expect(setting("UpdateFlowAttributes", "FlowAttributes", name, { Value: "x" })).to.deep.equal(["warning F319"]);
    }
    for (const name of ["my key", "a-b_c", "$.Channel"]) {
      expect(setting("UpdateContactAttributes", "Attributes", name)).to.deep.equal([]);
    }
  });

  it("of tags do not begin as those of AWS do", () => {
    expect(setting("TagContact", "Tags", "aws:cost")).to.deep.equal(["warning F319"]);
    expect(setting("TagContact", "Tags", "cost.centre")).to.deep.equal([]);
  });

  it("that references begin with are Connect's", () => {
    const saying = (Text: string): string[] => warnings(flow(action("MessageParticipant", { Text }, ways([]))));
    expect(saying("Hello $.attributes.name and $.Nope.")).to.deep.equal(["warning F320", "warning F320"]);
    expect(saying("It costs $5. Hello $.CustomerEndpoint.Address")).to.deep.equal([]);
  });

  it("of parameters that were seen refused are errors, also where new ones may appear", () => {
    const asking = (name: string): string[] =>
      warnings(flow(action("InvokeLambdaFunction", { ...LAMBDA, [name]: { a: "b" } }, GENERIC)));
    expect([asking("RequestAttributes"), asking("SomethingNew")]).to.deep.equal([["error F301"], ["warning F301"]]);
  });
});
