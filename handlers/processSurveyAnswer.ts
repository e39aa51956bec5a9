/** Answers to the survey from the stream of their table: each becomes a row of the warehouse. */
import { streamTools } from "./analytics/clients";
import { type StreamAnswer, streamBatch, type StreamContext, type StreamTools } from "./analytics/streamBatch";
import { surveyAnswerReader, type TableChange } from "./analytics/surveyAnswer";
import { requireVariables } from "./support/requireVariables";

/** What Lambda brings from DynamoDB Streams. */
export interface TableEvent {
  Records: readonly TableChange[];
}

/** A record of the batch, with the change it is made of. */
const recordOf = (change: TableChange) => ({
  // DynamoDB does not say the shard; sequence numbers are unique in a stream.
  shard: change.eventSourceARN?.split("/")[1] ?? "surveys",
  sequenceNumber: change.dynamodb?.SequenceNumber ?? "",
  arrivedAt: Math.floor((change.dynamodb?.ApproximateCreationDateTime ?? 0) * 1000),
  data: Buffer.from(JSON.stringify(change)),
  change,
});

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ROWS_STREAM, ANALYTICS_BUCKET.
 *
 * @param tools what is asked of AWS; tests give their own
 */
export const processSurveyAnswerFactory = (
  tools: StreamTools = streamTools(),
): ((event: TableEvent, context?: StreamContext) => Promise<StreamAnswer>) => {
  requireVariables(["ROWS_STREAM", "ANALYTICS_BUCKET"]);
  const read = surveyAnswerReader();
  return ({ Records }, context) =>
    streamBatch(
      Records.map(recordOf),
      { dataset: "survey_answers", read: ({ change }: ReturnType<typeof recordOf>) => read(change) },
      tools,
      context,
    );
};
