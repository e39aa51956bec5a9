/**
 * Run as a process of its own: what happens between an empty terminal and the first call. `evaluate` stops when the
 * resource graph is there; `call` goes on until the first caller has been greeted by name and hears the menu.
 */
import { startCenter } from "../../local/center";
import { sampleCustomers } from "../../local/data/sampleData";
import { evaluateProgram } from "../../local/engine/evaluateProgram";
import { seed } from "../../local/cli/seed";

async function main(): Promise<void> {
  const program = { cwd: process.cwd(), stack: "dev" };
  if (process.argv[2] === "evaluate") {
    await evaluateProgram(program);
    return;
  }
  const center = await startCenter(program);
  try {
    await seed(center, sampleCustomers(new Date()));
    const call = center.connect.dial({ from: "+12065550100" });
    await call.settled();
    if (call.state !== "waiting-for-input") {
      throw new Error(`The first call is ${call.state}:\n${call.transcript.map(({ text }) => text).join("\n")}`);
    }
  } finally {
    await center.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
