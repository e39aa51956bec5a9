/**
 * The operations portal as it is deployed, in a real browser, with the whole centre of this machine behind it: people who
 * are signed in at the local issuer, each in a browser of their own, and customers who meet what those set.
 */
import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { CENTER, queueScope, type Scope } from "../../administration/scopes";
import type { LocalCenter } from "../../local/center";
import type { Call, Chat } from "../../local/connect";
import { PortalCenter } from "../localPortal/portalCenter";
import { dialog, lookAgain, save, saved } from "../portal/portalPage";
import { giveBrowserBack, PATIENCE, takeBrowser } from "../support/browser";
import { diagnostics, heard } from "../support/connectGraph";
import { setChanges, settingsTable } from "../support/portalChanges";
import { watch } from "../support/widgetBrowser";

/** Users of the local issuer, one for each group. */
export type Username = "viewer" | "operator" | "administrator";

/** What callers hear when a queue is closed, and when the centre is. */
export const CLOSED_QUEUE = "This department is closed at the moment. To choose another one, press 1.";
export const CLOSED_CENTER = "We are closed at the moment. Please call again later. Goodbye.";

/** What callers hear once a queue takes them. */
export const MUSIC =
  "While you wait: for jazz, press 1, for pop, press 2, for rock, press 3, or just stay on the line.";

const CALLER = "+12065550199";
const SCOPES: readonly Scope[] = [CENTER, queueScope("support"), queueScope("sales")];

/** Seconds of the centre's clock after which every caller has to meet a change, and one more. */
const HEARD_AFTER = 6;

/** Milliseconds of a minute. */
const MINUTE = 60_000;

/** The portal of a test file. */
export class PortalDesk {
  /** What went wrong on any page. Each test ends with none. */
  readonly troubles: string[] = [];
  private readonly contexts = new Map<string, BrowserContext>();
  private readonly pages = new Map<string, Page>();
  private browser: Browser | undefined;
  private running: PortalCenter | undefined;

  /** The running stack. @throws Error before it is started */
  get portal(): PortalCenter {
    if (this.running === undefined) throw new Error("The portal is not started yet.");
    return this.running;
  }

  get center(): LocalCenter {
    return this.portal.center;
  }

  /** Physical name of the table of settings. */
  get table(): string {
    return settingsTable(this.center);
  }

  /** Starts the stack. False where there is no browser to look at it with. */
  async start(): Promise<boolean> {
    this.browser = await takeBrowser();
    if (this.browser === undefined) return false;
    this.running = await PortalCenter.start();
    return true;
  }

  async stop(): Promise<void> {
    if (this.browser === undefined) return;
    await Promise.all([...this.contexts.values()].map((context) => context.close()));
    giveBrowserBack();
    await this.running?.close();
  }

  /** Nothing is set any more and nobody calls; what went wrong meanwhile is told. */
  async tidy(): Promise<string[]> {
    const { center } = this;
    center.dynamodb.faults.clear();
    for (const [username, page] of this.pages) {
      // A test that failed halfway; the next one begins without its dialog.
      if ((await dialog(page).count()) === 0) continue;
      this.pages.delete(username);
      await page.context().close();
    }
    for (const contact of center.connect.interactions) contact.hangUp();
    for (const scope of SCOPES) await setChanges(center, scope);
    await this.later();
    return this.troubles.splice(0);
  }

  /** An empty browser. What its page speaks aloud is kept there as `spoken`. */
  async browse(name: string): Promise<Page> {
    const context = await this.browser?.newContext({
      locale: "en-US",
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
    });
    if (context === undefined) throw new Error("There is no browser.");
    context.setDefaultTimeout(PATIENCE);
    this.contexts.set(name, context);
    const page = await context.newPage();
    await watch(page, this.troubles);
    await page.addInitScript(() => {
      const spoken: string[] = [];
      Object.assign(window, { spoken });
      window.speechSynthesis.speak = ({ text, lang }) => void spoken.push(`${lang}: ${text}`);
    });
    return page;
  }

