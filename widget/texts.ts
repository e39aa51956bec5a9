/** What the widget itself says, in every language the bot speaks. */

/** Locales there are texts for, written as Amazon Lex writes them. */
export type Locale = "en_US" | "es_US";

/** Whether there are texts for it. */
export function isLocale(value: unknown): value is Locale {
  return value === "en_US" || value === "es_US";
}

/** Everything the widget says. */
export interface Texts {
  /** Language tag of the page, as HTML writes it. */
  language: string;
  conversation: string;
  you: string;
  assistant: string;
  agent: string;
  messageLabel: string;
  placeholder: string;
  send: string;
  close: string;
  choices: string;
  newMessages: string;
  earlierLeftOut: string;
  automated: string;
  waitingForPerson: string;
  withPerson(name: string): string;
  person: string;
  leave: string;
  leaveQuestion: string;
  leaveConfirm: string;
  leaveCancel: string;
  restart: string;
  retry: string;
  edit: string;
  sending: string;
  writing(name: string): string;
  slow: string;
  offline: string;
  reconnecting: string;
  broken: string;
  connecting: string;
  connected: string;
  joined(name: string): string;
  left(name: string): string;
  transferred: string;
  unsupported: string;
  ended: string;
  lost: string;
  turnsLeft(turns: number): string;
  counter(length: number, limit: number): string;
  tooLong(over: number): string;
  notSent: string;
  sentAgainIn(seconds: number): string;
  /** Why something failed, by the API's code. */
  failure(code: string, retryAfter?: number): string;
}

function duration(language: string, seconds: number): string {
  const [unit, amount] = seconds < 120 ? ["second", seconds] : ["minute", Math.ceil(seconds / 60)];
  return new Intl.NumberFormat(language, { style: "unit", unit: String(unit), unitDisplay: "long" }).format(
    Number(amount),
  );
}

