/** Firehose streams as the program declares them. */
import { isRecord, type GraphResource, type ResourceGraph } from "../engine/graph";
import { numberOf, recordOf, recordsOf, resourcesOfType, textOf } from "../graphValues";
import { keyNamed } from "../services/access";

/** Where a stream delivers to, and how. */
export interface S3Destination {
  readonly bucket: string;
  readonly roleArn: string;
  readonly prefix: string;
  readonly timeZone: string;
  /** Seconds records are gathered, 0 to 900. */
  readonly intervalSeconds: number;
  /** Bytes that are gathered, before compression. */
  readonly bufferBytes: number;
  readonly gzip: boolean;
  /** End of the objects' names. */
  readonly extension: string;
  /** Put behind each record. */
  readonly delimiter: string;
  /** Customer key of the objects; the bucket's own setting counts when undefined. */
  readonly keyArn?: string;
}

/** One declared stream. */
export interface FirehoseDefinition {
  readonly urn: string;
  readonly name: string;
  readonly arn: string;
  /** The stream's version, which objects are named after. */
  readonly version: string;
  readonly destination?: S3Destination;
  /** The Kinesis stream it reads; undefined for one that records are put to. */
  readonly source?: { readonly streamArn: string; readonly roleArn: string };
  /** Customer key the records are under while they are in the stream. */
  readonly keyArn?: string;
  /** What of it this machine cannot do; it then delivers nothing. */
  readonly unsupported?: string;
}

const MIB = 1024 * 1024;

function processorsOf(s3: Record<string, unknown>): Record<string, unknown>[] {
  const [processing] = [s3["processingConfiguration"]].flat();
  if (!isRecord(processing) || processing["enabled"] !== true) return [];
  return [processing["processors"] ?? []].flat().filter(isRecord);
}

/** What is put behind records; a line break unless the processor says otherwise, and written `\n` in a parameter. */
function delimiterOf(s3: Record<string, unknown>): string {
  const processor = processorsOf(s3).find(({ type }) => type === "AppendDelimiterToRecord");
  if (!processor) return "";
  const parameters = [processor["parameters"] ?? []].flat().filter(isRecord);
  const given = parameters.find(({ parameterName }) => parameterName === "Delimiter")?.["parameterValue"];
  return typeof given === "string" ? given.replace(/\\n/g, "\n").replace(/\\t/g, "\t") : "\n";
}

function unsupportedIn(s3: Record<string, unknown> | undefined): string | undefined {
  if (!s3) return "only destination extended_s3 is delivered to";
  const processors = processorsOf(s3).map(({ type }) => String(type));
  const other = processors.find((type) => type !== "AppendDelimiterToRecord");
  if (other !== undefined) return `processor ${other} is not run`;
  if (isRecord(s3["dataFormatConversionConfiguration"])) return "records are not converted to other formats";
  if (isRecord(s3["dynamicPartitioningConfiguration"])) return "records are not partitioned by their content";
  const compression = s3["compressionFormat"];
  const known = [undefined, "UNCOMPRESSED", "GZIP"].some((format) => format === compression);
  return known ? undefined : `compressionFormat ${String(compression)} is not written`;
}

function textIn(record: Record<string, unknown>, name: string): string | undefined {
  const value = record[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberIn(record: Record<string, unknown>, name: string, usual: number): number {
  const value = record[name];
  return typeof value === "number" ? value : usual;
}

function destinationOf(graph: ResourceGraph, s3: Record<string, unknown>): S3Destination {
  const gzip = s3["compressionFormat"] === "GZIP";
  return {
    bucket: (textIn(s3, "bucketArn") ?? "").split(":::")[1] ?? "",
    roleArn: textIn(s3, "roleArn") ?? "",
    prefix: textIn(s3, "prefix") ?? "",
    timeZone: textIn(s3, "customTimeZone") ?? "UTC",
    intervalSeconds: numberIn(s3, "bufferingInterval", 300),
    bufferBytes: numberIn(s3, "bufferingSize", 5) * MIB,
    gzip,
    extension: textIn(s3, "fileExtension") ?? (gzip ? ".gz" : ""),
    delimiter: delimiterOf(s3),
    keyArn: keyNamed(graph, textIn(s3, "kmsKeyArn"))?.customerKeyArn,
  };
}

function definitionOf(graph: ResourceGraph, stream: GraphResource): FirehoseDefinition {
  const [s3] = recordsOf(stream, "extendedS3Configuration");
  const source = recordOf(stream, "kinesisSourceConfiguration");
  const encryption = recordOf(stream, "serverSideEncryption");
  const unsupported = isRecord(stream.inputs["mskSourceConfiguration"])
    ? "topics of MSK are not read"
    : unsupportedIn(s3);
  return {
    urn: stream.urn,
    name: textOf(stream, "name") ?? stream.name,
    arn: textOf(stream, "arn") ?? "",
    version: textOf(stream, "versionId") ?? String(numberOf(stream, "versionId") ?? 1),
    destination: s3 && destinationOf(graph, s3),
    source: source && {
      streamArn: textIn(source, "kinesisStreamArn") ?? "",
      roleArn: textIn(source, "roleArn") ?? "",
    },
    keyArn: encryption?.["enabled"] === true ? textIn(encryption, "keyArn") : undefined,
    unsupported,
  };
}

/** The Firehose streams of a graph. */
export function firehoseDefinitions(graph: ResourceGraph): FirehoseDefinition[] {
  const type = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
  return resourcesOfType(graph, type).map((stream) => definitionOf(graph, stream));
}
