/**
 * AMAZON.Date: days in words and digits, relative to today. A weekday is the next one from tomorrow on; `next Friday` and
 * `el viernes de la semana que viene` are the one of the week after this (weeks begin on Monday), whereas `el próximo
 * viernes` is the coming one. Days without a year are the next ones.
 */
import { dayOf, isoOf, monthsOn, nextDayOfMonth, nextDayOfYear, weekdayOf } from "./calendar";
import { dateWords, standsAt, type DateWords } from "./dateWords";
import type { SlotContext, SlotFinder, SlotMatch } from "./match";
import { ordinalAt, smallNumberAt, type Counted } from "./numberWords";

interface Found {
  readonly day: number;
  readonly length: number;
}

/** One way to say a day, tried at a place. */
type Reading = (reader: Reader, at: number) => Found | undefined;

/** Reads the days in one text. */
class Reader {
  constructor(
    readonly words: readonly string[],
    readonly language: string,
    readonly known: DateWords,
    readonly today: number,
  ) {}

  /** How many words of the first phrase that stands here; 0 when none does. */
  lengthOf(phrases: readonly (readonly string[])[], at: number): number {
    return phrases.find((phrase) => standsAt(this.words, at, phrase))?.length ?? 0;
  }

  /** A day of the month, as an ordinal or as a plain number. */
  dayNumber(at: number): Counted | undefined {
    const number =
      (this.language === "en" ? ordinalAt(this.words, at) : undefined) ?? smallNumberAt(this.words, at, this.language);
    return number !== undefined && number.value >= 1 && number.value <= 31 ? number : undefined;
  }

  year(at: number): Counted | undefined {
    const skip = ["of", "de", "del"].includes(this.words[at] ?? "") ? 1 : 0;
    const word = this.words[at + skip] ?? "";
    return /^20\d\d$/.test(word) ? { value: Number(word), length: skip + 1 } : undefined;
  }
}

const numeric: Reading = ({ words, known, today }, at) => {
  const word = words[at] ?? "";
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word);
  const parts = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(word);
  if (iso) return found(dayOf({ year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }), 1);
  if (!parts) return undefined;
  const [first, second] = [Number(parts[1]), Number(parts[2])];
  const [month, day] = known.monthFirst ? [first, second] : [second, first];
  if (parts[3] === undefined) return found(nextDayOfYear(today, month, day), 1);
  const year = parts[3].length === 2 ? 2000 + Number(parts[3]) : Number(parts[3]);
  return found(dayOf({ year, month, day }), 1);
};

const phrase: Reading = ({ words, known, today }, at) => {
  const [said, days] = known.phrases.find(([wanted]) => standsAt(words, at, wanted)) ?? [];
  if (said === undefined || days === undefined) return undefined;
  // "Por la mañana" is a time of day.
  if (said[0] === "manana" && words[at - 1] === "la") return undefined;
  return { day: today + days, length: said.length };
};

const amount: Reading = (reader, at) => {
  const { words, language, known, today } = reader;
  const before = reader.lengthOf(known.within, at);
  const number = smallNumberAt(words, at + before, language) ?? article(words[at + before]);
  if (number === undefined) return undefined;
  const unit = known.units.get(words[at + before + number.length] ?? "");
  const end = before + number.length + 1;
  const after = reader.lengthOf(known.fromNow, at + end);
  if (unit === undefined || (before === 0 && after === 0)) return undefined;
  const day = unit.months === undefined ? today + number.value * (unit.days ?? 1) : monthsOn(today, number.value);
  return { day, length: end + after };
};

function article(word: string | undefined): Counted | undefined {
  return word === "a" || word === "an" ? { value: 1, length: 1 } : undefined;
}

const weekday: Reading = (reader, at) => {
  const { words, known, today } = reader;
  const wanted = known.weekdays.get(words[at] ?? "");
  if (wanted === undefined) return undefined;
  const before = known.weekAfter.some((said) => standsAt(words, at - said.length, said));
  const after = reader.lengthOf(known.weekAfter, at + 1);
  if (!before && after === 0) return { day: today + ((wanted - weekdayOf(today) + 6) % 7) + 1, length: 1 };
  const monday = today - ((weekdayOf(today) + 6) % 7) + 7;
  return { day: monday + ((wanted + 6) % 7), length: 1 + after };
};

const monthThenDay: Reading = (reader, at) => {
  const month = reader.known.months.get(reader.words[at] ?? "");
  const skip = reader.words[at + 1] === "the" ? 1 : 0;
  const day = month === undefined ? undefined : reader.dayNumber(at + 1 + skip);
  if (month === undefined || day === undefined) return undefined;
  return dated(reader, month, day.value, at, 1 + skip + day.length);
};

const dayThenMonth: Reading = (reader, at) => {
  const day = reader.dayNumber(at);
  if (day === undefined) return undefined;
  const skip = ["of", "de"].includes(reader.words[at + day.length] ?? "") ? 1 : 0;
  const month = reader.known.months.get(reader.words[at + day.length + skip] ?? "");
  return month === undefined ? undefined : dated(reader, month, day.value, at, day.length + skip + 1);
};

function dated(reader: Reader, month: number, day: number, at: number, length: number): Found | undefined {
  const year = reader.year(at + length);
  if (year === undefined) return found(nextDayOfYear(reader.today, month, day), length);
  return found(dayOf({ year: year.value, month, day }), length + year.length);
}

const dayAlone: Reading = (reader, at) => {
  const { words, language, today } = reader;
  const announced = language === "es" ? reader.lengthOf([["el", "dia"], ["dia"], ["el"]], at) : 0;
  const day = language === "es" ? reader.dayNumber(at + announced) : ordinalAt(words, at);
  if (day === undefined || day.value < 1 || day.value > 31 || (language === "es" && announced === 0)) return undefined;
  // "El cinco de abril" is the fifth of another month, and read from "cinco" on.
  if (dayThenMonth(reader, at + announced) !== undefined) return undefined;
  return found(nextDayOfMonth(today, day.value), announced + day.length);
};

function found(day: number | undefined, length: number): Found | undefined {
  return day === undefined ? undefined : { day, length };
}

const READINGS: readonly Reading[] = [numeric, phrase, amount, monthThenDay, dayThenMonth, weekday, dayAlone];

/** Days for a locale. */
export function dateFinder(localeId: string): SlotFinder {
  const known = dateWords(localeId);
  return {
    selfEvident: true,
    find: ({ tokens, language, today }: SlotContext): SlotMatch[] => {
      const reader = new Reader(
        tokens.map(({ norm }) => norm),
        language,
        known,
        today,
      );
      const matches: SlotMatch[] = [];
      for (let at = 0; at < tokens.length;) {
        const hit = READINGS.reduce<Found | undefined>((first, reading) => first ?? reading(reader, at), undefined);
        if (hit !== undefined) matches.push({ from: at, to: at + hit.length, value: isoOf(hit.day) });
        at += hit?.length ?? 1;
      }
      return matches;
    },
  };
}
