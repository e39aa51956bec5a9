/** What a door says of its own, by language. Everything else is said by the bot. */

/** What is said, by language: the first part of the locale. */
const SENTENCES = {
  en: {
    connecting: "I am connecting you with a person. One moment, please.",
    nobody: "I cannot reach a person right now. Please try again in a moment.",
  },
  es: {
    connecting: "Le comunico con una persona. Un momento, por favor.",
    nobody: "Ahora mismo no puedo comunicarle con una persona. Inténtelo de nuevo en un momento.",
  },
};

/** A sentence in the locale's language, or in English. */
export const say = (locale: string, sentence: keyof typeof SENTENCES.en): string =>
  (locale.startsWith("es") ? SENTENCES.es : SENTENCES.en)[sentence];
