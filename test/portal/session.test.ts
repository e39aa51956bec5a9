import { expect } from "chai";
import { eventually } from "../support/eventually";
import { dialog, lookAgain, save, saved, withPortal } from "./portalPage";

describe("session of the operations portal", function () {
  this.timeout(300_000);
  const given = withPortal();

  it("begins at the issuer, comes back to the same page, and says who somebody is", async () => {
    const { page, backend } = given;
    backend.session = undefined;
    await page.goto(`${backend.url}/#/history/queue%2Fsales`);
    await page.getByRole("link", { name: "viewer" }).click();
    await page.getByRole("heading", { name: "History", level: 1 }).waitFor();
    expect(page.url()).to.equal(`${backend.url}/#/history/queue%2Fsales`);
    expect(await page.getByRole("banner").textContent()).to.include("viewer-1 viewer");
  });

  it("keeps its tokens in memory only, and begins again by itself after a reload", async () => {
    const { page } = given;
    await given.open("", "Board");
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).to.equal('[{},{},""]');
    await page.reload();
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
  });

  it("ends here and at the issuer, and does not begin again unasked", async () => {
    const { page, backend } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    expect(backend.session).to.equal(undefined);
    await page.reload();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "administrator" }).click();
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
    expect(await page.getByRole("banner").textContent()).to.include("administrator-1 administrator");
  });

  it("is renewed without a word where the API takes the token no more", async () => {
    const { page, backend } = given;
    await given.open("", "Board");
    backend.forgetTokens();
    await page.getByRole("button", { name: "Close support" }).click();
    await save(page, "Power cut");
    await saved(page);
  });

  it("is renewed before a token ends", async () => {
    const { page, backend } = given;
    backend.lifetime = 30;
    await given.open("", "Board");
    const renewals = backend.renewals;
    await lookAgain(page);
    await page.getByRole("button", { name: "Close support" }).click();
    await save(page, "Power cut");
    await saved(page);
    expect(backend.renewals).to.be.greaterThan(renewals);
  });

  it("asks to sign in again when it has ended, and keeps what was typed", async () => {
    const { page, backend } = given;
    await given.open("/#/queue/sales", "sales");
    await page.getByRole("button", { name: "Change message of sales" }).click();
    await dialog(page).getByRole("textbox", { name: "English" }).fill("We move. <Call> later & often.");
    await dialog(page).getByRole("textbox", { name: "Spanish" }).fill("Nos mudamos.");
    await dialog(page).getByRole("textbox", { name: "Why" }).fill("Moving");
    backend.endSessions();
    await lookAgain(page);
    await dialog(page).getByText("What you have typed is kept").waitFor();
    await dialog(page).getByRole("button", { name: "Sign in again" }).click();
    await dialog(page).getByRole("textbox", { name: "Why" }).waitFor();
    expect(await dialog(page).getByRole("textbox", { name: "English" }).inputValue()).to.equal(
      "We move. <Call> later & often.",
    );
    expect(await dialog(page).getByRole("textbox", { name: "Spanish" }).inputValue()).to.equal("Nos mudamos.");
    expect(await dialog(page).getByRole("textbox", { name: "Why" }).inputValue()).to.equal("Moving");
    expect(page.url()).to.equal(`${backend.url}/#/queue/sales`);
    // It is kept no longer than needed.
    expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).to.equal("{}");
  });

  it("signs in again by itself on a wall screen", async () => {
    const { page, backend } = given;
    await page.goto(`${backend.url}/?wall`);
    await page.getByText("Back to the board").waitFor();
    backend.endSessions();
    const before = backend.served.filter((path) => path === "/").length;
    await lookAgain(page);
    await eventually(() => backend.served.filter((path) => path === "/").length > before);
    await page.getByText("Back to the board").waitFor();
    expect(page.url()).to.equal(`${backend.url}/?wall`);
  });

  it("says what the issuer refused, and lets somebody try again", async () => {
    const { page, backend } = given;
    backend.refusal = "access_denied";
    await page.goto(backend.url);
    await page.getByText("Signing in did not work").waitFor();
    backend.refusal = undefined;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
  });

  it("takes no code that it did not ask for", async () => {
    const { page, backend } = given;
    await page.goto(`${backend.url}/?code=stolen&state=unknown`);
    await page.getByRole("heading", { name: "Board", level: 1 }).waitFor();
    expect(page.url()).to.equal(`${backend.url}/`);
    expect(backend.redeemed).to.not.include("stolen");
  });
});

describe("roles in the operations portal", function () {
  this.timeout(300_000);
  const given = withPortal();

  /** Names of the buttons on a page. */
  async function buttons(address: string, heading: string): Promise<string[]> {
    await given.open(address, heading);
    const main = given.page.locator("main");
    await main.locator("section").first().waitFor();
    return main
      .getByRole("button")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? one.textContent));
  }

  beforeEach(() => {
    const by = { by: "operator-2", why: "Campaign" };
    given.backend.center.write("queue/sales", { ...by, field: "music", value: "jazz" });
    given.backend.center.write("center", { ...by, field: "state", value: "closed", until: "2026-03-04T18:00:00Z" });
  });

  it("offer a viewer nothing to change", async () => {
    given.backend.session = "viewer";
    expect(await buttons("", "Board")).to.deep.equal([]);
    expect(await buttons("/#/queue/sales", "sales")).to.deep.equal([]);
    expect(await buttons("/#/center", "Whole centre")).to.deep.equal([]);
    expect(await buttons("/#/planned", "In force and planned")).to.deep.equal([]);
    await given.open("/#/history", "History");
    await given.page.getByRole("row", { name: /Jazz/ }).waitFor();
    expect(await given.page.getByRole("button", { name: /Undo/ }).count()).to.equal(0);
  });

  it("offer an operator the queues and the message for all, not the centre's closure", async () => {
    given.backend.session = "operator";
    expect(await buttons("", "Board")).to.have.length(4);
    expect(await buttons("/#/queue/sales", "sales")).to.have.length(7);
    expect(await buttons("/#/center", "Whole centre")).to.deep.equal(["Change message of the whole centre"]);
    expect(await buttons("/#/planned", "In force and planned")).to.deep.equal(["End now: hold music of sales"]);
    await given.open("/#/history", "History");
    await given.page.getByRole("row", { name: /Jazz/ }).waitFor();
    expect(await given.page.getByRole("button", { name: /Undo/ }).count()).to.equal(1);
  });

  it("offer an administrator all, and are the API's to decide", async () => {
    const { page, backend } = given;
    backend.session = "administrator";
    expect(await buttons("/#/center", "Whole centre")).to.deep.equal([
      "End now: open or closed of the whole centre",
      "Change open or closed of the whole centre",
      "Change message of the whole centre",
    ]);
    await page.getByRole("button", { name: "End now: open or closed of the whole centre" }).click();
    backend.troubles.push({
      path: "/api/changes",
      status: 403,
      body: { error: { message: "An operator may not do this." } },
    });
    await save(page, "Over", "Open now");
    await dialog(page).getByText("An operator may not do this.").waitFor();
  });
});
