/** One line above the text field that says what stands in the way; the most important of several. */
import { button, element } from "./elements";

/** What may stand in the way, the most important first. */
const TOPICS = ["lost", "offline", "connection", "start", "person", "slow", "turns"] as const;

/** What may stand in the way. */
export type Topic = (typeof TOPICS)[number];

/** Something to do about it. */
export interface Action {
  label: string;
  press(): void;
}

/** The line. */
export class Banner {
  readonly element = element("div", { class: "banner", role: "status" });
  private readonly open = new Map<Topic, { text: string; action?: Action }>();

  /** Says it until it is cleared. */
  say(topic: Topic, text: string, action?: Action): void {
    this.open.set(topic, { text, ...(action && { action }) });
    this.draw();
  }

  /** It no longer stands in the way. */
  clear(...topics: Topic[]): void {
    topics.forEach((topic) => this.open.delete(topic));
    this.draw();
  }

  private draw(): void {
    const topic = TOPICS.find((one) => this.open.has(one));
    const shown = topic && this.open.get(topic);
    const { text = "", action } = shown ?? {};
    const parts = action ? [button({ class: "link" }, () => action.press(), action.label)] : [];
    this.element.replaceChildren(...(text === "" ? [] : [element("span", {}, text), ...parts]));
  }
}
