/** One side of a comparison: a flow with its blocks in the order a contact meets them, and their names in words. */
import { type FlowAction, type FlowDocument, type JsonValue } from "../document";
import { NO_NAMES } from "../picture/names";
import { type Exit, exitsOf } from "../picture/ways";
import { type BlockWords, describeBlock } from "../picture/words";

/** A block of one side. */
export interface Block {
  readonly id: string;
  readonly type: string;
  readonly action: FlowAction;
  /** What it does apart from where it leads: equal for blocks that do the same. */
  readonly content: string;
  readonly words: BlockWords;
  readonly exits: readonly KeyedExit[];
}

/** A way out with a key that no other of its block has, the same on both sides. */
export interface KeyedExit extends Exit {
  readonly at: string;
}

/** One flow of a comparison. */
export class Side {
  readonly blocks: ReadonlyMap<string, Block>;
  /** Every block: first what can be reached, in the order of the paths, then the rest by identifier. */
  readonly order: readonly Block[];
  readonly start: Block | undefined;

  constructor(readonly document: FlowDocument) {
    this.blocks = new Map(document.Actions.map((action) => [action.Identifier, blockOf(action)]));
    this.start = this.blocks.get(document.StartAction);
    this.order = this.inOrder();
  }

  /** The block an exit leads to. */
  target({ to }: Exit): Block | undefined {
    return this.blocks.get(to);
  }

  /** The exits that lead to a block, ordinary ones first. */
  into(block: Block): { from: Block; exit: KeyedExit }[] {
    const found = this.order.flatMap((from) =>
      from.exits.filter(({ to }) => to === block.id).map((exit) => ({ from, exit })),
    );
    return [...found.filter(({ exit }) => exit.kind !== "error"), ...found.filter(({ exit }) => exit.kind === "error")];
  }

  private inOrder(): Block[] {
    const order = new Set<Block>();
    const visit = (start: Block | undefined): void => {
      const waiting = [start];
      while (waiting.length > 0) {
        const block = waiting.pop();
        if (block && !order.has(block)) {
          order.add(block);
          waiting.push(...[...block.exits].reverse().map((exit) => this.target(exit)));
        }
      }
    };
    visit(this.start);
    const rest = [...this.blocks.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    rest.forEach(visit);
    return [...order];
  }
}

function blockOf(action: FlowAction): Block {
  const { Identifier, Type, Parameters = {} } = action;
  const uses = new Map<string, number>();
  const exits = exitsOf(action).map((exit): KeyedExit => {
    const use = (uses.get(exit.key) ?? 0) + 1;
    uses.set(exit.key, use);
    return { ...exit, at: use === 1 ? exit.key : `${exit.key} (${use})` };
  });
  const content = JSON.stringify([Type, normal(Parameters)]);
  return { id: Identifier, type: Type, action, content, words: describeBlock(action, NO_NAMES), exits };
}

/** Parameters without the differences that make none: the order of keys, and numbers written as text. */
function normal(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(normal);
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, normal(inner)]));
  }
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

const LONGEST_TEXT = 52;

/** Nouns for blocks whose verbs would not fit into a sentence. */
const NOUNS: ReadonlyMap<string, string> = new Map([
  ["MessageParticipant", ""],
  ["MessageParticipantIteratively", "waiting prompts"],
  ["Compare", "decision on"],
  ["InvokeLambdaFunction", "function"],
  ["InvokeFlowModule", "module"],
  ["Loop", "loop"],
  ["UpdateContactTargetQueue", "setting queue"],
  ["DisconnectParticipant", "hanging up"],
]);

/** A block as a sentence names it: what it is and the beginning of what it says. */
export function nameOf({ words, type, id }: Block): string {
  const verb = words.verb.split(",")[0] ?? words.verb;
  const noun = NOUNS.get(type) ?? verb.charAt(0).toLowerCase() + verb.slice(1);
  return [noun, shortened(words.text)].filter((part) => part !== "").join(" ") || id;
}

/** A text cut to what a sentence can hold; a quotation stays closed. */
export function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) {
    return text;
  }
  const cut = [...text].slice(0, LONGEST_TEXT - 1).join("");
  const words = cut.replace(/\s+\S*$/, "");
  return `${words}…${text.startsWith("“") ? "”" : ""}`;
}
