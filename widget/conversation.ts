/** The conversation from its first greeting to its end: with the bot over the web API, then with a person over Connect. */
import type { ChatPage } from "./chatPage";
import { LivePart } from "./livePart";
import type { JoinChat } from "./liveChat";
import { type Delay, Outbox, type Said } from "./outbox";
import type { Locale, Texts } from "./texts";
import type { TicketStore } from "./ticketStore";
import type { ShownMessage } from "./transcriptView";
import { type Answer, asRefusal, type Choice, type Message, Refusal, type Ticket, type WebApi } from "./webApi";

/** What a conversation needs. */
export interface Surroundings {
  api: WebApi;
  store: TicketStore;
  page: ChatPage;
  texts: Texts;
  locale: Locale;
  /** Loads what joins a chat with a person. */
  loadJoin(): Promise<JoinChat>;
  /** A message arrived that the customer did not write. */
  received(): void;
}

/** After this time, in milliseconds, the customer is told that an answer takes long. */
const SLOW_AFTER = 4_000;
/** From this many turns on, those left are told. */
const FEW_TURNS = 3;
/** A person was asked for while a turn was under way: wait this long (ms), at most so often. */
const TURN_WAIT = 700;
const TURN_WAITS = 20;
/** The conversation cannot go on. */
const LOST = ["InvalidToken", "UnknownConversation", "ChatEnded"];

/** A conversation and all that becomes of it. */
export class Conversation {
  private ticket: Ticket | undefined;
  private beginning: Promise<Ticket> | undefined;
  private asking = false;
  private over = false;
  private outbox: Outbox;
  private live: LivePart | undefined;
  private readonly shown = new Map<string, ShownMessage>();
  private readonly told = new Set<string>();

  constructor(private readonly around: Surroundings) {
    this.outbox = this.newOutbox();
  }

  /** Goes on with the conversation of this tab, or begins one. */
  async open(): Promise<void> {
    const { store, api, page } = this.around;
    const kept = store.read();
    page.banner.clear("start");
    if (kept === undefined) {
      await this.begun().catch(() => undefined);
      return;
    }
    try {
      const answer = await api.restore(kept);
      this.ticket = kept;
      await page.transcript.quietly(() => answer.messages.forEach((message) => this.tell(message)));
      this.accept({ ...answer, messages: [] }, true);
      this.outbox.retry();
    } catch (error) {
      if (LOST.includes(asRefusal(error).code)) {
        store.forget();
        await this.begun().catch(() => undefined);
      } else {
        this.cannotStart(error);
      }
    }
  }

  /** Says something. */
  say(text: string, shownAs = text): void {
    const said = { id: crypto.randomUUID(), text };
    this.shown.set(said.id, this.around.page.transcript.show({ from: "customer", text: shownAs }));
    this.told.add(said.id);
    this.outbox.say(said);
  }

  /** Takes an answer the bot suggested. */
  choose({ label, value }: Choice): void {
    this.say(value, label);
  }

  /** The customer is writing. */
  writing(): void {
    this.live?.writing();
  }

  /** Asks for a person. */
  async askForPerson(): Promise<void> {
    const { api, page, texts } = this.around;
    if (this.asking || this.live) {
      return;
    }
    this.asking = true;
    page.banner.say("person", texts.connecting);
    try {
      const answer = await patiently(async () => api.person(await this.begun()));
      if (answer.handover === undefined) {
        throw new Refusal("Malformed");
      }
      page.banner.clear("person");
      this.accept(answer);
    } catch (error) {
      this.lostIf(error);
      const { code, retryAfter } = asRefusal(error);
      const action = { label: texts.retry, press: () => void this.askForPerson() };
      page.banner.say("person", texts.failure(code, retryAfter), action);
    } finally {
      this.asking = false;
    }
  }

  /** Ends the chat with a person. */
  async leave(): Promise<void> {
    await this.live?.leave();
  }

  /** Begins a new conversation. What was not sent goes back to the text field. */
  restart(): void {
    const { store, page } = this.around;
    const unsent = this.outbox.unsent;
    this.live?.drop();
    store.forget();
    this.ticket = this.beginning = this.live = undefined;
    this.over = false;
    this.shown.clear();
    this.told.clear();
    this.outbox = this.newOutbox();
    page.banner.clear("lost", "connection", "start", "person", "slow", "turns");
    page.transcript.clear();
    page.talkWith("bot");
    page.composer.putBack(unsent);
    page.focus();
    void this.open();
  }

  /** The browser is connected again. */
  backOnline(): void {
    if (this.ticket === undefined) {
      void this.open();
    }
    this.outbox.retry();
  }

