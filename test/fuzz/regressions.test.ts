/** Documents that once made something throw. */
import { expect } from "chai";
import { FlowError, type FlowDocument, validate } from "../../flows/language";
import { decompile } from "../../flows/language/decompile";
import { InvalidContactFlowException } from "../../local/connect";
import { playground } from "../../local/connect/playground";

describe("documents that once made something throw", () => {
  const BYE = { Identifier: "bye", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };
  const DEEP = "[".repeat(20_000) + "]".repeat(20_000);

  for (const start of ["[1]", "null", "{}", "7"]) {
    it(`are refused by validator and decompiler when they start at ${start}`, () => {
      const text = JSON.stringify({ Version: "2019-10-30", StartAction: "bye", Actions: [BYE] });
      const document = JSON.parse(text.replace('"StartAction":"bye"', `"StartAction":${start}`)) as FlowDocument;
      expect(validate(document, { type: "CONTACT_FLOW" }).map(({ code }) => code)).to.include("F102");
      expect(() => decompile(document, { name: "main", type: "CONTACT_FLOW" })).to.throw(FlowError, "StartAction is");
    });
  }

  for (const place of ['"Parameters":{', '"Transitions":{']) {
    it(`are refused when ${place} holds lists in lists without end`, () => {
      const text = JSON.stringify({ Version: "2019-10-30", StartAction: "bye", Actions: [BYE] });
      const deep = text.replace(place, `${place}"deep":${DEEP}`);
      const document = JSON.parse(deep) as FlowDocument;
      expect(validate(document, { type: "CONTACT_FLOW" }).map(({ code }) => code)).to.deep.equal(["F100"]);
      expect(() => decompile(document, { name: "main", type: "CONTACT_FLOW" })).to.throw(FlowError);
      expect(() => playground([{ name: "main", document: deep }])).to.throw(InvalidContactFlowException);
    });
  }

  it("play when a flow they lead to has a name longer than could be said", () => {
    const Transitions = { NextAction: "bye", Errors: [{ ErrorType: "NoMatchingError", NextAction: "bye" }] };
    const Parameters = { ContactFlowId: "x".repeat(7_000) };
    const transfer = { Identifier: "go", Type: "TransferToFlow", Parameters, Transitions };
    const document = { Version: "2019-10-30", StartAction: "go", Actions: [transfer, BYE] };
    expect(() => playground([{ name: "main", document }], { lenient: false })).not.to.throw();
  });
});
