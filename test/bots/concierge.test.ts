/** The shipped bots: every one passes its checks, in every language, and says as much as the next. */
import { expect } from "chai";
import { botCatalog } from "../../bots/catalog";
import { concierge, CONCIERGE_LOCALES } from "../../bots/concierge";
import { type Bot, checkBot, describeBotFindings, intentSlots, normalised, slotsIn } from "../../bots/language";
import { wordings } from "../../bots/language/lexTexts";
import { describeBot } from "../../flows/language";

const COMPANY = "Example Company";
const LEAST_UTTERANCES = 12;

describe("the shipped bots", () => {
  for (const bot of botCatalog({ company: COMPANY })) {
    it(`${bot.name}: pass their checks without a warning`, () => {
      expect(describeBotFindings(checkBot(bot))).to.equal("");
    });

    for (const [id, { utterances }] of Object.entries(bot.locales)) {
      it(`${bot.name}: are asked for in at least ${LEAST_UTTERANCES} ways in ${id}`, () => {
        const few = Object.entries(utterances).filter(
          ([, said]) => new Set(said.map(normalised)).size < LEAST_UTTERANCES,
        );
        expect(few.map(([intent]) => intent)).to.deep.equal([]);
      });

      it(`${bot.name}: are asked for with and without slots in ${id}`, () => {
        const withSlots = Object.keys(bot.intents).filter((name) => bot.intents[name]?.slots !== undefined);
        for (const name of withSlots) {
          const said = utterances[name] ?? [];
          const some = said.filter((utterance) => slotsIn(utterance).length > 0);
          expect([some.length > 0, some.length < said.length], name).to.deep.equal([true, true]);
        }
      });
    }
  }
});

describe("the concierge", () => {
  const defined = concierge({ company: COMPANY });
  const bot: Bot = defined;

  it("has the intents and slots its code hook knows", () => {
    expect(intentSlots(bot)).to.deep.equal({
      OrderStatus: ["phoneNumber", "pin"],
      ChangeDeliveryDay: ["phoneNumber", "pin", "deliveryDay"],
      CancelOrder: ["phoneNumber", "pin"],
      OpeningHours: [],
      TalkToPerson: [],
      Goodbye: [],
      FallbackIntent: [],
    });
    const required = Object.entries(bot.intents).flatMap(([name, { slots = {} }]) =>
      Object.entries(slots).flatMap(([slot, use]) => (use?.required === true ? [`${name} ${slot}`] : [])),
    );
    expect(required).to.deep.equal(["ChangeDeliveryDay deliveryDay"]);
    expect(Object.keys(bot.intents).filter((name) => bot.intents[name]?.confirms === true)).to.deep.equal([
      "CancelOrder",
    ]);
  });

  it("keeps numbers and PINs out of logs", () => {
    const shown = Object.keys(bot.slots).filter((name) => bot.slots[name]?.obfuscated === false);
    expect(shown).to.deep.equal(["deliveryDay"]);
  });

  it("takes PINs of four to six digits", () => {
    const { Pin } = bot.slotTypes;
    const pattern = new RegExp(`^(?:${Pin && "pattern" in Pin ? Pin.pattern : ""})$`);
    expect(["1234", "123456"].every((pin) => pattern.test(pin))).to.equal(true);
    expect(["123", "1234567", "12a4", ""].some((pin) => pattern.test(pin))).to.equal(false);
  });

  it("says in every language what suits a voice as well as a chat", () => {
    for (const [id, { prompts, confirmations = {} }] of Object.entries(bot.locales)) {
      const asked = [...Object.values(prompts), ...Object.values(confirmations)].flatMap(({ ask }) => wordings(ask));
      for (const text of asked) {
        expect(text, id).not.to.match(/\b(press|say|type|click|tap|oprima|presione|marque|escriba|diga)\b/i);
        expect(text, id).to.match(/[?.]$/);
      }
    }
  });

  it("speaks the languages it is asked to, and names the company in each", () => {
    expect(Object.keys(concierge({ company: COMPANY, locales: ["es_US"] }).locales)).to.deep.equal(["es_US"]);
    expect(Object.keys(bot.locales)).to.deep.equal(CONCIERGE_LOCALES);
    for (const { prompts } of Object.values(bot.locales)) {
      expect(JSON.stringify(prompts.phoneNumber)).to.include(COMPANY);
    }
  });

  it("refuses a name it cannot say, and no language at all", () => {
    for (const company of ["", "  ", "x".repeat(61), "<b>Example</b>", "{company}"]) {
      expect(() => concierge({ company }), company).to.throw(/give 1 to 60 characters/);
    }
    expect(() => concierge({ company: COMPANY, locales: [] })).to.throw(/B105.*no locales/);
  });

  it("is a bot flows can ask", () => {
    const described = describeBot(defined.name, intentSlots(defined), defined.sessionAttributes);
    expect(described.intents.ChangeDeliveryDay).to.include("deliveryDay");
    expect(described.sessionAttributes).to.include("handover");
  });
});
