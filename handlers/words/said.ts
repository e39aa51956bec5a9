/** Sentences with something filled in, and how they are written out. */
import { type Language, names, type Sentence, type sentences } from "./sentences";

/** What a sentence has in braces. */
type Blanks<S extends string> = S extends `${string}{${infer Blank}}${infer Rest}` ? Blank | Blanks<Rest> : never;

/** A sentence with exactly what its blanks need: one that is left out does not compile. */
export type Filled<S extends Sentence> = S extends Sentence
  ? [Blanks<S[Language]>] extends [never]
    ? { readonly sentence: S; readonly values?: undefined }
    : { readonly sentence: S; readonly values: Readonly<Record<Blanks<S[Language]>, string>> }
  : never;

/** One of the house's sentences, filled in: days and times as ISO 8601. The language is still open. */
export type Said = Filled<(typeof sentences)[keyof typeof sentences]>;

/** A sentence of any origin, filled in. */
export interface AnySaid {
  readonly sentence: Sentence;
  readonly values?: Readonly<Record<string, string>> | undefined;
}

/** The sentence in a language. What comes from tables is put in as it is: the result is not safe to speak or show yet. */
export const written = ({ sentence, values }: AnySaid, language: Language): string =>
  sentence[language].replace(/\{(\w+)\}/g, (_, blank: string) => {
    const value = values?.[blank] ?? "";
    const words: Readonly<Record<string, string>> = names[language];
    if (!/day$|time/i.test(blank)) return words[value] ?? value;
    const style: Intl.DateTimeFormatOptions = blank === "time" ? { timeStyle: "short" } : { dateStyle: "full" };
    return new Date(value).toLocaleString(`${language}-US`, { ...style, timeZone: "UTC" });
  });
