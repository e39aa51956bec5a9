import { expect } from "chai";
import { CtrAnalyticsPipeline, type CtrAnalyticsPipelineArgs } from "../../components/ctrAnalyticsPipeline";
import { handlerCatalog } from "../../handlers/catalog";
import { breaches, metricsOf, type WatchedMetric } from "../support/alarms";
import { type Recorded, run, type Run } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const SURVEYS = "arn:aws:dynamodb:us-east-1:123456789012:table/surveys/stream/2026-01-01T00:00:00.000";
const HUB = "arn:aws:sns:us-east-1:123456789012:requests";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

const args: CtrAnalyticsPipelineArgs = {
  keyArn: KEY,
  alarmTopicArn: TOPIC,
  logRetentionDays: 30,
  warehouse: "both",
  databaseName: "lake",
  agentEvents: true,
  surveysStreamArn: SURVEYS,
  afterContact: { environment: {}, permissions: [{ actions: ["sns:Publish"], resources: [HUB] }] },
};

let both: Promise<Run<unknown>> | undefined;
let redshiftOnly: Promise<Run<unknown>> | undefined;
const everything = () => (both ??= run("update", () => new CtrAnalyticsPipeline("a", args)));
const withoutAthena = () =>
  (redshiftOnly ??= run("update", () => new CtrAnalyticsPipeline("a", { ...args, warehouse: "redshift" })));

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

const statementsOf = (policy: Recorded): Statement[] =>
  (JSON.parse(String(policy.inputs.policy)) as { Statement: Statement[] }).Statement;

const policies = ({ all }: Run<unknown>) => all("aws:iam/rolePolicy:RolePolicy");

/** ARNs by what they are of, so that a policy reads like what it says. */
function shortener({ resources }: Run<unknown>): (arn: string) => string {
  const known = new Map<string, string>([
    [KEY, "key"],
    [TOPIC, "alarms"],
    [HUB, "hub"],
    [SURVEYS, "surveys"],
  ]);
  for (const { name, outputs } of resources) {
    if (typeof outputs?.arn === "string") known.set(outputs.arn, name.replace(/^a-/, ""));
  }
  const longest = [...known].sort(([one], [other]) => other.length - one.length);
  return (arn) => {
    const [from, to] = longest.find(([each]) => arn.startsWith(each)) ?? ["", ""];
    return `${to}${arn.slice(from.length)}`;
  };
}

function linesOf(policy: Recorded, short: (arn: string) => string): string[] {
  return statementsOf(policy).map(({ Action, Resource, Condition }) => {
    const actions = [Action].flat().join(" ");
    const only = Object.values(Condition ?? {}).flatMap((tests) => Object.values(tests).flat());
    const within = only.map((value) => value.replace(".us-east-1.amazonaws.com", "")).join(" ");
    return `${actions} → ${[Resource].flat().map(short).join(" ")}${within === "" ? "" : ` (${within})`}`;
  });
}

/** What the roles of one kind have in common. */
const COPIES_STREAM = "kinesis:DescribeStream kinesis:GetRecords kinesis:GetShardIterator kinesis:ListShards";
const BUCKET_OF_FIREHOSE = "s3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads → records";
const firehose = (label: string, folder: string, failed: string): string[] => [
  BUCKET_OF_FIREHOSE,
  `s3:AbortMultipartUpload s3:GetObject s3:PutObject → records/${folder}/* records/${failed}/*`,
  "kms:Decrypt kms:GenerateDataKey → key (s3)",
  `logs:PutLogEvents → ${label}-log-stream`,
];
const copied = (stream: string): string[] => [`${COPIES_STREAM} → ${stream}`, "kms:Decrypt → key (kinesis)"];
const read = (stream: string): string[] => [
  `kinesis:DescribeStreamSummary ${COPIES_STREAM} → ${stream}`,
  "kms:Decrypt → key (kinesis)",
];
const failures = ["s3:ListBucket → records", "s3:PutObject → records/aws/lambda/*", "kms:GenerateDataKey → key (s3)"];
const rows = (label: string, dataset: string): string[] => [
  ...failures,
  `firehose:PutRecordBatch → ${label}-rows`,
  `s3:PutObject → records/quarantine/${dataset}/*`,
  "kms:GenerateDataKey → key (s3)",
];
const SECRET = ["secretsmanager:GetSecretValue → customer-hash-value", "kms:Decrypt → key (secretsmanager)"];
const queue = (name: string): string[] => [`sqs:SendMessage → ${name}`, "kms:GenerateDataKey kms:Decrypt → key (sqs)"];
const CATALOGUE = [
  "glue:GetDatabase → arn:aws:glue:us-east-1:123456789012:catalog database",
  "glue:GetPartitions glue:GetTable glue:GetTables → arn:aws:glue:us-east-1:123456789012:catalog database arn:aws:glue:us-east-1:123456789012:table/lake/*",
];
const UPLOADS = "s3:GetBucketLocation s3:ListBucketMultipartUploads → records";
const READS_LAKE = [
  "s3:GetObject → records/rows/* records/tables/* records/results/*",
  "s3:ListBucket → records (rows/* tables/* results/*)",
];

