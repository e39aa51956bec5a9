/** Rules of what may be set: times, closures, redirects, and the words for those who edit at once. */
import { expect } from "chai";
import fc from "fast-check";
import type { Catalogue } from "../../administration/catalogue";
import { checkChange, checkReason } from "../../administration/checkChange";
import { mergeText, overlaps } from "../../administration/mergeText";
import { redirectProblems } from "../../administration/redirects";
import { rowProblems } from "../../administration/rowProblems";
import { readChanges } from "../../administration/readChanges";
import { readTime, timeText } from "../../administration/times";
import { change } from "../support/settingsRows";

const NOW = Date.parse("2026-03-04T12:00:00Z");
const queue = (name: string) => ({ name, arn: `arn:${name}`, id: `id-${name}` });
const CATALOGUE: Catalogue = {
  queues: [queue("Support"), queue("Sales"), queue("Billing")],
  languages: ["en-US", "es-US"],
  voices: { "en-US": "Joanna", "es-US": "Lupe" },
  timeZone: "America/New_York",
};

function check(given: object, scope = "queue/Support") {
  return checkChange(scope, given, CATALOGUE, NOW);
}

/** The paths of what is wrong; none when nothing is. */
function wrong(given: object, scope?: string): string[] {
  const checked = check(given, scope);
  return Array.isArray(checked) ? checked.map(({ path }) => path) : [];
}

describe("what may be set", () => {
  it("is every value of every field, with the catalogue's ARN for a redirect", () => {
    const until = "2026-03-05T12:00:00Z";
    expect(check({ field: "state", value: "closed", until })).to.deep.equal({ field: "state", value: "closed", until });
    const sent = { queue: "Sales", arn: "arn:somewhere-else" };
    expect(check({ field: "redirect", value: sent })).to.deep.equal({
      field: "redirect",
      value: { queue: "Sales", arn: "arn:Sales" },
    });
    const texts = { "en-US": "Hi & <p>you</p>", "es-US": " " };
    expect(check({ field: "message", value: texts })).to.deep.include({ value: { "en-US": "Hi & <p>you</p>" } });
    expect(wrong({ field: "redirect", value: "" })).to.deep.equal([]);
    expect(wrong({ field: "music", value: "" })).to.deep.equal([]);
    expect(wrong({ field: "priority", value: "low" })).to.deep.equal([]);
    expect(wrong({ field: "message", value: {} }, "center")).to.deep.equal([]);
  });

  it("is nothing else", () => {
    expect(wrong({})).to.deep.equal(["field"]);
    expect(wrong({ field: "music", value: "jazz" }, "center"), "queues only").to.deep.equal(["field"]);
    expect(wrong({ field: "constructor", value: "x" })).to.deep.equal(["field"]);
    expect(wrong({ field: "music", value: "polka" })).to.deep.equal(["music"]);
    expect(wrong({ field: "state" })).to.deep.equal(["state"]);
    expect(wrong({ field: "redirect", value: { queue: "Support" } }), "to itself").to.deep.equal(["redirect"]);
    expect(wrong({ field: "redirect", value: { queue: "Nowhere" } })).to.deep.equal(["redirect"]);
    expect(wrong({ field: "message", value: "text" })).to.deep.equal(["message"]);
    expect(wrong({ field: "message", value: { "fr-FR": "Salut" } })).to.deep.equal(["message in fr-FR"]);
    expect(wrong({ field: "message", value: { "en-US": "<b>", "es-US": "<i>" } })).to.have.length(2);
    expect(wrong({ field: "music", value: "polka", until: "tomorrow" }), "both").to.deep.equal(["music", "until"]);
  });

  it("is never a closure without an end, or of more than 31 days", () => {
    const closed = { field: "state", value: "closed" };
    expect(wrong(closed)).to.deep.equal(["until"]);
    expect(wrong(closed, "center")).to.deep.equal(["until"]);
    expect(wrong({ ...closed, until: "2026-04-04T12:00:00Z" })).to.deep.equal([]);
    expect(wrong({ ...closed, until: "2026-04-04T12:00:01Z" })).to.deep.equal(["until"]);
    const from = "2026-03-10T12:00:00Z";
    expect(wrong({ ...closed, from, until: "2026-04-10T12:00:00Z" })).to.deep.equal([]);
    expect(wrong({ ...closed, from, until: "2026-04-10T12:00:01Z" })).to.deep.equal(["until"]);
    expect(wrong({ field: "state", value: "open" }), "opening needs none").to.deep.equal([]);
  });

  it("begins now or later, and ends after it began", () => {
    const music = { field: "music", value: "jazz" };
    expect(check({ ...music, from: "2026-03-04T11:50:00Z" }), "a moment ago is now").to.deep.equal(music);
    expect(wrong({ ...music, from: "2026-03-04T11:00:00Z" })).to.deep.equal(["from"]);
    expect(wrong({ ...music, until: "2026-03-04T12:00:00Z" })).to.deep.equal(["until"]);
    const from = "2026-03-05T00:00:00Z";
    expect(wrong({ ...music, from, until: from })).to.deep.equal(["until"]);
    expect(check({ ...music, from: "2026-03-05T00:00:00.250Z" })).to.include({ from });
    for (const until of ["2026-02-30T00:00:00Z", "2026-03-05", "soon", 5, null, "2026-03-05T00:00:00+01:00"]) {
      expect(wrong({ ...music, until }), `${until}`).to.deep.equal(["until"]);
    }
  });

  it("has a reason of 1 to 300 characters", () => {
    expect(checkReason("  power\u202e cut\n")).to.equal("power cut");
    expect(checkReason("x".repeat(300))).to.equal("x".repeat(300));
    for (const why of ["", " \u200b ", undefined, 5, "x".repeat(301)]) expect(checkReason(why)).to.have.length(1);
  });

  it("has times that are written as they are read", () => {
    const seconds = { min: 0, max: 4_102_444_800 };
    fc.assert(
      fc.property(fc.integer(seconds), (second) => {
        expect(readTime(timeText(second * 1_000))).to.equal(second * 1_000);
      }),
    );
    for (const none of ["2026-02-30T00:00:00Z", "2026-06-30T23:59:60Z", "2026-03-04T12:00:00+01:00"]) {
      expect(readTime(none), none).to.be.NaN;
    }
    expect(readTime("2028-02-29T00:00:00Z")).to.equal(Date.UTC(2028, 1, 29));
  });
});

