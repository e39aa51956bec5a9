/** How much of everything a bot may have. */
import type { Bot } from "../bot";
import type { BotFindings } from "../finding";
import type { BotFindingCode } from "../findingCodes";
import { MAX_SLOTS_OF_INTENT, MAX_UTTERANCES, MAX_VALUES, MAX_VALUES_OF_LOCALE, quotasOf } from "../limits";

export function checkQuotas(bot: Bot, findings: BotFindings): void {
  const limit = (code: BotFindingCode, place: string, what: string, count: number, maximum: number) => {
    if (count <= maximum) return;
    findings.error(code, place, `There are ${count} ${what}; Lex takes ${maximum}.`, "Use fewer, or split the bot.");
  };
  const intents = Object.entries(bot.intents);
  const slots = intents.map(([, intent]) => Object.keys(intent.slots ?? {}).length);
  intents.forEach(([name], index) => limit("B602", name, "slots", slots[index] ?? 0, MAX_SLOTS_OF_INTENT));
  for (const [id, locale] of Object.entries(bot.locales)) {
    const quotas = quotasOf(id);
    limit("B601", id, "intents with the fallback", intents.length + 1, quotas.intents);
    limit("B602", id, "slots", sum(slots), quotas.slots);
    limit("B603", id, "slot types", Object.keys(bot.slotTypes).length, quotas.slotTypes);
    const values = Object.entries(bot.slotTypes).map(([name, type]) => {
      if (!("values" in type)) return 0;
      const synonyms = sum(Object.values(locale.synonyms?.[name] ?? {}).map(({ length }) => length));
      limit("B604", `${id} ${name}`, "values and synonyms", type.values.length + synonyms, MAX_VALUES);
      return type.values.length + synonyms;
    });
    limit("B604", id, "values and synonyms", sum(values), MAX_VALUES_OF_LOCALE);
    const utterances = Object.entries(locale.utterances);
    utterances.forEach(([name, said]) => limit("B605", `${id} ${name}`, "utterances", said.length, MAX_UTTERANCES));
    const characters = sum(utterances.flatMap(([, said]) => said.map(({ length }) => length)));
    limit("B606", id, "characters of utterances", characters, quotas.utteranceCharacters);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
