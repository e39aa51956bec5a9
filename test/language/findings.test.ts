import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { FINDING_CODES, type FlowDocument, type FlowKind, validate } from "../../flows/language";
import { action, flow, MENU, MENU_ERRORS, STORE, ways } from "../support/flowActions";
import { PROJECT } from "../support/evaluated";

const LANGUAGE = "flows/language";

/** Codes of the findings about a flow, with what they are. */
function found(document: FlowDocument, type: FlowKind = "CONTACT_FLOW", channels?: ("VOICE" | "CHAT")[]): string[] {
  const findings = validate(document, { type, ...(channels && { channels }) });
  return findings.map(({ severity, code, action: at }) => `${severity} ${code}${at === undefined ? "" : ` ${at}`}`);
}

describe("the codes of findings", () => {
  const document = readFileSync(path.join(PROJECT, "docs/flow-findings.md"), "utf8");

  it("are listed in the documentation, each with its meaning and its remedy", () => {
    const rows = [...document.matchAll(/^\| (F\d{3}) \| (.*?) +\| (.*?) +\|$/gm)].map(([, ...cells]) => cells);
    const known = [...FINDING_CODES].map(([code, { meaning, remedy }]) => [code, meaning, remedy]);
    expect(rows.map((cells) => cells.map((cell) => cell.trim()))).to.deep.equal(known);
  });

  it("are all given by some rule, and no rule gives another", () => {
    const sources = readdirSync(path.join(PROJECT, LANGUAGE), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && name !== "findingCodes.ts")
      .map((name) => readFileSync(path.join(PROJECT, LANGUAGE, name), "utf8"));
    const given = new Set(
      sources.flatMap((source) => source.match(/"F\d{3}"/g) ?? []).map((code) => code.slice(1, -1)),
    );
    expect([...given].sort()).to.deep.equal([...FINDING_CODES.keys()].sort());
  });
});

