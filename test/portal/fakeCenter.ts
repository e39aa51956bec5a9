/** The portal's API with its settings and figures in memory: what it answers is what a test put there. */
import { type TimedChange, valueAt } from "../../administration/changes";
import type { Field } from "../../administration/fields";
import { CENTER, queueScope, type Scope } from "../../administration/scopes";
import type { BoardAnswer, Figures, HistoryRow, ScopeState, SpeechAnswer, StateAnswer } from "../../portal/answers";

/** A body that was posted. */
export interface Posted {
  scope: Scope;
  version: number;
  why?: string;
  change?: Omit<TimedChange, "id" | "by" | "at">;
  end?: string;
  undo?: number;
  text?: string;
  language?: string;
}

const NONE: Figures = {
  agentsOnline: 4,
  agentsAvailable: 1,
  agentsOnContact: 2,
  agentsAfterContactWork: 1,
  agentsNonProductive: 0,
  contactsInQueue: 0,
  oldestSeconds: null,
  serviceLevel: 91.4,
  contactsHandled: 38,
};

const RANKS = { viewer: 0, operator: 1, administrator: 2 };

/** A centre with two queues. */
export class FakeCenter {
  company = "Example Company";
  timeZone = "America/New_York";
  /** What whoever is signed in is called; undefined: as the role, with a number. */
  username: string | undefined;
  languages = ["en-US", "es-US"];
  queues = ["support", "sales"];
  /** ISO 8601; a Wednesday, noon in New York. */
  now = "2026-03-04T17:00:00Z";
  problems: StateAnswer["problems"] = [];
  stale: string | undefined;
  figures: Record<string, Partial<Figures>> = {
    support: { contactsInQueue: 3, oldestSeconds: 75, agentsAvailable: 0, serviceLevel: 72 },
  };
  /** What a voice says; undefined: there is none. */
  speech: SpeechAnswer | undefined;
  /** Every body that was posted, as it came. */
  readonly posted: Posted[] = [];
  readonly history: HistoryRow[] = [];
  readonly scopes: Record<string, ScopeState> = {};
  private ids = 0;

  /** Somebody else writes a change. */
  write(scope: Scope, change: Omit<TimedChange, "id" | "at">): void {
    this.append(scope, "change", { ...change, id: `c${++this.ids}`, at: this.now } as TimedChange, change);
  }

  /** What is answered: status and body. */
  answer(user: keyof typeof RANKS, route: string, query: URLSearchParams, body: Posted): [number, object] {
    switch (route) {
      case "GET /api/state":
        return [200, this.state(user)];
      case "GET /api/board":
        return [200, this.board()];
      case "GET /api/history":
        return [200, this.page(query)];
      case "POST /api/speech":
        return this.speech === undefined
          ? [503, { error: { code: "NoVoice", message: "Amazon Polly cannot be had." } }]
          : [200, this.speech];
      default:
        this.posted.push(body);
        return RANKS[user] < this.least(body) ? forbidden(user) : this.edit(user, body);
    }
  }

  private least({ scope, change }: Posted): number {
    return scope === CENTER && change?.field === "state" ? RANKS.administrator : RANKS.operator;
  }

  private state(user: keyof typeof RANKS): StateAnswer {
    const empty = Object.fromEntries(this.allScopes().map((scope) => [scope, { version: 0, changes: [] }]));
    return {
      now: this.now,
      role: user,
      username: this.username ?? `${user}-1`,
      timeZone: this.timeZone,
      languages: this.languages,
      voices: { "en-US": "Joanna", "es-US": "Lupe" },
      queues: this.queues.map((name) => ({ name, id: `id-${name}`, arn: `arn:aws:connect:queue/${name}` })),
      scopes: { ...empty, ...this.scopes },
      problems: this.problems,
    };
  }

  private allScopes(): Scope[] {
    return [CENTER, ...this.queues.map(queueScope)];
  }

