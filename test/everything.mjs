/**
 * `npm test`: the tests, and beside them, on another core, what reads the code only: lint, formatting, types. All of them
 * run to their end; one that fails makes the whole fail.
 */
import { spawn } from "node:child_process";

const CHECKS = ["lint", "format:check", "typecheck"];

/** Runs a script of package.json; its output goes to `stdio`, or is kept and given back. */
function script(name, stdio) {
  return new Promise((resolve) => {
    const child = spawn("npm", ["run", "--silent", name], { stdio, shell: process.platform === "win32" });
    let output = "";
    child.stdout?.on("data", (text) => (output += text));
    child.stderr?.on("data", (text) => (output += text));
    child.on("close", (code) => resolve({ name, ok: code === 0, output }));
  });
}

async function checks() {
  const results = [];
  for (const name of CHECKS) {
    results.push(await script(name, ["ignore", "pipe", "pipe"]));
  }
  return results;
}

const [tests, others] = await Promise.all([script("test:unit", "inherit"), checks()]);
for (const { name, ok, output } of others) {
  console.log(`${ok ? "✔" : "✖"} npm run ${name}${ok ? "" : `\n${output}`}`);
}
const failed = [tests, ...others].filter(({ ok }) => !ok).map(({ name }) => name);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
