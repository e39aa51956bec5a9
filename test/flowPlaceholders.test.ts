import { expect } from "chai";
import * as fc from "fast-check";
import {
  bind,
  FlowError,
  functionRef,
  hoursRef,
  PLACEHOLDER,
  placeholder,
  placeholders,
  promptRef,
  queueRef,
  toJson,
} from "../flows/language";
import { inbound } from "./support/flowDocuments";

const flow = inbound((f) => {
  f.checkHours(hoursRef("main"), { closed: (f) => f.disconnect() });
  f.setQueue(queueRef("sales & returns"));
  f.setAttributes({ music: promptRef("Beep.wav") });
  f.transferToQueue({ onAtCapacity: (f) => f.disconnect() });
});

describe("placeholders of resources", () => {
  it("are found in a document, each once", () => {
    expect(placeholders(flow.document).map(({ token }) => token)).to.deep.equal([
      "hours:main",
      "queue:sales & returns",
      "prompt:Beep.wav",
    ]);
    expect(placeholders(toJson(flow.document))).to.deep.equal(placeholders(flow.document));
  });

  it("are replaced by what they are bound to, whatever characters that has", () => {
    const bound: unknown = JSON.parse(
      bind(toJson(flow.document), {
        "hours:main": 'a"\\\n$&',
        "queue:sales & returns": "$1",
        "prompt:Beep.wav": "p",
        x: "",
      }),
    );
    expect(bound).to.have.nested.property("Actions[0].Parameters.HoursOfOperationId", 'a"\\\n$&');
    expect(placeholders(JSON.stringify(bound))).to.deep.equal([]);
  });

  it("without a binding are named, with the bindings there are", () => {
    expect(() => bind(toJson(flow.document), { "hours:main": "h", "queue:sales": "q" })).to.throw(
      FlowError,
      "The flow names queue:sales & returns, prompt:Beep.wav, which have no binding. Bindings given: hours:main, queue:sales.",
    );
    expect(() => bind(toJson(flow.document), {})).to.throw(FlowError, "Bindings given: none");
  });

  it("survive any name, inside JSON and back", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(name, fc.string(), (given, value) => {
        const ref = functionRef(given);
        const written = placeholder(ref);
        expect(JSON.stringify(written)).to.equal(`"${written}"`);
        expect(written).to.match(PLACEHOLDER);
        const [found] = placeholders(JSON.stringify({ a: `x ${written}` }));
        expect(found).to.deep.equal({ token: `function:${given}`, kind: "function", name: given });
        const bound: unknown = JSON.parse(bind(JSON.stringify({ a: written }), { [`function:${given}`]: value }));
        expect(bound).to.deep.equal({ a: value });
      }),
    );
  });

  it("that nobody wrote with the language are refused", () => {
    expect(() => placeholders('"${{queue:%zz}}"')).to.throw(FlowError, /badly encoded/);
    expect(() => queueRef("\ud800")).to.throw(FlowError);
  });
});
