/** What can lie on a stream of contact records and never becomes a row, made from a good record's bytes. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** What starts a record that the Kinesis Producer Library has packed together. */
const KPL_MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);

/** Bytes of the large one: less than a Kinesis record may have (1 MiB), more than a Firehose record may (1,000 KiB). Most are its id. */
const LARGE = 1_040_000;

/** The record with some of its fields changed. */
function changed(good: Buffer, fields: object): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(good.toString()), ...fields }));
}

/** A byte that no UTF-8 text has, in the middle of the contact's id. */
function badUtf8(good: Buffer): Buffer {
  const at = good.indexOf('"ContactId":"') + '"ContactId":"'.length;
  return Buffer.concat([good.subarray(0, at), Buffer.from([0xff]), good.subarray(at + 1)]);
}

/** Each record differs from every other of its kind, but the empty one. */
const MADE = {
  notJson: (good: Buffer) => Buffer.from(`START ${good.toString("base64")}\n`),
  truncatedJson: (good: Buffer) => good.subarray(0, Math.floor(good.length * 0.6)),
  tooLarge: (good: Buffer) => changed(good, { ContactId: "c".repeat(LARGE - good.length) }),
  missingContactId: (good: Buffer) => changed(good, { ContactId: undefined }),
  contactIdNoText: (good: Buffer) => changed(good, { ContactId: good.length }),
  badUtf8,
  gzip: (good: Buffer) => gzipSync(good),
  aggregated: (good: Buffer) => {
    const body = Buffer.concat([Buffer.from([0x0a, 0x01, 0x61, 0x1a, 0x7f]), good]);
    return Buffer.concat([KPL_MAGIC, body, createHash("md5").update(body).digest()]);
  },
  empty: () => Buffer.alloc(0),
  jsonArray: (good: Buffer) => Buffer.from(`[${good.toString()}]`),
  jsonNumber: (good: Buffer) => Buffer.from(String(createHash("md5").update(good).digest().readUInt32BE())),
  badLastUpdate: (good: Buffer) => changed(good, { LastUpdateTimestamp: "2026-02-31T25:00:00Z" }),
} satisfies Record<string, (good: Buffer) => Buffer>;

/** A kind of record that never becomes a row. */
export type PoisonKind = keyof typeof MADE;

/** All kinds. */
export const POISON_KINDS = Object.keys(MADE) as PoisonKind[];

/** Poison of a kind. */
export function poison(kind: PoisonKind, good: Buffer): Buffer {
  return MADE[kind](good);
}
