/** Looks for everything about a bot that Lex would refuse, or that would make customers misunderstood. */
import type { Bot } from "./bot";
import { type BotFinding, BotFindings } from "./finding";
import { checkLocales } from "./rules/locales";
import { checkNames } from "./rules/names";
import { checkQuotas } from "./rules/quotas";
import { checkSlots } from "./rules/slots";
import { checkTexts } from "./rules/texts";
import { checkUtterances } from "./rules/utterances";

const RULES = [checkNames, checkSlots, checkUtterances, checkTexts, checkLocales, checkQuotas];

/** Everything found about a bot, from whatever source; each finding says what was given, what is allowed, what to do. */
export function checkBot(bot: Bot): BotFinding[] {
  const findings = new BotFindings();
  RULES.forEach((rule) => rule(bot, findings));
  return findings.all;
}