describe("redirects", () => {
  const to = (name: string, facts = {}) => change("redirect", { queue: name, arn: `arn:${name}` }, facts);
  const closed = (from: string, until: string) => change("state", "closed", { from, until });

  it("may lead to an open queue that does not redirect", () => {
    expect(redirectProblems({ Support: [to("Sales")], Sales: [], Billing: [] }, "Support", NOW)).to.deep.equal([]);
  });

  it("may not lead on, in a circle, or to a queue that is closed at any moment they hold", () => {
    const given = (queues: Parameters<typeof redirectProblems>[0], name: string): string =>
      redirectProblems(queues, name, NOW).map((problem) => problem.given).join("; "); // prettier-ignore
    const chain = { Support: [to("Sales")], Sales: [to("Billing")], Billing: [] };
    expect(given(chain, "Support")).to.equal("Support is redirected to Sales, which is redirected to Billing now");
    expect(given(chain, "Sales"), "the other end is told, too").to.equal(given(chain, "Support"));
    const circle = { Support: [to("Sales")], Sales: [to("Support")] };
    expect(given(circle, "Sales")).to.match(/Sales is redirected to Support, which is redirected to Sales now/);
    expect(given({ Support: [to("Support")] }, "Support")).to.match(/to itself/);
    const tomorrow = closed("2026-03-05T08:00:00Z", "2026-03-05T09:00:00Z");
    const later = { Support: [to("Sales")], Sales: [tomorrow] };
    expect(given(later, "Sales")).to.equal("Support is redirected to Sales, which is closed at 2026-03-05T08:00:00Z");
    const apart = { Support: [to("Sales", { until: "2026-03-05T08:00:00Z" })], Sales: [tomorrow] };
    expect(given(apart, "Sales"), "one ends as the other begins").to.equal("");
    expect(given(chain, "Billing"), "that one may be led to").to.equal("");
  });

  it("are judged at every moment, against asking every minute", () => {
    const minute = fc.integer({ min: 0, max: 9 });
    const period = fc.tuple(minute, fc.integer({ min: 1, max: 5 })).map(([from, length]) => ({
      from: timeText(NOW + from * 60_000),
      until: timeText(NOW + (from + length) * 60_000),
    }));
    const own = fc.array(fc.tuple(fc.boolean(), period), { maxLength: 3 });
    const theirs = fc.array(fc.tuple(fc.constantFrom("closed", "open", "on"), period), { maxLength: 3 });
    fc.assert(
      fc.property(own, theirs, (mine, others) => {
        const Support = mine.map(([on, facts]) => (on ? to("Sales", facts) : change("redirect", "", facts)));
        const Sales = others.map(([kind, facts]) =>
          kind === "on" ? to("Billing", facts) : change("state", kind as "open" | "closed", facts),
        );
        let bad = false;
        for (let step = 0; step < 16; step += 1) {
          const now = NOW + step * 60_000;
          const holds = (list: readonly { from?: string; until?: string; field: string; value: unknown }[], name: string) =>
            [...list].reverse().find((each) => {
              const begun = Date.parse(each.from ?? "") <= now;
              return each.field === name && begun && now < Date.parse(each.until ?? "");
            })?.value ?? ""; // prettier-ignore
          const leads = holds(Support, "redirect") !== "";
          bad ||= leads && (holds(Sales, "state") === "closed" || holds(Sales, "redirect") !== "");
        }
        expect(redirectProblems({ Support, Sales, Billing: [] }, "Support", NOW).length > 0).to.equal(bad);
        expect(redirectProblems({ Support, Sales, Billing: [] }, "Sales", NOW).length > 0).to.equal(bad);
      }),
    );
  });
});

