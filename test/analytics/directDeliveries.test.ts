/**
 * Deliveries to a small centre, which has no stream of contact records, while S3 fails, functions are killed and events come
 * again: what is in the warehouse in the end is the truth, and all is accounted for.
 */
import { LambdaClient } from "@aws-sdk/client-lambda";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { contactRecordReader } from "../../handlers/analytics/contactRecord";
import { fraction } from "../../local/connect/random";
import type { InvocationOutcome } from "../../local/lambda/lambdaService";
import { readRedriveFlags, redrive } from "../../operations/redrive";
import { DEFAULT_KEPT_ATTRIBUTES } from "../../warehouse/schema";
import { clientSettings } from "../messaging/support";
import { AnalyticsCenter } from "../support/analyticsCenter";
import { RECORDS_START } from "../support/contactRecords";
import { DeliveryTruth, QUESTION } from "../support/deliveryTruth";
import { SMALL } from "../support/evaluated";
import { planDeliveries } from "../support/recordDeliveries";

const SEED = 12;
const COUNT = 400;
/** Nine in the morning, so long after the contacts that nobody is asked how they went. */
const START = RECORDS_START + (10 * 24 + 9) * 3_600_000;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Records that arrive in the same second, and seconds between. */
const TOGETHER = 5;
const APART = 3;

/** Shares of invocations whose container ends before they began, and when all is done; and of events that come twice. */
const ENDED_BEFORE = 0.25;
const ENDED_AFTER = 0.25;
const TOLD_TWICE = 0.2;

/** Every so many objects Firehose and the function write, S3 refuses one, and takes one without an answer. */
const FAULT_EVERY = 9;