/** Every role of the pipeline, and all that it may do; functions besides write their log and their traces. */
const ROLES: Record<string, string[]> = {
  "contact-records-direct-role": firehose(
    "contact-records-direct",
    "raw/contact_records",
    "failed/direct_contact_records",
  ),
  "contact-records-raw-role": [
    ...firehose("contact-records-raw", "raw/contact_records", "failed/raw_contact_records"),
    ...copied("contact-records"),
  ],
  "contact-records-rows-role": firehose("contact-records-rows", "rows/contact_records", "failed/contact_records"),
  "agent-events-raw-role": [
    ...firehose("agent-events-raw", "raw/agent_events", "failed/raw_agent_events"),
    ...copied("agent-events"),
  ],
  "agent-events-rows-role": firehose("agent-events-rows", "rows/agent_events", "failed/agent_events"),
  "survey-answers-rows-role": firehose("survey-answers-rows", "rows/survey_answers", "failed/survey_answers"),
  "process-raw-records": [
    "s3:GetObject → records/raw/contact_records/*",
    "s3:PutObject → records/rows/contact_records/* records/quarantine/contact_records/*",
    "kms:Decrypt kms:GenerateDataKey → key (s3)",
    ...queue("contact-records-failures"),
    ...SECRET,
    "sns:Publish → hub",
  ],
  "process-contact-records": [
    ...read("contact-records"),
    ...rows("contact-records", "contact_records"),
    ...SECRET,
    "sns:Publish → hub",
  ],
  "process-agent-events": [...read("agent-events"), ...rows("agent-events", "agent_events")],
  "process-survey-answers": [
    "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator → surveys",
    "dynamodb:ListStreams → *",
    "kms:Decrypt → key (dynamodb)",
    ...rows("survey-answers", "survey_answers"),
  ],
  "replay-raw-records": [
    ...SECRET,
    "s3:GetObject → records/raw/* records/quarantine/*",
    "s3:PutObject → records/rows/*",
    "kms:Decrypt kms:GenerateDataKey → key (s3)",
  ],
  "compact-rows": [
    "athena:StartQueryExecution athena:GetQueryExecution athena:StopQueryExecution → queries",
    ...CATALOGUE,
    UPLOADS,
    "s3:AbortMultipartUpload s3:ListMultipartUploadParts → records/tables/* records/results/*",
    ...READS_LAKE,
    "s3:PutObject → records/tables/* records/results/*",
    "s3:DeleteObject → records/rows/* records/tables/*",
    "kms:Decrypt kms:GenerateDataKey → key (s3)",
    ...queue("compact-rows-failures"),
  ],
  "show-figures": [
    "athena:StartQueryExecution athena:GetQueryExecution athena:GetQueryResults athena:StopQueryExecution → queries",
    ...CATALOGUE,
    UPLOADS,
    "s3:AbortMultipartUpload s3:ListMultipartUploadParts → records/results/*",
    ...READS_LAKE,
    "s3:PutObject → records/results/*",
    "kms:Decrypt kms:GenerateDataKey → key (s3)",
  ],
  "load-warehouse": [
    "sqs:ReceiveMessage sqs:DeleteMessage → load",
    "kms:Decrypt → key (sqs)",
    "s3:ListBucket → records (rows/* tables/*)",
    "s3:PutObject → records/manifests/*",
    "kms:GenerateDataKey → key (s3)",
    "redshift-serverless:GetCredentials → workgroup",
    "redshift-data:BatchExecuteStatement → workgroup",
    "redshift-data:DescribeStatement → * (${aws:userid})",
    ...queue("load-warehouse-failures"),
  ],
  "copy-role": [
    "s3:GetBucketLocation → records",
    "s3:GetObject → records/rows/* records/tables/* records/manifests/*",
    "s3:ListBucket → records (rows/* tables/* manifests/*)",
    "kms:Decrypt → key (s3)",
  ],
  "compact-rows-scheduler": ["lambda:InvokeFunction → compact-rows", ...queue("compact-rows-failures")],
  "load-warehouse-scheduler": ["lambda:InvokeFunction → load-warehouse", ...queue("load-warehouse-failures")],
};

