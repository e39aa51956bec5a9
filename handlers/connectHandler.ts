/** What every handler that a contact flow invokes stands on: its DynamoDB client, its deadline and its log line. */
import {
  type AttributeValue,
  DynamoDB,
  type GetItemInput,
  type GetItemOutput,
  type QueryInput,
  type QueryOutput,
  type UpdateItemInput,
  type UpdateItemOutput,
} from "@aws-sdk/client-dynamodb";
import { type ConnectEvent, type ConnectHandler, type FlatAnswer } from "./connectEvent";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";
import { within } from "./support/within";

/** An item of a DynamoDB table. */
export type Item = Record<string, AttributeValue>;

/** The part of the DynamoDB client that handlers use. Tests give their own. */
export interface TableClient {
  getItem(input: GetItemInput): Promise<GetItemOutput>;
  query(input: QueryInput): Promise<QueryOutput>;
  updateItem(input: UpdateItemInput): Promise<UpdateItemOutput>;
}

/** What tells one handler from another, besides its work. */
export interface HandlerOptions<A extends FlatAnswer> {
  /** The environment variables it needs. */
  variables: string[];
  /** The answer when the work fails or is late. */
  safe: A;
  /** Where the tables are; DynamoDB unless given. */
  client: TableClient | undefined;
}

/**
 * A handler that always answers within 2.2 s: with what `work` found or, when it fails or is late, the safe answer.
 *
 * The SDK makes at most two attempts of 0.7 s each. requestTimeout ends the wait for an answer (without
 * throwOnRequestTimeout the SDK only warns), socketTimeout an answer that stops half way, the race whatever is left.
 *
 * A request DynamoDB refuses for good (not allowed, no such table) is a wrong deployment, not a bad moment: it
 * is thrown, so that the flow takes its error branch and the function's error alarm sounds.
 *
 * Logs one line of JSON (outcome, name of the failure, milliseconds): never a number, a name or contents of a table.
 *
 * @throws Error when a variable is missing or empty: a wrong deployment fails at init, not on a call
 */
export const connectHandler = <A extends FlatAnswer>(
  { variables, safe, client }: HandlerOptions<A>,
  work: (event: ConnectEvent, tables: TableClient) => Promise<A>,
): ConnectHandler<A> => {
  requireVariables(variables);
  const timeouts = { connectionTimeout: 300, requestTimeout: 700, socketTimeout: 700, throwOnRequestTimeout: true };
  const tables = client ?? new DynamoDB({ maxAttempts: 2, requestHandler: timeouts });
  return async (event) => {
    const start = Date.now();
    let failure: string | undefined;
    const answer = await within(2200, work(event, tables)).catch((error): A | Promise<A> => {
      failure = error?.name ?? "Error";
      return /Denied|NotFound/.test(error?.name) ? Promise.reject(error) : safe;
    });
    logOutcome({ outcome: `${Object.values(answer)[0]}`, failure, ms: Date.now() - start });
    return answer;
  };
};
