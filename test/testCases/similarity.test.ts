import { expect } from "chai";
import fc from "fast-check";
import { SIMILAR_ENOUGH, similarity } from "../../testing/testCases";

const similar = (expected: string, heard: string): boolean => similarity(expected, heard) >= SIMILAR_ENOUGH;

describe("the similarity of messages", () => {
  it("is whole when every word is heard in order, whatever stands around them", () => {
    expect(similarity("Your order is on its way", "Hello Ana. Your order is on its way!")).to.equal(1);
    expect(similarity("press one", "Press 1.")).to.equal(1);
  });

  it("forgives a slip in a long word, and a word left out", () => {
    expect(similar("Welcome to Example Company", "Welcom to Example Company")).to.equal(true);
    expect(similar("We are closed at the moment", "We are closed at this moment")).to.equal(true);
  });

  it("tells different prompts of the same form apart", () => {
    expect(similar("For sales, press 1.", "For jazz, press 1.")).to.equal(false);
    expect(similar("We are open", "We are closed")).to.equal(false);
    expect(similar("moment the at closed are We", "We are closed at the moment")).to.equal(false);
  });

  it("is nothing without words", () => {
    expect(similarity("…", "…")).to.equal(0);
  });

  it("is between 0 and 1, and 1 of every text with a word and itself", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (one, other) => {
        expect(similarity(one, other)).to.be.within(0, 1);
        expect([0, 1]).to.include(similarity(one, one));
      }),
    );
  });
});
