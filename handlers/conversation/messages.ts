/** Lex's messages as plain text, and what must not be kept of what was said. */
import { type Message as LexMessage, type Slot } from "@aws-sdk/client-lex-runtime-v2";
import { type Message } from "./conversation";

/** What the bot says, before it has an id. */
export type Said = Pick<Message, "text" | "buttons">;

/** Characters of one message; Lex's and Amazon Connect chat's limit alike. */
const LONGEST_TEXT = 1024;

/** Messages of one answer; Lex sends at most five message groups. */
const MOST_MESSAGES = 5;

/** Buttons of a card; Lex's limit. */
const MOST_BUTTONS = 5;

/** Slots whose values are never kept, shown or handed on. */
const SECRET_SLOTS = ["pin"];

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The text of SSML: what a chat would otherwise show with its tags. */
export const withoutSsml = (ssml: string): string =>
  ssml
    .replace(/<[^<>]*>/g, " ")
    .replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replace(/\s+/g, " ")
    .trim();

/** Whether a custom payload reads as text: one that is JSON or markup is meant for another client. */
const isPlain = (payload: string): boolean => !/^\s*[[{<]/.test(payload);

/** One message of Lex; undefined when there is nothing to show. @throws TypeError when it has not the form Lex documents */
const said = ({ contentType, content, imageResponseCard }: LexMessage): Said | undefined => {
  if (contentType === "ImageResponseCard") {
    const { title, subtitle, buttons = [] } = imageResponseCard ?? {};
    const text = [title, subtitle].filter(Boolean).join("\n").slice(0, LONGEST_TEXT);
    const choices = buttons.slice(0, MOST_BUTTONS).flatMap(({ text: label, value }) => {
      return label && value ? [{ label, value }] : [];
    });
    if (!text && !choices.length) return undefined;
    return choices.length ? { text, buttons: choices } : { text };
  }
  if (typeof content !== "string") throw new TypeError("A message of the bot has no content.");
  if (contentType === "CustomPayload" && !isPlain(content)) return undefined;
  const text = (contentType === "SSML" ? withoutSsml(content) : content.trim()).slice(0, LONGEST_TEXT);
  return text ? { text } : undefined;
};

/** The messages of an answer that can be shown. @throws TypeError when they have not the form Lex documents */
export const saidBy = (messages: LexMessage[]): Said[] =>
  messages
    .slice(0, MOST_MESSAGES)
    .map(said)
    .filter((one): one is Said => one !== undefined);

const interpreted = (slot: Slot | null | undefined): string =>
  (slot?.values ?? (slot ? [slot] : []))
    .map(({ value }) => value?.interpretedValue ?? "")
    .filter(Boolean)
    .join(", ");

/** The slots that are filled, by name, without secret ones. */
export const openSlots = (slots: Record<string, Slot | null> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(slots ?? {})
      .map(([name, slot]) => [name, interpreted(slot)] as const)
      .filter(([name, value]) => value && !SECRET_SLOTS.includes(name)),
  );

/** What was said for secret slots, as it was said. */
export const secretValues = (slots: Record<string, Slot | null> | undefined): string[] =>
  SECRET_SLOTS.flatMap((name) => {
    const value = slots?.[name]?.value;
    return [value?.originalValue, value?.interpretedValue].filter((one): one is string => !!one);
  });

/** Four to six digits that stand alone, or after a whole telephone number: no part of such a number, nor of a day. */
const LONE_DIGITS =
  /(?<!\d[ ()./+-]{0,2})\d(?: ?\d){3,5}(?![ ()./+-]{0,2}\d)|(?<=\d{10} )\d(?: ?\d){3,5}(?![ ()./+-]{0,2}\d)/g;

/** What a PIN is called. */
const PIN_WORD = /\b(?:pin|nip|clave|c[oó]digo|passcode)\b/i;

/**
 * The customer's text as it may be kept: without what was said for a secret slot, without any digit or word when the bot had
 * just asked for one, and without what may be a PIN that nobody asked for yet: the code hook takes PINs out of the slots, so
 * that Lex's answer does not tell of it.
 */
export const keepable = (text: string, elicited: string | undefined, hidden: readonly string[]): string => {
  if (elicited && SECRET_SLOTS.includes(elicited)) return text.replace(/[\p{L}\p{N}]/gu, "•");
  const left = hidden.reduce((rest, value) => rest.split(value).join("•".repeat(value.length)), text);
  const mayHoldPin = elicited === "phoneNumber" || PIN_WORD.test(text);
  return mayHoldPin ? left.replace(LONE_DIGITS, (digits) => digits.replace(/\d/g, "•")) : left;
};
