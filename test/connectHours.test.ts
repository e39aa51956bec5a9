/** Hours of operation on the local wall clock: daylight saving, holidays, nights, whole days. */
import { expect } from "chai";
import * as fc from "fast-check";
import { type HoursConfig, HoursOfOperation } from "../local/connect/hours";
import { DAYS, openings, time } from "./support/connectGraph";

const WORKDAYS = DAYS.slice(0, 5);

function hoursOf(config: Partial<Record<keyof HoursConfig, unknown>>): HoursOfOperation {
  const whole = { Name: "test", TimeZone: "America/New_York", Config: openings(WORKDAYS, "9:00", "17:00"), ...config };
  return new HoursOfOperation("id", "arn", whole as HoursConfig);
}

function openAt(hours: HoursOfOperation, instant: string): boolean {
  return hours.isOpen(Date.parse(instant));
}

const SUNDAY_FIRST = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];

/** What a clock on the wall and a calendar show. */
function wallClock(timeZone: string, at: number): { date: string; weekday: number; minute: number } {
  const options = { timeZone, dateStyle: "short", timeStyle: "short" } as const;
  const [date = "", clock = ""] = new Date(at).toLocaleString("sv-SE", options).split(" ");
  const [hour = 0, minutes = 0] = clock.split(":").map(Number);
  return { date, weekday: new Date(`${date}T00:00:00Z`).getUTCDay(), minute: hour * 60 + minutes };
}

