/** `npm run flows -- play`: exported flows answer calls and chats as they are. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runPlay } from "../local/cli/flows/playExports";
import { terminal } from "../local/cli/terminal";

const LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:weather";
const generic = (next: string) => [{ ErrorType: "NoMatchingError", NextAction: next }];
const end = { Identifier: "end", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };

const ENTRY = {
  Version: "2019-10-30",
  StartAction: "menu",
  Metadata: { name: "entry", type: "contactFlow" },
  Actions: [
    {
      Identifier: "menu",
      Type: "GetParticipantInput",
      Parameters: { Text: "For the weather, press 1.", InputTimeLimitSeconds: "5", StoreInput: "False" },
      Transitions: {
        NextAction: "end",
        Conditions: [{ NextAction: "ask", Condition: { Operator: "Equals", Operands: ["1"] } }],
        Errors: ["InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"].map((ErrorType) => ({
          ErrorType,
          NextAction: "hours",
        })),
      },
    },
    {
      Identifier: "ask",
      Type: "InvokeLambdaFunction",
      Parameters: { LambdaFunctionARN: LAMBDA, InvocationTimeLimitSeconds: "3" },
      Transitions: { NextAction: "tell", Errors: generic("hours"), Conditions: [] },
    },
    {
      Identifier: "tell",
      Type: "MessageParticipant",
      Parameters: { Text: "It will be $.External.weather" },
      Transitions: { NextAction: "other", Errors: generic("end"), Conditions: [] },
    },
    {
      Identifier: "other",
      Type: "TransferToFlow",
      Parameters: { ContactFlowId: "arn:aws:connect:us-east-1:123456789012:instance/i/contact-flow/f" },
      Transitions: { NextAction: "end", Errors: generic("end"), Conditions: [] },
    },
    {
      Identifier: "hours",
      Type: "CheckHoursOfOperation",
      Parameters: { HoursOfOperationId: "arn:aws:connect:us-east-1:123456789012:instance/i/operating-hours/h" },
      Transitions: {
        NextAction: "end",
        Conditions: ["True", "False"].map((operand) => ({
          NextAction: operand === "True" ? "open" : "closed",
          Condition: { Operator: "Equals", Operands: [operand] },
        })),
        Errors: generic("end"),
      },
    },
    ...["open", "closed"].map((word) => ({
      Identifier: word,
      Type: "MessageParticipant",
      Parameters: { Text: `We are ${word}.` },
      Transitions: { NextAction: "end", Errors: generic("end"), Conditions: [] },
    })),
    end,
  ],
};

describe("playing exported flows", () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "play-"));
    file = join(folder, "entry.json");
    // As some tools write it.
    writeFileSync(file, `\uFEFF${JSON.stringify(ENTRY)}`);
  });

  after(() => rmSync(folder, { recursive: true }));

  async function played(...args: string[]): Promise<string> {
    let written = "";
    await runPlay(args, terminal({ write: (text: string) => void (written += text) }));
    return written;
  }

  it("presses keys when the flow waits, answers for functions, and lets flows stand in", async () => {
    const text = await played(file, "--inputs", "1", "--function", 'weather={"weather":"sunny"}');
    expect(text).to.match(/For the weather, press 1\.[^]*presses 1[^]*It will be sunny[^]*The contact has ended\./);
  });

  it("takes a function by its ARN, and an empty answer where none is given", async () => {
    expect(await played(file, "--inputs", "1", "--function", `${LAMBDA}={"weather":"wet"}`)).to.contain("be wet");
    expect(await played(file, "--inputs", "1")).to.contain("$.External.weather is not set");
  });

  it("stays silent when the inputs are over, and opens or closes the hours", async () => {
    expect(await played(file, "--inputs", "-")).to.contain("We are open.");
    expect(await played(file, "--inputs", "9", "--closed", "--trace")).to.match(
      /We are closed\.[^]*entry \/ hours \(CheckHoursOfOperation\) → Equals False/,
    );
  });

  it("writes to a chat, where nobody can press keys", async () => {
    const text = await played(file, "--chat", "--inputs", "hello");
    expect(text).to.contain("We are open.").and.not.to.contain("presses");
  });

  it("reads what PowerShell saved, and leads calls and chats to a transfer flow", async () => {
    const transfer = join(folder, "transfer.json");
    writeFileSync(transfer, `\uFEFF${JSON.stringify({ ...ENTRY, Metadata: { type: "transferToQueue" } })}`, "utf16le");
    for (const channel of [[], ["--chat"]]) {
      expect(await played(transfer, "--inputs", "-", ...channel)).to.contain("We are open.");
    }
  });

  it("gives machines transcript, trace, attributes and records", async () => {
    const { state, trace, records } = JSON.parse(await played(file, "--inputs", "9", "--json"));
    expect(state).to.equal("ended");
    expect(trace.map(({ action }: { action: string }) => action)).to.deep.equal(["menu", "hours", "open", "end"]);
    expect(records).to.have.lengthOf(1);
  });

  it("says what is wrong with what it is given", async () => {
    const other = join(folder, "other.json");
    writeFileSync(other, '{"modules":[],"start":"x"}');
    for (const [args, words] of [
      [[], "play needs a file"],
      [[join(folder, "none.json")], "none.json cannot be read"],
      [[other], "not a flow document"],
      [[file, "--type", "FLOW"], "--type FLOW is no type of flow; it is one of CONTACT_FLOW"],
      [[file, "--function", "weather"], "is not NAME=JSON"],
      [[file, "--patience", "soon"], "--patience soon"],
      [[file, "--nothing"], "--nothing"],
    ] as const) {
      const error: unknown = await played(...args).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(String(error), args.join(" ")).to.contain(words);
    }
  });
});
