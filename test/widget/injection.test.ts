import { expect } from "chai";
import type { Page } from "playwright-core";
import { eventually } from "../support/eventually";
import { INJECTIONS } from "../support/injections";
import { field, message, say, texts, withWidget } from "../support/widgetBrowser";

describe("script injection into the chat page", function () {
  this.timeout(300_000);
  // Before the page is left: hooks run in the order they are made.
  afterEach(async () => {
    expect(await foreignParts(given.page), "what a text left on the page").to.deep.equal([]);
  });
  const given = withWidget();

  /** Everything on the page that none of our own elements is or has. */
  function foreignParts(page: Page): Promise<string[]> {
    return page.evaluate(() => {
      const ours =
        /^(HTML|HEAD|META|TITLE|LINK|SCRIPT|BODY|MAIN|HEADER|DIV|P|H1|SPAN|BDI|BUTTON|FORM|LABEL|TEXTAREA|svg|path|I)$/;
      const all = [...document.querySelectorAll("*")];
      const unknown = all.filter(({ tagName }) => !ours.test(tagName)).map(({ tagName }) => tagName);
      const single = ["script", "link", "title", "textarea", "form"].filter(
        (name) => document.querySelectorAll(name).length > 1,
      );
      const attributes = all.flatMap(({ attributes }) =>
        [...attributes]
          .filter(
            ({ name, value }) =>
              /^(on|style$|srcdoc$|formaction$|action$)/.test(name) || /^\s*javascript:/i.test(value),
          )
          .filter(({ name, ownerElement }) => !(name === "style" && ownerElement?.tagName === "TEXTAREA"))
          .map(({ name, value }) => `${name}=${value}`),
      );
      return [...unknown, ...single, ...attributes];
    });
  }

  it("knows at least 50 ways, each once", () => {
    expect(new Set(INJECTIONS).size).to.equal(INJECTIONS.length);
    expect(INJECTIONS.length).to.be.at.least(50);
  });

  it("does nothing in what the bot says and in its buttons' labels and values", async () => {
    const { page, server } = given;
    server.bridge.bot = () => INJECTIONS.map((text) => ({ text, buttons: [{ label: text, value: text }] }));
    await page.goto(server.url);
    await say(page, "Go");
    await message(page, "bot", "the last").waitFor();
    expect((await texts(page)).slice(2)).to.deep.equal(INJECTIONS);
    // Only the last question has buttons; each of the others is asked alone.
    for (const text of INJECTIONS.filter((_, index) => index % 8 === 0)) {
      server.bridge.bot = () => [{ text: "Choose", buttons: [{ label: text, value: text }] }];
      await say(page, "Again");
      await page.locator(".choice").getByText(text, { exact: true }).click();
    }
    await say(page, "End");
    await message(page, "customer", "End").and(page.locator("[data-delivery=arrived]")).waitFor();
    const taken = server.bridge.taken.map((one) => one.text);
    expect(taken).to.include.members(INJECTIONS.filter((text, index) => index % 8 === 0 && text === text.trim()));
  });

  it("does nothing in the site's title, in errors, and in what a reload brings back", async () => {
    const { page, server } = given;
    const { bridge } = server;
    server.title = INJECTIONS.slice(0, 12).join("");
    await page.goto(server.url);
    await message(page, "bot", "How can I help?").waitFor();
    expect(await page.title()).to.equal(server.title.replaceAll(/[\t\n ]+/g, " "));
    for (const text of INJECTIONS.slice(0, 5)) {
      bridge.troubles.push({ status: 500, code: text, message: text });
      await say(page, text);
      await page.getByText("Not sent. Something went wrong.").waitFor();
      await page.getByRole("button", { name: "Try again" }).click();
      await eventually(() => bridge.taken.at(-1)?.text === text);
    }
    bridge.transcript = INJECTIONS.flatMap((text, index) => [
      { id: `bot-${index}`, from: "bot" as const, text },
      { id: `customer-${index}`, from: "customer" as const, text },
    ]);
    await page.reload();
    await message(page, "customer", "the last").waitFor();
    expect(await texts(page)).to.deep.equal(INJECTIONS.flatMap((text) => [text, text]));
  });

  it("does nothing in the customer's own words", async () => {
    const { page, server } = given;
    server.bridge.bot = (text) => [{ text }];
    await page.goto(server.url);
    await message(page, "bot", "How can I help?").waitFor();
    await field(page).evaluate((element: HTMLTextAreaElement, all) => {
      for (const text of all) {
        element.value = text;
        element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
      }
    }, INJECTIONS);
    await message(page, "bot", "the last").waitFor();
    expect(server.bridge.taken.map((one) => one.text)).to.deep.equal(INJECTIONS);
    expect((await texts(page)).filter((text) => text !== "Hello. How can I help?").sort()).to.deep.equal(
      [...INJECTIONS, ...INJECTIONS].sort(),
    );
  });

  it("does nothing in what an agent says, nor in an agent's name", async () => {
    const { page, server } = given;
    await page.goto(server.url);
    await page.getByRole("button", { name: "Talk to a person" }).click();
    await page.getByText("You are in line.").waitFor();
    for (const text of INJECTIONS) {
      server.participants.joins(text);
      server.participants.writes(text);
      server.participants.says(text, { name: text });
    }
    server.participants.says("canary()", { type: "text/html" });
    await page.getByText("A message of a kind this chat cannot show").waitFor();
    expect(await page.locator(".agent .text").allTextContents()).to.deep.equal(INJECTIONS);
  });

  it("does nothing in the address", async () => {
    const { page, server } = given;
    for (const text of [INJECTIONS[0], INJECTIONS[12], "javascript:canary()"]) {
      const wish = encodeURIComponent(text ?? "");
      await page.goto(`${server.url}/#origin=${wish}&locale=${wish}&accent=${wish}&theme=${wish}`);
      await page.reload();
      await message(page, "bot", "How can I help?").waitFor();
    }
  });
});
