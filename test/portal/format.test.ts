import { expect } from "chai";
import fc from "fast-check";
import { type ChangeDraft, momentsOf, periodNow } from "../../portal/draft";
import { effectOf } from "../../portal/format/effects";
import { waitingTime } from "../../portal/format/figures";
import { endOfDay, instantOf, localTime, shortEnd, shortTime } from "../../portal/format/zone";
import { withLocalTimes } from "../../portal/format/words";
import { addressOf, type Route, routeOf } from "../../portal/routes";

const ZONES = ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "America/Santiago"];
const ZONE = "America/New_York";
const NOON = Date.parse("2026-03-04T17:00:00Z");

describe("times in the operations portal", () => {
  const minutes = fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2031, 0) / 60_000 });

  it("are the moment whose clock time they are, the first of two, in every zone", () => {
    fc.assert(
      fc.property(minutes, fc.constantFrom(...ZONES), (minute, zone) => {
        const instant = minute * 60_000;
        const shown = localTime(instant, zone);
        const read = instantOf(shown, zone);
        expect(localTime(read ?? 0, zone)).to.deep.equal(shown);
        expect(read).to.be.at.most(instant);
      }),
    );
  });

  it("are the first of the two when clocks go back, and an hour later when they go past them", () => {
    expect(instantOf({ date: "2026-11-01", time: "01:30" }, ZONE)).to.equal(Date.parse("2026-11-01T05:30:00Z"));
    expect(instantOf({ date: "2026-03-08", time: "02:30" }, ZONE)).to.equal(Date.parse("2026-03-08T07:30:00Z"));
    expect(localTime(Date.parse("2026-03-08T07:30:00Z"), ZONE).time).to.equal("03:30");
  });

  it("are none when there is no such date or time", () => {
    for (const [date, time] of [
      ["2026-02-30", "10:00"],
      ["", "10:00"],
      ["2026-03-04", ""],
      ["2026-03-04", "25:00"],
      ["2026-03-04", "1"],
    ]) {
      expect(instantOf({ date: date ?? "", time: time ?? "" }, ZONE), `${date} ${time}`).to.equal(undefined);
    }
  });

  it("end the day at midnight, however long it is", () => {
    expect(endOfDay(NOON, ZONE)).to.equal(Date.parse("2026-03-05T05:00:00Z"));
    expect(endOfDay(Date.parse("2026-03-08T06:00:00Z"), ZONE)).to.equal(Date.parse("2026-03-09T04:00:00Z"));
  });

  it("are said in few words, as seen from now", () => {
    const said = (iso: string): string => shortTime(Date.parse(iso), NOON, ZONE);
    expect(said("2026-03-04T22:05:00Z")).to.equal("17:05");
    expect(said("2026-03-05T14:00:00Z")).to.equal("tomorrow 09:00");
    expect(said("2026-03-04T03:00:00Z")).to.equal("yesterday 22:00");
    expect(said("2026-03-10T13:00:00Z")).to.equal("Tue 10 March 09:00");
    expect(said("2027-01-04T14:00:00Z")).to.equal("Mon 4 January 2027 09:00");
    expect(shortEnd(Date.parse("2026-03-05T05:00:00Z"), NOON, ZONE)).to.equal("midnight");
    expect(withLocalTimes("closed at 2026-03-04T22:05:00Z.", NOON, ZONE)).to.equal("closed at 17:05.");
  });

  it("of waits are short", () => {
    expect([null, 0, 59.4, 60, 185, 3_600, 4_800].map(waitingTime)).to.deep.equal([
      "–",
      "0 s",
      "59 s",
      "1:00 min",
      "3:05 min",
      "1:00 h",
      "1:20 h",
    ]);
  });
});

describe("a period that is typed", () => {
  const draft = (period: Partial<ChangeDraft["period"]>, value: ChangeDraft["value"] = "closed"): ChangeDraft => ({
    kind: "change",
    scope: "queue/sales",
    version: 0,
    field: "state",
    value,
    period: { ...periodNow(NOON, ZONE, "hour"), ...period },
    why: "",
  });

  it("has the moments it says", () => {
    expect(momentsOf(draft({}), NOON, ZONE)).to.deep.equal({ until: "2026-03-04T18:00:00Z" });
    expect(momentsOf(draft({ ending: "day" }), NOON, ZONE)).to.deep.equal({ until: "2026-03-05T05:00:00Z" });
    expect(momentsOf(draft({ ending: "open" }, "open"), NOON, ZONE)).to.deep.equal({});
    const from = { date: "2026-03-06", time: "09:00" };
    expect(momentsOf(draft({ start: "at", from, ending: "day" }), NOON, ZONE)).to.deep.equal({
      from: "2026-03-06T14:00:00Z",
      until: "2026-03-07T05:00:00Z",
    });
  });

  it("is refused when it is over, ends before it begins, or closes for too long", () => {
    const over = { date: "2026-03-04", time: "11:59" };
    expect(momentsOf(draft({ start: "at", from: over }), NOON, ZONE).fromProblem).to.match(/is over/);
    expect(momentsOf(draft({ ending: "at", until: over }), NOON, ZONE).untilProblem).to.match(/has to come after/);
    const late = { date: "2026-04-05", time: "12:00" };
    expect(momentsOf(draft({ ending: "at", until: late }), NOON, ZONE).untilProblem).to.match(/31 days/);
    expect(momentsOf(draft({ ending: "at", until: late }, "open"), NOON, ZONE)).to.have.keys("until");
  });

  it("is told with what callers hear", () => {
    const until = "2026-03-04T18:00:00Z";
    expect(effectOf("center", { field: "state", value: "closed", until }, NOON, ZONE)).to.match(
      /^From now until 13:00, every caller hears that the contact centre is closed/,
    );
    expect(effectOf("queue/sales", { field: "message", value: {}, from: "2026-03-05T14:00:00Z" }, NOON, ZONE)).to.equal(
      "From tomorrow 09:00, callers for sales hear no special message.",
    );
  });
});

describe("addresses of the operations portal", () => {
  it("lead to the page they are of, whatever a queue is called", () => {
    const name = fc.string({ minLength: 1, unit: "grapheme" });
    const routes = fc.oneof(
      fc.constantFrom<Route>(
        { page: "board" },
        { page: "center" },
        { page: "planned" },
        { page: "history" },
        { page: "wall" },
      ),
      name.map((text): Route => ({ page: "queue", name: text })),
      name.map((scope): Route => ({ page: "history", scope })),
    );
    fc.assert(
      fc.property(routes, (route) => {
        expect(routeOf(new URL(addressOf(route), "https://portal.example.com"))).to.deep.equal(route);
      }),
    );
  });

  it("that are none lead to the board", () => {
    for (const hash of ["", "#", "#/", "#/nothing", "#/queue/", "#/queue/%", "#code"]) {
      expect(routeOf({ search: "", hash }), hash).to.deep.equal({ page: "board" });
    }
  });
});
