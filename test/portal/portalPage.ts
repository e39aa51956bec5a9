/** What every test of the portal's pages has: a backend, a page, and the promise that nothing forbidden happened on it. */
import type axe from "axe-core";
import { source } from "axe-core";
import { expect } from "chai";
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { giveBrowserBack, PATIENCE, takeBrowser } from "../support/browser";
import { watch } from "../support/widgetBrowser";
import { FakeBackend } from "./fakeBackend";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What a test works with; made anew for each. */
export interface PortalTest {
  backend: FakeBackend;
  page: Page;
  /** Makes the page anew, with these options. */
  renew(options: BrowserContextOptions): Promise<Page>;
  /** Opens a page of the portal, such as `/#/history`, and waits for its heading. */
  open(address: string, heading: string): Promise<void>;
  /** What went wrong on the page. Each test ends with none. */
  troubles: string[];
}

/** Makes a backend and a page for each test of a suite, and skips it where there is no browser. */
export function withPortal(): PortalTest {
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  const given = { troubles: [] as string[] } as PortalTest;

  given.renew = async (options) => {
    await context?.close();
    context = await browser?.newContext({
      locale: "en-US",
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
      ...options,
    });
    if (context === undefined) {
      throw new Error("There is no browser.");
    }
    context.setDefaultTimeout(PATIENCE);
    given.page = await context.newPage();
    await watch(given.page, given.troubles);
    return given.page;
  };
  given.open = async (address, heading) => {
    await given.page.goto(given.backend.url + address);
    await given.page.getByRole("heading", { name: heading, level: 1, exact: true }).waitFor();
  };

  before(async function () {
    browser = await takeBrowser();
    if (browser === undefined) {
      this.skip();
    }
  });
  beforeEach(async () => {
    given.troubles.length = 0;
    given.backend = await FakeBackend.start();
    await given.renew({});
  });
  afterEach(async () => {
    const found = [...given.troubles];
    await context?.close();
    context = undefined;
    await given.backend.stop();
    expect(found, "what went wrong on the page").to.deep.equal([]);
  });
  after(() => {
    if (browser !== undefined) {
      giveBrowserBack();
    }
  });
  return given;
}

/** Whatever is polled is asked for now. */
export async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
}

/** The dialog that is open. */
export function dialog(page: Page): Locator {
  return page.getByRole("dialog");
}

/** Says why, and saves. */
export async function save(page: Page, why: string, button = "Save"): Promise<void> {
  await dialog(page)
    .getByRole("textbox", { name: /^(Why|Type the reason)/ })
    .fill(why);
  await dialog(page).getByRole("button", { name: button, exact: true }).click();
}

/** Waits until what was saved is said. */
export async function saved(page: Page): Promise<void> {
  await page.getByRole("status").filter({ hasText: "Saved." }).waitFor();
  await dialog(page).waitFor({ state: "detached" });
}

/** What axe finds. DevTools puts it in, past the page's policy. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(source);
  return page.evaluate(async (values) => {
    const { violations: found } = await window.axe.run(document, { runOnly: { type: "tag", values } });
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  }, RULES);
}