function count(language: string, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

const english: Texts = {
  language: "en-US",
  conversation: "Conversation",
  you: "You",
  assistant: "Assistant",
  agent: "Agent",
  messageLabel: "Your message",
  placeholder: "Write a message",
  send: "Send",
  close: "Close the chat",
  choices: "Suggested answers",
  newMessages: "New messages",
  earlierLeftOut: "Earlier messages are no longer shown.",
  automated: "Automated assistant",
  waitingForPerson: "Waiting for a person",
  withPerson: (name) => `With ${name}`,
  person: "Talk to a person",
  leave: "End the chat",
  leaveQuestion: "End the chat for good?",
  leaveConfirm: "Yes, end it",
  leaveCancel: "No, go on",
  restart: "Start a new conversation",
  retry: "Try again",
  edit: "Edit",
  sending: "Sending",
  writing: (name) => `${name} is writing`,
  slow: "This takes longer than usual. Your message is on its way.",
  offline: "You are offline. What you write is kept and sent when you are back.",
  reconnecting: "The connection was lost. Connecting again.",
  broken: "The connection to the chat was lost.",
  connecting: "You are being connected with a person.",
  connected: "You are in line. A person will be with you; you can already write.",
  joined: (name) => `${name} has joined the chat.`,
  left: (name) => `${name} has left the chat.`,
  transferred: "You are being passed on to a colleague.",
  unsupported: "A message of a kind this chat cannot show has arrived.",
  ended: "The conversation has ended.",
  lost: "This conversation can no longer be continued. What was not sent is kept.",
  turnsLeft: (turns) =>
    turns === 0
      ? "The assistant can take no more messages here. Talk to a person or start a new conversation."
      : `The assistant can take ${turns === 1 ? "one more message" : `${count("en-US", turns)} more messages`} here.`,
  counter: (length, limit) => `${count("en-US", length)} of ${count("en-US", limit)} characters`,
  tooLong: (over) =>
    `Please shorten your message by ${over === 1 ? "one character" : `${count("en-US", over)} characters`}.`,
  notSent: "Not sent.",
  sentAgainIn: (seconds) =>
    `You are writing faster than can be answered. This is sent again in ${duration("en-US", seconds)}.`,
  failure: (code, retryAfter) => {
    switch (code) {
      case "Offline":
        return "The chat cannot be reached.";
      case "Slow":
        return "There was no answer in time.";
      case "TooManyRequests":
        return retryAfter === undefined
          ? "Too many messages at once. Please try again later."
          : `Too many messages at once. Please try again in ${duration("en-US", retryAfter)}.`;
      case "NobodyReachable":
        return "Nobody can be reached right now. Please try again later.";
      case "InvalidRequest":
        return "This message cannot be sent as it is.";
      case "TooLong":
        return "This message is too long.";
      case "OriginNotAllowed":
        return "The chat is not available on this page.";
      default:
        return "Something went wrong.";
    }
  },
};

const spanish: Texts = {
  language: "es-US",
  conversation: "Conversación",
  you: "Usted",
  assistant: "Asistente",
  agent: "Agente",
  messageLabel: "Su mensaje",
  placeholder: "Escriba un mensaje",
  send: "Enviar",
  close: "Cerrar el chat",
  choices: "Respuestas sugeridas",
  newMessages: "Mensajes nuevos",
  earlierLeftOut: "Los mensajes anteriores ya no se muestran.",
  automated: "Asistente automático",
  waitingForPerson: "En espera de una persona",
  withPerson: (name) => `Con ${name}`,
  person: "Hablar con una persona",
  leave: "Terminar el chat",
  leaveQuestion: "¿Terminar el chat definitivamente?",
  leaveConfirm: "Sí, terminarlo",
  leaveCancel: "No, seguir",
  restart: "Empezar otra conversación",
  retry: "Reintentar",
  edit: "Editar",
  sending: "Enviando",
  writing: (name) => `${name} está escribiendo`,
  slow: "Tarda más de lo habitual. Su mensaje está en camino.",
  offline: "No tiene conexión. Lo que escriba se guarda y se envía cuando vuelva.",
  reconnecting: "Se perdió la conexión. Conectando de nuevo.",
  broken: "Se perdió la conexión con el chat.",
  connecting: "Le estamos comunicando con una persona.",
  connected: "Está en la fila. Una persona le atenderá; ya puede escribir.",
  joined: (name) => `${name} se ha unido al chat.`,
  left: (name) => `${name} ha salido del chat.`,
  transferred: "Le atenderá otra persona del equipo.",
  unsupported: "Ha llegado un mensaje de un tipo que este chat no puede mostrar.",
  ended: "La conversación ha terminado.",
  lost: "Esta conversación ya no puede continuar. Lo que no se envió se conserva.",
  turnsLeft: (turns) =>
    turns === 0
      ? "El asistente no admite más mensajes aquí. Hable con una persona o empiece otra conversación."
      : `El asistente admite ${turns === 1 ? "un mensaje más" : `${count("es-US", turns)} mensajes más`} aquí.`,
  counter: (length, limit) => `${count("es-US", length)} de ${count("es-US", limit)} caracteres`,
  tooLong: (over) => `Acorte su mensaje en ${over === 1 ? "un carácter" : `${count("es-US", over)} caracteres`}.`,
  notSent: "No enviado.",
  sentAgainIn: (seconds) =>
    `Escribe más rápido de lo que se puede responder. Se enviará de nuevo en ${duration("es-US", seconds)}.`,
  failure: (code, retryAfter) => {
    switch (code) {
      case "Offline":
        return "No se puede acceder al chat.";
      case "Slow":
        return "No hubo respuesta a tiempo.";
      case "TooManyRequests":
        return retryAfter === undefined
          ? "Demasiados mensajes a la vez. Inténtelo más tarde."
          : `Demasiados mensajes a la vez. Inténtelo de nuevo en ${duration("es-US", retryAfter)}.`;
      case "NobodyReachable":
        return "Ahora mismo no hay nadie disponible. Inténtelo más tarde.";
      case "InvalidRequest":
        return "Este mensaje no se puede enviar tal como está.";
      case "TooLong":
        return "Este mensaje es demasiado largo.";
      case "OriginNotAllowed":
        return "El chat no está disponible en esta página.";
      default:
        return "Algo salió mal.";
    }
  },
};

/** The texts of a locale. */
export function textsFor(locale: Locale): Texts {
  return locale === "es_US" ? spanish : english;
}
