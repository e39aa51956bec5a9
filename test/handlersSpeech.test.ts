/** Text made safe inside SSML. */
import { expect } from "chai";
import fc from "fast-check";
import { speakable } from "../handlers/speech";

describe("speakable", () => {
  it("escapes what means something in SSML", () => {
    expect(speakable(`<b> "Tom" & 'Jerry' </b>`)).to.equal(
      "&lt;b&gt; &quot;Tom&quot; &amp; &apos;Jerry&apos; &lt;/b&gt;",
    );
  });

  it("keeps letters of any language and emoji", () => {
    expect(speakable("Zoë Ñandú 李 🙂")).to.equal("Zoë Ñandú 李 🙂");
  });

  it("drops control characters, direction marks and lone surrogates", () => {
    expect(speakable("\u0000A\u202e\u200fB\u0007\r\n\tC\ud800 ")).to.equal("A B C");
  });

  it("gives nothing for nothing", () => {
    expect([speakable(undefined), speakable(""), speakable(" \u0000\n")]).to.deep.equal(["", "", ""]);
  });

  it("never cuts inside an escape or a surrogate pair", () => {
    expect(speakable("&".repeat(1000))).to.equal("&amp;".repeat(200));
    expect(speakable(`${"x".repeat(998)}&`)).to.equal("x".repeat(998));
    expect(speakable(`${"x".repeat(999)}🙂`)).to.equal("x".repeat(999));
  });

  it("is well-formed and at most 1,000 long for any text", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("&", "<", "]]>", "&#0;", "\ud83d", "🙂", "\u2028"),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 400 }), (parts) => {
        const spoken = speakable(parts.join(""));
        expect(spoken.length).to.be.at.most(1000);
        expect(spoken).to.match(/^([^<>&"'\p{C}]|&(lt|gt|amp|quot|apos);)*$/u);
        expect(spoken).to.equal(spoken.trim());
      }),
      { numRuns: 500 },
    );
  });
});
