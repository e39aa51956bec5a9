/** Every way through the shipped flows: calls that find them, blocks that fail, and what becomes of the callers. */
import { expect } from "chai";
import { FlowCoverage, openCenter, type TestCenter } from "contact-center/testing";
import { type FlowDocument, validate } from "../flows/language";
import { errorTypesOf } from "../testing/errorTypes";
import { evaluated } from "./support/evaluated";
import { explore, type Move, type Played, Visit, type World } from "./support/explorer";

type Answers = Record<string, Record<string, string> | undefined>;

const NO_ORDER = { orderId: "", orderStatus: "", orderSpoken: "", orderChangeable: "false", deliveryDay: "" };
const STRANGER = { caller: "unknown", customerId: "", spokenName: "", openOrders: "0", ...NO_ORDER };
const CUSTOMER = { ...STRANGER, caller: "known", customerId: "c-1", spokenName: "Alex" };
const WITH_ORDER = {
  ...CUSTOMER,
  openOrders: "1",
  orderId: "o-1",
  orderStatus: "placed",
  orderSpoken: "Your lamp has been placed.",
  orderChangeable: "true",
  deliveryDay: "2026-11-25",
};
const OPEN = { state: "open", hasMessage: "false", message: "", music: "", source: "table" };
const DONE = { result: "done", spoken: "It is done.", orderStatus: "cancelled", deliveryDay: "" };
const USUAL: Answers = { "lookup-caller": WITH_ORDER, "update-order": DONE, "read-settings": OPEN };

/** What the handlers answer; undefined fails. `read-settings of a queue` is for questions about one queue. */
function answering(answers: Answers): (center: TestCenter) => void {
  const all: Answers = { ...USUAL, ...answers };
  return (center) => {
    for (const name of Object.keys(USUAL)) {
      center.answers(name, ({ Details }) => {
        const ofQueue = Details.Parameters.queue ? `${name} of a queue` : name;
        const answer = ofQueue in all ? all[ofQueue] : all[name];
        if (answer === undefined) throw new Error("this handler fails in this world");
        return answer;
      });
    }
  };
}

function world(name: string, answers: Answers = {}, more: Partial<World> = {}): World {
  const answer = answering(answers);
  const prepare = more.prepare ?? (() => undefined);
  return {
    name,
    ...more,
    prepare: (center) => {
      answer(center);
      prepare(center);
    },
  };
}

const HOURS = ["main", "evening"];
const QUEUES = ["support", "sales"];

/** Hours that are over. */
function closed(...hours: string[]): Partial<World> {
  return { prepare: (center) => hours.forEach((name) => center.hours(name).close()) };
}

/** No contact fits into these queues any more. */
function full(...queues: string[]): Partial<World> {
  return { prepare: (center) => queues.forEach((name) => center.queue(name).becomesFull()) };
}

function worlds(): World[] {
  const forQueues = (answer: Record<string, string>) => ({ "read-settings of a queue": { ...OPEN, ...answer } });
  const stranger = { "lookup-caller": STRANGER };
  return [
    world("a customer with an order"),
    world("a customer whose order cannot be changed", { "lookup-caller": { ...WITH_ORDER, orderChangeable: "false" } }),
    world("a customer without orders", { "lookup-caller": CUSTOMER }),
    world("a stranger", stranger),
    world("an update that is refused", { "update-order": { ...DONE, result: "refused" } }),
    world("handlers that fail", { "lookup-caller": undefined, "update-order": undefined, "read-settings": undefined }),
    world("an update that fails", { "update-order": undefined }),
    world("a message", { "read-settings": { ...OPEN, hasMessage: "true", message: "A storm delays us." } }),
    world("a closed centre", { "read-settings": { ...OPEN, state: "closed" } }),
    world("a closed queue", forQueues({ state: "closed" })),
    world("pop for everybody", forQueues({ music: "pop" })),
    world("jazz for everybody", forQueues({ music: "jazz" })),
    world("rock and a message", forQueues({ music: "rock", hasMessage: "true", message: "Hello." })),
    world("out of hours", {}, closed(...HOURS)),
    world("a department out of its hours", stranger, { agent: true, ...closed("evening") }),
    world("full queues", stranger, full(...QUEUES)),
    world("an agent on line", stranger, { agent: true }),
    world("an agent on line for a customer", {}, { agent: true }),
    world("a full queue to transfer to", {}, { agent: true, ...full("sales") }),
    world("one caller ahead", stranger, { ahead: 1 }),
    world("two callers ahead", stranger, { ahead: 2 }),
    world("an anonymous caller", { "lookup-caller": { ...STRANGER, caller: "anonymous" } }, { from: "anonymous" }),
  ];
}

const ALWAYS = [
  {
    days: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
    from: "00:00",
    to: "00:00",
  },
];

/** The development stack, with a quick connect so that agents can transfer. */
const WITH_QUICK_CONNECT = {
  architecture: "basic",
  quickConnects: JSON.stringify([{ name: "to-sales", queue: "sales" }]),
  queues: JSON.stringify([
    { name: "support", spokenName: "help", digit: 1, quickConnects: ["to-sales"] },
    { name: "sales", spokenName: "orders", digit: 2, hours: "evening" },
  ]),
  hours: JSON.stringify(["main", "evening"].map((name) => ({ name, open: ALWAYS }))),
};

/** What the stacks can make of the flows. */
const VARIANTS = {
  "with callback": { callback: "true" },
  "with callback to any number": { callback: "true", callbackToAnyNumber: "true" },
  "without callback": { callback: "false" },
};

for (const [variant, settings] of Object.entries(VARIANTS)) {
  describe(`shipped flows ${variant}`, function () {
    this.timeout(300_000);
    const coverage = new FlowCoverage();
    let center: TestCenter;
    let found: Played[];

    before(async () => {
      const graph = await evaluated("dev", { ...WITH_QUICK_CONNECT, ...settings });
      center = await openCenter({ graph, at: "2026-11-23T15:00:00Z", coverage, keep: 0 });
      found = [];
      for (const one of worlds()) found.push(...(await explore(await Visit.of(center, one))));
    });

    after(() => center.close());

    it("lead every caller to a queue, an agent or a spoken goodbye", () => {
      const lost = found.filter(({ ending }) => ending === undefined || ending === "no word");
      expect(lost.map(({ world, moves, state }) => `${world.name}: ${moves.join(" ")} (${state})`)).to.deep.equal([]);
    });

    it("do so with each block forced to fail in turn, with each error it can raise", async () => {
      const lost: string[] = [];
      // Blocks of an error handler run only when another block has failed; they fail in a second round. When even the words
      // of the handler cannot be said, callers can but be let go.
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
      expect(lost.join("\n")).to.equal("");
    });

    it("were reached in every block, every branch and every error branch, by these calls or these faults", () => {
      coverage.expect({ threshold: 100 });
    });

    it("give the validator nothing to find, as they are deployed", () => {
      for (const { name, kind, content = "" } of center.connect.instance.flows) {
        expect(validate(JSON.parse(content) as FlowDocument, { type: kind }), name).to.deep.equal([]);
      }
    });
  });
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
