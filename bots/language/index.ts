/** The bot language: bots as typed data, their checks, and the document Amazon Lex V2 is given. */
export * from "./bot";
export { BotError } from "./botError";
export { checkBot } from "./checkBot";
export { checked, defineBot } from "./defineBot";
export { type BotFinding, describeBotFindings } from "./finding";
export { BOT_FINDING_CODES, type BotFindingCode } from "./findingCodes";
export { intentSlots, type IntentSlots } from "./intentSlots";
export { contentHash, hashOf, lexBot, lexDocument, type LexBotOptions } from "./lexBot";
export { type LexBotDocument, type LexLocale } from "./lexDocument";
export { normalised, slotsIn } from "./normalise";
