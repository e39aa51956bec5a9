// How tests run: in as many processes as there are cores, two at least and four at most, for each holds some 400 MB.
const { availableParallelism } = require("node:os");

module.exports = {
  require: ["./local/engine/registerTypescript.cjs", "./test/support/hooks.ts"],
  timeout: 300_000,
  slow: 5_000,
  jobs: Math.min(4, Math.max(2, availableParallelism())),
  // Handlers give up on a table after a second of real time, as they should; on a shared machine that stands still for
  // longer, that is a failure of the machine. One that fails three times is one of the program.
  retries: process.env.CI ? 2 : 0,
};
