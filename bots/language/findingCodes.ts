/**
 * Every code a finding about a bot can have, with what it means and how it is mended. B1xx the bot, B2xx slots, B3xx
 * utterances, B4xx texts, B5xx locales, B6xx quotas. Codes never change their meaning.
 */

export interface BotFindingEntry {
  readonly meaning: string;
  readonly remedy: string;
}

const CODES = {
  B101: ["A name Lex does not take", "Use letters and digits, with single - and _ between them, up to 100"],
  B102: ["A description that is too long", "Shorten it to 200 characters"],
  B103: ["A session that is remembered too briefly or too long", "Use 60 to 86,400 seconds"],
  B104: ["An intent with a name that belongs to Lex", "Choose another name; the fallback stands in `fallback`"],
  B105: ["A bot without intents or without locales", "Give it one"],
  B106: ["A document that is larger than CloudFormation takes", "Use fewer or shorter utterances and texts"],
  B201: ["A slot of a type that is not there", "Declare the type in `slotTypes`, or use a built-in one"],
  B202: ["A slot type that no slot has", "Remove it, or use it"],
  B203: ["A slot that no intent uses", "Remove it, or use it"],
  B204: ["An intent uses a slot that is not there", "Declare it in `slots`"],
  B205: ["A priority Lex does not take", "Use a whole number from 0 to 100"],
  B206: ["Two slots of an intent with one priority", "Give each its own"],
  B207: ["A slot type without values, or with one it cannot have", "List 1 to 10,000 values of 1 to 140 characters"],
  B208: ["A value or synonym that stands for two values", "Keep it with one of them"],
  B209: ["A pattern Lex does not take", "Use up to 300 characters, without * + {n,} and the full stop"],
  B210: ["More or fewer digits than a keypad can give", "Use 1 to 1,024"],
  B211: ["Synonyms for what is no value of the list", "Correct the name, or add the value"],
  B301: ["An intent without utterances in a locale", "Say how customers ask for it"],
  B302: ["Two intents with the same utterance", "Keep it with one of them"],
  B303: [
    "Two utterances of different intents that differ by a slot of the same type only",
    "Add words that tell them apart",
  ],
  B304: ["Two utterances of different intents that differ by their slots only", "Add words that tell them apart"],
  B305: ["The same utterance twice in an intent", "Remove one"],
  B306: ["An utterance with a slot its intent does not have", "Add the slot to the intent, or correct its name"],
  B307: ["Braces that are not a slot", "Write slots as {name}"],
  B308: ["An empty utterance, or one that is too long", "Use 1 to 500 characters"],
  B309: ["An utterance with characters Lex is not known to take", "Use letters, digits, spaces, . _ ' and -"],
  B310: ["Utterances of an intent that is not there", "Correct the name, or remove them"],
  B311: ["A slot twice in an utterance", "Name each slot once"],
  B401: ["A text that is empty or too long", "Use 1 to 1,000 characters"],
  B402: ["No wording, or more than Lex takes", "Give 1 to 3"],
  B403: ["More or fewer retries than Lex takes", "Use 0 to 5"],
  B404: ["Markup in a text that chats show as it is", "Write plain text; a code hook may speak markup to callers"],
  B405: ["A slot that is used and never asked for", "Add its prompt"],
  B406: ["An intent that confirms or closes without saying anything", "Add the text"],
  B407: ["A text nothing says", "Remove it, or correct its name"],
  B408: ["A text that names a slot nothing declares", "Correct the name"],
  B501: ["A locale Lex does not have", "Use one it has, such as en_US"],
  B502: ["A threshold outside of 0 to 1", "Use 0.4, or another number from 0 to 1"],
  B503: ["A voice no locale can have", "Use the id of an Amazon Polly voice, such as Joanna"],
  B601: ["More intents than a locale can have", "Split the bot"],
  B602: ["More slots than an intent or a locale can have", "Split the intent, or the bot"],
  B603: ["More slot types than a locale can have", "Split the bot"],
  B604: ["More values and synonyms than Lex takes", "List fewer"],
  B605: ["More utterances than an intent can have", "Keep those that differ most"],
  B606: ["More characters of utterances than a locale can have", "Keep those that differ most"],
} as const;

/** Code of a finding; stable, for filters. */
export type BotFindingCode = keyof typeof CODES;

/** What every code means, and how it is mended, in order. */
export const BOT_FINDING_CODES: ReadonlyMap<BotFindingCode, BotFindingEntry> = new Map(
  (Object.keys(CODES) as BotFindingCode[]).map((code) => {
    const [meaning, remedy] = CODES[code];
    return [code, { meaning, remedy }] as const;
  }),
);
