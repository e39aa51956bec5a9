/** Makes elements without ever parsing HTML: names and attributes are ours, texts only ever become text nodes. */

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; a string becomes a text node. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/** A button that does something; it never submits a form. */
export function button(attributes: Record<string, string>, onPress: () => void, ...children: (Node | string)[]) {
  const made = element("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", onPress);
  return made;
}

/** A drawing of 24 by 24 that assistive technology does not see. */
export function icon(path: string): SVGSVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

/** A name from outside: short, and its writing direction does not reach the text around it. */
export function displayName(name: string): HTMLElement {
  return element("bdi", {}, name.length > 60 ? `${name.slice(0, 59)}…` : name);
}
