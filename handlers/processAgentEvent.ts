/** Agent events from their stream: each becomes a row of the warehouse. */
import { agentEventReader } from "./analytics/agentEvent";
import { streamTools } from "./analytics/clients";
import { type KinesisEvent, recordsOfKinesis } from "./analytics/kinesisEvent";
import { type StreamAnswer, streamBatch, type StreamContext, type StreamTools } from "./analytics/streamBatch";
import { requireVariables } from "./support/requireVariables";

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: ROWS_STREAM, ANALYTICS_BUCKET.
 *
 * @param tools what is asked of AWS; tests give their own
 */
export const processAgentEventFactory = (
  tools: StreamTools = streamTools(),
): ((event: KinesisEvent, context?: StreamContext) => Promise<StreamAnswer>) => {
  requireVariables(["ROWS_STREAM", "ANALYTICS_BUCKET"]);
  const read = agentEventReader();
  const work = { dataset: "agent_events", read: ({ data }: { data: Buffer }) => read(data) };
  return (event, context) => streamBatch(recordsOfKinesis(event), work, tools, context);
};
