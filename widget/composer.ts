/** Where the customer writes: Enter sends, Shift and Enter begin a line, and a text too long is never cut. */
import { button, element, icon } from "./elements";
import type { Texts } from "./texts";

/** Amazon Lex takes at most 1,024 characters a turn (RecognizeText, `text`); Amazon Connect takes the same. */
export const TEXT_LIMIT = 1024;
/** From this length on the characters are counted aloud. */
const COUNTED = 800;
/** What comes along with pasted text and cannot be read: control characters but newline and tab, halves of a character. */
const UNREADABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

const PLANE = "M3 20.5V14l9-2-9-2V3.5L22 12z";

/** What the composer tells. */
export interface ComposerEvents {
  send(text: string): void;
  /** The customer changes the text. */
  writing(): void;
}

/** The text field with its button. */
export class Composer {
  readonly element: HTMLFormElement;
  private readonly field: HTMLTextAreaElement;
  private readonly count: HTMLElement;
  private readonly complaint: HTMLElement;

  constructor(
    private readonly texts: Texts,
    private readonly events: ComposerEvents,
  ) {
    this.field = element("textarea", {
      id: "text",
      rows: "1",
      dir: "auto",
      autocomplete: "off",
      enterkeyhint: "send",
      placeholder: texts.placeholder,
      "aria-describedby": "count",
    });
    this.count = element("p", { id: "count", class: "count" });
    this.complaint = element("p", { id: "complaint", class: "complaint", role: "alert" });
    const label = element("label", { for: "text", class: "unseen" }, texts.messageLabel);
    const send = button({ class: "send", "aria-label": texts.send, title: texts.send }, () => this.send(), icon(PLANE));
    const line = element("div", { class: "line" }, label, this.field, send);
    this.element = element("form", { class: "composer" }, this.complaint, line, this.count);
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("input", () => {
      this.measure();
      events.writing();
    });
  }

  /** Puts texts back that were not sent, before what is being written. */
  putBack(texts: readonly string[]): void {
    this.field.value = [...texts, this.field.value].filter((text) => text !== "").join("\n");
    this.measure();
  }

  /** Takes the focus. */
  focus(): void {
    this.field.focus();
  }

  private pressed(event: KeyboardEvent): void {
    // While an input method composes a character, Enter chooses it.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    }
  }

  private send(): void {
    const text = this.field.value.replace(UNREADABLE, "").trim();
    const over = text.length - TEXT_LIMIT;
    this.complaint.textContent = over > 0 ? this.texts.tooLong(over) : "";
    if (text !== "" && over <= 0) {
      this.field.value = "";
      this.measure();
      this.events.send(text);
    }
    this.field.focus();
  }

  private measure(): void {
    const { length } = this.field.value.trim();
    this.count.textContent = length >= COUNTED ? this.texts.counter(length, TEXT_LIMIT) : "";
    if (length > TEXT_LIMIT) {
      this.field.setAttribute("aria-invalid", "true");
    } else {
      this.field.removeAttribute("aria-invalid");
      this.complaint.textContent = "";
    }
    // As high as its text, as far as the style sheet lets it grow.
    this.field.style.setProperty("block-size", "auto");
    this.field.style.setProperty("block-size", `${this.field.scrollHeight + 2}px`);
  }
}
