import { expect } from "chai";
import { actionSpec, outcomeOf } from "../flows/language";
import type { ResourceGraph } from "../local/engine/graph";
import { evaluated } from "./support/evaluated";
import { explore, type Fault, goSilent, play, type Played, seen, type World } from "./support/explorer";

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

/** The graph with some properties of the resources of a type changed, in inputs and outputs. */
function changed(
  graph: ResourceGraph,
  type: string,
  change: (outputs: Record<string, unknown>) => object,
): ResourceGraph {
  const resources = graph.resources.map((resource) =>
    resource.type === type
      ? {
          ...resource,
          inputs: { ...resource.inputs, ...change(resource.outputs) },
          outputs: { ...resource.outputs, ...change(resource.outputs) },
        }
      : resource,
  );
  return { ...graph, resources };
}

function closed(graph: ResourceGraph, hours?: string): ResourceGraph {
  const neverOpen = (state: unknown) => {
    const document = JSON.parse(String(state));
    return JSON.stringify(hours === undefined || document.Name === hours ? { ...document, Config: [] } : document);
  };
  return changed(graph, "aws:cloudcontrol/resource:Resource", ({ desiredState, properties }) => ({
    desiredState: neverOpen(desiredState),
    properties: neverOpen(properties),
  }));
}

/** No contact fits into these queues any more. */
function full(graph: ResourceGraph, ...queues: string[]): ResourceGraph {
  return changed(graph, "aws:connect/queue:Queue", ({ name, maxContacts }) => ({
    maxContacts: queues.includes(String(name)) ? 0 : maxContacts,
  }));
}

function world(name: string, graph: ResourceGraph, answers: Answers = {}, more: Partial<World> = {}): World {
  const all: Answers = { ...USUAL, ...answers };
  const answer: World["answer"] = (arn, event) => {
    const queue = event.Details.Parameters.queue;
    const key = Object.keys(all).find((fn) => arn.includes(`self-service-${fn}`)) ?? "";
    return queue && `${key} of a queue` in all ? all[`${key} of a queue`] : all[key];
  };
  return { name, graph, answer, ...more };
}

function worlds(graph: ResourceGraph): World[] {
  const forQueues = (answer: Record<string, string>) => ({ "read-settings of a queue": { ...OPEN, ...answer } });
  return [
    world("a customer with an order", graph),
    world("a customer whose order cannot be changed", graph, {
      "lookup-caller": { ...WITH_ORDER, orderChangeable: "false" },
    }),
    world("a customer without orders", graph, { "lookup-caller": CUSTOMER }),
    world("a stranger", graph, { "lookup-caller": STRANGER }),
    world("an update that is refused", graph, { "update-order": { ...DONE, result: "refused" } }),
    world("handlers that fail", graph, {
      "lookup-caller": undefined,
      "update-order": undefined,
      "read-settings": undefined,
    }),
    world("an update that fails", graph, { "update-order": undefined }),
    world("a message", graph, { "read-settings": { ...OPEN, hasMessage: "true", message: "A storm delays us." } }),
    world("a closed centre", graph, { "read-settings": { ...OPEN, state: "closed" } }),
    world("a closed queue", graph, forQueues({ state: "closed" })),
    world("pop for everybody", graph, forQueues({ music: "pop" })),
    world("jazz for everybody", graph, forQueues({ music: "jazz" })),
    world("rock and a message", graph, forQueues({ music: "rock", hasMessage: "true", message: "Hello." })),
    world("out of hours", closed(graph)),
    world("a department out of its hours", closed(graph, "evening"), { "lookup-caller": STRANGER }, { agent: true }),
    world(
      "full queues",
      changed(graph, "aws:connect/queue:Queue", () => ({ maxContacts: 0 })),
      { "lookup-caller": STRANGER },
    ),
    world("an agent on line", graph, { "lookup-caller": STRANGER }, { agent: true }),
    world("an agent on line for a customer", graph, {}, { agent: true }),
    world("a full queue to transfer to", full(graph, "sales"), {}, { agent: true }),
    world("one caller ahead", graph, { "lookup-caller": STRANGER }, { ahead: 1 }),
    world("two callers ahead", graph, { "lookup-caller": STRANGER }, { ahead: 2 }),
    world(
      "an anonymous caller",
      graph,
      { "lookup-caller": { ...STRANGER, caller: "anonymous" } },
      { from: "anonymous" },
    ),
  ];
}

