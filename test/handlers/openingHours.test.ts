/** What the bot says of the opening hours, and that it agrees with the engine's own reading of them. */
import { expect } from "chai";
import fc from "fast-check";
import { openingHours, type Opening, type OpeningHours } from "../../handlers/domain/openingHours";
import { written } from "../../handlers/words/said";
import { sentences } from "../../handlers/words/sentences";
import { HoursOfOperation } from "../../local/connect/hours";

const office: OpeningHours = {
  zone: "America/New_York",
  week: [["12345", "09:00", "17:00"]],
  dates: [
    ["2026-12-24", "2026-12-25", []],
    ["2026-12-28", "2026-12-28", [["1", "10:00", "12:00"]]],
  ],
};

function says(hours: OpeningHours, at: string): string {
  return written(openingHours(hours, Date.parse(at)), "en").replaceAll(/\s/g, " ");
}

describe("opening hours", () => {
  const cases: Record<string, [hours: OpeningHours, at: string, says: string]> = {
    "open until today's end": [office, "2026-03-04T12:00-05:00", "We are open now, until 5:00 PM."],
    "opens later today": [office, "2026-03-04T08:59-05:00", "We are closed now. We open today at 9:00 AM."],
    "opens on the next day": [
      office,
      "2026-03-04T17:00-05:00",
      "We are closed now. We open on Thursday, March 5, 2026 at 9:00 AM.",
    ],
    "skips the weekend": [
      office,
      "2026-03-06T18:00-05:00",
      "We are closed now. We open on Monday, March 9, 2026 at 9:00 AM.",
    ],
    "skips holidays and keeps their hours": [
      office,
      "2026-12-25T11:00-05:00",
      "We are closed now. We open on Monday, December 28, 2026 at 10:00 AM.",
    ],
    "follows the wall clock when clocks change": [
      { ...office, week: [["0123456", "09:00", "17:00"]] },
      "2026-03-08T16:59-04:00",
      "We are open now, until 5:00 PM.",
    ],
    "runs past midnight": [
      { ...office, week: [["5", "22:00", "02:00"]] },
      "2026-03-07T01:00-05:00",
      "We are open now, until 2:00 AM.",
    ],
    "ends at midnight where the next day has its own hours": [
      { ...office, week: [["3", "22:00", "02:00"]] },
      "2026-12-23T23:00-05:00",
      "We are open now, until 12:00 AM.",
    ],
    "is open around the clock": [
      { ...office, week: [["0123456", "00:00", "00:00"]], dates: [] },
      "2026-03-04T12:00-05:00",
      "We are open around the clock.",
    ],
    "names the day when it is open for days": [
      { ...office, week: [["345", "00:00", "00:00"]], dates: [] },
      "2026-03-04T12:00-05:00",
      "We are open now, until Saturday, March 7, 2026, 12:00 AM.",
    ],
    "is closed for good": [
      { ...office, week: [], dates: [] },
      "2026-03-04T12:00-05:00",
      "We are closed until further notice.",
    ],
  };

  for (const [what, [hours, at, sentence]] of Object.entries(cases)) {
    it(what, () => expect(says(hours, at)).to.equal(sentence));
  }

  const time = fc
    .tuple(fc.nat(23), fc.constantFrom(0, 15, 30, 59))
    .map((parts) => parts.map((n) => String(n).padStart(2, "0")).join(":"));
  const opening: fc.Arbitrary<Opening> = fc.tuple(
    fc.subarray([..."0123456"], { minLength: 1 }).map((days) => days.join("")),
    time,
    time,
  );
  const day = fc.integer({ min: 0, max: 20 }).map((n) => new Date(Date.UTC(2026, 2, 1 + n)).toISOString().slice(0, 10));
  const date = fc
    .tuple(day, day, fc.array(opening, { maxLength: 2 }))
    .map(([a, b, week]): OpeningHours["dates"][number] => (a < b ? [a, b, week] : [b, a, week]));

  it("is open exactly when Amazon Connect's hours of operation are, as the engine reads them", () => {
    const names = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
    const slice = (text: string) => ({ Hours: Number(text.slice(0, 2)), Minutes: Number(text.slice(3)) });
    const config = (week: readonly Opening[]) =>
      week.flatMap(([days, from, to]) =>
        [...days].map((digit) => ({ Day: names[Number(digit)] ?? "", StartTime: slice(from), EndTime: slice(to) })),
      );
    const closed: readonly string[] = [sentences.opensAt.en, sentences.opensOn.en, sentences.closed.en];
    fc.assert(
      fc.property(
        fc.array(opening, { maxLength: 3 }),
        fc.array(date, { maxLength: 3 }),
        fc.integer({ min: 0, max: 20 * 96 }),
        (week, dates, quarter) => {
          const engine = new HoursOfOperation("id", "arn", {
            Name: "hours",
            TimeZone: "Europe/Berlin",
            Config: config(week),
            HoursOfOperationOverrides: dates.map(([EffectiveFrom, EffectiveTill, own]) => {
              return { EffectiveFrom, EffectiveTill, OverrideConfig: config(own) };
            }),
          });
          const now = Date.UTC(2026, 2, 1) + quarter * 900_000;
          const said = openingHours({ zone: "Europe/Berlin", week, dates }, now);
          expect(!closed.includes(said.sentence.en)).to.equal(engine.isOpen(now));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("sentences", () => {
  it("have the same blanks in every language, and no markup", () => {
    const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [name, sentence] of Object.entries(sentences)) {
      expect(blanks(sentence.es), name).to.deep.equal(blanks(sentence.en));
      expect(Object.values(sentence).join(), name).not.to.match(/[<>&]/);
    }
  });
});
