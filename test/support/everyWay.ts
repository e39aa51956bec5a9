/** What is claimed of the flows of a centre: every way through them, with each block failing in turn, ends well. */
import { expect } from "chai";
import { FlowCoverage, type TestCenter } from "contact-center/testing";
import { type FlowDocument, validate } from "../../flows/language";
import { errorTypesOf } from "../../testing/errorTypes";
import { explore, type Move, type Played, Visit, type World } from "./explorer";

/** Flows, and the worlds in which they are tried. */
export interface Tried {
  /** Starts the centre; what contacts reach is counted there. */
  open(coverage: FlowCoverage): Promise<TestCenter>;
  worlds(): World[];
}

/** Tries every way through the flows of a centre. */
export function describeEveryWay(title: string, { open, worlds }: Tried): void {
  describe(title, function () {
    this.timeout(300_000);
    const coverage = new FlowCoverage();
    let center: TestCenter;
    let found: Played[];

    before(async () => {
      center = await open(coverage);
      found = [];
      for (const one of worlds()) found.push(...(await explore(await Visit.of(center, one))));
    });

    after(() => center.close());

    it("lead every customer to a queue, an agent or a goodbye", () => {
      const lost = found.filter(({ ending }) => ending === undefined || ending === "no word");
      expect(lost.map(({ world, moves, state }) => `${world.name}: ${moves.join(" ")} (${state})`)).to.deep.equal([]);
    });

    it("do so with each block forced to fail in turn, with each error it can raise", async () => {
      expect((await faulty(center, found)).join("\n")).to.equal("");
    });

    it("were reached in every block, every branch and every error branch, by these contacts or these faults", () => {
      coverage.expect({ threshold: 100 });
    });

    it("give the validator nothing to find, as they are deployed", () => {
      for (const { name, kind, content = "" } of center.connect.instance.flows) {
        expect(validate(JSON.parse(content) as FlowDocument, { type: kind }), name).to.deep.equal([]);
      }
    });
  });
}

/**
 * Customers who are lost when blocks fail. Blocks of an error handler run only when another block has failed; they fail in a
 * second round. When even the words of the handler cannot be said, customers can but be let go.
 */
async function faulty(center: TestCenter, found: readonly Played[]): Promise<string[]> {
  const lost: string[] = [];
  let faulted: Faulted[] = found.map((played) => ({ ...played, faults: [] }));
  const waiting = new Set(possibleFaults(center));
  for (let round = 1; round <= 2; round++) {
    const plan = planned([...waiting], faulted);
    faulted = [];
    for (const [world, runs] of plan) {
      const visit = await Visit.of(center, world);
      for (const { moves, faults } of runs) {
        const undo = faults.map(({ flow, block, errorType }) => center.fault(flow, block, errorType));
        const played = await visit.play(moves);
        undo.forEach((restore) => restore());
        faults.forEach((fault) => waiting.delete(fault));
        faulted.push({ ...played, faults });
        const what = faults.map(({ flow, block, errorType }) => `${flow}/${block} ${errorType}`).join(" and ");
        const bad = played.ending === undefined || (played.ending === "no word" && round === 1);
        if (bad) lost.push(`${what} (${world.name})\n  ${played.said.join("\n  ")}`);
      }
    }
  }
  return lost;
}

/** One block that fails. */
interface Fault {
  readonly flow: string;
  readonly block: string;
  readonly errorType: string;
}

/** Errors the service can raise in an action, by its spec; none for actions that cannot fail. */
function possibleFaults(center: TestCenter): Fault[] {
  return center.connect.flows
    .all()
    .flatMap((flow) =>
      flow.steps.flatMap(({ action }) =>
        errorTypesOf(action).map((errorType) => ({ flow: flow.name, block: action.Identifier, errorType })),
      ),
    );
}

/** The caller waits until the flow has decided, and hears what is said now and then in a queue. */
const UNTIL_DECIDED: readonly Move[] = ["silence", "silence", "silence", "silence", "silence", "silence"];

/** A call with blocks that were made to fail. */
interface Faulted extends Pick<Played, "world" | "moves" | "actions"> {
  readonly faults: readonly Fault[];
}

/** A call to place once more, with blocks that fail. */
interface Run {
  readonly moves: Move[];
  readonly faults: readonly Fault[];
}

/** Each fault in the shortest call that reaches its block, by the world of that call. */
function planned(faults: readonly Fault[], calls: readonly Faulted[]): Map<World, Run[]> {
  const plan = new Map<World, Run[]>();
  const shortestFirst = [...calls].sort((left, right) => left.moves.length - right.moves.length);
  for (const fault of faults) {
    const shortest = shortestFirst.find(({ actions }) => actions.has(`${fault.flow}/${fault.block}`));
    if (shortest === undefined) continue;
    const run = { moves: [...shortest.moves, ...UNTIL_DECIDED], faults: [...shortest.faults, fault] };
    plan.set(shortest.world, [...(plan.get(shortest.world) ?? []), run]);
  }
  return plan;
}
