/** What Slack's door says of its own, by language. Everything else is said by the bot. */

const SENTENCES = {
  en: {
    person: "I have asked a colleague to help you. They will get in touch with you here.",
    nobody: "I cannot reach anybody right now. Please try again in a few minutes.",
    direct: "Others can read what you write here. Please write me a direct message about this.",
    slower: "That was a lot at once. Please try again in a minute.",
  },
  es: {
    person: "He pedido a un compañero que le ayude. Se pondrá en contacto con usted aquí.",
    nobody: "Ahora mismo no puedo localizar a nadie. Inténtelo de nuevo en unos minutos.",
    direct: "Otras personas pueden leer lo que escriba aquí. Envíeme un mensaje directo sobre este asunto.",
    slower: "Han sido muchos mensajes a la vez. Inténtelo de nuevo en un minuto.",
  },
};

/** A sentence in the locale's language, or in English. */
export const sentence = (locale: string, name: keyof typeof SENTENCES.en): string =>
  (locale.startsWith("es") ? SENTENCES.es : SENTENCES.en)[name];
