import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { PortalCenter } from "../localPortal/portalCenter";
import { giveBrowserBack, PATIENCE, takeBrowser } from "../support/browser";
import { watch } from "../support/widgetBrowser";
import { dialog, lookAgain, save, saved, violations } from "./portalPage";

describe("the portal's pages on the stack that runs here", function () {
  this.timeout(300_000);
  const troubles: string[] = [];
  let browser: Browser | undefined;
  let portal: PortalCenter;
  let context: BrowserContext;
  let page: Page;

  before(async function () {
    browser = await takeBrowser();
    if (browser === undefined) {
      this.skip();
    }
    portal = await PortalCenter.start();
    context = await browser.newContext({ locale: "en-US", reducedMotion: "reduce" });
    context.setDefaultTimeout(PATIENCE);
    page = await context.newPage();
    await watch(page, troubles);
  });
  after(async () => {
    await context?.close();
    await portal?.close();
    if (browser !== undefined) {
      giveBrowserBack();
    }
  });

  /** Signs in as one of the users, wherever the page is. */
  async function signIn(username: string): Promise<void> {
    await page.goto(portal.site);
    await page.getByRole("button", { name: new RegExp(`^${username} `) }).click();
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
  }

  /** What a caller hears who dials now and says nothing. */
  async function hears(): Promise<string> {
    const call = portal.center.connect.dial({ from: "+12065550199" });
    await call.settled();
    call.hangUp();
    await call.settled();
    return call.transcript.map(({ text }) => text).join("\n");
  }

  it("put a message on the line that the next caller hears, until it ends by the centre's clock", async () => {
    await signIn("operator");
    await page.getByRole("link", { name: "Whole centre" }).click();
    await page.getByRole("button", { name: "Change message of the whole centre" }).click();
    await dialog(page)
      .getByRole("textbox", { name: /^English/ })
      .fill("A water main has burst & we know.");
    await dialog(page).getByRole("radio", { name: "In 30 minutes" }).check();
    await save(page, "Water main");
    await saved(page);
    await portal.center.clock.advance(10_000);
    expect(await hears()).to.include("A water main has burst & we know.");
    await portal.center.clock.advance(1_800_000);
    expect(await hears()).to.not.include("water main");
    await lookAgain(page);
    await page.getByText("A message for all is on the line").waitFor({ state: "detached" });
  });

  it("close a queue, undo it from the history, and sign out", async () => {
    await page.getByRole("link", { name: "Board", exact: true }).click();
    await page.getByRole("button", { name: "Close support" }).click();
    await save(page, "Power cut");
    await saved(page);
    await page.getByRole("link", { name: "History", exact: true }).click();
    await page.getByRole("button", { name: /^Undo: Open or closed of support/ }).click();
    await save(page, "Power is back", "Undo");
    await saved(page);
    await page.getByRole("row", { name: /support Undone Open or closed Closed no more Power is back/ }).waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(troubles).to.deep.equal([]);
  });
});
