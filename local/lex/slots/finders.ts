/** The slot types of Amazon Lex the local run understands, each as a finder of its values. */
import type { SlotTypeDefinition } from "../bot/definition";
import { answerOf } from "./confirmation";
import { dateFinder } from "./date";
import { spelledRuns } from "./digits";
import { listFinder } from "./list";
import type { SlotContext, SlotFinder, SlotMatch } from "./match";
import { numberAt } from "./numberWords";

/** A phone number has this many digits; E.164 allows no more. */
const PHONE_DIGITS = { least: 7, most: 15 };

const phoneNumber: SlotFinder = {
  selfEvident: true,
  find: ({ tokens, language }) =>
    spelledRuns(tokens, language, false)
      .map(({ from, to, text }) => ({ from, to, value: text.replace(/(?!^)\+/g, "") }))
      .filter(({ value }) => {
        const digits = value.replace("+", "").length;
        return digits >= PHONE_DIGITS.least && digits <= PHONE_DIGITS.most;
      }),
};

const number: SlotFinder = {
  selfEvident: false,
  find: ({ tokens, language }) => {
    const words = tokens.map(({ norm }) => norm);
    const matches: SlotMatch[] = [];
    for (let at = 0; at < words.length;) {
      const counted = numberAt(words, at, language);
      if (counted) matches.push({ from: at, to: at + counted.length, value: String(counted.value) });
      at += counted?.length ?? 1;
    }
    return matches;
  },
};

/** Letters and digits. With a pattern a whole run must match it, so that a phone number is no PIN. */
function alphaNumeric(pattern: string | undefined): SlotFinder {
  const wanted = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, "i");
  return {
    selfEvident: false,
    find: ({ tokens, language }) => {
      const runs = [false, true].flatMap((letters) => spelledRuns(tokens, language, letters));
      const matches = runs.map(({ from, to, text }) => ({ from, to, value: text }));
      if (wanted !== undefined) return matches.filter(({ value }) => wanted.test(value));
      return matches.sort((one, other) => other.value.length - one.value.length);
    },
  };
}

const confirmation: SlotFinder = {
  selfEvident: false,
  find: ({ tokens, language }) => {
    const answer = answerOf(
      tokens.map(({ norm }) => norm),
      language,
    );
    return answer === undefined ? [] : [{ from: 0, to: tokens.length, value: answer === "yes" ? "Yes" : "No" }];
  },
};

const emailAddress: SlotFinder = {
  selfEvident: true,
  find: ({ text, tokens }) =>
    [...text.matchAll(/[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}/gi)].map((match) => {
      const start = match.index ?? 0;
      const from = tokens.findIndex(({ end }) => end > start);
      const to = tokens.filter((token) => token.start < start + match[0].length).length;
      return { from, to, value: match[0] };
    }),
};

/** Whatever is said, when the bot asked for it. */
const freeText: SlotFinder = {
  selfEvident: false,
  find: ({ text, tokens, asked }: SlotContext) =>
    asked && tokens.length > 0 ? [{ from: 0, to: tokens.length, value: text.trim() }] : [],
};

/** Built-in types with a grammar of their own. The others (names, cities, free-form text) take whatever is said. */
const BUILT_IN: Readonly<Record<string, (localeId: string) => SlotFinder>> = {
  "AMAZON.Date": dateFinder,
  "AMAZON.PhoneNumber": () => phoneNumber,
  "AMAZON.Number": () => number,
  "AMAZON.AlphaNumeric": () => alphaNumeric(undefined),
  "AMAZON.Confirmation": () => confirmation,
  "AMAZON.EmailAddress": () => emailAddress,
};

/** The finder of a slot type: a declared one, or a built-in one by name. */
export function finderOf(typeName: string, declared: SlotTypeDefinition | undefined, localeId: string): SlotFinder {
  if (declared?.pattern !== undefined || declared?.parent === "AMAZON.AlphaNumeric") {
    return alphaNumeric(declared.pattern);
  }
  if (declared !== undefined && declared.values.length > 0) return listFinder(declared);
  return BUILT_IN[declared?.parent ?? typeName]?.(localeId) ?? freeText;
}
