/** Schedule expressions: what they mean, against a calendar read minute by minute, and what is none. */
import { expect } from "chai";
import fc from "fast-check";
import { parseSchedule } from "../../local/scheduler/scheduleExpression";

const MINUTE = 60_000;

/** The next firings after an instant. */
function firings(expression: string, after: string, count: number, zone = "UTC"): string[] {
  const times = parseSchedule(expression, zone);
  const found: string[] = [];
  let at: number | undefined = Date.parse(after);
  while (found.length < count && (at = times.after(at)) !== undefined)
    found.push(new Date(at).toISOString().slice(0, 16));
  return found;
}

describe("schedule expressions", () => {
  const CASES: [string, string, string, string[]][] = [
    ["rate(5 minutes)", "UTC", "2026-03-02T09:01:00Z", ["2026-03-02T09:05", "2026-03-02T09:10"]],
    ["rate(1 hour)", "UTC", "2026-03-02T09:01:00Z", ["2026-03-02T10:00", "2026-03-02T11:00"]],
    ["rate(1 day)", "UTC", "2026-03-02T09:01:00Z", ["2026-03-03T00:00", "2026-03-04T00:00"]],
    ["cron(15 * * * ? *)", "UTC", "2026-03-02T09:15:00Z", ["2026-03-02T10:15", "2026-03-02T11:15"]],
    ["cron(0/20 9 ? * MON-FRI *)", "UTC", "2026-03-06T09:30:00Z", ["2026-03-06T09:40", "2026-03-09T09:00"]],
    ["cron(0 0 L * ? *)", "UTC", "2026-01-31T00:00:00Z", ["2026-02-28T00:00", "2026-03-31T00:00"]],
    ["cron(0 0 LW * ? *)", "UTC", "2026-01-31T00:00:00Z", ["2026-02-27T00:00", "2026-03-31T00:00"]],
    ["cron(0 0 1W * ? *)", "UTC", "2026-01-02T00:00:00Z", ["2026-02-02T00:00", "2026-03-02T00:00"]],
    ["cron(0 0 ? * 6#3 *)", "UTC", "2026-01-31T00:00:00Z", ["2026-02-20T00:00", "2026-03-20T00:00"]],
    ["cron(0 0 ? * FRIL *)", "UTC", "2026-01-31T00:00:00Z", ["2026-02-27T00:00", "2026-03-27T00:00"]],
    ["cron(0 0 29 2 ? *)", "UTC", "2026-01-31T00:00:00Z", ["2028-02-29T00:00", "2032-02-29T00:00"]],
    ["cron(0 12 1 1 ? 2027)", "UTC", "2026-01-31T00:00:00Z", ["2027-01-01T12:00"]],
    ["cron(0 0 30 2 ? *)", "UTC", "2026-01-31T00:00:00Z", []],
    ["at(2026-03-02T09:00:00)", "America/New_York", "2026-01-31T00:00:00Z", ["2026-03-02T14:00"]],
    // The clocks skip half past two in spring, and show half past one twice in autumn.
    ["cron(30 2 * * ? *)", "America/New_York", "2026-03-06T08:00:00Z", ["2026-03-07T07:30", "2026-03-09T06:30"]],
    ["cron(30 1 * * ? *)", "America/New_York", "2026-10-31T06:00:00Z", ["2026-11-01T05:30", "2026-11-02T06:30"]],
  ];
  for (const [expression, zone, after, expected] of CASES) {
    it(`${expression} in ${zone}`, () => {
      expect(firings(expression, after, 2, zone)).to.deep.equal(expected);
    });
  }

  it("fire at every minute that fits, and at no other", () => {
    const fields = fc.record({
      minute: fc.constantFrom("0", "7/13", "5-9", "*", "0,30"),
      hour: fc.constantFrom("*", "3", "0-5/2", "22,23"),
      day: fc.constantFrom("* * ?", "1,15 * ?", "? * 2-4", "? 1/2 SUN", "28-31 2,3 ?"),
      after: fc.integer({ min: Date.UTC(2026, 0, 1) / MINUTE, max: Date.UTC(2027, 0, 1) / MINUTE }),
    });
    const fits = (text: string, value: number, least: number, most: number): boolean =>
      text === "?" ||
      text.split(",").some((entry) => {
        const [range = "", every] = entry.split("/");
        const [from = "", to] = range.split("-");
        const first = from === "*" ? least : from === "SUN" ? 1 : Number(from);
        const last = to === undefined ? (from === "*" || every !== undefined ? most : first) : Number(to);
        return value >= first && value <= last && (value - first) % Number(every ?? 1) === 0;
      });
    const property = fc.property(fields, ({ minute, hour, day, after }) => {
      const [dayOfMonth = "", month = "", dayOfWeek = ""] = day.split(" ");
      const next = parseSchedule(`cron(${minute} ${hour} ${day} *)`).after(after * MINUTE) ?? Number.NaN;
      const matches = (at: Date): boolean =>
        fits(minute, at.getUTCMinutes(), 0, 59) &&
        fits(hour, at.getUTCHours(), 0, 23) &&
        fits(dayOfMonth, at.getUTCDate(), 1, 31) &&
        fits(month, at.getUTCMonth() + 1, 1, 12) &&
        fits(dayOfWeek, at.getUTCDay() + 1, 1, 7);
      expect(matches(new Date(next)), new Date(next).toISOString()).to.equal(true);
      const until = Math.min(next, (after + 1000) * MINUTE);
      for (let at = (after + 1) * MINUTE; at < until; at += MINUTE) {
        expect(matches(new Date(at)), new Date(at).toISOString()).to.equal(false);
      }
    });
    fc.assert(property, { numRuns: 30 });
  });

  const REFUSED: [string, string][] = [
    ["every hour", "is no schedule"],
    ["rate(0 minutes)", "whole number from 1"],
    ["rate(5 seconds)", "minutes, hours or days"],
    ["cron(0 0 * * *)", "5 fields"],
    ["cron(0 0 * * * *)", "exactly one of them is ?"],
    ["cron(0 0 ? * ? *)", "exactly one of them is ?"],
    ["cron(60 0 * * ? *)", "minutes"],
    ["cron(0 0 ? * 2#6 *)", "1 to 5"],
    ["cron(0 9-8 * * ? *)", "smaller to the larger"],
    ["at(2026-03-02)", "is no date"],
  ];
  for (const [expression, reason] of REFUSED) {
    it(`refuse ${expression}`, () => {
      expect(() => parseSchedule(expression)).to.throw(reason);
    });
  }

  it("refuse a time zone nobody knows", () => {
    expect(() => parseSchedule("rate(1 hour)", "Moon/Base")).to.throw("Moon/Base");
  });
});
