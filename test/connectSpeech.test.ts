/** Reading SSML: what is spoken of it, and what makes it unspeakable. */
import { expect } from "chai";
import * as fc from "fast-check";
import { readSsml, speakingTime } from "../local/connect/speech";

describe("SSML", () => {
  for (const [ssml, spoken, pauseMs = 0] of [
    ["<speak>Hello</speak>", "Hello"],
    ["<speak>a<break time='2s'/>b<break time=\"500ms\"/></speak>", "a b", 2_500],
    ["<speak><break time='99s'/></speak>", "", 10_000],
    ["<speak><p>One.</p><p>Two.</p></speak>", "One. Two."],
    ["<speak>R&amp;D &lt;&#65;&#x42;&gt; &quot;x&apos;</speak>", "R&D <AB> \"x'"],
    ["<speak><sub alias='as soon as possible'>ASAP</sub>!</speak>", "as soon as possible!"],
    ["<speak><amazon:effect name='whispered'>psst</amazon:effect></speak>", "psst"],
    ["  <speak><!-- note -->hi</speak> ", "hi"],
  ] as const) {
    it(`${ssml} is spoken as "${spoken}"`, () => {
      expect(readSsml(ssml)).to.deep.equal({ ok: true, spoken, pauseMs });
    });
  }

  for (const [ssml, reason] of [
    ["", "empty"],
    ["Hello", "outside <speak>"],
    ["<p>Hello</p>", "wrapped in <speak>"],
    ["<speak>Hello", "not closed"],
    ["<speak><p>Hello</speak></p>", "closes a tag that is not open"],
    ["<speak>Hello</speak></speak>", "follows </speak>"],
    ["<speak>a</speak><speak>b</speak>", "follows </speak>"],
    ["<speak>R&D</speak>", "&amp;"],
    ["<speak>&nbsp;</speak>", "&amp;"],
    ["<speak>1 < 2</speak>", "&lt;"],
    ["<speak><break time=2s/></speak>", "not a tag"],
  ] as const) {
    it(`${ssml || "nothing"} cannot be spoken: ${reason}`, () => {
      const speech = readSsml(ssml);
      expect(speech.ok ? "fine" : speech.reason).to.contain(reason);
    });
  }

  it("speaks any escaped text as it was, and never throws on any other", () => {
    const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const speech = readSsml(`<speak>${escape(text)}</speak>`);
        expect(speech.ok && speech.spoken).to.equal(text.replace(/\s+/g, " ").trim());
        expect(readSsml(text)).to.have.property("ok");
      }),
    );
  });

  it("takes as long as its words do", () => {
    expect([speakingTime("one two three", 60), speakingTime("  ", 60), speakingTime("one", 120)]).to.deep.equal([
      3_000, 0, 500,
    ]);
  });
});
