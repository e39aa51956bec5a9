/** How long a text message is, in what is paid for: segments. */

/** The basic characters of GSM 03.38: seven bits each. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/** The characters of its extension table: an escape and seven bits. */
const EXTENDED = "^{}\\[~]|€";

/** Most segments a message may have; each is billed as a message of its own. */
export const MOST_SEGMENTS = 3;

/**
 * Text with accents that text messages have no room for taken off: one `á` would halve what fits into the whole message,
 * because it is then sent in UCS-2. Characters without such a neighbour are kept.
 */
export const forSms = (text: string): string =>
  Array.from(text, (char) => {
    if (BASIC.includes(char) || EXTENDED.includes(char)) return char;
    const bare = char.normalize("NFD").replace(/\p{M}/gu, "");
    return bare !== "" && BASIC.includes(bare) ? bare : char;
  }).join("");

/**
 * Segments of a text message: 160 characters of GSM-7 in one, 153 each in several; 70 and 67 UTF-16 units when any
 * character is not in GSM-7.
 */
export const segmentsOf = (text: string): number => {
  const weights = Array.from(text, (char) => (BASIC.includes(char) ? 1 : EXTENDED.includes(char) ? 2 : 0));
  if (weights.includes(0)) return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  const septets = weights.reduce<number>((sum, weight) => sum + weight, 0);
  return septets <= 160 ? 1 : Math.ceil(septets / 153);
};
