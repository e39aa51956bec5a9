/** Coverage of a whole mocha run, also with --parallel: a root hook plugin that collects, reports and fails the run. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { addUp, type FlowCount } from "./counts";
import { flowCoverage } from "./flowCoverage";
import { coverageJson, coverageTable, lcov } from "./reports";
import { CoverageError, type CoverageGoal, selected, shortfalls } from "./summary";

/** What is reported, where, and how much is wanted. */
export interface CoverageOptions extends CoverageGoal {
  /** Folder of the reports, which is made: coverage.txt, coverage.json, lcov.info, flows/. Default coverage/flows. */
  readonly directory?: string;
}

/** What mocha takes from a required file. */
export interface CoverageHooks {
  readonly mochaHooks: { afterAll(): void };
  mochaGlobalSetup(): void;
  mochaGlobalTeardown(): void;
}

/**
 * Hooks for a file that mocha requires:
 *
 *     module.exports = coverageHooks({ threshold: 100, directory: "coverage/flows" });
 *
 * Each process leaves its counts in the folder when a file of tests is done; at the end they are added up, the table is
 * printed, and a threshold that is not met fails the run.
 */
export function coverageHooks(options: CoverageOptions = {}): CoverageHooks {
  const { directory = join("coverage", "flows"), exclude = [] } = options;
  const parts = join(directory, ".parts");
  return {
    mochaGlobalSetup() {
      rmSync(parts, { recursive: true, force: true });
    },
    mochaHooks: {
      afterAll() {
        mkdirSync(parts, { recursive: true });
        writeFileSync(join(parts, `${process.pid}.json`), JSON.stringify(flowCoverage.counts()));
      },
    },
    mochaGlobalTeardown() {
      const all = addUp(readParts(parts));
      const counts = selected(all, options);
      rmSync(parts, { recursive: true, force: true });
      const table = coverageTable(counts, exclude);
      const files = [
        { path: "coverage.txt", text: `${table}\n` },
        { path: "coverage.json", text: coverageJson(counts, exclude) },
        ...lcov(counts, exclude),
      ];
      for (const { path, text } of files) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
      process.stdout.write(`\n${table}\n`);
      const short = shortfalls(all, options);
      if (short.length > 0) throw new CoverageError(short);
    },
  };
}

function readParts(folder: string): FlowCount[] {
  const names = readDirectory(folder);
  return names.flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as FlowCount[]);
}

function readDirectory(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No test ran, so no process left anything.
    return [];
  }
}
