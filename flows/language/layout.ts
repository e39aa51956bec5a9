/** Places the blocks of a flow on the console's canvas: left to right by distance from the start, without overlaps. */
import { type FlowAction, type FlowMetadata, type Position } from "./document";

const COLUMN_WIDTH = 300;
const ROW_HEIGHT = 240;
const ENTRY: Position = { x: 40, y: 40 };

/** The metadata of a flow. Nothing in it affects execution. */
export function layOut(start: string, actions: readonly FlowAction[]): FlowMetadata {
  const byIdentifier = new Map(actions.map((action) => [action.Identifier, action]));
  const cells = new Map([[start, { column: 0, row: 0 }]]);
  const freeRow: number[] = [1];
  // A map keeps its keys in order and the loop sees those added meanwhile, so this goes breadth first.
  for (const [identifier, { column, row }] of cells) {
    for (const target of targetsOf(byIdentifier.get(identifier))) {
      if (!cells.has(target)) {
        const free = Math.max(row, freeRow[column + 1] ?? 0);
        cells.set(target, { column: column + 1, row: free });
        freeRow[column + 1] = free + 1;
      }
    }
  }
  const positions = actions.map(({ Identifier }): [string, { position: Position }] => {
    const { column, row } = cells.get(Identifier) ?? { column: 0, row: 0 };
    return [Identifier, { position: { x: ENTRY.x + 180 + column * COLUMN_WIDTH, y: ENTRY.y + row * ROW_HEIGHT } }];
  });
  return { entryPointPosition: ENTRY, ActionMetadata: Object.fromEntries(positions) };
}

/** Where an action leads, in the order the console draws its branches. */
export function targetsOf(action: FlowAction | undefined): string[] {
  const { NextAction, Conditions = [], Errors = [] } = action?.Transitions ?? {};
  return [
    ...Conditions.map((condition) => condition.NextAction),
    ...(NextAction === undefined ? [] : [NextAction]),
    ...Errors.map((error) => error.NextAction),
  ];
}
