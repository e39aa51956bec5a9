import { expect } from "chai";
import fc from "fast-check";
import { flowCatalog } from "../../flows/catalog";
import { type FlowAction, type FlowDocument } from "../../flows/language";
import { drawFlow, pathOf } from "../../flows/language/picture";
import { arrange, type Arrangement, chipPlace, PAGE } from "../../flows/language/picture/arrange";
import { SIZES } from "../../flows/language/picture/cards";
import { NO_NAMES } from "../../flows/language/picture/names";
import { sketchOf } from "../../flows/language/picture/sketch";
import { measure } from "../../flows/language/picture/textMetrics";
import { arbitraryFlow } from "../support/arbitraryFlows";
import { FLOW_SETTINGS } from "../support/flowSettings";

const SHIPPED = flowCatalog(FLOW_SETTINGS);

const say = (id: string, text: string, next: string, error = next): FlowAction => ({
  Identifier: id,
  Type: "MessageParticipant",
  Parameters: { Text: text },
  Transitions: { NextAction: next, Errors: [{ ErrorType: "NoMatchingError", NextAction: error }] },
});
const bye: FlowAction = { Identifier: "bye", Type: "DisconnectParticipant" };

function documentOf(...Actions: FlowAction[]): FlowDocument {
  return { Version: "2019-10-30", StartAction: Actions[0]?.Identifier ?? "", Actions };
}

function drawn(document: FlowDocument): string {
  return drawFlow(document, { name: "sample", type: "CONTACT_FLOW" });
}

