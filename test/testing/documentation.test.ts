/** The example of docs/testing.md, run as it stands there. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "../support/evaluated";

describe("the example of docs/testing.md", function () {
  this.timeout(300_000);
  let folder: string;

  before(() => {
    // Inside the project, so that the package finds itself by its own name.
    mkdirSync(join(PROJECT, ".cache"), { recursive: true });
    folder = mkdtempSync(join(PROJECT, ".cache/example-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("passes", async () => {
    const page = readFileSync(join(PROJECT, "docs/testing.md"), "utf8");
    const examples = [...page.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code = ""]) => code);
    expect(examples).to.have.length(1);
    const file = join(folder, "example.test.ts");
    writeFileSync(file, examples[0] ?? "");
    const mocha = [join(PROJECT, "node_modules/mocha/bin/mocha.js"), "--no-config", "--timeout", "60000"];
    const args = [...mocha, "--require", "./local/engine/registerTypescript.cjs", file];
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, args, { cwd: PROJECT }, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
    expect(output)
      .to.match(/2 passing/)
      .and.not.match(/failing/);
  });
});
