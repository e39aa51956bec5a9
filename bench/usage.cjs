/**
 * Loaded into every process a benchmark starts, by NODE_OPTIONS: at its end the process writes what it used into the folder
 * BENCH_USAGE, in a file of its own.
 */
"use strict";
const { readFileSync, writeFileSync } = process.getBuiltinModule("node:fs");
const { join } = process.getBuiltinModule("node:path");
const { isMainThread } = process.getBuiltinModule("node:worker_threads");

const folder = process.env.BENCH_USAGE;

if (isMainThread && folder !== undefined) {
  process.once("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = {
      script: process.argv[1] ?? "",
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      wallSeconds: process.uptime(),
      peakMegabytes: (peakKilobytes() ?? maxRSS) / 1024,
    };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(usage));
  });
}

/** Linux counts the memory of the process that started this one into maxRSS. */
function peakKilobytes() {
  try {
    const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
    return peak === null ? undefined : Number(peak[1]);
  } catch {
    return undefined;
  }
}
