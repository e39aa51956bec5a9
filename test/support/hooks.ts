/**
 * Root hooks of the whole suite. mocha passes green on unhandled rejections, and a handler that cannot be serialised
 * shows up as nothing else, so every test that leaves one behind fails here.
 */
import fc from "fast-check";
import { shareGraphs } from "./evaluated";

/**
 * Properties are tried on the same values in every run, so that a change fails for what it changed and never for the
 * dice. Whoever looks for more gives a seed, or a number of runs per property.
 */
fc.configureGlobal({
  seed: Number(process.env.FAST_CHECK_SEED ?? 20191030),
  ...(process.env.FAST_CHECK_RUNS !== undefined && { numRuns: Number(process.env.FAST_CHECK_RUNS) }),
});

// Lambda runs in UTC; so does the suite, whatever the machine says.
process.env.TZ = "UTC";
// A notice on the node versions a later SDK will need, once for every client of every test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const rejections: unknown[] = [];

process.on("unhandledRejection", (reason) => {
  rejections.push(reason);
});

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}

let removeGraphs: () => void = () => undefined;

/** Runs once, in the process that starts the others. */
export function mochaGlobalSetup(): void {
  removeGraphs = shareGraphs();
}

/** Runs once, when every file is done. */
export function mochaGlobalTeardown(): void {
  removeGraphs();
}

export const mochaHooks = {
  async afterEach(): Promise<void> {
    // Rejections are reported one turn of the event loop after the promise settles.
    await new Promise((resolve) => setImmediate(resolve));
    if (rejections.length > 0) {
      // One cause rejects many promises; each is told once.
      const found = new Set(rejections.splice(0).map(describe));
      throw new Error(`${found.size} unhandled rejection(s) during this test:\n${[...found].join("\n")}`);
    }
  },
};
