/**
 * What happened on a call, from the first contact to the last of its chain: what was said (lines) and which actions ran
 * (entries). Written while flows run, so it only appends; readable forms are made when somebody looks.
 */
import type { Contact } from "./contact";
import { Branch, Step, renderParameters } from "./step";
import type { TraceEntry, TranscriptEntry } from "./types";

/** One line as written. */
interface Line {
  readonly at: number;
  readonly who: TranscriptEntry["who"];
  readonly text: string;
  readonly ssml: string | undefined;
  readonly toAgent: boolean;
  readonly step: Step | null;
}

/** One executed action as written. */
interface Entry {
  readonly contact: Contact;
  readonly branch: Branch;
  readonly at: number;
  /** Resolved values in the order of the step's slots; a single one stands alone. */
  readonly detail: unknown;
  readonly result: unknown;
}

/** Append-only record of one call. */
export class Journal {
  private readonly lines: Line[] = [];
  private readonly entries: Entry[] = [];

  say(at: number, who: Line["who"], text: string, step: Step | null, ssml?: string, toAgent = false): void {
    this.lines.push({ at, who, text, ssml, toAgent, step });
  }

  ran(contact: Contact, branch: Branch, at: number, detail: unknown, result: unknown): void {
    this.entries.push({ contact, branch, at, detail, result });
  }

  /** Number of actions run so far. */
  get length(): number {
    return this.entries.length;
  }

  transcript(): TranscriptEntry[] {
    return this.lines.map(({ at, who, text, ssml, toAgent, step }) => ({
      at,
      who,
      text,
      ...(ssml !== undefined && { ssml }),
      ...(toAgent && { to: "agent" as const }),
      ...(step !== null && { action: `${step.flow.name}/${step.action.Identifier}` }),
    }));
  }

  trace(): TraceEntry[] {
    return this.entries.map(({ contact, branch, at, detail, result }) => ({
      at,
      contactId: contact.id,
      flow: branch.from.flow.name,
      action: branch.from.action.Identifier,
      type: branch.from.action.Type,
      parameters: renderParameters(branch.from, detail),
      ...(result !== undefined && { result }),
      branch: { kind: branch.kind, label: branch.label },
      ...(branch.to !== null && { next: branch.to.action.Identifier }),
    }));
  }
}