describe("hours of operation", () => {
  const cases: {
    does: string;
    config?: Partial<Record<keyof HoursConfig, unknown>>;
    open?: string[];
    closed?: string[];
  }[] = [
    {
      does: "open at the first minute and close at the last, in their own time zone",
      open: ["2026-01-05T14:00:00Z", "2026-01-05T21:59:59Z"],
      closed: ["2026-01-05T13:59:59Z", "2026-01-05T22:00:00Z", "2026-01-04T15:00:00Z"],
    },
    {
      does: "follow the clocks as daylight saving begins (8 March 2026) and ends (1 November 2026)",
      open: ["2026-03-06T14:00:00Z", "2026-03-09T13:00:00Z", "2026-10-30T13:00:00Z", "2026-11-02T14:00:00Z"],
      closed: ["2026-03-06T13:30:00Z", "2026-03-09T21:00:00Z", "2026-11-02T13:30:00Z"],
    },
    {
      does: "treat the hour that happens twice as open twice, and the one that never happens as gone",
      config: { Config: openings(["SUNDAY"], "1:00", "3:00") },
      open: ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z", "2026-03-08T06:30:00Z"],
      closed: ["2026-11-01T08:00:00Z", "2026-03-08T07:00:00Z"],
    },
    {
      does: "know zones with quarter hours and clocks that run the other way round the year",
      config: { TimeZone: "Asia/Kathmandu", Config: openings(DAYS, "9:00", "10:00") },
      open: ["2026-06-01T03:15:00Z"],
      closed: ["2026-06-01T03:14:59Z", "2026-06-01T04:15:00Z"],
    },
    {
      does: "are always open from midnight to midnight",
      config: { Config: openings(DAYS, "0:00", "0:00") },
      open: ["2026-03-08T06:59:00Z", "2026-03-08T07:00:00Z", "2026-12-31T23:59:59Z"],
    },
    {
      does: "run past midnight into the next day",
      config: { Config: openings(["FRIDAY"], "22:00", "2:00") },
      open: ["2026-01-10T03:00:00Z", "2026-01-10T06:59:00Z"],
      closed: ["2026-01-10T02:59:00Z", "2026-01-10T07:00:00Z", "2026-01-09T06:00:00Z"],
    },
    {
      does: "close for a holiday, and open again the day after",
      config: {
        HoursOfOperationOverrides: [
          { OverrideName: "New Year", EffectiveFrom: "2026-01-01", EffectiveTill: "2026-01-01", OverrideConfig: [] },
        ],
      },
      open: ["2025-12-31T15:00:00Z", "2026-01-02T15:00:00Z"],
      closed: ["2026-01-01T15:00:00Z"],
    },
    {
      does: "open other hours on the dates of an override, and stay closed on days it does not name",
      config: {
        HoursOfOperationOverrides: [
          {
            OverrideName: "sale",
            EffectiveFrom: "2026-01-05",
            EffectiveTill: "2026-01-06",
            OverrideConfig: openings(["MONDAY"], "12:00", "20:00"),
          },
        ],
      },
      open: ["2026-01-05T17:00:00Z", "2026-01-06T00:30:00Z", "2026-01-07T15:00:00Z"],
      closed: ["2026-01-05T15:00:00Z", "2026-01-06T15:00:00Z"],
    },
    {
      does: "do not run from the night before into a holiday",
      config: {
        Config: openings(["FRIDAY"], "22:00", "2:00"),
        HoursOfOperationOverrides: [{ EffectiveFrom: "2026-01-10", EffectiveTill: "2026-01-10" }],
      },
      open: ["2026-01-10T04:00:00Z"],
      closed: ["2026-01-10T05:30:00Z"],
    },
    {
      does: "stay closed where a closure and other hours meet",
      config: {
        HoursOfOperationOverrides: [
          { EffectiveFrom: "2026-01-01", EffectiveTill: "2026-01-31", OverrideConfig: openings(DAYS, "0:00", "0:00") },
          { EffectiveFrom: "2026-01-05", EffectiveTill: "2026-01-05", OverrideConfig: [] },
        ],
      },
      open: ["2026-01-04T15:00:00Z"],
      closed: ["2026-01-05T15:00:00Z"],
    },
  ];
  for (const { does, config = {}, open = [], closed = [] } of cases) {
    it(does, () => {
      const hours = hoursOf(config);
      for (const instant of open) expect(openAt(hours, instant), `open at ${instant}`).to.equal(true);
      for (const instant of closed) expect(openAt(hours, instant), `closed at ${instant}`).to.equal(false);
    });
  }

  it("agree with the wall clock the platform shows, at any instant of the year", () => {
    const zones = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns"];
    const year = { min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2027-01-01T00:00:00Z") };
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer(year), fc.nat(23), fc.nat(23), (zone, at, from, to) => {
        const hours = hoursOf({ TimeZone: zone, Config: openings(DAYS, `${from}:00`, `${to}:00`) });
        const shown = new Date(at).toLocaleString("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" });
        const hour = Number(shown);
        const expected = from < to ? from <= hour && hour < to : from <= hour || hour < to;
        expect(hours.isOpen(at)).to.equal(expected);
      }),
    );
  });

  it("follow the wall clock through the nights in which the clocks change, also past midnight and into a holiday", () => {
    const changes = [
      ["America/New_York", "2026-03-08T07:00:00Z"],
      ["America/New_York", "2026-11-01T06:00:00Z"],
      ["Europe/London", "2026-03-29T01:00:00Z"],
      ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
      // Beirut and Santiago change at midnight: one night in the year there is no 00:00.
      ["America/Santiago", "2026-09-06T04:00:00Z"],
    ] as const;
    const minute = fc.nat(24 * 60 - 1);
    const week = fc.array(fc.record({ day: fc.nat(6), from: minute, to: minute }), { maxLength: 6 });
    const near = fc.integer({ min: -40 * 60, max: 40 * 60 });
    const time = (of: number) => ({ Hours: Math.floor(of / 60), Minutes: of % 60 });
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        week,
        near,
        fc.boolean(),
        ([zone, change], openingTimes, off, holiday) => {
          const at = Date.parse(change) + off * 60_000;
          const local = wallClock(zone, at);
          const hours = hoursOf({
            TimeZone: zone,
            Config: openingTimes.map(({ day, from, to }) => ({
              Day: SUNDAY_FIRST[day],
              StartTime: time(from),
              EndTime: time(to),
            })),
            HoursOfOperationOverrides: holiday
              ? [{ EffectiveFrom: local.date, EffectiveTill: local.date, OverrideConfig: [] }]
              : [],
          });
          const expected =
            !holiday &&
            openingTimes.some(({ day, from, to }) => {
              const overnight = to <= from;
              const today = day === local.weekday && from <= local.minute && (overnight || local.minute < to);
              return today || (overnight && (day + 1) % 7 === local.weekday && local.minute < to);
            });
          expect(hours.isOpen(at)).to.equal(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  for (const { what, config, says } of [
    { what: "a time zone that is none", config: { TimeZone: "Mars/Olympus" }, says: "IANA" },
    { what: "a day that is none", config: { Config: openings(["FUNDAY"], "9:00", "17:00") }, says: "FUNDAY" },
    {
      what: "a time that is none",
      config: { Config: [{ Day: "MONDAY", StartTime: time("25:00"), EndTime: time("9:00") }] },
      says: "0…23",
    },
    {
      what: "a date that is none",
      config: { HoursOfOperationOverrides: [{ EffectiveFrom: "2026-02-30", EffectiveTill: "2026-03-01" }] },
      says: "YYYY-MM-DD",
    },
    {
      what: "dates in the wrong order",
      config: { HoursOfOperationOverrides: [{ EffectiveFrom: "2026-03-02", EffectiveTill: "2026-03-01" }] },
      says: "before it begins",
    },
  ]) {
    it(`refuse ${what}, naming the hours`, () => {
      expect(() => hoursOf(config))
        .to.throw(RangeError, says)
        .with.property("message")
        .that.contains('"test"');
    });
  }
});
