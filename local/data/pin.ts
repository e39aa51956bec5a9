/** PINs as the table of customers has them. */
import { randomBytes, scrypt } from "node:crypto";

/** What is stored of a PIN: its scrypt hash (cost 16,384, 32 bytes, hexadecimal) with a salt of its own. */
export interface StoredPin {
  pinHash: string;
  pinSalt: string;
}

/** What is stored of a PIN; nothing for a customer who has none. Takes some 50 ms of a core, on purpose. */
export async function storedPin(pin: string): Promise<StoredPin | undefined> {
  if (pin === "") return undefined;
  const pinSalt = randomBytes(16).toString("hex");
  const hash = await new Promise<Buffer>((resolve, reject) => {
    scrypt(pin, pinSalt, 32, (error, bytes) => (error ? reject(error) : resolve(bytes)));
  });
  return { pinHash: hash.toString("hex"), pinSalt };
}
