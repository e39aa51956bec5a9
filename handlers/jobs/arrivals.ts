/** What S3 tells of objects that have arrived. */
import { keyFrom } from "./loadMessages";
import { placeOf } from "./partitions";

/** The parts of an event notification that are read. */
export interface ArrivalEvent {
  Records?: readonly { s3?: { object?: { key?: string } } }[];
}

/**
 * Keys of raw contact records that have arrived.
 *
 * @throws Error for any other object: the notification is made wrongly, and nothing may pass for done
 */
export const arrivedKeys = ({ Records = [] }: ArrivalEvent): string[] =>
  Records.map(({ s3 }) => {
    const key = keyFrom(s3?.object?.key ?? "");
    const place = placeOf(key);
    if (place?.folder === "raw" && place.dataset === "contact_records") return key;
    throw Object.assign(new Error("Only objects below raw/contact_records/ are to be told."), { name: "NoRawRecord" });
  });
