/**
 * Every sentence of self-service, in every language of the bot.
 *
 * A language added to {@link Language} does not compile until each sentence has it. Braces name what is filled in:
 * `{day}` and `{lastDay}` are days, `{time}` is a time of day; how they are written depends on the language, too.
 */

/** Languages of the bot: the first part of Lex's locale ids. */
export type Language = "en" | "es";

/** A sentence in every language. */
export type Sentence = Readonly<Record<Language, string>>;

/** Words that stand in tables, as a sentence has them: the statuses of open orders, and what an unnamed order is of. */
export const names: Readonly<Record<Language, Readonly<Record<"" | "placed" | "packed" | "shipped", string>>>> = {
  en: { "": "goods", placed: "placed", packed: "packed", shipped: "shipped" },
  es: { "": "productos", placed: "recibido", packed: "preparado", shipped: "enviado" },
};

/** The sentences by what they say. */
export const sentences = {
  orderStands: {
    en: "Your order of {item} has been {status}.",
    es: "Su pedido de {item} ha sido {status}.",
  },
  orderStandsFor: {
    en: "Your order of {item} has been {status}, for {day}.",
    es: "Su pedido de {item} ha sido {status}, para el {day}.",
  },
  noOpenOrder: {
    en: "You have no open orders.",
    es: "No tiene pedidos pendientes.",
  },
  orderCancelled: {
    en: "Your order is cancelled.",
    es: "Su pedido ha sido cancelado.",
  },
  orderMoved: {
    en: "Your order will be delivered on {day}.",
    es: "Su pedido se entregará el {day}.",
  },
  orderFixed: {
    en: "That order can no longer be changed.",
    es: "Ese pedido ya no se puede cambiar.",
  },
  orderKept: {
    en: "Your order stays as it is.",
    es: "Su pedido queda como está.",
  },
  noSuchOrder: {
    en: "I cannot find that order.",
    es: "No encuentro ese pedido.",
  },
  noSuchChange: {
    en: "I cannot make that change.",
    es: "No puedo hacer ese cambio.",
  },
  notConfirmed: {
    en: "I cannot confirm that change.",
    es: "No puedo confirmar ese cambio.",
  },
  daysOffered: {
    en: "We can deliver from {day} to {lastDay}. Which day suits you?",
    es: "Podemos entregar desde el {day} hasta el {lastDay}. ¿Qué día le conviene?",
  },
  openUntil: {
    en: "We are open now, until {time}.",
    es: "Estamos abiertos ahora, hasta las {time}.",
  },
  openUntilDay: {
    en: "We are open now, until {day}, {time}.",
    es: "Estamos abiertos ahora, hasta el {day}, {time}.",
  },
  alwaysOpen: {
    en: "We are open around the clock.",
    es: "Estamos abiertos las veinticuatro horas.",
  },
  opensAt: {
    en: "We are closed now. We open today at {time}.",
    es: "Ahora estamos cerrados. Abrimos hoy a las {time}.",
  },
  opensOn: {
    en: "We are closed now. We open on {day} at {time}.",
    es: "Ahora estamos cerrados. Abrimos el {day} a las {time}.",
  },
  closed: {
    en: "We are closed until further notice.",
    es: "Estamos cerrados hasta nuevo aviso.",
  },
  askNumber: {
    en: "What is the phone number of your account?",
    es: "¿Cuál es el número de teléfono de su cuenta?",
  },
  askPin: {
    en: "What is your PIN?",
    es: "¿Cuál es su PIN?",
  },
  notANumber: {
    en: "I need a phone number with its area code.",
    es: "Necesito un número de teléfono con su código de área.",
  },
  notAPin: {
    en: "Your PIN has 4 to 6 digits.",
    es: "Su PIN tiene de 4 a 6 cifras.",
  },
  noMatch: {
    en: "That number and that PIN do not go together.",
    es: "Ese número y ese PIN no corresponden.",
  },
  clarify: {
    en: "Sorry, I did not understand. You can ask about an order, change its delivery day, cancel it, ask when we are open, or talk to a person.",
    es: "Perdone, no le he entendido. Puede preguntar por un pedido, cambiar su día de entrega, cancelarlo, preguntar cuándo abrimos o hablar con una persona.",
  },
  person: {
    en: "I will connect you with a person.",
    es: "Le comunico con una persona.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
