/** The ledger and the survey on the local DynamoDB: its own grammar of expressions, conditions and transactions. */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { deliver } from "../../handlers/notifications/deliver";
import { answerByToken, newToken, saveToken } from "../../handlers/notifications/surveys";
import { GraphBuilder, REGION } from "../support/graphs";
import { useEnvironment } from "../support/handlerLog";
import { LocalDynamoDb } from "../support/localDynamodb";
import { requestFor } from "./model";

const NOW = Date.parse("2026-05-05T10:00:00Z");
const shape = { hashKey: "id", attributes: [{ name: "id", type: "S" }] };

describe("notifications on the local DynamoDB", () => {
  useEnvironment({ NOTIFICATIONS_TABLE: "ledger", SURVEYS_TABLE: "surveys" });
  let local: LocalDynamoDb;
  let tables: DynamoDB;

  beforeEach(async () => {
    local = await LocalDynamoDb.start();
    await local.open(new GraphBuilder().table("ledger", shape).table("surveys", shape));
    const { url: endpoint, administrator: credentials } = local.gateway;
    tables = new DynamoDB({ endpoint, region: REGION, credentials, maxAttempts: 3 });
  });

  afterEach(async () => {
    tables.destroy();
    await local.close();
  });

  /** Delivers through a service that counts, or fails. */
  function through(sent: string[], fails?: Error) {
    let owners = 0;
    return (eventId: string, to: string) =>
      deliver(requestFor("sms", eventId, to), {
        tables,
        sender: {
          channel: "sms",
          check: () => Promise.resolve(undefined),
          send: () => (fails ? Promise.reject(fails) : Promise.resolve(void sent.push(to))),
        },
        now: () => NOW,
        newOwner: () => `owner ${(owners += 1)} ${eventId}`,
        smsCaps: { perHour: 3, countries: { US: 12, CA: 5 } },
      });
  }

  it("requests in parallel, replays among them, stay within every cap", async () => {
    const sent: string[] = [];
    const send = through(sent);
    const numbers = ["+12065550100", "+12065550101", "+12065550102", "+14165550100", "+14165550101", "+18765550100"];
    for (let round = 0; round < 10; round += 1) {
      const requests = numbers.flatMap((to, index) => [
        send(`${round}-${index}`, to),
        send(`${Math.max(0, round - 1)}-${index}`, to),
      ]);
      await Promise.all(requests);
    }
    const to = (start: string) => sent.filter((number) => number.startsWith(start)).length;
    for (const number of numbers) expect(to(number), number).to.be.at.most(3);
    expect(to("+1206")).to.equal(9);
    expect(to("+1416")).to.equal(5);
    expect(to("+1876")).to.equal(0);
  });

  it("what the service throttled gives its part of the caps back", async () => {
    const throttled = Object.assign(new Error("slow"), {
      name: "ThrottledException",
      $metadata: { httpStatusCode: 429 },
    });
    for (let round = 0; round < 5; round += 1) {
      expect(await through([], throttled)("event", "+12065550100")).to.equal("later");
    }
    const sent: string[] = [];
    expect(await through(sent)("event", "+12065550100")).to.equal("sent");
    expect(await through(sent)("event", "+12065550100")).to.equal("skipped");
    expect(sent).to.have.length(1);
  });

  it("a link takes one answer", async () => {
    const token = newToken();
    await saveToken(tables, { token, contactId: "contact-1", now: NOW });
    const answer = { token, score: 5, comment: "", now: NOW };
    const results = await Promise.all(
      [answerByToken(tables, answer), answerByToken(tables, answer)].map((each) => each.catch(() => "failed")),
    );
    expect(results.filter((result) => result === "saved")).to.have.length(1);
    expect(await answerByToken(tables, answer)).to.equal("unknown");
  });
});
