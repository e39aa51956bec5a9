/** The bot itself: names, descriptions, how long it remembers, how large its document is. */
import { type Bot, FALLBACK_INTENT } from "../bot";
import { type BotFindings, shown } from "../finding";
import { lexDocument } from "../lexBot";
import { IDLE_SESSION_SECONDS, MAX_DESCRIPTION, MAX_DOCUMENT_BYTES, NAME } from "../limits";

export function checkNames(bot: Bot, findings: BotFindings): void {
  const named = (kind: string, things: Readonly<Record<string, { description?: string }>>) =>
    Object.entries(things).map(([name, { description }]) => ({ kind, name, description }));
  const own = [
    { kind: "bot", name: bot.name, description: bot.description },
    ...named("intent", bot.intents),
    ...named("slot", bot.slots),
    ...named("slot type", bot.slotTypes),
  ];
  for (const { kind, name, description } of own) {
    checkName(findings, kind, name);
    checkDescription(findings, `${kind} ${name}`, description);
  }
  Object.entries(bot.locales).forEach(([id, { description }]) => checkDescription(findings, id, description));
  checkReserved(bot, findings);
  checkSession(bot, findings);
  checkSize(bot, findings);
}

function checkName(findings: BotFindings, kind: string, name: string): void {
  if (NAME.test(name)) return;
  const allowed = "Names have 1 to 100 letters and digits, with single - and _ between or behind them.";
  findings.error("B101", undefined, `The ${kind} is called ${shown(name)}. ${allowed}`, "Rename it.");
}

function checkDescription(findings: BotFindings, place: string, description: string | undefined): void {
  if (description === undefined || description.length <= MAX_DESCRIPTION) return;
  findings.error(
    "B102",
    place,
    `The description has ${description.length} characters; it may have ${MAX_DESCRIPTION}.`,
    "Shorten it.",
  );
}

function checkReserved({ intents, locales }: Bot, findings: BotFindings): void {
  if (FALLBACK_INTENT in intents) {
    const message = `${FALLBACK_INTENT} is the intent Lex falls back to; every bot has it.`;
    findings.error("B104", FALLBACK_INTENT, message, "Say in `fallback` what happens then, or choose another name.");
  }
  if (Object.keys(intents).length === 0 || Object.keys(locales).length === 0) {
    const missing = Object.keys(intents).length === 0 ? "intents" : "locales";
    findings.error("B105", undefined, `The bot has no ${missing}; it needs at least one.`, `Add one to ${missing}.`);
  }
}

function checkSession({ idleSessionSeconds }: Bot, findings: BotFindings): void {
  const { minimum, maximum } = IDLE_SESSION_SECONDS;
  if (Number.isInteger(idleSessionSeconds) && idleSessionSeconds >= minimum && idleSessionSeconds <= maximum) return;
  const message = `idleSessionSeconds is ${shown(idleSessionSeconds)}; Lex takes whole seconds from ${minimum} to ${maximum}.`;
  findings.error("B103", undefined, message, "Use 300, or another number of them.");
}

function checkSize(bot: Bot, findings: BotFindings): void {
  const bytes = Buffer.byteLength(JSON.stringify(lexDocument(bot)));
  if (bytes <= MAX_DOCUMENT_BYTES) return;
  const message = `The bot's document has ${bytes} bytes; CloudFormation takes ${MAX_DOCUMENT_BYTES}.`;
  findings.error("B106", undefined, message, "Use fewer or shorter utterances and texts, or split the bot.");
}