  private board(): BoardAnswer {
    const queues = this.queues.map((name) => ({ ...NONE, ...this.figures[name], name }));
    const sum = (pick: (one: Figures) => number | null): number =>
      queues.reduce((all, one) => all + (pick(one) ?? 0), 0);
    const total = {
      ...NONE,
      agentsOnline: sum((one) => one.agentsOnline),
      agentsAvailable: sum((one) => one.agentsAvailable),
      agentsOnContact: sum((one) => one.agentsOnContact),
      contactsInQueue: sum((one) => one.contactsInQueue),
      oldestSeconds: Math.max(0, ...queues.map((one) => one.oldestSeconds ?? 0)) || null,
      contactsHandled: sum((one) => one.contactsHandled),
    };
    const { now } = this;
    return { now, asOf: now, intervalStart: now, queues, total, ...(this.stale && { stale: this.stale }) };
  }

  private page(query: URLSearchParams): object {
    const scope = query.get("scope");
    const rows = this.history.filter((row) => scope === null || row.scope === scope).reverse();
    const start = Number(query.get("before") ?? 0);
    const next = start + 50;
    return { rows: rows.slice(start, next), ...(rows.length > next && { next: String(next) }) };
  }

  private edit(user: string, body: Posted): [number, object] {
    const current = this.scopes[body.scope] ?? { version: 0, changes: [] };
    const field = this.fieldOf(body, current);
    if (body.version !== current.version) {
      const changedSince = this.history.filter(({ scope, version }) => scope === body.scope && version > body.version);
      const overlaps = changedSince.some((row) => row.field === field);
      const error = { code: "Conflict", message: "Somebody else was faster." };
      return [409, { error, current, changedSince, mine: body.change ?? {}, overlaps }];
    }
    const by = `${user}-1`;
    if (body.change !== undefined) {
      const change = { ...body.change, id: `c${++this.ids}`, at: this.now, by } as TimedChange;
      return [
        200,
        { scope: body.scope, state: this.append(body.scope, "change", change, { by, why: change.why, field }) },
      ];
    }
    const why = body.why ?? "";
    const before = this.history.find(({ scope, version }) => scope === body.scope && version === body.undo)?.before;
    const left = before ?? current.changes.filter(({ id }) => id !== body.end);
    const state = this.put(body.scope, body.undo === undefined ? "end" : "undo", left, { by, why, field });
    return [200, { scope: body.scope, state }];
  }

  private fieldOf(body: Posted, { changes }: ScopeState): Field | undefined {
    const undone = this.history.find(({ scope, version }) => scope === body.scope && version === body.undo);
    return body.change?.field ?? undone?.field ?? changes.find(({ id }) => id === body.end)?.field;
  }

  private append(
    scope: Scope,
    action: "change",
    change: TimedChange,
    facts: { by: string; why: string; field?: Field | undefined },
  ): ScopeState {
    const { changes } = this.scopes[scope] ?? { changes: [] };
    return this.put(scope, action, [...changes, change], { ...facts, field: change.field });
  }

  private put(
    scope: Scope,
    action: HistoryRow["action"],
    after: TimedChange[],
    { by, why, field }: { by: string; why: string; field?: Field | undefined },
  ): ScopeState {
    const { version, changes: before } = this.scopes[scope] ?? { version: 0, changes: [] };
    const state = { version: version + 1, changes: after };
    this.scopes[scope] = state;
    this.history.push({
      scope,
      version: state.version,
      at: this.now,
      by,
      why,
      action,
      ...(field && { field }),
      before,
      after,
    });
    return state;
  }

  /** What holds in a field now. */
  holds(scope: Scope, field: Field): unknown {
    return valueAt(this.scopes[scope]?.changes ?? [], field, Date.parse(this.now));
  }
}

function forbidden(user: string): [number, object] {
  return [403, { error: { code: "Forbidden", message: `A ${user} may not do this.` } }];
}