describe("a row that somebody wrote by hand", () => {
  const sound = change("music", "jazz");
  const flawed: [entry: unknown, says: RegExp][] = [
    ["text", /has no id/],
    [{ ...sound, id: "" }, /has no id/],
    [{ ...sound, field: "colour" }, /no field/],
    [{ ...sound, value: "polka" }, /cannot have/],
    [{ ...sound, from: "yesterday" }, /begins at no time/],
    [{ ...sound, from: "2026-13-01T00:00:00Z" }, /begins at no time/],
    [{ ...sound, until: 5 }, /ends at no time/],
    [change("state", "closed"), /without an end/],
    [{ ...sound, by: undefined }, /who made it/],
  ];
  for (const [entry, says] of flawed) {
    it(`loses what is not sound of it, and says so: ${says.source}`, () => {
      const changes = [entry, sound];
      expect(readChanges("queue/Support", changes)).to.deep.equal([sound]);
      expect(rowProblems("queue/Support", { version: 1, changes })).to.have.length(1);
      expect(rowProblems("queue/Support", { version: 1, changes })[0])
        .to.match(says)
        .and.match(/change 1 /);
    });
  }

  it("may have no version, or changes that are no list", () => {
    expect(rowProblems("center", undefined)).to.deep.equal([]);
    expect(rowProblems("center", { changes: [] })[0]).to.match(/no version/);
    expect(rowProblems("center", { version: -3, changes: [] })[0]).to.match(/no version/);
    expect(rowProblems("center", { version: 1, changes: "none" })[0]).to.match(/not a list/);
    expect(rowProblems("center", { version: 1, changes: [sound] })[0], "not for the centre").to.match(/no field/);
  });
});

describe("those who edit at once", () => {
  it("are told what the others did, and whether it was the same", () => {
    const write = {
      version: 4,
      at: "2026-03-04T12:00:00.000Z",
      by: "alex",
      why: "cut",
      action: "change",
      field: "music",
    };
    expect(mergeText("queue/Support", [write], "priority")).to.equal(
      "Queue Support was changed meanwhile. alex changed the music at 2026-03-04T12:00:00.000Z. " +
        "Your edit is about the priority: send it again to put it on top.",
    );
    const { field: _field, ...unknown } = write;
    expect(overlaps([unknown], "priority"), "nobody knows what it touched").to.equal(true);
    expect(overlaps([write], "priority")).to.equal(false);
    const ended = { ...write, action: "end", by: "sam" };
    expect(mergeText("center", [write, ended], "music")).to.match(
      /^The centre was changed.* alex changed .* and sam ended the music at .* look at what holds now/,
    );
  });
});
