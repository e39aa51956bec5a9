import { expect } from "chai";
import { gzipSync } from "node:zlib";
import type { FrameLocator, Page } from "playwright-core";
import { field, message, say, withWidget } from "../support/widgetBrowser";
import { widgetFiles } from "../support/widgetServer";

describe("the chat on a customer's page", function () {
  this.timeout(300_000);
  const given = withWidget();

  /** Opens the customer's page with the chat's button on it. */
  async function visit(page: Page = given.page): Promise<FrameLocator> {
    await page.goto(given.server.pageUrl);
    await launcher(page).waitFor();
    return page.frameLocator("iframe");
  }

  function launcher(page: Page, name: string | RegExp = "Open the chat") {
    return page.getByRole("button", { name });
  }

  it("is loaded by at most 3 KB", () => {
    expect(gzipSync(widgetFiles()["embed.js"] ?? "", { level: 9 }).length).to.be.at.most(3 * 1024);
  });

  it("is a button until it is pressed, under the page's own strict policy", async () => {
    const { page, server } = given;
    const globals = () => page.evaluate(() => Object.keys(window));
    await page.goto(server.pageUrl.replace(/$/, "/"), { waitUntil: "commit" });
    const frame = await visit();
    expect(server.served).to.deep.equal(["embed.js", "embed.js"].slice(0, server.served.length));
    expect(await page.locator("iframe").count()).to.equal(0);
    expect((await globals()).filter((name) => /contact|chat/i.test(name))).to.deep.equal(["contactCenterChat"]);
    await launcher(page).click();
    await message(frame, "bot", "How can I help?").waitFor();
    await frame.locator("#text:focus").waitFor();
    await say(frame, "Hello");
    await message(frame, "bot", "You said: Hello").waitFor();
  });

  it("closes with Escape and goes on where it was, with the focus where it belongs", async () => {
    const { page } = given;
    const frame = await visit();
    await launcher(page).press("Enter");
    await message(frame, "bot", "How can I help?").waitFor();
    await field(frame).fill("Half a mess");
    await page.keyboard.press("Escape");
    await launcher(page).waitFor();
    expect(await page.locator("iframe").isVisible()).to.equal(false);
    expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)).to.equal("BUTTON");
    await page.keyboard.press("Enter");
    await frame.locator("#text:focus").waitFor();
    await page.keyboard.type("age");
    expect(await field(frame).inputValue()).to.equal("Half a message");
    await frame.getByRole("button", { name: "Close the chat" }).click();
    await launcher(page).waitFor();
  });

  it("tells how many messages came while it was closed", async () => {
    const { page, server } = given;
    const frame = await visit();
    await launcher(page).click();
    await frame.getByRole("button", { name: "Talk to a person" }).click();
    await frame.getByText("You are in line.").waitFor();
    await frame.getByRole("button", { name: "Close the chat" }).click();
    server.participants.says("One");
    server.participants.says("Two");
    await launcher(page, "Open the chat (2 unread)").click();
    await message(frame, "agent", "Two").waitFor();
    await frame.getByRole("button", { name: "Close the chat" }).click();
    await launcher(page, "Open the chat").waitFor();
  });

  it("stays open from page to page of a visit, with its transcript", async () => {
    const { page } = given;
    const frame = await visit();
    await launcher(page).click();
    await say(frame, "Hello");
    await message(frame, "bot", "You said: Hello").waitFor();
    await page.goto(`${given.server.pageUrl}/orders`);
    await message(frame, "bot", "You said: Hello").waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal("BODY");
  });

  it("is there once, however often its script is", async () => {
    const { page, server } = given;
    server.scripts = 2;
    await visit();
    expect(await launcher(page).count()).to.equal(1);
  });

  it("takes its colour, words and language from the script's attributes", async () => {
    const { page, server } = given;
    server.scriptAttributes =
      'data-accent="#ffd200" data-locale="es_US" data-label="¿Preguntas?" data-side="left" data-theme="dark"';
    await page.goto(server.pageUrl);
    await launcher(page, "¿Preguntas?").click();
    const frame = page.frameLocator("iframe");
    await frame.getByRole("button", { name: "Hablar con una persona" }).waitFor();
    const look = await frame.locator("html").evaluate((root) => {
      const style = getComputedStyle(root);
      return ["--chat-accent", "--chat-on-accent", "color-scheme"].map((name) => style.getPropertyValue(name));
    });
    expect(look).to.deep.equal(["#ffd200", "#000000", "dark"]);
    expect((await page.locator("iframe").boundingBox())?.x).to.be.below(60);
  });

  it("fills a small screen", async () => {
    const page = await given.renew({ viewport: { width: 320, height: 568 } });
    await visit(page);
    await launcher(page).click();
    expect(await page.locator("iframe").boundingBox()).to.deep.equal({ x: 0, y: 0, width: 320, height: 568 });
  });

  it("listens to nobody but the other side", async () => {
    const { page, server } = given;
    const frame = await visit();
    await launcher(page).click();
    await message(frame, "bot", "How can I help?").waitFor();
    // The page itself is not the chat's frame, and another frame is not the page.
    await page.evaluate((origin) => {
      window.postMessage({ contactCenterChat: "close" }, "*");
      window.dispatchEvent(
        new MessageEvent("message", { data: { contactCenterChat: "close" }, origin, source: window }),
      );
    }, server.url);
    await frame.locator("html").evaluate(() => {
      window.dispatchEvent(
        new MessageEvent("message", {
          data: { contactCenterChat: "hidden" },
          origin: "https://example.com",
          source: window.parent,
        }),
      );
    });
    await say(frame, "Hello");
    await message(frame, "bot", "You said: Hello").waitFor();
    expect(await page.locator("iframe").isVisible()).to.equal(true);
    expect(await page.getByRole("button", { name: /unread/ }).count()).to.equal(0);
  });

  it("can be opened and closed by the page", async () => {
    const { page } = given;
    const frame = await visit();
    await page.evaluate(() => window.contactCenterChat?.open());
    await field(frame).waitFor();
    await page.evaluate(() => window.contactCenterChat?.close());
    expect(await page.locator("iframe").isVisible()).to.equal(false);
  });
});