const OF_FUNCTIONS = [
  "logs:CreateLogStream logs:PutLogEvents → logs-background:*",
  "xray:PutTelemetryRecords xray:PutTraceSegments → *",
];

const labelOf = ({ name }: Recorded) => name.replace(/^a-/, "").replace(/-policy$/, "");

describe("rights of the analytics pipeline", () => {
  it("are these, role by role, and no others", async () => {
    const made = await everything();
    const short = shortener(made);
    const functions = made.all("aws:lambda/function:Function").map(labelOf);
    const given = Object.fromEntries(policies(made).map((policy) => [labelOf(policy), linesOf(policy, short)]));
    expect(Object.keys(given)).to.have.members(Object.keys(ROLES));
    for (const [role, lines] of Object.entries(ROLES)) {
      const own = functions.includes(role) ? OF_FUNCTIONS : [];
      expect(given[role], role).to.deep.equal([...own, ...lines]);
    }
  });

  it("are, for figures out of Redshift, those of an analyst who sees own statements only", async () => {
    const made = await withoutAthena();
    expect(
      linesOf(made.one("aws:iam/rolePolicy:RolePolicy", "show-figures-policy"), shortener(made)).slice(2),
    ).to.deep.equal([
      "redshift-serverless:GetCredentials → workgroup",
      "redshift-data:ExecuteStatement → workgroup",
      "redshift-data:DescribeStatement redshift-data:GetStatementResult → * (${aws:userid})",
    ]);
  });

  it("never hold a wildcard action, nor one of AWS's own policies", async () => {
    const made = await everything();
    const actions = policies(made).flatMap((policy) => statementsOf(policy).flatMap(({ Action }) => [Action].flat()));
    expect(actions.filter((action) => action.includes("*"))).to.deep.equal([]);
    expect(made.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).to.have.length(0);
  });

  it("are lent to services of this account only, but to Redshift, which does not say whose it is", async () => {
    const { all } = await everything();
    const trusted = all("aws:iam/role:Role").map(({ inputs }) => {
      const [statement] = (JSON.parse(String(inputs.assumeRolePolicy)) as { Statement: Trust[] }).Statement;
      return { service: [statement?.Principal.Service].flat().join(" "), condition: statement?.Condition };
    });
    for (const { service, condition } of trusted) {
      if (/^(firehose|scheduler)/.test(service)) {
        expect(condition, service).to.deep.equal({ StringEquals: { "aws:SourceAccount": "123456789012" } });
      } else {
        expect(service).to.be.oneOf([
          "lambda.amazonaws.com",
          "redshift-serverless.amazonaws.com redshift.amazonaws.com",
        ]);
      }
    }
  });

  it("let S3 write to the load queue for this bucket of this account alone, and nobody without TLS", async () => {
    const { one } = await everything();
    const [tls, bucket, ...others] = statementsOf(one("aws:sqs/queuePolicy:QueuePolicy", "a-load-policy"));
    expect(others).to.have.length(0);
    expect(tls).to.deep.include({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
    expect(bucket).to.deep.include({
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Condition: {
        ArnEquals: { "aws:SourceArn": [one("aws:s3/bucket:Bucket").outputs?.arn] },
        StringEquals: { "aws:SourceAccount": "123456789012" },
      },
    });
  });
});

interface Trust {
  Principal: { Service: string | string[] };
  Condition?: unknown;
}

/** An asynchronous edge: where it leads what fails, and the dimension of the alarm that tells. */
interface Edge {
  name: string;
  keepsFailures: boolean;
  watchedBy: Record<string, unknown>;
}

function edgesOf({ all, resources }: Run<unknown>): Edge[] {
  const queues = all("aws:sqs/queue:Queue");
  const queueNamed = (arn: unknown) => queues.find(({ outputs }) => outputs?.arn === arn)?.outputs?.name;
  const at = (inputs: unknown, ...path: string[]): unknown =>
    path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], inputs);
  const edge = (type: string, of: (resource: Recorded) => Omit<Edge, "name">): Edge[] =>
    all(type).map((resource) => ({ name: `${type} ${resource.name}`, ...of(resource) }));
  const toQueue = (arn: unknown): Omit<Edge, "name"> => ({
    keepsFailures: queueNamed(arn) !== undefined,
    watchedBy: { QueueName: queueNamed(arn) },
  });
  expect(resources.filter(({ type }) => type.startsWith("aws:sns/topicSubscription"))).to.have.length(0);
  return [
    ...edge("aws:lambda/eventSourceMapping:EventSourceMapping", ({ inputs, outputs }) => ({
      keepsFailures: String(at(inputs, "destinationConfig", "onFailure", "destinationArn")).startsWith("arn:aws:s3:::"),
      watchedBy: { EventSourceMappingUUID: outputs?.uuid },
    })),
    ...edge("aws:scheduler/schedule:Schedule", ({ inputs }) =>
      toQueue(at(inputs, "target", "deadLetterConfig", "arn")),
    ),
    ...edge("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", ({ inputs }) =>
      toQueue(at(inputs, "destinationConfig", "onFailure", "destination")),
    ),
    ...edge("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", ({ inputs, outputs }) => ({
      keepsFailures:
        String(at(inputs, "extendedS3Configuration", "errorOutputPrefix")).startsWith("failed/") &&
        at(inputs, "extendedS3Configuration", "cloudwatchLoggingOptions", "enabled") === true,
      watchedBy: { DeliveryStreamName: outputs?.name },
    })),
    ...edge("aws:s3/bucketNotification:BucketNotification", ({ inputs }) => {
      const [target] = inputs.queues as { queueArn: string }[];
      const queue = queues.find(({ outputs }) => outputs?.arn === target?.queueArn);
      const redrive = JSON.parse(String(queue?.inputs.redrivePolicy)) as { deadLetterTargetArn: string };
      return toQueue(redrive.deadLetterTargetArn);
    }),
  ];
}

