/** Yes and no, as people say them. */

const YES: Readonly<Record<string, readonly string[]>> = {
  en: [
    "yes",
    "yeah",
    "yep",
    "yup",
    "sure",
    "correct",
    "right",
    "ok",
    "okay",
    "confirm",
    "definitely",
    "absolutely",
    "do it",
    "go ahead",
    "of course",
    "thats right",
    "please do",
    "y",
  ],
  es: [
    "si",
    "claro",
    "correcto",
    "exacto",
    "vale",
    "ok",
    "okay",
    "confirmo",
    "confirmar",
    "por supuesto",
    "de acuerdo",
    "adelante",
    "hazlo",
    "eso es",
    "desde luego",
  ],
};
const NO: Readonly<Record<string, readonly string[]>> = {
  en: ["no", "nope", "nah", "not", "dont", "never", "stop", "wrong", "incorrect", "negative", "n"],
  es: ["no", "nunca", "para nada", "negativo", "incorrecto", "mejor no", "tampoco"],
};

function says(words: readonly string[], phrases: readonly string[] | undefined): boolean {
  const text = ` ${words.join(" ")} `;
  return (phrases ?? []).some((phrase) => text.includes(` ${phrase} `));
}

/** What the words answer; a no anywhere is a no ("no, that is not right"). Undefined when they answer neither. */
export function answerOf(words: readonly string[], language: string): "yes" | "no" | undefined {
  const code = language in YES ? language : "en";
  if (says(words, NO[code])) return "no";
  return says(words, YES[code]) ? "yes" : undefined;
}

/** Whether the words begin with a yes or a no, so that it is the question they answer, whatever else they could mean. */
export function beginsWithAnswer(words: readonly string[], language: string): boolean {
  const code = language in YES ? language : "en";
  const text = `${words.join(" ")} `;
  return [YES[code], NO[code]].some((phrases) => (phrases ?? []).some((phrase) => text.startsWith(`${phrase} `)));
}
