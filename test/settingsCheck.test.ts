/** The check of the settings, on the running centre: what its alarm counts when all is well, and when it is not. */
import { expect } from "chai";
import { LocalCenter } from "../local/center";
import type { LogLine } from "../local/lambda/lambdaService";
import { START } from "./support/connectGraph";
import { ANSWERED, evaluated } from "./support/evaluated";
import { matchesPattern } from "./support/logPattern";

const FIVE_MINUTES_MS = 300_000;

describe("the check of the settings", function () {
  this.timeout(300_000);
  let center: LocalCenter;
  const lines: LogLine[] = [];

  before(async () => {
    const graph = await evaluated("dev", { ...ANSWERED, architecture: "basic" });
    center = await LocalCenter.fromGraph(graph, {
      startAt: START,
      handlers: "inProcess",
      onFunctionLog: (line) => lines.push(line),
    });
  });
  after(() => center.close());

  /** Lines of the check's log the filter behind its alarm counts, while the clock goes on for so long. */
  async function counted(ms: number): Promise<number> {
    lines.length = 0;
    await center.clock.advance(ms);
    const [filter] = center.graph.resources.filter(({ name }) => name === "operations-check-settings-answers");
    return lines.filter(({ text }) => matchesPattern(String(filter?.inputs.pattern), text)).length;
  }

  it("counts nothing while the table does not answer: the safe answer sounds like a good one, and is none", async () => {
    const table = center.graph.resources.find(({ name }) => name === "self-service-settings")?.outputs.name;
    center.dynamodb.faults.set(String(table), { kind: "reset" });
    expect(await counted(FIVE_MINUTES_MS)).to.equal(0);
    expect(lines.some(({ text }) => /settingsUnanswered.*NoTable/.test(text))).to.equal(true);
    center.dynamodb.faults.clear();
  });

  it("is answered through the roles of the stack, again and again", async () => {
    expect(await counted(2 * FIVE_MINUTES_MS)).to.be.within(1, 3);
  });
});