  private newOutbox(): Outbox {
    return new Outbox({
      deliver: (said) => this.deliver(said),
      started: ({ id }) => this.shown.get(id)?.sending(),
      arrived: ({ id }) => this.shown.get(id)?.arrived(),
      delayed: (said, delay) => this.delayed(said, delay),
    });
  }

  private begun(): Promise<Ticket> {
    if (this.ticket !== undefined) {
      return Promise.resolve(this.ticket);
    }
    this.beginning ??= this.begin().finally(() => (this.beginning = undefined));
    return this.beginning;
  }

  private async begin(): Promise<Ticket> {
    const { api, store, page, locale } = this.around;
    try {
      const { conversationId, token, ...answer } = await api.begin(locale);
      this.ticket = { conversationId, token };
      store.keep(this.ticket);
      page.banner.clear("start");
      this.accept(answer);
      return this.ticket;
    } catch (error) {
      this.cannotStart(error);
      throw error;
    }
  }

  private cannotStart(error: unknown): void {
    const { page, texts } = this.around;
    const { code, retryAfter } = asRefusal(error);
    const action = { label: texts.retry, press: () => void this.open() };
    page.banner.say("start", texts.failure(code, retryAfter), action);
  }

  private async deliver(said: Said): Promise<void> {
    if (this.live !== undefined) {
      await this.live.send(said);
      return;
    }
    const { api, page, texts } = this.around;
    const ticket = await this.begun();
    const slow = setTimeout(() => page.banner.say("slow", texts.slow), SLOW_AFTER);
    page.typing(texts.assistant, true);
    try {
      const answer = await api.say(ticket, said.id, said.text);
      if (this.ticket === ticket) {
        page.typing(undefined);
        this.accept(answer);
      }
    } finally {
      clearTimeout(slow);
      page.banner.clear("slow");
      page.typing(undefined);
    }
  }

  private delayed(said: Said, { code, retryAfter, again, final, behind }: Delay): void {
    const { page, texts } = this.around;
    const message = this.shown.get(said.id);
    if (this.lostIf(new Refusal(code)) || behind) {
      message?.delayed(texts.notSent);
      return;
    }
    const reason = again && retryAfter !== undefined ? texts.sentAgainIn(retryAfter) : texts.failure(code, retryAfter);
    const edit = () => {
      this.outbox.takeBack(said.id);
      message?.remove();
      page.composer.putBack([said.text]);
      page.composer.focus();
    };
    const retry = () => {
      this.outbox.retry();
      page.composer.focus();
    };
    const action = final ? { label: texts.edit, press: edit } : { label: texts.retry, press: retry };
    message?.delayed(`${texts.notSent} ${reason}`, action);
  }

  private accept({ messages, turnsLeft, handover }: Answer, restored = false): void {
    const { page, texts, loadJoin, received } = this.around;
    messages.forEach((message) => this.tell(message));
    if (turnsLeft !== undefined && turnsLeft <= FEW_TURNS && handover === undefined) {
      page.banner.say("turns", texts.turnsLeft(turnsLeft));
    } else {
      page.banner.clear("turns");
    }
    if (handover !== undefined && this.live === undefined) {
      this.live = new LivePart(handover, restored, {
        page,
        texts,
        loadJoin,
        received,
        delivered: (id) => this.outbox.confirm(id),
        connected: () => this.outbox.retry(),
        ended: () => this.end(),
      });
    }
  }

  private tell({ id, from, text, buttons }: Message): void {
    if (!this.told.has(id)) {
      this.told.add(id);
      this.around.page.transcript.show({ from, text, choices: buttons });
      if (from === "bot") {
        this.around.received();
      }
    }
  }

  /** Whether the conversation cannot go on; then it is over. */
  private lostIf(error: unknown): boolean {
    const code = asRefusal(error).code;
    if (code === "ChatEnded") {
      this.end();
    } else if (LOST.includes(code)) {
      this.around.page.banner.say("lost", this.around.texts.lost);
      this.around.page.talkWith("nobody");
    }
    return LOST.includes(code);
  }

  private end(): void {
    if (!this.over) {
      const { page, texts } = this.around;
      this.over = true;
      this.outbox.close();
      page.banner.clear("connection", "slow", "person", "turns");
      page.typing(undefined);
      page.transcript.notice(texts.ended);
      page.talkWith("nobody");
    }
  }
}

/** Tries again while a turn is under way. */
async function patiently<T>(request: () => Promise<T>): Promise<T> {
  for (let turn = 0; ; turn++) {
    try {
      return await request();
    } catch (error) {
      if (asRefusal(error).code !== "TurnUnderWay" || turn === TURN_WAITS) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, TURN_WAIT));
    }
  }
}