  /** Signs somebody in by the issuer's page, in an empty browser. */
  async signIn(username: Username, page?: Page): Promise<Page> {
    const empty = page ?? (await this.browse(username));
    await empty.goto(this.portal.site);
    await empty.getByRole("heading", { name: "Sign in", level: 1 }).waitFor();
    await empty.getByRole("button", { name: new RegExp(`^${username}`) }).click();
    await empty.getByRole("heading", { name: "Board", level: 1 }).waitFor();
    return empty;
  }

  /** A page of the portal in the browser of somebody who is signed in, as things are now. */
  async open(username: Username, address: string, heading: string): Promise<Page> {
    const page = this.pages.get(username) ?? (await this.signIn(username));
    this.pages.set(username, page);
    // Nobody loads the page anew: it stays signed in, and finds out by itself.
    await page.evaluate((hash) => (window.location.hash = hash), address);
    await page.getByRole("heading", { name: heading, level: 1, exact: true }).waitFor();
    await this.look(page);
    return page;
  }

  /** Lets a page ask at once what it asks every few seconds, and waits for the answer. */
  async look(page: Page): Promise<void> {
    const answered = page.waitForResponse((response) => response.url().endsWith("/api/state"));
    await lookAgain(page);
    await (await answered).finished();
  }

  /** Takes these steps in the dialog that a button opens, says why, and saves. */
  async change(page: Page, button: string, steps: () => Promise<unknown>, confirm = "Save"): Promise<void> {
    await page.getByRole("button", { name: button, exact: true }).click();
    await dialog(page).waitFor();
    await steps();
    await save(page, "A test of the portal", confirm);
    await saved(page);
  }

  /** Lets the centre's seconds pass. Default: as many as a change may take to be met by the next caller. */
  async later(seconds = HEARD_AFTER): Promise<void> {
    await this.center.clock.advance(seconds * 1_000);
  }

  /** The full minute so many minutes from now: its instant, and what the clock shows then where the centre is. */
  minuteIn(minutes: number): { instant: number; date: string; time: string } {
    const instant = Math.ceil(this.center.clock.now() / MINUTE + minutes) * MINUTE;
    const [date = "", time = ""] = new Date(instant)
      .toLocaleString("sv-SE", { timeZone: "America/New_York" })
      .split(" ");
    return { instant, date, time: time.slice(0, 5) };
  }

  /** Advances the centre's clock to an instant, and a second more. */
  until(instant: number): Promise<void> {
    return this.later((instant - this.center.clock.now()) / 1_000 + 1);
  }

  /** A call that asks for a person, and then presses these keys: 1 for support, 2 for sales. */
  async call(...keys: string[]): Promise<Call> {
    const call = this.center.connect.dial({ from: CALLER });
    await call.settled();
    if (call.state !== "ended") {
      call.speak("I want to talk to a person");
      await call.settled();
    }
    for (const key of keys) {
      call.press(key);
      await call.settled();
    }
    expect(diagnostics(call)).to.deep.equal([]);
    return call;
  }

  /** What such a call hears. */
  async hears(...keys: string[]): Promise<string[]> {
    const call = await this.call(...keys);
    call.hangUp();
    await call.settled();
    return heard(call);
  }

  /** A chat that the web page hands over to a person, for support. */
  async chat(locale = "en_US"): Promise<Chat> {
    const chat = this.center.connect.chat({ flow: "chat", attributes: { door: "web", locale } });
    await chat.settled();
    expect(diagnostics(chat)).to.deep.equal([]);
    return chat;
  }

  /** What such a chat reads. */
  async reads(locale?: string): Promise<string[]> {
    const chat = await this.chat(locale);
    chat.hangUp();
    await chat.settled();
    return heard(chat);
  }
}

/** Starts a portal for the tests of a suite, each of which begins with nothing set and ends with nothing wrong on a page. */
export function withPortalDesk(): PortalDesk {
  const desk = new PortalDesk();
  before(async function () {
    if (!(await desk.start())) this.skip();
  });
  afterEach(async () => expect(await desk.tidy(), "what went wrong on a page").to.deep.equal([]));
  after(() => desk.stop());
  return desk;
}
