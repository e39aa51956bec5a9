/** A day's figures as the warehouse tells them, in the SQL of the program's own views, and how they compare with the ledger. */
import type { WarehouseService } from "../../warehouse/warehouseService";
import type { DayFigures, LedgerRow } from "./ledger";

/** The view by half hours and queues. */
const BY_HALF_HOUR = `
SELECT interval_start, queue_name, offered, handled, abandoned, callbacks_asked, transferred, answered_in_time
FROM queue_intervals
ORDER BY interval_start, queue_name`;

const ALL = "SELECT COUNT(*) FROM contact_outcomes";

/** Asks Athena's views. @throws Error when the program declares no such views */
export async function warehouseFigures(warehouse: WarehouseService): Promise<DayFigures> {
  const { rows } = await warehouse.query(BY_HALF_HOUR, { engine: "athena" });
  const all = await warehouse.query(ALL, { engine: "athena" });
  return { contacts: Number(all.rows[0]?.[0] ?? 0), rows: rows.map(rowOf) };
}

function rowOf(row: readonly unknown[]): LedgerRow {
  const number = (at: number): number => Number(row[at] ?? 0);
  return {
    from: `${String(row[0]).slice(0, 19).replace(" ", "T")}Z`,
    queue: String(row[1]),
    offered: number(2),
    handled: number(3),
    abandoned: number(4),
    callbacks: number(5),
    transferred: number(6),
    answeredInTime: number(7),
  };
}

/** What the warehouse says otherwise than the ledger, one difference a line; none when they are equal. */
export function differences(ledger: DayFigures, warehouse: DayFigures): string[] {
  const found: string[] = [];
  if (ledger.contacts !== warehouse.contacts) {
    found.push(`contacts: the ledger has ${ledger.contacts}, the warehouse ${warehouse.contacts}`);
  }
  const keyOf = ({ from, queue }: LedgerRow): string => `${from} ${queue}`;
  const counted = new Map(ledger.rows.map((row) => [keyOf(row), row]));
  const stored = new Map(warehouse.rows.map((row) => [keyOf(row), row]));
  for (const key of [...new Set([...counted.keys(), ...stored.keys()])].sort()) {
    const [one, other] = [JSON.stringify(counted.get(key)), JSON.stringify(stored.get(key))];
    if (one !== other) found.push(`${key}: the ledger has ${one ?? "nothing"}, the warehouse ${other ?? "nothing"}`);
  }
  return found;
}
