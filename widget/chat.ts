/** The chat page's program; bundled as the ES module chat.js, which index.html loads. */
import { readableOn } from "./brand";
import { ChatPage } from "./chatPage";
import type * as ConnectChat from "./connectChat";
import { Conversation } from "./conversation";
import { kindOf, type ToPage } from "./frameMessages";
import { readSettings, type Settings } from "./settings";
import { textsFor } from "./texts";
import { ticketStore } from "./ticketStore";
import { WebApi } from "./webApi";

/** The frame the page stands in, as far as it has told that it is one of ours. */
class Frame {
  private shown = true;
  private unread = 0;

  constructor(
    private readonly pageOrigin: string | undefined,
    onShown: (focus: boolean) => void,
  ) {
    if (this.embedded) {
      this.shown = false;
      window.addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
        if (source === window.parent && origin === pageOrigin) {
          this.shown = kindOf(data) === "shown";
          if (this.shown) {
            this.unread = 0;
            onShown(typeof data === "object" && data !== null && "focus" in data && data.focus === true);
          }
        }
      });
      this.post({ contactCenterChat: "ready" });
    }
  }

  get embedded(): boolean {
    return this.pageOrigin !== undefined && window.parent !== window;
  }

  close(): void {
    this.post({ contactCenterChat: "close" });
  }

  received(): void {
    if (!this.shown) {
      this.unread++;
      this.post({ contactCenterChat: "unread", count: this.unread });
    }
  }

  private post(message: ToPage): void {
    if (this.embedded && this.pageOrigin !== undefined) {
      window.parent.postMessage(message, this.pageOrigin);
    }
  }
}

/** Loads the module that joins a chat. A browser remembers a failure by address, so each attempt has its own. */
function joinLoader(): () => Promise<typeof ConnectChat.joinChat> {
  let attempts = 0;
  return async () => {
    const address = new URL("chat-connect.js", document.baseURI);
    if (attempts++ > 0) {
      address.searchParams.set("attempt", String(attempts));
    }
    const loaded: typeof ConnectChat = await import(address.href);
    attempts = 0;
    return loaded.joinChat;
  };
}

function dress({ title, accent, theme }: Settings, language: string): void {
  const { documentElement: root } = document;
  document.title = title;
  root.lang = language;
  if (theme !== undefined) {
    root.dataset["theme"] = theme;
  }
  if (accent !== undefined) {
    root.style.setProperty("--chat-accent", accent);
    root.style.setProperty("--chat-on-accent", readableOn(accent));
  }
}

async function start(): Promise<void> {
  const root = document.getElementById("chat");
  if (root === null) {
    throw new Error('index.html has no element with the id "chat".');
  }
  const settings = await readSettings(location.hash, navigator.languages);
  const texts = textsFor(settings.locale);
  dress(settings, texts.language);
  const embedded = settings.pageOrigin !== undefined && window.parent !== window;
  const page: ChatPage = new ChatPage(root, texts, {
    title: settings.title,
    embedded,
    events: {
      send: (text) => conversation.say(text),
      choose: (choice) => conversation.choose(choice),
      writing: () => conversation.writing(),
      person: () => void conversation.askForPerson(),
      leave: () => void conversation.leave(),
      restart: () => conversation.restart(),
      close: () => frame.close(),
    },
  });
  const frame = new Frame(settings.pageOrigin, (focus) => {
    page.transcript.seen();
    if (focus) {
      page.focus();
    }
  });
  const conversation = new Conversation({
    api: new WebApi(),
    store: ticketStore(),
    page,
    texts,
    locale: settings.locale,
    loadJoin: joinLoader(),
    received: () => frame.received(),
  });
  const connectivity = () => {
    if (navigator.onLine) {
      page.banner.clear("offline");
      conversation.backOnline();
    } else {
      page.banner.say("offline", texts.offline);
    }
  };
  window.addEventListener("online", connectivity);
  window.addEventListener("offline", connectivity);
  await conversation.open();
}

void start();
