/** Which day is simulated for people who want to see figures. */
import { expect } from "chai";
import { dayToSimulate } from "../../local/cli/simulatedDay";
import { TimeZone } from "../../local/connect/zonedTime";

const NOW = Date.parse("2026-11-23T18:40:12Z");

/** Hours of operation in a zone that are open on some local days of the week (0 is Sunday). */
function hours(zone: string, ...days: number[]) {
  const timeZone = new TimeZone(zone);
  return [
    { zone: timeZone, isOpen: (at: number) => days.length === 0 || days.includes(timeZone.localTime(at).weekday) },
  ];
}

/** The day as text, with its half hours. */
function day(...args: Parameters<typeof dayToSimulate>): string | undefined {
  const found = dayToSimulate(...args);
  return found && `${new Date(found.startMs).toISOString()} ${found.halfHours}`;
}

describe("the simulated day", () => {
  it("is yesterday's business hours where the centre is", () => {
    expect(day(hours("America/New_York"), NOW)).to.equal("2026-11-22T14:00:00.000Z 16");
    expect(day(hours("Asia/Kolkata"), NOW)).to.equal("2026-11-23T03:30:00.000Z 16");
    expect(day(hours("UTC"), NOW)).to.equal("2026-11-22T09:00:00.000Z 16");
  });

  it("is the last day the centre was open", () => {
    expect(day(hours("America/New_York", 1, 2, 3, 4, 5), NOW), "the Friday before").to.equal(
      "2026-11-20T14:00:00.000Z 16",
    );
    expect(day([...hours("UTC"), { zone: new TimeZone("UTC"), isOpen: () => false }], NOW), "all hours count").to.equal(
      undefined,
    );
    expect(day([], NOW)).to.equal(undefined);
  });

  it("ends with the day of UTC, by which figures are counted", () => {
    expect(day(hours("America/Los_Angeles"), NOW)).to.equal("2026-11-22T17:00:00.000Z 14");
  });

  it("begins at nine on days clocks change", () => {
    expect(day(hours("America/New_York"), Date.parse("2026-11-02T03:00:00Z"))).to.equal("2026-10-31T13:00:00.000Z 16");
    expect(day(hours("America/New_York"), Date.parse("2026-11-02T20:00:00Z"))).to.equal("2026-11-01T14:00:00.000Z 16");
  });
});
