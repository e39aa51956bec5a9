/** The chat page: heading, log, text field, and what can be done beside writing. */
import { Banner } from "./banner";
import { Composer } from "./composer";
import { button, displayName, element, icon } from "./elements";
import type { Texts } from "./texts";
import { TranscriptView } from "./transcriptView";
import type { Choice } from "./webApi";

/** Whom the customer talks with: the bot, nobody yet, a person, or nobody any more. */
export type Partner = "bot" | "waiting" | "person" | "nobody";

/** What the customer does on the page. */
export interface PageEvents {
  send(text: string): void;
  choose(choice: Choice): void;
  writing(): void;
  person(): void;
  leave(): void;
  restart(): void;
  close(): void;
}

/** An agent's typing is told this long (ms) after the last sign of it: Connect sends one every ten seconds at most. */
const TYPING_LASTS = 12_000;

const CROSS = "M6.4 5 5 6.4 10.6 12 5 17.6 6.4 19l5.6-5.6 5.6 5.6 1.4-1.4-5.6-5.6L19 6.4 17.6 5 12 10.6z";

/** Everything that is on the page. */
export class ChatPage {
  readonly transcript: TranscriptView;
  readonly composer: Composer;
  readonly banner = new Banner(() => this.focus());
  private readonly partnerLine = element("p", { class: "partner" });
  private readonly typingLine = element("p", { class: "typing", role: "status" });
  private readonly actions = element("div", { class: "actions" });
  private readonly personButton: HTMLButtonElement;
  private readonly leaveButton: HTMLButtonElement;
  private readonly restartButton: HTMLButtonElement;
  private readonly question: HTMLElement;
  private typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    root: HTMLElement,
    private readonly texts: Texts,
    { title, embedded, events }: { title: string; embedded: boolean; events: PageEvents },
  ) {
    this.transcript = new TranscriptView(texts, (choice) => {
      events.choose(choice);
      // The button pressed is gone.
      this.composer.focus();
    });
    this.composer = new Composer(texts, events);
    this.personButton = button({ class: "action" }, () => events.person(), texts.person);
    this.leaveButton = button({ class: "action" }, () => this.ask(true), texts.leave);
    this.restartButton = button({ class: "action main" }, () => events.restart(), texts.restart);
    this.question = this.leaveQuestion(events);
    const close = button(
      { class: "close", "aria-label": texts.close, title: texts.close },
      () => events.close(),
      icon(CROSS),
    );
    const names = element("div", { class: "names" }, element("h1", {}, displayName(title)), this.partnerLine);
    root.replaceChildren(
      element("header", {}, names, ...(embedded ? [close] : [])),
      this.transcript.element,
      this.typingLine,
      this.banner.element,
      this.composer.element,
      this.question,
      this.actions,
    );
    root.addEventListener("keydown", (event) => this.escape(event, events));
    this.talkWith("bot");
  }

  /** Shows whom the customer talks with, and what that allows. */
  talkWith(partner: Partner, name?: string): void {
    const { automated, waitingForPerson, withPerson, agent, ended } = this.texts;
    const lines = { bot: automated, waiting: waitingForPerson, person: withPerson(name ?? agent), nobody: ended };
    const offers = {
      bot: [this.personButton],
      waiting: [this.leaveButton],
      person: [this.leaveButton],
      nobody: [this.restartButton],
    };
    const over = partner === "nobody";
    const within = (part: HTMLElement) => part.contains(document.activeElement);
    const focused = within(this.composer.element) || within(this.actions) || within(this.question);
    this.partnerLine.replaceChildren(displayName(lines[partner]));
    this.question.hidden = true;
    this.actions.hidden = false;
    this.actions.replaceChildren(...offers[partner]);
    this.composer.element.hidden = over;
    // What had the focus may be gone.
    if (focused) {
      this.focus();
    }
  }

  /** Somebody is writing: shown until told otherwise, or for a while. */
  typing(name: string | undefined, lasting = false): void {
    clearTimeout(this.typingTimer);
    if (name === undefined) {
      this.typingLine.replaceChildren();
      return;
    }
    const dots = element("span", { class: "dots", "aria-hidden": "true" }, ...[1, 2, 3].map(() => element("i")));
    this.typingLine.replaceChildren(dots, element("bdi", {}, this.texts.writing(name)));
    if (!lasting) {
      this.typingTimer = setTimeout(() => this.typing(undefined), TYPING_LASTS);
    }
  }

  /** Puts the focus where the customer goes on. */
  focus(): void {
    if (this.composer.element.hidden) {
      this.restartButton.focus();
    } else {
      this.composer.focus();
    }
  }

  private leaveQuestion(events: PageEvents): HTMLElement {
    const { leaveQuestion, leaveConfirm, leaveCancel } = this.texts;
    const yes = button({ class: "action main" }, () => events.leave(), leaveConfirm);
    const no = button({ class: "action" }, () => this.ask(false), leaveCancel);
    const label = element("p", { id: "leave" }, leaveQuestion);
    return element("div", { class: "question", role: "group", "aria-labelledby": "leave", hidden: "" }, label, no, yes);
  }

  private ask(open: boolean): void {
    this.question.hidden = !open;
    this.actions.hidden = open;
    (open ? this.question.querySelector("button") : this.leaveButton)?.focus();
  }

  private escape(event: KeyboardEvent, events: PageEvents): void {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      if (this.question.hidden) {
        events.close();
      } else {
        this.ask(false);
      }
    }
  }
}
