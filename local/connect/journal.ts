/**
 * What happened on a call, from the first contact to the last of its chain: what was said (lines) and which actions ran
 * (entries). Written while flows run, so it only appends; readable forms are made when somebody looks.
 */
import type { Contact } from "./contact";
import { type Branch, type Step, renderParameters } from "./step";
import type { Trail } from "./trail";
import type { TraceEntry, TranscriptEntry } from "./types";

// Linked classes rather than arrays of literals: the engine would learn to allocate those as long-lived objects from runs
// that keep a history, and then spend its time on calls that are long over.

/** One line as written. */
class Line {
  next: Line | null = null;

  constructor(
    readonly at: number,
    readonly who: TranscriptEntry["who"],
    readonly text: string,
    readonly step: Step | null,
    readonly ssml: string | undefined,
    readonly toAgent: boolean,
  ) {}

  render(): TranscriptEntry {
    const { at, who, text, step, ssml, toAgent } = this;
    return {
      at,
      who,
      text,
      ...(ssml !== undefined && { ssml }),
      ...(toAgent && { to: "agent" as const }),
      ...(step !== null && { action: `${step.flow.name}/${step.action.Identifier}` }),
    };
  }
}

/** One executed action as written; the flow log keeps the same ones. */
export class Entry {
  next: Entry | null = null;

  constructor(
    readonly contact: Contact,
    readonly branch: Branch,
    readonly at: number,
    /** Resolved values in the order of the step's slots; a single one stands alone. */
    readonly detail: unknown,
    readonly result: unknown,
  ) {}

  render(): TraceEntry {
    const { contact, branch, at, detail, result } = this;
    return {
      at,
      contactId: contact.id,
      flow: branch.from.flow.name,
      action: branch.from.action.Identifier,
      type: branch.from.action.Type,
      parameters: renderParameters(branch.from, detail),
      ...(result !== undefined && { result }),
      branch: { kind: branch.kind, label: branch.label },
      ...(branch.to !== null && { next: branch.to.action.Identifier }),
    };
  }
}

/** Append-only record of one call. */
export class Journal {
  private firstLine: Line | null = null;
  private lastLine: Line | null = null;
  private firstEntry: Entry | null = null;
  private lastEntry: Entry | null = null;

  /** @param trail kept in place of words and values, when it is given */
  constructor(private place: Trail | null = null) {}

  /** The branches taken, when nothing else is kept. */
  get trail(): Trail | null {
    return this.place;
  }

  say(at: number, who: TranscriptEntry["who"], text: string, step: Step | null, ssml?: string, toAgent = false): void {
    if (this.place !== null) return;
    const line = new Line(at, who, text, step, ssml, toAgent);
    if (this.lastLine === null) this.firstLine = line;
    else this.lastLine.next = line;
    this.lastLine = line;
  }

  /** Answers with what was written, for the flow log; null where nothing was. */
  ran(contact: Contact, branch: Branch, at: number, detail: unknown, result: unknown): Entry | null {
    if (this.place !== null) {
      this.place = this.place.take(branch);
      return contact.logging ? new Entry(contact, branch, at, detail, result) : null;
    }
    const entry = new Entry(contact, branch, at, detail, result);
    if (this.lastEntry === null) this.firstEntry = entry;
    else this.lastEntry.next = entry;
    this.lastEntry = entry;
    return entry;
  }

  transcript(): TranscriptEntry[] {
    const rendered: TranscriptEntry[] = [];
    for (let line = this.firstLine; line !== null; line = line.next) rendered.push(line.render());
    return rendered;
  }

  trace(): TraceEntry[] {
    const rendered: TraceEntry[] = [];
    for (let entry = this.firstEntry; entry !== null; entry = entry.next) rendered.push(entry.render());
    return rendered;
  }
}
