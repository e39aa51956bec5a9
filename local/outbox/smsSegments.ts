/** How many parts a text message is sent and paid as. */

/** GSM 03.38, basic character set. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Characters of its extension, which take two places. */
const EXTENSION = "\f^{}\\[~]|€";

/** Places of one part alone, and of each part of several, which carry a header. */
const PLACES = { "GSM-7": { one: 160, many: 153 }, "UCS-2": { one: 70, many: 67 } };

/** Encoding and number of parts of a text. A character is never split between parts. */
export function smsSegments(text: string): { encoding: "GSM-7" | "UCS-2"; segments: number } {
  const characters = [...text];
  const gsm = characters.every((character) => BASIC.includes(character) || EXTENSION.includes(character));
  const encoding = gsm ? "GSM-7" : "UCS-2";
  const sizes = characters.map((character) => (gsm ? (EXTENSION.includes(character) ? 2 : 1) : character.length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const { one, many } = PLACES[encoding];
  if (total <= one) return { encoding, segments: 1 };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > many) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, segments };
}
