/** What customers say: that Lex takes it, and that no two intents are asked for in the same words. */
import type { Bot, Locale } from "../bot";
import { type BotFindings, shown } from "../finding";
import { MAX_UTTERANCE } from "../limits";
import { normalised, slotsIn, withSlots } from "../normalise";

/** Letters with their marks, digits, spaces and the punctuation the documentation names. */
const KNOWN = /^[\p{L}\p{M}\p{N}\s._'’-]*$/u;

interface Said {
  readonly intent: string;
  readonly utterance: string;
}

export function checkUtterances(bot: Bot, findings: BotFindings): void {
  for (const [id, locale] of Object.entries(bot.locales)) {
    checkIntents(bot, id, locale, findings);
    const all = Object.entries(locale.utterances).flatMap(([intent, utterances]) =>
      utterances.map((utterance): Said => ({ intent, utterance })),
    );
    for (const said of all) checkOne(bot, id, said, findings);
    checkTwice(bot, id, all, findings);
  }
}

function checkIntents({ intents }: Bot, id: string, { utterances }: Locale, findings: BotFindings): void {
  for (const intent of Object.keys(intents).filter((name) => (utterances[name] ?? []).length === 0)) {
    const message = "The intent has no utterances in this locale; it needs at least one.";
    findings.error("B301", `${id} ${intent}`, message, "Say how customers ask for it.");
  }
  for (const intent of Object.keys(utterances).filter((name) => !(name in intents))) {
    const message = `The bot has no such intent; it has ${Object.keys(intents).join(", ")}.`;
    findings.error("B310", `${id} ${intent}`, message, "Correct the name, or remove the utterances.");
  }
}

function checkOne({ intents }: Bot, id: string, { intent, utterance }: Said, findings: BotFindings): void {
  const place = `${id} ${intent}`;
  if (utterance.trim() === "" || utterance.length > MAX_UTTERANCE) {
    const message = `An utterance has ${utterance.length} characters (${shown(utterance)}); Lex takes 1 to ${MAX_UTTERANCE}.`;
    findings.error("B308", place, message, "Shorten it, or remove it.");
  }
  const slots = slotsIn(utterance);
  const words = withSlots(utterance, () => "").replace(/\{\}/g, " ");
  if (/[{}]/.test(words)) {
    findings.error("B307", place, `${shown(utterance)} has a brace of its own.`, "Write slots as {name}.");
  } else if (!KNOWN.test(words)) {
    const strange = [...new Set([...words].filter((character) => !KNOWN.test(character)))].join(" ");
    const message = `${shown(utterance)} has ${strange}; Lex documents letters, digits, spaces, . _ ' and -.`;
    findings.warning("B309", place, message, "Leave them out.");
  }
  const own = Object.keys(intents[intent]?.slots ?? {});
  for (const slot of new Set(slots)) {
    if (intents[intent] !== undefined && !own.includes(slot)) {
      const message = `${shown(utterance)} has the slot ${shown(slot)}; the intent has ${own.join(", ") || "none"}.`;
      findings.error("B306", place, message, "Add the slot to the intent, or correct its name.");
    }
    if (slots.indexOf(slot) !== slots.lastIndexOf(slot)) {
      findings.error("B311", place, `${shown(utterance)} has the slot ${slot} twice.`, "Name each slot once.");
    }
  }
}

/** What two utterances have in common decides how bad it is. */
function checkTwice({ slots }: Bot, id: string, all: readonly Said[], findings: BotFindings): void {
  const exact = new Map<string, Said>();
  const byType = new Map<string, Said>();
  const blank = new Map<string, Said>();
  for (const said of all) {
    const { intent, utterance } = said;
    const place = `${id} ${intent}`;
    const text = normalised(utterance);
    const typed = normalised(withSlots(utterance, (slot) => slots[slot]?.type ?? slot));
    const bare = normalised(withSlots(utterance, () => ""));
    const other = [exact.get(text), byType.get(typed), blank.get(bare)] as const;
    if (text === "") continue;
    if (other[0]?.intent === intent) {
      findings.error("B305", place, `${shown(utterance)} stands there twice.`, "Remove one.");
    } else if (other[0]) {
      findings.error("B302", place, `${sameAs(utterance, other[0])}.`, "Keep it with one of them.");
    } else if (other[1] && other[1].intent !== intent) {
      const message = `${sameAs(utterance, other[1])}, but for a slot of the same type.`;
      findings.error("B303", place, message, "Add words that tell them apart.");
    } else if (other[2] && other[2].intent !== intent) {
      const message = `${sameAs(utterance, other[2])}, but for its slots.`;
      findings.warning("B304", place, message, "Add words that tell them apart.");
    }
    if (!exact.has(text)) exact.set(text, said);
    if (!byType.has(typed)) byType.set(typed, said);
    if (!blank.has(bare)) blank.set(bare, said);
  }
}

function sameAs(utterance: string, { intent, utterance: other }: Said): string {
  return `${shown(utterance)} is the same as ${shown(other)} of ${intent}`;
}
