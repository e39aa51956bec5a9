/** Whether a customer is who they say: the PIN in the table of customers. */
import { scrypt, timingSafeEqual } from "node:crypto";
import { type UpdateItemOutput } from "@aws-sdk/client-dynamodb";
import { type Item, type TableClient } from "../connectHandler";

/**
 * The customer with a number, when the PIN is theirs. Environment: CUSTOMERS_TABLE.
 *
 * Three wrong PINs lock the number's PIN for 24 h, whatever the door and however many contacts they take. A try is counted
 * before the PIN is compared, by a write that fails once three are counted: of any number of guesses at the same time
 * three are compared. `pinFailures` counts; `pinLockedUntil` is 24 h after the last try, and locks while three are counted.
 * The right PIN starts afresh.
 *
 * A wrong PIN, a locked one, a customer without one and a number that is nobody's are the same from outside: the answer is
 * undefined, after the same work. Nobody can find out who is a customer.
 *
 * @param now epoch milliseconds
 */
export const verifyPin = async (
  tables: TableClient,
  phoneNumber: string,
  pin: string,
  now: number,
): Promise<Item | undefined> => {
  const at = new Date(now).toISOString();
  const key = { TableName: process.env.CUSTOMERS_TABLE, Key: { phoneNumber: { S: phoneNumber } } };
  const until = { S: new Date(now + 864e5).toISOString() };
  /** Counts a try: one more, or the first after a lock that ended at `lapsed`. */
  const countTry = (lapsed?: string): Promise<UpdateItemOutput & { refused?: Item }> =>
    tables
      .updateItem({
        ...key,
        UpdateExpression: lapsed
          ? "SET pinFailures = :one, pinLockedUntil = :until"
          : "SET pinFailures = if_not_exists(pinFailures, :none) + :one, pinLockedUntil = :until",
        ConditionExpression: lapsed
          ? "pinLockedUntil = :lapsed"
          : "attribute_exists(pinHash) AND (attribute_not_exists(pinFailures) OR pinFailures < :most)",
        ExpressionAttributeValues: {
          ":one": { N: "1" },
          ":until": until,
          ...(lapsed ? { ":lapsed": { S: lapsed } } : { ":none": { N: "0" }, ":most": { N: "3" } }),
        },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      })
      .catch((error) => (/Conditional/.test(error.name) ? { refused: error.Item ?? {} } : Promise.reject(error)));
  let tried = await countTry();
  const lapsed = tried.refused?.pinHash && tried.refused.pinLockedUntil?.S;
  if (lapsed && lapsed <= at) {
    tried = await countTry(lapsed);
    // Somebody else was first to start afresh.
    if (tried.refused) tried = await countTry();
  }
  const { Attributes: customer } = tried;
  const stored = Buffer.from(`${customer?.pinHash?.S ?? ""}`.padEnd(64).slice(0, 64), "latin1");
  const salt = customer?.pinSalt?.S ?? at;
  const hash = await new Promise<Buffer>((resolve, reject) =>
    scrypt(pin, salt, 32, (error, bytes) => (error ? reject(error) : resolve(bytes))),
  );
  if (!timingSafeEqual(Buffer.from(hash.toString("hex"), "latin1"), stored) || !customer) return undefined;
  await tables.updateItem({
    ...key,
    UpdateExpression: "SET pinFailures = :none REMOVE pinLockedUntil",
    ConditionExpression: "attribute_exists(pinHash)",
    ExpressionAttributeValues: { ":none": { N: "0" } },
  });
  return customer;
};
