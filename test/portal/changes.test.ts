import { expect } from "chai";
import { dialog, lookAgain, save, saved, withPortal } from "./portalPage";

describe("changes of the operations portal", function () {
  this.timeout(300_000);
  const given = withPortal();

  /** The last change that was posted, without its scope and version. */
  function lastChange(): object | undefined {
    return given.backend.center.posted.at(-1)?.change;
  }

  it("close a queue for half an hour, and say what callers hear before it is saved", async () => {
    const { page, backend } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Close support" }).click();
    await dialog(page)
      .getByText("From now until 12:30, callers for support hear that it is closed. Contacts that already wait")
      .waitFor();
    await save(page, "Power cut");
    await saved(page);
    expect(backend.center.posted).to.have.length(1);
    const [posted] = backend.center.posted;
    expect(posted).to.deep.include({ scope: "queue/support", version: 0 });
    const until = Date.parse(String(posted?.change?.until));
    const start = Date.parse(backend.center.now);
    // The clock has gone on a little.
    expect(until - start).to.be.within(1_800_000, 1_800_000 + 600_000);
    expect(lastChange()).to.include({ field: "state", value: "closed", why: "Power cut" });
    await page
      .getByRole("row", { name: /^support/ })
      .getByText("by operator-1: Power cut")
      .waitFor();
    await page.getByRole("button", { name: "Open support again" }).waitFor();
  });

  it("need a reason, and an end when they close", async () => {
    const { page, backend } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Close support" }).click();
    expect(await dialog(page).getByRole("radio", { name: "When somebody changes it" }).count()).to.equal(0);
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await dialog(page).getByText("Say why, for those who see it later.").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-invalid"))).to.equal("true");
    await dialog(page).getByRole("radio", { name: "Open" }).check();
    await dialog(page).getByRole("radio", { name: "When somebody changes it" }).check();
    await dialog(page).getByText("From now, support takes contacts, in its hours.").waitFor();
    await dialog(page).getByRole("radio", { name: "Closed" }).check();
    await dialog(page).getByText("From now until 12:30").waitFor();
    expect(backend.center.posted).to.deep.equal([]);
  });

  it("begin and end at a date and a time of the centre's time zone", async () => {
    const { page } = given;
    await given.open("/#/queue/sales", "sales");
    await page.getByRole("button", { name: "Change open or closed of sales" }).click();
    await dialog(page).getByRole("radiogroup", { name: "Begins" }).getByText("At …").click();
    // Clocks go forward in the night before this Sunday.
    await dialog(page).getByRole("group", { name: "Begins" }).getByRole("textbox", { name: "Date" }).fill("2026-03-08");
    await dialog(page).getByRole("group", { name: "Begins" }).getByRole("textbox", { name: "Time" }).fill("09:30");
    await dialog(page).getByRole("radiogroup", { name: "Ends" }).getByText("At …").click();
    await dialog(page).getByRole("group", { name: "Ends" }).getByRole("textbox", { name: "Date" }).fill("2026-03-08");
    await dialog(page).getByRole("group", { name: "Ends" }).getByRole("textbox", { name: "Time" }).fill("09:00");
    await dialog(page).getByRole("textbox", { name: "Why" }).fill("Inventory");
    await dialog(page).getByText("The end has to come after the beginning.").waitFor();
    await dialog(page).getByRole("group", { name: "Ends" }).getByRole("textbox", { name: "Time" }).fill("18:00");
    await dialog(page).getByText("From Sun 8 March 09:30 until Sun 8 March 18:00, callers for sales").waitFor();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await saved(page);
    const expected = { from: "2026-03-08T13:30:00Z", until: "2026-03-08T22:00:00Z", value: "closed" };
    expect(lastChange()).to.include(expected);
    await page.getByText("Next: Closed from Sun 8 March 09:30").waitFor();
  });

  it("refuse a closure of more than 31 days while it is typed", async () => {
    const { page } = given;
    await given.open("/#/queue/sales", "sales");
    await page.getByRole("button", { name: "Change open or closed of sales" }).click();
    await dialog(page).getByRole("radiogroup", { name: "Ends" }).getByText("At …").click();
    await dialog(page).getByRole("group", { name: "Ends" }).getByRole("textbox", { name: "Date" }).fill("2026-06-01");
    await save(page, "Moving");
    await dialog(page).getByText("A closure ends after 31 days at the latest").waitFor();
    expect(given.backend.center.posted).to.deep.equal([]);
  });

  it("send a queue's contacts to another queue", async () => {
    const { page } = given;
    await given.open("/#/queue/support", "support");
    await page.getByRole("button", { name: "Change redirect of support" }).click();
    await dialog(page)
      .getByRole("button", { name: /Redirect/ })
      .click();
    await page.getByRole("option", { name: "To sales" }).click();
    await dialog(page).getByRole("radio", { name: "At the end of the day" }).check();
    await dialog(page).getByText("From now until midnight, contacts for support go to sales instead.").waitFor();
    await save(page, "Training");
    await saved(page);
    expect(lastChange()).to.deep.include({
      field: "redirect",
      value: { queue: "sales", arn: "arn:aws:connect:queue/sales" },
      until: "2026-03-05T05:00:00Z",
    });
    await page.getByText("to sales, until midnight").waitFor();
  });

  it("set callback offer, hold music and priority", async () => {
    const { page } = given;
    await given.open("/#/queue/support", "support");
    const settings = [
      { name: "callback offer", choice: "Not offered", field: "callback", value: "off", shown: "No callback offer" },
      { name: "hold music", choice: "Rock", field: "music", value: "rock", shown: "Rock music" },
      { name: "priority", choice: "Highest", field: "priority", value: "highest", shown: "Highest priority" },
    ];
    for (const { name, choice, field, value, shown } of settings) {
      await page.getByRole("button", { name: `Change ${name} of support` }).click();
      await dialog(page).getByRole("radio", { name: choice, exact: true }).check();
      await dialog(page).getByRole("radio", { name: "When somebody changes it" }).check();
      await save(page, "Fair");
      await saved(page);
      expect(lastChange()).to.deep.equal({ field, value, why: "Fair" });
      await page.getByText(shown, { exact: true }).waitFor();
    }
  });

  it("put a message on the line in each language, counted and checked while it is typed", async () => {
    const { page } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Message for callers of sales" }).click();
    const english = dialog(page).getByRole("textbox", { name: "English (United States)" });
    await english.fill("We <b>move</b>.");
    await dialog(page).getByText("the tag <b>. Allowed: only").waitFor();
    await save(page, "Moving");
    expect(given.backend.center.posted).to.deep.equal([]);
    await english.fill('We move. <break time="1s"/> Call later.');
    await dialog(page).getByText("SSML. 39 of 1,000 characters.").waitFor();
    await dialog(page).getByText("Left empty, these callers hear the message in English (United States).").waitFor();
    await dialog(page).getByRole("textbox", { name: "Spanish (United States)" }).fill("Nos mudamos.");
    await dialog(page).getByText("Plain text. 12 of 1,000 characters.").waitFor();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await saved(page);
    expect(lastChange()).to.deep.include({
      field: "message",
      value: { "en-US": 'We move. <break time="1s"/> Call later.', "es-US": "Nos mudamos." },
    });
    await page.getByText("“We move. Call later.”, until").waitFor();
  });

  it("let a message be heard with the callers' voice, else with the browser's own, and say which", async () => {
    const { page, backend } = given;
    await page.addInitScript(() => {
      Object.assign(window, { spoken: [] });
      window.speechSynthesis.speak = ({ text, lang }) => {
        (window as unknown as { spoken: string[] }).spoken.push(`${lang}: ${text}`);
      };
    });
    await given.open("", "Board");
    await page.getByRole("button", { name: "Message for callers of sales" }).click();
    await dialog(page).getByRole("textbox", { name: "English" }).fill('Hello. <break time="1s"/> Bye.');
    const listen = dialog(page).getByRole("button", { name: "Listen to the message in English" });
    await listen.click();
    await dialog(page).getByText("playing with this browser's own voice").waitFor();
    expect(await page.evaluate("window.spoken")).to.deep.equal(["en-US: Hello. Bye."]);
    backend.center.speech = { ssml: "<speak>Hello</speak>", audio: silence(), voice: "Joanna" };
    await listen.click();
    await dialog(page).getByText("Playing with Amazon Polly's voice Joanna: what callers hear.").waitFor();
    backend.troubles.push({ path: "/api/speech", status: 500, body: { error: { message: "It broke." } } });
    await listen.click();
    await dialog(page).getByText("It broke.").waitFor();
  });

  it("close the whole centre only after the reason is typed, and open it again", async () => {
    const { page, backend } = given;
    backend.session = "administrator";
    await given.open("/#/center", "Whole centre");
    await page.getByRole("button", { name: "Emergency closure" }).click();
    const close = dialog(page).getByRole("button", { name: "Close the whole centre" });
    expect(await close.isDisabled()).to.equal(true);
    await save(page, "Fire alarm", "Close the whole centre");
    await saved(page);
    expect(lastChange()).to.include({ field: "state", value: "closed", why: "Fire alarm" });
    await page.getByText("The whole centre is closed until 12:30").waitFor();
    await page.getByRole("link", { name: "Board", exact: true }).click();
    await page
      .getByRole("row", { name: /^sales/ })
      .getByText("with the whole centre until 12:30")
      .waitFor();
    await page.getByRole("link", { name: "Details" }).click();
    await page.getByRole("button", { name: "End now: open or closed of the whole centre" }).click();
    await dialog(page).getByText("From now, the contact centre takes contacts again").waitFor();
    await save(page, "False alarm", "Open now");
    await saved(page);
    expect(backend.center.holds("center", "state")).to.equal("open");
    expect(await page.getByText("The whole centre is closed").count()).to.equal(0);
  });

  it("are listed with what is planned, ended and cancelled there", async () => {
    const { page, backend } = given;
    const by = { by: "operator-2", why: "Campaign" };
    backend.center.write("queue/sales", { ...by, field: "music", value: "jazz" });
    backend.center.write("queue/sales", { ...by, field: "music", value: "pop", until: "2026-03-04T20:00:00Z" });
    backend.center.write("queue/support", { ...by, field: "priority", value: "high", from: "2026-03-05T14:00:00Z" });
    await given.open("/#/planned", "In force and planned");
    await page.getByRole("row", { name: /Jazz Overruled by a later change, until it is changed/ }).waitFor();
    await page.getByRole("row", { name: /Pop In force until 15:00/ }).waitFor();
    await page.getByRole("button", { name: "Cancel priority of support" }).click();
    await dialog(page).getByText("It never comes into force; callers notice nothing.").waitFor();
    await save(page, "No campaign", "Cancel it");
    await saved(page);
    await page.getByText("Nothing is planned.").waitFor();
    await page.getByRole("row", { name: /Pop/ }).getByRole("button").click();
    await dialog(page).getByText("From now, callers who wait for sales hear jazz music.").waitFor();
    await save(page, "Enough", "End now");
    await saved(page);
    await page.getByRole("row", { name: /Jazz In force/ }).waitFor();
    expect(backend.center.holds("queue/sales", "music")).to.equal("jazz");
  });

  it("are told in the history, by scope, and undone for a reason", async () => {
    const { page, backend } = given;
    const by = { by: "operator-2", why: "Campaign" };
    backend.center.write("queue/sales", { ...by, field: "music", value: "jazz" });
    backend.center.write("queue/support", { ...by, field: "priority", value: "high" });
    await given.open("/#/history", "History");
    await page
      .getByRole("row", { name: /operator-2 support Set Priority High, until it is changed Campaign/ })
      .waitFor();
    await page.getByRole("button", { name: /^Of/ }).click();
    await page.getByRole("option", { name: "sales" }).click();
    await page.getByRole("row", { name: /support/ }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: /^Undo: Hold music of sales/ }).click();
    await save(page, "Wrong queue", "Undo");
    await saved(page);
    expect(backend.center.posted.at(-1)).to.deep.equal({
      scope: "queue/sales",
      version: 1,
      undo: 1,
      why: "Wrong queue",
    });
    await page.getByRole("row", { name: /operator-1 sales Undone Hold music Jazz no more Wrong queue/ }).waitFor();
  });

  it("say in plain words why the API refuses one, and keep what was typed", async () => {
    const { page, backend } = given;
    await given.open("", "Board");
    await page.getByRole("button", { name: "Close support" }).click();
    const problems = [
      { path: "redirect", given: "sales is redirected to support at 2026-03-04T18:00:00Z", allowed: "another" },
    ];
    backend.troubles.push({
      path: "/api/changes",
      status: 400,
      body: { error: { message: "Not possible." }, problems },
    });
    await save(page, "Power cut");
    await dialog(page).getByText("Redirect: sales is redirected to support at 13:00. Allowed: another.").waitFor();
    backend.troubles.push({ path: "/api/changes", status: 503, body: {} });
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await dialog(page).getByText("The server answered with 503. Try again in a moment.").waitFor();
    await dialog(page).getByRole("button", { name: "Save" }).click();
    await saved(page);
    expect(lastChange()).to.include({ why: "Power cut" });
  });

  it("end by themselves when the server's clock says so", async () => {
    const { page, backend } = given;
    const until = "2026-03-04T18:00:00Z";
    backend.center.write("queue/support", { field: "state", value: "closed", by: "operator-2", why: "Lunch", until });
    await given.open("", "Board");
    const row = page.getByRole("row", { name: /^support/ });
    await row.getByText("until 13:00").waitFor();
    backend.center.now = until;
    await lookAgain(page);
    await row.getByText("Open", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Close support" }).waitFor();
  });
});

/** A tenth of a second of silence, as a WAV file in base64. */
function silence(): string {
  const samples = Buffer.alloc(1_600);
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]).toString("base64");
}
