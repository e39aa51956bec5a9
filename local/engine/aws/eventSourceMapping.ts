/** Event source mappings of Lambda in the local provider: those that consume queues, and those that read streams. */
import { uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { arnOf, type ResourceType, textOf, token } from "./resourceType";

/** What only streams have. */
const OF_STREAMS = [
  "bisectBatchOnFunctionError",
  "maximumRecordAgeInSeconds",
  "maximumRetryAttempts",
  "parallelizationFactor",
  "startingPosition",
  "startingPositionTimestamp",
  "tumblingWindowInSeconds",
];
/** AWS: a week, which is also the longest a failed record can be kept trying. */
const LONGEST_AGE_SECONDS = 604_800;

/** Batches of SQS: more than ten messages need a window to collect them in, and FIFO queues have none. */
function checkQueue(checks: InputChecks, fifo: boolean): void {
  const window = checks.known("maximumBatchingWindowInSeconds") ?? 0;
  const batch = checks.known("batchSize") ?? 10;
  checks.integer("batchSize", 1, fifo ? 10 : 10_000, batch);
  checks.integer("maximumBatchingWindowInSeconds", 0, fifo ? 0 : 300, window);
  if (typeof batch === "number" && batch > 10 && window === 0) {
    checks.refuse(`batchSize is ${batch}; above 10 maximumBatchingWindowInSeconds must be 1 or more`);
  }
  for (const property of OF_STREAMS) {
    if (checks.known(property) !== undefined) {
      checks.refuse(`${property} is given; a queue has none (retries are the queue's maxReceiveCount)`);
    }
  }
}

function checkStream(checks: InputChecks, kinesis: boolean): void {
  checks.required("startingPosition");
  checks.oneOf("startingPosition", ["TRIM_HORIZON", "LATEST", ...(kinesis ? ["AT_TIMESTAMP"] : [])]);
  const atTimestamp = checks.known("startingPosition") === "AT_TIMESTAMP";
  if (atTimestamp) checks.required("startingPositionTimestamp");
  else if (checks.known("startingPositionTimestamp") !== undefined) {
    checks.refuse("startingPositionTimestamp is given; only startingPosition AT_TIMESTAMP has one");
  }
  checks.integer("batchSize", 1, 10_000);
  checks.integer("maximumBatchingWindowInSeconds", 0, 300);
  checks.integer("parallelizationFactor", 1, 10);
  checks.integer("maximumRetryAttempts", -1, 10_000);
  checks.integer("tumblingWindowInSeconds", 0, 900);
  if (checks.known("maximumRecordAgeInSeconds") !== -1) {
    checks.integer("maximumRecordAgeInSeconds", 60, LONGEST_AGE_SECONDS);
  }
  checks.arn("destinationConfig.onFailure.destinationArn");
  if (checks.known("scalingConfig") !== undefined) {
    checks.refuse("scalingConfig is given; only queues have one (a stream has parallelizationFactor)");
  }
}

const eventSourceMapping: ResourceType = {
  taggable: true,
  defaults: { enabled: true },
  check: (checks) => {
    checks.required("functionName");
    checks.arn("eventSourceArn");
    checks.integer("scalingConfig.maximumConcurrency", 2, 1000);
    for (const type of [checks.known("functionResponseTypes") ?? []].flat()) {
      checks.oneOf("functionResponseTypes", ["ReportBatchItemFailures"], String(type));
    }
    const source = String(checks.known("eventSourceArn") ?? "");
    const service = /^arn:[^:]+:(\w+):/.exec(source)?.[1];
    if (service === "sqs") checkQueue(checks, source.endsWith(".fifo"));
    if (service === "kinesis" || service === "dynamodb") checkStream(checks, service === "kinesis");
  },
  compute: ({ urn, inputs, context }) => {
    const uuid = uuidOf(urn);
    const given = textOf(inputs, "functionName");
    return {
      id: uuid,
      outputs: {
        arn: arnOf(context, "lambda", `event-source-mapping:${uuid}`),
        functionArn: given.startsWith("arn:") ? given : arnOf(context, "lambda", `function:${given}`),
        lastModified: "2026-01-01T00:00:00Z",
        lastProcessingResult: "No records processed",
        state: inputs.enabled === false ? "Disabled" : "Enabled",
        stateTransitionReason: "User action",
        uuid,
      },
    };
  },
};

/** Resource types of event source mappings by token. */
export const eventSourceMappingTypes: Record<string, ResourceType> = {
  [token("lambda", "EventSourceMapping")]: eventSourceMapping,
};
