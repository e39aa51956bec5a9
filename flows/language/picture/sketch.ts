/**
 * What of a flow is drawn, before anything has a place: its blocks, and for each way out whether it is a line or a
 * reference by number. What would tangle a picture is settled here: the end of a contact is drawn wherever it is
 * reached, and what only errors lead to is drawn once however often it was written.
 */
import { actionSpec } from "../actionSpecs";
import { type FlowAction, type FlowDocument } from "../document";
import { type NameFinder } from "./names";
import { type Way, waysOf } from "./ways";
import { type BlockWords, describeBlock } from "./words";

/** One block of the picture. */
export interface Block {
  /** Unique in the picture; an identifier, or that of a block and the end it leads to. */
  readonly id: string;
  /** The actions it stands for: mostly one, more where several that only errors lead to are alike. */
  readonly actions: readonly string[];
  readonly words: BlockWords;
  readonly ways: Link[];
  readonly reachable: boolean;
  /** For an end that is drawn wherever it is reached: the actions this one is drawn for. */
  readonly onlyAfter?: readonly string[];
}

/** A way out of a block as it is drawn. */
export interface Link extends Way {
  /** A line, or a mark that names the block by its number. */
  drawn: boolean;
  /** Whether it leads back to where the contact was before. */
  back: boolean;
}

/** The blocks in the order a contact meets them; what nothing leads to comes last. */
export interface Sketch {
  readonly blocks: readonly Block[];
  readonly byId: ReadonlyMap<string, Block>;
  readonly start: string | undefined;
}

/** Most lines that may lead back to one block; beyond that they are marks. */
const MOST_BACK_LINES = 2;

/**
 * Sketches a flow. Targets that do not exist are left out.
 * @param mostJoining most lines that may come together in one block; beyond that they are marks
 */
export function sketchOf(document: FlowDocument, nameOf: NameFinder, mostJoining: number): Sketch {
  const actions = new Map(document.Actions.map((action) => [action.Identifier, action]));
  const { order, reached } = visitOrder(document, actions);
  const calm = calmActions(document.StartAction, actions);
  const standIn = alike(order, actions, calm);
  const blocks = new Map<string, Block>();
  for (const action of order) {
    const id = standIn.get(action.Identifier) ?? action.Identifier;
    if (id === action.Identifier) {
      const same = order.filter((other) => (standIn.get(other.Identifier) ?? other.Identifier) === id);
      blocks.set(id, {
        id,
        actions: same.map(({ Identifier }) => Identifier),
        words: describeBlock(action, nameOf),
        ways: linksOf(action, actions, standIn),
        reachable: reached.has(id),
      });
    }
  }
  repeatEnds(blocks, actions);
  joinTwins(blocks);
  const sketch = { blocks: [...blocks.values()], byId: blocks, start: document.StartAction };
  markBackLinks(sketch);
  chooseLines(sketch, calm, mostJoining);
  return sketch;
}

function linksOf(
  action: FlowAction,
  actions: ReadonlyMap<string, FlowAction>,
  standIn: ReadonlyMap<string, string>,
): Link[] {
  const ways = waysOf(action).filter(({ to }) => actions.has(to));
  return merged(ways.map((way) => ({ ...way, to: standIn.get(way.to) ?? way.to, drawn: true, back: false })));
}

/** Links with one target as one: errors among themselves, and the others. */
function merged(links: readonly Link[]): Link[] {
  const kept = new Map<string, Link>();
  for (const link of links) {
    const key = `${link.to} ${link.kind === "error"}`;
    const known = kept.get(key);
    const labels = known && known.kind === link.kind ? [...new Set([...known.labels, ...link.labels])] : link.labels;
    kept.set(key, known ? { ...known, labels } : link);
  }
  return [...kept.values()];
}

