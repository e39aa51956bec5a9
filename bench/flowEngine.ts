/** How many calls a second the local Amazon Connect plays, beside a bare walk over as many blocks. */
import { Clock } from "../local/clock";
import { LocalCenter } from "../local/center";
import { type Call, ConnectService, type ContactFlowEvent } from "../local/connect";
import { sampleCustomers } from "../local/data/sampleData";
import type { ResourceGraph } from "../local/engine/graph";
import { seed } from "../local/cli/seed";
import { devGraph } from "./graphs";
import { IVR_ANSWER, IVR_BLOCKS, IVR_KEYS, ivrGraph } from "./ivr";
import { atMostTimes, type Effort, type Figure, type Goal, rate, type Subject, turnByTurn } from "./measure";

/** A customer of the samples, with an order that can be changed. */
const CALLER = "+12065550100";

/** A Tuesday morning on which everything is open. */
const START = Date.parse("2026-11-24T15:00:00Z");

/** Finished calls that stay readable. */
const KEEP = 100;

/** A caller of the shipped flows hears the order's status and hangs up. */
const SHIPPED_KEYS = ["1"];

/** What the shipped handlers answer about {@link CALLER}, by what is asked of them. */
const SETTINGS = {
  ...{ state: "open", hasMessage: "false", message: "", plain: "", music: "jazz" },
  ...{ redirect: "false", redirectQueue: "", redirectArn: "" },
  ...{ callback: "on", priority: "normal", source: "table" },
};
const CUSTOMER = {
  caller: "known",
  customerId: "C-1000",
  spokenName: "Alex",
  openOrders: "1",
  orderId: "O-1003",
  orderStatus: "placed",
  orderSpoken: "Your order of a desk lamp has been placed.",
  orderChangeable: "true",
  deliveryDay: "2026-11-28",
};

/** A later milestone. */
const FAST: Goal = { text: ">= 100,000 calls/s", met: ({ median }) => median >= 100_000 };

function stubbed(graph: ResourceGraph, answer: (event: ContactFlowEvent) => Record<string, string>): ConnectService {
  return ConnectService.fromGraph(graph, {
    clock: new Clock(START),
    keep: KEEP,
    functions: { invoke: (_, event) => ({ ok: true, payload: answer(event as ContactFlowEvent) }) },
  });
}

/** A whole call whose handlers answer at once. */
function playAtOnce(connect: ConnectService, keys: readonly string[]): Call {
  const call = connect.dial({ from: CALLER });
  for (const key of keys) {
    call.press(key);
  }
  call.hangUp();
  return call;
}

/** A whole call whose handlers take real time. */
async function play(connect: ConnectService, keys: readonly string[]): Promise<Call> {
  const call = connect.dial({ from: CALLER });
  await call.settled();
  for (const key of keys) {
    call.press(key);
    await call.settled();
  }
  call.hangUp();
  return call;
}

/** Blocks the caller ran through. @throws Error when the call did not go where it should */
function blocks(call: Call, last: RegExp): number {
  const said = call.transcript.map(({ who, text }) => `${who}: ${text}`).join("\n");
  if (!last.test(said)) {
    throw new Error(`The call did not go as it should:\n${said}`);
  }
  return call.trace.length;
}

/** A walk from block to block: what any interpreter has to do at the least. */
function bareWalk(length: number): () => number {
  const next = new Map(Array.from({ length }, (_, index) => [`block-${index}`, `block-${index + 1}`]));
  return () => {
    let steps = 0;
    for (let block = next.get("block-0"); block !== undefined; block = next.get(block)) {
      steps++;
    }
    return steps;
  };
}

async function run({ runs, seconds }: Effort): Promise<Figure[]> {
  const graph = await devGraph();
  const center = await LocalCenter.fromGraph(graph, { handlers: "inProcess", keep: KEEP, startAt: START });
  try {
    await seed(center, sampleCustomers(new Date(START)));
    return await measured(center, graph, runs, seconds / runs / 2);
  } finally {
    await center.close();
  }
}

async function measured(center: LocalCenter, graph: ResourceGraph, runs: number, each: number): Promise<Figure[]> {
  const shipped = stubbed(graph, ({ Details }) => ("queue" in Details.Parameters ? SETTINGS : CUSTOMER));
  const ivr = stubbed(ivrGraph(), () => IVR_ANSWER);
  const shippedBlocks = blocks(playAtOnce(shipped, SHIPPED_KEYS), /desk lamp/);
  blocks(await play(center.connect, SHIPPED_KEYS), /desk lamp/);
  const ivrBlocks = blocks(playAtOnce(ivr, IVR_KEYS), /music while you wait/);
  if (ivrBlocks < IVR_BLOCKS) {
    throw new Error(`The IVR ran ${ivrBlocks} blocks; it is meant to run ${IVR_BLOCKS}.`);
  }
  const values = await turnByTurn(runs + 1, [
    () => rate(each, 1, async () => void (await play(center.connect, SHIPPED_KEYS))),
    () =>
      rate(
        each,
        20,
        repeated(20, () => playAtOnce(shipped, SHIPPED_KEYS)),
      ),
    () => rate(each, 1000, repeated(1000, bareWalk(shippedBlocks))),
    () =>
      rate(
        each,
        20,
        repeated(20, () => playAtOnce(ivr, IVR_KEYS)),
      ),
    () => rate(each, 1000, repeated(1000, bareWalk(ivrBlocks))),
  ]);
  // In the first round the code is cold.
  const [real = [], stub = [], shippedWalk = [], ivrRate = [], ivrWalk = []] = values.map((series) => series.slice(1));
  const common = { unit: "calls/s", better: "more" as const };
  const shippedFloor = { name: `Map walk, ${shippedBlocks} blocks`, values: shippedWalk };
  const ivrFloor = { name: `Map walk, ${ivrBlocks} blocks`, values: ivrWalk };
  const ivrName = `IVR of ${ivrBlocks} blocks, stub handler`;
  return [
    { name: "shipped inbound, real handlers", values: real, floor: shippedFloor, ...common },
    { name: "shipped inbound, stub handlers", values: stub, floor: shippedFloor, goal: atMostTimes(30), ...common },
    { name: ivrName, values: ivrRate, floor: ivrFloor, goal: FAST, ...common },
    { name: ivrName, values: ivrRate, floor: ivrFloor, goal: atMostTimes(30), ...common },
  ];
}

function repeated(times: number, work: () => unknown): () => void {
  return () => {
    for (let index = 0; index < times; index++) {
      work();
    }
  };
}

/** The subject `flowEngine`. */
export const flowEngine: Subject = {
  name: "flowEngine",
  about: "Whole calls one after the other in one thread, with transcript, trace, flow log and contact record kept",
  run,
};
