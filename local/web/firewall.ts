/** A web ACL of AWS WAF: rate rules are kept, by address and in real time; other rules are told to be left out. */
import { isRecord, type GraphResource } from "../engine/graph";
import { recordsOf, textOf } from "../graphValues";
import type { WebRequest } from "./http";

/** Seconds a rate rule looks back, unless it says otherwise. */
const WINDOW_SECONDS = 300;

interface RateRule {
  readonly limit: number;
  readonly windowMs: number;
  /** Whether requests above the limit are refused, or only counted. */
  readonly blocks: boolean;
  readonly perAddress: boolean;
  readonly applies: (request: WebRequest) => boolean;
  /** When requests of an address came, oldest first. */
  readonly seen: Map<string, number[]>;
}

/** The rules of one web ACL that are kept here. */
export class Firewall {
  private readonly rules: RateRule[] = [];
  /** What is declared and not kept. */
  readonly diagnostics: string[] = [];

  constructor(
    acl: GraphResource,
    private readonly now: () => number,
  ) {
    for (const rule of recordsOf(acl, "rules")) {
      const rate = inner(inner(rule, "statement"), "rateBasedStatement");
      const applies = rate === undefined ? undefined : scopeOf(rate.scopeDownStatement);
      if (rate === undefined || applies === undefined) {
        const name = `rule "${String(rule.name)}" of web ACL "${textOf(acl, "name") ?? acl.name}"`;
        this.diagnostics.push(`${name} is no rate rule on paths, so the local run does not apply it.`);
        continue;
      }
      this.rules.push({
        limit: Number(rate.limit),
        windowMs: Number(rate.evaluationWindowSec ?? WINDOW_SECONDS) * 1_000,
        blocks: inner(rule, "action")?.block !== undefined,
        perAddress: rate.aggregateKeyType !== "CONSTANT",
        applies,
        seen: new Map(),
      });
    }
  }

  /** Counts a request; false when it is refused. */
  admits(request: WebRequest): boolean {
    const verdicts = this.rules.map((rule) => !rule.applies(request) || this.count(rule, request) || !rule.blocks);
    return verdicts.every((verdict) => verdict);
  }

  /** Refused requests count, too: a flood that goes on stays out. */
  private count(rule: RateRule, { viewer }: WebRequest): boolean {
    const now = this.now();
    const key = rule.perAddress ? viewer.address : "";
    const since = (rule.seen.get(key) ?? []).filter((at) => at > now - rule.windowMs);
    // More than the limit says no more than one over it.
    rule.seen.set(key, [...since.slice(-rule.limit), now]);
    return since.length < rule.limit;
  }
}

function inner(structure: Record<string, unknown> | undefined, name: string): Record<string, unknown> | undefined {
  return [structure?.[name]].flat().find(isRecord);
}

/** Which requests a rate rule counts; undefined for conditions that are not understood here. */
function scopeOf(statement: unknown): RateRule["applies"] | undefined {
  if (statement === undefined) return () => true;
  const match = isRecord(statement) ? inner(statement, "byteMatchStatement") : undefined;
  const text = match?.searchString;
  if (match === undefined || typeof text !== "string" || inner(match, "fieldToMatch")?.uriPath === undefined) {
    return undefined;
  }
  switch (match.positionalConstraint) {
    case "STARTS_WITH":
      return ({ path }) => path.startsWith(text);
    case "ENDS_WITH":
      return ({ path }) => path.endsWith(text);
    case "EXACTLY":
      return ({ path }) => path === text;
    case "CONTAINS":
      return ({ path }) => path.includes(text);
    default:
      return undefined;
  }
}
