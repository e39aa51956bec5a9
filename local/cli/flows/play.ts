/** Plays one call to a program's centre, for its path. */
import { type TraceStep } from "../../../flows/language/picture";
import { LocalCenter } from "../../center";
import { type Call } from "../../connect";
import { type ResourceGraph } from "../../engine/graph";
import { waitForOpening } from "../openingTime";

/** Virtual seconds a caller who says nothing is waited for, and most a centre takes until it asks or queues. */
const PATIENCE_SECONDS = 600;

/** Virtual seconds the caller stays in the queue before hanging up: long enough to hear what is played there. */
const QUEUE_SECONDS = 90;

/** What a caller does. */
export interface PlayedCall {
  readonly from: string;
  /** Keys for each question in turn; an empty one waits until the centre gives up asking. */
  readonly answers: readonly string[];
}

/** A played call: its trace, and which answers nobody asked for. */
export interface Played {
  readonly trace: readonly TraceStep[];
  readonly unused: readonly string[];
}

/** Plays a call when all hours of operation are open. The caller hangs up after some time in the queue. */
export async function playCall(graph: ResourceGraph, { from, answers }: PlayedCall): Promise<Played> {
  const center = await LocalCenter.fromGraph(graph, {});
  try {
    await waitForOpening(center.clock, [...center.connect.instance.hours.values()]);
    const call = center.connect.dial({ from });
    const unused = [...answers];
    await until(center, () => call.state !== "flow");
    while (call.state === "waiting-for-input" && unused.length > 0) {
      await answer(center, call, unused.shift() ?? "");
    }
    await until(center, () => call.state !== "flow" && call.state !== "waiting-for-input");
    if (call.state !== "ended") {
      await center.clock.advance(QUEUE_SECONDS * 1_000);
      call.hangUp();
    }
    await call.settled();
    return {
      trace: call.trace.map(({ flow, action, next }) => ({ flow, action, ...(next !== undefined && { next }) })),
      unused,
    };
  } finally {
    await center.close();
  }
}

async function answer(center: LocalCenter, call: Call, keys: string): Promise<void> {
  if (keys === "") {
    const asked = call.trace.length;
    await until(center, () => call.trace.length > asked);
  } else {
    call.press(keys);
    await call.settled();
  }
  await until(center, () => call.state !== "flow");
}

async function until(center: LocalCenter, reached: () => boolean): Promise<void> {
  await center.clock.advance(0);
  for (let waited = 0; waited < PATIENCE_SECONDS && !reached(); waited += 1) {
    await center.clock.advance(1_000);
  }
}
