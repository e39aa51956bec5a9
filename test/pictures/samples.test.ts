/** The pictures in the documentation show the flows as they are. */
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drawFlow, pathOf } from "../../flows/language/picture";
import { playCall } from "../../local/cli/flows/play";
import { programFlows } from "../../local/cli/flows/programFlows";
import { evaluated, PROJECT } from "../support/evaluated";

const AGAIN = "npm run flows -- --config architecture=simple --flow customer-queue --flow inbound --svg docs/pictures";

describe("the pictures in the documentation", function () {
  this.timeout(300_000);
  const sample = (name: string): string => readFileSync(join(PROJECT, "docs", "pictures", name), "utf8");

  it("are what the shipped flows look like", async () => {
    const graph = await evaluated("dev", { architecture: "simple" });
    const { trace } = await playCall(graph, { from: "+12065550100", answers: ["", "2"] });
    const path = pathOf(trace).get("inbound");
    const flows = programFlows(graph).filter(({ name }) => name === "inbound" || name === "customer-queue");
    expect(flows).to.have.length(2);
    for (const { name, type, document } of flows) {
      expect(drawFlow(document, { name, type }) === sample(`${name}.svg`), `${name}.svg is old; run ${AGAIN}`).to.equal(
        true,
      );
      if (name === "inbound") {
        const again = `${AGAIN} --call ",2" and keep inbound.svg as inbound-path.svg`;
        const drawn = drawFlow(document, { name, type, ...(path && { path }) });
        expect(drawn === sample("inbound-path.svg"), `inbound-path.svg is old; run ${again}`).to.equal(true);
      }
    }
  });
});
