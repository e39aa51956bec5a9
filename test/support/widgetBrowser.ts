/** What every test of the chat page has: a server, a page, and the promise that nothing forbidden happened on it. */
import { expect } from "chai";
import type { Browser, BrowserContext, BrowserContextOptions, FrameLocator, Locator, Page } from "playwright-core";
import { giveBrowserBack, PATIENCE, takeBrowser } from "./browser";
import { WidgetServer } from "./widgetServer";

declare global {
  interface Window {
    tellTrouble(text: string): void;
  }
}

/** A place where the chat page is: a page of its own, or a frame. */
export type ChatPlace = Page | FrameLocator;

/** What a test works with; made anew for each. */
export interface WidgetTest {
  server: WidgetServer;
  page: Page;
  /** Makes the page anew, with these options. */
  renew(options: BrowserContextOptions): Promise<Page>;
  /** What went wrong on the page: violations of the policy, errors, dialogs. Each test ends with none. */
  troubles: string[];
}

/** An error the browser writes down whenever a server refuses something; that it does so is tested by itself. */
const REFUSED =
  /^Failed to load resource: (the server responded with a status of (400|401|403|404|409|429|5\d\d)|net::ERR_INTERNET_DISCONNECTED)/;

/**
 * Makes a server for each test of a suite, and skips it where there is no browser. The page is used again, because each
 * server is an origin of its own; a test that asks for another page leaves none behind.
 */
export function withWidget(): WidgetTest {
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  let usual = false;
  const given = { troubles: [] as string[] } as WidgetTest;

  given.renew = async (options) => {
    await context?.close();
    usual = false;
    context = await browser?.newContext({ locale: "en-US", viewport: { width: 400, height: 640 }, ...options });
    if (context === undefined) {
      throw new Error("There is no browser.");
    }
    context.setDefaultTimeout(PATIENCE);
    given.page = await context.newPage();
    await watch(given.page, given.troubles);
    return given.page;
  };

  before(async function () {
    browser = await takeBrowser();
    if (browser === undefined) {
      this.skip();
    }
  });
  beforeEach(async () => {
    given.troubles.length = 0;
    given.server = await WidgetServer.start();
    if (!usual) {
      await given.renew({});
      usual = true;
    }
  });
  afterEach(async () => {
    const found = [...given.troubles];
    // What the page still wants of the server is nothing that went wrong.
    await given.page.goto("about:blank");
    await given.server.stop();
    expect(found, "what went wrong on the page").to.deep.equal([]);
  });
  after(async () => {
    await context?.close();
    if (browser !== undefined) {
      giveBrowserBack();
    }
  });
  return given;
}

/** Writes down what goes wrong on a page. */
export async function watch(page: Page, troubles: string[]): Promise<void> {
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !REFUSED.test(message.text())) {
      troubles.push(`console: ${message.text()}`);
    }
  });
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  // What injected scripts call.
  await page.exposeFunction("canary", () => troubles.push("an injected script ran"));
  await page.exposeFunction("tellTrouble", (text: string) => troubles.push(text));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
      window.tellTrouble(`violation of ${effectiveDirective}: ${blockedURI} ${sample}`),
    );
  });
}

/** The text field. */
export function field(place: ChatPlace): Locator {
  return place.getByRole("textbox", { name: "Your message" });
}

/** Says something as a customer does. */
export async function say(place: ChatPlace, text: string): Promise<void> {
  await field(place).fill(text);
  await field(place).press("Enter");
}

/** A message that contains a text. */
export function message(place: ChatPlace, from: "bot" | "agent" | "customer", text: string): Locator {
  return place.locator(`.message.${from}`, { hasText: text });
}

/** All texts of the log, in order. */
export function texts(place: ChatPlace): Promise<string[]> {
  return place.locator(".log .text").allTextContents();
}
