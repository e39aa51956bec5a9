/** The stack dev's contact analytics as a whole: from a call to what a supervisor reads, and back from what failed. */
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { LocalCenter } from "../../local/center";
import { playKnownCaller, playUnknownCaller } from "../../local/cli/demo/calls";
import { pipelineOf } from "../../local/cli/pipeline";
import { seed } from "../../local/cli/seed";
import { terminal } from "../../local/cli/terminal";
import { sampleCustomers } from "../../local/data/sampleData";
import type { ResourceGraph } from "../../local/engine/graph";
import { IamService } from "../../local/iam/iamService";
import { readRedriveFlags, redrive } from "../../operations/redrive";
import { clientSettings } from "../messaging/support";
import { START } from "../support/connectGraph";
import { contactRecord } from "../support/contactRecords";
import { evaluated, GROWN } from "../support/evaluated";
import { ACCOUNT, REGION } from "../support/graphs";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const LOAD_MINUTES = 10;
const ANALYTICS = { warehouse: "both", agentEvents: true, redshift: { loadEveryMinutes: LOAD_MINUTES } };

/** Columns that are compared between the engines. */
const CONTACTS = `SELECT contact_id, last_update, revision, initiation_method, queue_name, queue_seconds, agent_username,
  interaction_seconds, after_contact_work_seconds, customer_hash FROM contacts ORDER BY contact_id`;

type Row = Record<string, unknown>;

async function ask(center: LocalCenter, sql: string, engine: "athena" | "redshift" = "athena"): Promise<Row[]> {
  const { columns, rows } = await center.warehouse.query(sql, { engine });
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
}

describe("contact analytics from end to end", function () {
  this.timeout(300_000);
  let graph: ResourceGraph;
  let center: LocalCenter;

  before(async () => {
    graph = await evaluated("dev", { ...GROWN, analytics: JSON.stringify(ANALYTICS) });
  });

  function open(): Promise<LocalCenter> {
    return LocalCenter.fromGraph(graph, { startAt: START, handlers: "inProcess", speech: 170 });
  }

  describe("of two calls, one of them with an agent and a survey", () => {
    before(async () => {
      center = await open();
      const stage = { center, out: terminal({ write: () => true }) };
      await playKnownCaller(stage, await seed(center, sampleCustomers(new Date(START))));
      await playUnknownCaller(stage);
      await center.clock.advance(2 * MINUTE_MS);
    });
    after(() => center.close());

    it("has each of them as a contact, with its queue, its agent and a customer nobody can name", async () => {
      const rows = await ask(center, CONTACTS);
      const { records } = center.connect;
      expect(rows.map((row) => row.contact_id)).to.have.members(records.map(({ ContactId }) => ContactId));
      const [served, answered] = records.map(({ ContactId }) => rows.find((row) => row.contact_id === ContactId));
      expect(served).to.include({ initiation_method: "INBOUND", queue_name: null, agent_username: null });
      expect(answered).to.include({
        queue_name: "support",
        queue_seconds: records[1]?.Queue?.Duration,
        agent_username: "agent-1",
        interaction_seconds: 95,
        after_contact_work_seconds: 20,
      });
      expect(answered?.queue_seconds).to.be.within(90, 120);
      const hashes = rows.map((row) => String(row.customer_hash));
      expect(new Set(hashes).size).to.equal(2);
      for (const hash of hashes) expect(hash).to.match(/^[0-9a-f]{64}$/);
    });

    it("has the answer to the survey, and what the caller did without a person", async () => {
      const answers = await ask(center, "SELECT contact_id, score, through FROM survey_answers");
      expect(answers).to.deep.equal([
        { contact_id: center.connect.records[1]?.ContactId, score: 5, through: "keypad" },
      ]);
      const served = await ask(center, "SELECT done, contained FROM self_service WHERE contained > 0");
      expect(served.map(({ done, contained }) => [done, Number(contained)])).to.deep.equal([["ChangeDeliveryDay", 1]]);
    });

    it("has the agent's time from the agent events, as it is in the contact record", async () => {
      const [half, ...others] = await ask(
        center,
        "SELECT agent_username, contacts_handled, interaction_seconds, on_contact_time, after_contact_work_time " +
          "FROM agent_intervals",
      );
      expect(others).to.deep.equal([]);
      const { agent_username: agent, on_contact_time: onContact, ...numbers } = half ?? {};
      expect([agent, ...Object.values(numbers).map(Number)]).to.deep.equal(["agent-1", 1, 95, 20]);
      // The agent's own events begin with the whisper, which is no interaction.
      expect(Number(onContact)).to.be.within(95, 100);
    });

    it("has the same contacts in Redshift after the next load", async () => {
      await center.clock.advance(LOAD_MINUTES * MINUTE_MS);
      const contacts = await ask(center, CONTACTS, "redshift");
      expect(contacts).to.have.length(2);
      expect(contacts).to.deep.equal(await ask(center, CONTACTS));
    });
  });

  describe("while roles lack permissions", () => {
    const records = [0, 1, 2].map((number) => contactRecord({ seed: 5, start: START - HOUR_MS, days: 1 / 96 }, number));
    const ids = records.map(({ ContactId }) => ContactId);
    let clients: ReturnType<typeof clientsOf>;
    let authorize: LocalCenter["iam"]["authorize"];

    before(async () => {
      center = await open();
      clients = clientsOf(center);
      authorize = center.iam.authorize.bind(center.iam);
      const lacking = IamService.fromGraph(without(graph, MISSING));
      center.iam.authorize = (request) => lacking.authorize(request);
      const { entrance } = pipelineOf(center);
      for (const record of records) {
        entrance.take({ partitionKey: "one shard", data: Buffer.from(JSON.stringify(record)) });
      }
      const answer = {
        id: `contact#${ids[0]}`,
        answeredAt: new Date(START).toISOString(),
        score: 4,
        through: "keypad",
      };
      await center.database.put(String(center.table("surveysTable")), answer);
      // An agent's event becomes a row, and is what the loader fails at.
      center.connect.agents[0]?.goOnline();
      await center.clock.advance(2 * HOUR_MS);
    });
    after(async () => {
      clients.close();
      await center.close();
    });

    const failedBatches = () => {
      const { bucket } = pipelineOf(center);
      return center.objects.list(bucket, "aws/lambda/").map(({ key }) => String(center.objects.get(bucket, key)));
    };

    /** Messages that wait in the queue of an output of failureQueueUrls. */
    const waiting = (output: string): number => {
      const url = (graph.outputs["failureQueueUrls"] as Record<string, string>)[output] ?? "";
      return (
        center.queues.queue(`arn:aws:sqs:${REGION}:${ACCOUNT}:${url.slice(url.lastIndexOf("/") + 1)}`)?.counts()
          .visible ?? NaN
      );
    };

    it("loses nothing: what failed for good is kept whole where failures go", async () => {
      expect(await ask(center, CONTACTS)).to.deep.equal([]);
      expect(await ask(center, "SELECT * FROM survey_answers")).to.deep.equal([]);
      const kept = failedBatches().flatMap(recordsOfBatch);
      const data = kept.flatMap(({ kinesis }) => (kinesis ? [Buffer.from(kinesis.data, "base64").toString()] : []));
      expect(data).to.have.members(records.map((record) => JSON.stringify(record)));
      expect(
        kept.filter(({ dynamodb }) => JSON.stringify(dynamodb ?? "").includes(`contact#${ids[0]}`)),
      ).to.have.length(1);
      expect(waiting("compactRows"), "schedules").to.be.above(0);
      expect(waiting("loadWarehouse"), "loads").to.be.above(0);
      expect(center.messaging.streamConsumers.flatMap(({ lost }) => lost)).to.deep.equal([]);
    });

    it("brings everything back by redrive once the permissions are there", async () => {
      center.iam.authorize = authorize;
      const flags = readRedriveFlags(
        ["--stack", "dev", "--yes"],
        () => "",
        () => graph.outputs,
      );
      expect(await redrive(clients.queues, flags, () => undefined, clients)).to.equal(0);
      await center.clock.advance(2 * LOAD_MINUTES * MINUTE_MS);
      const contacts = await ask(center, CONTACTS);
      expect(contacts.map((row) => row.contact_id)).to.have.members(ids);
      expect(await ask(center, CONTACTS, "redshift")).to.deep.equal(contacts);
      const answers = await ask(center, "SELECT contact_id, score FROM survey_answers");
      expect(answers).to.deep.equal([{ contact_id: ids[0], score: 4 }]);
      expect(failedBatches()).to.deep.equal([]);
      expect([waiting("compactRows"), waiting("loadWarehouse"), waiting("load")]).to.deep.equal([0, 0, 0]);
    });
  });
});

