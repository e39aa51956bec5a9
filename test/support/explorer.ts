/**
 * Finds calls that together reach every branch of the shipped flows: it tries keys, waits and silences, keeps the calls
 * that got somewhere new, and goes on from there. All calls of a world are placed in one centre, one after the other.
 */
import type { TestCall, TestCenter, TestChat, TestTask } from "contact-center/testing";
import type { Agent, Call } from "../../local/connect";
import type { Branch, Step } from "../../local/connect/step";

/**
 * What happens next: the customer presses a key, types a number, right or wrong, says something to a bot, once or again and
 * again, says nothing, or waits until asked again; or the agent transfers to a quick connect.
 */
export type Move =
  | "1"
  | "2"
  | "3"
  | "4"
  | "5"
  | "9"
  | "0"
  | "number"
  | "wrong number"
  | `say ${string}`
  | "again"
  | "silence"
  | "wait"
  | "transfer";

/** A contact of any channel. */
type TestContact = TestCall | TestChat | TestTask;

/** Keys that mean something somewhere; a menu that knows one of the first gets one it does not know, too. */
const KEYS: readonly Move[] = ["1", "2", "3", "4", "5", "0", "9"];

/** Where a bot talks to the customer. */
const BOT = "ConnectParticipantWithLexBot";

/** What makes sense where a flow listens. */
function answersTo({ action: { Type, Transitions = {} } }: Step, { says = [] }: World): Move[] {
  if (Type === BOT)
    return [...says.map((words): Move => `say ${words}`), ...(says.length > 1 ? ["again" as const] : []), "silence"];
  const operands = Transitions.Conditions?.flatMap(({ Condition }) => Condition.Operands.map(String)) ?? [];
  if (operands.length === 0) return ["1", "9", "0", "number", "wrong number", "silence"];
  const other = KEYS.filter((key) => !operands.includes(key)).slice(-1);
  return [...KEYS.filter((key) => operands.includes(key)), ...other, "silence"];
}

/** What makes sense where a contact is. */
function movesOf({ interaction: { state, contact } }: TestContact, world: World): Move[] {
  const step = contact.customerRun?.step;
  switch (state) {
    case "waiting-for-input":
      return step === undefined ? [] : answersTo(step, world);
    case "with-agent":
      return ["transfer", "wait"];
    case "ended":
      return [];
    default:
      return ["wait"];
  }
}

/** What differs between the channels, in seconds. */
interface Habits {
  /** After so much silence a contact must have come to something; and how often to look. */
  readonly longestSilence: number;
  readonly look: number;
  /** Longest wait to be asked again or told something: longer than what there is between two announcements. */
  readonly longestWait: number;
}

const HABITS: Record<NonNullable<World["channel"]>, Habits> = {
  voice: { longestSilence: 900, look: 5, longestWait: 70 },
  chat: { longestSilence: 1_200, look: 10, longestWait: 700 },
  task: { longestSilence: 20_000, look: 300, longestWait: 20_000 },
};

/** A task that nobody has room for is tried so often. */
const TRIES = 60;

/** Seconds of silence; longer than any menu listens. */
const SILENCE_SECONDS = 12;

/** Seconds of after-contact work and a moment more: then the agent is free again. */
const PAUSE_SECONDS = 40;

/** Most times the same is said again and again. */
const AGAIN = 7;

/** The world contacts come into. */
export interface World {
  name: string;
  /** Default voice. Chats and tasks begin in the flows of these names. */
  channel?: "voice" | "chat" | "task";
  /** What customers say to a bot. */
  says?: readonly string[];
  /** Attributes a chat or task begins with. */
  attributes?: Record<string, string>;
  /** Done after a reset, before the first call. */
  prepare(center: TestCenter): void;
  /** Whether an agent is on line. */
  agent?: boolean;
  /** Strangers who wait in the first queue already. */
  ahead?: number;
  /** Caller's number. Default a known customer's. */
  from?: string;
}

/** A contact that was played to its end. */
export interface Played {
  world: World;
  moves: Move[];
  /** Where it was after the moves. */
  state: Call["state"];
  /** What can come next. */
  next: Move[];
  /** What became of the customer, who then said nothing more; undefined when she was left hanging. */
  ending: "a queue" | "an agent" | "a goodbye" | "given up" | "no word" | undefined;
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

