/** Streams in memory, functions that answer as a test says, and graphs that tie them together. */
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { Clock } from "../../local/clock";
import { isRecord } from "../../local/engine/graph";
import type { Credentials } from "../../local/gateway";
import type { EventStream } from "../../local/lambda/eventStream";
import { kinesisEvents } from "../../local/lambda/kinesisEvents";
import { KinesisService, type KinesisStream } from "../../local/kinesis/kinesisService";
import type { InvocationFailure, InvocationOutcome } from "../../local/lambda/invocationOutcome";
import { StreamConsumer } from "../../local/lambda/streamConsumer";
import type { StreamMappingSpec } from "../../local/lambda/streamMapping";
import { ACCOUNT, functionArn, REGION, roleArn } from "../support/graphs";
import { clientSettings, MessagingGraph, START } from "../messaging/support";

export { START };

export function streamArn(name: string): string {
  return `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${name}`;
}

/** A graph with streams and what reads them. */
export class StreamsGraph extends MessagingGraph {
  stream(name: string, inputs: Record<string, unknown> = {}): this {
    return this.declare("aws:kinesis/stream:Stream", name, { name, shardCount: 1, ...inputs });
  }

  /** A mapping of a stream to the function "worker". */
  reads(eventSourceArn: string, mapping: Record<string, unknown> = {}): this {
    return this.declare("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
      eventSourceArn,
      functionName: "worker",
      startingPosition: "TRIM_HORIZON",
      ...mapping,
    });
  }
}

/** A stream called "records" with so many shards, and its clock. */
export function streamOf(shardCount: number, inputs: Record<string, unknown> = {}) {
  const clock = new Clock(START);
  const graph = new StreamsGraph().stream("records", { shardCount, ...inputs }).build();
  const service = KinesisService.fromGraph(graph, { clock });
  return { clock, service, stream: service.stream("records") };
}

/** A client of the real SDK, which speaks HTTP/2 to the gateway. */
export function kinesisClient(endpoint: string, credentials: Credentials): KinesisClient {
  return new KinesisClient(clientSettings(endpoint, credentials));
}

/** One record of an event, as a function sees it. */
export interface SeenRecord {
  data: string;
  key: string;
  sequenceNumber: string;
}

/** What a function sees of an event of Kinesis. */
export function seenOf(event: unknown): SeenRecord[] {
  const records = isRecord(event) && Array.isArray(event.Records) ? event.Records : [];
  return records.map((record: { kinesis: { data: string; partitionKey: string; sequenceNumber: string } }) => ({
    data: Buffer.from(record.kinesis.data, "base64").toString(),
    key: record.kinesis.partitionKey,
    sequenceNumber: record.kinesis.sequenceNumber,
  }));
}

/** What a function does with a batch: its answer, or how it fails. */
export type Behaviour = (batch: SeenRecord[], invocation: number) => unknown;

/** Thrown by a behaviour: how an invocation fails. */
export class Fails {
  constructor(readonly error: InvocationFailure["error"] = "Unhandled") {}
}

/** What went to a destination. */
export interface Told {
  destination: string;
  key: string;
  body: Record<string, unknown>;
}

/** A mapping of the stream "records" to a function that behaves as given. */
export class Mapped {
  /** Data of the records of each invocation, in order. */
  readonly batches: string[][] = [];
  /** Milliseconds after the start at which each invocation was. */
  readonly at: number[] = [];
  readonly told: Told[] = [];
  readonly consumer: StreamConsumer;

  constructor(
    readonly clock: Clock,
    readonly stream: KinesisStream,
    readonly source: EventStream,
    behaviour: Behaviour,
    spec: Partial<StreamMappingSpec>,
  ) {
    const invoke = async (_arn: string, event: unknown): Promise<InvocationOutcome> => {
      const batch = seenOf(JSON.parse(JSON.stringify(event)));
      this.batches.push(batch.map(({ data }) => data));
      this.at.push(clock.now() - START);
      const payload = await behaviour(batch, this.batches.length);
      if (payload instanceof Fails) return { ok: false, error: payload.error, message: "failed", durationMs: 0 };
      return { ok: true, payload, durationMs: 0, billedInit: false };
    };
    this.consumer = new StreamConsumer({ ...MAPPING, ...spec }, source, {
      clock,
      functions: { invoke },
      destinations: {
        permissionsFor: () => [],
        send: (destination, body, key = "") => {
          this.told.push({ destination, key, body: JSON.parse(body) as Record<string, unknown> });
          return undefined;
        },
      },
    });
  }

  /** Puts records called by their data; the key is what stands before a dash, else the whole. */
  put(...data: string[]): void {
    for (const one of data) this.stream.put({ partitionKey: one.split("-")[0] ?? one, data: one });
  }

  /** Sequence numbers of what a destination was told of, as data. */
  toldData(): string[] {
    return this.told.flatMap(({ body }) => seenOf(JSON.parse(String(body["payload"]))).map(({ data }) => data));
  }
}

const MAPPING: StreamMappingSpec = {
  uuid: "5f7c1f0e-0000-4000-8000-000000000001",
  function: {
    name: "worker",
    arn: functionArn("worker"),
    files: {},
    handler: "",
    environment: {},
    timeoutSeconds: 3,
    memoryMb: 128,
    roleArn: roleArn("function-role"),
    reservedConcurrency: undefined,
    runtime: "nodejs24.x",
  },
  start: { type: "TRIM_HORIZON" },
  batchSize: 100,
  windowSeconds: 0,
  reportsFailures: true,
  bisects: false,
  maximumRetries: Infinity,
  maximumAgeMs: Infinity,
  lanes: 1,
  destination: "arn:aws:s3:::failures",
};

/** A mapping of a stream with so many shards. */
export function mapped(behaviour: Behaviour, spec: Partial<StreamMappingSpec> = {}, shards = 1): Mapped {
  const { clock, service, stream } = streamOf(shards);
  const source = kinesisEvents(service, stream.arn);
  if (!source) throw new Error("The stream is declared.");
  return new Mapped(clock, stream, source, behaviour, spec);
}

/** The answer that names the records that failed. */
export function failed(...records: SeenRecord[]): unknown {
  return { batchItemFailures: records.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) };
}

/** Data that another mapping of the same stream sees, which begins now at a position; "c" is put afterwards. */
export async function seenFrom(other: Mapped, start: StreamMappingSpec["start"]): Promise<string[]> {
  const mapping = new Mapped(other.clock, other.stream, other.source, () => null, { start });
  mapping.put("c");
  await mapping.clock.advance(60_000);
  return mapping.batches.flat();
}
