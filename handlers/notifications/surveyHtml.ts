/** The survey page: plain HTML that works without a script. Nothing that came from outside but a checked token is in it. */
import { type Locale } from "./catalogue";
import { LONGEST_COMMENT } from "./surveys";

/** What the page is about. */
export type SurveyView = "form" | "saved" | "already" | "unknown" | "invalid" | "unavailable";

const STYLE =
  "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}" +
  "fieldset{border:0;padding:0;margin:0 0 1rem}label{display:block;padding:.4rem 0}textarea{width:100%;font:inherit;box-sizing:border-box}" +
  "button{font:inherit;padding:.6rem 1.4rem;border:0;border-radius:.3rem;background:#0b5cad;color:#fff}";

/** Everything the page says. */
const words: Readonly<Record<Locale, Readonly<Record<string, string>>>> = {
  en: {
    title: "How did we do?",
    question: "How satisfied are you with your contact with us?",
    s5: "5 – very satisfied",
    s4: "4",
    s3: "3",
    s2: "2",
    s1: "1 – not at all satisfied",
    comment: "What should we know? (you need not answer)",
    send: "Send",
    saved: "Thank you. Your answer has reached us.",
    already: "Thank you. We already have your answer.",
    unknown: "This link has been used or has expired.",
    invalid: "Please choose a score from 1 to 5; a comment has at most 500 characters.",
    unavailable: "Something went wrong on our side. Please try again in a few minutes.",
  },
  es: {
    title: "¿Cómo lo hicimos?",
    question: "¿Qué tan satisfecho está con nuestra atención?",
    s5: "5 – muy satisfecho",
    s4: "4",
    s3: "3",
    s2: "2",
    s1: "1 – nada satisfecho",
    comment: "¿Qué deberíamos saber? (no es obligatorio)",
    send: "Enviar",
    saved: "Gracias. Hemos recibido su respuesta.",
    already: "Gracias. Ya tenemos su respuesta.",
    unknown: "Este enlace ya se ha usado o ha caducado.",
    invalid: "Elija una puntuación del 1 al 5; el comentario tiene 500 caracteres como máximo.",
    unavailable: "Algo ha fallado por nuestra parte. Inténtelo de nuevo en unos minutos.",
  },
};

/** What a view says to those who did not ask for a page. */
export const surveyWords = (locale: Locale, view: SurveyView): string => words[locale][view] ?? "";

const form = (locale: Locale, token: string): string => {
  const say = words[locale];
  const choices = [5, 4, 3, 2, 1].map(
    (score) => `<label><input type="radio" name="score" value="${score}" required> ${say[`s${score}`]}</label>`,
  );
  return (
    `<form method="post"><input type="hidden" name="token" value="${token}">` +
    `<fieldset><legend>${say.question}</legend>${choices.join("")}</fieldset>` +
    `<label for="comment">${say.comment}</label>` +
    `<textarea id="comment" name="comment" rows="4" maxlength="${LONGEST_COMMENT}"></textarea>` +
    `<p><button type="submit">${say.send}</button></p></form>`
  );
};

/** The page. @param token one that has the form of a token; "" shows no form */
export const surveyHtml = (locale: Locale, view: SurveyView, token: string): string => {
  const say = words[locale];
  const told = view === "form" ? "" : `<p role="status">${say[view]}</p>`;
  const asks = token && (view === "form" || view === "invalid" || view === "unavailable");
  return (
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">` +
    `<title>${say.title}</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${say.title}</h1>${told}${asks ? form(locale, token) : ""}</main></body></html>`
  );
};

/** The style's source, for the policy that allows it and no other. */
export const surveyStyle = (): string => STYLE;
