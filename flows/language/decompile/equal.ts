/**
 * Whether two flow documents are the same flow: equal in everything but identifiers and metadata. An absent list of
 * errors or conditions is the same as an empty one, and so are absent parameters and none; errors are looked up by
 * type, so their order counts only among errors of one type.
 */
import { type FlowAction, type FlowDocument, type JsonValue } from "../document";

/** Where two documents differ. */
export interface Difference {
  /** The way there from the start, for example `StartAction > NextAction > Conditions[0]`. */
  readonly path: string;
  /** Identifiers of the actions there, in the first and the second document. */
  readonly actions: readonly [string, string];
  /** What differs. */
  readonly message: string;
}

/** Everything in which two documents differ, but for identifiers and layout; empty when they are the same flow. */
export function equalButForIdentifiersAndLayout(a: FlowDocument, b: FlowDocument): Difference[] {
  const comparison = new Comparison(a, b);
  comparison.document();
  return comparison.differences;
}

/** Differences as text, one a line. */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences.map(({ path, actions, message }) => `${path} (${actions.join(" / ")}): ${message}`).join("\n");
}

interface Pair {
  readonly left: string;
  readonly right: string;
  readonly path: string;
}

class Comparison {
  readonly differences: Difference[] = [];
  private readonly left: ReadonlyMap<string, FlowAction>;
  private readonly right: ReadonlyMap<string, FlowAction>;
  private readonly matched = new Map<string, string>();
  private readonly taken = new Map<string, string>();
  private readonly waiting: Pair[] = [];

  constructor(
    private readonly a: FlowDocument,
    private readonly b: FlowDocument,
  ) {
    this.left = actionsOf(a);
    this.right = actionsOf(b);
  }

  document(): void {
    const { a, b } = this;
    const root: Pair = { left: "", right: "", path: "document" };
    this.value(root, "Version", a.Version, b.Version);
    this.value(root, "Settings", a.Settings, b.Settings);
    this.value(root, "number of Actions", a.Actions.length, b.Actions.length);
    this.match({ left: a.StartAction, right: b.StartAction, path: "StartAction" });
    this.drain();
    this.unreached();
  }

  /** Blocks nothing leads to are matched by what they and their surroundings look like. */
  private unreached(): void {
    const shapes = [shapesOf(this.a), shapesOf(this.b)] as const;
    for (const left of this.left.keys()) {
      if (!this.matched.has(left)) {
        const twin = [...this.right.keys()].find(
          (right) => !this.taken.has(right) && shapes[0].get(left) === shapes[1].get(right),
        );
        if (twin === undefined) {
          this.report({ left, right: "", path: "unreachable action" }, "the second document has none like it");
        } else {
          this.match({ left, right: twin, path: "unreachable action" });
          this.drain();
        }
      }
    }
  }

  private drain(): void {
    for (let pair = this.waiting.shift(); pair; pair = this.waiting.shift()) {
      this.actions(pair);
    }
  }

  private match(pair: Pair): void {
    const { left, right } = pair;
    if (this.matched.get(left) === right && this.taken.get(right) === left) {
      return;
    }
    if (this.matched.has(left) || this.taken.has(right)) {
      this.report(pair, "one document leads to a block the other does not lead to here");
      return;
    }
    if (this.left.has(left) !== this.right.has(right)) {
      this.report(pair, "one of them is not an action of its document");
    }
    this.matched.set(left, right);
    this.taken.set(right, left);
    this.waiting.push(pair);
  }

  private actions(pair: Pair): void {
    const left = this.left.get(pair.left);
    const right = this.right.get(pair.right);
    if (!left || !right) {
      return;
    }
    this.value(pair, "Type", left.Type, right.Type);
    this.value(pair, "Parameters", left.Parameters ?? {}, right.Parameters ?? {});
    const ways = [waysOf(left), waysOf(right)] as const;
    const names = new Set([...ways[0].keys(), ...ways[1].keys()]);
    for (const name of names) {
      const [to, other] = [ways[0].get(name), ways[1].get(name)];
      if (to === undefined || other === undefined) {
        this.report(pair, `only the ${to === undefined ? "second" : "first"} has ${name}`);
      } else {
        this.match({ left: to, right: other, path: `${pair.path} > ${name}` });
      }
    }
  }

  private value(pair: Pair, what: string, left: JsonValue | undefined, right: JsonValue | undefined): void {
    if (canonical(left) !== canonical(right)) {
      this.report(pair, `${what}: ${canonical(left)} is not ${canonical(right)}`);
    }
  }

  private report({ left, right, path }: Pair, message: string): void {
    this.differences.push({ path, actions: [left, right], message });
  }
}

function actionsOf(document: FlowDocument): Map<string, FlowAction> {
  return new Map(document.Actions.map((action) => [action.Identifier, action]));
}

/** Ways out by what selects them. */
function waysOf({ Transitions: transitions = {} }: FlowAction): Map<string, string> {
  const { NextAction, Errors = [], Conditions = [] } = transitions;
  const ways = new Map<string, string>();
  if (NextAction !== undefined) {
    ways.set("NextAction", NextAction);
  }
  Conditions.forEach(({ Condition: { Operator, Operands }, NextAction: to }, at) => {
    ways.set(`Conditions[${at}] ${Operator} ${canonical([...Operands])}`, to);
  });
  for (const { ErrorType, NextAction: to } of Errors) {
    let copy = 1;
    while (ways.has(`error ${ErrorType} ${copy}`)) {
      copy++;
    }
    ways.set(`error ${ErrorType} ${copy}`, to);
  }
  return ways;
}

/** JSON with sorted keys: the order of parameters means nothing. */
export function canonical(value: JsonValue | undefined): string {
  return (
    JSON.stringify(value, (_, part: JsonValue) => {
      if (typeof part !== "object" || part === null || Array.isArray(part)) {
        return part;
      }
      return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
    }) ?? "nothing"
  );
}

/** What each action and everything after it looks like, as far as it takes to tell actions apart. */
function shapesOf(document: FlowDocument): Map<string, string> {
  const actions = actionsOf(document);
  const names = new Map<string, number>();
  const short = (shape: string): string => {
    const number = names.get(shape) ?? names.size;
    names.set(shape, number);
    return shape.length < 40 ? shape : hash(shape);
  };
  let shapes = new Map(
    [...actions].map(([id, { Type, Parameters }]) => [id, short(Type + canonical(Parameters ?? {}))]),
  );
  for (let round = 0, kinds = 0; new Set(shapes.values()).size > kinds; round++) {
    kinds = new Set(shapes.values()).size;
    const before = shapes;
    shapes = new Map(
      [...actions].map(([id, action]) => {
        const ways = [...waysOf(action)].map(([name, to]) => `${name}:${before.get(to) ?? "missing"}`).sort();
        return [id, short(`${before.get(id) ?? ""}|${ways.join("|")}`)];
      }),
    );
  }
  return shapes;
}

function hash(text: string): string {
  let [low, high] = [0x811c9dc5, 0x1b873593];
  for (let index = 0; index < text.length; index++) {
    low = Math.imul(low ^ text.charCodeAt(index), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(index), 0xcc9e2d51);
    high = (high << 13) | (high >>> 19);
  }
  return `${(low >>> 0).toString(36)}${(high >>> 0).toString(36)}`;
}
