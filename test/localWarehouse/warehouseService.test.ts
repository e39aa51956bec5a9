/** The local warehouse as this machine's own tools ask it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { ObjectStore } from "../../local/s3/objectStore";
import { WarehouseService } from "../../local/warehouse/warehouseService";
import { GraphBuilder } from "../support/graphs";
import { failureOf } from "./failure";
import { START, WarehouseWorld } from "./world";

describe("the warehouse of a centre", () => {
  it("says what is missing when the program declares none", async () => {
    const graph = new GraphBuilder().build();
    const clock = new Clock(START);
    const store = new ObjectStore([], clock);
    const warehouse = WarehouseService.fromGraph(graph, { store, clock });
    expect(warehouse.engines).to.deep.equal([]);
    expect((await failureOf(warehouse.query("SELECT 1"))).message).to.match(/^The program declares no warehouse/);
    await warehouse.close();
    store.close();
  });

  it("asks Redshift when there is one, and Athena when told", async () => {
    const world = await WarehouseWorld.start();
    try {
      expect(world.warehouse.engines).to.deep.equal(["athena", "redshift"]);
      const sql = "SELECT count(*) FROM contacts";
      expect((await failureOf(world.warehouse.query(sql))).message).to.equal(
        'ERROR: relation "contacts" does not exist',
      );
      expect(await world.warehouse.query(sql, { engine: "athena" })).to.deep.include({
        columns: [{ name: "_col0", type: "BIGINT" }],
        rows: [["0"]],
      });
    } finally {
      await world.close();
    }
  });

  it("reaches no file that is no object, whatever a statement says", async () => {
    const folder = mkdtempSync(join(tmpdir(), "outside-"));
    const file = join(folder, "secret.csv");
    writeFileSync(file, "a,b\n1,2\n");
    const world = await WarehouseWorld.start();
    try {
      for (const engine of ["athena", "redshift"] as const) {
        for (const sql of [`SELECT * FROM '${file}'`, `SELECT * FROM "${file}"`, "INSTALL httpfs", "ATTACH 'x.db'"]) {
          const failure = await failureOf(world.warehouse.query(sql, { engine }));
          expect(failure.message, sql).not.to.equal("The request succeeded.");
        }
      }
    } finally {
      await world.close();
      rmSync(folder, { recursive: true });
    }
  });
});
