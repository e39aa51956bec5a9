import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { CtrAnalyticsPipeline, type CtrAnalyticsPipelineArgs } from "../../components/ctrAnalyticsPipeline";
import { athenaTables, athenaViews } from "../../warehouse/athena";
import { savedQueries } from "../../warehouse/savedQueries";
import { DEFAULT_KEPT_ATTRIBUTES } from "../../warehouse/schema";
import { MODES, type Mode, type Recorded, run, type Run, textsOf, valueOf } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const SURVEYS = "arn:aws:dynamodb:us-east-1:123456789012:table/surveys/stream/2026-01-01T00:00:00.000";
const HUB = "arn:aws:sns:us-east-1:123456789012:requests";

const FUNCTION = "aws:lambda/function:Function";
const STREAM = "aws:kinesis/stream:Stream";
const FIREHOSE = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const TABLE = "aws:glue/catalogTable:CatalogTable";
const STATEMENT = "aws:redshiftdata/statement:Statement";
const WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup";

const pipeline = (
  changes: Partial<CtrAnalyticsPipelineArgs> = {},
  name = "analytics",
  opts: pulumi.ComponentResourceOptions = {},
) =>
  new CtrAnalyticsPipeline(
    name,
    {
      keyArn: KEY,
      alarmTopicArn: TOPIC,
      logRetentionDays: 30,
      warehouse: "athena",
      databaseName: "contact_center_test",
      ...changes,
    },
    opts,
  );

const everything: Partial<CtrAnalyticsPipelineArgs> = {
  warehouse: "both",
  shardCount: 2,
  agentEvents: true,
  surveysStreamArn: SURVEYS,
  afterContact: {
    environment: { NOTIFICATIONS_TOPIC: HUB },
    permissions: [{ actions: ["sns:Publish"], resources: [HUB] }],
  },
  redshift: { loadEveryMinutes: 5, baseCapacity: 16, rpuHours: 100, limitPeriod: "daily" },
};

const runs = new Map<string, Promise<Run<CtrAnalyticsPipeline>>>();

/** A pipeline with everything, and one with as little as there can be; made once a mode. */
function made(mode: Mode, which: "everything" | "least" | "small" | "redshift"): Promise<Run<CtrAnalyticsPipeline>> {
  const key = `${mode} ${which}`;
  const args = { everything, least: {}, small: { streamed: false }, redshift: { warehouse: "redshift" } }[which];
  const started = runs.get(key) ?? run(mode, () => pipeline(args));
  runs.set(key, started);
  return started;
}

const namesOf = (resources: Recorded[]) => resources.map(({ name }) => name);

