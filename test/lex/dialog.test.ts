/** Conversations as the bot itself leads them: slots, retries, confirmation, fallback, sessions. */
import { expect } from "chai";
import { BOOK, botGraph, HOURS, intent, LocalLex, locale, prompt, said, slot, slotsOf, text } from "./support";

let local: LocalLex;

async function open(...parts: Parameters<typeof botGraph>): Promise<void> {
  local = await LocalLex.start(botGraph(...parts));
}

describe("a conversation with a bot", () => {
  afterEach(() => local.close());

  it("asks for slots by priority, then for agreement, then closes", async () => {
    await open();
    const first = await local.say("I want to reserve a table");
    expect(first.sessionState?.dialogAction).to.deep.equal({ type: "ElicitSlot", slotToElicit: "day" });
    expect(["Which day?", "What day?"]).to.include(said(first)[0]);
    const second = await local.say("next Friday please");
    expect(said(second)).to.deep.equal(["How many people?"]);
    const third = await local.say("a couple");
    expect(said(third)).to.deep.equal(["Shall I book it?"]);
    expect(third.sessionState?.dialogAction?.type).to.equal("ConfirmIntent");
    const last = await local.say("yes");
    expect(said(last)).to.deep.equal(["See you then."]);
    expect(slotsOf(last)).to.deep.equal({ day: "2026-03-13", size: "small" });
    expect(last.sessionState?.dialogAction).to.deep.equal({ type: "Close" });
    expect(last.sessionState?.intent).to.include({ state: "ReadyForFulfillment", confirmationState: "Confirmed" });
  });

  it("takes slots from the first words, and keeps what was said beside what it means", async () => {
    await open();
    const answer = await local.say("Book a table for tomorrow, we are six");
    expect(answer.sessionState?.dialogAction?.type).to.equal("ConfirmIntent");
    expect(answer.sessionState?.intent?.slots?.day).to.deep.equal({
      shape: "Scalar",
      value: { originalValue: "tomorrow", interpretedValue: "2026-03-04", resolvedValues: ["2026-03-04"] },
    });
    expect(slotsOf(answer).size).to.equal("large");
  });

  it("takes a no: says that it was declined and closes Failed", async () => {
    await open();
    await local.say("book a table for today for two people");
    const answer = await local.say("no, rather not");
    expect(said(answer)).to.deep.equal(["Not booked."]);
    expect(answer.sessionState?.intent).to.include({ state: "Failed", confirmationState: "Denied" });
  });

  it("asks again as often as the prompt says, then takes the FallbackIntent", async () => {
    await open();
    await local.say("book a table");
    for (let retry = 1; retry <= 2; retry++) {
      const again = await local.say("hmm not sure");
      expect(again.sessionState?.dialogAction?.slotToElicit).to.equal("day");
    }
    const given = await local.say("hmm not sure");
    expect(given.sessionState?.intent).to.include({ name: "FallbackIntent", state: "ReadyForFulfillment" });
    expect(given.interpretations?.[0]?.intent?.name).to.equal("FallbackIntent");
  });

  it("counts retries anew for each question", async () => {
    await open();
    await local.say("book a table");
    await local.say("hmm");
    await local.say("hmm");
    await local.say("tomorrow");
    const again = await local.say("hmm");
    expect(again.sessionState?.dialogAction).to.deep.equal({ type: "ElicitSlot", slotToElicit: "size" });
    expect((await local.say("hmm")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("asks for agreement again, then gives up", async () => {
    await open();
    await local.say("book a table for today for two people");
    expect(said(await local.say("perhaps"))).to.deep.equal(["Shall I book it?"]);
    expect((await local.say("perhaps")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("takes a yes or no for the answer to its question, even where an intent is asked for with these very words", async () => {
    const leave = intent("Leave", ["no", "no thanks", "yes please leave", "I have to leave"]);
    await open({ locales: [locale([BOOK, leave])] });
    const asked = (): Promise<unknown> => local.say("book a table for today for two people");
    await asked();
    expect(said(await local.say("no thanks"))).to.deep.equal(["Not booked."]);
    await asked();
    expect(said(await local.say("yes please leave"))).to.deep.equal(["See you then."]);
    await asked();
    expect((await local.say("I have to leave")).sessionState?.intent?.name).to.equal("Leave");
    expect((await local.say("no")).sessionState?.intent?.name).to.equal("Leave");
  });

  it("lets the customer go over to another intent amid a question", async () => {
    await open();
    await local.say("book a table");
    const answer = await local.say("what are your opening hours");
    expect(said(answer)).to.deep.equal(["From nine to five."]);
    expect(answer.sessionState?.intent?.name).to.equal("Hours");
  });

  it("puts the FallbackIntent where confidence falls below the threshold, and reports five readings at most", async () => {
    const others = ["red", "green", "blue", "black", "white", "brown"].map((color) =>
      intent(`Paint-${color}`, [`paint the wall ${color}`]),
    );
    await open({ locales: [locale(others)] });
    const sure = await local.say("paint the wall green");
    expect(sure.interpretations).to.have.length(5);
    expect(sure.interpretations?.[0]?.intent?.name).to.equal("Paint-green");
    expect(sure.interpretations?.[0]?.nluConfidence?.score).to.be.within(0.9, 1);
    const lost = await local.say("colourless ideas sleep furiously", { sessionId: "other" });
    expect(lost.interpretations?.[0]?.intent?.name).to.equal("FallbackIntent");
    expect(lost.interpretations?.[0]).not.to.have.property("nluConfidence");
  });

  it("honours the threshold of the locale", async () => {
    const words = "tell me about open days";
    await open({ locales: [locale([HOURS], { NluConfidenceThreshold: 0.2 })] });
    expect((await local.say(words)).sessionState?.intent?.name).to.equal("Hours");
    await local.close();
    await open({ locales: [locale([HOURS], { NluConfidenceThreshold: 0.95 })] });
    expect((await local.say(words)).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("keeps locales apart", async () => {
    const spanish = locale([intent("Horario", ["a qué hora abren"])], { LocaleId: "es_US" });
    await open({ locales: [locale([HOURS]), spanish] });
    expect((await local.say("a que hora abren", { localeId: "es_US" })).sessionState?.intent?.name).to.equal("Horario");
    expect((await local.say("a qué hora abren")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("understands an intent with an input context only after the intent that activates it", async () => {
    const list = intent("List", ["list my bookings"], {
      OutputContexts: [{ Name: "listed", TimeToLiveInSeconds: 60, TurnsToLive: 10 }],
      FulfillmentCodeHook: { Enabled: true },
    });
    const more = intent("More", ["show me more of them"], { InputContexts: [{ Name: "listed" }] });
    await open({ locales: [locale([list, more])] });
    expect((await local.say("show me more of them")).sessionState?.intent?.name).to.equal("FallbackIntent");
    const listed = await local.say("list my bookings");
    expect(listed.sessionState?.activeContexts).to.have.length(1);
    expect((await local.say("show me more of them")).sessionState?.intent?.name).to.equal("More");
    local.now += 61_000;
    expect((await local.say("show me more of them")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("forgets a session that was idle longer than the bot says", async () => {
    await open();
    await local.say("book a table");
    local.now += 300_000;
    expect((await local.say("tomorrow")).sessionState?.intent?.name).to.equal("Book");
    local.now += 300_001;
    expect((await local.say("hmm")).sessionState?.intent?.name).to.equal("FallbackIntent");
  });

  it("says every variation in some session, and always the same one in the same session", async () => {
    await open();
    const heard = new Set<string>();
    for (let index = 0; index < 20; index++) {
      const sessionId = `session-${index}`;
      const [once = ""] = said(await local.say("book a table", { sessionId }));
      heard.add(once);
    }
    expect([...heard].sort()).to.deep.equal(["What day?", "Which day?"]);
    const again = await LocalLex.start(botGraph());
    const [first, second] = [
      await local.say("book a table", { sessionId: "x-1" }),
      await again.say("book a table", { sessionId: "x-1" }),
    ];
    expect(said(first)).to.deep.equal(said(second));
    await again.close();
  });

  it("goes through the variations in order when the prompt says so", async () => {
    const ask = { ...prompt(2, "Day?", "Which day, please?", "Any day?"), MessageSelectionStrategy: "Ordered" };
    const ordered = {
      ...BOOK,
      Slots: [slot("day", "AMAZON.Date", true, ask)],
      SlotPriorities: [{ Priority: 1, SlotName: "day" }],
    };
    await open({ locales: [locale([ordered])] });
    const heard = [];
    for (const words of ["book a table", "hmm", "hmm"]) heard.push(...said(await local.say(words)));
    expect(heard).to.deep.equal(["Day?", "Which day, please?", "Any day?"]);
  });

  it("begins an intent with its initial response and fills a slot with its default", async () => {
    const Slots = [slot("size", "Size", true, prompt(1, "How many?"))].map((one) => ({
      ...one,
      ValueElicitationSetting: {
        ...(one.ValueElicitationSetting as object),
        DefaultValueSpecification: { DefaultValueList: [{ DefaultValue: "small" }] },
      },
    }));
    const eager = intent("Eager", ["do something"], {
      Slots,
      InitialResponseSetting: { InitialResponse: text("Gladly.") },
    });
    await open({ locales: [locale([eager])] });
    const answer = await local.say("do something");
    expect(said(answer)).to.deep.equal(["Gladly."]);
    expect(slotsOf(answer)).to.deep.equal({ size: "small" });
  });
});
