/** What is found about a bot: every code has a bot that earns it, and the small bot earns none. */
import { expect } from "chai";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  type Bot,
  BOT_FINDING_CODES,
  type BotFindingCode,
  checkBot,
  checked,
  describeBotFindings,
  normalised,
  slotsIn,
} from "../../bots/language";
import { botSaying, smallBot, smallLocale } from "../support/bots";
import { PROJECT } from "../support/evaluated";

const { intents, slots, slotTypes } = smallBot();
const { utterances, prompts } = smallLocale();
const use = { dialogHook: true, fulfilmentHook: true };
const many = (count: number, word = "word") => Array.from({ length: count }, (_, index) => `${word} number ${index}`);
const said = (SendParcel: string[], FindParcel: string[] = ["where is my parcel"]) =>
  botSaying({ utterances: { SendParcel, FindParcel } });

/** A bot for each code, and what its message must say. */
const CASES: Record<BotFindingCode, [bot: Bot, says: RegExp]> = {
  B101: [smallBot({ name: "parcel--bot" }), /bot is called "parcel--bot".*1 to 100 letters and digits/],
  B102: [smallBot({ description: "x".repeat(201) }), /201 characters; it may have 200/],
  B103: [smallBot({ idleSessionSeconds: 59 }), /idleSessionSeconds is 59.*60 to 86400/],
  B104: [smallBot({ intents: { ...intents, FallbackIntent: use } }), /FallbackIntent is the intent Lex falls back to/],
  B105: [smallBot({ locales: {} }), /no locales; it needs at least one/],
  B106: [botSaying({ utterances: { ...utterances, FindParcel: many(1_400, "x".repeat(30)) } }), /takes 50000/],
  B201: [smallBot({ slots: { ...slots, size: { type: "Sise", obfuscated: false } } }), /"Sise".*Size, Code/],
  B202: [smallBot({ slotTypes: { ...slotTypes, Colour: { values: ["red"] } } }), /No slot has this type/],
  B203: [
    { ...botSaying({ prompts: { ...prompts, time: prompts.day ?? never() } }), slots: { ...slots, time: anyTime() } },
    /No intent uses this slot/,
  ],
  B204: [
    smallBot({ intents: { ...intents, FindParcel: { ...use, slots: { coed: { priority: 1 } } } } }),
    /"coed"; declared are size, code, day/,
  ],
  B205: [withPriorities(101, 2), /size has the priority 101.*0 to 100/],
  B206: [withPriorities(1, 1), /size and day both have the priority 1/],
  B207: [smallBot({ slotTypes: { ...slotTypes, Size: { values: [] } } }), /no values; it needs one/],
  B208: [botSaying({ synonyms: { Size: { small: ["big"], large: ["big"] } } }), /"big" stands for small and for large/],
  B209: [withPattern("[0-9]+"), /"\[0-9\]\+" has \+.*no \*, \+, \{n,\} and no full stop/],
  B210: [smallBot({ slots: { ...slots, code: { ...slots.code, ...anyCode(0) } } }), /keypadDigits is 0.*1 to 1024/],
  B211: [botSaying({ synonyms: { Size: { smal: ["little"] } } }), /"smal", which is none of small, large/],
  B301: [said([]), /no utterances in this locale/],
  B302: [said(["Where is my parcel?"]), /"where is my parcel" is the same as "Where is my parcel\?" of SendParcel/],
  B303: [
    sameType(),
    /"meet me on \{day\}" is the same as "meet me on \{from\}" of SendParcel, but for a slot of the same/,
  ],
  B304: [said(["look for {size}"], ["look for {code}"]), /the same as "look for \{size\}".*but for its slots/],
  B305: [said(["send a parcel", "Send a parcel!"]), /stands there twice/],
  B306: [said(["send it to {city}"]), /has the slot "city"; the intent has size, day/],
  B307: [said(["send a {size parcel"]), /has a brace of its own/],
  B308: [said(["x".repeat(501)]), /501 characters.*1 to 500/],
  B309: [said(["send it, please"]), /has ,; Lex documents letters/],
  B310: [botSaying({ utterances: { ...utterances, LoseParcel: ["lose it"] } }), /it has SendParcel, FindParcel/],
  B311: [said(["from {day} to {day}"]), /has the slot day twice/],
  B401: [botSaying({ closings: { FindParcel: "x".repeat(1_001) } }), /1001 characters.*1 to 1000/],
  B402: [botSaying({ closings: { FindParcel: ["a", "b", "c", "d"] } }), /4 wordings; Lex takes a message and 2/],
  B403: [botSaying({ prompts: { ...prompts, day: { ask: "When?", retries: 6 } } }), /retries is 6; Lex takes 0 to 5/],
  B404: [botSaying({ closings: { FindParcel: "<speak>Bye.</speak>" } }), /markup, which a chat shows/],
  B405: [botSaying({ prompts: { size: prompts.size ?? never(), day: prompts.day ?? never() } }), /no prompt for it/],
  B406: [botSaying({ closings: {} }), /no closing for the intent/],
  B407: [botSaying({ closings: { FindParcel: "Bye.", SendParcel: "Bye." } }), /closing that nothing says/],
  B408: [botSaying({ closings: { FindParcel: "It comes on {dya}." } }), /names the slot "dya"/],
  B501: [smallBot({ locales: { en_XX: smallLocale() } }), /no such locale; it has .*en_US/],
  B502: [botSaying({ nluThreshold: 1.1 }), /nluThreshold is 1.1; Lex takes numbers from 0 to 1/],
  B503: [botSaying({ voice: { id: "" } }), /The voice is "" with the engine "standard"/],
  B601: [withIntents(250), /251 intents with the fallback; Lex takes 250/],
  B602: [withSlots(101), /101 slots; Lex takes 100/],
  B603: [
    smallBot({ slotTypes: { ...slotTypes, ...numbered(249, { values: ["a"] }) } }),
    /251 slot types; Lex takes 250/,
  ],
  B604: [
    smallBot({ slotTypes: { ...slotTypes, Size: { values: many(10_001) } } }),
    /10004 values and synonyms; Lex takes 10000/,
  ],
  B605: [said(many(1_501)), /1501 utterances; Lex takes 1500/],
  B606: [{ ...withIntents(1), locales: { es_US: talkative() } }, /characters of utterances; Lex takes 200000/],
};

