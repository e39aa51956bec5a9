/**
 * Several people who edit at once, on the local DynamoDB: every setting behaves as one register. No update that was
 * acknowledged is lost, and the history has one row a version.
 */
import { expect } from "chai";
import fc from "fast-check";
import type { TimedChange } from "../../administration/changes";
import { useEnvironment } from "../support/handlerLog";
import { claims, ENVIRONMENT, Portal, type StateAnswer } from "./support";

const SCOPES = ["queue/Support", "queue/Sales", "center"] as const;

const anyStep = fc.record({
  scope: fc.constantFrom(...SCOPES),
  deed: fc.constantFrom("jazz", "rock", "off", "message", "end", "undo"),
  /** Whether a refused edit is tried again on top of the others'. */
  persists: fc.boolean(),
});

type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never;

/** What one edit sends, seeing a state; undefined when there is nothing to be done. */
function bodyOf({ scope, deed }: Step, { version, changes }: StateAnswer, why: string): [string, object] | undefined {
  const values: Record<string, object> = {
    jazz: { field: "music", value: "jazz" },
    rock: { field: "music", value: "rock", until: "2026-03-05T00:00:00Z" },
    off: { field: "callback", value: "off" },
    message: { field: "message", value: { "en-US": why } },
  };
  const facts = { scope, version, why };
  if (deed === "undo") return version > 0 ? ["/api/undo", { ...facts, undo: version }] : undefined;
  if (deed === "end") return changes[0] ? ["/api/changes", { ...facts, end: changes[0].id }] : undefined;
  const change = scope === "center" ? values.message : values[deed];
  return ["/api/changes", { ...facts, change: { ...change, why } }];
}

interface Acknowledged {
  scope: string;
  version: number;
  why: string;
  changes: TimedChange[];
}

/** One person's edits, one after the other, each with what it was answered. */
async function edit(portal: Portal, name: string, steps: readonly Step[]): Promise<Acknowledged[]> {
  const containers = portal.containers();
  const user = claims("administrator", portal.now, name);
  const done: Acknowledged[] = [];
  for (const [position, step] of steps.entries()) {
    const why = `${name} ${position}`;
    let seen = await portal.state(step.scope);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const sent = bodyOf(step, seen, why);
      if (!sent) break;
      const { status, body } = await portal.ask("POST", sent[0], { user, body: sent[1], containers });
      if (status === 200) {
        const { version, changes } = body.state as StateAnswer;
        done.push({ scope: step.scope, version, why, changes });
        break;
      }
      // A conflict, an undo that came too late or a change that others have ended: nothing else may happen.
      expect([409, 400, 503], JSON.stringify(body)).to.include(status);
      if (!step.persists) break;
      seen = status === 409 ? (body.current as StateAnswer) : await portal.state(step.scope);
    }
  }
  return done;
}

describe("people who edit at once", () => {
  useEnvironment(ENVIRONMENT);

  it("lose no update, and leave one row of the history a version", async () => {
    const anyEditors = fc.array(fc.array(anyStep, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(anyEditors, async (editors) => {
        const portal = await Portal.open();
        try {
          const named = editors.map((steps, index) => edit(portal, `editor${index}`, steps));
          const acknowledged = (await Promise.all(named)).flat();
          for (const scope of SCOPES) await expectRegister(portal, scope, acknowledged);
        } finally {
          await portal.close();
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** The history is one line of writes, each on top of the last; every acknowledged write is in it, and the end of it holds. */
async function expectRegister(portal: Portal, scope: string, all: readonly Acknowledged[]): Promise<void> {
  const rows = await portal.history(scope);
  expect(rows.map(({ version }) => version)).to.deep.equal(rows.map((_, index) => index + 1));
  rows.forEach((row, index) => expect(row.before).to.deep.equal(rows[index - 1]?.after ?? []));
  const own = all.filter((each) => each.scope === scope);
  expect(new Set(own.map(({ version }) => version)).size, "no version twice").to.equal(own.length);
  for (const { version, why, changes } of own) {
    expect(rows[version - 1], `version ${version} is what was acknowledged`).to.deep.include({ why, after: changes });
  }
  const { version, changes } = await portal.state(scope);
  expect(version).to.equal(rows.length);
  expect(changes).to.deep.equal(rows[rows.length - 1]?.after ?? []);
  // Nobody was told of less than was written: an answer that was lost was found again.
  expect(own).to.have.length(rows.length);
}
