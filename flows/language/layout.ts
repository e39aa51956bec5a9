/**
 * Places the blocks of a flow on the console's canvas the way its source reads: statements from left to right, each branch
 * on a row of its own below and further in. A statement that does not branch moves nothing but what follows it in its row,
 * so a preview of a changed flow shows the change and little else.
 */
import { type FlowMetadata, type Position } from "./document";
import { type Block, type Recorder, type Step } from "./recorder";

const COLUMN_WIDTH = 300;
const ROW_HEIGHT = 240;
/** How much further right a branch begins than what it belongs to. */
const INDENT = 120;
/** Ways out the console draws on a block of one row's height. */
const WAYS_OUT_PER_ROW = 7;
const ENTRY: Position = { x: 40, y: 40 };

/** The metadata of a flow whose actions come from `steps`. Nothing in it affects execution. */
export function layOut({ root, rootHandler, unreached }: Recorder, steps: readonly Step[]): FlowMetadata {
  const canvas = new Canvas(new Set(steps));
  [root, rootHandler, unreached].forEach((block) => canvas.place(block, 0));
  steps.forEach((step) => canvas.placeLast(step));
  return { entryPointPosition: ENTRY, ActionMetadata: Object.fromEntries(canvas.positions) };
}

class Canvas {
  readonly positions = new Map<string, { readonly position: Position }>();
  private row = 0;
  private column = 0;
  private rowsTaken = 1;

  constructor(private readonly wanted: ReadonlySet<Step>) {}

  /** Places a block's statements from the next free row on. */
  place(block: Block, depth: number): void {
    const handlers: Block[] = [];
    this.statements(block, depth, handlers);
    this.endRow(handlers, depth);
  }

  /** Places what belongs to no block: the ending the language itself adds. */
  placeLast(step: Step): void {
    if (!this.positions.has(step.identifier)) {
      this.put(step, 0);
    }
  }

  /** Error handlers wait for the end of the row: what they guard goes on in it. */
  private statements(block: Block, depth: number, handlers: Block[]): void {
    for (const item of block.items) {
      if (item.item === "step") {
        this.put(item, depth);
        const branches = blocksOf(item);
        if (branches.length > 0) {
          this.endRow([...branches, ...handlers.splice(0)], depth);
        }
      } else if (item.item === "guarded") {
        this.statements(item.body, depth, handlers);
        handlers.push(item.handler);
      }
    }
  }

  /** Ends the row; what hangs on its statements follows below. */
  private endRow(blocks: readonly Block[], depth: number): void {
    this.newRow();
    blocks.forEach((block) => this.place(block, depth + 1));
  }

  private put(step: Step, depth: number): void {
    if (!this.wanted.has(step)) {
      return;
    }
    const x = ENTRY.x + 180 + depth * INDENT + this.column * COLUMN_WIDTH;
    this.positions.set(step.identifier, { position: { x, y: ENTRY.y + this.row * ROW_HEIGHT } });
    this.column++;
    const waysOut = step.conditions.length + step.errors.length + 1;
    this.rowsTaken = Math.max(this.rowsTaken, Math.ceil(waysOut / WAYS_OUT_PER_ROW));
  }

  private newRow(): void {
    if (this.column > 0) {
      this.row += this.rowsTaken;
    }
    this.column = 0;
    this.rowsTaken = 1;
  }
}

function blocksOf({ conditions, errors }: Step): Block[] {
  return [...conditions, ...errors].flatMap(({ target }) => (target.to === "block" ? [target.block] : []));
}
