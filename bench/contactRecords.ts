/** How many contact records a core turns into rows, beside what decoding, parsing and writing the same bytes takes. */
import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import { contactRecordReader } from "../handlers/analytics/contactRecord";
import type { KinesisEvent } from "../handlers/analytics/kinesisEvent";
import { processContactRecordFactory } from "../handlers/processContactRecord";
import { artefactOf } from "../test/support/artefact";
import { contactRecordBytes } from "../test/support/contactRecords";
import { DEFAULT_KEPT_ATTRIBUTES } from "../warehouse/schema";
import { atMost, type Effort, type Figure, type Goal, type Subject, turnByTurn } from "./measure";

const RECORDS = 2_000;
const BATCH = 500;

/** Turns for each run: short ones, so that what else the machine does meets the floor and what is beside it alike. */
const TURNS = 8;
const HASH_KEY = "0123456789abcdef0123456789abcdef";
const KEPT = DEFAULT_KEPT_ATTRIBUTES;

/**
 * What two public programs for the same work reach of the floor below, measured beside it on one machine (2 cores, node 20.20,
 * Python 3.11, medians of 7 runs over these records). Neither checks, redacts or hashes anything; the Python one was spared
 * its write to DynamoDB for each record.
 */
const PEERS = {
  /** A Python function that flattens contact records to 30 columns for Firehose and Redshift. */
  python: 0.146,
  /** The processor of AWS' data analytics sample for Amazon Connect, its records in the gzip it expects. */
  processor: 0.456,
};

/** A goal on how much of the floor is reached. */
function atLeastOfFloor(share: number, says: string): Goal {
  return {
    text: `>= ${share.toFixed(2)} of floor${says}`,
    met: ({ ratio }) => ratio !== undefined && 1 / ratio >= share,
  };
}

/** Repetitions a second of processor time. */
async function perCore(seconds: number, times: number, work: () => Promise<unknown> | unknown): Promise<number> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  let done = 0;
  do {
    await work();
    done += times;
  } while (performance.now() - began < seconds * 1_000);
  const { user, system } = process.cpuUsage(before);
  return done / ((user + system) / 1e6);
}

/** The services of the handler, which do nothing but write Firehose's request. */
const services: Record<string, object> = {
  "@aws-sdk/client-firehose": {
    Firehose: class {
      async putRecordBatch({
        DeliveryStreamName,
        Records,
      }: {
        DeliveryStreamName: string;
        Records: { Data: Buffer }[];
      }) {
        const encoded = Records.map(({ Data }) => ({ Data: Data.toString("base64") }));
        const body = JSON.stringify({ DeliveryStreamName, Records: encoded });
        return { FailedPutCount: body.length > 0 ? 0 : Records.length };
      }
    },
  },
  "@aws-sdk/client-s3": { S3: class {} },
  "@aws-sdk/client-dynamodb": { DynamoDB: class {} },
  "@aws-sdk/client-sns": { SNS: class {} },
  "@aws-sdk/client-secrets-manager": {
    SecretsManager: class {
      getSecretValue = async () => ({ SecretString: HASH_KEY });
    },
  },
};

type Handler = (event: KinesisEvent) => Promise<{ batchItemFailures: object[] }>;

/** The deployed file, loaded here with those services. */
async function deployed(): Promise<Handler> {
  Object.assign(process.env, {
    ROWS_STREAM: "rows",
    ANALYTICS_BUCKET: "bucket",
    CUSTOMER_HASH_SECRET_ARN: "arn",
    KEPT_ATTRIBUTES: KEPT.join(","),
  });
  const text = await artefactOf(processContactRecordFactory);
  const exports: { handler?: Handler } = {};
  const builtIn = createRequire(__filename);
  const load = (name: string): unknown =>
    Object.entries(services).find(([module]) => name.startsWith(module))?.[1] ?? builtIn(name);
  compileFunction(text, ["exports", "require"])(exports, load);
  if (!exports.handler) throw new Error("The deployed file exports no handler.");
  return exports.handler;
}

const eventOf = (data: readonly string[]): KinesisEvent => ({
  Records: data.map((one, index) => ({
    eventID: `shardId-000000000000:${index}`,
    kinesis: { sequenceNumber: String(index), data: one, approximateArrivalTimestamp: 1 },
  })),
});

/** One batch through the deployed file. Its log line is no part of what is measured. */
async function batch(handler: Handler, event: KinesisEvent): Promise<void> {
  const print = console.log;
  console.log = () => undefined;
  try {
    const { batchItemFailures } = await handler(event);
    if (batchItemFailures.length > 0) throw new Error("The batch was not delivered.");
  } finally {
    console.log = print;
  }
}

async function run({ runs, seconds }: Effort): Promise<Figure[]> {
  const data = Array.from({ length: RECORDS }, (_, contact) =>
    contactRecordBytes({ seed: 1 }, contact).toString("base64"),
  );
  const read = contactRecordReader({ hashKey: HASH_KEY, keptAttributes: KEPT });
  const handler = await deployed();
  const events = Array.from({ length: RECORDS / BATCH }, (_, index) =>
    eventOf(data.slice(index * BATCH, (index + 1) * BATCH)),
  );
  const each = seconds / runs / TURNS / 3;
  const batches = events.map(({ Records }) => Records.map(({ kinesis }) => kinesis.data));
  /** Work on one batch after the other. */
  const inTurn = <T>(all: readonly T[], work: (one: T) => Promise<void> | void) => {
    let turn = 0;
    return () => work(all[turn++ % all.length] as T);
  };
  const floor = inTurn(batches, (some) => {
    for (const one of some) JSON.stringify(JSON.parse(Buffer.from(one, "base64").toString()));
  });
  const core = inTurn(batches, (some) => {
    for (const one of some) if ("poison" in read(Buffer.from(one, "base64"))) throw new Error("A record was refused.");
  });
  const whole = inTurn(events, (event) => batch(handler, event));
  const values = await turnByTurn(runs * TURNS + TURNS, [
    () => perCore(each, BATCH, floor),
    () => perCore(each, BATCH, core),
    () => perCore(each, BATCH, whole),
  ]);
  // The first turns warm up.
  const [least = [], ofCore = [], ofWhole = []] = values.map((series) => series.slice(TURNS));
  const common = {
    unit: "records/s",
    better: "more" as const,
    floor: { name: "base64, parse, stringify", values: least },
  };
  return [
    { name: "bytes to row", values: ofCore, goal: atLeastOfFloor(0.9, ""), ...common },
    { name: "bytes to row", values: ofCore, goal: atLeastOfFloor(7 * PEERS.python, " = 7 x Python peer"), ...common },
    {
      name: "bytes to row",
      values: ofCore,
      goal: atLeastOfFloor(1.8 * PEERS.processor, " = 1.8 x processor"),
      ...common,
    },
    { name: "event to Firehose's request", values: ofWhole, ...common },
    {
      name: `batch of ${BATCH}`,
      values: ofWhole.map((rate) => (BATCH / rate) * 1_000),
      unit: "CPU ms",
      better: "less",
      goal: atMost(25, "CPU ms"),
    },
  ];
}

/** The subject `records`. */
export const contactRecords: Subject = {
  name: "records",
  about: "Contact records of 3 to 6 KB to rows of the warehouse, a core's worth: the core, and the deployed file",
  run,
};