/** The elements still open at the end, and what is closed but never opened. */
function unbalanced(svg: string): string[] {
  const open: string[] = [];
  const bare = svg.replace(/<style>[^]*?<\/style>/g, "");
  for (const [, closing, name = "", , self] of bare.matchAll(/<(\/)?([a-z]+)((?:\s[\w:-]+="[^"<]*")*)\s*(\/)?>/g)) {
    if (closing) {
      if (open.pop() !== name) return [`</${name}>`];
    } else if (!self) {
      open.push(name);
    }
  }
  return [...open, ...(/<(?![/a-z])/.test(bare) ? ["<"] : [])];
}

/** Pairs of cards that overlap, and pieces of lines that cross a card they do not belong to. */
function collisions({ cards, pieces }: Arrangement): string[] {
  const boxes = cards.map(({ card, x, y }) => ({ id: card.id, x, y, right: x + card.width, bottom: y + card.height }));
  const found: string[] = [];
  boxes.forEach((a, index) =>
    boxes.slice(index + 1).forEach((b) => {
      if (a.x < b.right && b.x < a.right && a.y < b.bottom && b.y < a.bottom) found.push(`${a.id} on ${b.id}`);
    }),
  );
  for (const { points } of pieces) {
    points.slice(1).forEach((end, index) => {
      const start = points[index] ?? end;
      const [left, right] = [Math.min(start.x, end.x), Math.max(start.x, end.x)];
      const [top, bottom] = [Math.min(start.y, end.y), Math.max(start.y, end.y)];
      for (const box of boxes) {
        if (left < box.right - 1 && right > box.x + 1 && top < box.bottom - 1 && bottom > box.y + 1) {
          found.push(`a line through ${box.id}`);
        }
      }
    });
  }
  return found;
}

/** Labels that stand on one another or beyond their card. */
function crowdedLabels({ cards }: Arrangement): string[] {
  return cards.flatMap((placed) => {
    const { card, x } = placed;
    const chips = card.chips.map((chip) => ({ label: chip.label, left: chipPlace(placed, chip).x, width: chip.width }));
    return chips
      .filter(({ left, width, label }, index) => {
        const before = chips[index - 1];
        const overlaps = before !== undefined && left < before.left + before.width;
        return overlaps || left < x || left + width > x + card.width || measure(label, SIZES.small) > width;
      })
      .map(({ label }) => label);
  });
}

function arrangementOf(document: FlowDocument, mostJoining = 5): Arrangement {
  return arrange(sketchOf(document, NO_NAMES, mostJoining));
}

describe("a picture of a flow", () => {
  it("is well formed, holds every action, and puts nothing on top of anything else, whatever the flow", () => {
    fc.assert(
      fc.property(arbitraryFlow({ maxActions: 30 }), fc.constantFrom(1, 2, 5), ({ document, type }, mostJoining) => {
        const svg = drawFlow(document, { name: "random", type });
        expect(unbalanced(svg)).to.deep.equal([]);
        const page = arrangementOf(document, mostJoining);
        const shown = new Set(page.cards.flatMap(({ card }) => card.rows.flatMap(({ block }) => block.actions)));
        expect([...shown].sort()).to.deep.equal(document.Actions.map(({ Identifier }) => Identifier).sort());
        expect(collisions(page)).to.deep.equal([]);
        expect(crowdedLabels(page)).to.deep.equal([]);
        for (const { card } of page.cards) {
          for (const { block } of card.rows) {
            block.ways.forEach(({ to }) => expect(page.numbers.get(to), `${block.id} → ${to}`).to.be.a("number"));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("is the same byte for byte, in whatever order the actions are written", () => {
    fc.assert(
      fc.property(
        arbitraryFlow().chain(({ document, type }) =>
          fc.tuple(
            fc.constant(document),
            fc.constant(type),
            fc.shuffledSubarray([...document.Actions], { minLength: document.Actions.length }),
          ),
        ),
        ([document, type, Actions]) => {
          const options = { name: "random", type };
          expect(drawFlow({ ...document, Actions }, options)).to.equal(drawFlow(document, options));
        },
      ),
      { numRuns: 20 },
    );
  });

  for (const { name, document, type } of SHIPPED) {
    it(`of the shipped flow ${name} fits a screen and has no collisions`, () => {
      const svg = drawFlow(document, { name, type });
      expect(Number(/width="(\d+)"/.exec(svg)?.[1])).to.be.at.most(PAGE + 60);
      for (const mostJoining of [5, 3, 2]) {
        const page = arrangementOf(document, mostJoining);
        expect(collisions(page)).to.deep.equal([]);
        expect(crowdedLabels(page)).to.deep.equal([]);
      }
    });
  }

  it("draws every way as a line or names the block it leads to", () => {
    for (const { document } of SHIPPED) {
      const page = arrangementOf(document, 2);
      const lines = new Set(page.pieces.filter(({ arrow }) => arrow).flatMap(({ ways }) => ways.map(({ way }) => way)));
      for (const { card } of page.cards) {
        const [last] = card.rows.slice(-1);
        for (const { block, failures } of card.rows) {
          for (const way of block.ways) {
            const followed = block !== last?.block && card.rows.some((row) => row.block.id === way.to);
            const marked = failures.includes(way) || card.chips.some((chip) => chip.way === way);
            expect(lines.has(way) || marked || followed, `${block.id} → ${way.to}`).to.equal(true);
          }
        }
      }
    }
  });

  it("says what a caller hears, with references in words, and lets no text out of its element", () => {
    const svg = drawn(documentOf(say("a", 'Hi $.Attributes.firstName <b> & "you" </text>\u0007', "bye"), bye));
    expect(svg).to.contain("“Hi ‹first name›");
    expect(svg).not.to.match(/<b>|<\/text><\/text>|\u0007/);
    expect(unbalanced(svg)).to.deep.equal([]);
  });

  it("tells a screen reader what it is", () => {
    const svg = drawn(documentOf(say("a", "Hello.", "bye"), bye));
    expect(svg).to.match(/^<svg [^>]*role="img" aria-labelledby="title desc">\n<title id="title">sample<\/title>/);
    expect(svg).to.contain('<desc id="desc">inbound flow, 2 actions. 1 Say “Hello.”; 2 Hang up</desc>');
    expect(svg).to.contain("prefers-color-scheme:dark");
  });

  it("draws the end of a contact wherever it is reached, and what only errors lead to once", () => {
    const sorry = [say("sorry", "Sorry.", "bye"), say("sorry2", "Sorry.", "bye")];
    const page = arrangementOf(
      documentOf(say("a", "One.", "b", "sorry"), say("b", "Two.", "bye", "sorry2"), ...sorry, bye),
    );
    const verbs = page.cards.flatMap(({ card }) => card.rows.map(({ block }) => block.words));
    expect(verbs.filter(({ verb }) => verb === "Hang up")).to.have.length(2);
    expect(verbs.filter(({ text }) => text === "“Sorry.”")).to.have.length(1);
  });

  it("draws an error that goes where the rest goes only once, and marks one that does not", () => {
    const calm = drawn(documentOf(say("a", "One.", "bye"), bye));
    expect(calm).not.to.match(/class="fail"[^>]*>⚠ \d+<\/text><\/a>/);
    const sorry = documentOf(
      say("a", "One.", "b", "sorry"),
      say("b", "Two.", "bye", "sorry"),
      say("sorry", "Sorry.", "bye"),
      bye,
    );
    expect(drawn(sorry).match(/class="fail"[^>]*>⚠ \d+<\/text><\/a>/g)).to.have.length(2);
  });

  it("shows what nothing leads to apart, and leaves out ways to blocks that do not exist", () => {
    const svg = drawn(documentOf(say("a", "One.", "nowhere"), say("lost", "Lost.", "bye"), bye));
    expect(svg).to.contain("Nothing leads here").and.to.contain("“Lost.”");
    expect(svg).not.to.contain("undefined");
    expect(drawn(documentOf())).to.contain("0 actions");
  });

  it("keeps the signs of an unknown type and of a type named like a property of every object", () => {
    for (const Type of ["BrandNewAction", "constructor"]) {
      const svg = drawn(documentOf({ Identifier: "a", Type, Transitions: { NextAction: "bye" } }, bye));
      expect(svg).to.contain(Type === "constructor" ? "Constructor" : "Brand new action");
    }
  });
});

describe("the path of a contact", () => {
  const document = documentOf(
    {
      Identifier: "menu",
      Type: "GetParticipantInput",
      Parameters: { Text: "Press 1.", StoreInput: "False", InputTimeLimitSeconds: "5" },
      Transitions: {
        NextAction: "menu",
        Conditions: [{ NextAction: "one", Condition: { Operator: "Equals", Operands: ["1"] } }],
        Errors: ["InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError"].map((ErrorType) => {
          return { ErrorType, NextAction: "other" };
        }),
      },
    },
    say("one", "One.", "bye"),
    say("other", "Other.", "bye"),
    bye,
  );
  const trace = [
    { flow: "sample", action: "menu", next: "one" },
    { flow: "else", action: "menu" },
    { flow: "sample", action: "one", next: "bye" },
    { flow: "sample", action: "bye" },
  ];
  const svg = (): string =>
    drawFlow(document, { name: "sample", type: "CONTACT_FLOW", path: pathOf(trace).get("sample") });

  it("is told apart by flow, with the steps counted over the whole contact", () => {
    const paths = pathOf(trace);
    expect([...paths.keys()]).to.deep.equal(["sample", "else"]);
    expect([...(paths.get("sample")?.visits ?? [])]).to.deep.equal([
      ["menu", [1]],
      ["one", [3]],
      ["bye", [4]],
    ]);
  });

  it("is drawn bold with its steps, and everything else is faded", () => {
    expect([...svg().matchAll(/class="visitt"[^>]*>([^<]*)</g)].map(([, steps]) => steps)).to.deep.equal([
      "1",
      "3",
      "4",
    ]);
    expect(svg()).to.match(/<g class="speech off"[^>]*><title>Say “Other.”/);
    expect(svg()).to.match(/<g class="speech"[^>]*><title>Say “One.”/);
    expect(svg().match(/class="line on"/g)).to.have.length.above(0);
    expect(svg().match(/class="line off"/g)).to.have.length.above(0);
  });

  it("counts a block that was visited again and again without growing without end", () => {
    const again = Array.from({ length: 9 }, () => ({ flow: "sample", action: "menu", next: "menu" }));
    const path = pathOf(again).get("sample");
    expect(drawFlow(document, { name: "sample", type: "CONTACT_FLOW", path })).to.contain(">1 2 … 9<");
  });
});