function never(): never {
  throw new Error("The small bot has this prompt.");
}

function anyTime() {
  return { type: "AMAZON.Time", obfuscated: false };
}

function anyCode(keypadDigits: number) {
  return { type: "Code", obfuscated: true, keypadDigits };
}

function withPriorities(size: number, day: number): Bot {
  const SendParcel = { ...use, confirms: true, slots: { size: { priority: size }, day: { priority: day } } };
  return smallBot({ intents: { ...intents, SendParcel } });
}

function withPattern(pattern: string): Bot {
  return smallBot({ slotTypes: { ...slotTypes, Code: { parent: "AMAZON.AlphaNumeric", pattern } } });
}

function numbered<T>(count: number, value: T): Record<string, T> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`Thing${index}`, value]));
}

/** As many intents of one utterance each, in a language with the lower quotas. */
function withIntents(count: number): Bot {
  const all = numbered(count, use);
  const words = Object.fromEntries(Object.keys(all).map((name) => [name, [`do ${name}`]]));
  const locale = smallLocale({ utterances: words, confirmations: {}, closings: {} });
  return smallBot({ intents: all, locales: { es_US: locale } });
}

function withSlots(count: number): Bot {
  const all = numbered(count, anyTime());
  const uses = Object.fromEntries(Object.keys(all).map((name, priority) => [name, { priority: priority % 101 }]));
  return smallBot({ slots: { ...slots, ...all }, intents: { ...intents, FindParcel: { ...use, slots: uses } } });
}

function sameType(): Bot {
  const from = { type: "AMAZON.Date", obfuscated: false };
  const SendParcel = { ...use, slots: { from: { priority: 1 } } };
  const FindParcel = { ...use, slots: { day: { priority: 1 } } };
  const given = { SendParcel: ["meet me on {from}"], FindParcel: ["meet me on {day}"] };
  return { ...botSaying({ utterances: given }), slots: { ...slots, from }, intents: { SendParcel, FindParcel } };
}

