/** What the slot types understand. */
import { expect } from "chai";
import fc from "fast-check";
import type { SlotTypeDefinition } from "../../local/lex/bot/definition";
import { tokensOf } from "../../local/lex/nlu/tokens";
import { answerOf } from "../../local/lex/slots/confirmation";
import { finderOf } from "../../local/lex/slots/finders";
import { parseDay } from "../../local/connect/zonedTime";

/** A Tuesday. */
const TODAY = parseDay("2026-03-03") ?? 0;
const PIN: SlotTypeDefinition = {
  name: "Pin",
  parent: "AMAZON.AlphaNumeric",
  values: [],
  closed: false,
  pattern: "[0-9]{4,6}",
};
const LIST: SlotTypeDefinition = {
  name: "Drink",
  parent: undefined,
  values: [
    { value: "coffee", synonyms: ["espresso", "cup of joe"] },
    { value: "tea", synonyms: [] },
  ],
  closed: true,
  pattern: undefined,
};

function value(type: string | SlotTypeDefinition, text: string, localeId = "en_US", today = TODAY): string | undefined {
  const name = typeof type === "string" ? type : type.name;
  const finder = finderOf(name, typeof type === "string" ? undefined : type, localeId);
  const tokens = tokensOf(text);
  return finder.find({ text, tokens, language: localeId.slice(0, 2), today, asked: true })[0]?.value;
}

function understands(
  type: string | SlotTypeDefinition,
  localeId: string,
  cases: Record<string, string | undefined>,
): void {
  for (const [text, wanted] of Object.entries(cases)) expect(value(type, text, localeId), text).to.equal(wanted);
}

describe("AMAZON.Date", () => {
  it("understands days in English", () => {
    understands("AMAZON.Date", "en_US", {
      today: "2026-03-03",
      "tomorrow morning": "2026-03-04",
      "the day after tomorrow": "2026-03-05",
      yesterday: "2026-03-02",
      Friday: "2026-03-06",
      "this Friday, please": "2026-03-06",
      Tuesday: "2026-03-10",
      "next Friday": "2026-03-13",
      "Friday next week": "2026-03-13",
      "next Monday": "2026-03-09",
      "on the 5th": "2026-03-05",
      "the fifth": "2026-03-05",
      "the 2nd": "2026-04-02",
      "the twenty first": "2026-03-21",
      "the 31st": "2026-03-31",
      "in three days": "2026-03-06",
      "two weeks from now": "2026-03-17",
      "in a week": "2026-03-10",
      "in a month": "2026-04-03",
      "March 5": "2026-03-05",
      "march the 5th, 2027": "2027-03-05",
      "the 5th of April": "2026-04-05",
      "2 March": "2027-03-02",
      "February 29": "2028-02-29",
      "2026-12-24": "2026-12-24",
      "12/24": "2026-12-24",
      "3/5/2026": "2026-03-05",
      "2026-02-30": undefined,
      "April 31": undefined,
      "three days": undefined,
      "whenever you like": undefined,
    });
  });

  it("understands days in Spanish, where the day comes before the month", () => {
    understands("AMAZON.Date", "es_US", {
      hoy: "2026-03-03",
      mañana: "2026-03-04",
      "mañana por la mañana": "2026-03-04",
      "por la mañana": undefined,
      "pasado mañana": "2026-03-05",
      "el viernes": "2026-03-06",
      "el próximo viernes": "2026-03-06",
      "el viernes que viene": "2026-03-06",
      "el viernes de la semana que viene": "2026-03-13",
      "el sábado": "2026-03-07",
      "en tres días": "2026-03-06",
      "dentro de dos semanas": "2026-03-17",
      "el 5": "2026-03-05",
      "el día cinco": "2026-03-05",
      "el treinta y uno": "2026-03-31",
      "5 de abril": "2026-04-05",
      "el cinco de abril de 2027": "2027-04-05",
      "5/4": "2026-04-05",
      "2026-12-24": "2026-12-24",
    });
  });

  it("counts over the end of months and years", () => {
    const december = parseDay("2026-12-31") ?? 0;
    expect(value("AMAZON.Date", "tomorrow", "en_US", december)).to.equal("2027-01-01");
    expect(value("AMAZON.Date", "in two months", "en_US", december)).to.equal("2027-02-28");
    expect(value("AMAZON.Date", "the 5th", "en_US", december)).to.equal("2027-01-05");
    expect(value("AMAZON.Date", "next Friday", "en_US", december)).to.equal("2027-01-08");
  });
});

