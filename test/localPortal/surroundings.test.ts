/** What the portal's handlers find on this machine besides Connect: what the program wrote into tables, and no Polly. */
import { PollyClient, SynthesizeSpeechCommand } from "@aws-sdk/client-polly";
import { expect } from "chai";
import { DynamoDbService } from "../../local/dynamodb/dynamoDbService";
import { Gateway } from "../../local/gateway";
import { declared, graphOf } from "../localWeb/webProgram";
import { REGION } from "../support/connectGraph";

describe("the surroundings of the portal's handlers", () => {
  it("have the items that the program declares, of every type", async () => {
    const table = declared("aws:dynamodb/table:Table", "settings", {
      name: "settings",
      billingMode: "PAY_PER_REQUEST",
      hashKey: "scope",
      attributes: [{ name: "scope", type: "S" }],
    });
    const item = {
      scope: { S: "catalog" },
      queues: { L: [{ M: { name: { S: "Support" }, arn: { S: "arn" }, id: { S: "id" } } }] },
      languages: { L: [{ S: "en-US" }, { S: "es-US" }] },
      voices: { M: { "en-US": { S: "Joanna" } } },
      version: { N: "3" },
      sound: { BOOL: true },
      nothing: { NULL: true },
    };
    const seed = declared("aws:dynamodb/tableItem:TableItem", "catalog", {
      tableName: "settings",
      hashKey: "scope",
      item: JSON.stringify(item),
    });
    const service = await DynamoDbService.fromGraph(graphOf([table, seed]));
    try {
      expect(await service.database.get("settings", { scope: "catalog" })).to.deep.equal({
        scope: "catalog",
        queues: [{ name: "Support", arn: "arn", id: "id" }],
        languages: ["en-US", "es-US"],
        voices: { "en-US": "Joanna" },
        version: 3,
        sound: true,
        nothing: null,
      });
    } finally {
      await service.close();
    }
  });

  it("have no Polly, and say so at once: a client does not try again", async () => {
    const gateway = await Gateway.start();
    try {
      let requests = 0;
      const client = new PollyClient({ region: REGION, endpoint: gateway.url, credentials: gateway.administrator });
      client.middlewareStack.add(
        (next) => (args) => {
          requests++;
          return next(args);
        },
        { step: "deserialize" },
      );
      const speech = client.send(new SynthesizeSpeechCommand({ Text: "Hi", OutputFormat: "mp3", VoiceId: "Joanna" }));
      const error = await speech.then(
        () => undefined,
        (failure: Error & { $metadata?: { httpStatusCode?: number } }) => failure,
      );
      expect(error?.message).to.include('The local run has no service "polly"');
      expect([error?.$metadata?.httpStatusCode, requests]).to.deep.equal([501, 1]);
    } finally {
      await gateway.close();
    }
  });
});
