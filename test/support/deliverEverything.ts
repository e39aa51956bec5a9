/** Deliveries through the function that reads contact records, driven as Lambda drives it, with services that fail. */
import { processContactRecordFactory } from "../../handlers/processContactRecord";
import { fraction } from "../../local/connect/random";
import { drive, type StreamFunction } from "./checkpoints";
import { RECORDS_START } from "./contactRecords";
import { DeliveryTruth } from "./deliveryTruth";
import { digestOf, type Faults, FaultyServices, HASH_KEY, type RowsFile } from "./faultyServices";
import { withLog } from "./handlerLog";
import { planDeliveries } from "./recordDeliveries";

/** Attributes that are kept: the score tells revisions with the same time apart. */
export const KEPT = ["locale", "intent", "selfService", "surveyed", "score"];

/** The environment of the function; whoever delivers sets it. */
export const DELIVERY_ENVIRONMENT = {
  ROWS_STREAM: "rows",
  ANALYTICS_BUCKET: "analytics",
  CUSTOMER_HASH_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:hash",
  KEPT_ATTRIBUTES: KEPT.join(","),
};

const DAY_MS = 86_400_000;

/** Deliveries arrive during the day after the contacts' own. */
const ARRIVING = RECORDS_START + DAY_MS;

/** When everything has arrived and questions may be asked, epoch milliseconds. */
export const ARRIVED = ARRIVING + DAY_MS + 3_600_000;

/** Records of a batch of the event source mapping. */
const BATCH = 500;
const SHARDS = 4;

/** Shares of invocations whose container ends before they began, or when all is done but the answer. */
const ENDED_BEFORE = 0.01;
const ENDED_AFTER = 0.01;
const ENDING = 0x7e00_0006;

/** What became of deliveries. */
export interface Delivered {
  truth: DeliveryTruth;
  /** How much came in. */
  count: number;
  /** Deliveries Firehose has taken at least once: those that became rows. */
  becameRows: number;
  /** Lines in the files, those taken again included. */
  lines: number;
  /** Deliveries that lie in quarantine whole, each under a key of its own. */
  quarantined: number;
  invocations: number;
  ended: number;
  faults: Faults;
  /** Processor seconds of this process for the function and its services, without what makes and judges deliveries. */
  seconds: number;
}

const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

/** The function in a container that may end, and be another one then. */
function containers(services: FaultyServices, seed: number): { run: StreamFunction; ended: () => number } {
  let [container, draws, ended] = [processContactRecordFactory(services), 0, 0];
  const end = (): never => {
    ended += 1;
    container = processContactRecordFactory(services);
    throw new Error("The container has ended.");
  };
  const run: StreamFunction = async (event) => {
    const chance = fraction(seed, ENDING, draws++);
    if (chance < ENDED_BEFORE) end();
    const answer = await container(event);
    return chance > 1 - ENDED_AFTER ? end() : answer;
  };
  return { run, ended: () => ended };
}

/** What is delivered. */
export interface Deliveries {
  seed: number;
  count: number;
  /** Most records of a batch; default 500. */
  batch?: number;
  /** Takes the files of rows. */
  write(file: RowsFile): void;
}

/** Delivers. @throws Error when a record in quarantine is not what arrived */
export async function deliverEverything({ seed, count, batch: size = BATCH, write }: Deliveries): Promise<Delivered> {
  const plan = planDeliveries({ seed, count });
  const truth = new DeliveryTruth(HASH_KEY, KEPT);
  const services = new FaultyServices(seed, ARRIVING, count, write);
  const { run, ended } = containers(services, seed);
  const poisoned = new Map<string, string>();
  let [invocations, used] = [0, 0];
  for (let first = 0; first < count; first += size) {
    const shard = `shardId-00000000000${(first / size) % SHARDS}`;
    const batch = Array.from({ length: Math.min(size, count - first) }, (_, index) => plan.at(first + index));
    services.work(
      first,
      batch.map((delivery, index) => {
        const contact = truth.add(delivery);
        if (contact === undefined)
          poisoned.set(`${shard}-${first + index}`, digestOf(delivery.data.toString("base64")));
        return contact;
      }),
    );
    services.clock = Math.max(services.clock, ARRIVING + Math.floor((first / count) * DAY_MS));
    const records = batch.map(({ data }) => data);
    const before = process.cpuUsage();
    const origin = { first, shard, arrivedAt: services.clock };
    invocations += (await withLog(() => drive(run, records, origin))).result;
    used += seconds(process.cpuUsage(before));
  }
  services.flush();
  for (const [name, digest] of services.quarantine) {
    if (poisoned.get(name) !== digest) throw new Error(`${name} is in quarantine, but is not what arrived.`);
  }
  const { faults, lines, quarantine } = services;
  const becameRows = services.taken.reduce((sum, times) => sum + (times > 0 ? 1 : 0), 0);
  const quarantined = quarantine.size;
  return { truth, count, becameRows, lines, quarantined, invocations, ended: ended(), faults, seconds: used };
}
