/** `npm run replay`: pushes a user's own contact records through a stack's whole pipeline, and accounts for each. */
import { LocalCenter } from "../center";
import { evaluateProgram } from "../engine/evaluateProgram";
import { failureText } from "./failure";
import { showFigures } from "./figures/chart";
import { dayFigures } from "./figures/dayFigures";
import { pipelineOf } from "./pipeline";
import { recordFiles } from "./records/recordFiles";
import { checkNewFolder, keepBucket } from "./replay/bucketCopy";
import { readReplayFlags, REPLAY_USAGE, type ReplayFlags } from "./replay/replayFlags";
import { count, replayFiles } from "./replay/replayFiles";
import { isComplete, showReplayed } from "./replay/replayReport";
import { terminal, type Terminal } from "./terminal";
import { drawsUnicode } from "./unicode";
import { UsageError } from "./usageError";

async function main(): Promise<void> {
  // Lambda's clocks show UTC.
  process.env.TZ = "UTC";
  const flags = readReplayFlags(process.argv.slice(2));
  if (flags === "help") {
    process.stdout.write(`${REPLAY_USAGE}\n`);
    return;
  }
  // With --json only the result goes to standard output.
  const out = terminal(flags.json ? process.stderr : process.stdout);
  // Looked at before anything is started: a wrong path must cost nothing.
  const files = await recordFiles(flags.paths);
  if (flags.keep !== undefined) await checkNewFolder(flags.keep);
  out.status("  starting the program");
  const { stack, config } = flags;
  const graph = await evaluateProgram({ cwd: process.cwd(), stack, config });
  const center = await LocalCenter.fromGraph(graph, { seed: flags.seed, startAt: flags.at, keep: 0 });
  try {
    await replay(center, files, flags, out);
  } finally {
    await center.close();
  }
}

async function replay(
  center: LocalCenter,
  files: Awaited<ReturnType<typeof recordFiles>>,
  flags: ReplayFlags,
  out: Terminal,
): Promise<void> {
  const pipeline = pipelineOf(center);
  const began = Date.now();
  const replayed = await replayFiles(center, pipeline, files, out);
  const figures = await dayFigures((sql) => center.warehouse.query(sql));
  const seconds = (Date.now() - began) / 1_000;
  const kept = flags.keep === undefined ? 0 : await keepBucket(center.objects, pipeline.bucket, flags.keep);
  process.exitCode = isComplete(replayed) ? 0 : 1;
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ...replayed, figures: figures ?? null }, null, 2)}\n`);
    return;
  }
  out.line(out.paint("bold", `Contact records through stack ${flags.stack}, in ${seconds.toFixed(1)} s`));
  showReplayed(replayed, out);
  out.line();
  if (figures === undefined) out.line("None of these contacts was ever offered to a queue, so there are no figures.");
  else showFigures(figures, out, { unicode: drawsUnicode(process.stdout) });
  if (flags.keep !== undefined) {
    out.line();
    out.line(
      `Kept ${count(kept)} files. Ask them with npm run query -- --data ${flags.keep} "select … from contacts".`,
    );
  }
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(usage ? `${error.message} --help shows what there is.\n` : `${failureText(error)}\n`);
  process.exitCode = usage ? 2 : 1;
});
