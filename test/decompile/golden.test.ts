import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import * as prettier from "prettier";
import { bind, type FlowDocument, toJson } from "../../flows/language";
import { describeDifferences, equalButForIdentifiersAndLayout, importFlow } from "../../flows/language/decompile";
import { mainLine, mainLineBindings } from "./golden/mainLine";

const FOLDER = path.join(__dirname, "golden");
const exported = fs.readFileSync(path.join(FOLDER, "mainLine.export.json"), "utf8");

// The expected source is a file of the project, so the compiler checks it with everything else.
describe("the source of a realistic export", () => {
  it("is what a person would have written", () => {
    const { source, name, type } = importFlow(exported, { importFrom: "../../../flows/language" });
    expect(source).to.equal(fs.readFileSync(path.join(FOLDER, "mainLine.ts"), "utf8"));
    expect([name, type]).to.deep.equal(["Main line", "CONTACT_FLOW"]);
  });

  it("is formatted as the project is", async () => {
    const source = fs.readFileSync(path.join(FOLDER, "mainLine.ts"), "utf8");
    const options = await prettier.resolveConfig(path.join(FOLDER, "mainLine.ts"));
    expect(await prettier.format(source, { ...options, parser: "typescript" })).to.equal(source);
  });

  it("says what the export says once its names are filled in", () => {
    const document: FlowDocument = JSON.parse(exported);
    const bound: FlowDocument = JSON.parse(bind(toJson(mainLine.document), mainLineBindings));
    expect(describeDifferences(equalButForIdentifiersAndLayout(document, bound))).to.equal("");
  });

  it("uses the names it is given, and ARNs where it is told not to use the console's", () => {
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:lookup-caller";
    const { source, bindings } = importFlow(exported, { names: { [arn]: "lookupCaller" }, displayNames: false });
    expect(source).to.include('f.invokeLambda(functionRef("lookupCaller")');
    expect(source).not.to.include("queueRef");
    expect(bindings).to.deep.equal({ "function:lookupCaller": arn });
  });
});
