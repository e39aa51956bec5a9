/** The log of the conversation on the page. Many messages at once cost one drawing; very old ones leave the page. */
import { button, displayName, element } from "./elements";
import type { Texts } from "./texts";
import type { Choice } from "./webApi";

/** Who a message is from. */
export type Sender = "bot" | "agent" | "customer";

/** A message to show. */
export interface Shown {
  from: Sender;
  name?: string;
  text: string;
  choices?: readonly Choice[];
}

/** A message on the page whose delivery can be told. */
export interface ShownMessage {
  /** Nothing more to tell. */
  arrived(): void;
  sending(): void;
  /** Says why it has not arrived, with something to do about it. */
  delayed(reason: string, action?: { label: string; press(): void }): void;
  remove(): void;
}

/** More messages than these stay in the conversation but not on the page. */
const MOST = 300;
/** Milliseconds in which messages are gathered before they are drawn. */
const GATHER = 30;
/** A reader this close to the end, in pixels, follows what is new. */
const NEAR_END = 60;

/** The log. */
export class TranscriptView {
  readonly element: HTMLElement;
  private readonly log: HTMLElement;
  private readonly toEnd: HTMLButtonElement;
  private readonly leftOut: HTMLElement;
  private waiting: HTMLElement[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private follow = true;
  private lastSender = "";
  private choices: HTMLElement | undefined;

  constructor(
    private readonly texts: Texts,
    private readonly choose: (choice: Choice) => void,
  ) {
    this.leftOut = element("p", { class: "notice", hidden: "" }, texts.earlierLeftOut);
    // It takes the focus so that the keyboard can scroll it.
    this.log = element(
      "div",
      { class: "log", role: "log", "aria-label": texts.conversation, tabindex: "0" },
      this.leftOut,
    );
    this.toEnd = button({ class: "to-end", hidden: "" }, () => this.scrollToEnd(), texts.newMessages);
    this.log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // The text field or a notice beside it took some of the height.
    new ResizeObserver(() => this.seen()).observe(this.log);
    this.element = element("div", { class: "transcript" }, this.log, this.toEnd);
  }

  /** Shows a message. */
  show(shown: Shown): ShownMessage {
    const { from, name, text, choices = [] } = shown;
    const sender = { bot: this.texts.assistant, agent: name ?? this.texts.agent, customer: this.texts.you }[from];
    const again = this.lastSender === `${from} ${sender}`;
    this.lastSender = `${from} ${sender}`;
    const heading = element("p", { class: again ? "sender unseen" : "sender" }, displayName(sender));
    const message = element(
      "div",
      { class: `message ${from}` },
      heading,
      element("p", { class: "text", dir: "auto" }, text),
    );
    if (from === "customer") {
      this.dropChoices();
      this.follow = true;
    }
    if (choices.length > 0) {
      this.dropChoices();
      this.choices = this.choicesOf(choices);
      message.append(this.choices);
    }
    this.add(message);
    return this.handle(message);
  }

  /** Tells something that nobody said. */
  notice(text: string): void {
    this.lastSender = "";
    this.add(element("p", { class: "notice", dir: "auto" }, text));
  }

  /** Shows what a conversation began with: assistive technology does not read all of it out. */
  async quietly(work: () => void): Promise<void> {
    this.log.setAttribute("aria-live", "off");
    work();
    this.draw();
    await new Promise((resolve) => setTimeout(resolve, GATHER));
    this.log.removeAttribute("aria-live");
  }

  /** Empties the log. */
  clear(): void {
    this.waiting = [];
    this.lastSender = "";
    this.choices = undefined;
    this.leftOut.hidden = true;
    this.log.replaceChildren(this.leftOut);
    this.follow = true;
  }

  /** The log is seen, or has another height: before, it could not be scrolled to its end. */
  seen(): void {
    if (this.follow) {
      this.scrollToEnd();
    }
  }

  private choicesOf(choices: readonly Choice[]): HTMLElement {
    const buttons = choices.map((choice) =>
      button({ class: "choice", dir: "auto" }, () => this.choose(choice), choice.label),
    );
    return element("div", { class: "choices", role: "group", "aria-label": this.texts.choices }, ...buttons);
  }

  /** Answers are suggested for the last question only. */
  private dropChoices(): void {
    this.choices?.remove();
    this.choices = undefined;
  }

  private handle(message: HTMLElement): ShownMessage {
    const state = element("p", { class: "delivery" });
    const tell = (kind: string, ...children: (Node | string)[]) => {
      message.dataset["delivery"] = kind;
      state.replaceChildren(...children);
      if (kind === "arrived") {
        state.remove();
      } else if (!state.isConnected) {
        message.append(state);
      }
      this.drawSoon();
    };
    return {
      arrived: () => tell("arrived"),
      sending: () => tell("sending", element("span", { class: "unseen" }, this.texts.sending)),
      delayed: (reason, action) =>
        tell("delayed", reason, ...(action ? [button({ class: "link" }, () => action.press(), action.label)] : [])),
      remove: () => message.remove(),
    };
  }

  private add(node: HTMLElement): void {
    this.waiting.push(node);
    this.drawSoon();
  }

  private drawSoon(): void {
    this.timer ??= setTimeout(() => this.draw(), GATHER);
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const fresh = this.waiting.splice(0).slice(-MOST);
    const surplus = this.log.childElementCount - 1 + fresh.length - MOST;
    for (let left = surplus; left > 0 && this.leftOut.nextSibling; left--) {
      this.leftOut.nextSibling.remove();
    }
    this.leftOut.hidden &&= surplus <= 0;
    this.log.append(...fresh);
    if (this.follow) {
      this.scrollToEnd();
    } else if (fresh.length > 0) {
      this.toEnd.hidden = false;
    }
  }

  private scrollToEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
    this.follow = true;
    if (document.activeElement === this.toEnd) {
      this.log.focus();
    }
    this.toEnd.hidden = true;
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    // A frame that is not shown has no height, and scrolls to nowhere.
    if (clientHeight > 0) {
      this.follow = scrollHeight - scrollTop - clientHeight < NEAR_END;
      this.toEnd.hidden ||= this.follow;
    }
  }
}