/** Depth first, the first way first, so that what belongs together stays together. */
function visitOrder(document: FlowDocument, actions: ReadonlyMap<string, FlowAction>) {
  const reached = new Set<string>();
  const order: FlowAction[] = [];
  const visit = (start: string): void => {
    const waiting = [start];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const action = actions.get(id);
      if (action && !order.includes(action)) {
        order.push(action);
        waiting.push(
          ...waysOf(action)
            .map(({ to }) => to)
            .reverse(),
        );
      }
    }
  };
  visit(document.StartAction);
  order.forEach(({ Identifier }) => reached.add(Identifier));
  // The order of a document says nothing, so what is left goes by identifier.
  const rest = [...actions.keys()].filter((id) => !reached.has(id)).sort();
  const entered = new Set(rest.flatMap((id) => waysOf(actions.get(id) ?? NOTHING).map(({ to }) => to)));
  rest.filter((id) => !entered.has(id)).forEach(visit);
  rest.forEach(visit);
  return { order, reached };
}

const NOTHING: FlowAction = { Identifier: "", Type: "" };

/** The actions a contact can get to without anything failing. */
function calmActions(start: string, actions: ReadonlyMap<string, FlowAction>): ReadonlySet<string> {
  const calm = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const action = actions.get(id);
    if (action && !calm.has(id)) {
      calm.add(id);
      waiting.push(...waysOf(action).flatMap(({ to, kind }) => (kind === "error" ? [] : [to])));
    }
  }
  return calm;
}

/** For each action that only errors lead to, the first that does the same and goes on the same way. */
function alike(
  order: readonly FlowAction[],
  actions: ReadonlyMap<string, FlowAction>,
  calm: ReadonlySet<string>,
): Map<string, string> {
  const classes = new Map<string, string>();
  for (const [id, action] of actions) {
    classes.set(id, isEnd(action) ? likeness(action) : calm.has(id) ? id : likeness(action));
  }
  for (let round = 0, count = 0; round < order.length; round++) {
    const next = new Map<string, string>();
    for (const [id, action] of actions) {
      if (isEnd(action) || calm.has(id)) {
        next.set(id, classes.get(id) ?? id);
        continue;
      }
      const { NextAction = "", Conditions = [], Errors = [] } = action.Transitions ?? {};
      const targets = [NextAction, ...[...Conditions, ...Errors].map((way) => way.NextAction)];
      next.set(id, JSON.stringify([likeness(action), targets.map((to) => classes.get(to) ?? "")]));
    }
    const numbers = numbered(next);
    if (numbers.count === count) {
      break;
    }
    count = numbers.count;
    numbers.of.forEach((value, id) => classes.set(id, value));
  }
  const first = new Map<string, string>();
  const standIn = new Map<string, string>();
  for (const { Identifier } of order.filter(({ Identifier }) => !calm.has(Identifier))) {
    const kind = classes.get(Identifier) ?? Identifier;
    standIn.set(Identifier, first.get(kind) ?? Identifier);
    first.set(kind, first.get(kind) ?? Identifier);
  }
  return standIn;
}

/** Short names for equal values, so that they do not grow from round to round. */
function numbered(values: ReadonlyMap<string, string>): { of: Map<string, string>; count: number } {
  const numbers = new Map<string, string>();
  const of = new Map<string, string>();
  for (const [id, value] of values) {
    const number = numbers.get(value) ?? `#${numbers.size}`;
    numbers.set(value, number);
    of.set(id, number);
  }
  return { of, count: numbers.size };
}

function likeness({ Type, Parameters = {}, Transitions = {} }: FlowAction): string {
  const conditions = (Transitions.Conditions ?? []).map(({ Condition }) => Condition);
  return JSON.stringify([Type, Parameters, conditions, (Transitions.Errors ?? []).map(({ ErrorType }) => ErrorType)]);
}

/** Whether nothing follows an action anywhere: the contact or the flow ends. */
export function isEnd(action: FlowAction): boolean {
  return actionSpec(action.Type)?.terminal === true && waysOf(action).length === 0;
}

