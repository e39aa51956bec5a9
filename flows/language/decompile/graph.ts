/** A document as a graph of statements, with what decides where a block is written: who dominates whom. */
import { type FlowAction, type FlowDocument } from "../document";
import { type Form, type Forms } from "./forms";

/** An action with the statement that says it. */
export interface Vertex {
  readonly id: string;
  readonly action: FlowAction;
  readonly form: Form;
  /** Where it goes on when it has done its work, if it goes on at all. */
  readonly follow: string | undefined;
}

/** Above every block: what no block leads to hangs under it. */
export const ROOT = Symbol("root");
type Place = string | typeof ROOT;

export class Graph {
  readonly vertices: ReadonlyMap<string, Vertex>;
  readonly start: string;
  /** Where most generic errors lead: the handler of the whole flow. */
  readonly handler: string | undefined;
  /** Whether the handler is reached through generic errors alone. */
  readonly hasOwnHandler: boolean;
  /** Blocks nothing leads to, but for other such blocks. */
  readonly unreached: readonly string[];
  private readonly entries = new Map<string, number>();
  private readonly order = new Map<Place, number>();
  private readonly dominators = new Map<Place, Place>();
  private readonly children = new Map<Place, string[]>();

  constructor(document: FlowDocument, forms: Forms) {
    this.start = document.StartAction;
    this.vertices = new Map(
      document.Actions.map((action) => {
        const form = forms.choose(action);
        const follow = form.next === "follow" ? action.Transitions?.NextAction : undefined;
        return [action.Identifier, { id: action.Identifier, action, form, follow }];
      }),
    );
    const everywhere = this.reach([this.start], true);
    this.handler = mostCommon([...everywhere].map((id) => this.vertices.get(id)?.form.generic));
    const reached = this.reach([this.start]);
    this.hasOwnHandler = this.handler !== undefined && !reached.has(this.handler);
    const fromHandler = this.reach(this.handler === undefined ? [] : [this.handler]);
    this.unreached = this.rootsOf([...this.vertices.keys()].filter((id) => !reached.has(id) && !fromHandler.has(id)));
    this.countEntries();
    this.dominate();
  }

  /** Ways from one block to others, but for the generic errors the flow's own handler takes. */
  edges(id: string): string[] {
    const vertex = this.vertices.get(id);
    if (!vertex) {
      return [];
    }
    const { form, follow } = vertex;
    const { generic } = form;
    return [
      ...form.ways.values(),
      ...(follow === undefined ? [] : [follow]),
      ...(generic === undefined || generic === this.handler ? [] : [generic]),
    ].filter((to) => this.vertices.has(to));
  }

  /** Whether exactly one way leads to a block, so that it can be written where that way begins. */
  hasOneEntry(id: string): boolean {
    return this.vertices.has(id) && this.entries.get(id) === 1;
  }

  /** Blocks every path to which passes here, and nothing in between does, in the order they come. */
  below(place: Place): readonly string[] {
    return this.children.get(place) ?? [];
  }

  private roots(): string[] {
    const handler = this.hasOwnHandler && this.handler !== undefined ? [this.handler] : [];
    return [this.start, ...handler, ...this.unreached].filter((id) => this.vertices.has(id));
  }

  private reach(starts: readonly string[], throughHandler = false): Set<string> {
    const found = new Set<string>();
    const waiting = [...starts];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (this.vertices.has(id) && !found.has(id)) {
        found.add(id);
        const generic = this.vertices.get(id)?.form.generic;
        waiting.push(...this.edges(id), ...(throughHandler && generic !== undefined ? [generic] : []));
      }
    }
    return found;
  }

  private rootsOf(ids: readonly string[]): string[] {
    const entered = new Set(ids.flatMap((id) => this.edges(id).filter((to) => to !== id)));
    const roots = ids.filter((id) => !entered.has(id));
    const seen = this.reach(roots);
    // Circles nothing leads into begin anywhere.
    for (const id of ids) {
      if (!seen.has(id)) {
        roots.push(id);
        this.reach([id]).forEach((found) => seen.add(found));
      }
    }
    return roots;
  }

  private countEntries(): void {
    const add = (id: string): void => void this.entries.set(id, (this.entries.get(id) ?? 0) + 1);
    this.roots().forEach(add);
    for (const id of this.vertices.keys()) {
      this.edges(id).forEach(add);
    }
  }

  /** Dominators by repeated intersection over the reverse postorder (Cooper, Harvey and Kennedy). */
  private dominate(): void {
    const sequence = this.reversePostorder();
    sequence.forEach((place, at) => this.order.set(place, at));
    const callers = new Map<string, Place[]>();
    for (const place of sequence) {
      for (const to of place === ROOT ? this.roots() : this.edges(place)) {
        callers.set(to, [...(callers.get(to) ?? []), place]);
      }
    }
    this.dominators.set(ROOT, ROOT);
    for (let changed = true; changed;) {
      changed = false;
      for (const place of sequence) {
        const known = place === ROOT ? [] : (callers.get(place) ?? []).filter((caller) => this.dominators.has(caller));
        const [first, ...others] = known;
        const dominator = first === undefined ? undefined : others.reduce((a, b) => this.common(a, b), first);
        if (dominator !== undefined && this.dominators.get(place) !== dominator) {
          this.dominators.set(place, dominator);
          changed = true;
        }
      }
    }
    for (const place of sequence) {
      const above = this.dominators.get(place);
      if (place !== ROOT && above !== undefined) {
        this.children.set(above, [...(this.children.get(above) ?? []), place]);
      }
    }
  }

  private common(a: Place, b: Place): Place {
    let one: Place = a;
    let other: Place = b;
    while (one !== other) {
      if ((this.order.get(one) ?? 0) > (this.order.get(other) ?? 0)) {
        one = this.dominators.get(one) ?? ROOT;
      } else {
        other = this.dominators.get(other) ?? ROOT;
      }
    }
    return one;
  }

  private reversePostorder(): Place[] {
    const seen = new Set<Place>([ROOT]);
    const finished: Place[] = [];
    const calls: { place: Place; steps: string[] }[] = [{ place: ROOT, steps: this.roots() }];
    for (let call = calls.at(-1); call; call = calls.at(-1)) {
      const to = call.steps.pop();
      if (to === undefined) {
        finished.push(call.place);
        calls.pop();
      } else if (!seen.has(to)) {
        seen.add(to);
        calls.push({ place: to, steps: this.edges(to) });
      }
    }
    return finished.reverse();
  }
}

function mostCommon(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value !== undefined) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
