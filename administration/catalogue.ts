/** The centre that is administered: its queues and languages, as the program wrote them down. */
import { recordOf } from "./fields";

/** A queue. */
export interface QueueEntry {
  name: string;
  arn: string;
  id: string;
}

/** What can be administered. */
export interface Catalogue {
  queues: QueueEntry[];
  /** Languages of messages, such as `en-US`; the first is the centre's own. */
  languages: string[];
  /** Voice of Amazon Polly by language. */
  voices: Record<string, string>;
  /** IANA name. */
  timeZone: string;
}

/** Key of the catalogue in the settings table. */
export const CATALOGUE_KEY = "catalog";

const textsOf = (value: unknown): [string, string][] =>
  Object.entries(recordOf(value) ?? {}).filter((each): each is [string, string] => typeof each[1] === "string");

/** Reads the catalogue; what is not there is empty. @returns undefined when there is none */
export const readCatalogue = (item: unknown): Catalogue | undefined => {
  const { queues, languages, voices, timeZone } = recordOf(item) ?? {};
  if (!Array.isArray(queues) || !Array.isArray(languages)) return undefined;
  const entries = queues.flatMap((queue: unknown) => {
    const { name, arn, id } = recordOf(queue) ?? {};
    return typeof name === "string" && typeof arn === "string" && typeof id === "string" ? [{ name, arn, id }] : [];
  });
  const spoken = languages.filter((language: unknown): language is string => typeof language === "string");
  return {
    queues: entries,
    languages: spoken,
    voices: Object.fromEntries(textsOf(voices)),
    timeZone: typeof timeZone === "string" && timeZone ? timeZone : "UTC",
  };
};
