/** Numbers in words: English and Spanish. */

const ENGLISH_UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety";
const SPANISH_UNITS =
  "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve";
const SPANISH_TWENTIES =
  "veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve";
const SPANISH_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa";
const SPANISH_HUNDREDS =
  "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos";
const ENGLISH_ORDINALS =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth";

function counted(words: string, from = 0, step = 1): Map<string, number> {
  return new Map(words.split(" ").map((word, index) => [word, from + index * step]));
}

const UNITS: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  en: new Map([...counted(ENGLISH_UNITS), ["oh", 0]]),
  es: new Map([...counted(SPANISH_UNITS), ...counted(SPANISH_TWENTIES, 20), ["un", 1], ["una", 1]]),
};
const TENS: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  en: counted(ENGLISH_TENS, 20, 10),
  es: counted(SPANISH_TENS, 20, 10),
};
const HUNDREDS: Readonly<Record<string, ReadonlyMap<string, number>>> = {
  en: new Map(),
  es: new Map([...counted(SPANISH_HUNDREDS, 100, 100), ["ciento", 100]]),
};
const ORDINALS = counted(ENGLISH_ORDINALS, 1);

/** 0 to 29 in one word. */
export function unitOf(word: string | undefined, language: string): number | undefined {
  return word === undefined ? undefined : UNITS[language]?.get(word);
}

/** Twenty, thirty and so on. */
export function tensOf(word: string | undefined, language: string): number | undefined {
  return word === undefined ? undefined : TENS[language]?.get(word);
}

/** A number and how many words it took. */
export interface Counted {
  readonly value: number;
  readonly length: number;
}

/** A number below 100 at a place: `5`, `five`, `twenty one`, `treinta y uno`. */
export function smallNumberAt(words: readonly string[], at: number, language: string): Counted | undefined {
  const word = words[at];
  if (word === undefined) return undefined;
  if (/^\d{1,2}$/.test(word)) return { value: Number(word), length: 1 };
  const tens = tensOf(word, language);
  if (tens !== undefined) {
    const skip = language === "es" && words[at + 1] === "y" ? 2 : 1;
    const unit = unitOf(words[at + skip], language);
    return unit !== undefined && unit > 0 && unit < 10
      ? { value: tens + unit, length: skip + 1 }
      : { value: tens, length: 1 };
  }
  const unit = unitOf(word, language);
  return unit === undefined ? undefined : { value: unit, length: 1 };
}

function below1000(words: readonly string[], at: number, language: string): Counted | undefined {
  const hundreds = HUNDREDS[language]?.get(words[at] ?? "");
  if (hundreds !== undefined) {
    const rest = smallNumberAt(words, at + 1, language);
    return { value: hundreds + (rest?.value ?? 0), length: 1 + (rest?.length ?? 0) };
  }
  const first = smallNumberAt(words, at, language);
  if (first === undefined || language !== "en" || words[at + first.length] !== "hundred") return first;
  const and = words[at + first.length + 1] === "and" ? 1 : 0;
  const rest = smallNumberAt(words, at + first.length + 1 + and, language);
  const length = first.length + 1 + (rest === undefined ? 0 : and + rest.length);
  return { value: first.value * 100 + (rest?.value ?? 0), length };
}

/** A whole number below a million at a place, in words or digits. */
export function numberAt(words: readonly string[], at: number, language: string): Counted | undefined {
  const digits = /^\+?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?$/.exec(words[at] ?? "");
  if (digits) return { value: Number(`${(digits[1] ?? "").replace(/,/g, "")}${digits[2] ?? ""}`), length: 1 };
  const thousand = language === "es" ? "mil" : "thousand";
  const first = words[at] === thousand ? { value: 1, length: 0 } : below1000(words, at, language);
  if (first === undefined || words[at + first.length] !== thousand) return first;
  const rest = below1000(words, at + first.length + 1, language);
  return { value: first.value * 1000 + (rest?.value ?? 0), length: first.length + 1 + (rest?.length ?? 0) };
}

/** A day of the month as an ordinal: `5th`, `fifth`, `twenty first`, `31st`. */
export function ordinalAt(words: readonly string[], at: number): Counted | undefined {
  const word = words[at] ?? "";
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(word);
  if (digits) return { value: Number(digits[1]), length: 1 };
  const plain = ORDINALS.get(word);
  if (plain !== undefined) return { value: plain, length: 1 };
  if (word === "thirtieth") return { value: 30, length: 1 };
  const tens = tensOf(word, "en");
  const unit = ORDINALS.get(words[at + 1] ?? "");
  if (tens === undefined || unit === undefined || unit > 9) return undefined;
  return { value: tens + unit, length: 2 };
}
