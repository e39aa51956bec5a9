/** Words that carry little meaning, and the stems of the others, for English and Spanish; other languages as they are. */

const ENGLISH = (
  "a an the i im id ill ive me my mine you your we us our it its is are was be been am do does did to of for in on at by " +
  "with from and or that this these those there can could would will shall should may might please hi hello hey so just " +
  "have has had get got want need like if then as about any some now ok okay well um uh really help let lets"
).split(" ");
const SPANISH = (
  "un una unos unas el la lo los las yo mi mis me te tu tus su sus se nos nuestro nuestra es son esta estan estoy era ser " +
  "estar de del a al en por para con sin y e o u que este ese esto eso puedo puede pueden podria podrias quiero quisiera " +
  "necesito favor hola buenas buenos dias tardes si ya he ha han hay le les ayuda ayudar ayudarme gustaria"
).split(" ");
const STOP_WORDS: Readonly<Record<string, ReadonlySet<string>>> = { en: new Set(ENGLISH), es: new Set(SPANISH) };

const ENGLISH_ENDINGS = /(?:ations?|ings?|ed|ers?|ies|es|s|e|y)$/;
const SPANISH_ENDINGS =
  /(?:aciones|acion|amente|ando|iendo|arlos|arlas|arlo|arla|arme|erlo|irlo|ados|adas|ado|ada|idos|idas|ido|ida|aron|aste|ar|er|ir|os|as|es|o|a|e|s)$/;
const ENDINGS: Readonly<Record<string, RegExp>> = { en: ENGLISH_ENDINGS, es: SPANISH_ENDINGS };
/** A shorter stem says too little. */
const SHORTEST_STEM = 3;

/** What a language does to its words. */
export interface Language {
  isStopWord(word: string): boolean;
  stem(word: string): string;
}

/** The language of a locale such as `es_US`. */
export function languageOf(localeId: string): Language {
  const code = localeId.slice(0, 2);
  const stopWords = STOP_WORDS[code];
  const endings = ENDINGS[code];
  return {
    isStopWord: (word) => stopWords?.has(word) ?? false,
    stem: (word) => {
      const stem = endings === undefined ? word : word.replace(endings, "");
      return stem.length >= SHORTEST_STEM ? stem : word;
    },
  };
}
