/** Event source mappings of streams: Kinesis data streams, and the streams of DynamoDB tables. */
import type { GraphResource } from "../engine/graph";
import { numberOf } from "../graphValues";
import type { Authorizer, Permission } from "../services/access";
import type { MappingKind, OpenedMapping } from "./eventSourceMappings";
import type { EventStream } from "./eventStream";
import type { FunctionSpec } from "./functionSpec";
import { StreamConsumer, type StreamConsumerOptions } from "./streamConsumer";
import { streamMappingSpec } from "./streamMapping";

/** What the mappings of streams tie together. */
export interface StreamMappingOptions extends StreamConsumerOptions {
  /** The stream with an ARN; undefined when the program declares none such. */
  stream(arn: string): EventStream | undefined;
  iam?: Authorizer;
}

/** Streams as sources of events. */
export class StreamMappings implements MappingKind<StreamConsumer> {
  readonly services = ["kinesis", "dynamodb"];

  constructor(private readonly options: StreamMappingOptions) {}

  open(mapping: GraphResource, source: string, spec: FunctionSpec): OpenedMapping<StreamConsumer> {
    const stream = this.options.stream(source);
    if (!stream) return { refusal: `its stream ${source} is not declared` };
    const refused = this.#denied(stream.tried, spec);
    if (refused !== undefined) {
      return {
        refusal:
          `Cannot access stream ${source}. Please ensure the role can perform the GetRecords, GetShardIterator, ` +
          `DescribeStream, and List actions on your stream in IAM (${refused})`,
      };
    }
    if ((numberOf(mapping, "tumblingWindowInSeconds") ?? 0) > 0) {
      return { notes: ["tumblingWindowInSeconds is not honoured on this machine, so the function gets nothing"] };
    }
    const standstill = this.#denied(stream.used, spec);
    if (standstill !== undefined) return { notes: [`nothing is read, because ${standstill}`] };
    const consumer = new StreamConsumer(streamMappingSpec(mapping, spec), stream, this.options);
    const lost = consumer.destinationRefusal;
    return { consumer, notes: lost === undefined ? [] : [`batches that fail will be lost, because ${lost}`] };
  }

  #denied(permissions: readonly Permission[], spec: FunctionSpec): string | undefined {
    for (const permission of permissions) {
      const decision = this.options.iam?.authorize({ ...permission, roleArn: spec.roleArn, sessionName: spec.name });
      if (decision?.allowed === false) return decision.message;
    }
    return undefined;
  }
}
