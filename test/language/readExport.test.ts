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
