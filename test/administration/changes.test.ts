/** What holds at a time: against the plainest reading of the rule, and through pruning and taking back. */
import { expect } from "chai";
import fc from "fast-check";
import { changesInForce, prune, type TimedChange, valueAt, valuesAt } from "../../administration/changes";
import { MOST_CHANGES, sizeProblem, withChange, withoutChange, withoutWrite } from "../../administration/edits";
import { DEFAULTS, type Field, QUEUE_FIELDS } from "../../administration/fields";
import { timeText } from "../../administration/times";
import { change } from "../support/settingsRows";

const BASE = Date.parse("2026-03-04T12:00:00Z");
const at = (minute: number): number => BASE + minute * 60_000;

const minutes = fc.integer({ min: 0, max: 12 });

/** Few fields, values and times, so that changes meet. */
const anyChange: fc.Arbitrary<TimedChange> = fc
  .record({
    kind: fc.constantFrom(
      { field: "music" as const, value: "jazz" as const },
      { field: "music" as const, value: "rock" as const },
      { field: "callback" as const, value: "off" as const },
      { field: "callback" as const, value: "on" as const },
    ),
    from: fc.option(minutes, { nil: undefined }),
    length: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    id: fc.uuid(),
  })
  .map(({ kind, from, length, id }) =>
    change(kind.field, kind.value, {
      id,
      ...(from === undefined ? {} : { from: timeText(at(from)) }),
      ...(length === undefined ? {} : { until: timeText(at((from ?? 0) + length)) }),
    }),
  );

const anyChanges = fc.array(anyChange, { maxLength: 8 });

/** The rule word by word: from the last to the first, the one that covers the time. */
function oracle(changes: readonly TimedChange[], field: Field, time: number): unknown {
  for (let position = changes.length - 1; position >= 0; position -= 1) {
    const each = changes[position];
    if (each?.field !== field) continue;
    const begun = each.from === undefined || Date.parse(each.from) <= time;
    if (begun && (each.until === undefined || time < Date.parse(each.until))) return each.value;
  }
  return DEFAULTS[field];
}

describe("timed changes", () => {
  it("hold as the one written last of those that cover the time, else what is declared", () => {
    fc.assert(
      fc.property(anyChanges, minutes, fc.integer({ min: -1, max: 1 }), (changes, minute, millisecond) => {
        const time = at(minute) + millisecond;
        for (const field of QUEUE_FIELDS) {
          expect(valueAt(changes, field, time)).to.deep.equal(oracle(changes, field, time));
          expect(valuesAt(changes, time)[field]).to.deep.equal(oracle(changes, field, time));
          const inForce = changesInForce(changes, time)[field];
          expect(inForce?.value ?? DEFAULTS[field]).to.deep.equal(oracle(changes, field, time));
        }
      }),
    );
  });

  it("can be pruned without changing what holds now or later, again and again", () => {
    fc.assert(
      fc.property(anyChanges, minutes, minutes, (changes, first, second) => {
        const [now, later] = [at(Math.min(first, second)), at(Math.max(first, second))];
        const pruned = prune(changes, now);
        for (let minute = 0; minute <= 20; minute += 1) {
          if (at(minute) < now) continue;
          expect(valuesAt(pruned, at(minute))).to.deep.equal(valuesAt(changes, at(minute)));
        }
        expect(prune(pruned, now)).to.deep.equal(pruned);
        // What was pruned before is pruned all the same: it does not matter whether somebody wrote in between.
        expect(prune(pruned, later)).to.deep.equal(prune(changes, later));
      }),
    );
  });

  it("can be taken back: what held before holds again, and later changes of other fields stay", () => {
    fc.assert(
      fc.property(anyChanges, anyChange, anyChange, (changes, made, other) => {
        const before = prune(changes, BASE);
        const after = withChange(before, made, BASE);
        const now = other.field === made.field ? after : withChange(after, other, BASE);
        const undone = withoutWrite(now, { field: made.field, before, after }, BASE) ?? [];
        for (let minute = 0; minute <= 20; minute += 1) {
          expect(valueAt(undone, made.field, at(minute))).to.deep.equal(valueAt(before, made.field, at(minute)));
          if (other.field === made.field) continue;
          expect(valueAt(undone, other.field, at(minute))).to.deep.equal(valueAt(now, other.field, at(minute)));
        }
      }),
    );
  });

  it("cannot be taken back once their field was touched again", () => {
    const first = change("music", "jazz", { id: "1" });
    const second = change("music", "rock", { id: "2", until: timeText(at(5)) });
    const after = withChange([], first, BASE);
    const write = { field: "music", before: [], after };
    expect(withoutWrite(withChange(after, second, BASE), write, BASE)).to.equal(undefined);
    expect(withoutWrite(withChange(after, second, BASE), write, at(5)), "it is over").to.deep.equal([]);
    const replaced = { field: "music", before: [second], after };
    expect(withoutWrite(withoutChange(after, "1", BASE), replaced, BASE), "it was ended").to.equal(undefined);
  });

  it("take the place of those of the same field and the same time", () => {
    for (const until of [undefined, timeText(at(5))]) {
      const [first, second] = ["1", "2"].map((id) => change("music", "jazz", { id, ...(until ? { until } : {}) }));
      expect(withChange(first ? [first] : [], second ?? change("music", "pop"), BASE)).to.deep.equal([second]);
    }
  });

  it("end as if they had never been, whoever has written meanwhile", () => {
    fc.assert(
      fc.property(anyChanges, anyChange, minutes, (changes, ended, minute) => {
        const now = at(minute);
        const all = withChange(changes, ended, now);
        const left = withoutChange(all, ended.id, now);
        expect(left.some(({ id }) => id === ended.id)).to.equal(false);
        expect(withoutChange(prune(all, now), ended.id, now)).to.deep.equal(left);
      }),
    );
  });

  it("are at most 50, and at most 150,000 bytes", () => {
    const many = Array.from({ length: MOST_CHANGES + 1 }, (_, n) => change("music", "jazz", { id: `${n}` }));
    expect(sizeProblem(many.slice(1), 3)).to.equal(undefined);
    expect(sizeProblem(many, 3)).to.deep.include({ path: "changes", given: "51 at once" });
    const long = change("message", { "en-US": "é".repeat(1_000) });
    expect(
      sizeProblem(
        Array.from({ length: 50 }, () => long),
        3,
      ),
    ).to.equal(undefined);
    const longer = change("message", Object.fromEntries(["a", "b"].map((name) => [name, "é".repeat(1_000)])));
    expect(
      sizeProblem(
        Array.from({ length: 50 }, () => longer),
        3,
      )?.given,
    ).to.match(/^2\d{5} bytes$/);
  });

  it("have room for all scopes in one answer, however many there are", () => {
    const long = change("message", { "en-US": "a".repeat(1_000) });
    const changes = Array.from({ length: 40 }, () => long);
    expect(sizeProblem(changes, 80)).to.equal(undefined);
    expect(sizeProblem(changes, 101)?.allowed).to.match(/^at most 39603: end a message/);
  });
});
