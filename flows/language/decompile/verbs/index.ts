/** Readers of all verbs, by action type. */
import { contactReaders } from "./contact";
import { controlReaders } from "./control";
import { conversationReaders } from "./conversation";
import { customerReaders } from "./customer";
import { participantReaders } from "./participant";
import { type Reader } from "./reader";

export const readers: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    ...participantReaders,
    ...conversationReaders,
    ...contactReaders,
    ...controlReaders,
    ...customerReaders,
  }),
);