describe("digits", () => {
  it("are a PIN written, spoken one by one, in pairs, or pressed", () => {
    understands(PIN, "en_US", {
      "4211": "4211",
      "my PIN is 4211": "4211",
      "4 2 1 1": "4211",
      "four two one one": "4211",
      "four two double one": "4211",
      "forty two eleven": "4211",
      "oh seven three nine": "0739",
      "+12065550100": undefined,
      "4211 33999": undefined,
      "12": undefined,
      "I forgot it": undefined,
    });
    understands(PIN, "es_US", {
      "cuatro dos uno uno": "4211",
      "cuarenta y dos once": "4211",
      "cero siete tres nueve": "0739",
      "veintiuno doble cero": "2100",
    });
  });

  it("are a phone number with its signs, and shorter ones are none", () => {
    understands("AMAZON.PhoneNumber", "en_US", {
      "+1 206 555 0100": "+12065550100",
      "(206) 555-0100": "2065550100",
      "my number is 206.555.0100, thanks": "2065550100",
      "two oh six five five five oh one oh oh": "2065550100",
      "plus one two oh six five five five oh one oh oh": "+12065550100",
      "4211": undefined,
    });
  });

  it("are letters too in an AlphaNumeric of any pattern", () => {
    const order = { ...PIN, pattern: "[A-Z]{2}[0-9]{3}" };
    understands(order, "en_US", { "A B one two three": "AB123", "it is ab123": "AB123", "123": undefined });
    understands("AMAZON.AlphaNumeric", "en_US", { "b2 c": "B2C" });
  });

  it("are numbers", () => {
    understands("AMAZON.Number", "en_US", {
      "twenty one": "21",
      "one hundred and five": "105",
      "two thousand three hundred": "2300",
      "1,250": "1250",
      "3.5": "3.5",
      none: undefined,
    });
    understands("AMAZON.Number", "es_US", {
      "treinta y dos": "32",
      "ciento cinco": "105",
      "dos mil trescientos": "2300",
    });
  });
});

describe("lists, answers and free text", () => {
  it("find values by name, synonym and with one letter wrong, and nothing else when closed", () => {
    understands(LIST, "en_US", {
      "a Coffee please": "coffee",
      "a cup of joe": "coffee",
      expresso: "coffee",
      tea: "tea",
      te: undefined,
      milk: undefined,
    });
  });

  it("keep what was said in an open list, and take what is not declared when asked", () => {
    const open = { ...LIST, closed: false };
    understands(open, "en_US", { "an espresso": "espresso", "warm milk": "warm milk" });
  });

  it("tell yes from no", () => {
    for (const text of ["yes", "yeah sure", "that's right", "please do", "OK"]) {
      expect(
        answerOf(
          tokensOf(text).map(({ norm }) => norm),
          "en",
        ),
        text,
      ).to.equal("yes");
    }
    for (const text of ["no", "no, that's not right", "don't", "nope"]) {
      expect(
        answerOf(
          tokensOf(text).map(({ norm }) => norm),
          "en",
        ),
        text,
      ).to.equal("no");
    }
    for (const [text, wanted] of [
      ["sí, claro", "yes"],
      ["No, mejor no", "no"],
      ["quizás", undefined],
    ] as const) {
      expect(
        answerOf(
          tokensOf(text).map(({ norm }) => norm),
          "es",
        ),
        text,
      ).to.equal(wanted);
    }
    understands("AMAZON.Confirmation", "en_US", { sure: "Yes", nope: "No", well: undefined });
  });

  it("take an e-mail address out of a sentence, and any text for names and free forms", () => {
    understands("AMAZON.EmailAddress", "en_US", {
      "it is alex@example.com, thanks": "alex@example.com",
      "at home": undefined,
    });
    understands("AMAZON.FirstName", "en_US", { " Alex ": "Alex" });
    understands("AMAZON.FreeFormInput", "en_US", { "it broke": "it broke" });
  });
});

describe("any slot type, whatever is said", () => {
  const types = ["AMAZON.Date", "AMAZON.PhoneNumber", "AMAZON.Number", "AMAZON.AlphaNumeric", PIN, LIST];
  const words = fc.constantFrom(
    ..."next friday the 5th of march tomorrow in three days 31 el dia cinco de abril proximo double four + 2026-02-30 13/13 mil".split(
      " ",
    ),
  );
  const said = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words, { maxLength: 8 }).map((list) => list.join(" ")),
  );

  it("finds values that stand in the text, and dates the calendar has", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.constantFrom("en_US", "en_GB", "es_US", "de_DE"),
        said,
        (type, locale, text) => {
          const tokens = tokensOf(text);
          const name = typeof type === "string" ? type : type.name;
          const finder = finderOf(name, typeof type === "string" ? undefined : type, locale);
          const context = { text, tokens, language: locale.slice(0, 2), today: TODAY, asked: true };
          for (const { from, to, value: found } of finder.find(context)) {
            expect(from).to.be.within(0, tokens.length - 1);
            expect(to).to.be.within(from + 1, tokens.length);
            expect(found).not.to.equal("");
            if (name === "AMAZON.Date") expect(parseDay(found), found).to.be.a("number");
            if (name === "Pin") expect(found).to.match(/^[0-9]{4,6}$/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("takes any date of the calendar in digits", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), (day) => {
        const iso = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect(value("AMAZON.Date", `on ${iso} please`)).to.equal(iso);
      }),
    );
  });

  it("finds every spelling of the same digits", () => {
    const digit = "zero one two three four five six seven eight nine".split(" ");
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 4, maxLength: 6 }), (digits) => {
        const pin = digits.join("");
        for (const spoken of [pin, digits.join(" "), digits.map((each) => digit[each]).join(" ")]) {
          expect(value(PIN, `my PIN is ${spoken}`), spoken).to.equal(pin);
        }
      }),
    );
  });
});
