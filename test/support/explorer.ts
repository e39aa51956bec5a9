/**
 * Finds calls that together reach every branch of the shipped flows: it tries keys, waits and silences, keeps the calls
 * that got somewhere new, and goes on from there. All calls of a world are placed in one centre, one after the other.
 */
import type { TestCall, TestCenter } from "contact-center/testing";
import type { Agent, Call } from "../../local/connect";
import type { Branch } from "../../local/connect/step";

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

/** Seconds of silence; longer than any menu listens. */
const SILENCE_SECONDS = 12;

/** Seconds a caller waits to be asked again; longer than the music between two announcements. */
const LONGEST_WAIT_SECONDS = 70;

/** Seconds of after-contact work and a moment more: then the agent is free again. */
const PAUSE_SECONDS = 40;

/** The world calls are placed in. */
export interface World {
  name: string;
  /** Done after a reset, before the first call. */
  prepare(center: TestCenter): void;
  /** Whether an agent is on line. */
  agent?: boolean;
  /** Strangers who wait in the first queue already. */
  ahead?: number;
  /** Caller's number. Default a known customer's. */
  from?: string;
}

/** A call that was played to its end. */
export interface Played {
  world: World;
  moves: Move[];
  /** Where it was after the moves. */
  state: Call["state"];
  /** What became of the caller, who then said nothing more; undefined when she was left hanging. */
  ending: "a queue" | "an agent" | "a goodbye" | "no word" | undefined;
  /** `<flow>/<action>` of each action run on the way. */
  actions: ReadonlySet<string>;
  /** Branches taken by the moves. */
  branches: readonly Branch[];
  /** The last things said. */
  said: string[];
}

/** Most moves of one call. */
const LONGEST = 9;

/** Most calls tried in one world. */
const CALLS_PER_WORLD = 1_500;

/** One world, ready for calls. */
export class Visit {
  private constructor(
    private readonly center: TestCenter,
    private readonly world: World,
    private readonly ahead: ReadonlySet<unknown>,
    private readonly agent: Agent | undefined,
  ) {}

  /** Puts a centre into this world. */
  static async of(center: TestCenter, world: World): Promise<Visit> {
    await center.reset();
    world.prepare(center);
    const ahead = new Set<unknown>();
    for (let others = world.ahead ?? 0; others > 0; others--) {
      const other = await center.call("anonymous");
      for (let keys = 0; keys < 4 && other.interaction.state === "waiting-for-input"; keys++)
        await press(center, other, "1");
      ahead.add(other.interaction);
    }
    const agent = world.agent ? center.addAgent({ username: "somebody", talkSeconds: 30 }).agent : undefined;
    return new Visit(center, world, ahead, agent);
  }

  /** Places one call, lets the caller make these moves and then say nothing more, and leaves the world as it was. */
  async play(moves: Move[]): Promise<Played> {
    const { center, world } = this;
    this.agent?.goOnline();
    const { branches: all } = this;
    const before = this.counts(all);
    const since = (): Branch[] => all.filter(({ taken }, index) => taken > (before[index] ?? 0));
    const call = await center.call(world.from ?? "+12065550100");
    for (const move of moves) {
      if (call.interaction.state === "ended") break;
      await this.make(move, call);
    }
    const { state } = call.interaction;
    const branches = since();
    await this.goSilent(call);
    const ending = endOf(call);
    await this.leave();
    const said = call.transcript.slice(-4).map(({ who, text }) => `${who}: ${text}`);
    const actions = new Set(since().map(({ from }) => `${from.flow.name}/${from.action.Identifier}`));
    return { world, moves, state, ending, actions, branches, said };
  }

  private async make(move: Move, call: TestCall): Promise<void> {
    const { center } = this;
    const { clock } = center.connect;
    switch (move) {
      case "silence":
        return clock.advance(SILENCE_SECONDS * 1_000);
      case "wait":
        return this.waitToBeAsked(call);
      case "transfer":
        if (this.agent?.state === "on-contact") this.agent.transferTo("to-sales");
        return clock.advance(100);
      case "number":
        return press(center, call, "2065550123#");
      case "wrong number":
        return press(center, call, "12#");
      default:
        return press(center, call, move);
    }
  }

  private async waitToBeAsked({ interaction }: TestCall): Promise<void> {
    for (let second = 0; second < LONGEST_WAIT_SECONDS; second++) {
      await this.center.connect.clock.advance(1_000);
      if (second > 0 && ["waiting-for-input", "with-agent", "ended"].includes(interaction.state)) return;
    }
  }

  /** Waits until the flow has put the call through or ended it, 15 minutes at most. */
  private async goSilent({ interaction }: TestCall): Promise<void> {
    const undecided: Call["state"][] = ["waiting-for-input", "flow"];
    for (let second = 0; second < LONGEST_SILENCE_SECONDS && undecided.includes(interaction.state); second += 5) {
      await this.center.connect.clock.advance(5_000);
    }
  }

  /** Everybody hangs up but those who were there before. */
  private async leave(): Promise<void> {
    const { center, ahead, agent } = this;
    agent?.goOffline();
    for (const interaction of center.connect.interactions) {
      if (interaction.state !== "ended" && !ahead.has(interaction)) interaction.hangUp();
    }
    await center.connect.clock.advance(agent === undefined ? 0 : PAUSE_SECONDS * 1_000);
  }

  /** Every branch there is now; a fault may add one that no action had before. */
  private get branches(): Branch[] {
    return this.center.connect.flows
      .all()
      .flatMap(({ steps }) => steps.flatMap(({ branches, interrupted }) => [...branches, interrupted]));
  }

  /** How often each of these branches was taken so far. */
  private counts(branches: readonly Branch[]): Int32Array {
    return Int32Array.from(branches, ({ taken }) => taken);
  }
}

async function press(center: TestCenter, { interaction }: TestCall, keys: string): Promise<void> {
  interaction.press(keys);
  await center.connect.clock.advance(100);
}

function endOf({ interaction, transcript }: TestCall): Played["ending"] {
  if (interaction.state === "queued" || interaction.state === "with-agent") return "a queue";
  if (interaction.state !== "ended") return undefined;
  if (transcript.some(({ who }) => who === "agent")) return "an agent";
  const heard = transcript.filter(({ who, to }) => who === "system" && to !== "agent");
  return /goodbye/i.test(heard.at(-1)?.text ?? "") ? "a goodbye" : "no word";
}

/** Calls of a world of which each took a branch no earlier one did. */
export async function explore(visit: Visit): Promise<Played[]> {
  const found: Played[] = [];
  const covered = new Set<Branch>();
  const open: Move[][] = [[]];
  for (let calls = 0; open.length > 0 && calls < CALLS_PER_WORLD; calls++) {
    const moves = open.shift() ?? [];
    const played = await visit.play(moves);
    const fresh = played.branches.filter((branch) => !covered.has(branch));
    if (fresh.length === 0 && moves.length > 0) continue;
    fresh.forEach((branch) => covered.add(branch));
    found.push(played);
    if (moves.length < LONGEST) open.push(...MOVES[played.state].map((move) => [...moves, move]));
  }
  return found;
}
