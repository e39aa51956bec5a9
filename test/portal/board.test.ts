import { expect } from "chai";
import { lookAgain, withPortal } from "./portalPage";

describe("board of the operations portal", function () {
  this.timeout(300_000);
  const given = withPortal();

  it("shows each queue's figures and their totals, and what needs a look", async () => {
    const { page } = given;
    await given.open("", "Board");
    const row = page.getByRole("row", { name: /^support/ });
    await row.getByText("1:15 min").waitFor();
    expect(await row.getByRole("cell").allTextContents()).to.deep.equal([
      "Open ",
      "3",
      "1:15 min",
      "0",
      "2",
      "4",
      "72 %",
      "CloseMessage",
    ]);
    expect(await row.locator(".alarming").allTextContents()).to.deep.equal(["1:15 min", "0", "72 %"]);
    const tiles = await page.locator(".tiles").first().locator("div").allTextContents();
    expect(tiles).to.deep.equal([
      "In queue3",
      "Longest wait1:15 min",
      "Agents available1of 8 online",
      "On contact4",
      "Service level91 %today, 76 handled",
    ]);
  });

  it("says when its figures are old, and when there are none", async () => {
    const { page, backend } = given;
    backend.troubles.push({ path: "/api/board", status: 503, body: { error: { message: "Amazon Connect failed." } } });
    await given.open("", "Board");
    await page.getByText("No figures: Amazon Connect failed.").waitFor();
    await lookAgain(page);
    await page.getByText("Live figures of Amazon Connect").waitFor();
    backend.center.stale = "Amazon Connect does not answer.";
    await lookAgain(page);
    await page.getByText("Figures of 12:00, not newer: Amazon Connect does not answer.").waitFor();
    await page.getByText("1:15 min").first().waitFor();
  });

  it("names rows of the table that cannot be read, and shows the rest", async () => {
    const { page, backend } = given;
    backend.center.problems = [{ scope: "queue/sales", message: "Change 2 has no id, so that it does not hold." }];
    await given.open("", "Board");
    const notices = page.getByRole("region", { name: "Notices" });
    await notices.getByText("What is set for sales cannot be read wholly").waitFor();
    await notices.getByText("Change 2 has no id, so that it does not hold.").waitFor();
    await page
      .getByRole("row", { name: /^sales/ })
      .getByText("Open", { exact: true })
      .first()
      .waitFor();
  });

  it("says when what is shown may have changed, and goes on showing it", async () => {
    const { page, backend } = given;
    await given.open("", "Board");
    backend.troubles.push({
      path: "/api/state",
      status: 500,
      body: { error: { message: "The table cannot be read." } },
    });
    await lookAgain(page);
    await page.getByText("What is shown here may have changed since").waitFor();
    await page.getByText("The table cannot be read. The portal keeps trying.").waitFor();
    await page.getByRole("row", { name: /^support/ }).waitFor();
    await lookAgain(page);
    await page.getByText("What is shown here may have changed since").waitFor({ state: "detached" });
  });

  it("says when nothing can be read at the start, and tries again", async () => {
    const { page, backend } = given;
    backend.troubles.push({
      path: "/api/state",
      status: 500,
      body: { error: { message: "The table cannot be read." } },
    });
    await page.goto(backend.url);
    await page.getByText("The table cannot be read.").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
  });

  it("has a message for all in a banner on every page", async () => {
    const { page, backend } = given;
    const value = { "en-US": 'Deliveries are late. <break time="1s"/> Sorry.' };
    backend.center.write("center", { field: "message", value, by: "operator-2", why: "Storm" });
    for (const [address, heading] of [
      ["", "Board"],
      ["/#/queue/sales", "sales"],
      ["/#/planned", "In force and planned"],
    ] as const) {
      await given.open(address, heading);
      const notices = page.getByRole("region", { name: "Notices" });
      await notices.getByText("A message for all is on the line until it is changed").waitFor();
      await notices.getByText("“Deliveries are late. Sorry.” by operator-2: Storm").waitFor();
    }
  });

  it("shows big figures and no controls on a wall screen, and goes back", async () => {
    const { page } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Wall screen" }).click();
    await page.getByRole("heading", { name: "Example Company", level: 1 }).waitFor();
    expect(await page.getByRole("button").count()).to.equal(0);
    expect(new URL(page.url()).search).to.equal("?wall");
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
  });

  it("asks for nothing while nobody sees it", async () => {
    const { page, backend } = given;
    await page.clock.install();
    await given.open("", "Board");
    await page.evaluate(() => Object.defineProperty(document, "hidden", { value: true, configurable: true }));
    await page.clock.runFor(11_000);
    const asked = backend.served.length;
    await page.clock.runFor(60_000);
    expect(backend.served.length).to.equal(asked);
    await page.evaluate(() => Object.defineProperty(document, "hidden", { value: false, configurable: true }));
    await lookAgain(page);
    await page.waitForResponse(/\/api\/board/).catch(() => undefined);
    expect(backend.served.length).to.be.greaterThan(asked);
  });
});
