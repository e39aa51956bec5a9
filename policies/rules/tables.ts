/** G-11 and G-13: streams and tables. */
import { demand, type Rule } from "../model/rule";
import { at, isBetween, isOneOf, isText, isTrue, passes } from "../model/value";
import { ownKey } from "./storage";

const TABLE = "dynamodb/table:Table";

/** Hours a stream keeps records: a week, so that what fails on a Friday evening is still there on Monday. */
const STREAM_HOURS = 168;

export const streams: Rule = {
  id: "G-11",
  title: "Streams keep their records for a week and take what a busy day brings.",
  protects: "A weekend's contact records are gone before anybody looks; a peak is refused.",
  references: ["Kinesis.1", "Kinesis.3"],
  each: {
    "aws:kinesis/stream:Stream": (resource, report) => {
      const message = `Set retentionPeriod to ${STREAM_HOURS} hours or more.`;
      demand(
        resource,
        report,
        ["retentionPeriod", isBetween(STREAM_HOURS, 8760), "retention", message],
        ["encryptionType", isOneOf("KMS"), "encryption", "Set encryptionType to KMS."],
        ["enforceConsumerDeletion", (value) => !isTrue(value), "deletion", "Leave enforceConsumerDeletion out."],
      );
      if (!passes(at(resource.props, "streamModeDetails.streamMode"), isOneOf("ON_DEMAND"))) {
        const shards = "Use ON_DEMAND, or 2 shards or more: with one, a hot shard is the whole stream.";
        demand(resource, report, ["shardCount", isBetween(2, 10_000), "capacity", shards]);
      }
    },
  },
};

export const tables: Rule = {
  id: "G-13",
  title: "Tables grow by themselves, are encrypted with the stack's key, and can be set back to any second.",
  protects: "A busy hour throttles look-ups; a mistake in a handler destroys customers' data for good.",
  references: ["DynamoDB.1", "DynamoDB.2", "DynamoDB.6"],
  each: {
    "aws:dynamodb/table:Table": (resource, report) =>
      demand(
        resource,
        report,
        ["pointInTimeRecovery.enabled", isTrue, "recovery", "Enable pointInTimeRecovery."],
        ["serverSideEncryption.enabled", isTrue, "encryption", "Enable serverSideEncryption."],
        ["serverSideEncryption.kmsKeyArn", isText, "encryption", "Set kmsKeyArn to the stack's key."],
        ["replicas", (value) => value === undefined || Array.isArray(value), "replicas", "Name replicas as a list."],
      ),
  },
  stack: (stack, report) => {
    for (const table of stack.of(TABLE)) {
      if (
        at(table.props, "serverSideEncryption.kmsKeyArn") &&
        !ownKey(stack, table, "serverSideEncryption.kmsKeyArn")
      ) {
        report(table, "encryption", "Encrypt with the stack's own key.");
      }
      const scales = stack
        .of("appautoscaling/target:Target")
        .some((target) => stack.mentions(target, "resourceId", table));
      const onDemand = passes(table.props["billingMode"], isOneOf("PAY_PER_REQUEST"));
      if (!onDemand && !scales) report(table, "capacity", "Set billingMode to PAY_PER_REQUEST, or let it scale.");
    }
  },
};
