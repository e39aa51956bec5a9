/**
 * docs/permissions.md says what roles may do as it is. `PERMISSIONS_TABLE=write npx mocha test/permissions/table.test.ts` writes it
 * anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { PROJECT } from "../support/evaluated";
import { graphOf, PROVEN } from "./graphs";
import { permissionsTable } from "./table";

const FILE = join(PROJECT, "docs/permissions.md");
const BEGIN = "<!-- begin: written by test/permissions/table.test.ts -->";
const END = "<!-- end -->";

describe("the document of permissions", () => {
  it("lists what each role may do, and why", async () => {
    const graphs = await Promise.all(PROVEN.map(async (stack) => [stack.name, await graphOf(stack)] as const));
    const table = permissionsTable(graphs);
    const text = readFileSync(FILE, "utf8");
    const [before = "", rest = ""] = text.split(BEGIN);
    const after = rest.split(END)[1] ?? "";
    const wanted = `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
    if (process.env.PERMISSIONS_TABLE === "write") writeFileSync(FILE, wanted);
    expect(readFileSync(FILE, "utf8"), "PERMISSIONS_TABLE=write writes it anew").to.equal(wanted);
    expect(table.split("\n### ").length).to.be.above(25);
  });
});
