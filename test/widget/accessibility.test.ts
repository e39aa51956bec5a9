import type axe from "axe-core";
import { source } from "axe-core";
import { expect } from "chai";
import type { Frame, Page } from "playwright-core";
import { luminanceOf, readableOn } from "../../widget/brand";
import { field, message, say, withWidget } from "../support/widgetBrowser";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

describe("accessibility of the chat", function () {
  this.timeout(300_000);
  const given = withWidget();

  /** What axe finds. DevTools puts it in, past the page's policy. */
  async function violations(place: Page | Frame): Promise<string[]> {
    await place.evaluate(source);
    return place.evaluate(async (values) => {
      const { violations: found } = await window.axe.run(document, {
        runOnly: { type: "tag", values },
        // The chat in its frame is looked at by itself.
        iframes: false,
      });
      return found.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
    }, RULES);
  }

  async function focusedName(page: Page): Promise<string> {
    return page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute("aria-label") ?? element?.id ?? "";
    });
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no violation that axe knows, in any state, on a ${colorScheme} screen`, async () => {
      const page = await given.renew({ colorScheme });
      const { server } = given;
      const buttons = [{ label: "My order", value: "OrderStatus" }];
      server.bridge.greeting = { text: "Hello. How can I help?", buttons };
      await page.goto(server.url);
      await page.getByRole("button", { name: "My order" }).waitFor();
      expect(await violations(page)).to.deep.equal([]);
      server.bridge.troubles.push({ status: 429, code: "TooManyRequests", retryAfter: 900 });
      await say(page, "Where is my order?");
      await page.getByText("Please try again in 15 minutes.").waitFor();
      await field(page).fill("x".repeat(1030));
      await field(page).press("Enter");
      await page.getByText("Please shorten").waitFor();
      expect(await violations(page)).to.deep.equal([]);
      await field(page).fill("");
      await page.getByRole("button", { name: "Talk to a person" }).click();
      await page.getByText("You are in line.").waitFor();
      server.participants.joins();
      server.participants.says("Hi, I am Alex.");
      server.participants.writes();
      await page.getByText("Alex is writing").waitFor();
      await page.getByRole("button", { name: "End the chat" }).click();
      expect(await violations(page)).to.deep.equal([]);
      await page.getByRole("button", { name: "Yes, end it" }).click();
      await page.getByRole("button", { name: "Start a new conversation" }).waitFor();
      expect(await violations(page)).to.deep.equal([]);
    });
  }

  it("has no violation on the page that shows it", async () => {
    const { page, server } = given;
    await page.goto(server.pageUrl);
    await page.getByRole("button", { name: "Open the chat" }).click();
    await message(page.frameLocator("iframe"), "bot", "How can I help?").waitFor();
    expect(await violations(page)).to.deep.equal([]);
  });

  it("needs nothing but a keyboard, from the page's load to a person and back", async () => {
    const { page, server } = given;
    const { keyboard } = page;
    const buttons = [{ label: "My order", value: "OrderStatus" }];
    server.bridge.greeting = { text: "Hello. How can I help?", buttons };
    await page.goto(server.pageUrl);
    await page.getByRole("button", { name: "Open the chat" }).waitFor();
    // The page's own link, then the chat.
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    const frame = page.frameLocator("iframe");
    await frame.getByRole("button", { name: "My order" }).waitFor();
    await frame.locator("#text:focus").waitFor();
    await keyboard.type("Hello");
    await keyboard.press("Enter");
    await message(frame, "bot", "You said: Hello").waitFor();
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    expect(await frame.locator(":focus").textContent()).to.equal("Talk to a person");
    await keyboard.press("Enter");
    await frame.getByText("You are in line.").waitFor();
    await frame.locator("#text:focus").waitFor();
    await keyboard.type("Where is it?");
    await keyboard.press("Enter");
    server.participants.says("On its way.");
    await message(frame, "agent", "On its way.").waitFor();
    await keyboard.press("Tab");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    expect(await frame.locator(":focus").textContent()).to.equal("No, go on");
    await keyboard.press("Escape");
    expect(await frame.locator(":focus").textContent()).to.equal("End the chat");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await frame.locator(".notice", { hasText: "The conversation has ended." }).waitFor();
    expect(await frame.locator(":focus").textContent()).to.equal("Start a new conversation");
    await keyboard.press("Enter");
    await frame.getByRole("button", { name: "My order" }).waitFor();
    await frame.locator("#text:focus").waitFor();
    await keyboard.press("Shift+Tab");
    await keyboard.press("Enter");
    await message(frame, "bot", "You said: OrderStatus").waitFor();
    await keyboard.press("Escape");
    await page.getByRole("button", { name: "Open the chat" }).waitFor();
  });

  it("goes through the controls in the order they are seen, and scrolls the log by keys", async () => {
    const { page, server } = given;
    await page.goto(server.url);
    await message(page, "bot", "How can I help?").waitFor();
    const names: string[] = [];
    for (let press = 0; press < 4; press++) {
      await page.keyboard.press("Tab");
      names.push((await focusedName(page)) || ((await page.locator(":focus").textContent()) ?? ""));
    }
    expect(names).to.deep.equal(["Conversation", "text", "Send", "Talk to a person"]);
  });

  it("reads out what is new, and not the whole conversation after a reload", async () => {
    const { page, server } = given;
    await page.goto(server.url);
    await say(page, "Hello");
    await message(page, "bot", "You said: Hello").waitFor();
    const states: (string | null)[] = [];
    await page.exposeFunction("tellState", (state: string | null) => void states.push(state));
    await page.addInitScript(() => {
      const look = () => {
        const log = document.querySelector(".log");
        if (log?.querySelector(".message")) {
          void (window as Window & { tellState?(state: string | null): void }).tellState?.(
            log.getAttribute("aria-live"),
          );
        }
      };
      new MutationObserver(look).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await message(page, "bot", "You said: Hello").waitFor();
    expect(states[0]).to.equal("off");
    await page.locator(".log:not([aria-live])").waitFor();
    await given.renew({});
  });

  it("needs no sideways scrolling at 320 pixels, nor where text is four times as large", async () => {
    const page = await given.renew({ viewport: { width: 320, height: 256 } });
    const { server } = given;
    server.bridge.greeting = {
      text: `See https://www.example.com/${"x".repeat(300)}`,
      buttons: [{ label: `A label that goes on for rather long ${"y".repeat(60)}`, value: "x" }],
    };
    await page.goto(server.url);
    await message(page, "bot", "See https").waitFor();
    for (const locator of [page.locator("html"), page.locator(".log")]) {
      expect(await locator.evaluate((element) => element.scrollWidth - element.clientWidth)).to.be.at.most(0);
    }
    await field(page).scrollIntoViewIfNeeded();
    await say(page, "Hello");
    await message(page, "bot", "You said: Hello").waitFor();
  });

  it("moves nothing for who wants less motion", async () => {
    const page = await given.renew({ reducedMotion: "reduce" });
    let open = () => {};
    await page.goto(given.server.url);
    await message(page, "bot", "How can I help?").waitFor();
    given.server.bridge.gate = new Promise<void>((resolve) => (open = resolve));
    await say(page, "Hello");
    await page.getByText("Assistant is writing").waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).to.equal(0);
    open();
    await message(page, "bot", "You said").waitFor();
  });

  it("can be read on any colour a site chooses", () => {
    for (let value = 0; value <= 0xffffff; value += 0x0101 * 7 + 1) {
      const colour = `#${value.toString(16).padStart(6, "0")}`;
      const [dark, light] = [luminanceOf(colour), luminanceOf(readableOn(colour))].sort((left, right) => left - right);
      expect(((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05), colour).to.be.at.least(4.5);
    }
  });
});
