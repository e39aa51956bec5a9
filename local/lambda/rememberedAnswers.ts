/**
 * Answers of functions, for bulk simulation: a function that only reads tables answers the same to the same question as long as
 * no table changes. What its question is it shows itself: the parts of its event it looks at are noted, and only those have to
 * be the same again. A function that asks anything else of AWS is invoked every time.
 *
 * A function may look at the clock too, so no answer is given for longer than {@link LONGEST_MS}: what a table says is to happen
 * at some time may happen so much later here.
 */
import type { FunctionAnswer } from "../connect";
import { isRecord } from "../engine/graph";
import type { InvocationWatch } from "./protocol";

/** How long an answer is given again, milliseconds of virtual time. */
export const LONGEST_MS = 900_000;

/** Answers kept of one function with the same parts of interest; beyond, they are forgotten. */
const MOST = 20_000;

/** Invokes a function, telling what it looks at. */
export type WatchedInvoke = (watch: InvocationWatch) => Promise<FunctionAnswer>;

/** Whether, and until when, what tables answered is still true. */
export interface TableState {
  /** Changes whenever a table may have; undefined while reads may fail. */
  readonly state: number | undefined;
}

/** Events of which a function looked at the same parts, and its answers by what was in them. */
interface Question {
  readonly parts: readonly string[][];
  readonly answers: Map<string, string>;
}

/** Remembers answers. */
export class RememberedAnswers {
  private readonly questions = new Map<string, Question[]>();
  private stamp = "";

  constructor(
    private readonly tables: TableState,
    private readonly now: () => number,
  ) {}

  /** The answer to an event: at once when it is known, else the function's. */
  answer(arn: string, event: unknown, invoke: WatchedInvoke): FunctionAnswer | Promise<FunctionAnswer> {
    const stamp = this.current();
    if (stamp !== undefined) {
      for (const { parts, answers } of this.questions.get(arn) ?? []) {
        const known = answers.get(textOf(event, parts));
        if (known !== undefined) return { ok: true, payload: JSON.parse(known) as unknown };
      }
    }
    return this.ask(arn, event, stamp, invoke);
  }

  private async ask(
    arn: string,
    event: unknown,
    stamp: string | undefined,
    invoke: WatchedInvoke,
  ): Promise<FunctionAnswer> {
    const seen = new Set<string>();
    let onlyReads = true;
    const answer = await invoke({ event: (value) => watched(value, "", seen), effect: () => (onlyReads = false) });
    if (answer.ok && onlyReads && stamp !== undefined && this.current() === stamp)
      this.keep(arn, event, seen, answer.payload);
    return answer;
  }

  private keep(arn: string, event: unknown, seen: ReadonlySet<string>, payload: unknown): void {
    const parts = [...seen].sort().map((path) => path.split(SEPARATOR).slice(1));
    const questions = this.questions.get(arn) ?? [];
    this.questions.set(arn, questions);
    const id = JSON.stringify(parts);
    let question = questions.find((one) => JSON.stringify(one.parts) === id);
    if (question === undefined) questions.push((question = { parts, answers: new Map() }));
    if (question.answers.size >= MOST) question.answers.clear();
    question.answers.set(textOf(event, parts), JSON.stringify(payload) ?? "null");
  }

  /** What has to stay the same for answers to be given again; forgets all of them when it does not. */
  private current(): string | undefined {
    const { state } = this.tables;
    if (state === undefined) return undefined;
    const stamp = `${state} ${Math.floor(this.now() / LONGEST_MS)}`;
    if (stamp !== this.stamp) {
      this.questions.clear();
      this.stamp = stamp;
    }
    return stamp;
  }
}

/** Between the names of a path; no name of an event has it. */
const SEPARATOR = "\u0000";
/** Stands for all of an object. */
const ALL = "\u0001";

/** An event that notes which of its parts are looked at. */
function watched(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const all = (): void => void seen.add(`${path}${SEPARATOR}${ALL}`);
  return new Proxy(value, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof name === "symbol") {
        all();
        return found;
      }
      const inner = `${path}${SEPARATOR}${name}`;
      seen.add(inner);
      return typeof found === "function" ? found : watched(found, inner, seen);
    },
    has(target, name) {
      all();
      return Reflect.has(target, name);
    },
    ownKeys(target) {
      all();
      return Reflect.ownKeys(target);
    },
    getOwnPropertyDescriptor(target, name) {
      all();
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
  });
}

/** What is in some parts of an event; of an object only that it is one, unless all of it was looked at. */
function textOf(event: unknown, parts: readonly string[][]): string {
  let text = "";
  for (const path of parts) {
    let value = event;
    let whole = false;
    for (const name of path) {
      if (name === ALL) whole = true;
      else value = isRecord(value) || Array.isArray(value) ? Reflect.get(value, name) : undefined;
    }
    const shown = !whole && typeof value === "object" && value !== null ? "{}" : JSON.stringify(value);
    text += `${shown ?? ""}${SEPARATOR}`;
  }
  return text;
}
