/** A stream that a service of AWS puts records to, each by a request of its own, with the grant it has by its own role. */
import type { EncryptionKeyReference } from "../services/access";
import { putData, type PutTarget } from "./puts";

/** Puts records to one stream. */
export class DirectPut {
  /**
   * @param definition the stream, and the key its records are under
   * @param target what a put goes to at this moment
   */
  constructor(
    readonly definition: { readonly name: string; readonly key: EncryptionKeyReference | undefined },
    private readonly target: () => PutTarget,
  ) {}

  /** Puts a record. Firehose has no partitions. @throws ServiceError when the stream takes none at the moment */
  write({ data }: { readonly data: string | Uint8Array }): void {
    putData(typeof data === "string" ? Buffer.from(data) : Buffer.from(data), this.target());
  }
}
