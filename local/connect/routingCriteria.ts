/** Routing criteria: which agents a contact waits for, step by step, before anybody who serves its queue may have it. */
import type { Agent } from "./agent";

/** What one step asks of an agent. */
export type CriteriaExpression =
  /** A proficiency of at least a level from 1 to 5, or within two levels. */
  | { readonly attribute: string; readonly value: string; readonly level: number; readonly most?: number }
  | { readonly not: CriteriaExpression }
  /** Preferred agents. */
  | { readonly agentIds: readonly string[] }
  | { readonly and: readonly CriteriaExpression[] }
  | { readonly or: readonly CriteriaExpression[] };

/** One step. Without expiry it is the last that counts. */
export interface CriteriaStep {
  readonly expression: CriteriaExpression;
  readonly expirySeconds: number | undefined;
}

/** Whether an agent is what an expression asks for. Proficiencies are written `<attribute>:<value>` or `<attribute>`. */
export function matches(agent: Agent, expression: CriteriaExpression): boolean {
  if ("and" in expression) return expression.and.every((inner) => matches(agent, inner));
  if ("or" in expression) return expression.or.some((inner) => matches(agent, inner));
  if ("not" in expression) return !matches(agent, expression.not);
  if ("agentIds" in expression) return expression.agentIds.includes(agent.id);
  const { attribute, value, level, most = Infinity } = expression;
  const held =
    agent.proficiencies[`${attribute}:${value}`] ?? agent.proficiencies[value] ?? agent.proficiencies[attribute];
  return held !== undefined && held >= level && held <= most;
}

/** The criteria of one contact, and how far they have expired. */
export class RoutingCriteria {
  /** Steps that have expired; all of them: any agent will do. */
  private expired = 0;
  /** When the first step began to count, epoch milliseconds. */
  activatedAt: number | null = null;

  constructor(readonly steps: readonly CriteriaStep[]) {}

  private get current(): CriteriaStep | undefined {
    return this.steps[this.expired];
  }

  /** Which step counts; undefined when all have expired. */
  get index(): number | undefined {
    return this.current === undefined ? undefined : this.expired;
  }

  /** When a step expires or expired, epoch milliseconds; null for one that never does, or before it all began. */
  expiryOf(index: number): number | null {
    let at = this.activatedAt;
    for (const { expirySeconds } of this.steps.slice(0, index + 1)) {
      if (at === null || expirySeconds === undefined) return null;
      at += expirySeconds * 1_000;
    }
    return at;
  }

  /** Whether the contact may be offered to an agent now. */
  admits(agent: Agent): boolean {
    const step = this.current;
    return step === undefined || matches(agent, step.expression);
  }

  /** The first step counts from now. Answers after how many seconds it expires. */
  start(nowMs: number): number | undefined {
    this.expired = 0;
    this.activatedAt = nowMs;
    return this.current?.expirySeconds;
  }

  /** The current step has expired. Answers after how many seconds the next one does. */
  expire(): number | undefined {
    this.expired++;
    return this.current?.expirySeconds;
  }

  /** The same criteria for the next contact of a chain: they begin anew in its queue. */
  copy(): RoutingCriteria {
    return new RoutingCriteria(this.steps);
  }
}