  /** Starts one contact, lets the customer make these moves and then say nothing more, and leaves the world as it was. */
  async play(moves: Move[]): Promise<Played> {
    const { world } = this;
    this.agent?.goOnline();
    const { branches: all } = this;
    const before = this.counts(all);
    const since = (): Branch[] => all.filter(({ taken }, index) => taken > (before[index] ?? 0));
    const call = await this.arrive();
    for (const [index, move] of moves.entries()) {
      const { state } = call.interaction;
      if (state === "ended") break;
      await this.make(move, call, moves[index - 1]);
    }
    const { state } = call.interaction;
    const next = movesOf(call, world);
    const branches = since();
    await this.goSilent(call);
    const ending = this.endOf(call);
    await this.leave();
    const said = call.transcript.slice(-4).map(({ who, text }) => `${who}: ${text}`);
    const actions = new Set(call.interaction.trace.map(({ flow, action }) => `${flow}/${action}`));
    return { world, moves, state, next, ending, actions, branches, said };
  }

  private arrive(): PromiseLike<TestContact> {
    const { center, world } = this;
    const { channel = "voice", attributes, from = "+12065550100" } = world;
    if (channel === "chat") return center.chat({ flow: "chat", attributes });
    return channel === "task" ? center.task({ flow: "task", name: "a question", attributes }) : center.call(from);
  }

  private async make(move: Move, call: TestContact, before: Move | undefined): Promise<void> {
    const { center } = this;
    const { clock } = center.connect;
    if (move.startsWith("say ")) return this.say(move.slice("say ".length), call);
    switch (move) {
      case "again":
        for (let times = 0; times < AGAIN && atBot(call); times++)
          await this.make(before ?? "silence", call, undefined);
        return;
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

  private async say(words: string, { interaction }: TestContact): Promise<void> {
    if (interaction.channel === "VOICE") interaction.speak(words);
    if (interaction.channel === "CHAT") interaction.send(words);
    await this.center.connect.clock.advance(100);
  }

  private get habits(): Habits {
    return HABITS[this.world.channel ?? "voice"];
  }

  private async waitToBeAsked({ interaction }: TestContact): Promise<void> {
    const { longestWait } = this.habits;
    const { state: before } = interaction;
    const news = ["waiting-for-input", "with-agent", "ended"].filter((state) => state !== before);
    for (let second = 0; second < longestWait; second++) {
      await this.center.connect.clock.advance(1_000);
      if (second > 0 && news.includes(interaction.state)) return;
    }
  }

  /** Waits until the flow has put the contact through or ended it. */
  private async goSilent({ interaction }: TestContact): Promise<void> {
    const { longestSilence, look } = this.habits;
    const undecided: Call["state"][] = ["waiting-for-input", "flow"];
    for (let second = 0; second < longestSilence && undecided.includes(interaction.state); second += look) {
      await this.center.connect.clock.advance(look * 1_000);
    }
  }

  private endOf({ interaction, transcript }: TestContact): Played["ending"] {
    const { state, contact } = interaction;
    if (state === "queued" || state === "with-agent") return "a queue";
    if (state !== "ended") return undefined;
    const served = [contact, contact.initial].some(({ connectedToAgentAt }) => connectedToAgentAt !== null);
    if (served || transcript.some(({ who }) => who === "agent")) return "an agent";
    const tries = interaction.trace.filter(({ type }) => type === "TransferContactToQueue");
    if (interaction.channel === "TASK" && tries.length >= TRIES) return "given up";
    const heard = transcript.filter(({ who, to }) => who === "system" && to !== "agent");
    return /goodbye|adiós/i.test(heard.at(-1)?.text ?? "") ? "a goodbye" : "no word";
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

async function press(center: TestCenter, { interaction }: TestContact, keys: string): Promise<void> {
  if (interaction.channel === "VOICE") interaction.press(keys);
  await center.connect.clock.advance(100);
}

function atBot({ interaction: { state, contact } }: TestContact): boolean {
  return state === "waiting-for-input" && contact.customerRun?.step?.action.Type === BOT;
}

/** Contacts of a world of which each took a branch no earlier one did. */
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
    if (moves.length < LONGEST) open.push(...played.next.map((move) => [...moves, move]));
  }
  return found;
}
