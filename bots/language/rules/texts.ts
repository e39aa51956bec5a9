/** What the bot says: that every text is there, short enough, and fit for a voice as well as for a chat. */
import type { Bot, Locale, Prompt, Words } from "../bot";
import { type BotFindings, shown } from "../finding";
import { wordings } from "../lexTexts";
import { MAX_MESSAGE, MAX_WORDINGS, RETRIES } from "../limits";
import { slotsIn } from "../normalise";

export function checkTexts(bot: Bot, findings: BotFindings): void {
  for (const [id, locale] of Object.entries(bot.locales)) {
    checkThere(bot, id, locale, findings);
    const say = (place: string, words: Words) => checkWords(bot, `${id} ${place}`, words, findings);
    for (const [slot, prompt] of Object.entries(locale.prompts)) {
      checkRetries(`${id} ${slot}`, prompt, findings);
      say(slot, prompt.ask);
    }
    for (const [intent, confirmation] of Object.entries(locale.confirmations ?? {})) {
      checkRetries(`${id} ${intent}`, confirmation, findings);
      say(intent, confirmation.ask);
      say(intent, confirmation.declined);
    }
    Object.entries(locale.closings ?? {}).forEach(([intent, words]) => say(intent, words));
  }
}

function checkThere({ intents, slots }: Bot, id: string, locale: Locale, findings: BotFindings): void {
  const used = new Set(Object.values(intents).flatMap((intent) => Object.keys(intent.slots ?? {})));
  for (const slot of [...used].filter((name) => name in slots && !(name in locale.prompts))) {
    findings.error(
      "B405",
      `${id} ${slot}`,
      "The slot is used, and this locale has no prompt for it.",
      "Add one to prompts.",
    );
  }
  for (const slot of Object.keys(locale.prompts).filter((name) => !(name in slots))) {
    findings.error(
      "B407",
      `${id} ${slot}`,
      "A prompt for a slot that is not there.",
      "Remove it, or correct its name.",
    );
  }
  const intentsThat = (what: "confirms" | "closes") =>
    Object.entries(intents).flatMap(([name, intent]) => (intent[what] === true ? [name] : []));
  const kinds = [
    ["confirmation", intentsThat("confirms"), Object.keys(locale.confirmations ?? {})],
    ["closing", intentsThat("closes"), Object.keys(locale.closings ?? {})],
  ] as const;
  for (const [kind, wanted, given] of kinds) {
    for (const intent of wanted.filter((name) => !given.includes(name))) {
      findings.error("B406", `${id} ${intent}`, `This locale has no ${kind} for the intent.`, `Add one to ${kind}s.`);
    }
    for (const intent of given.filter((name) => !wanted.includes(name))) {
      const message = `A ${kind} that nothing says: no intent of this name has one.`;
      findings.error("B407", `${id} ${intent}`, message, "Remove it, or let the intent say it.");
    }
  }
}

function checkRetries(place: string, { retries }: Prompt, findings: BotFindings): void {
  const { minimum, maximum } = RETRIES;
  if (Number.isInteger(retries) && retries >= minimum && retries <= maximum) return;
  const message = `retries is ${shown(retries)}; Lex takes ${minimum} to ${maximum}.`;
  findings.error("B403", place, message, "Use 2, or another number of them.");
}

function checkWords({ slots }: Bot, place: string, words: Words, findings: BotFindings): void {
  const all = wordings(words);
  if (all.length === 0 || all.length > MAX_WORDINGS) {
    const message = `There are ${all.length} wordings; Lex takes a message and ${MAX_WORDINGS - 1} variations of it.`;
    findings.error("B402", place, message, `Give 1 to ${MAX_WORDINGS}.`);
  }
  for (const text of all) {
    if (text.trim() === "" || text.length > MAX_MESSAGE) {
      const message = `A text has ${text.length} characters (${shown(text)}); Lex takes 1 to ${MAX_MESSAGE}.`;
      findings.error("B401", place, message, "Shorten it, or say something.");
    }
    if (/<\/?[a-zA-Z][^>]*>/.test(text)) {
      const message = `${shown(text)} has markup, which a chat shows as it is.`;
      findings.error("B404", place, message, "Write plain text; a code hook may speak markup to callers.");
    }
    for (const slot of slotsIn(text).filter((name) => !(name in slots))) {
      findings.error("B408", place, `${shown(text)} names the slot ${shown(slot)}.`, "Correct the name.");
    }
  }
}