/** Draws the end of a contact once for each block that leads to it. */
function repeatEnds(blocks: Map<string, Block>, actions: ReadonlyMap<string, FlowAction>): void {
  const ends = [...blocks.values()].filter(({ actions: [id = ""] }) => isEnd(actions.get(id) ?? NOTHING));
  for (const end of ends) {
    const sources = [...blocks.values()].filter(({ ways }) => ways.some(({ to }) => to === end.id));
    const [first, ...others] = sources;
    if (first && others.length > 0) {
      blocks.set(end.id, { ...end, onlyAfter: first.actions });
    }
    for (const source of others) {
      const id = `${source.id} → ${end.id}`;
      blocks.set(id, { ...end, id, ways: [], onlyAfter: source.actions });
      source.ways.forEach((way, index) => {
        if (way.to === end.id) {
          source.ways[index] = { ...way, to: id };
        }
      });
    }
  }
}

/** Draws once what several ways of one block lead to when it says the same and goes on the same way. */
function joinTwins(blocks: Map<string, Block>): void {
  const sources = new Map<string, number>();
  for (const { ways } of blocks.values()) {
    ways.forEach(({ to }) => sources.set(to, (sources.get(to) ?? 0) + 1));
  }
  for (const block of [...blocks.values()]) {
    const first = new Map<string, string>();
    const ways = block.ways.map((way): Link => {
      const target = blocks.get(way.to);
      if (way.kind === "error" || !target || sources.get(way.to) !== 1 || target.ways.length === 0) {
        return way;
      }
      const kind = JSON.stringify([target.words, target.ways.map(({ to, kind, labels }) => [to, kind, labels])]);
      const twin = blocks.get(first.get(kind) ?? "");
      if (!twin) {
        first.set(kind, way.to);
        return way;
      }
      blocks.set(twin.id, { ...twin, actions: [...twin.actions, ...target.actions] });
      blocks.delete(way.to);
      return { ...way, to: twin.id };
    });
    const current = blocks.get(block.id);
    current?.ways.splice(0, current.ways.length, ...merged(ways));
  }
}

/** Marks the ways that lead back to a block the contact is still on its way from. */
function markBackLinks({ blocks, byId, start }: Sketch): void {
  const state = new Map<string, "open" | "done">();
  const visit = (id: string): void => {
    const block = byId.get(id);
    if (block === undefined || state.has(id)) {
      return;
    }
    state.set(id, "open");
    for (const way of block.ways) {
      way.back = state.get(way.to) === "open";
      if (!way.back) {
        visit(way.to);
      }
    }
    state.set(id, "done");
  };
  for (const id of [start ?? "", ...blocks.map((block) => block.id)]) {
    visit(id);
  }
}

/** Decides which ways are lines. The others are marks with the number of the block they lead to. */
function chooseLines({ blocks, byId }: Sketch, calm: ReadonlySet<string>, mostJoining: number): void {
  const into = new Map<string, Link[]>();
  for (const { ways } of blocks) {
    ways.forEach((way) => into.set(way.to, [...(into.get(way.to) ?? []), way]));
  }
  for (const [id, ways] of into) {
    const back = ways.filter((way) => way.back);
    const joining = ways.filter((way) => !way.back && way.kind !== "error");
    back.forEach((way) => (way.drawn = back.length <= MOST_BACK_LINES && way.kind !== "error"));
    joining.forEach((way) => (way.drawn = joining.length <= mostJoining));
    const failing = ways.filter((way) => !way.back && way.kind === "error");
    const own = byId.get(id)?.actions.every((action) => !calm.has(action)) === true;
    failing.forEach((way) => (way.drawn = own && ways.length === 1));
  }
  for (const block of blocks) {
    block.ways.filter(({ to }) => to === block.id).forEach((way) => (way.drawn = false));
  }
}
