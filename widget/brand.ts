/** The site's own colour, with a text colour on it that can be read. */

const HEX = /^#[0-9a-f]{6}$/i;

/** Whether it is a colour a site may set: six hexadecimal digits after "#". */
export function isColour(value: string): boolean {
  return HEX.test(value);
}

/** Black or white, whichever stands out more from the colour: by WCAG's contrast ratio always 4.58 or more. */
export function readableOn(colour: string): "#000000" | "#ffffff" {
  const luminance = luminanceOf(colour);
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

/** Relative luminance as WCAG 2 defines it: 0 for black, 1 for white. */
export function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
