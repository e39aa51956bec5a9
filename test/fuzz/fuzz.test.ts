/**
 * Hundreds of broken, half-broken and unbroken documents, through validator and engine: whatever a document holds,
 * nothing may throw or hang, and what the validator passes must load and play. The documents are the same in every run.
 *
 * More of them: `FUZZ_DOCUMENTS=100000 npx mocha test/fuzz/fuzz.test.ts`, and `FUZZ_SEED` for others; `npm run bench --
 * --only fuzz` tries 100,000.
 */
import { expect } from "chai";
import { corpus } from "./corpus";
import { examine, fuzzed } from "./examine";

const DOCUMENTS = Number(process.env.FUZZ_DOCUMENTS ?? 300);
const FROM = Number(process.env.FUZZ_FROM ?? 0);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

describe("fuzzed flow documents", function () {
  this.timeout(0);

  it(`never make anything throw or hang: ${DOCUMENTS} of them`, async () => {
    const seedlings = corpus();
    const counts = { broken: 0, accepted: 0, walks: 0 };
    for (let number = FROM; number < FROM + DOCUMENTS; number++) {
      const { broken, accepted, walks } = await examine(seedlings, SEED, number).catch((error: unknown) => {
        const what = error instanceof Error ? error.stack : String(error);
        const { text, type } = fuzzed(seedlings, SEED, number);
        return expect.fail(`document ${number} of seed ${SEED} (${type}): ${what}\n${text.slice(0, 3_000)}`);
      });
      counts.broken += broken ? 1 : 0;
      counts.accepted += accepted ? 1 : 0;
      counts.walks += walks;
    }
    // The test would prove nothing if every document were refused at once.
    expect(counts.accepted / DOCUMENTS, "accepted by the validator").to.be.within(0.1, 0.9);
    expect(counts.walks / DOCUMENTS).to.be.above(1.5);
    expect(counts.broken / DOCUMENTS, "not JSON").to.be.within(0.001, 0.2);
  });
});