describe("deliveries without a stream, with duplicates, poison and failures", function () {
  this.timeout(300_000);
  const plan = planDeliveries({ seed: SEED, count: COUNT, poison: 0.02 });
  let center: AnalyticsCenter;
  let truth: DeliveryTruth;
  let hashKey: string;
  const happened = { ended: 0, twice: 0, faults: 0, redriven: 0 };

  before(async () => {
    center = await AnalyticsCenter.start(START, SMALL);
    hashKey = hashKeyOf(center);
    truth = new DeliveryTruth(hashKey, DEFAULT_KEPT_ATTRIBUTES);
    endContainers();
    await deliver();
    await bringBack();
  });
  after(() => center.close());

  /** Ends containers before and after their work, and lets events come twice. */
  function endContainers(): void {
    const { lambda } = center.center;
    const invoke = lambda.invoke.bind(lambda);
    let draws = 0;
    const ended = (): InvocationOutcome => {
      happened.ended += 1;
      return { ok: false, error: "Unhandled", message: "The container has ended.", durationMs: 1 };
    };
    lambda.invoke = async (arn, payload, options) => {
      if (!arn.includes("process-raw-records")) return invoke(arn, payload, options);
      const chance = fraction(SEED, 0x7d00_0001, draws++);
      if (chance < ENDED_BEFORE) return ended();
      if (chance < ENDED_BEFORE + TOLD_TWICE) {
        happened.twice += 1;
        await invoke(arn, payload, options);
      }
      const outcome = await invoke(arn, payload, options);
      return chance > 1 - ENDED_AFTER ? ended() : outcome;
    };
  }

  async function deliver(): Promise<void> {
    const { clock, s3 } = center.center;
    const { entrance, bucket } = center.pipeline;
    for (let position = 0; position < COUNT; position++) {
      const delivery = plan.at(position);
      truth.add(delivery);
      // A record is a line of its object: what has lines itself is as many records, each of them poison.
      const data = "poison" in delivery.source ? oneLine(delivery.data) : delivery.data;
      expect(entrance.take({ partitionKey: "", data })).to.equal(true);
      if (position % TOGETHER > 0) continue;
      const kind = position % (2 * FAULT_EVERY * TOGETHER) === 0 ? "error500" : "lostAnswer";
      if (position % (FAULT_EVERY * TOGETHER) === 0) {
        s3.faults.set(bucket, { kind, times: 1, operations: ["PutObject"] });
        happened.faults += 1;
      }
      await clock.advance(APART * SECOND_MS);
    }
    await clock.advance(15 * MINUTE_MS);
  }

  /** Sends back what was given up, as often as it takes. */
  async function bringBack(): Promise<void> {
    const { gateway, graph, clock } = center.center;
    const settings = clientSettings(gateway.url, gateway.administrator);
    const queues = new SQSClient(settings);
    const clients = {
      functions: new LambdaClient(settings),
      objects: new S3Client({ ...settings, forcePathStyle: true }),
      streams: new KinesisClient(settings),
    };
    const flags = readRedriveFlags(
      ["--stack", "dev", "--yes"],
      () => "",
      () => graph.outputs,
    );
    for (let round = 0; round < 20 && givenUp() > 0; round++) {
      happened.redriven += givenUp();
      expect(await redrive(queues, flags, () => undefined, clients)).to.equal(0);
      await clock.advance(10 * MINUTE_MS);
    }
    for (const client of [queues, ...Object.values(clients)]) client.destroy();
  }

  /** Events that wait in the queue of what failed for good. */
  function givenUp(): number {
    const { graph, queues } = center.center;
    const { processRawRecords: url = "" } = graph.outputs["failureQueueUrls"] as Record<string, string>;
    const name = url.slice(url.lastIndexOf("/") + 1);
    const arn = `arn:${graph.partition}:sqs:${graph.region}:${graph.accountId}:${name}`;
    return queues.queue(arn)?.counts().visible ?? NaN;
  }

  it("happen while everything fails, and every event is brought back by redrive alone", () => {
    expect(Math.min(...Object.values(happened)), JSON.stringify(happened)).to.be.above(0);
    expect(givenUp()).to.equal(0);
    expect(center.center.messaging.later.dropped).to.deep.equal([]);
    expect(center.center.notifications.lost).to.deep.equal([]);
  });

  it("leave the current row of every contact once, and all poison whole in quarantine, each once", async () => {
    expect(truth.faultsOf(await center.rows(QUESTION))).to.deep.equal([]);
    expect(truth.contacts).to.equal(plan.contacts);
    const kept = center.keys("quarantine/contact_records/").map((key) => String(center.json(key).data));
    const poisoned = Array.from({ length: COUNT }, (_, position) => plan.at(position))
      .filter(({ source }) => "poison" in source)
      .map(({ data }) => oneLine(data).toString("base64"));
    // What Firehose wrote twice, because S3's answer was lost, is twice there.
    expect([...new Set(kept)].sort()).to.deep.equal([...new Set(poisoned)].sort());
    expect(kept.length).to.be.at.least(plan.poison);
  });

  it("lose no revision, be it current or not", async () => {
    const read = contactRecordReader({ hashKey, keptAttributes: DEFAULT_KEPT_ATTRIBUTES });
    const lines = Array.from({ length: COUNT }, (_, position) => read(plan.at(position).data));
    const wanted = lines.flatMap((reading) => ("line" in reading ? [revisionOf(JSON.parse(reading.line) as Row)] : []));
    const found = await center.rows("SELECT contact_id, revision FROM contact_revisions");
    expect([...new Set(found.map(revisionOf))].sort()).to.deep.equal([...new Set(wanted)].sort());
  });
});

const oneLine = (data: Buffer): Buffer => Buffer.from(data.toString("latin1").replaceAll("\n", " "), "latin1");

type Row = Record<string, unknown>;

const revisionOf = ({ contact_id: id, revision }: Row): string => `${String(id)} ${String(revision)}`;

/** The key customers are hashed with, as the program has made it. */
function hashKeyOf({ center }: AnalyticsCenter): string {
  const type = "aws:secretsmanager/secretVersion:SecretVersion";
  const versions = center.graph.resources.filter((one) => one.type === type && one.name.includes("customer-hash"));
  const [key] = versions.map(({ inputs }) => inputs["secretString"]);
  if (typeof key !== "string") throw new Error("The program declares no key for hashes of customers.");
  return key;
}