interface StreamRecord {
  kinesis?: { data: string };
  dynamodb?: object;
}

/** What Lambda kept of a batch that failed. */
function recordsOfBatch(text: string): StreamRecord[] {
  const { payload } = JSON.parse(text) as { payload: string | { Records: StreamRecord[] } };
  const event = typeof payload === "string" ? (JSON.parse(payload) as { Records: StreamRecord[] }) : payload;
  return event.Records;
}

/** What roles lack: the beginning of the policy's name, and the action. */
const MISSING: [policy: string, action: string][] = [
  ["analytics-process-contact-records", "firehose:PutRecordBatch"],
  ["analytics-process-survey-answers", "firehose:PutRecordBatch"],
  ["analytics-compact-rows-scheduler", "lambda:InvokeFunction"],
  ["analytics-load-warehouse-policy", "redshift-data:BatchExecuteStatement"],
];

/** The graph with actions taken out of policies. @throws Error when one was not there */
function without(graph: ResourceGraph, missing: readonly (readonly [string, string])[]): ResourceGraph {
  const resources = graph.resources.map((resource) => {
    const [, action] =
      missing.find(([name]) => resource.type.endsWith(":RolePolicy") && resource.name.startsWith(name)) ?? [];
    if (action === undefined) return resource;
    const policy = String(resource.inputs["policy"]);
    if (!policy.includes(`"${action}"`)) throw new Error(`${resource.name} does not allow ${action}.`);
    const lacking = policy.replace(`"${action}"`, '"sts:GetCallerIdentity"');
    return { ...resource, inputs: { ...resource.inputs, policy: lacking } };
  });
  return { ...graph, resources };
}

/** The clients of an operator. */
function clientsOf({ gateway }: LocalCenter) {
  const settings = clientSettings(gateway.url, gateway.administrator);
  const clients = {
    queues: new SQSClient(settings),
    functions: new LambdaClient(settings),
    objects: new S3Client({ ...settings, forcePathStyle: true }),
    streams: new KinesisClient(settings),
  };
  return { ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}
