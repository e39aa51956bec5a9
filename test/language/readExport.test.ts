/** One flow in every wrapping people have it in, through everything that reads exports. */
import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlowError, readExport } from "../../flows/language";
import { importFlow } from "../../flows/language/decompile";
import { readDocumentFile } from "../../local/cli/flows/check";
import { InvalidContactFlowException } from "../../local/connect";
import { playground } from "../../local/connect/playground";
import { playFlows } from "../../testing";

const document = {
  Version: "2019-10-30",
  StartAction: "hi",
  Actions: [
    {
      Identifier: "hi",
      Type: "MessageParticipant",
      Parameters: { Text: "Hello." },
      Transitions: { NextAction: "bye" },
    },
    { Identifier: "bye", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} },
  ],
};
const Content = JSON.stringify(document);
const described = { ContactFlow: { Name: "Main", Type: "CONTACT_FLOW", Content } };

const WRAPPINGS: [what: string, text: string][] = [
  ["what the console exports", JSON.stringify({ ...document, Metadata: { name: "Main", type: "contactFlow" } })],
  ["what DescribeContactFlow answers", JSON.stringify(described)],
  ["the flow inside that answer", JSON.stringify(described.ContactFlow)],
  ["an answer as text in text", JSON.stringify(JSON.stringify(described))],
  ["a list with one flow", JSON.stringify([described])],
  ["a bundle with one flow", JSON.stringify({ exportedAt: "2026-01-05", flows: { main: described.ContactFlow } })],
  ["a file with Windows line ends", JSON.stringify(described, null, 2).replace(/\n/g, "\r\n")],
  [
    "a file kept by hand, with comments and trailing commas",
    `// "ours"\n${JSON.stringify(described, null, 2).replace(/\n(\s*)\}/, ', /* the "end", */\n$1}')}`,
  ],
  ["a file that begins with a byte order mark", `\uFEFF${JSON.stringify(described)}`],
];

describe("an export", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "exports-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [what, text] of WRAPPINGS) {
    it(`is read by everything that takes files: ${what}`, async () => {
      writeFileSync(join(folder, "flow.json"), text);
      expect(readExport(text)).to.include({ type: "CONTACT_FLOW", name: "Main" });
      expect(await readDocumentFile("flow.json", folder)).to.include({ type: "CONTACT_FLOW", name: "Main" });
      expect(importFlow(text)).to.include({ type: "CONTACT_FLOW", name: "Main" });
      const call = playground([{ name: "one", document: text }]).dial({ from: "+12065550150" });
      expect(call.transcript.map((line) => line.text)).to.include("Hello.");
      const center = await playFlows(join(folder, "flow.json"));
      expect(center.connect.flows.all().map(({ name }) => name)).to.include("Main");
      await center.close();
    });
  }

  it("is read in UTF-16, which PowerShell writes", async () => {
    const text = Buffer.from(`\uFEFF${JSON.stringify(described)}`, "utf16le");
    for (const [name, bytes] of [
      ["little.json", text],
      ["big.json", Buffer.from(text).swap16()],
    ] as const) {
      writeFileSync(join(folder, name), bytes);
      expect(await readDocumentFile(name, folder)).to.include({ type: "CONTACT_FLOW", name: "Main" });
    }
  });

  it("is one flow: of several it names each", () => {
    const flows = [described, { Name: "Queue", Type: "CUSTOMER_QUEUE", Content }];
    expect(() => readExport(JSON.stringify(flows), { file: "all.json" })).to.throw(
      FlowError,
      'all.json holds a list of 2 flows, "number 1", "Queue"; give the export of one flow.',
    );
    expect(() => readExport(JSON.stringify({ a: document, b: document }), { file: "all.json" })).to.throw(
      FlowError,
      'all.json holds 2 flows, "a", "b". Save each in a file of its own, and import them one by one.',
    );
  });

  it("keeps what looks like a comment or a comma inside its texts", () => {
    const text = `{"Version":"2019-10-30","StartAction":"a // b","Actions":[{"Identifier":"/* ,] */","Type":"x"},],}`;
    const { document: read } = readExport(text);
    expect([read.StartAction, read.Actions[0]?.Identifier]).to.deep.equal(["a // b", "/* ,] */"]);
  });

  it("may say null where the console says nothing", () => {
    const transitions = { NextAction: null, Errors: null, Conditions: null };
    const action = { Identifier: "a", Type: "DisconnectParticipant", Parameters: null, Transitions: transitions };
    const text = JSON.stringify({ ...document, StartAction: "a", Actions: [action] });
    expect(importFlow(text, { type: "CONTACT_FLOW" }).document.Actions).to.deep.equal([
      { Identifier: "a", Type: "DisconnectParticipant", Transitions: {} },
    ]);
  });

  it("is a module when it has settings or returns, whatever else it does not say", () => {
    expect(readExport(Content).type).to.equal(undefined);
    expect(readExport(JSON.stringify({ ...document, Settings: {} })).type).to.equal("MODULE");
    expect(readExport(JSON.stringify({ ContactFlowModule: { Name: "M", Content } })).type).to.equal("MODULE");
  });

  it("is refused when it is wrapped without end", () => {
    const endless = `${'{"ContactFlow":'.repeat(9_000)}{}${"}".repeat(9_000)}`;
    expect(() => readExport(endless)).to.throw(FlowError, "holds no flow");
    expect(() => playground([{ name: "one", document: endless }])).to.throw(InvalidContactFlowException);
  });
});
