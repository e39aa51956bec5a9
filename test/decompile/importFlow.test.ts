import { expect } from "chai";
import { FlowError } from "../../flows/language";
import { importFlow } from "../../flows/language/decompile";

const CONTENT = {
  Version: "2019-10-30",
  StartAction: "a",
  Actions: [{ Identifier: "a", Type: "DisconnectParticipant" }],
};
const content = JSON.stringify(CONTENT);
const answer = { ContactFlow: { Name: "Main line", Type: "CUSTOMER_QUEUE", Description: "Waiting", Content: content } };

describe("importing an export", () => {
  it("reads what DescribeContactFlow answers, with the content as text, with or without a byte order mark", () => {
    for (const mark of ["", "\uFEFF"]) {
      const { name, type, source } = importFlow(mark + JSON.stringify(answer));
      expect([name, type]).to.deep.equal(["Main line", "CUSTOMER_QUEUE"]);
      expect(source).to.include('description: "Waiting"').and.include("f.disconnect()");
    }
  });

  it("knows a module by its wrapping and by how it ends", () => {
    const { Type: _, ...module } = answer.ContactFlow;
    expect(importFlow(JSON.stringify({ ContactFlowModule: module })).type).to.equal("MODULE");
    const returning = { ...CONTENT, Actions: [{ Identifier: "a", Type: "EndFlowModuleExecution" }] };
    expect(importFlow(JSON.stringify(returning)).type).to.equal("MODULE");
  });

  it("finds the type the console writes, whatever its spelling, and the name", () => {
    const types = { contactFlow: "CONTACT_FLOW", customerHold: "CUSTOMER_HOLD", QUEUE_TRANSFER: "QUEUE_TRANSFER" };
    for (const [type, expected] of Object.entries(types)) {
      const exported = JSON.stringify({ ...CONTENT, Metadata: { type, name: "Named" } });
      expect(importFlow(exported)).to.include({ type: expected, name: "Named" });
    }
  });

  it("takes the name of the file where nothing else has one, and the type it is given", () => {
    const { name, type } = importFlow(content, { file: "exports/My line.json", type: "CONTACT_FLOW" });
    expect([name, type]).to.deep.equal(["My line", "CONTACT_FLOW"]);
  });

  it("reads content that is itself a JSON text", () => {
    expect(importFlow(JSON.stringify(content), { type: "CONTACT_FLOW" }).document).to.deep.equal(CONTENT);
  });

  it("tells of keys it leaves out", () => {
    const { findings } = importFlow(JSON.stringify({ ...CONTENT, Extra: 1 }), { type: "CONTACT_FLOW" });
    expect(findings.filter(({ code }) => code === "F110").map(({ message }) => message)).to.have.length(1);
  });

  const refused: [string, string, RegExp][] = [
    ["no type anywhere", content, /does not say what type.*CONTACT_FLOW.*MODULE/s],
    ["an export of the old designer", JSON.stringify({ modules: [], start: "x", metadata: {} }), /old flow designer/],
    ["YAML", "Resources:\n  Flow:\n    Type: AWS::Connect::ContactFlow\n", /is YAML/],
    ["no JSON", "{ oops", /is not JSON/],
    ["nothing", " \n", /is empty/],
    ["a list", "[1]", /holds a list/],
    ["another object", '{"a":1}', /holds no flow: it has a/],
    [
      "an action without a type",
      JSON.stringify({ ...CONTENT, Metadata: { type: "contactFlow" }, Actions: [{}] }),
      /Actions\[0\]/,
    ],
    [
      "another version",
      JSON.stringify({ ...CONTENT, Version: "2020-01-01", Metadata: { type: "contactFlow" } }),
      /2019-10-30/,
    ],
  ];
  for (const [what, text, message] of refused) {
    it(`says what to do about ${what}`, () => {
      expect(() => importFlow(text)).to.throw(FlowError, message);
    });
  }
});