/** Functions by handler. */
const FUNCTIONS: Record<string, string> = {
  processRawRecords: "process-raw-records",
  processContactRecord: "process-contact-records",
  processAgentEvent: "process-agent-events",
  processSurveyAnswer: "process-survey-answers",
  compactRows: "compact-rows",
  loadWarehouse: "load-warehouse",
  replayRawRecords: "replay-raw-records",
  showFigures: "show-figures",
};

/** What the hub gives: its permissions are the hub's own to test. */
const OF_THE_HUB = ["NOTIFICATIONS_TOPIC", "SURVEYS_TABLE"];

describe("functions of the analytics pipeline", () => {
  for (const [handler, label] of Object.entries(FUNCTIONS)) {
    it(`get what ${handler} reads by environment, and may do what it asks for`, async () => {
      for (const made of [await everything(), await withoutAthena()]) {
        if (handler === "compactRows" && made !== (await everything())) continue;
        const entry = handlerCatalog[handler] ?? { variables: [], actions: [] };
        const { optionalVariables = [] } = entry as { optionalVariables?: readonly string[] };
        const { variables } = made.one("aws:lambda/function:Function", `a-${label}`).inputs.environment as {
          variables: Record<string, string>;
        };
        expect(Object.keys(variables), handler).to.include.members([...entry.variables]);
        expect([...entry.variables, ...optionalVariables], handler).to.include.members(Object.keys(variables));
        const engine = made === (await everything()) ? /^redshift/ : /^(athena|glue)/;
        const asked = entry.actions
          .filter(({ target }) => !OF_THE_HUB.includes(target))
          .map(({ action }) => action)
          .filter((action) => handler !== "showFigures" || !engine.test(action));
        const policy = made.one("aws:iam/rolePolicy:RolePolicy", `a-${label}-policy`);
        const allowed = statementsOf(policy).flatMap(({ Action }) => [Action].flat());
        expect(allowed, handler).to.include.members(asked);
      }
    });
  }
});

