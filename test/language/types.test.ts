import { expect } from "chai";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as language from "../../flows/language";
import { ACTION_ROWS, rowName } from "../support/actionRows";
import { bodiesOf, compile, type Complaint } from "../support/compiler";
import { PROJECT } from "../support/evaluated";

const KINDS = [
  "CONTACT_FLOW",
  "AGENT_TRANSFER",
  "QUEUE_TRANSFER",
  "CUSTOMER_QUEUE",
  "CUSTOMER_WHISPER",
  "AGENT_WHISPER",
  "OUTBOUND_WHISPER",
  "CUSTOMER_HOLD",
  "AGENT_HOLD",
  "MODULE",
] as const;

/** Codes of errors that are no refusal: a name that does not exist, a file that is not found. */
const MISTAKES = [2304, 2305, 2307, 2552, 2724, 1005, 1109];

const SNIPPETS = "test/types/flowLanguage.types.ts";
const MATRIX = "test/types/everyVerbInEveryFlow.types.ts";

/** Every verb in every flow type, one a line. */
function matrix(): { source: string; lines: Map<number, string> } {
  const verbs = readFileSync(path.join(PROJECT, "test/support/actionVerbs.ts"), "utf8");
  const bodies = bodiesOf(verbs);
  const imports = verbs.slice(verbs.indexOf("import {"), verbs.indexOf("export type Verb"));
  const head = imports.split("\n");
  const lines = new Map<number, string>();
  ACTION_ROWS.forEach((row) => {
    KINDS.forEach((kind) => {
      const body = (bodies.get(rowName(row)) ?? "f.noSuchVerb()").replace(/\s+/g, " ");
      head.push(`export const s${head.length} = (f: FlowBuilder<"${kind}">): void => void (${body});`);
      lines.set(head.length, `${rowName(row)} in ${kind}`);
    });
  });
  return { source: head.join("\n"), lines };
}

/** The examples of the documentation, each a file beside the shipped flows. */
function examples(): Map<string, string> {
  const document = readFileSync(path.join(PROJECT, "docs/flows.md"), "utf8");
  const blocks = [...document.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return new Map(
    blocks.map((block, index) => {
      const names = Object.keys(language).filter((name) => new RegExp(`\\b${name}\\b`).test(block));
      const head = `import { ${[...new Set([...names, "FlowBuilder"])].join(", ")} } from "./language";\n`;
      const source = block.startsWith("import") ? block : `${head}declare const f: FlowBuilder;\n${block}`;
      return [`flows/example${index + 1}.ts`, `${source}\nexport {};\n`];
    }),
  );
}

describe("the types of the flow language", () => {
  const snippets = readFileSync(path.join(PROJECT, SNIPPETS), "utf8").split("\n");
  const marked = snippets.flatMap((line, index) => (line.includes("// @ts-expect-error: ") ? [index + 1] : []));
  const { source, lines } = matrix();
  let complaints: Complaint[] = [];

  before(function () {
    this.timeout(300_000);
    // Without the directive the compiler says what it refuses.
    const bare = snippets.map((line) => line.replace("@ts-expect-error: ", "must not compile: ")).join("\n");
    complaints = compile(new Map([[SNIPPETS, bare], [MATRIX, source], ...examples()]));
  });

  it("refuse what would be refused by the service, and say nothing about its neighbour", () => {
    const refused = new Set(complaints.filter(({ file }) => file === SNIPPETS).map(({ line }) => line));
    const compiled = marked.filter((line) => !refused.has(line + 1));
    expect(compiled.map((line) => snippets[line - 1]?.trim())).to.deep.equal([]);
    const others = [...refused].filter((line) => !marked.includes(line - 1));
    expect(others.map((line) => `${line}: ${snippets[line - 1]?.trim()}`)).to.deep.equal([]);
  });

  it("have a statement that compiles beside each one that does not", () => {
    const lonely = marked.filter(
      (line) => !/^\s+\S/.test(snippets[line + 1] ?? "") || snippets[line + 1]?.includes("//"),
    );
    expect(lonely.map((line) => snippets[line - 1]?.trim())).to.deep.equal([]);
    expect(marked).to.have.length.greaterThan(60);
  });

  it("refuse for the reason given, not for a slip of the pen", () => {
    const slips = complaints.filter(({ file, code }) => file === SNIPPETS && MISTAKES.includes(code));
    expect(slips.map(({ line, message }) => `${line}: ${message}`)).to.deep.equal([]);
  });

  it("let every verb compile in exactly the flow types its action is legal in", () => {
    const found = complaints.filter(({ file }) => file === MATRIX);
    const refused = new Set(found.map(({ line }) => lines.get(line) ?? `line ${line}`));
    const illegal = ACTION_ROWS.flatMap((row) => {
      // The compiler knows a prompt from an audio file, but not where each may be played: the validator does.
      return row.variant === "audio in S3"
        ? KINDS.filter((kind) => kind.endsWith("HOLD")).map((kind) => `${rowName(row)} in ${kind}`)
        : KINDS.filter((kind) => !row.flowTypes.includes(kind)).map((kind) => `${rowName(row)} in ${kind}`);
    });
    expect([...refused].sort()).to.deep.equal(illegal.sort());
    expect(found.filter(({ code }) => MISTAKES.includes(code))).to.deep.equal([]);
  });

  it("accept the examples of the documentation", () => {
    const UNUSED = 6133;
    const found = complaints.filter(({ file, code }) => file.startsWith("flows/example") && code !== UNUSED);
    expect(found).to.deep.equal([]);
    expect(examples().size).to.be.greaterThan(4);
  });

  it("say which flow types a verb is legal in", () => {
    const [first] = complaints.filter(
      ({ file, line }) => file === MATRIX && lines.get(line) === "ShowView in AGENT_HOLD",
    );
    expect(first?.message).to.include('"CONTACT_FLOW" | "CUSTOMER_QUEUE"');
  });
});
