/** Everything that can be done in the operations portal, done in a browser, and met by the next caller or chat. */
import { expect } from "chai";
import type { Page } from "playwright-core";
import { dialog, violations } from "../portal/portalPage";
import { heard } from "../support/connectGraph";
import { CLOSED_CENTER, CLOSED_QUEUE, MUSIC, withPortalDesk } from "./portalDesk";

const CALLBACK = /^To be called back on the number you are calling from, press 1/;
const ROCK = "(Music_Rock_EverywhereTheSunShines_Inst.wav)";
const ASKED = "How can I help you?";

describe("what is done in the operations portal", function () {
  this.timeout(300_000);
  const desk = withPortalDesk();

  /** Chooses a moment for the beginning or the end of a change. */
  async function choose(page: Page, group: "Begins" | "Ends", moment: { date: string; time: string }): Promise<void> {
    await dialog(page).getByRole("radiogroup", { name: group }).getByText("At …").click();
    const fields = dialog(page).getByRole("group", { name: group });
    await fields.getByRole("textbox", { name: "Date" }).fill(moment.date);
    await fields.getByRole("textbox", { name: "Time" }).fill(moment.time);
  }

  /** Chooses a value, to hold until it is changed. */
  async function set(page: Page, name: string, value: string): Promise<void> {
    await desk.change(page, `Change ${name}`, async () => {
      await dialog(page).getByRole("radio", { name: value, exact: true }).check();
      await dialog(page).getByRole("radio", { name: "When somebody changes it" }).check();
    });
  }

  /** Puts a message on the line; English, and Spanish where it is given. */
  async function write(page: Page, button: string, english: string, spanish = ""): Promise<void> {
    await desk.change(page, button, async () => {
      await dialog(page).getByRole("textbox", { name: "English (United States)" }).fill(english);
      await dialog(page).getByRole("textbox", { name: "Spanish (United States)" }).fill(spanish);
    });
  }

  /** What a table has of a queue, or of the centre. */
  const row = (page: Page, name: string) => page.getByRole("row", { name: new RegExp(`^${name}`) });

  it("closes a queue until a time, and its callers are served again from then on, as the page shows", async () => {
    const page = await desk.open("operator", "#/queue/support", "support");
    const end = desk.minuteIn(90);
    await desk.change(page, "Change open or closed of support", () => choose(page, "Ends", end));
    const standing = page.locator("section").filter({ hasText: "How it stands" });
    await standing.getByText(`until ${end.time}`).waitFor();
    await desk.later();
    expect((await desk.hears("1")).at(-1)).to.equal(CLOSED_QUEUE);
    expect((await desk.hears("2")).at(-1), "sales is as it was").to.equal(MUSIC);
    expect((await desk.reads()).at(-1)).to.match(/^Nobody is here at the moment/);
    await desk.until(end.instant);
    expect((await desk.hears("1")).at(-1)).to.equal(MUSIC);
    await desk.look(page);
    await standing.getByText("Open", { exact: true }).waitFor();
    expect(await standing.getByText("Closed").count()).to.equal(0);
  });

  it("opens a queue again before its time", async () => {
    const page = await desk.open("operator", "#/", "Board");
    await desk.change(page, "Close support", async () => undefined);
    await row(page, "support").getByText("by operator: A test of the portal").waitFor();
    await desk.later();
    expect((await desk.hears("1")).at(-1)).to.equal(CLOSED_QUEUE);
    await desk.change(page, "Open support again", async () => undefined, "Open now");
    await page.getByRole("button", { name: "Close support", exact: true }).waitFor();
    await desk.later();
    expect((await desk.hears("1")).at(-1)).to.equal(MUSIC);
  });

  it("sends a queue's contacts to another one", async () => {
    const page = await desk.open("operator", "#/queue/support", "support");
    await desk.change(page, "Change redirect of support", async () => {
      await dialog(page)
        .getByRole("button", { name: /Redirect/ })
        .click();
      await page.getByRole("option", { name: "To sales" }).click();
    });
    await desk.later();
    const [call, chat] = [await desk.call("1", "1"), await desk.chat()];
    for (const { contact } of [call, chat]) {
      expect([contact.waitingInQueue, contact.queue?.name]).to.deep.equal([true, "sales"]);
    }
  });

  it("takes the callback offer from those who wait", async () => {
    const page = await desk.open("operator", "#/queue/support", "support");
    await set(page, "callback offer of support", "Not offered");
    await desk.later();
    const calls = [await desk.call("1", "1"), await desk.call("2", "1")];
    await desk.later(75);
    expect(calls.map((call) => heard(call).some((text) => CALLBACK.test(text)))).to.deep.equal([false, true]);
  });

  it("plays other music to those who wait", async () => {
    const page = await desk.open("operator", "#/queue/sales", "sales");
    await set(page, "hold music of sales", "Rock");
    await desk.later();
    const said = await desk.hears("2");
    expect(said).to.include(ROCK).and.not.include(MUSIC);
  });

  it("lets a queue's contacts come before those who wait already", async () => {
    const earlier = await desk.call("1", "1");
    const page = await desk.open("operator", "#/queue/support", "support");
    await set(page, "priority of support", "Highest");
    await desk.later();
    const call = await desk.call("1", "1");
    const { connect } = desk.center;
    const agent = connect.addAgent({ username: "first", answerAfterSeconds: 0, talkSeconds: Infinity });
    agent.goOnline();
    await desk.later(2);
    expect([call.state, earlier.state]).to.deep.equal(["with-agent", "queued"]);
    agent.goOffline();
  });

  it("puts a message on a queue's line, to each customer in their own language", async () => {
    const page = await desk.open("operator", "#/", "Board");
    await write(page, "Message for callers of support", "Lamps are late: $5 & more.", "Las lámparas llegan tarde.");
    await row(page, "support").getByText("“Lamps are late: $5 & more.”").waitFor();
    await desk.later();
    expect(await desk.hears("1")).to.include("Lamps are late: $5 & more.");
    expect(await desk.hears("2")).to.not.include("Lamps are late: $5 & more.");
    expect(await desk.reads("en_US")).to.include("Lamps are late: $5 & more.");
    expect(await desk.reads("es_US")).to.include("Las lámparas llegan tarde.");
  });

  it("puts a message before every caller, and says so on every page", async () => {
    const page = await desk.open("operator", "#/center", "Whole centre");
    await write(page, "Change message of the whole centre", "A storm delays us.");
    await page.getByText(/^A message for all is on the line until/).waitFor();
    await desk.later();
    const said = await desk.hears();
    expect(said.indexOf("A storm delays us.")).to.be.within(1, said.indexOf(ASKED) - 1);
    expect((await desk.reads())[0]).to.equal("A storm delays us.");
  });

  it("closes the whole centre in an emergency, which only administrators may, and opens it again", async () => {
    const operators = await desk.open("operator", "#/center", "Whole centre");
    await operators.getByText("Only administrators close the whole centre.").waitFor();
    expect(await operators.getByRole("button", { name: "Emergency closure" }).count()).to.equal(0);
    const page = await desk.open("administrator", "#/center", "Whole centre");
    await desk.change(page, "Emergency closure", async () => undefined, "Close the whole centre");
    await page.getByText(/^The whole centre is closed until/).waitFor();
    await desk.later();
    const call = await desk.call();
    expect([heard(call).at(-1), call.state]).to.deep.equal([CLOSED_CENTER, "ended"]);
    expect((await desk.chat()).state).to.equal("ended");
    await desk.look(operators);
    await operators.getByText(/^The whole centre is closed until/).waitFor();
    await desk.change(page, "End now: open or closed of the whole centre", async () => undefined, "Open now");
    await desk.later();
    expect((await desk.hears("1")).at(-1)).to.equal(MUSIC);
    await page.getByText(/^The whole centre is closed until/).waitFor({ state: "detached" });
  });

  it("begins what is planned in its minute and ends it in its minute, and lists it as what it is then", async () => {
    const page = await desk.open("operator", "#/center", "Whole centre");
    const [start, end] = [desk.minuteIn(60), desk.minuteIn(120)];
    await desk.change(page, "Change message of the whole centre", async () => {
      await dialog(page).getByRole("textbox", { name: "English (United States)" }).fill("We test the alarm.");
      await choose(page, "Begins", start);
      await choose(page, "Ends", end);
    });
    await desk.open("operator", "#/planned", "In force and planned");
    await row(page, "Whole centre").getByText("Planned").waitFor();
    await desk.later();
    expect(await desk.hears()).to.not.include("We test the alarm.");
    await desk.until(start.instant);
    expect(await desk.hears()).to.include("We test the alarm.");
    await desk.look(page);
    await row(page, "Whole centre").getByText("In force").waitFor();
    await desk.until(end.instant);
    expect(await desk.hears()).to.not.include("We test the alarm.");
    await desk.look(page);
    await page.getByText("Nothing is set: every queue is as it usually is.").waitFor();
    await page.getByText("Nothing is planned.").waitFor();
  });

  it("ends at once what is in force, and cancels what is planned", async () => {
    const page = await desk.open("operator", "#/queue/sales", "sales");
    await set(page, "hold music of sales", "Rock");
    const start = desk.minuteIn(30);
    await desk.change(page, "Change open or closed of sales", () => choose(page, "Begins", start));
    await desk.later();
    expect(await desk.hears("2")).to.include(ROCK);
    await desk.open("operator", "#/planned", "In force and planned");
    await desk.change(page, "End now: hold music of sales", async () => undefined, "End now");
    await desk.change(page, "Cancel open or closed of sales", async () => undefined, "Cancel it");
    await page.getByText("Nothing is planned.").waitFor();
    await desk.later();
    expect((await desk.hears("2")).at(-1)).to.equal(MUSIC);
    await desk.until(start.instant);
    expect((await desk.hears("2")).at(-1), "the cancelled closure").to.equal(MUSIC);
  });

  it("undoes a write from the history, and leaves what was set since", async () => {
    const page = await desk.open("operator", "#/queue/sales", "sales");
    await set(page, "hold music of sales", "Rock");
    await write(page, "Change message of sales", "We have moved.");
    await desk.later();
    expect(await desk.hears("2")).to.include.members([ROCK, "We have moved."]);
    await desk.open("operator", "#/history/queue%2Fsales", "History");
    const undo = page.getByRole("button", { name: /^Undo: Hold music of sales/ }).first();
    const name = (await undo.getAttribute("aria-label")) ?? "";
    await desk.change(page, name, async () => undefined, "Undo");
    await page
      .getByRole("row", { name: /Undone/ })
      .first()
      .waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await desk.later();
    const said = await desk.hears("2");
    expect([said.includes("We have moved."), said.at(-1)]).to.deep.equal([true, MUSIC]);
  });

  it("lets markup be listened to in the browser's own voice, and callers hear it as it is meant", async () => {
    const page = await desk.open("operator", "#/", "Board");
    const typed = 'Call <say-as interpret-as="telephone">2065550100</say-as> <break time="1s"/> today.';
    await desk.change(page, "Message for callers of support", async () => {
      await dialog(page).getByRole("textbox", { name: "English (United States)" }).fill(typed);
      await dialog(page)
        .getByText(/^SSML\./)
        .waitFor();
      await dialog(page)
        .getByRole("button", { name: /^Listen to the message in English/ })
        .click();
      await dialog(page).getByText("playing with this browser's own voice").waitFor();
    });
    const [spoken, ...more] = (await page.evaluate("window.spoken")) as string[];
    expect(more).to.deep.equal([]);
    expect(spoken).to.match(/^en-US: Call 2065550100 +today\.$/);
    await desk.later();
    const call = await desk.call("1");
    const said = call.transcript.find(({ text }) => text.startsWith("Call 2065550100"));
    expect(said?.ssml).to.include(typed);
  });
});
