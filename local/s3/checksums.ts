/** Checksums S3 stores with objects. The SDK sends CRC32 by itself. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

const CRC32C_POLYNOMIAL = 0x82f63b78;
const CRC64NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;
const ALL_BITS = 0xffffffffffffffffn;

let crc32cTable: Uint32Array | undefined;
let crc64Table: BigUint64Array | undefined;

function tableOfCrc32c(): Uint32Array {
  return (crc32cTable ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CRC32C_POLYNOMIAL : value >>> 1;
    return value >>> 0;
  }));
}

function tableOfCrc64(): BigUint64Array {
  return (crc64Table ??= BigUint64Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ CRC64NVME_POLYNOMIAL : value >> 1n;
    return value;
  }));
}

function crc32c(bytes: Uint8Array): Buffer {
  const table = tableOfCrc32c();
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return wordOf(~value >>> 0);
}

function crc64nvme(bytes: Uint8Array): Buffer {
  const table = tableOfCrc64();
  let value = ALL_BITS;
  for (const byte of bytes) value = (table[Number((value ^ BigInt(byte)) & 0xffn)] ?? 0n) ^ (value >> 8n);
  const result = Buffer.alloc(8);
  result.writeBigUInt64BE(value ^ ALL_BITS);
  return result;
}

function wordOf(value: number): Buffer {
  const word = Buffer.alloc(4);
  word.writeUInt32BE(value);
  return word;
}

const ALGORITHMS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  CRC32: (bytes) => wordOf(crc32(bytes)),
  CRC32C: crc32c,
  CRC64NVME: crc64nvme,
  SHA1: (bytes) => createHash("sha1").update(bytes).digest(),
  SHA256: (bytes) => createHash("sha256").update(bytes).digest(),
};

/** Names of the algorithms. */
export const CHECKSUM_ALGORITHMS = Object.keys(ALGORITHMS);

/** A checksum in base64; undefined for an algorithm S3 does not know. */
export function checksumOf(algorithm: string, bytes: Uint8Array): string | undefined {
  return ALGORITHMS[algorithm]?.(bytes).toString("base64");
}

/** The checksum of a whole made of parts: that of the parts' own checksums, and how many there are. */
export function compositeChecksum(algorithm: string, parts: readonly string[]): string | undefined {
  const whole = checksumOf(algorithm, Buffer.concat(parts.map((part) => Buffer.from(part, "base64"))));
  return whole === undefined ? undefined : `${whole}-${parts.length}`;
}
