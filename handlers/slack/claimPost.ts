/** Each answer is posted once, however often Slack or the queue brings what it answers. */
import { type StoreOptions } from "../conversation/store";

/** Seconds an attempt to post has before another may try: longer than the function may run. */
const CLAIMED_SECONDS = 60;

/** Seconds it is remembered that an answer was posted; Slack sends again for some minutes. */
const REMEMBERED_SECONDS = 86_400;

const keyOf = (jobId: string) => ({ conversationId: { S: `posted/${jobId}` } });

/**
 * Claims the posting of a job's answer.
 *
 * @returns false when it was posted already
 * @throws Error named PostUnderWay when another attempt is at it, which may yet fail
 */
export const claimPost = async ({ tables, table, now }: StoreOptions, jobId: string): Promise<boolean> => {
  const seconds = Math.floor(now() / 1000);
  const claim = tables.updateItem({
    TableName: table,
    Key: keyOf(jobId),
    ConditionExpression: "attribute_not_exists(posted) AND (attribute_not_exists(claimedUntil) OR claimedUntil < :now)",
    UpdateExpression: "SET claimedUntil = :until, expiresAt = :end",
    ExpressionAttributeValues: {
      ":now": { N: `${seconds}` },
      ":until": { N: `${seconds + CLAIMED_SECONDS}` },
      ":end": { N: `${seconds + REMEMBERED_SECONDS}` },
    },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return claim.then(
    () => true,
    (error) => {
      if (error?.name !== "ConditionalCheckFailedException") throw error;
      if (error.Item?.posted) return false;
      throw Object.assign(new Error("The answer is being posted"), { name: "PostUnderWay" });
    },
  );
};

/** Says how the posting went: it is done for good, or may be tried again at once. */
export const settlePost = async ({ tables, table }: StoreOptions, jobId: string, posted: boolean): Promise<void> => {
  await tables.updateItem({
    TableName: table,
    Key: keyOf(jobId),
    UpdateExpression: posted ? "SET posted = :yes REMOVE claimedUntil" : "REMOVE claimedUntil",
    ...(posted ? { ExpressionAttributeValues: { ":yes": { BOOL: true } } } : {}),
  });
};
