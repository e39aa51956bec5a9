/** How English and Spanish say days. */

/** What a language has for days. */
export interface DateWords {
  /** Phrases for a day, as words, with the days it is away. Longer ones first. */
  readonly phrases: readonly (readonly [words: readonly string[], days: number])[];
  readonly weekdays: ReadonlyMap<string, number>;
  readonly months: ReadonlyMap<string, number>;
  /** Length of a unit: days, or months when it says so. */
  readonly units: ReadonlyMap<string, { readonly days?: number; readonly months?: number }>;
  /** Words before a number of units: `in` three days, `dentro de` tres días. */
  readonly within: readonly (readonly string[])[];
  /** Words after a number of units: three days `from now`. */
  readonly fromNow: readonly (readonly string[])[];
  /** Words before or after a weekday that mean the one of the coming week (Monday to Sunday). */
  readonly weekAfter: readonly (readonly string[])[];
  /** Whether `3/5` is the fifth of March. */
  readonly monthFirst: boolean;
}

function phrase(text: string): string[] {
  return text.split(" ");
}

function numbered(text: string, from: number): [string, number][] {
  return phrase(text).map((word, index) => [word, index + from]);
}

const ENGLISH: DateWords = {
  phrases: [
    [phrase("the day after tomorrow"), 2],
    [phrase("day after tomorrow"), 2],
    [phrase("day before yesterday"), -2],
    [phrase("tomorrow"), 1],
    [phrase("today"), 0],
    [phrase("tonight"), 0],
    [phrase("yesterday"), -1],
  ],
  weekdays: new Map([
    ...numbered("sunday monday tuesday wednesday thursday friday saturday", 0),
    ...numbered("sun mon tue wed thu fri sat", 0),
  ]),
  months: new Map([
    ...numbered("january february march april may june july august september october november december", 1),
    ...numbered("jan feb mar apr may jun jul aug sep oct nov dec", 1),
    ["sept", 9],
  ]),
  units: new Map([
    ["day", { days: 1 }],
    ["days", { days: 1 }],
    ["week", { days: 7 }],
    ["weeks", { days: 7 }],
    ["month", { months: 1 }],
    ["months", { months: 1 }],
  ]),
  within: [["in"]],
  fromNow: [phrase("from now"), phrase("from today"), ["later"]],
  weekAfter: [["next"], phrase("next week"), phrase("of next week")],
  monthFirst: true,
};

const SPANISH: DateWords = {
  phrases: [
    [phrase("pasado manana"), 2],
    [phrase("anteayer"), -2],
    [phrase("manana"), 1],
    [phrase("hoy"), 0],
    [phrase("ayer"), -1],
  ],
  weekdays: new Map(numbered("domingo lunes martes miercoles jueves viernes sabado", 0)),
  months: new Map([
    ...numbered("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", 1),
    ["setiembre", 9],
  ]),
  units: new Map([
    ["dia", { days: 1 }],
    ["dias", { days: 1 }],
    ["semana", { days: 7 }],
    ["semanas", { days: 7 }],
    ["mes", { months: 1 }],
    ["meses", { months: 1 }],
  ]),
  within: [phrase("dentro de"), ["en"]],
  fromNow: [phrase("a partir de hoy")],
  weekAfter: [
    phrase("de la semana que viene"),
    phrase("de la proxima semana"),
    phrase("de la semana proxima"),
    phrase("de la otra semana"),
  ],
  monthFirst: false,
};

/** The words of a language; English where there are none. Only en_US writes the month first. */
export function dateWords(localeId: string): DateWords {
  if (localeId.startsWith("es")) return SPANISH;
  return localeId === "en_US" ? ENGLISH : { ...ENGLISH, monthFirst: false };
}

/** Whether a phrase stands at a place. */
export function standsAt(words: readonly string[], at: number, wanted: readonly string[]): boolean {
  return at >= 0 && wanted.every((word, index) => words[at + index] === word);
}
