/** Deliveries of every kind through the function and into the warehouses: what comes out is the truth, and all is accounted for. */
import { expect } from "chai";
import { deliveredAthena, deliveredPostgres, type DeliveredWarehouse } from "../support/deliveredWarehouses";
import { type Delivered, DELIVERY_ENVIRONMENT, deliverEverything } from "../support/deliverEverything";
import { useEnvironment } from "../support/handlerLog";

const COUNT = 5_000;

const inOrder = (rows: Record<string, unknown>[]): string[] => rows.map((row) => JSON.stringify(row)).sort();

describe("deliveries with duplicates, updates out of order, poison and failures", () => {
  useEnvironment(DELIVERY_ENVIRONMENT);

  const warehouses: DeliveredWarehouse[] = [];
  let delivered: Delivered;

  before(async () => {
    warehouses.push(deliveredAthena());
    const postgres = await deliveredPostgres();
    if (postgres) warehouses.push(postgres);
    delivered = await deliverEverything({
      seed: 7,
      count: COUNT,
      batch: 50,
      write: (file) => warehouses.forEach((warehouse) => warehouse.take(file)),
    });
  });
  after(async () => {
    for (const warehouse of warehouses) await warehouse.close();
  });

  it("all become rows or lie in quarantine, whatever failed", () => {
    const { truth, becameRows, quarantined, faults, ended } = delivered;
    expect({ becameRows, quarantined }).to.deep.equal({ becameRows: truth.records, quarantined: COUNT * 0.01 });
    expect(becameRows + quarantined).to.equal(COUNT);
    expect(Math.min(...Object.values(faults)), "each kind of failure").to.be.above(0);
    expect(ended, "containers that ended").to.be.above(0);
    expect(delivered.lines, "rows, those sent again included").to.be.above(becameRows);
  });

  it("leave the current row of every contact, the same in every engine", async () => {
    const { truth, lines, becameRows, quarantined } = delivered;
    const tables: string[][] = [];
    for (const warehouse of warehouses) {
      const { contacts, deliveries } = await warehouse.answers();
      expect(truth.faultsOf(contacts), warehouse.name).to.deep.equal([]);
      expect(deliveries, warehouse.name).to.deep.equal({
        arrived: lines,
        current_rows: truth.contacts,
        superseded: lines - truth.contacts,
      });
      const superseded = becameRows - contacts.length;
      expect(contacts.length + superseded + quarantined, warehouse.name).to.equal(COUNT);
      tables.push(inOrder(contacts));
    }
    for (const table of tables) expect(table).to.deep.equal(tables[0]);
  });

  it("lose no revision, be it current or not", async () => {
    const [athena] = warehouses;
    const revisions = "SELECT contact_id, revision FROM contact_revisions GROUP BY contact_id, revision";
    const [answer] = (await athena?.rows(`SELECT COUNT(*) AS revisions FROM (${revisions}) r`)) ?? [];
    expect(answer).to.deep.equal({ revisions: delivered.truth.revisions });
  });
});