/** Errors the service can raise in an action, by its spec; none for actions that cannot fail. */
function possibleFaults(played: Played[]): Fault[] {
  const faults = new Map<string, Fault>();
  for (const { connect } of played.slice(0, 1)) {
    for (const flow of connect.flows.all()) {
      for (const { action } of flow.steps) {
        const spec = actionSpec(action.Type);
        const outcome = spec && outcomeOf(spec, action.Parameters ?? {});
        const wired = (action.Transitions?.Errors ?? []).map(({ ErrorType }) => ErrorType);
        const errors = new Set([...wired, ...(outcome?.optionalErrors ?? []), ...(outcome?.requiredErrors ?? [])]);
        for (const errorType of errors) {
          const fault = { flow: flow.name, action: action.Identifier, errorType };
          faults.set(JSON.stringify(fault), fault);
        }
      }
    }
  }
  return [...faults.values()];
}

/** What became of a caller who then says nothing more; undefined when she is left hanging. */
async function ending(played: Played): Promise<string | undefined> {
  await goSilent(played);
  const { call } = played;
  if (call.state === "queued" || call.state === "with-agent") {
    return "a queue";
  }
  if (call.state !== "ended") {
    return undefined;
  }
  if (call.transcript.some(({ who }) => who === "agent")) {
    return "an agent";
  }
  const heard = call.transcript.filter(({ who, to }) => who === "system" && to !== "agent");
  return /goodbye/i.test(heard.at(-1)?.text ?? "") ? "a goodbye" : undefined;
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

for (const callback of ["true", "false"]) {
  describe(`shipped flows (callback: ${callback})`, function () {
    this.timeout(300_000);
    let found: Played[];
    const reached = new Set<string>();

    before(async () => {
      found = await explore(worlds(await evaluated("dev", { ...WITH_QUICK_CONNECT, callback })));
      found.forEach(({ actions }) => actions.forEach((action) => reached.add(action)));
    });

    it("lead every caller to a queue, an agent or a spoken goodbye", async () => {
      const lost: string[] = [];
      for (const played of found) {
        if ((await ending(played)) === undefined) {
          lost.push(`${played.world.name}: ${played.moves.join(" ")} (${played.call.state})`);
        }
      }
      expect(lost).to.deep.equal([]);
    });

    it("do so with each block forced to fail in turn, with each error it can raise", async () => {
      const lost: string[] = [];
      for (const fault of possibleFaults(found)) {
        const action = `${fault.flow}/${fault.action}`;
        const [shortest] = found
          .filter(({ actions }) => actions.has(action))
          .sort((left, right) => left.moves.length - right.moves.length);
        if (!shortest) {
          continue;
        }
        const played = await finish(shortest, fault);
        const end = await ending(played);
        seen(played.connect).actions.forEach((each) => reached.add(each));
        if (end === undefined) {
          const said = played.call.transcript.slice(-4).map(({ who, text }) => `${who}: ${text}`);
          lost.push(`${action} ${fault.errorType} (${shortest.world.name})\n  ${said.join("\n  ")}`);
        }
      }
      expect(lost.join("\n")).to.equal("");
    });

    it("were reached in every action, by these calls or by these faults", () => {
      const [any] = found;
      const all = (any?.connect.flows.all() ?? []).flatMap((flow) =>
        flow.steps.map(({ action }) => `${flow.name}/${action.Identifier}`),
      );
      expect(all.filter((action) => !reached.has(action))).to.deep.equal([]);
    });
  });
}

/** The same call with a block that fails; the caller then waits until the flow has decided. */
function finish({ world, moves }: Played, fault: Fault): Promise<Played> {
  return play(world, [...moves, "silence", "silence", "silence", "silence", "silence", "silence"], fault);
}
