/** Slots and slot types: that what is used is there, in an order Lex can ask in. */
import { type Bot, BUILT_IN_SLOT_TYPES, type Intent, type ListSlotType } from "../bot";
import { type BotFindings, shown } from "../finding";
import { KEYPAD_DIGITS, MAX_PATTERN, MAX_VALUE, PRIORITY } from "../limits";
import { normalised } from "../normalise";

const BUILT_IN: ReadonlySet<string> = new Set(BUILT_IN_SLOT_TYPES);

export function checkSlots(bot: Bot, findings: BotFindings): void {
  checkDeclared(bot, findings);
  Object.entries(bot.intents).forEach(([name, intent]) => checkUses(bot, name, intent, findings));
  for (const [name, type] of Object.entries(bot.slotTypes)) {
    if ("pattern" in type) checkPattern(name, type.pattern, findings);
    else checkValues(bot, name, type, findings);
  }
}

function checkDeclared({ slots, slotTypes, intents }: Bot, findings: BotFindings): void {
  const used = new Set(Object.values(intents).flatMap((intent) => Object.keys(intent.slots ?? {})));
  const types = new Set(Object.values(slots).map(({ type }) => type));
  for (const [name, { type, keypadDigits }] of Object.entries(slots)) {
    if (!BUILT_IN.has(type) && !(type in slotTypes)) {
      const known = Object.keys(slotTypes).join(", ") || "none";
      const message = `The slot's type is ${shown(type)}, which is neither built in nor one of the bot's (${known}).`;
      findings.error("B201", name, message, "Declare it in slotTypes, or use a built-in type such as AMAZON.Date.");
    }
    if (!used.has(name)) findings.warning("B203", name, "No intent uses this slot.", "Remove it, or use it.");
    const { minimum, maximum } = KEYPAD_DIGITS;
    if (keypadDigits !== undefined && !within(keypadDigits, minimum, maximum)) {
      const message = `keypadDigits is ${shown(keypadDigits)}; a caller can type ${minimum} to ${maximum} digits.`;
      findings.error("B210", name, message, "Use as many digits as a value has at most.");
    }
  }
  for (const name of Object.keys(slotTypes).filter((type) => !types.has(type))) {
    findings.warning("B202", name, "No slot has this type.", "Remove it, or use it.");
  }
}

function checkUses({ slots }: Bot, name: string, intent: Intent, findings: BotFindings): void {
  const byPriority = new Map<number, string>();
  for (const [slot, use] of Object.entries(intent.slots ?? {})) {
    if (use === undefined) continue;
    if (!(slot in slots)) {
      const known = Object.keys(slots).join(", ") || "none";
      findings.error("B204", name, `It uses the slot ${shown(slot)}; declared are ${known}.`, "Declare it in slots.");
    }
    const { minimum, maximum } = PRIORITY;
    if (!within(use.priority, minimum, maximum)) {
      const message = `${slot} has the priority ${shown(use.priority)}; Lex takes whole numbers from ${minimum} to ${maximum}.`;
      findings.error("B205", name, message, "Number the slots in the order in which to ask.");
    }
    const other = byPriority.get(use.priority);
    if (other !== undefined) {
      const message = `${other} and ${slot} both have the priority ${use.priority}; each has its own.`;
      findings.error("B206", name, message, "Number the slots in the order in which to ask.");
    }
    byPriority.set(use.priority, slot);
  }
}

function checkPattern(name: string, pattern: string, findings: BotFindings): void {
  const problem = patternProblem(pattern);
  if (problem === undefined) return;
  const allowed = `Lex takes up to ${MAX_PATTERN} characters, no *, +, {n,} and no full stop.`;
  findings.error("B209", name, `The pattern ${shown(pattern)} ${problem}. ${allowed}`, "Write it like [0-9]{4,6}.");
}

function patternProblem(pattern: string): string | undefined {
  if (pattern === "" || pattern.length > MAX_PATTERN) return `has ${pattern.length} characters`;
  const endless = /[*+.]|\{\d*,\}/.exec(pattern);
  if (endless) return `has ${endless[0]}`;
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch {
    return "is no regular expression";
  }
}

function checkValues({ locales }: Bot, name: string, type: ListSlotType, findings: BotFindings): void {
  if (type.values.length === 0)
    findings.error("B207", name, "The list has no values; it needs one.", "List its values.");
  const own = new Set(type.values);
  for (const [id, { synonyms }] of Object.entries(locales)) {
    const given = synonyms?.[name] ?? {};
    for (const value of Object.keys(given).filter((key) => !own.has(key))) {
      const message = `Synonyms are given for ${shown(value)}, which is none of ${type.values.join(", ")}.`;
      findings.error("B211", `${id} ${name}`, message, "Correct the name, or add the value.");
    }
    const standsFor = new Map<string, string>();
    for (const value of type.values) {
      for (const word of [value, ...(given[value] ?? [])]) {
        checkWord(findings, `${id} ${name}`, word);
        const key = normalised(word);
        const other = standsFor.get(key);
        if (other !== undefined && key !== "") {
          const message =
            other === value
              ? `${shown(word)} stands there twice.`
              : `${shown(word)} stands for ${other} and for ${value}.`;
          findings.error("B208", `${id} ${name}`, message, "Keep it with one of them, once.");
        }
        standsFor.set(key, value);
      }
    }
  }
}

function checkWord(findings: BotFindings, place: string, word: string): void {
  if (word.trim() !== "" && word.length <= MAX_VALUE) return;
  const message = `The value ${shown(word)} has ${word.length} characters; it must have 1 to ${MAX_VALUE}, not only spaces.`;
  findings.error("B207", place, message, "Shorten it, or remove it.");
}

function within(value: number, minimum: number, maximum: number): boolean {
  return Number.isInteger(value) && value >= minimum && value <= maximum;
}
