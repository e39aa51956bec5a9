/** The handlers' tables on the local DynamoDB: its own grammar of expressions, conditions and indexes. */
import type { GetItemOutput, UpdateItemOutput } from "@aws-sdk/client-dynamodb";
import type { TableClient } from "../../handlers/connectHandler";
import type { DynamoDbService } from "../../local/dynamodb/dynamoDbService";
import { tableEnvironment } from "./fakeDynamo";
import { GraphBuilder, REGION } from "./graphs";

const { CUSTOMERS_TABLE, ORDERS_TABLE, SETTINGS_TABLE } = tableEnvironment;

function key(name: string): { name: string; type: string } {
  return { name, type: "S" };
}

/** The three tables. */
export const handlerTables = new GraphBuilder()
  .table(CUSTOMERS_TABLE, { hashKey: "phoneNumber", attributes: [key("phoneNumber")] })
  .table(ORDERS_TABLE, {
    hashKey: "customerId",
    rangeKey: "orderId",
    attributes: [key("customerId"), key("orderId"), key("placedAt")],
    localSecondaryIndexes: [{ name: "byPlacedAt", rangeKey: "placedAt", projectionType: "ALL" }],
  })
  .table(SETTINGS_TABLE, { hashKey: "scope", attributes: [key("scope")] })
  .build();

/** The requests of the handlers, straight to the service. */
export function clientOf(service: DynamoDbService): TableClient {
  async function ask(operation: string, input: object): Promise<GetItemOutput & UpdateItemOutput> {
    const answer = await service.handle({
      service: "dynamodb",
      region: REGION,
      principal: { kind: "administrator", accessKeyId: "example" },
      method: "POST",
      path: "/",

      headers: { "x-amz-target": `DynamoDB_20120810.${operation}` },
      body: Buffer.from(JSON.stringify(input)),
    });
    if ("fault" in answer) throw new Error("The service did not answer.");
    const body = JSON.parse(answer.body.toString()) as GetItemOutput & UpdateItemOutput & { __type?: string };
    if (answer.status !== 200)
      throw Object.assign(new Error(answer.body.toString()), body, { name: body.__type?.split("#")[1] });
    return body;
  }
  return {
    getItem: (input) => ask("GetItem", input),
    query: (input) => ask("Query", input),
    updateItem: (input) => ask("UpdateItem", input),
  };
}
