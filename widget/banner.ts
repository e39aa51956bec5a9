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
  private drawn = "";

  /** @param pressed hears that the customer did something about it; the button may be gone then, and the focus with it */
  constructor(private readonly pressed: () => void) {}

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
    const { text = "", action } = (topic && this.open.get(topic)) ?? {};
    const label = action?.label ?? "";
    const drawn = `${topic} ${text} ${label}`;
    // Said again, it is not read out again, and a button keeps the focus.
    if (drawn === this.drawn) {
      return;
    }
    this.drawn = drawn;
    const press = () => {
      (topic && this.open.get(topic))?.action?.press();
      this.pressed();
    };
    const parts = label === "" ? [] : [button({ class: "link" }, press, label)];
    this.element.replaceChildren(...(text === "" ? [] : [element("span", {}, text), ...parts]));
  }
}
