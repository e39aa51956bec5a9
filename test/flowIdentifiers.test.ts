import { expect } from "chai";
import * as fc from "fast-check";
import {
  type FlowAction,
  type FlowBuilder,
  type FlowDocument,
  goOn,
  hoursRef,
  type Position,
  validate,
} from "../flows/language";
import { inbound } from "./support/flowDocuments";

/** A conversation as data, so that a statement can be put anywhere into it. */
type Statement =
  | { kind: "say"; words: string }
  | { kind: "set"; key: string }
  | { kind: "hours"; open: Statement[]; closed: Statement[] }
  | { kind: "menu"; name: string; one: Statement[]; timeout: Statement[] }
  | { kind: "loop"; name: string; body: Statement[]; done: Statement[] }
  | { kind: "guarded"; body: Statement[]; handler: Statement[] };

const WORDS = [
  "Hello.",
  "hello!",
  "Please wait.",
  "Ça va?",
  "日本語",
  "A very long sentence that will not fit, I am afraid.",
];
const NAMES = ["main", "other"];

const { block } = fc.letrec<{ statement: Statement; block: Statement[] }>((tie) => ({
  block: fc.array(tie("statement"), { maxLength: 3 }),
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ kind: fc.constant("say" as const), words: fc.constantFrom(...WORDS) }),
    fc.record({ kind: fc.constant("set" as const), key: fc.constantFrom(...NAMES) }),
    fc.record({ kind: fc.constant("hours" as const), open: tie("block"), closed: tie("block") }),
    fc.record({
      kind: fc.constant("menu" as const),
      name: fc.constantFrom(...NAMES),
      one: tie("block"),
      timeout: tie("block"),
    }),
    fc.record({
      kind: fc.constant("loop" as const),
      name: fc.constantFrom(...NAMES),
      body: tie("block"),
      done: tie("block"),
    }),
    fc.record({ kind: fc.constant("guarded" as const), body: tie("block"), handler: tie("block") }),
  ),
}));

function write(f: FlowBuilder, statements: readonly Statement[]): void {
  for (const statement of statements) {
    switch (statement.kind) {
      case "say":
        f.say(statement.words);
        break;
      case "set":
        f.setAttributes({ [statement.key]: "x" });
        break;
      case "hours":
        f.checkHours(hoursRef("main"), {
          open: (f) => write(f, statement.open),
          closed: (f) => write(f, statement.closed),
        });
        break;
      case "menu":
        f.menu(
          { name: statement.name, say: "Press 1." },
          { "1": (f) => write(f, statement.one), onTimeout: (f) => write(f, statement.timeout), onNoMatch: goOn },
        );
        break;
      case "loop":
        f.loop(
          { times: 2, name: statement.name },
          (f) => write(f, statement.body),
          (f) => write(f, statement.done),
        );
        break;
      case "guarded":
        f.onError(
          (f) => write(f, statement.handler),
          (f) => {
            // Something that can fail, so that the handler is part of the flow whatever else is in the body.
            f.setAttributes({ guarded: "x" });
            write(f, statement.body);
          },
        );
    }
  }
}

function documentOf(statements: readonly Statement[]): FlowDocument {
  return inbound((f) => {
    f.say("Beginning.");
    write(f, statements);
    f.disconnect();
  }).document;
}

/** Every list of statements of a conversation. */
function blocksOf(statements: Statement[]): Statement[][] {
  return [
    statements,
    ...statements.flatMap((statement) =>
      Object.values(statement).flatMap((value): Statement[][] => (Array.isArray(value) ? blocksOf(value) : [])),
    ),
  ];
}

function inserted(statements: Statement[], at: number): Statement[] {
  const copy = structuredClone(statements);
  const places = blocksOf(copy).flatMap((list) => [...list.keys(), list.length].map((index) => ({ list, index })));
  const place = places[at % places.length];
  place?.list.splice(place.index, 0, { kind: "say", words: "A statement of its own" });
  return copy;
}

/** The action with every way out that leads to `target` replaced by what stood there before. */
function withoutTarget(action: FlowAction, before: FlowAction, target: string): FlowAction {
  const restore = <T extends { NextAction: string }>(after: readonly T[] = [], old: readonly T[] = []): T[] =>
    after.map((entry, index) =>
      entry.NextAction === target ? { ...entry, NextAction: old[index]?.NextAction ?? target } : entry,
    );
  const { Transitions: now = {}, ...rest } = action;
  const then = before.Transitions ?? {};
  if (now.NextAction === undefined && now.Errors === undefined) {
    return action;
  }
  return {
    ...rest,
    Transitions: {
      ...(now.NextAction !== undefined && { NextAction: now.NextAction === target ? then.NextAction : now.NextAction }),
      Errors: restore(now.Errors, then.Errors),
      Conditions: restore(now.Conditions, then.Conditions),
    },
  } as FlowAction;
}