describe("the flow validator", () => {
  const silent = ways(["NoMatchingError"]);

  it("warns of functions in a row that may leave a caller in silence for more than 20 seconds", () => {
    const chain = (count: number, between?: ReturnType<typeof action>): FlowDocument => {
      const steps = Array.from({ length: count }, (_, index) => {
        const invoke = action(
          "InvokeLambdaFunction",
          { LambdaFunctionARN: "f", InvocationTimeLimitSeconds: "8" },
          { ...silent, NextAction: index === count - 1 ? "end" : index === 1 && between ? "it" : `f${index + 1}` },
        );
        return { ...invoke, Identifier: `f${index}` };
      });
      return flow(...steps, ...(between ? [between] : []));
    };
    expect(found(chain(2))).to.deep.equal([]);
    expect(found(chain(3))).to.deep.equal(["warning F705 f2"]);
    const say = action("MessageParticipant", { Text: "One moment." }, { NextAction: "f2" });
    expect(found(chain(3, say))).to.deep.equal([]);
  });

  it("follows chains of functions round a circle without going round for ever", () => {
    const again = action(
      "InvokeLambdaFunction",
      { LambdaFunctionARN: "f", InvocationTimeLimitSeconds: "1" },
      { NextAction: "it", Errors: [{ ErrorType: "NoMatchingError", NextAction: "b" }] },
    );
    const document = flow(again, { ...again, Identifier: "b" }, { ...again, Identifier: "c" });
    expect(found(document)).to.include("warning F705 it");
  });

  it("says from where no path ends", () => {
    const say = action("MessageParticipant", { Text: "Hello." }, { NextAction: "again" });
    const again = { ...say, Identifier: "again", Transitions: { NextAction: "it" } };
    expect(found(flow(say, again))).to.include("warning F505 it");
    expect(found(flow({ ...say, Transitions: { NextAction: "end" } }))).to.deep.equal([]);
  });

  it("warns of secrets that are stored in clear, by the words of the prompt", () => {
    const ask = (text: string, encrypted = false) =>
      flow(
        action(
          "GetParticipantInput",
          {
            ...STORE,
            Text: text,
            InputValidation: { CustomValidation: { MaximumLength: "16" } },
            ...(encrypted && { InputEncryption: { EncryptionKeyId: "k", Key: "pem" } }),
          },
          silent,
        ),
      );
    expect(found(ask("Please enter your credit card."))).to.deep.equal(["warning F706 it"]);
    expect(found(ask("Please enter your credit card.", true))).to.deep.equal([]);
    expect(found(ask("Please enter your order number."))).to.deep.equal([]);
  });

  it("warns of what does not work on a channel, when it is told the channels", () => {
    const menu = flow(action("GetParticipantInput", { ...MENU, Text: "x".repeat(1_025) }, ways(MENU_ERRORS)));
    expect(found(menu)).to.deep.equal([]);
    expect(found(menu, "CONTACT_FLOW", ["VOICE"])).to.deep.equal([]);
    expect(found(menu, "CONTACT_FLOW", ["CHAT"])).to.deep.equal(["warning F204 it", "warning F606 it"]);
    const markup = flow(action("MessageParticipant", { SSML: "<speak>Hello.</speak>" }));
    expect(found(markup, "CONTACT_FLOW", ["VOICE", "CHAT"])).to.deep.equal(["warning F605 it"]);
  });

  it("warns of audio files in whispers, of analytics of half a call, and of a chat's limit that leads nowhere", () => {
    const media = { Media: { Uri: "https://example.com/a.wav", SourceType: "S3", MediaType: "Audio" } };
    const whisper: FlowDocument = {
      ...flow(action("MessageParticipant", media)),
      Actions: [
        action("MessageParticipant", media),
        { Identifier: "end", Type: "EndFlowExecution", Parameters: {}, Transitions: {} },
      ],
    };
    expect(found(whisper, "AGENT_WHISPER")).to.deep.equal(["warning F318 it"]);
    const recording = (RecordedParticipants: string[]) =>
      flow(
        action("UpdateContactRecordingBehavior", {
          RecordingBehavior: { RecordedParticipants },
          AnalyticsBehavior: { Enabled: "True", ChannelConfiguration: { Voice: { AnalyticsModes: ["PostContact"] } } },
        }),
      );
    expect(found(recording(["Agent"]))).to.deep.equal(["warning F317 it"]);
    expect(found(recording(["Agent", "Customer"]))).to.deep.equal([]);
    const bot = { Text: "Hello?", LexV2Bot: { AliasArn: "a" }, LexTimeoutSeconds: { Text: "300" } };
    const asked = flow(action("ConnectParticipantWithLexBot", bot, ways(["NoMatchingError", "NoMatchingCondition"])));
    expect(found(asked)).to.deep.equal(["warning F316 it"]);
  });

  describe("lets through what exports hold", () => {
    const exported: [string, FlowDocument, string[]?][] = [
      ["a bot of Lex V1", botV1(), ["warning F203 it"]],
      ["an action without parameters and lists", bare({ Type: "GetMetricData", Transitions: { ...silent } })],
      ["an ending without transitions", { ...flow(), Actions: [{ Identifier: "end", Type: "DisconnectParticipant" }] }],
      [
        "an action newer than the table",
        flow(action("SummariseContact", { Any: { thing: [1, true] } })),
        ["warning F201 it"],
      ],
      ["lower-case booleans", flow(action("GetParticipantInput", { ...MENU, StoreInput: "false" }, ways(MENU_ERRORS)))],
      [
        "the buffer switch of prompts",
        flow(action("MessageParticipant", { Text: "a", SkipWhenDTMFBufferEnabled: "false" })),
      ],
      [
        "an attribute named with spaces, or in any script",
        flow(action("Compare", { ComparisonValue: "$.Attributes.my key" }, ways(["NoMatchingCondition"], ["a"])), {
          ...action("Compare", { ComparisonValue: "$.Attributes.顧客" }, ways(["NoMatchingCondition"])),
          Identifier: "b",
        }),
        ["warning F501 b"],
      ],
      [
        "a test for a key",
        flow(action("Compare", { ComparisonValue: "$.Tags" }, ways(["NoMatchingCondition"], ["team"], "KeyExists"))),
      ],
      [
        "a transfer whose way on is empty",
        flow(action("TransferContactToQueue", {}, { ...ways(["QueueAtCapacity", "NoMatchingError"]), NextAction: "" })),
        ["warning F406 it"],
      ],
      [
        "typed flow attributes",
        flow(action("UpdateFlowAttributes", { FlowAttributes: { a: { Type: "String", Value: "x" } } }, silent)),
      ],
      [
        "a voice engine as Amazon Polly spells it",
        flow(
          action("UpdateContactTextToSpeechVoice", { TextToSpeechVoice: "Joanna", TextToSpeechEngine: "long-form" }),
        ),
      ],
      [
        "a time limit branch of a function",
        flow(action("InvokeLambdaFunction", { LambdaFunctionARN: "f" }, ways(["NoMatchingError", "Timeout"]))),
        ["warning F403 it"],
      ],
    ];
    for (const [name, document, findings = []] of exported) {
      it(name, () => {
        expect(found(document)).to.deep.equal(findings);
      });
    }

    function botV1(): FlowDocument {
      const parameters = { Text: "Hello?", LexBot: { Name: "b", Region: "us-east-1", Alias: "$LATEST" } };
      return flow(
        action("ConnectParticipantWithLexBot", parameters, ways(["NoMatchingError", "NoMatchingCondition"], ["Order"])),
      );
    }

    function bare(given: { Type: string; Transitions: object }): FlowDocument {
      return { ...flow({ Identifier: "it", ...given }) };
    }
  });
});
