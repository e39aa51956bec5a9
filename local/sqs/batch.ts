/** Batches of the SQS API: every entry succeeds or fails by itself. */
import { isRecord } from "../engine/graph";
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { sizeOf } from "./message";
import { MAX_BATCH_BYTES } from "./operations";

/** Most entries of a batch. */
const MAX_ENTRIES = 10;

function entriesOf(input: Json): Json[] {
  const entries = [input["Entries"] ?? []].flat().filter(isRecord);
  const ids = entries.map((entry) => String(entry["Id"] ?? ""));
  if (entries.length === 0) {
    throw new ServiceError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > MAX_ENTRIES) {
    const message = `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`;
    throw new ServiceError("TooManyEntriesInBatchRequest", message);
  }
  const wrong = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (wrong !== undefined) {
    const message =
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
    throw new ServiceError("InvalidBatchEntryId", message);
  }
  if (new Set(ids).size < ids.length) {
    throw new ServiceError("BatchEntryIdsNotDistinct", "Two or more batch entries have the same Id.");
  }
  return entries;
}

/** Throws BatchRequestTooLong when the bodies and attributes of a batch are longer than SQS takes together. */
export function checkBatchSize(input: Json): void {
  const bytes = entriesOf(input).reduce((sum, entry) => {
    const body = String(entry["MessageBody"] ?? "");
    const attributes = isRecord(entry["MessageAttributes"]) ? entry["MessageAttributes"] : {};
    const written = Object.entries(attributes).map(([name, value]) => {
      const { DataType = "", StringValue = "", BinaryValue = "" } = isRecord(value) ? value : {};
      const attribute = {
        DataType: String(DataType),
        StringValue: String(StringValue),
        BinaryValue: String(BinaryValue),
      };
      return [name, attribute] as const;
    });
    return sum + sizeOf({ body, attributes: Object.fromEntries(written) });
  }, 0);
  if (bytes <= MAX_BATCH_BYTES) return;
  const message = `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`;
  throw new ServiceError("BatchRequestTooLong", message);
}

/** Runs `work` for each entry and collects who succeeded and who failed. */
export function forEachEntry(input: Json, work: (entry: Json) => Json): Json {
  const Successful: Json[] = [];
  const Failed: Json[] = [];
  for (const entry of entriesOf(input)) {
    try {
      Successful.push({ Id: entry["Id"], ...work(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { code, message, status } = error;
      Failed.push({ Id: entry["Id"], Code: code, Message: message, SenderFault: status < 500 });
    }
  }
  return { Successful, Failed };
}
