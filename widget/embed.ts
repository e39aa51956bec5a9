/**
 * The loader for a customer's page; bundled as the classic script embed.js. It adds a button, and the chat page in a frame
 * when the button is first pressed. Nothing of the page reaches the chat but what the script's data attributes say.
 */
import { isColour, readableOn } from "./brand";
import { kindOf, type ToChat } from "./frameMessages";

/** What the page may do with the chat: `window.contactCenterChat`, the loader's only global. */
export interface ChatLauncher {
  open(): void;
  close(): void;
}

declare global {
  interface Window {
    contactCenterChat?: ChatLauncher;
  }
}

const OPENED = "contact-center-chat-open";
const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-9l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";

/** Open, close, and how many messages nobody saw. */
const LABELS = {
  en: ["Open the chat", "Close the chat", "unread"],
  es: ["Abrir el chat", "Cerrar el chat", "sin leer"],
};

// Rules of a constructed sheet hold under any style-src, and reach nothing of the page.
const STYLE = `
:host{all:initial;position:fixed;inset:auto 24px 24px auto;z-index:2147483000}
:host([data-side=left]){inset:auto auto 24px 24px}
button{all:unset;box-sizing:border-box;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;
cursor:pointer;background:var(--accent);color:var(--on-accent);border:2px solid var(--on-accent);
box-shadow:0 2px 10px #0005}
button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
svg{width:26px;height:26px;fill:currentcolor}
span{position:absolute;top:-6px;right:-6px;min-width:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;
background:#a3151f;color:#fff;border:1px solid #fff;font:600 12px/20px system-ui,sans-serif;text-align:center}
iframe{position:fixed;inset:auto 24px 92px auto;width:min(400px,100vw - 48px);height:min(640px,100dvh - 116px);
border:1px solid #858e9a;border-radius:16px;background:#fff;box-shadow:0 8px 32px #0004;color-scheme:light dark}
:host([data-side=left]) iframe{inset:auto auto 92px 24px}
[hidden]{display:none}
@media(max-width:480px),(max-height:480px){iframe,:host([data-side=left]) iframe{inset:0;width:100%;height:100%;
border:0;border-radius:0}
:host([data-open]) button{display:none}}
@media(forced-colors:active){button:focus-visible{outline-color:Highlight}}
@media print{:host{display:none}}`;

function launch(script: HTMLScriptElement): ChatLauncher {
  const { accent = "", label, locale = document.documentElement.lang, side, theme } = script.dataset;
  const site = new URL(script.src);
  const colour = isColour(accent) ? accent : "#1f4f8f";
  const [openLabel, closeLabel, unread] = LABELS[/^es\b|^es_/i.test(locale) ? "es" : "en"];
  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  const badge = document.createElement("span");
  let frame: HTMLIFrameElement | undefined;
  let ready = false;
  let isOpen = false;
  let count = 0;

  // Before it has told that it is ready, another page is in the frame.
  const tell = (message: ToChat) => ready && frame?.contentWindow?.postMessage(message, site.origin);

  function draw(): void {
    const closed = label ?? openLabel ?? "";
    button.setAttribute("aria-expanded", String(isOpen));
    button.setAttribute(
      "aria-label",
      isOpen ? (closeLabel ?? "") : count > 0 ? `${closed} (${count} ${unread})` : closed,
    );
    badge.hidden = isOpen || count === 0;
    badge.textContent = count > 9 ? "9+" : String(count);
  }

  function show(open: boolean, focus: boolean): void {
    isOpen = open;
    host.toggleAttribute("data-open", open);
    if (open) {
      frame ??= addFrame();
      count = 0;
    }
    if (frame) {
      frame.hidden = !open;
    }
    tell({ contactCenterChat: open ? "shown" : "hidden", focus });
    if (focus) {
      (open ? frame : button)?.focus();
    }
    draw();
    try {
      // The chat stays open from page to page of the same visit.
      sessionStorage.setItem(OPENED, open ? "1" : "");
    } catch {
      // The browser keeps nothing; it opens closed.
    }
  }

  function addFrame(): HTMLIFrameElement {
    const made = document.createElement("iframe");
    const wishes = new URLSearchParams({ origin: location.origin, locale, accent, theme: theme ?? "" });
    made.title = label ?? "Chat";
    made.src = new URL(`index.html#${wishes}`, site).href;
    shadow.append(made);
    return made;
  }

  window.addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
    if (frame && source === frame.contentWindow && origin === site.origin) {
      const kind = kindOf(data);
      if (kind === "ready") {
        ready = true;
        tell({ contactCenterChat: isOpen ? "shown" : "hidden", focus: document.activeElement === host });
      } else if (kind === "close") {
        show(false, true);
      } else if (kind === "unread") {
        count = Math.min(Number((data as { count: unknown }).count) || 0, 99);
        draw();
      }
    }
  });

  function add(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    host.style.setProperty("--accent", colour);
    host.style.setProperty("--on-accent", readableOn(colour));
    host.dataset["side"] = side === "left" ? "left" : "right";
    const drawing = document.createElementNS(SVG, "svg");
    const line = document.createElementNS(SVG, "path");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("aria-hidden", "true");
    line.setAttribute("d", BUBBLE);
    drawing.append(line);
    badge.setAttribute("aria-hidden", "true");
    button.type = "button";
    button.append(drawing);
    button.addEventListener("click", () => show(!isOpen, true));
    host.addEventListener("keydown", ({ key }) => key === "Escape" && isOpen && show(false, true));
    shadow.append(button, badge);
    document.body.append(host);
    draw();
    try {
      if (sessionStorage.getItem(OPENED)) {
        show(true, false);
      }
    } catch {
      // As above.
    }
  }

  if (document.body) {
    add();
  } else {
    document.addEventListener("DOMContentLoaded", add);
  }
  return { open: () => show(true, true), close: () => show(false, true) };
}

const own = document.currentScript;
if (own instanceof HTMLScriptElement && !window.contactCenterChat) {
  window.contactCenterChat = launch(own);
}