describe("asynchronous edges of the analytics pipeline", () => {
  it("each keep what fails, and each have an alarm", async () => {
    const made = await everything();
    const edges = edgesOf(made);
    expect(edges).to.have.length(3 + 2 + 3 + 6 + 1);
    const watched = made
      .all(ALARM)
      .flatMap(metricsOf)
      .map(({ dimensions }) => JSON.stringify(dimensions));
    for (const { name, keepsFailures, watchedBy } of edges) {
      expect(keepsFailures, name).to.equal(true);
      expect(Object.values(watchedBy)[0], name).to.be.a("string");
      expect(watched, name).to.include(JSON.stringify(watchedBy));
    }
  });

  it("raise alarms that tell somebody, and none while nothing happens", async () => {
    const { all } = await everything();
    const alarms = all(ALARM);
    expect(alarms.flatMap(metricsOf).length).to.be.greaterThan(15);
    for (const { name, inputs } of alarms) {
      expect(inputs.alarmActions, name).to.deep.equal([TOPIC]);
      expect(inputs.treatMissingData, name).to.equal("notBreaching");
      expect(String(inputs.alarmDescription), name).to.match(/\S+ .*[.:]/);
      expect(
        breaches({ name, inputs }, () => undefined),
        name,
      ).to.equal(false);
    }
  });

  it("count each record in quarantine", async () => {
    const { all } = await everything();
    const filters = all("aws:cloudwatch/logMetricFilter:LogMetricFilter").filter(({ name }) => /quarantine/.test(name));
    expect(filters).to.have.length(1);
    const { pattern, metricTransformation } = filters[0]?.inputs ?? {};
    expect(pattern).to.equal('"\\"outcome\\":\\"quarantined\\""');
    const { namespace, name } = metricTransformation as { namespace: string; name: string };
    const isIt = (metric: WatchedMetric) => metric.namespace === namespace && metric.metricName === name;
    const [alarm] = all(ALARM).filter((each) => metricsOf(each).some(isIt));
    expect(alarm !== undefined && breaches(alarm, (metric) => (isIt(metric) ? 1 : 0))).to.equal(true);
    const logs = all("aws:lambda/function:Function").map(({ inputs }) => inputs.loggingConfig as { logGroup: string });
    expect(new Set(logs.map(({ logGroup }) => logGroup))).to.deep.equal(new Set([filters[0]?.inputs.logGroupName]));
  });

  it("end where only they may write", async () => {
    const { all } = await everything();
    const open = all("aws:sqs/queuePolicy:QueuePolicy").filter((policy) =>
      statementsOf(policy).some(({ Effect, Condition }) => Effect === "Allow" && Condition === undefined),
    );
    expect(open).to.deep.equal([]);
  });

  it("begin, where S3 invokes a function, at this bucket of this account alone", async () => {
    const { all, one } = await everything();
    const bucket = one("aws:s3/bucket:Bucket").outputs;
    const [permission, ...others] = all("aws:lambda/permission:Permission");
    expect(others).to.have.length(0);
    expect(permission?.inputs).to.include({
      action: "lambda:InvokeFunction",
      principal: "s3.amazonaws.com",
      sourceArn: bucket?.arn,
      sourceAccount: "123456789012",
    });
    const { queues, lambdaFunctions } = one("aws:s3/bucketNotification:BucketNotification").inputs as {
      queues: Record<string, unknown>[];
      lambdaFunctions: Record<string, unknown>[];
    };
    expect(lambdaFunctions).to.deep.equal([
      {
        id: "process-raw-records",
        lambdaFunctionArn: one("aws:lambda/function:Function", "process-raw-records").outputs?.arn,
        events: ["s3:ObjectCreated:*"],
        filterPrefix: "raw/contact_records/",
        filterSuffix: ".direct.json.gz",
      },
    ]);
    expect(queues.map(({ filterPrefix }) => filterPrefix)).to.deep.equal(["rows/"]);
  });
});
