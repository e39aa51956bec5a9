/** The ways out of a block in words, one for each block they lead to: two keys with one target are one way. */
import { NO_MATCHING_CONDITION, NO_MATCHING_ERROR } from "../actionSpec";
import { actionSpec } from "../actionSpecs";
import { type ConditionTransition, type FlowAction } from "../document";
import { plainWords, textInWords } from "./names";

/** `next` needs no reason, `branch` is chosen by a result, `error` is taken when the block fails. */
export type WayKind = "next" | "branch" | "error";

/** One way out of a block. */
export interface Way {
  readonly to: string;
  readonly kind: WayKind;
  /** When it is taken, such as `1` or `no key`; empty for `next`, and for the generic error. */
  readonly labels: readonly string[];
}

/** A single reason to leave a block. */
export interface Exit {
  readonly to: string;
  readonly kind: WayKind;
  /** What tells this exit from the others of the block, such as `Equals 1`, `NextAction` or an error type. */
  readonly key: string;
  readonly label: string;
}

/** Error types that are answers rather than failures. */
const ANSWERS: ReadonlySet<string> = new Set([
  NO_MATCHING_CONDITION,
  "InputTimeLimitExceeded",
  "QueueAtCapacity",
  "TimeLimitExceeded",
  "MultipleFound",
  "MultipleFoundError",
  "NoneFound",
  "NoneFoundError",
]);

const ERROR_WORDS: ReadonlyMap<string, string> = new Map([
  ["InputTimeLimitExceeded", "no key"],
  ["TimeLimitExceeded", "no answer"],
  ["QueueAtCapacity", "queue is full"],
  ["CallFailed", "call failed"],
  ["ConnectionTimeLimitExceeded", "not answered"],
  ["InvalidCallbackNumber", "not a number"],
  ["CallbackNumberNotDialable", "cannot be dialled"],
  ["MultipleFoundError", "several found"],
  ["MultipleFound", "several found"],
  ["NoneFoundError", "none found"],
  ["NoneFound", "none found"],
]);

/** Every exit of a block, conditions first, then what follows without one, then errors. */
export function exitsOf(action: FlowAction): Exit[] {
  const { NextAction, Conditions = [], Errors = [] } = action.Transitions ?? {};
  const conditions = Conditions.map((transition): Exit => {
    const { Operator, Operands } = transition.Condition;
    return {
      to: transition.NextAction,
      kind: "branch",
      key: `${Operator} ${Operands.join(" ")}`,
      label: conditionWords(action, transition),
    };
  });
  // With conditions, what fits none of them has a branch of its own, and NextAction only repeats it.
  const decided = conditions.length > 0 || Errors.some(({ ErrorType }) => ErrorType === NO_MATCHING_CONDITION);
  const repeated = [...Conditions, ...Errors].some((way) => way.NextAction === NextAction);
  const next: Exit[] =
    NextAction === undefined || (decided && repeated)
      ? []
      : [{ to: NextAction, kind: decided ? "branch" : "next", key: "NextAction", label: decided ? "otherwise" : "" }];
  // Where the contact leaves the flow on success, NextAction is on the wire but only its errors lead on.
  const leads = actionSpec(action.Type)?.handsOver === true && Errors.length > 0 ? [] : next;
  const errors = Errors.map(({ ErrorType, NextAction: to }): Exit => {
    const kind = ANSWERS.has(ErrorType) ? "branch" : "error";
    return { to, kind, key: ErrorType, label: errorWords(action, ErrorType) };
  });
  return [...conditions, ...leads, ...errors];
}

/** The ways out of a block, those with one target joined: an error that goes where the rest goes is no way of its own. */
export function waysOf(action: FlowAction): Way[] {
  const exits = exitsOf(action);
  const targets = [...new Set(exits.map(({ to }) => to))];
  const ways = targets.map((to): Way => {
    const here = exits.filter((exit) => exit.to === to);
    const kinds = here.map(({ kind }) => kind);
    const kind = kinds.includes("next") ? "next" : kinds.includes("branch") ? "branch" : "error";
    const labels = kind === "next" ? [] : here.filter((exit) => exit.kind === kind).map(({ label }) => label);
    return { to, kind, labels: [...new Set(labels.filter((label) => label !== ""))] };
  });
  const order: readonly WayKind[] = ["branch", "next", "error"];
  return ways.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function conditionWords({ Type }: FlowAction, { Condition }: ConditionTransition): string {
  const operand = Condition.Operands[0] ?? "";
  const said = RESULT_WORDS.get(`${Type} ${operand}`);
  if (said !== undefined) {
    return said;
  }
  if (Type === "DistributeByPercentage") {
    return `below ${operand} of 100`;
  }
  const operator = OPERATOR_WORDS.get(Condition.Operator) ?? `${plainWords(Condition.Operator)} `;
  return `${operator}${textInWords(operand)}`;
}

const RESULT_WORDS: ReadonlyMap<string, string> = new Map([
  ["CheckHoursOfOperation True", "open"],
  ["CheckHoursOfOperation False", "closed"],
  ["Loop ContinueLooping", "next round"],
  ["Loop DoneLooping", "enough rounds"],
  ["Wait WaitCompleted", "time is up"],
  ["Wait CustomerReturned", "customer is back"],
  ["Wait BotParticipantDisconnected", "bot has left"],
  ["MessageParticipantIteratively MessagesInterrupted", "interrupted"],
]);

const OPERATOR_WORDS: ReadonlyMap<string, string> = new Map([
  ["Equals", ""],
  ["TextStartsWith", "starts with "],
  ["TextEndsWith", "ends with "],
  ["TextContains", "contains "],
  ["NumberGreaterThan", "> "],
  ["NumberGreaterOrEqualTo", "≥ "],
  ["NumberLessThan", "< "],
  ["NumberLessOrEqualTo", "≤ "],
]);

function errorWords({ Type }: FlowAction, error: string): string {
  if (error === NO_MATCHING_ERROR) {
    return "";
  }
  if (error === NO_MATCHING_CONDITION) {
    return NO_MATCH_WORDS.get(Type) ?? "otherwise";
  }
  return ERROR_WORDS.get(error) ?? plainWords(error);
}

const NO_MATCH_WORDS: ReadonlyMap<string, string> = new Map([
  ["GetParticipantInput", "another key"],
  ["ConnectParticipantWithLexBot", "another intent"],
]);
