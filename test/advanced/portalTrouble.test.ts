/** The portal and the callers while the tables are unreachable, slow or hold what is broken, and while Amazon Connect gives no figures. */
import { expect } from "chai";
import type { Page } from "playwright-core";
import { CENTER, queueScope } from "../../administration/scopes";
import { ConnectApi } from "../../local/connect/api/connectApi";
import type { Fault } from "../../local/dynamodb/faults";
import { dialog, save, saved } from "../portal/portalPage";
import { heard } from "../support/connectGraph";
import { setChanges, timeIn } from "../support/portalChanges";
import { change, plainChanges } from "../support/settingsRows";
import { CLOSED_QUEUE, MUSIC, withPortalDesk } from "./portalDesk";

const SUPPORT = queueScope("support");
const OLD = "What is shown here may have changed since";
const UNREACHABLE = "The settings cannot be reached at the moment. Try again.";

describe("the operations portal and callers in trouble", function () {
  this.timeout(300_000);
  const desk = withPortalDesk();
  const { handle } = Object.getOwnPropertyDescriptors(ConnectApi.prototype);
  afterEach(() => Object.defineProperty(ConnectApi.prototype, "handle", handle));

  /** Waits until the page shows what holds again, which it finds out by itself. */
  async function recovered(page: Page): Promise<void> {
    await page.getByText(OLD).waitFor({ state: "detached" });
  }

  it("know nothing where nothing was ever read: callers come through, and the page says why it is empty", async () => {
    desk.center.dynamodb.faults.set(desk.table, { kind: "error500" });
    const call = await desk.call("2", "1");
    expect(call.contact.queue?.name).to.equal("sales");
    const page = await desk.browse("early");
    await page.goto(desk.portal.site);
    await page.getByRole("button", { name: /^viewer/ }).click();
    await page.getByText(UNREACHABLE).waitFor();
    await page.getByText("What is set cannot be shown").waitFor();
    desk.center.dynamodb.faults.clear();
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
  });

  const FAULTS: readonly Fault[] = [
    { kind: "reset" },
    { kind: "throttle" },
    { kind: "hang" },
    { kind: "slow", delayMs: 20_000 },
  ];

  for (const fault of FAULTS) {
    it(`keep to what was read last, which the page says is old, and save again afterwards, when the table's fault is ${fault.kind}`, async () => {
      const { center } = desk;
      const page = await desk.open("operator", "#/queue/support", "support");
      await setChanges(center, SUPPORT, change("state", "closed", { until: timeIn(center, 3_600) }));
      await desk.later();
      expect((await desk.hears("1")).at(-1)).to.equal(CLOSED_QUEUE);
      await desk.look(page);
      await page.getByRole("button", { name: "Change hold music of support" }).click();
      await dialog(page).getByRole("radio", { name: "Rock", exact: true }).check();
      center.dynamodb.faults.set(desk.table, fault);
      await desk.later(1_800);
      expect((await desk.hears("1")).at(-1), "half an hour later").to.equal(CLOSED_QUEUE);
      await save(page, "Festival");
      await dialog(page).getByText(UNREACHABLE).waitFor();
      await page.getByText(OLD).waitFor();
      await desk.later(1_800);
      expect((await desk.hears("1")).at(-1), "closures end by themselves").to.equal(MUSIC);
      center.dynamodb.faults.clear();
      await recovered(page);
      expect(await dialog(page).getByRole("textbox", { name: "Why" }).inputValue()).to.equal("Festival");
      await dialog(page).getByRole("button", { name: "Save", exact: true }).click();
      await saved(page);
      await desk.later();
      expect((await desk.hears("1")).at(-1)).to.match(/^\(Music_Rock/);
    });
  }

  it("only take longer while the table is a little slow", async () => {
    const page = await desk.open("operator", "#/", "Board");
    desk.center.dynamodb.faults.set(desk.table, { kind: "slow", delayMs: 150 });
    await desk.change(page, "Close support", async () => undefined);
    await desk.later();
    expect((await desk.hears("1")).at(-1)).to.equal(CLOSED_QUEUE);
    expect(await page.getByText(OLD).count()).to.equal(0);
  });

  it("keep to what is sound in a row that is not, say what is wrong, and mend it with the next change", async () => {
    const { center } = desk;
    const page = await desk.open("operator", "#/", "Board");
    const sound = change("message", { "en-US": "Lamps are late." });
    const broken = [{ field: "state", value: "closed" }, 7, ...plainChanges([sound])];
    await center.database.put(desk.table, { scope: SUPPORT, version: 900, changes: broken });
    await center.database.put(desk.table, { scope: CENTER, version: "x", changes: "closed", closed: true });
    await desk.look(page);
    await page.getByText("What is set for support cannot be read wholly").first().waitFor();
    await page.getByText("What is set for Whole centre cannot be read wholly").first().waitFor();
    await page.getByText("Its changes are not a list: none of them holds.").waitFor();
    await desk.later();
    const call = await desk.call("1");
    expect(heard(call).slice(-2)).to.deep.equal(["Lamps are late.", MUSIC]);
    await desk.change(page, "Close support", async () => undefined);
    await page.getByText("What is set for support cannot be read wholly").waitFor({ state: "detached" });
    await page.getByText("What is set for Whole centre cannot be read wholly").first().waitFor();
    await desk.later();
    expect((await desk.hears("1")).slice(-2)).to.deep.equal(["Lamps are late.", CLOSED_QUEUE]);
  });

  it("save nothing that cannot be told afterwards: without the history there is no change", async () => {
    const { center } = desk;
    const page = await desk.open("operator", "#/", "Board");
    center.dynamodb.faults.set(String(center.graph.outputs.portalHistoryTable), { kind: "error500" });
    await page.getByRole("button", { name: "Close support" }).click();
    await save(page, "Power cut");
    await dialog(page).getByText(UNREACHABLE).waitFor();
    await desk.later();
    expect((await desk.hears("1")).at(-1)).to.equal(MUSIC);
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await desk.open("operator", "#/history", "History");
    await page.getByText(UNREACHABLE).waitFor();
    center.dynamodb.faults.clear();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText(UNREACHABLE).waitFor({ state: "detached" });
  });

  const REFUSALS = [
    [503, "ServiceUnavailable", "Amazon Connect does not answer at this moment."],
    [429, "TooManyRequestsException", "Amazon Connect is asked too often at this moment."],
    [403, "AccessDeniedException", "Amazon Connect does not allow the portal to read its metrics."],
  ] as const;

  for (const [status, name, words] of REFUSALS) {
    it(`show the last figures as old, and why, when Amazon Connect answers ${name}; new ones come by themselves`, async () => {
      await desk.call("1", "1");
      await desk.later(30);
      const page = await desk.open("viewer", "#/", "Board");
      const row = page.getByRole("row", { name: /^support/ });
      await page.getByText("Live figures of Amazon Connect").waitFor();
      await row.getByRole("cell", { name: "1", exact: true }).waitFor();
      const headers = { "content-type": "application/json", "x-amzn-errortype": name };
      ConnectApi.prototype.handle = () => ({ status, headers, body: JSON.stringify({ message: name }) });
      await desk.call("1", "1");
      await desk.later(60);
      // Which figures those are is up to the container that answers: each keeps its own.
      await page.getByText(`not newer: ${words}`).waitFor();
      Object.defineProperty(ConnectApi.prototype, "handle", handle);
      await desk.later(60);
      await page.getByText("Live figures of Amazon Connect").waitFor();
      await row.getByRole("cell", { name: "2", exact: true }).waitFor();
    });
  }
});
