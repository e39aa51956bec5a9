import { expect } from "chai";
import { changesInForce } from "../../administration/changes";
import { INJECTIONS } from "../support/injections";
import { dialog, lookAgain, saved, withPortal } from "./portalPage";

/** What an input field leaves of a text: no line breaks. */
const oneLine = (text: string): string => text.replace(/[\r\n]/g, "");

describe("script injection into the operations portal", function () {
  this.timeout(300_000);
  const given = withPortal();

  it("knows at least 50 ways", () => {
    expect(INJECTIONS.length).to.be.at.least(50);
  });

  it("does nothing in a field that is typed into, and leaves what was typed", async () => {
    const { page } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Message for callers of sales" }).click();
    const fields = ["English (United States)", "Spanish (United States)", "Why"];
    for (const [index, text] of INJECTIONS.entries()) {
      const field = dialog(page).getByRole("textbox", { name: fields[index % fields.length] });
      await field.fill(text);
      const left = await field.inputValue();
      expect(left).to.equal(index % fields.length === 2 ? oneLine(text).slice(0, 300) : text.replace(/\r\n?/g, "\n"));
    }
    const group = dialog(page).getByRole("group", { name: "Begins" });
    await group.getByText("At …").click();
    await group.getByRole("textbox", { name: "Date" }).fill(String(INJECTIONS[0]));
    await group.getByRole("textbox", { name: "Time" }).fill(String(INJECTIONS[12]));
  });

  it("does nothing in what others wrote, and is shown as it was typed, on every page", async () => {
    const { page, backend } = given;
    const { center } = backend;
    for (const [index, text] of INJECTIONS.entries()) {
      const at = `2026-03-04T18:00:${String(index % 60).padStart(2, "0")}Z`;
      center.write("queue/sales", { field: "message", value: { "en-US": text }, by: text, why: text, from: at });
    }
    const [first = "", second = ""] = INJECTIONS;
    center.write("queue/support", {
      field: "message",
      value: { "en-US": first, "es-US": second },
      by: first,
      why: second,
    });
    center.write("center", { field: "message", value: { "en-US": second }, by: first, why: first });
    center.problems = INJECTIONS.map((message) => ({ scope: message, message }));
    center.stale = first;
    await given.open("/#/planned", "In force and planned");
    const shown = await page.locator(".clip").allTextContents();
    expect(shown).to.include.members(INJECTIONS.map((text) => `“${text}”`));
    expect(await page.locator(".why").allTextContents()).to.include.members([...INJECTIONS]);
    await given.open("/#/history", "History");
    await page.locator("td.why").first().waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
    expect(await page.locator("td.why").allTextContents()).to.include.members([...INJECTIONS]);
    await given.open("/#/queue/support", "support");
    expect(await page.locator("dd.quote").allTextContents()).to.deep.equal([first, second]);
    await given.open("", "Board");
    await page.goto(`${backend.url}/?wall`);
    await page.getByText("Back to the board").waitFor();
  });

  it("does nothing in the name of a queue, of a person, or in what the API answers", async () => {
    const { page, backend } = given;
    const [text = ""] = INJECTIONS.slice(12);
    backend.center.queues = [text, "sales"];
    await given.open("", "Board");
    await page.getByRole("link", { name: text, exact: true }).click();
    await page.getByRole("heading", { name: text, level: 1, exact: true }).waitFor();
    await page.getByRole("button", { name: `Change priority of ${text}` }).click();
    for (const message of INJECTIONS.slice(0, 5)) {
      backend.troubles.push({ path: "/api/changes", status: 400, body: { error: { message }, problems: [] } });
      await dialog(page).getByRole("textbox", { name: "Why" }).fill(message);
      await dialog(page).getByRole("button", { name: "Save" }).click();
      await dialog(page).getByRole("alert").getByText(message, { exact: true }).waitFor();
    }
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await saved(page);
    await lookAgain(page);
    const written = changesInForce(
      backend.center.scopes[`queue/${text}`]?.changes ?? [],
      Date.parse(backend.center.now),
    );
    expect(written.priority?.why).to.equal(INJECTIONS[4]);
  });
});
