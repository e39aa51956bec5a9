/** Spoken text: whatever is typed, what is spoken is well-formed, has only the allowed tags, and no references. */
import { expect } from "chai";
import fc from "fast-check";
import { checkMessage, messageProblem } from "../../administration/checkMessage";
import { ALLOWED_TAGS } from "../../administration/checkSsml";
import { spokenMessage, textFor } from "../../administration/spoken";
import { looksLikeSsml, readSsml } from "../../administration/ssml";

/** What people and attackers may type. */
const CORPUS = [
  '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><p>&lol2;</p>',
  "<![CDATA[<script>alert(1)</script>]]>",
  "<!-- comment --><p>x</p>",
  '<?xml version="1.0"?><p>x</p>',
  "<p>&nbsp;&external;&#0;&#xD800;&#x200B;&#1114112;&#99999999999;</p>",
  "Tom & Jerry &amp; Co &lt;3",
  "$.Attributes.customerId",
  "$.External['a']",
  "&#36;.Attributes.x <p>$.External.y</p> &#x24;.z",
  "$\u200b.Attributes.x",
  '<sub alias="$.Attributes.x">$.y</sub>',
  "\u202eright to left\u202c \u2066isolated\u2069",
  "z\u0335\u0321a\u0336\u0322l\u0334g\u0338o".repeat(20),
  "lone \ud800 and \udfff surrogates <p>\ud800</p>",
  "<p><s>nested <prosody rate='slow'>tags</prosody></s></p>",
  "<p><p>twice</p></p>",
  "<prosody>".repeat(60),
  "<prosody rate='slow'>".repeat(20) + "deep" + "</prosody>".repeat(20),
  "unclosed <p>tag",
  "closed</p> only",
  "<p>crossed <s>over</p></s>",
  '<break time="9999999s"/>',
  '<break time="10.5s"/>',
  '<break time="10s"/>'.repeat(40),
  '<break time="1e9s"/>',
  "<break time='-1s'/>",
  '<script>alert("x")</script>',
  '<img src=x onerror="alert(1)">',
  "<p onclick='x'>y</p>",
  '<audio src="https://example.com/a.mp3"/>',
  "<emphasis>no</emphasis>",
  '<speak>outer</speak><break time="1s"/></speak>',
  "a < b > c <3 </3 <",
  "<p>\u0000\u0001\u0008 control \u007f\u0085</p>",
  '<sub alias="a &quot;quoted&quot; & <tag>">x</sub>',
  '<say-as interpret-as="telephone">+12065550100</say-as>',
  '<say-as interpret-as="expletive">x</say-as>',
  "<BREAK/>",
  "<p x",
  '<p a="<p>">',
  "x".repeat(5_000),
  "<".repeat(5_000),
  `<p>${"&".repeat(2_000)}</p>`,
  "\ud83d\ude00".repeat(600),
];

const pieces = fc.constantFrom(
  "<p>", "</p>", "<s>", "</s>", '<break time="1s"/>', "<break/>", "<prosody rate='80%'>", "</prosody>", "<sub alias='$.a'>",
  "</sub>", "&", "&amp;", "&#36;", "&#x24;.", "$.", "$", ".", "<", ">", '"', "'", " ", "word", "\ud800", "\u202e", "&#60;p&#62;",
  '<lang xml:lang="es-US">', "</lang>", "<!--", "-->", "]]>", "<![CDATA[",
); // prettier-ignore

const anyText = fc.oneof(
  fc.constantFrom(...CORPUS),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
  fc.string({ unit: fc.constantFrom("<", "&", "$", "'"), minLength: 900, maxLength: 1_100 }),
);