/** Width of a block and height of a row on the canvas, pixels. */
const COLUMN = 300;
const ROW = 240;

function placesOf({ Metadata, Actions }: FlowDocument): Map<string, Position> {
  return new Map(
    Actions.map(({ Identifier }) => [Identifier, Metadata?.ActionMetadata?.[Identifier]?.["position"] as Position]),
  );
}

describe("identifiers of actions", () => {
  it("stay the same when a statement is inserted anywhere: only its predecessors lead elsewhere", () => {
    fc.assert(
      fc.property(block, fc.nat(), (statements, at) => {
        const before = documentOf(statements);
        const after = documentOf(inserted(statements, at));
        const known = new Map(before.Actions.map((action) => [action.Identifier, action]));
        const fresh = after.Actions.filter(({ Identifier }) => !known.has(Identifier));
        expect(fresh.map(({ Parameters }) => Parameters)).to.deep.equal([{ Text: "A statement of its own" }]);
        const target = fresh[0]?.Identifier ?? "";
        const others = after.Actions.filter(({ Identifier }) => Identifier !== target);
        expect(others).to.have.length(before.Actions.length);
        for (const action of others) {
          const old = known.get(action.Identifier);
          expect(old && withoutTarget(action, old, target)).to.deep.equal(old);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("come with places on the canvas, of which a new statement moves only those behind it in its row", () => {
    fc.assert(
      fc.property(block, fc.nat(), (statements, at) => {
        const before = placesOf(documentOf(statements));
        const after = placesOf(documentOf(inserted(statements, at)));
        const [fresh] = [...after].filter(([identifier]) => !before.has(identifier)).map(([, place]) => place);
        const neighbours = [...after.values()].filter(({ y }) => y === fresh?.y);
        // Alone, it begins a row, and the rows below make room.
        const room = neighbours.length === 1 ? 1 : 0;
        for (const [identifier, { x, y }] of before) {
          const now = after.get(identifier);
          const moved = now?.y === fresh?.y && x >= (fresh?.x ?? 0);
          expect(now?.x, identifier).to.equal(moved ? x + COLUMN : x);
          expect(now?.y, identifier).to.equal(room > 0 && y >= (fresh?.y ?? 0) ? y + ROW : y);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("are unique, readable and allowed, whatever is said", () => {
    fc.assert(
      fc.property(block, (statements) => {
        const document = documentOf(statements);
        const identifiers = document.Actions.map(({ Identifier }) => Identifier);
        expect(new Set(identifiers).size).to.equal(identifiers.length);
        for (const identifier of identifiers) {
          expect(identifier).to.match(/^[a-z][a-z0-9-]{0,49}$/);
        }
        expect(validate(document, { type: "CONTACT_FLOW" }).filter(({ code }) => /^F1/.test(code))).to.deep.equal([]);
      }),
    );
  });

  it("say what an action does, and need no hash at the top of the flow when nothing was lost", () => {
    const { document } = inbound((f) => {
      f.checkHours(hoursRef("main"), { closed: (f) => f.say("We are closed.") });
      f.menu({ name: "departments", say: "Press 1." }, { onTimeout: goOn, onNoMatch: goOn });
      f.disconnect();
    });
    const identifiers = document.Actions.map(({ Identifier }) => Identifier.replace(/--\w+$/, "--#"));
    expect(identifiers.slice(0, 4)).to.deep.equal([
      "hours-main",
      "say-we-are-closed--#",
      "menu-departments",
      "disconnect",
    ]);
  });

  it("survive another text of a menu that has a name", () => {
    const build = (say: string) =>
      inbound((f) => {
        f.menu({ name: "departments", say }, { "1": (f) => f.say("One."), onTimeout: goOn, onNoMatch: goOn });
        f.disconnect();
      }).document.Actions.map(({ Identifier }) => Identifier);
    expect(build("Press 1.")).to.deep.equal(build("For support, press 1."));
  });

  it("do not depend on the layout, which does not overlap", () => {
    fc.assert(
      fc.property(block, (statements) => {
        const { Metadata, Actions } = documentOf(statements);
        const positions = Actions.map(({ Identifier }) => Metadata?.ActionMetadata?.[Identifier]?.["position"]);
        expect(new Set(positions.map((position) => JSON.stringify(position))).size).to.equal(Actions.length);
      }),
    );
  });
});
