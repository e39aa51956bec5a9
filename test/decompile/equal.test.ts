import { expect } from "chai";
import { type FlowAction, type FlowDocument } from "../../flows/language";
import { equalButForIdentifiersAndLayout } from "../../flows/language/decompile";

const END: FlowAction = { Identifier: "end", Type: "DisconnectParticipant" };

function say(id: string, text: string, next = "end", errors: string[] = []): FlowAction {
  const wired = errors.map((NextAction) => ({ ErrorType: "NoMatchingError", NextAction }));
  return {
    Identifier: id,
    Type: "MessageParticipant",
    Parameters: { Text: text },
    Transitions: { NextAction: next, Errors: wired },
  };
}

function flow(...actions: FlowAction[]): FlowDocument {
  return { Version: "2019-10-30", StartAction: actions[0]?.Identifier ?? "end", Actions: [...actions, END] };
}

function differences(a: FlowDocument, b: FlowDocument): string[] {
  return equalButForIdentifiersAndLayout(a, b).map(({ path, message }) => `${path}: ${message}`);
}

describe("comparing flows but for identifiers and layout", () => {
  it("sees no difference in names, order, metadata and empty lists", () => {
    const a = { ...flow(say("a", "Hello.")), Metadata: { name: "x" } };
    const renamed = { ...flow(say("b", "Hello.")), Actions: [END, say("b", "Hello.")] };
    expect(differences(a, renamed)).to.deep.equal([]);
  });

  it("says where the texts differ", () => {
    const [first] = differences(
      flow(say("a", "Hello.", "b"), say("b", "x")),
      flow(say("a", "Hello.", "b"), say("b", "y")),
    );
    expect(first).to.match(/^StartAction > NextAction: Parameters: .*"x".*"y"/);
  });

  it("tells text from numbers, and wired errors from those that are not", () => {
    const a = flow({ ...say("a", "5"), Parameters: { Text: 5 } });
    expect(differences(a, flow(say("a", "5")))).to.have.length(1);
    expect(differences(flow(say("a", "x", "end", ["end"])), flow(say("a", "x")))).to.deep.equal([
      "StartAction: only the first has error NoMatchingError 1",
    ]);
  });

  it("tells one block reached twice from two blocks that are the same in every word", () => {
    const shared = flow(say("a", "x", "b", ["b"]), say("b", "y"));
    const copied = flow(say("a", "x", "b", ["c"]), say("b", "y"), say("c", "y"));
    expect(differences(shared, copied)).not.to.deep.equal([]);
    expect(differences(copied, shared)).not.to.deep.equal([]);
  });

  it("compares blocks nothing leads to", () => {
    const a = flow(say("a", "x"), say("lost", "one"));
    expect(differences(a, flow(say("a", "x"), say("other", "one")))).to.deep.equal([]);
    expect(differences(a, flow(say("a", "x"), say("other", "two")))).to.have.length(1);
  });
});
