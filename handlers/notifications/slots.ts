/** What each type of slot accepts. Whatever fills a message passes through here, in the sender too. */
import { type SlotType } from "./catalogue";

/** Most characters a survey link may have: it has to fit into a text message. */
const LONGEST_LINK = 160;

/**
 * Text on one line: runs of white space, control characters, direction marks, lone surrogates and other invisible
 * characters become one blank. Nothing that comes out of here ends a header or turns the reading direction around.
 */
export const oneLine = (text: string): string => text.replace(/[\p{C}\s]+/gu, " ").trim();

/** Whether a text is a day of the calendar, YYYY-MM-DD. */
const isDay = (text: string): boolean =>
  /^20\d\d-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/**
 * A slot's value made safe, or undefined when its type does not accept it.
 *
 * No type takes free text. A name of a queue is letters, digits and blanks, without a dot between two of them: telephones make
 * links of what looks like a domain. A link is the survey site's own with a token behind it, and nothing else is.
 *
 * @param surveySite address of the survey page; without one no link is accepted
 */
export const acceptSlot = (type: SlotType, value: unknown, surveySite: string): string | undefined => {
  if (typeof value !== "string" || value.length > 500) return undefined;
  const text = oneLine(value);
  const accepts: Record<SlotType, () => boolean> = {
    code: () => /^[A-Za-z0-9][A-Za-z0-9-]{0,23}$/.test(text),
    orderStatus: () => /^(placed|packed|shipped|delivered|cancelled)$/.test(text),
    day: () => isDay(text),
    dayIfKnown: () => text === "" || isDay(text),
    queueName: () => /^[\p{L}\p{M}\d][\p{L}\p{M}\d &'-]{0,39}$/u.test(text),
    surveyLink: () =>
      /^https:\/\/[a-z0-9.-]+\//.test(surveySite) &&
      text.length <= LONGEST_LINK &&
      text.startsWith(`${surveySite}?token=`) &&
      /^[\w-]{22}$/.test(text.slice(surveySite.length + 7)),
  };
  return accepts[type]() ? text : undefined;
};