for (const mode of MODES) {
  describe(`CtrAnalyticsPipeline (${mode})`, () => {
    it("is, at its least, one stream, its raw copy, its rows, and Athena over them", async () => {
      const { all } = await made(mode, "least");
      expect(namesOf(all(STREAM))).to.deep.equal(["analytics-contact-records"]);
      expect(namesOf(all(FIREHOSE))).to.have.members([
        "analytics-contact-records-direct",
        "analytics-contact-records-raw",
        "analytics-contact-records-rows",
      ]);
      expect(namesOf(all(FUNCTION))).to.have.members([
        "analytics-process-raw-records",
        "analytics-process-contact-records",
        "analytics-replay-raw-records",
        "analytics-compact-rows",
        "analytics-show-figures",
      ]);
      expect(all(WORKGROUP)).to.have.length(0);
      expect(all("aws:ec2/vpc:Vpc")).to.have.length(0);
    });

    it("is, for a small centre, without a stream, and growing only adds one", async () => {
      const small = await made(mode, "small");
      expect(small.all(STREAM).concat(small.all(MAPPING))).to.deep.equal([]);
      expect(namesOf(small.all(FIREHOSE))).to.deep.equal(["analytics-contact-records-direct"]);
      const grown = await made(mode, "least");
      const same = ({ resources }: Run<unknown>) =>
        resources
          .filter(({ type }) => type !== "aws:cloudwatch/dashboard:Dashboard" && !type.includes("Alarm"))
          .map(({ type, name, inputs }) => JSON.stringify([type, name, type.startsWith("aws:") ? inputs : {}]));
      expect(same(grown)).to.include.members(same(small));
    });

    it("takes records that are put by themselves, and names their objects so that S3 can tell which they are", async () => {
      const { one } = await made(mode, "small");
      const { inputs } = one(FIREHOSE, "contact-records-direct");
      expect(inputs).not.to.have.property("kinesisSourceConfiguration");
      expect(inputs.serverSideEncryption).to.deep.equal({
        enabled: true,
        keyType: "CUSTOMER_MANAGED_CMK",
        keyArn: KEY,
      });
      expect(inputs.extendedS3Configuration).to.deep.include({
        bufferingInterval: 5,
        fileExtension: ".direct.json.gz",
        processingConfiguration: { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] },
      });
      expect((inputs.extendedS3Configuration as { prefix: string }).prefix).to.match(/^raw\/contact_records\/arrived=/);
      const retries = one("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "arriving").inputs;
      expect(retries).to.include({ maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21_600 });
    });

    it("reads the one stream twice: the raw copy does not wait for code", async () => {
      const { one } = await made(mode, "everything");
      expect(one(FIREHOSE, "contact-records-raw").inputs.kinesisSourceConfiguration).to.have.property(
        "kinesisStreamArn",
      );
      expect(one(MAPPING, "contact-records-mapping").inputs).to.include({ batchSize: 500 });
      expect(one(STREAM, "analytics-contact-records").inputs).to.include({ shardCount: 2, kmsKeyId: KEY });
      expect(one(STREAM, "analytics-agent-events").inputs).not.to.have.property("shardCount");
    });

    it("delivers rows of contact records within seconds, and all datasets below their names", async () => {
      const { one } = await made(mode, "everything");
      const rows = (label: string) =>
        one(FIREHOSE, `${label}-rows`).inputs.extendedS3Configuration as Record<string, unknown>;
      expect(rows("contact-records")).to.include({ bufferingInterval: 5, bufferingSize: 5 });
      expect(rows("contact-records").prefix).to.match(/^rows\/contact_records\/arrived=/);
      expect(rows("agent-events").prefix).to.match(/^rows\/agent_events\/arrived=/);
      expect(rows("survey-answers").prefix).to.match(/^rows\/survey_answers\/arrived=/);
    });

    it("tries survey answers for less than half the day DynamoDB keeps them", async () => {
      const { one } = await made(mode, "everything");
      expect(one(MAPPING, "survey-answers-mapping").inputs).to.include({
        eventSourceArn: SURVEYS,
        maximumRecordAgeInSeconds: 39_600,
      });
    });

    it("keeps every table and view of the warehouse in the catalogue, and names the bucket where it has to", async () => {
      const { all, one } = await made(mode, "least");
      expect(all(TABLE).map(({ inputs }) => inputs.name)).to.have.members([
        ...athenaTables("").map(({ name }) => name),
        ...athenaViews().map(({ name }) => name),
      ]);
      const view = one(TABLE, "view-queue_intervals").inputs;
      expect(view).to.include({ tableType: "VIRTUAL_VIEW", viewExpandedText: "/* Presto View */" });
      if (mode === "update") {
        const bucket = String(one("aws:s3/bucket:Bucket").outputs?.bucket);
        const { parameters } = one(TABLE, "table-contact_rows").inputs as { parameters: Record<string, string> };
        expect(parameters["storage.location.template"]).to.equal(
          `s3://${bucket}/rows/contact_records/arrived=\${arrived}/`,
        );
      }
    });

    it("saves what supervisors ask every day", async () => {
      const { all } = await made(mode, "least");
      expect(all("aws:athena/namedQuery:NamedQuery").map(({ inputs }) => [inputs.name, inputs.query])).to.deep.equal(
        savedQueries("athena").map(({ name, sql }) => [name, sql]),
      );
    });

    it("lets no query lift the workgroup's limits, and encrypts results", async () => {
      const { one } = await made(mode, "least");
      const { configuration } = one("aws:athena/workgroup:Workgroup").inputs as {
        configuration: Record<string, unknown>;
      };
      expect(configuration).to.deep.include({
        enforceWorkgroupConfiguration: true,
        bytesScannedCutoffPerQuery: 100 * 1024 ** 3,
        publishCloudwatchMetricsEnabled: true,
      });
      expect(configuration.resultConfiguration).to.have.deep.property("encryptionConfiguration", {
        encryptionOption: "SSE_KMS",
        kmsKeyArn: KEY,
      });
    });

    it("keeps the warehouse private, encrypted, logged, over TLS only, without a password anybody knows", async () => {
      const { one } = await made(mode, "everything");
      const namespace = one("aws:redshiftserverless/namespace:Namespace").inputs;
      expect(namespace).to.deep.include({
        manageAdminPassword: true,
        adminPasswordSecretKmsKeyId: KEY,
        kmsKeyId: KEY,
        dbName: "contact_center",
        logExports: ["userlog", "connectionlog", "useractivitylog"],
      });
      expect(namespace.adminUsername).not.to.be.oneOf([undefined, "admin", "awsuser"]);
      const workgroup = one(WORKGROUP).inputs;
      expect(workgroup).to.include({
        publiclyAccessible: false,
        enhancedVpcRouting: true,
        baseCapacity: 16,
        maxCapacity: 16,
      });
      expect(workgroup.subnetIds).to.have.length(3);
      const parameters = workgroup.configParameters as { parameterKey: string; parameterValue: string }[];
      expect(parameters).to.deep.include({ parameterKey: "require_ssl", parameterValue: "true" });
      expect(parameters.map(({ parameterKey }) => parameterKey)).to.have.members([
        "auto_mv",
        "datestyle",
        "enable_case_sensitive_identifier",
        "enable_user_activity_logging",
        "max_query_execution_time",
        "query_group",
        "require_ssl",
        "search_path",
        "use_fips_ssl",
      ]);
    });

    it("turns the warehouse off at its limit and tells before", async () => {
      const { one, all } = await made(mode, "everything");
      expect(
        all("aws:redshiftserverless/usageLimit:UsageLimit").map(({ inputs }) => [
          inputs.breachAction,
          inputs.amount,
          inputs.period,
        ]),
      ).to.have.deep.members([
        ["deactivate", 100, "daily"],
        ["emit-metric", 80, "daily"],
      ]);
      expect(one("aws:cloudwatch/metricAlarm:MetricAlarm", "limit-near").inputs).to.include({ threshold: 80 });
    });

    it("makes tables before views, views before rights, and users before the loader runs", async () => {
      const { all, one, resources } = await made(mode, "everything");
      const names = namesOf(all(STATEMENT)).map((name) => name.replace("analytics-schema-", ""));
      expect(names).to.deep.equal(["analyst-role", "procedure", "relations", "loader-user", "loader-rights"]);
      const procedure = String(one(STATEMENT, "schema-procedure").inputs.sql);
      const order = ["BEGIN", "CREATE TABLE", "DROP VIEW", "CREATE VIEW", "GRANT", "END;"];
      expect(order.map((words) => procedure.indexOf(`\n${words}`))).to.deep.equal(
        order.map((words) => procedure.indexOf(`\n${words}`)).sort((a, b) => a - b),
      );
      for (const words of order) expect(procedure).to.contain(`\n${words}`);
      expect(one(STATEMENT, "schema-relations").inputs.sql).to.equal("CALL make_schema()");
      const schedule = resources.findIndex(({ name }) => name === "analytics-load-warehouse-schedule");
      const rights = resources.findIndex(({ name }) => name === "analytics-schema-loader-rights");
      expect(schedule).to.be.greaterThan(rights);
    });

    it("notifies the load queue of rows, and of nothing else in the bucket", async () => {
      const { one } = await made(mode, "everything");
      const [queue, ...others] = one("aws:s3/bucketNotification:BucketNotification").inputs.queues as object[];
      expect(others).to.have.length(0);
      expect(queue).to.deep.include({ filterPrefix: "rows/", events: ["s3:ObjectCreated:*"] });
      expect(one("aws:sqs/queue:Queue", "analytics-load").inputs).to.include({
        messageRetentionSeconds: 1_209_600,
        visibilityTimeoutSeconds: 660,
        kmsMasterKeyId: KEY,
      });
      expect(one("aws:scheduler/schedule:Schedule", "load-warehouse-schedule").inputs.scheduleExpression).to.equal(
        "rate(5 minutes)",
      );
    });

    it("has figures drawn by Athena where there is Athena, else by Redshift as an analyst", async () => {
      const engine = async (which: "everything" | "redshift") => {
        const { one } = await made(mode, which);
        const { variables } = one(FUNCTION, "show-figures").inputs.environment as { variables: Record<string, string> };
        return variables.QUERY_ENGINE;
      };
      expect(await engine("everything")).to.equal("athena");
      expect(await engine("redshift")).to.equal("redshift");
      const { one, all } = await made(mode, "redshift");
      if (mode === "update") {
        expect(one(STATEMENT, "figures-rights").inputs.sql).to.match(/^GRANT ROLE analyst TO "IAMR:/);
      }
      expect(all(TABLE)).to.have.length(0);
      expect(namesOf(all(FUNCTION))).not.to.include("analytics-compact-rows");
    });

    it("keeps the raw copy two years and query results a week", async () => {
      const { one } = await made(mode, "least");
      const { rules } = one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs as {
        rules: { filter: { prefix: string }; expiration?: { days: number } }[];
      };
      const days = Object.fromEntries(rules.map(({ filter, expiration }) => [filter.prefix, expiration?.days]));
      expect(days).to.include({ "raw/": 730, "rows/": 730, "tables/": 730, "quarantine/": 730, "aws/lambda/": 730 });
      expect(days).to.include({ "results/": 7, "manifests/": 14 });
    });

    it("has shown what comes in, waits, fails and is kept back, and nothing of a stream there is not", async () => {
      // A preview knows no name of a stream, so that no line is known.
      if (mode === "preview") return;
      const metricsOf = async ({ result }: Run<CtrAnalyticsPipeline>) => {
        const series = await Promise.all(result.panels.map((panel) => valueOf(pulumi.output(panel.series))));
        expect(series.every((lines) => lines !== undefined && lines.length > 0)).to.equal(true);
        return series.flatMap((lines = []) => lines.map(({ metricName }) => metricName));
      };
      const both = ["Errors", "Duration", "DeliveryToS3.DataFreshness", "analytics-quarantined"];
      const ofStreams = [
        "IncomingRecords",
        "GetRecords.IteratorAgeMilliseconds",
        "OnFailureDestinationDeliveredEventCount",
      ];
      expect(await metricsOf(await made(mode, "least"))).to.include.members([...both, ...ofStreams]);
      const small = await metricsOf(await made(mode, "small"));
      expect(small).to.include.members(both);
      expect(small).not.to.include.members(ofStreams);
    });

    it("puts no broken text into any input", async () => {
      const { resources } = await made(mode, "everything");
      const broken = textsOf(resources).filter(({ text }) => /undefined|\[object |Calling \[toString\]/.test(text));
      expect(broken).to.deep.equal([]);
    });
  });
}

describe("CtrAnalyticsPipeline", () => {
  it("registers the same resources in update and in preview mode", async () => {
    const names = ({ resources }: { resources: Recorded[] }) =>
      resources.map(({ type, name }) => `${type} ${name}`).sort();
    for (const which of ["everything", "small", "redshift"] as const) {
      expect(names(await made("preview", which)), which).to.deep.equal(names(await made("update", which)));
    }
  });

  it("protects and retains streams, bucket, warehouse and the key of hashes in production, and nothing before", async () => {
    const kept = async (protectData: boolean) => {
      const names: string[] = [];
      const note: pulumi.ResourceTransformation = ({ name, opts: { protect, retainOnDelete } }) => {
        if (protect === true && retainOnDelete === true) names.push(name);
        return undefined;
      };
      await run("update", () =>
        pipeline({ warehouse: "redshift", protectData }, "analytics", { transformations: [note] }),
      );
      return names;
    };
    expect(await kept(true)).to.have.members([
      "analytics-contact-records",
      "analytics-records",
      "analytics-warehouse",
      "analytics-customer-hash",
      "analytics-customer-hash-secret",
    ]);
    expect(await kept(false)).to.deep.equal([]);
  });

  it("can be there twice in one stack", async () => {
    const { all } = await run("update", () => [
      pipeline(),
      pipeline({ warehouse: "redshift", databaseName: "other" }, "other"),
    ]);
    expect(all(STREAM)).to.have.length(2);
  });

  it("hashes customers with a secret that no function gets by environment", async () => {
    const { one, all } = await made("update", "everything");
    const value = String(one("random:index/randomPassword:RandomPassword").outputs?.result);
    const environments = JSON.stringify(all(FUNCTION).map(({ inputs }) => inputs.environment));
    expect(value).to.have.length(64);
    expect(environments).not.to.include(value);
    const given = one(FUNCTION, "process-contact-records").inputs.environment as { variables: Record<string, string> };
    expect(given.variables).to.include({
      CUSTOMER_HASH_SECRET_ARN: String(one("aws:secretsmanager/secret:Secret").outputs?.arn),
      KEPT_ATTRIBUTES: DEFAULT_KEPT_ATTRIBUTES.join(","),
      NOTIFICATIONS_TOPIC: HUB,
    });
  });

  it("hands nothing over when rows are made anew", async () => {
    const { one } = await made("update", "everything");
    const given = one(FUNCTION, "replay-raw-records").inputs.environment as { variables: Record<string, string> };
    expect(given.variables).not.to.have.property("NOTIFICATIONS_TOPIC");
    expect(one("aws:iam/rolePolicy:RolePolicy", "replay-raw-records-policy").inputs.policy).not.to.include("sns:");
  });

  it("says where things are, and what costs something every month", async () => {
    const { result, one } = await made("update", "everything");
    expect(await valueOf(pulumi.output(result.contactRecordsStreamArn))).to.equal(
      one(STREAM, "contact-records").outputs?.arn,
    );
    expect(await valueOf(result.functionNames)).to.have.all.keys(
      "processContactRecord",
      "processAgentEvent",
      "processSurveyAnswer",
      "compactRows",
      "loadWarehouse",
      "processRawRecords",
      "replayRawRecords",
      "showFigures",
    );
    expect(await valueOf(result.mappingIds)).to.have.all.keys("contact_records", "agent_events", "survey_answers");
    expect(await valueOf(result.failureQueueUrls)).to.have.all.keys(
      "compactRows",
      "loadWarehouse",
      "load",
      "processRawRecords",
    );
    const least = await made("update", "least");
    expect(least.result.loadQueueUrl).to.equal(undefined);
    const small = await made("update", "small");
    expect(small.result.contactRecordsStreamArn).to.equal(undefined);
    expect(await valueOf(small.result.contactRecordsDeliveryArn)).to.equal(
      small.one(FIREHOSE, "contact-records-direct").outputs?.arn,
    );
  });

  it("runs in subnets that are there when they are given", async () => {
    const { one, all } = await run("update", () =>
      pipeline({
        warehouse: "redshift",
        redshift: { subnetIds: ["subnet-1", "subnet-2", "subnet-3"], securityGroupIds: ["sg-1"] },
      }),
    );
    expect(one(WORKGROUP).inputs).to.deep.include({
      subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
      securityGroupIds: ["sg-1"],
    });
    expect(all("aws:ec2/vpc:Vpc")).to.have.length(0);
  });
});
