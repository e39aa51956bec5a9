/** The types of bots refuse for the reason they give, and the documentation's bot compiles. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import { compile, type Complaint } from "../support/compiler";
import { PROJECT } from "../support/evaluated";

const SNIPPETS = "test/types/botLanguage.types.ts";
const EXAMPLE = "bots/example.ts";

/** Codes of errors that are no refusal: a name that does not exist, a file that is not found. */
const MISTAKES = [2304, 2305, 2307, 2552, 2724, 1005, 1109];

describe("the types of the bot language", () => {
  const snippets = readFileSync(path.join(PROJECT, SNIPPETS), "utf8").split("\n");
  const marked = snippets.flatMap((line, index) => (line.includes("// @ts-expect-error: ") ? [index + 1] : []));
  const [, example = ""] =
    /```ts\n(import[\s\S]*?)```/.exec(readFileSync(path.join(PROJECT, "docs/bots.md"), "utf8")) ?? [];
  let complaints: Complaint[] = [];

  before(function () {
    this.timeout(300_000);
    const bare = snippets.map((line) => line.replace("@ts-expect-error: ", "must not compile: ")).join("\n");
    complaints = compile(
      new Map([
        [SNIPPETS, bare],
        [EXAMPLE, example],
      ]),
    );
  });

  it("refuse what a bot forgets or misspells, and nothing else", () => {
    const refused = new Set(complaints.filter(({ file }) => file === SNIPPETS).map(({ line }) => line));
    expect([...refused].map((line) => line - 1).sort((one, other) => one - other)).to.deep.equal(marked);
    expect(marked).to.have.length.greaterThan(10);
    expect(complaints.filter(({ code }) => MISTAKES.includes(code))).to.deep.equal([]);
  });

  it("accept the bot of the documentation", () => {
    expect(example).to.include("defineBot");
    expect(complaints.filter(({ file }) => file === EXAMPLE)).to.deep.equal([]);
  });
});
