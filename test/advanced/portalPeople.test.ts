/** People in the operations portal: two who change the same at once, one who leaves, one who may only look. */
import { expect } from "chai";
import type { Page } from "playwright-core";
import { CENTER, queueScope } from "../../administration/scopes";
import { valuesAt } from "../../administration/changes";
import { readChanges } from "../../administration/readChanges";
import { dialog, save, saved } from "../portal/portalPage";
import { setChanges, timeIn } from "../support/portalChanges";
import { change } from "../support/settingsRows";
import { CLOSED_QUEUE, MUSIC, withPortalDesk } from "./portalDesk";

const SALES = queueScope("sales");
const ROCK = "(Music_Rock_EverywhereTheSunShines_Inst.wav)";
const JAZZ = "(Music_Jazz_MyTimetoFly_Inst.wav)";

describe("people in the operations portal", function () {
  this.timeout(300_000);
  const desk = withPortalDesk();

  /** Chooses what a setting of sales is to be; it is not saved yet. */
  async function choose(page: Page, setting: string, value: string): Promise<void> {
    await page.getByRole("button", { name: `Change ${setting} of sales`, exact: true }).click();
    await dialog(page).getByRole("radio", { name: value, exact: true }).check();
  }

  /** What holds for sales, as the table has it. */
  async function inTable() {
    const row = await desk.center.database.get(desk.table, { scope: SALES });
    return valuesAt(readChanges(SALES, row?.changes), desk.center.clock.now());
  }

  it("lose nothing of either when they change different settings: one's own comes on top", async () => {
    const operator = await desk.open("operator", "#/queue/sales", "sales");
    const administrator = await desk.open("administrator", "#/queue/sales", "sales");
    await choose(operator, "hold music", "Rock");
    await choose(administrator, "open or closed", "Closed");
    await save(administrator, "Inventory");
    await saved(administrator);
    await save(operator, "Festival");
    await dialog(operator).getByRole("heading", { name: "sales was changed while you were typing" }).waitFor();
    const text = await dialog(operator).textContent();
    expect(text).to.include("administrator set open or closed").and.include("Why: Inventory");
    expect(text).to.include("callers who wait for sales hear rock music.").and.include("Why: Festival");
    await dialog(operator).getByRole("button", { name: "Apply mine on top" }).click();
    await saved(operator);
    expect(await inTable()).to.include({ state: "closed", music: "rock" });
    await desk.later();
    expect((await desk.hears("2")).at(-1)).to.equal(CLOSED_QUEUE);
    await desk.later(3_600);
    expect(await desk.hears("2"), "the closure is over, the music is not").to.not.include(CLOSED_QUEUE);
  });

  it("look again when they change the same one, and only who saves after that is heard", async () => {
    const operator = await desk.open("operator", "#/queue/sales", "sales");
    const administrator = await desk.open("administrator", "#/queue/sales", "sales");
    await choose(operator, "hold music", "Rock");
    await choose(administrator, "hold music", "Jazz");
    await save(administrator, "Concert");
    await saved(administrator);
    await save(operator, "Festival");
    await dialog(operator).getByText("Both are about the same setting.").waitFor();
    expect(await dialog(operator).getByRole("button", { name: "Apply mine on top" }).count()).to.equal(0);
    await desk.later();
    expect(await desk.hears("2")).to.include(JAZZ);
    await dialog(operator).getByRole("button", { name: "Look again" }).last().click();
    await operator.getByText("Jazz music", { exact: true }).waitFor();
    expect(await dialog(operator).getByRole("textbox", { name: "Why" }).inputValue()).to.equal("Festival");
    await dialog(operator).getByRole("button", { name: "Save", exact: true }).click();
    await saved(operator);
    await desk.later();
    expect(await desk.hears("2"))
      .to.include(ROCK)
      .and.not.include(JAZZ);
    await desk.look(administrator);
    await administrator.getByText("Rock music", { exact: true }).waitFor();
  });

  it("learn that a change is over which they wanted to end", async () => {
    const page = await desk.open("operator", "#/planned", "In force and planned");
    const until = timeIn(desk.center, 60);
    await setChanges(desk.center, SALES, change("music", "rock", { until }));
    await desk.look(page);
    await page.getByRole("button", { name: "End now: hold music of sales" }).click();
    await desk.later(61);
    await save(page, "Enough", "End now");
    await dialog(page).getByText("a change that is over or never was").waitFor();
    await dialog(page).getByRole("button", { name: "Back" }).click();
    await desk.look(page);
    await page.getByText("Nothing is set: every queue is as it usually is.").waitFor();
  });

  it("have no tokens any more once they sign out, are asked to sign in, and are not let in without", async () => {
    const page = await desk.browse("leaver");
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/")) asked.push(request.headers().authorization ?? "nobody");
    });
    await desk.signIn("operator", page);
    await page.getByRole("row", { name: /^support/ }).waitFor();
    const [token = ""] = asked;
    expect(token).to.match(/^Bearer ey/);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    asked.length = 0;
    const kept = (): string => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
    expect(await page.evaluate(kept)).to.not.match(/ey[\w-]+\.|token|refresh/i);
    const cookies = await page.context().cookies();
    expect(cookies.filter(({ name }) => /session/i.test(name))).to.deep.equal([]);
    const refused = await page.evaluate(() => fetch("/api/state").then(({ status }) => status));
    expect([refused, ...asked]).to.deep.equal([401, "nobody"]);
    await page.reload();
    await page.getByText("You are signed out.").waitFor();
    await page.goto(`${desk.portal.site}/#/center`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Sign in", level: 1 }).waitFor();
    await page.getByRole("button", { name: /^viewer/ }).click();
    await page.getByRole("heading", { name: "Whole centre", level: 1 }).waitFor();
    expect(await page.getByRole("banner").textContent()).to.include("viewer");
  });

  it("see, as viewers, what is set and how queues are, with nothing to change it by, and cannot by other ways", async () => {
    const until = timeIn(desk.center, 3_600);
    await setChanges(desk.center, SALES, change("state", "closed", { until }), change("music", "rock"));
    await setChanges(desk.center, CENTER, change("message", { "en-US": "A storm delays us." }, { until }));
    const pages = [
      ["#/", "Board", /^Closed$/],
      ["#/queue/sales", "sales", /^Closed$/],
      ["#/center", "Whole centre", "A storm delays us."],
      ["#/planned", "In force and planned", "In force"],
      ["#/history", "History", /Undoing restores/],
    ] as const;
    const found: string[] = [];
    for (const [address, heading, shown] of pages) {
      const page = await desk.open("viewer", address, heading);
      const main = page.locator("main");
      await main.getByText(shown).first().waitFor();
      const names = await main.getByRole("button").evaluateAll((all) => all.map((one) => one.textContent));
      found.push(...names.map((name) => `${heading}: ${name}`));
      expect(await main.getByRole("textbox").count(), heading).to.equal(0);
    }
    expect(found).to.deep.equal(["History: All"]);

    const page = await desk.open("viewer", "#/", "Board");
    const [request] = await Promise.all([page.waitForRequest(/api\/state/), desk.look(page)]);
    const posted = await page.evaluate(
      async ({ authorization, change: wanted }) => {
        const headers = { authorization, "content-type": "application/json" };
        const body = JSON.stringify({ scope: "queue/support", version: 0, change: wanted });
        return (await fetch("/api/changes", { method: "POST", headers, body })).status;
      },
      {
        authorization: request.headers().authorization ?? "",
        change: { field: "state", value: "closed", until, why: "Curious" },
      },
    );
    expect(posted).to.equal(403);
    await desk.later();
    expect((await desk.hears("1")).at(-1)).to.equal(MUSIC);
  });
});
