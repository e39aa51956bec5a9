import { expect } from "chai";
import {
  ACTION_SPECS,
  describeFindings,
  type Finding,
  type FlowAction,
  type FlowDocument,
  type FlowKind,
  validate,
} from "../flows/language";

import { action, codes, flow, GENERIC, LAMBDA, MENU, MENU_ERRORS, SAY, STORE, ways } from "./support/flowActions";

describe("the flow validator", () => {
  describe("accepts", () => {
    const accepted: [string, FlowAction, FlowKind?][] = [
      ["a message without a wired error", SAY],
      ["an action without parameters and transitions", { Identifier: "it", Type: "DisconnectParticipant" }],
      ["a menu without conditions", action("GetParticipantInput", MENU, ways(MENU_ERRORS))],
      ["a menu", action("GetParticipantInput", MENU, ways(MENU_ERRORS, ["1", "#"]))],
      ["stored digits", action("GetParticipantInput", STORE, ways(["NoMatchingError"]))],
      [
        "a stored phone number",
        action(
          "GetParticipantInput",
          { ...STORE, InputValidation: { PhoneNumberValidation: { NumberFormat: "Local", CountryCode: "US" } } },
          ways(["InvalidPhoneNumber", "NoMatchingError"]),
        ),
      ],
      [
        "a number as time limit of a function",
        action("InvokeLambdaFunction", { ...LAMBDA, InvocationTimeLimitSeconds: 8 }, ways(["NoMatchingError"])),
      ],
      [
        "sixty seconds for an asynchronous function",
        action(
          "InvokeLambdaFunction",
          { ...LAMBDA, InvocationType: "ASYNCHRONOUS", InvocationTimeLimitSeconds: "60" },
          ways(["NoMatchingError"]),
        ),
      ],
      [
        "a comparison",
        action(
          "Compare",
          { ComparisonValue: "$.Attributes.['my key']" },
          ways(["NoMatchingCondition"], ["a"], "TextStartsWith"),
        ),
      ],
      [
        "agents",
        action(
          "CheckMetricData",
          { MetricType: "NumberOfAgentsOnline" },
          ways(["NoMatchingError", "NoMatchingCondition"], ["0"], "NumberGreaterThan"),
        ),
      ],
      [
        "a hand-off to a phone",
        action(
          "TransferParticipantToThirdParty",
          { ThirdPartyPhoneNumber: "+12065550100", ContinueFlowExecution: "False" },
          ways(["NoMatchingError"]),
        ),
      ],
      [
        "prompts that hold, without a next action",
        {
          Identifier: "it",
          Type: "MessageParticipantIteratively",
          Parameters: { Messages: [{ Text: "Hold." }] },
          Transitions: { Errors: [], Conditions: [] },
        },
        "CUSTOMER_HOLD",
      ],
      [
        "campaigns, about which little is known",
        action("Wait", { TimeLimitSeconds: "5" }, ways(["NoMatchingError"], ["WaitCompleted"])),
        "CAMPAIGN",
      ],
    ];
    for (const [name, given, type] of accepted) {
      it(name, () => {
        const alone = given.Transitions?.NextAction === undefined;
        const document = alone ? { ...flow(given), Actions: [given] } : flow(given);
        expect(codes(document, type)).to.deep.equal([]);
      });
    }
  });

  describe("finds in the document", () => {
    const found: [string, string, FlowDocument][] = [
      ["another version", "error F101", { ...flow(SAY), Version: "2020-01-01" }],
      ["a start that is not there", "error F102", { ...flow(SAY), StartAction: "It" }],
      ["two actions of one identifier", "error F105", flow(SAY, SAY)],
      ["an identifier too long", "error F106", flow({ ...SAY, Identifier: "x".repeat(51) })],
      ["an identifier with a dollar sign", "error F107", flow({ ...SAY, Identifier: "a$b" })],
      ["an identifier every object has", "error F107", flow({ ...SAY, Identifier: "constructor" })],
      ["an action nothing leads to", "warning F501", flow({ ...SAY, Identifier: "first" }, SAY)],
    ];
    for (const [name, code, document] of found) {
      it(name, () => {
        expect(codes(document)).to.include(code);
      });
    }

    it("more than 250 actions", () => {
      const chain = (length: number) =>
        flow(
          ...Array.from({ length }, (_, index): FlowAction => {
            return {
              ...SAY,
              Identifier: `say${index}`,
              Transitions: { NextAction: index + 1 < length ? `say${index + 1}` : "end" },
            };
          }),
        );
      expect(codes(chain(249))).to.deep.equal([]);
      expect(codes(chain(250))).to.deep.equal(["error F103"]);
    });

    it("more characters than the service takes", () => {
      const long = Array.from({ length: 100 }, (_, index): FlowAction => {
        return { ...SAY, Identifier: `say${index}`, Parameters: { Text: "x".repeat(2_600) } };
      });
      expect(codes(flow(...long))).to.include("error F104");
    });

    it("no list of actions, and goes no further", () => {
      for (const given of [
        "null",
        "[]",
        "{}",
        '{"modules":[]}',
        '{"Actions":[null]}',
        '{"Actions":[{"Identifier":1}]}',
      ]) {
        const document = JSON.parse(given) as FlowDocument;
        expect(codes(document), given).to.deep.equal(["error F100"]);
      }
    });

    it("a document nested deeper than anything could walk, wherever it is", () => {
      for (const [depth, found] of [
        [90, false],
        [150, true],
        [100_000, true],
      ] as const) {
        const deep: unknown = JSON.parse("[".repeat(depth) + "]".repeat(depth));
        const action = { Identifier: "a", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };
        for (const changed of [
          { Metadata: deep },
          { Actions: [{ ...action, Parameters: { deep } }] },
          { Actions: [{ ...action, Transitions: deep }] },
        ]) {
          const document = { ...flow(), ...changed } as FlowDocument;
          const messages = validate(document, { type: "CONTACT_FLOW" }).map(({ message }) => message);
          expect(messages.some((message) => message.includes("more than 100 levels"))).to.equal(found);
        }
      }
    });

    it("actions whose ways out are not shaped like any", () => {
      for (const given of [
        "[1]",
        '[{"NextAction":"a"}]',
        '[{"NextAction":"a","Condition":{"Operator":"Equals","Operands":1}}]',
      ]) {
        const document = JSON.parse(
          `{"Actions":[{"Identifier":"a","Type":"Compare","Transitions":{"Conditions":${given}}}]}`,
        ) as FlowDocument;
        expect(codes(document), given).to.deep.equal(["error F100"]);
      }
    });
  });

  describe("follows paths:", () => {
    const compare = (Identifier: string, onMatch: string, otherwise: string): FlowAction => ({
      Identifier,
      Type: "Compare",
      Parameters: { ComparisonValue: "$.Channel" },
      Transitions: {
        NextAction: otherwise,
        Errors: [{ NextAction: otherwise, ErrorType: "NoMatchingCondition" }],
        Conditions: [{ NextAction: onMatch, Condition: { Operator: "Equals", Operands: ["VOICE"] } }],
      },
    });

    it("a circle without a way out is told apart", () => {
      const document = { ...flow(compare("a", "b", "b"), compare("b", "a", "a")) };
      expect(codes(document)).to.include("warning F503");
    });

    it("a circle that can be left is a warning", () => {
      const found = validate(flow(compare("a", "b", "end"), compare("b", "a", "a")), { type: "CONTACT_FLOW" });
      expect(found.map(({ code, severity }) => [code, severity])).to.deep.equal([["F502", "warning"]]);
    });

    it("an action that leads to itself is a circle", () => {
      expect(codes(flow(compare("a", "a", "end")))).to.deep.equal(["warning F502"]);
    });

    it("a circle through a prompt, or bounded by a loop, is none", () => {
      const say: FlowAction = { ...SAY, Transitions: { NextAction: "a", Errors: [{ ...GENERIC, NextAction: "a" }] } };
      expect(codes(flow(compare("a", "it", "end"), say))).to.deep.equal([]);
      const loop: FlowAction = {
        Identifier: "loop",
        Type: "Loop",
        Parameters: { LoopCount: "3" },
        Transitions: {
          NextAction: "end",
          Conditions: [
            { NextAction: "a", Condition: { Operator: "Equals", Operands: ["ContinueLooping"] } },
            { NextAction: "end", Condition: { Operator: "Equals", Operands: ["DoneLooping"] } },
          ],
        },
      };
      expect(codes(flow(loop, compare("a", "loop", "loop")))).to.deep.equal([]);
    });

    it("what may not run before loop prompts is found before them only", () => {
      const prompts = (onInterrupt: string): FlowAction => ({
        Identifier: "prompts",
        Type: "MessageParticipantIteratively",
        Parameters: { Messages: [{ Text: "a" }], InterruptFrequencySeconds: "30" },
        Transitions: {
          Conditions: [
            { NextAction: onInterrupt, Condition: { Operator: "Equals", Operands: ["MessagesInterrupted"] } },
          ],
        },
      });
      const say: FlowAction = { ...SAY, Transitions: { NextAction: "prompts" } };
      expect(codes(flow(say, prompts("end")), "CUSTOMER_QUEUE")).to.deep.equal(["warning F504"]);
      expect(codes({ ...flow(prompts("it"), say), Actions: [prompts("it"), say] }, "CUSTOMER_QUEUE")).to.deep.equal([]);
    });

    it("a contact attribute set later is not there yet; one set elsewhere may be", () => {
      const say = (Text: string): FlowAction => ({ ...SAY, Parameters: { Text }, Transitions: { NextAction: "set" } });
      const set: FlowAction = {
        Identifier: "set",
        Type: "UpdateContactAttributes",
        Parameters: { Attributes: { "my name": "x" } },
        Transitions: ways(["NoMatchingError"]),
      };
      expect(codes(flow(say("$.Attributes.['my name']"), set))).to.deep.equal(["warning F703"]);
      expect(codes(flow(say("$.Attributes.other"), set))).to.deep.equal([]);
    });

    it("what is typed is a secret while the flow log is on, unless it is short or encrypted", () => {
      const log = (state: string, next: string): FlowAction => ({
        Identifier: state,
        Type: "UpdateFlowLoggingBehavior",
        Parameters: { FlowLoggingBehavior: state },
        Transitions: { NextAction: next },
      });
      const pin = (length: string, more = {}): FlowAction =>
        action(
          "GetParticipantInput",
          { ...STORE, InputValidation: { CustomValidation: { MaximumLength: length } }, ...more },
          ways(["NoMatchingError"]),
        );
      const encryption = { InputEncryption: { EncryptionKeyId: "k", Key: "pem" } };
      expect(codes(flow(log("Enabled", "it"), pin("4")))).to.deep.equal(["warning F704"]);
      expect(codes(flow(log("Enabled", "it"), pin("1")))).to.deep.equal([]);
      expect(codes(flow(log("Enabled", "it"), pin("4", encryption)))).to.deep.equal([]);
      expect(codes(flow(log("Enabled", "Disabled"), log("Disabled", "it"), pin("4")))).to.deep.equal([]);
    });
  });

  it("compares the time limit of a function with the function's own timeout", () => {
    const document = flow(action("InvokeLambdaFunction", LAMBDA, ways(["NoMatchingError"])));
    const found = (seconds: number): Finding[] =>
      validate(document, { type: "CONTACT_FLOW", functionTimeouts: { "${{function:x}}": seconds } });
    expect(found(5)).to.deep.equal([]);
    expect(found(6).map(({ code }) => code)).to.deep.equal(["F702"]);
  });

  it("describes findings with action, fault and remedy", () => {
    const findings = validate(flow(action("TransferContactToQueue", {}, ways(["NoMatchingError"]))), {
      type: "CONTACT_FLOW",
    });
    expect(describeFindings(findings)).to.equal(
      "error F402 at it: The error QueueAtCapacity leads nowhere. Wire it; the service requires it.",
    );
  });

  it("knows of every action type where it is legal and how it ends", () => {
    for (const [type, spec] of Object.entries(ACTION_SPECS)) {
      expect(spec.flowTypes, type).not.to.be.empty;
      expect(spec.outcomes.at(-1)?.when, `${type} needs a last outcome without tests`).to.equal(undefined);
      if (spec.terminal) {
        expect(spec.outcomes, type).to.have.length(1);
      }
    }
  });
});