/** A strict reader of XML, for elements, attributes, the six escapes and nothing else. @returns the elements' names */
function wellFormed(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  let rest = xml;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest);
    if (match) rest = rest.slice(match[0].length);
    return match;
  };
  while (rest) {
    if (take(/^(?:[^<>&"'$\p{C}]|&(?:lt|gt|amp|quot|apos|#36);)+/u)) continue;
    const end = take(/^<\/([a-z-]+)\s*>/);
    if (end) {
      expect(open.pop(), "an end of what is open").to.equal(end[1]);
      continue;
    }
    const tag = take(/^<([a-z-]+)((?: [a-z:-]+="(?:[^<>&"'$\p{C}]|&(?:lt|gt|amp|quot|apos|#36);)*")*)\s*(\/?)>/u);
    expect(tag, `well-formed from here on: ${rest.slice(0, 60)}`).not.to.equal(null);
    names.push(tag?.[1] ?? "");
    const attributes = [...(tag?.[2] ?? "").matchAll(/ ([a-z:-]+)=/g)].map(([, name]) => name);
    expect(new Set(attributes).size, "an attribute once").to.equal(attributes.length);
    if (!tag?.[3]) open.push(tag?.[1] ?? "");
  }
  expect(open, "everything is closed").to.deep.equal([]);
  return names;
}

function unescaped(xml: string): string {
  const characters: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'", "#36": "$" };
  return xml.replace(/&([a-z#36]+);/g, (entity, name: string) => characters[name] ?? entity);
}

describe("a message", () => {
  it("is spoken as well-formed SSML with only the allowed tags, within bounds, without references, whatever it is", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ssml, plain } = spokenMessage(text);
        for (const name of wellFormed(ssml)) expect(ALLOWED_TAGS).to.include(name);
        expect(ssml.length).to.be.at.most(3_000);
        expect(plain.length).to.be.at.most(1_000);
        expect(`${ssml}\n${plain}`).not.to.match(/\$[.[]|\p{Cs}/u);
        expect(ssml === "", "both or neither").to.equal(plain === "");
      }),
      { numRuns: 3_000 },
    );
    for (const text of CORPUS) {
      const { ssml, plain } = spokenMessage(text);
      for (const name of wellFormed(ssml)) expect(ALLOWED_TAGS).to.include(name);
      expect(`${ssml}\n${plain}`).not.to.include("$.");
    }
  });

  it("stays within its bounds when what stands for a character is longer", () => {
    const dollars = spokenMessage("$.".repeat(500));
    expect([dollars.ssml.length, dollars.plain.length]).to.deep.equal([3_000, 1_000]);
    expect(dollars.plain).to.match(/^(?:\$ \.)+\$?$/);
    const tagged = spokenMessage(`<p>${"& ".repeat(490)}</p>`);
    expect(tagged.ssml.length).to.be.at.most(3_000);
    expect(spokenMessage(`<p>${"&".repeat(900)}</p>`).ssml).to.match(/^&lt;p&gt;.{2900,2990}$/);
  });

  it("that is spoken is read again as the same", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { ssml } = spokenMessage(text);
        expect(readSsml(ssml)?.ssml).to.equal(ssml);
      }),
      { numRuns: 2_000 },
    );
  });

  it("without tags is spoken as it was typed, but for invisible characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        fc.pre(!looksLikeSsml(text));
        expect(unescaped(spokenMessage(text).ssml)).to.equal(text.replace(/[\p{C}\s]+/gu, " ").trim());
      }),
      { numRuns: 1_000 },
    );
  });

  it("that passed the check is spoken with its tags, and passes again", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const kept = checkMessage(text);
        fc.pre(typeof kept === "string");
        expect(checkMessage(`${kept}`)).to.equal(kept);
        const { ssml } = spokenMessage(`${kept}`);
        if (looksLikeSsml(`${kept}`)) expect(ssml).to.equal(readSsml(`${kept}`)?.ssml);
      }),
      { numRuns: 2_000 },
    );
    expect(checkMessage("One.<break time='1s' />Two &#8364;5 & <p >three</p>")).to.equal(
      'One.<break time="1s"/>Two €5 & <p>three</p>',
    );
    const all =
      '<p><s>One</s></p><break strength="weak" time="500ms"/><sub alias="World Wide Web">WWW</sub>' +
      '<say-as interpret-as="telephone">+12065550100</say-as><prosody rate="80%" volume="soft">low</prosody>' +
      '<lang xml:lang="es-US">hola</lang>';
    expect(checkMessage(all)).to.equal(all);
    expect(spokenMessage(all)).to.deep.equal({ ssml: all, plain: "One WWW+12065550100lowhola" });
  });

  const refused: [text: string, given: RegExp, allowed: RegExp][] = [
    ["<!-- a --><p>b</p>", /"<" that begins no/, /complete tags, only break/],
    ["<![CDATA[x]]>", /"<" that begins no/, /break, p, s/],
    ['<!DOCTYPE x [<!ENTITY a "b">]><p>&a;</p>', /"<" that begins no/, /break/],
    ["<p>&nbsp;</p>", /entity &nbsp;/, /&lt; &gt; &amp;/],
    ["<p>&#0;</p>", /entity &#0;/, /visible characters/],
    ["<p>&#x202e;</p>", /entity &#x202e;/, /visible/],
    ["<script>x</script>", /the tag <script>/, /only break, p, s, sub, say-as, prosody, lang/],
    ["<emphasis>x</emphasis>", /<emphasis>/, /small letters/],
    ["<BREAK/>x", /<BREAK>/, /small letters/],
    ['x<break time="11s"/>', /time="11s" of <break>/, /at most 10s/],
    ["x<break time='99999ms'/>", /99999ms/, /at most 10s/],
    [`x${'<break time="10s"/>'.repeat(4)}`, /more than 30 s/, /30 s/],
    ["x<break>", /<break> without an end/, /<break…\/>/],
    ["<p>x", /<p> without an end/, /<\/p> behind/],
    ["x</p>", /<\/p> where it ends nothing/, /in order/],
    ["<p><s>x</p></s>", /<\/p> where it ends nothing/, /in order/],
    ["<p><p>x</p></p>", /<p> in <p>/, /outside/],
    ["<sub alias='a'><p>x</p></sub>", /<p> in <sub>/, /outside/],
    ["<p x>y</p>", /^x in <p>/, /name="value"/],
    ["<p>y</p x>", /<\/p x> where it ends nothing/, /in order/],
    ["<say-as>1</say-as>", /<say-as> without interpret-as/, /telephone/],
    ["<lang>x</lang>", /<lang> without xml:lang/, /en-US/],
    [`<sub alias='${'"'.repeat(200)}'>x</sub>`, /12\d\d characters as SSML/, /up to six/],
    ["<sub>x</sub>", /<sub> without alias/, /1 to 200/],
    ["<p onclick='x'>y</p>", /attribute onclick of <p>/, /none/],
    ["<prosody rate='slow' rate='fast'>x</prosody>", /rate of <prosody> twice/, /once/],
    ["<prosody>x</prosody>", /<prosody> without attributes/, /one of rate, volume/],
    ["<prosody rate='500%'>x</prosody>", /rate="500%"/, /20% to 200%/],
    ["<lang xml:lang='english'>x</lang>", /xml:lang="english"/, /en-US/],
    ['<break time="1s"/>', /without a word/, /some text/],
    ["x".repeat(1_001), /1001 characters/, /at most 1000/],
    ["<".repeat(1_000), /4000 characters as SSML/, /at most 3000/],
    [`${"<prosody rate='slow'>".repeat(9)}x${"</prosody>".repeat(9)}`, /too deep/, /at most 8/],
  ];
  for (const [text, given, allowed] of refused) {
    it(`is refused with what is allowed instead: ${text.slice(0, 40)}`, () => {
      const problem = messageProblem(text);
      expect(problem?.given).to.match(given);
      expect(problem?.allowed).to.match(allowed);
    });
  }

  it("is chosen for its locale, its language, the centre's locale, or any", () => {
    const texts = { "en-US": "Hello", "es-ES": "Hola", "fr-FR": " " };
    const chosen = (locale: string, fallback = "en-US"): string | undefined => textFor(texts, locale, fallback)?.text;
    expect(["es-ES", "es-US", "es_US", "fr-FR", "de-DE", ""].map((locale) => chosen(locale))).to.deep.equal(
      ["Hola", "Hola", "Hola", "Hello", "Hello", "Hello"], // prettier-ignore
    );
    expect(chosen("de-DE", "it-IT")).to.equal("Hello");
    expect(textFor({}, "en-US", "en-US")).to.equal(undefined);
    expect(textFor({ ["__proto__"]: "x" }, "constructor", "toString")?.text ?? "none").to.be.a("string");
  });
});
