/** The part of the conversation that a person takes part in: what happens in the Connect chat, on the page. */
import type { ChatPage } from "./chatPage";
import type { JoinChat, LiveChat, LiveEvent, LiveListener, LiveMessage } from "./liveChat";
import type { Said } from "./outbox";
import type { Texts } from "./texts";
import { asRefusal, type Handover } from "./webApi";

/** What it needs and tells. */
export interface LiveSurroundings {
  page: ChatPage;
  texts: Texts;
  loadJoin(): Promise<JoinChat>;
  /** A message arrived that the customer did not write. */
  received(): void;
  /** A message did arrive, though sending it may have failed. */
  delivered(messageId: string): void;
  /** What was held back can go out. */
  connected(): void;
  ended(): void;
}

/** The chat with a person, joined as often as it takes. */
export class LivePart implements LiveListener {
  private joined: Promise<LiveChat> | undefined;
  private dropped = false;

  constructor(
    private readonly handover: Handover,
    /** The chat was joined before: the page was loaded again. */
    private restored: boolean,
    private readonly around: LiveSurroundings,
  ) {
    around.page.talkWith("waiting");
    this.join().catch(() => undefined);
  }

  /** Sends a message once the chat is joined. */
  async send({ id, text }: Said): Promise<void> {
    await (await this.join()).send(id, text);
  }

  /** The customer is writing. */
  writing(): void {
    void this.joined?.then((chat) => chat.typing()).catch(() => undefined);
  }

  /** Ends the chat. */
  async leave(): Promise<void> {
    try {
      await (await this.join()).leave();
      this.ended();
    } catch {
      this.unreachable();
    }
  }

  /** Hears nothing any more. */
  drop(): void {
    this.dropped = true;
  }

  message({ from, name, text }: LiveMessage): void {
    const { page, received } = this.around;
    if (this.dropped) {
      return;
    }
    page.transcript.show({
      from: from === "assistant" ? "bot" : from,
      text,
      ...(name !== undefined && { name }),
    });
    if (from === "agent") {
      page.talkWith("person", name);
    }
    if (from !== "customer") {
      page.typing(undefined);
      received();
    }
  }

  happened(event: LiveEvent, name?: string): void {
    const { page, texts } = this.around;
    if (this.dropped) {
      return;
    }
    const who = name ?? texts.agent;
    page.transcript.notice(
      {
        joined: texts.joined(who),
        left: texts.left(who),
        transferred: texts.transferred,
        unsupported: texts.unsupported,
      }[event],
    );
    if (event !== "unsupported") {
      page.talkWith(event === "joined" ? "person" : "waiting", name);
    }
  }

  typing(name?: string): void {
    if (!this.dropped) {
      this.around.page.typing(name ?? this.around.texts.agent);
    }
  }

  delivered(messageId: string): void {
    this.around.delivered(messageId);
  }

  connection(state: "connected" | "reconnecting" | "broken"): void {
    if (this.dropped) {
      return;
    }
    if (state === "connected") {
      this.around.page.banner.clear("connection");
      this.around.connected();
    } else if (state === "reconnecting") {
      this.around.page.banner.say("connection", this.around.texts.reconnecting);
    } else {
      this.joined = undefined;
      this.unreachable();
    }
  }

  ended(): void {
    if (!this.dropped) {
      this.dropped = true;
      this.around.ended();
    }
  }

  private join(): Promise<LiveChat> {
    this.joined ??= this.attempt().catch((error: unknown) => {
      this.joined = undefined;
      const refusal = asRefusal(error, "Offline");
      if (refusal.code === "ChatEnded") {
        this.ended();
      } else {
        this.unreachable();
      }
      throw refusal;
    });
    return this.joined;
  }

  private async attempt(): Promise<LiveChat> {
    const { loadJoin, page, texts } = this.around;
    const joinChat = await loadJoin();
    const chat = await joinChat(this.handover, this);
    if (!this.restored) {
      page.transcript.notice(texts.connected);
    }
    this.restored = true;
    return chat;
  }

  private unreachable(): void {
    const { page, texts } = this.around;
    if (!this.dropped) {
      const press = () => {
        page.banner.clear("connection");
        this.join().then(this.around.connected, () => undefined);
      };
      page.banner.say("connection", texts.broken, { label: texts.retry, press });
    }
  }
}