function talkative() {
  return smallLocale({ utterances: { Thing0: many(1_400, "x".repeat(200)) }, confirmations: {}, closings: {} });
}

describe("the checks of a bot", () => {
  it("find nothing about a bot that is as it should be", () => {
    expect(describeBotFindings(checkBot(smallBot()))).to.equal("");
  });

  for (const [code, [bot, says]] of Object.entries(CASES)) {
    it(`find ${code}: ${BOT_FINDING_CODES.get(code as BotFindingCode)?.meaning}`, () => {
      const found = checkBot(bot).filter((finding) => finding.code === code);
      expect(found.map(({ message }) => message).join("\n")).to.match(says);
      expect(found.every(({ remedy }) => remedy.length > 8)).to.equal(true);
    });
  }

  it("stop a bot with errors, naming all of them, and let one with warnings pass", () => {
    const wrong = botSaying({ nluThreshold: 2, closings: {} }, { name: "-" });
    expect(() => checked(wrong)).to.throw(/The bot - would be refused:\nerror B101.*\nerror B406.*\nerror B502/s);
    const odd = said(["send it, please"]);
    expect(checkBot(odd).map(({ severity, code }) => `${severity} ${code}`)).to.deep.equal(["warning B309"]);
    expect(checked(odd)).to.equal(odd);
  });

  it("are given by some rule each, and documented", () => {
    const sources = readdirSync(path.join(PROJECT, "bots/language/rules")).map((name) =>
      readFileSync(path.join(PROJECT, "bots/language/rules", name), "utf8"),
    );
    const given = new Set(
      sources.flatMap((source) => source.match(/"B\d{3}"/g) ?? []).map((code) => code.slice(1, -1)),
    );
    expect([...given].sort()).to.deep.equal([...BOT_FINDING_CODES.keys()].sort());
    const document = readFileSync(path.join(PROJECT, "docs/bots.md"), "utf8");
    const rows = [...document.matchAll(/^\| (B\d{3}) +\| (.*?) +\| (.*?) +\|$/gm)].map(([, ...cells]) => cells);
    const known = [...BOT_FINDING_CODES].map(([code, { meaning, remedy }]) => [code, meaning, remedy]);
    expect(rows.map((cells) => cells.map((cell) => cell.trim()))).to.deep.equal(known);
  });
});

describe("utterances, as Lex compares them", () => {
  const words = fc.array(fc.stringMatching(/^[a-zñáéíóú']{1,8}$/), { minLength: 1, maxLength: 6 });

  it("are the same whatever the capitals, the spaces and the punctuation", () => {
    fc.assert(
      fc.property(words, fc.constantFrom("!", "?", " .", ", ", "…"), (given, mark) => {
        const plain = given.join(" ");
        const other = `  ${given.map((word) => word.toUpperCase()).join("   ")}${mark} `;
        return normalised(plain) === normalised(other) && normalised(normalised(plain)) === normalised(plain);
      }),
    );
  });

  it("differ when a word differs", () => {
    fc.assert(
      fc.property(words, (given) => normalised(given.join(" ")) !== normalised([...given, "otherwise"].join(" "))),
    );
  });

  it("keep their slots, however they are written around", () => {
    fc.assert(
      fc.property(words, fc.stringMatching(/^[a-zA-Z]{1,10}$/), (given, slot) => {
        const utterance = `${given.join(" ")} {${slot}}`;
        return slotsIn(utterance).join() === slot && normalised(utterance).endsWith(`{${slot}}`);
      }),
    );
  });

  it("are found twice in two intents of any bot, wherever they stand", () => {
    const utterance = fc.array(fc.constantFrom("send", "find", "parcel", "now", "{day}"), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(utterance, { selector: (parts) => parts.join(), maxLength: 6 }),
        utterance,
        (own, shared) => {
          const text = shared.join(" ");
          const bot = said([...own.map((parts) => parts.join(" ")), text], ["where is it", text]);
          const codes = checkBot(bot).map(({ code }) => code);
          return codes.includes("B302");
        },
      ),
    );
  });
});
