/**
 * Finds calls that together reach every branch of the shipped flows: it tries keys, waits and silences, keeps the calls
 * that got somewhere new, and goes on from there.
 */
import { Clock } from "../../local/clock";
import { ConnectService, type Call, type ContactFlowEvent } from "../../local/connect";
import { failAction } from "../../local/connect/faults";
import type { ResourceGraph } from "../../local/engine/graph";

/**
 * What happens next on a call: the caller presses a key or types a number, right or wrong, says nothing, or waits until
 * asked again; or the agent transfers to a quick connect.
 */
export type Move = "1" | "2" | "3" | "5" | "9" | "0" | "number" | "wrong number" | "silence" | "wait" | "transfer";

/** What makes sense where a call is. */
const MOVES: Record<Call["state"], Move[]> = {
  "waiting-for-input": ["1", "2", "3", "5", "9", "0", "number", "wrong number", "silence"],
  queued: ["wait"],
  flow: ["wait"],
  "with-agent": ["transfer"],
  ended: [],
};

/** Seconds after which a call that nobody answers any more must have come to something. */
const LONGEST_SILENCE_SECONDS = 900;

/** Milliseconds of silence; longer than any menu listens. */
const SILENCE_MS = 12_000;

/** Seconds a caller waits to be asked again; longer than the music between two announcements. */
const LONGEST_WAIT_SECONDS = 70;

/** The world a call is placed in. */
export interface World {
  name: string;
  graph: ResourceGraph;
  /** Answers of the handlers by function name, by what they are asked; undefined fails. */
  answer(fn: string, event: ContactFlowEvent): Record<string, string> | undefined;
  /** Whether an agent is on line. */
  agent?: boolean;
  /** Strangers who wait in the first queue already. */
  ahead?: number;
  /** Caller's number. Default a known customer's. */
  from?: string;
}

/** A call that was played. */
export interface Played {
  world: World;
  moves: Move[];
  call: Call;
  connect: ConnectService;
  /** `<flow>/<action> <kind> <label>` of each branch taken, on the call and in its queue and whisper flows. */
  branches: Set<string>;
  /** `<flow>/<action>` of each action run. */
  actions: Set<string>;
}

/** One block that fails. */
export interface Fault {
  flow: string;
  action: string;
  errorType: string;
}

/** Most moves of one call. */
const LONGEST = 9;

/** Most calls tried in one world. */
const CALLS_PER_WORLD = 1_500;

/** Places one call and lets the caller make these moves. */
export async function play(world: World, moves: Move[], fault?: Fault): Promise<Played> {
  const clock = new Clock(Date.parse("2026-11-23T15:00:00Z"));
  const connect = ConnectService.fromGraph(world.graph, {
    clock,
    functions: {
      invoke: (arn, event) => {
        const payload = world.answer(arn, event as ContactFlowEvent);
        return payload ? { ok: true, payload } : { ok: false, reason: "this handler fails in this world" };
      },
    },
  });
  if (fault) {
    const flow = connect.flows.all().find(({ name }) => name === fault.flow);
    if (!flow) {
      throw new Error(`There is no flow ${fault.flow}.`);
    }
    failAction(flow, fault.action, fault.errorType);
  }
  if (world.agent) {
    connect.addAgent({ username: "somebody", talkSeconds: 30 }).goOnline();
  }
  for (let others = world.ahead ?? 0; others > 0; others--) {
    await queueUp(connect);
  }
  const call = connect.dial({ from: world.from ?? "+12065550100" });
  await call.settled();
  for (const move of moves) {
    if (call.state === "ended") {
      break;
    }
    await make(move, call, connect);
  }
  return { world, moves, call, connect, ...seen(connect) };
}

async function make(move: Move, call: Call, connect: ConnectService): Promise<void> {
  const { clock } = connect;
  switch (move) {
    case "silence":
      return clock.advance(SILENCE_MS);
    case "wait":
      return waitToBeAsked(call, clock);
    case "transfer":
      connect.agents.find((agent) => agent.state === "on-contact")?.transferTo("to-sales");
      return clock.advance(100);
    case "number":
      call.press("2065550123#");
      return clock.advance(100);
    case "wrong number":
      call.press("12#");
      return clock.advance(100);
    default:
      call.press(move);
      return clock.advance(100);
  }
}

/** Where it is somebody's turn again. */
const ASKED: Call["state"][] = ["waiting-for-input", "with-agent", "ended"];

async function waitToBeAsked(call: Call, clock: Clock): Promise<void> {
  for (let second = 0; second < LONGEST_WAIT_SECONDS; second++) {
    await clock.advance(1_000);
    if (second > 0 && ASKED.includes(call.state)) {
      return;
    }
  }
}

/** Lets a caller who says nothing more wait until the flow has put the call through or ended it, 15 minutes at most. */
export async function goSilent({ call, connect }: Played): Promise<void> {
  const undecided: Call["state"][] = ["waiting-for-input", "flow"];
  for (let second = 0; second < LONGEST_SILENCE_SECONDS && undecided.includes(call.state); second += 5) {
    await connect.clock.advance(5_000);
  }
}

/** Another caller, who takes the first queue and waits. */
async function queueUp(connect: ConnectService): Promise<void> {
  const other = connect.dial({ from: "anonymous" });
  await other.settled();
  for (let keys = 0; keys < 4 && other.state === "waiting-for-input"; keys++) {
    other.press("1");
    await connect.clock.advance(100);
  }
}

/** Branches taken and actions run so far. */
export function seen(connect: ConnectService): Pick<Played, "branches" | "actions"> {
  const branches = new Set<string>();
  const actions = new Set<string>();
  for (const flow of connect.flows.all()) {
    for (const step of flow.steps) {
      for (const { kind, label, taken, to } of step.branches) {
        if (taken > 0) {
          branches.add(`${flow.name}/${step.action.Identifier} ${kind} ${label}`);
          actions.add(`${flow.name}/${step.action.Identifier}`);
          // Where a call waits, no branch has been taken yet.
          actions.add(`${flow.name}/${to?.action.Identifier ?? step.action.Identifier}`);
        }
      }
    }
  }
  return { branches, actions };
}

/** Calls of these worlds of which each took a branch no earlier one of its world did. */
export async function explore(worlds: World[]): Promise<Played[]> {
  const found: Played[] = [];
  for (const world of worlds) {
    const covered = new Set<string>();
    const open: Move[][] = [[]];
    for (let calls = 0; open.length > 0 && calls < CALLS_PER_WORLD; calls++) {
      const moves = open.shift() ?? [];
      const played = await play(world, moves);
      const fresh = [...played.branches].filter((branch) => !covered.has(branch));
      if (fresh.length === 0 && moves.length > 0) {
        continue;
      }
      fresh.forEach((branch) => covered.add(branch));
      found.push(played);
      if (moves.length < LONGEST) {
        open.push(...MOVES[played.call.state].map((move) => [...moves, move]));
      }
    }
  }
  return found;
}
