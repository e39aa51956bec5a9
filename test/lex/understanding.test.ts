/** How the scorer understands the shipped bot, and what it never does, whatever is declared and said. */
import { expect } from "chai";
import fc from "fast-check";
import { concierge } from "../../bots/concierge";
import { lexDocument } from "../../bots/language";
import { readBot } from "../../local/lex/bot/readBot";
import { Understanding } from "../../local/lex/nlu/understanding";
import { tokensOf } from "../../local/lex/nlu/tokens";
import { ENGLISH, SPANISH, type Paraphrases } from "./paraphrases";

const TODAY = 20_515;
const NO_CONTEXTS: ReadonlySet<string> = new Set();

function shipped(localeId: string): Understanding {
  const document = { ...lexDocument(concierge({ company: "Example Company" })) };
  const locale = readBot("B", document).locales.get(localeId);
  if (locale === undefined) throw new Error(`The concierge has no locale ${localeId}.`);
  return new Understanding(locale);
}

function understood(understanding: Understanding, text: string): string | undefined {
  return understanding.readings(understanding.context(text, TODAY), NO_CONTEXTS)[0]?.intent.name;
}

function share(understanding: Understanding, intents: Paraphrases): number {
  const all = Object.entries(intents).flatMap(([intent, texts]) => texts.map((text) => [intent, text] as const));
  return all.filter(([intent, text]) => understood(understanding, text) === intent).length / all.length;
}

describe("understanding the shipped bot", () => {
  for (const [localeId, { FallbackIntent: nonsense = [], ...meant }] of [
    ["en_US", ENGLISH],
    ["es_US", SPANISH],
  ] as const) {
    it(`takes most of what it was never told, and turns most nonsense down (${localeId})`, () => {
      const understanding = shipped(localeId);
      expect(share(understanding, meant), "understood").to.be.at.least(0.85);
      expect(share(understanding, { FallbackIntent: nonsense }), "turned down").to.be.at.least(0.8);
    });

    it(`takes every utterance for the intent that declares it (${localeId})`, () => {
      const understanding = shipped(localeId);
      for (const { name, utterances } of understanding.locale.intents) {
        for (const utterance of utterances.filter((text) => !text.includes("{"))) {
          expect(understood(understanding, utterance), utterance).to.equal(name);
        }
      }
    });
  }

  it("is the same with capitals, accents and signs", () => {
    const understanding = shipped("es_US");
    expect(understood(understanding, "¿DONDE ESTA MI PEDIDO?")).to.equal("OrderStatus");
  });

  it("takes slots along with the intent", () => {
    const understanding = shipped("en_US");
    const context = understanding.context("track the package for +1 206 555 0100", TODAY);
    const [best] = understanding.readings(context, NO_CONTEXTS);
    expect(best?.intent.name).to.equal("OrderStatus");
    expect(best?.slots.map(({ slot, value }) => [slot.name, value.value.interpretedValue])).to.deep.equal([
      ["phoneNumber", "+12065550100"],
    ]);
  });
});

describe("the words of a text", () => {
  it("stand where their tokens say, in order and apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        let end = 0;
        for (const token of tokensOf(text)) {
          expect(token.start).to.be.at.least(end);
          expect(token.end).to.be.greaterThan(token.start);
          end = token.end;
        }
        expect(end).to.be.at.most(text.length);
      }),
    );
  });
});
