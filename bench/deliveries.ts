/**
 * A million deliveries from end to end: through the function that reads contact records, with services that fail, into files
 * as Firehose writes them, and through the SQL that ships. What comes out is compared with a truth of plain TypeScript.
 */
import {
  deliveredAthena,
  deliveredPostgres,
  type Answers,
  type DeliveredWarehouse,
} from "../test/support/deliveredWarehouses";
import { type Delivered, DELIVERY_ENVIRONMENT, deliverEverything } from "../test/support/deliverEverything";
import { atMost, type Effort, type Figure, type Goal, type Subject } from "./measure";

const SEED = 5;
/** Deliveries of a run, and those that PostgreSQL loads besides. */
const MANY = { athena: 1_000_000, both: 200_000 };
const FEW = { athena: 50_000, both: 20_000 };

const EXACT: Goal = { text: "= in", met: ({ ratio }) => ratio === 1 };

/** @throws Error unless what the warehouse holds is the truth, with nothing lost and nothing doubled */
function check({ name }: DeliveredWarehouse, { truth, lines }: Delivered, { contacts, deliveries }: Answers): void {
  const faults = truth.faultsOf(contacts);
  if (deliveries.arrived !== lines) faults.push(`${deliveries.arrived} rows arrived of ${lines}`);
  if (deliveries.current_rows !== truth.contacts) faults.push(`${deliveries.current_rows} rows are current`);
  if (faults.length > 0) throw new Error(`${name} does not hold the truth: ${faults.join("; ")}.`);
}

/** How everything that came in is accounted for. */
function account(label: string, delivered: Delivered, loaded: number): Figure[] {
  const { count, quarantined, becameRows, lines, faults, ended } = delivered;
  const superseded = becameRows - loaded;
  const figure = (name: string, value: number): Figure => ({
    name: `${label}${name}`,
    values: [value],
    unit: "records",
    better: "more",
  });
  const failures = Object.values(faults).reduce((sum, times) => sum + times, ended);
  return [
    {
      ...figure("loaded + superseded + quarantined", loaded + superseded + quarantined),
      floor: { name: "in", values: [count] },
      goal: EXACT,
    },
    figure("loaded", loaded),
    figure("superseded", superseded),
    figure("quarantined", quarantined),
    figure("rows taken more than once", lines - becameRows),
    { ...figure("failures of services and containers", failures), unit: "times" },
  ];
}

async function through(count: number, warehouses: readonly DeliveredWarehouse[]): Promise<Figure[]> {
  const write = (file: Parameters<DeliveredWarehouse["take"]>[0]) => warehouses.forEach((one) => one.take(file));
  const delivered = await deliverEverything({ seed: SEED, count, write });
  const label = `${count.toLocaleString("en")}: `;
  const figures: Figure[] = [
    {
      name: `${label}function, services, files`,
      values: [delivered.seconds],
      unit: "CPU s",
      better: "less",
    },
  ];
  let loaded = 0;
  for (const warehouse of warehouses) {
    const answers = await warehouse.answers();
    check(warehouse, delivered, answers);
    loaded = answers.contacts.length;
    const common = { better: "less" as const, ...(count === MANY.athena && { goal: atMost(60, "s") }) };
    figures.push(
      { name: `${label}SQL of ${warehouse.name}`, values: [answers.seconds], unit: "s", ...common },
      { name: `${label}SQL of ${warehouse.name}`, values: [answers.cpuSeconds], unit: "CPU s", better: "less" },
    );
  }
  return [...figures, ...account(label, delivered, loaded)];
}

/** Runs with warehouses, which are closed whatever happens. */
async function withAll(count: number, made: readonly (DeliveredWarehouse | undefined)[]): Promise<Figure[]> {
  const warehouses = made.filter((one) => one !== undefined);
  try {
    return await through(count, warehouses);
  } finally {
    for (const warehouse of warehouses) await warehouse.close();
  }
}

async function run({ runs }: Effort): Promise<Figure[]> {
  Object.assign(process.env, DELIVERY_ENVIRONMENT);
  const { athena, both } = runs < 5 ? FEW : MANY;
  const sampled = await withAll(both, [deliveredAthena(), await deliveredPostgres()]);
  return [...(await withAll(athena, [deliveredAthena()])), ...sampled];
}

/** The subject `deliveries`. */
export const deliveries: Subject = {
  name: "deliveries",
  about: "A million deliveries end to end, with failures: the function's time, the SQL's, and whether it is the truth",
  run,
  onRequest: true,
};
