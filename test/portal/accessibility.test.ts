import { expect } from "chai";
import type { Page } from "playwright-core";
import { dialog, save, saved, violations, withPortal } from "./portalPage";

describe("accessibility of the operations portal", function () {
  this.timeout(300_000);
  const given = withPortal();

  beforeEach(() => {
    const { center } = given.backend;
    given.backend.session = "administrator";
    const by = { by: "operator-2", why: "Spring campaign" };
    const until = "2026-03-05T05:00:00Z";
    center.write("queue/support", { ...by, field: "state", value: "closed", until });
    center.write("queue/sales", { ...by, field: "music", value: "jazz" });
    center.write("queue/sales", { ...by, field: "priority", value: "high", from: "2026-03-05T14:00:00Z" });
    center.write("center", { ...by, field: "message", value: { "en-US": "Late.", "es-US": "Tarde." }, until });
    center.problems = [{ scope: "center", message: "Change 7 has no id, so that it does not hold." }];
  });

  /** Whether something is wider than the screen. */
  function tooWide(page: Page): Promise<boolean> {
    return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  }

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      it(`has no violation that axe knows, and nothing to scroll sideways for, on a ${colorScheme} screen of ${width} pixels`, async () => {
        const page = await given.renew({ colorScheme, viewport: { width, height: 800 } });
        const found: string[] = [];
        const look = async (where: string): Promise<void> => {
          found.push(...(await violations(page)).map((violation) => `${where}: ${violation}`));
          if (await tooWide(page)) {
            found.push(`${where}: too wide`);
          }
        };
        await given.open("", "Board");
        await page.getByText("1:15 min").first().waitFor();
        await look("board");
        await given.open("/#/queue/sales", "sales");
        await look("queue");
        await page.getByRole("button", { name: "Change message of sales" }).click();
        await dialog(page).getByRole("textbox", { name: "English" }).fill("<b>");
        await dialog(page).getByRole("group", { name: "Begins" }).getByText("At …").click();
        await dialog(page).getByRole("group", { name: "Ends" }).getByText("At …").click();
        await dialog(page).getByRole("button", { name: "Save" }).click();
        await look("message");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Change redirect of sales" }).click();
        await dialog(page)
          .getByRole("button", { name: /Redirect/ })
          .click();
        await look("redirect");
        await page.keyboard.press("Escape");
        await page.keyboard.press("Escape");
        await given.open("/#/center", "Whole centre");
        await page.getByRole("button", { name: "Emergency closure" }).click();
        await look("emergency");
        given.backend.center.write("center", {
          field: "message",
          value: { "en-US": "Later." },
          by: "operator-2",
          why: "Worse",
        });
        await save(page, "Fire alarm", "Close the whole centre");
        await dialog(page).getByText("What the others did").waitFor();
        await look("conflict");
        await dialog(page).getByRole("button", { name: "Apply mine on top" }).click();
        await saved(page);
        await look("saved");
        await given.open("/#/planned", "In force and planned");
        await look("planned");
        await page.getByRole("button", { name: "Cancel priority of sales" }).click();
        await look("cancel");
        await dialog(page).getByRole("button", { name: "Back" }).click();
        await given.open("/#/history", "History");
        await page.getByRole("row", { name: /Fire alarm/ }).waitFor();
        await look("history");
        given.backend.endSessions();
        await page.getByRole("button", { name: /^Undo: Hold music/ }).click();
        await save(page, "Wrong", "Undo");
        await dialog(page).getByRole("button", { name: "Sign in again" }).waitFor();
        await look("session");
        await page.goto(`${given.backend.url}/?wall`);
        await page.getByText("Back to the board").waitFor();
        await look("wall");
        expect(found).to.deep.equal([]);
      });
    }
  }

  it("closes and opens a queue with the keyboard alone", async () => {
    const { page, backend } = given;
    await given.open("", "Board");
    await focus(page, "Close sales");
    await page.keyboard.press("Enter");
    await dialog(page).waitFor();
    await focus(page, "In 30 minutes");
    await focus(page, "In 1 hour", "ArrowDown");
    await focus(page, "Why");
    await page.keyboard.type("Meeting");
    await page.keyboard.press("Enter");
    await saved(page);
    expect(backend.center.holds("queue/sales", "state")).to.equal("closed");
    await focus(page, "Open sales again");
  });

  /** Goes on with a key until something of this name has the focus. */
  async function focus(page: Page, name: string, key = "Tab"): Promise<void> {
    const seen: string[] = [];
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press(key);
      const focused = await page.evaluate(() => {
        const element = document.activeElement;
        const [label = ""] = (element?.getAttribute("aria-labelledby") ?? "").split(" ");
        return element?.getAttribute("aria-label") ?? (document.getElementById(label) ?? element)?.textContent ?? "";
      });
      if (focused === name) {
        return;
      }
      seen.push(focused);
    }
    throw new Error(`${name} never had the focus; these had: ${seen.join(", ")}`);
  }

  it("keeps the focus in a dialog, and gives it back to what opened it", async () => {
    const { page } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Close sales" }).click();
    await dialog(page).waitFor();
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      const inside = await page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null);
      expect(inside, `after ${presses + 1} tabs`).to.equal(true);
    }
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).to.equal("Close sales");
  });

  it("moves the focus to the heading of the page that is opened, and names the document after it", async () => {
    const { page } = given;
    await given.open("", "Board");
    await page.getByRole("link", { name: "History", exact: true }).click();
    await page.getByRole("heading", { name: "History", level: 1 }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal("History");
    expect(await page.title()).to.equal("History · Example Company operations");
  });

  it("is dark or light as the system says, until somebody chooses", async () => {
    const page = await given.renew({ colorScheme: "dark" });
    const looks = (theme: "dark" | "light"): Promise<void> =>
      page.locator(theme === "dark" ? "body.awsui-dark-mode" : "body:not(.awsui-dark-mode)").waitFor();
    await given.open("", "Board");
    await looks("dark");
    await page.emulateMedia({ colorScheme: "light" });
    await looks("light");
    await page.getByRole("button", { name: "Dark" }).click();
    await looks("dark");
    await page.reload();
    await page.getByRole("button", { name: "Light" }).waitFor();
    await looks("dark");
  });
});
