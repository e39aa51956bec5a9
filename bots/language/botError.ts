/** What is thrown when a bot cannot be defined. */

/** A bot that Lex would refuse; the message names everything found. */
export class BotError extends Error {
  override readonly name = "BotError";
}
