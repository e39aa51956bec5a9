import { expect } from "chai";
import { dialog, save, saved, withPortal } from "./portalPage";

describe("two people who change the same in the operations portal", function () {
  this.timeout(300_000);
  const given = withPortal();
  const other = { by: "operator-2", why: "Spring campaign" };

  it("are shown what the other did beside their own, which comes on top when it is about something else", async () => {
    const { page, backend } = given;
    await given.open("/#/queue/sales", "sales");
    await page.getByRole("button", { name: "Change priority of sales" }).click();
    await dialog(page).getByRole("radio", { name: "High", exact: true }).check();
    backend.center.write("queue/sales", { ...other, field: "music", value: "jazz" });
    await save(page, "Many orders");
    await dialog(page).getByRole("heading", { name: "sales was changed while you were typing" }).waitFor();
    const text = await dialog(page).textContent();
    expect(text).to.include("operator-2 set hold music, 12:00").and.include("Jazz until it is changed");
    expect(text).to.include("Why: Spring campaign").and.include("Why: Many orders");
    expect(text).to.include("new contacts for sales come before those of normal priority.");
    await dialog(page).getByRole("button", { name: "Apply mine on top" }).click();
    await saved(page);
    expect(backend.center.holds("queue/sales", "music")).to.equal("jazz");
    expect(backend.center.holds("queue/sales", "priority")).to.equal("high");
    expect(backend.center.posted.map(({ version }) => version)).to.deep.equal([0, 1]);
  });

  it("look again when both are about the same, and keep what they typed", async () => {
    const { page, backend } = given;
    await given.open("/#/queue/sales", "sales");
    await page.getByRole("button", { name: "Change hold music of sales" }).click();
    await dialog(page).getByRole("radio", { name: "Rock", exact: true }).check();
    backend.center.write("queue/sales", { ...other, field: "music", value: "jazz" });
    await save(page, "Festival");
    await dialog(page).getByText("Both are about the same setting.").waitFor();
    expect(await dialog(page).getByRole("button", { name: "Apply mine on top" }).count()).to.equal(0);
    await dialog(page).getByRole("button", { name: "Look again" }).last().click();
    await page.getByText("Jazz music", { exact: true }).waitFor();
    expect(backend.center.holds("queue/sales", "music")).to.equal("jazz");
    expect(await dialog(page).getByRole("radio", { name: "Rock", exact: true }).isChecked()).to.equal(true);
    expect(await dialog(page).getByRole("textbox", { name: "Why" }).inputValue()).to.equal("Festival");
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await saved(page);
    expect(backend.center.holds("queue/sales", "music")).to.equal("rock");
  });

  it("are told again when a third was faster than their second try", async () => {
    const { page, backend } = given;
    await given.open("/#/queue/sales", "sales");
    await page.getByRole("button", { name: "Change priority of sales" }).click();
    backend.center.write("queue/sales", { ...other, field: "music", value: "jazz" });
    await save(page, "Many orders");
    await dialog(page).getByText("operator-2 set hold music").waitFor();
    backend.center.write("queue/sales", { ...other, by: "operator-3", field: "callback", value: "off" });
    await dialog(page).getByRole("button", { name: "Apply mine on top" }).click();
    await dialog(page).getByText("operator-3 set callback offer").waitFor();
    await dialog(page).getByRole("button", { name: "Apply mine on top" }).click();
    await saved(page);
    expect(backend.center.holds("queue/sales", "callback")).to.equal("off");
  });
});
