/** Stores what a customer answered to the survey on the telephone or in a chat. */
import { type UpdateItemInput } from "@aws-sdk/client-dynamodb";
import { type ConnectHandler } from "./connectEvent";
import { connectHandler, type TableClient } from "./connectHandler";
import { ANSWER_DAYS, expiresIn, readScore } from "./notifications/surveys";

/** What the flow learns. `already`: this contact has answered before; the first answer stands. */
export type SurveyAnswer = { result: "saved" | "already" | "refused" | "unavailable" };

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SURVEYS_TABLE. Parameters: `score`, 1 to 5,
 * and `through`, `keypad` or `chat`.
 *
 * One conditional write: however often Amazon Connect invokes for one step, and whatever link the customer also has, a
 * contact has one answer. The same answer again is reported as saved: it is the same step, whose answer was lost.
 *
 * @param client where the table is; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const saveSurveyFactory = (client?: TableClient, now = Date.now): ConnectHandler<SurveyAnswer> => {
  const options = { variables: ["SURVEYS_TABLE"], safe: { result: "unavailable" } as SurveyAnswer, client };
  return connectHandler(options, async (event, tables) => {
    const contactId = event?.Details?.ContactData?.ContactId ?? "";
    const { score: given, through } = event?.Details?.Parameters ?? {};
    const score = readScore(given);
    if (!/^[\w-]{1,256}$/.test(contactId) || score === undefined) return { result: "refused" };
    const at = now();
    const update: UpdateItemInput = {
      TableName: process.env.SURVEYS_TABLE,
      Key: { id: { S: `contact#${contactId}` } },
      UpdateExpression: "SET score = :score, #through = :through, answeredAt = :at, expiresAt = :expiry",
      ConditionExpression: "attribute_not_exists(id) OR (score = :score AND #through = :through)",
      ExpressionAttributeNames: { "#through": "through" },
      ExpressionAttributeValues: {
        ":score": { N: `${score}` },
        ":through": { S: through === "chat" ? "chat" : "keypad" },
        ":at": { S: new Date(at).toISOString() },
        ":expiry": expiresIn(ANSWER_DAYS, at),
      },
    };
    try {
      await tables.updateItem(update);
      return { result: "saved" };
    } catch (error) {
      if (/Conditional/.test((error as Error).name)) return { result: "already" };
      throw error;
    }
  });
};
