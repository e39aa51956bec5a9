/** How fast the shipped look-up answers in its worker, beside the same requests made without one. */
import { DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { LocalCenter } from "../local/center";
import { seed } from "../local/cli/seed";
import { sampleCustomers } from "../local/data/sampleData";
import { connectEvent } from "../test/support/connectEvents";
import { devGraph } from "./graphs";
import { type Effort, type Figure, rate, type Subject, turnByTurn } from "./measure";

const CALLER = "+12065550100";
const AT_ONCE = 8;

/** The requests lookupCaller makes, by a client of this process over the same port. */
function directly(center: LocalCenter): { lookUp(): Promise<void>; close(): void } {
  const client = new DynamoDBClient({
    region: center.graph.region,
    endpoint: center.gateway.url,
    credentials: center.gateway.administrator,
  });
  const customers = { TableName: center.table("customersTable"), Key: { phoneNumber: { S: CALLER } } };
  const lookUp = async () => {
    const { Item } = await client.send(new GetItemCommand(customers));
    const { Count } = await client.send(
      new QueryCommand({
        TableName: center.table("ordersTable"),
        IndexName: "byPlacedAt",
        KeyConditionExpression: "customerId = :id",
        ExpressionAttributeValues: { ":id": { S: Item?.customerId?.S ?? "" } },
        ScanIndexForward: false,
        Limit: 400,
      }),
    );
    if (!Count) {
      throw new Error("The tables hold no order of the sample customer.");
    }
  };
  return { lookUp, close: () => client.destroy() };
}

function throughWorker(center: LocalCenter): () => Promise<void> {
  const arn = center.lambda.list().find(({ files }) => Object.values(files).join().includes("spokenName"))?.arn;
  if (arn === undefined) {
    throw new Error("The program declares no look-up.");
  }
  const event = connectEvent(CALLER);
  return async () => {
    const outcome = await center.lambda.invoke(arn, event);
    if (!outcome.ok || (outcome.payload as { caller?: string }).caller !== "known") {
      throw new Error(`The look-up answered ${JSON.stringify(outcome)}.`);
    }
  };
}

function together(work: () => Promise<void>): () => Promise<void> {
  return async () => void (await Promise.all(Array.from({ length: AT_ONCE }, work)));
}

async function run({ runs, seconds }: Effort): Promise<Figure[]> {
  const center = await LocalCenter.fromGraph(await devGraph());
  const direct = directly(center);
  try {
    await seed(center, sampleCustomers(new Date()));
    const worker = throughWorker(center);
    const each = seconds / runs / 2;
    const values = await turnByTurn(runs + 1, [
      () => rate(each, 1, worker),
      () => rate(each, 1, direct.lookUp),
      () => rate(each, AT_ONCE, together(worker)),
      () => rate(each, AT_ONCE, together(direct.lookUp)),
    ]);
    // The first round starts the workers.
    const [one = [], oneDirect = [], eight = [], eightDirect = []] = values.map((series) => series.slice(1));
    const common = { unit: "look-ups/s", better: "more" as const };
    const floor = "same requests, no worker";
    return [
      { name: "one at a time", values: one, floor: { name: floor, values: oneDirect }, ...common },
      { name: `${AT_ONCE} at once`, values: eight, floor: { name: floor, values: eightDirect }, ...common },
    ];
  } finally {
    direct.close();
    await center.close();
  }
}

/** The subject `lookups`. */
export const lookups: Subject = {
  name: "lookups",
  about: "Shipped lookupCaller in its worker against the local tables: one GetItem, one Query",
  run,
};
