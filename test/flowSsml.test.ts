import { expect } from "chai";
import * as fc from "fast-check";
import { checkSsml, escapeXml } from "../flows/language";

describe("speech markup", () => {
  it("is fine when it is well-formed and spoken", () => {
    const markup =
      "<speak>Hello <prosody rate='slow'>you &amp; me</prosody>, <break time=\"10s\"/>" +
      '<amazon:effect name="whispered">psst</amazon:effect> <say-as interpret-as="digits">42</say-as> $.External.x</speak>';
    expect(checkSsml(markup)).to.deep.equal([]);
  });

  const broken: [string, string][] = [
    ["no speak", "Hello"],
    ["another root", "<p>Hello</p>"],
    ["two roots", "<speak>a</speak><speak>b</speak>"],
    ["text outside", "<speak>a</speak> b"],
    ["an open tag", "<speak><p>a</speak>"],
    ["an unclosed root", "<speak>a"],
    ["a stray <", "<speak>1 < 2</speak>"],
    ["a bare ampersand", "<speak>you & me</speak>"],
    ["an unknown entity", "<speak>&nbsp;</speak>"],
    ["an attribute without quotes", "<speak><break time=1s/></speak>"],
    ["a closing tag too many", "<speak>a</p></speak>"],
    ["nothing", ""],
  ];
  for (const [name, markup] of broken) {
    it(`is not well-formed with ${name}`, () => {
      expect(checkSsml(markup).map(({ severity }) => severity)).to.include("error");
    });
  }

  const ignored: [string, string][] = [
    ["a tag the service does not know", "<speak><audio src='x'/></speak>"],
    ["an effect it does not know", "<speak><amazon:effect name='loud'>a</amazon:effect></speak>"],
    ["a break of more than ten seconds", "<speak><break time='10001ms'/></speak>"],
  ];
  for (const [name, markup] of ignored) {
    it(`is warned about with ${name}`, () => {
      expect(checkSsml(markup).map(({ severity }) => severity)).to.deep.equal(["warning"]);
    });
  }

  it("takes any text once it is escaped, in elements and in attributes", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        expect(checkSsml(`<speak><sub alias="${escapeXml(given)}">${escapeXml(given)}</sub></speak>`)).to.deep.equal(
          [],
        );
      }),
    );
  });

  it("is read without failing, whatever it is", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      "</",
      "/>",
      "speak",
      "<speak>",
      "</speak>",
      "&",
      ";",
      '"',
      "=",
      " ",
      "<!--",
      "a",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(checkSsml(pieces.join(""))).to.be.an("array");
      }),
    );
  });
});
