/** Contact analytics: every contact record, once, where it can be queried within seconds, in Athena, in Redshift, or in both. */
import * as pulumi from "@pulumi/pulumi";
import { processAgentEventFactory } from "../handlers/processAgentEvent";
import { processContactRecordFactory } from "../handlers/processContactRecord";
import { processRawRecordsFactory } from "../handlers/processRawRecords";
import { processSurveyAnswerFactory } from "../handlers/processSurveyAnswer";
import { DEFAULT_KEPT_ATTRIBUTES } from "../warehouse/schema";
import { analyticsBucket } from "./ctrAnalyticsPipeline/analyticsBucket";
import { tellArrivals } from "./ctrAnalyticsPipeline/arrivals";
import { checkPipelineArgs } from "./ctrAnalyticsPipeline/checks";
import { pipelineAlarms, type PipelineContext } from "./ctrAnalyticsPipeline/context";
import { customerHash } from "./ctrAnalyticsPipeline/customerHash";
import { type DirectIntake, directIntake } from "./ctrAnalyticsPipeline/directIntake";
import { type Intake, type IntakeArgs, streamedIntake, tableIntake } from "./ctrAnalyticsPipeline/intake";
import { figures } from "./ctrAnalyticsPipeline/figures";
import { compaction, everyMinutes, loader, LOADER_SECONDS, replayer } from "./ctrAnalyticsPipeline/jobs";
import { lake } from "./ctrAnalyticsPipeline/lake";
import { type LoadQueue, loadQueue } from "./ctrAnalyticsPipeline/loadQueue";
import { pipelinePanels } from "./ctrAnalyticsPipeline/panels";
import { watchQuarantine } from "./ctrAnalyticsPipeline/quarantine";
import { type RedshiftArgs, redshiftSettings } from "./ctrAnalyticsPipeline/redshiftSettings";
import { redshiftWarehouse } from "./ctrAnalyticsPipeline/warehouse";
import { warehouseSchema } from "./ctrAnalyticsPipeline/warehouseSchema";
import type { Panel } from "./foundations/dashboard";
import type { HandlerFunction, HandlerPermission } from "./foundations/handlerFunction";
import { type HandlerLogs, handlerLogsOf } from "./foundations/handlerLogs";
import type { ScheduledJob } from "./foundations/scheduledJob";

/** Post-contact work that is handed to the notification hub. */
export interface AfterContactArgs {
  /** What the handler of contact records reads, such as the hub's topic. */
  environment: Record<string, pulumi.Input<string>>;
  /** What it may do with it: the hub's `publisherPermissions` and `tokenPermissions`. */
  permissions: HandlerPermission[];
}

/** Arguments of {@link CtrAnalyticsPipeline}. */
export interface CtrAnalyticsPipelineArgs {
  /**
   * ARN of the customer key. It has to be the key of the recordings: under another one Connect publishes nothing. Its policy
   * lets `connect.amazonaws.com` use it, and with Redshift `s3.amazonaws.com`.
   */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when records are late, fail, or cannot be read. */
  alarmTopicArn: pulumi.Input<string>;
  /** Days the logs are kept. */
  logRetentionDays: number;
  /** Log groups its functions and Firehose streams share with others'. Left out, it has its own. */
  logs?: HandlerLogs;
  /** Whether streams, bucket and warehouse survive `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
  /** Where rows can be queried: `athena`, `redshift` or `both`. S3 has them all in any case. */
  warehouse: string;
  /** Name of the Glue database: lower-case letters, digits and underscores, unique in the account and Region. */
  databaseName: string;
  /**
   * Whether contact records come by a Kinesis data stream. Default true. Without, Connect publishes to Firehose, which costs
   * nothing while nobody calls and carries some records a second: enough for a centre of 100 agents. Set it when the centre
   * grows, and leave it set: what the stream holds goes with it.
   */
  streamed?: boolean;
  /** Shards of the stream of contact records, each for 1,000 a second. Left out, the stream grows on demand. */
  shardCount?: number;
  /** Whether agent events are analysed too: what agents do, not only what became of contacts. Default false. */
  agentEvents?: boolean;
  /** Shards of the stream of agent events. Left out, it grows on demand. */
  agentEventShardCount?: number;
  /** Seconds rows of contact records are gathered at most, 0 to 900. Default 5. */
  rowSeconds?: number;
  /** Megabytes of them at most, 1 to 128: whichever comes first writes an object. Default 5. */
  rowMegabytes?: number;
  /** Contact attributes that are kept in rows; no other ever is. Default: those the shipped flows set. */
  keptAttributes?: string[];
  /** ARN of the DynamoDB stream (NEW_IMAGE) of the table of survey answers. Left out, there are none in the warehouse. */
  surveysStreamArn?: pulumi.Input<string>;
  /** What is done after a contact. Left out, nothing. */
  afterContact?: AfterContactArgs;
  /** Redshift Serverless. Only with `redshift` or `both`. */
  redshift?: RedshiftArgs;
  /** Seconds within which contacts are to be answered: the target of every service level. Default 20. */
  serviceLevelSeconds?: number;
  /** Time zone in which days begin for saved queries and dashboards, such as `America/New_York`. Default UTC. */
  timeZone?: string;
  /** Days rows are kept, 15 to 3,650. Default 730: a contact record can change for two years. */
  retainRowsDays?: number;
  /** Days raw records are kept, 15 to 3,650: as long as rows can be made anew. Default 730. */
  retainRawDays?: number;
  /** First day of which there are rows, yyyy-MM-dd, when that is before the warehouse's own first day. */
  firstDay?: string;
  /** Bytes one query may scan before Athena stops it, from 10 MB. Default 100 GB. */
  scanLimitBytes?: number;
  /**
   * Whether no two runs of a job ever meet. Default true; Lambda refuses it in an account whose limit of concurrent
   * executions has not been raised.
   */
  oneJobAtATime?: boolean;
}

const DEFAULT_TIME_ZONE = "UTC";
const DEFAULT_RETENTION_DAYS = 730;
const DEFAULT_SCAN_LIMIT = 100 * 1024 ** 3;

/** Seconds rows of contact records are gathered: with a second's batch window they can be queried within ten. */
const CONTACT_BUFFER_SECONDS = 5;

/** Nobody waits for these, and larger objects cost less to write and to read. */
const OTHER_BUFFER_SECONDS = 60;

/**
 * The pipeline: streams that Connect publishes to, a raw copy in S3, handlers that make rows, Firehose streams that deliver
 * them, and what they are queried with. A small centre does without the stream of contact records; growing only adds it.
 *
 * Errors: a warehouse that is not known, settings of Redshift without Redshift, shards for a stream there is not, numbers
 * out of range.
 */
export class CtrAnalyticsPipeline extends pulumi.ComponentResource {
  /** Stream for contact records, unless they come without: what a centre's `streams.contactRecords` is. */
  readonly contactRecordsStreamArn: pulumi.Output<string> | undefined;
  /** Firehose stream for contact records: what a centre's `streams.contactRecordsDelivery` is that has no stream. */
  readonly contactRecordsDeliveryArn: pulumi.Output<string>;
  /** Stream for agent events, if they are analysed. */
  readonly agentEventsStreamArn: pulumi.Output<string> | undefined;
  /** Bucket of raw records, rows and tables. */
  readonly bucketName: pulumi.Output<string>;
  /** Glue database, with Athena. */
  readonly databaseName: pulumi.Output<string> | undefined;
  /** Athena's workgroup, with Athena. */
  readonly workgroupName: pulumi.Output<string> | undefined;
  /** Redshift Serverless' workgroup, with Redshift. */
  readonly warehouseName: pulumi.Output<string> | undefined;
  /** ARN of the secret of the warehouse's administrator, with Redshift. */
  readonly warehouseSecretArn: pulumi.Output<string> | undefined;
  /** Queue of objects that are still to be loaded, with Redshift. */
  readonly loadQueueUrl: pulumi.Output<string> | undefined;
  /** Function names by handler. */
  readonly functionNames: pulumi.Output<Record<string, string>>;
  /** ARN of the function that draws figures on a dashboard. */
  readonly figuresArn: pulumi.Output<string>;
  /** Event source mappings by dataset: the folders below `aws/lambda/` where their failures lie. */
  readonly mappingIds: pulumi.Output<Record<string, string>>;
  /** URL of every dead-letter queue, by what it belongs to. */
  readonly failureQueueUrls: pulumi.Output<Record<string, string>>;
  /** What a dashboard shows of it: the `panels` of Observability. */
  readonly panels: Panel[];

  constructor(name: string, args: CtrAnalyticsPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:CtrAnalyticsPipeline", name, {}, opts);
    checkPipelineArgs(name, args);
    const context = this.context(name, args);
    const hash = customerHash(context);
    const reading = {
      environment: {
        CUSTOMER_HASH_SECRET_ARN: hash.arn,
        KEPT_ATTRIBUTES: (args.keptAttributes ?? DEFAULT_KEPT_ATTRIBUTES).join(","),
      },
      permissions: hash.readerPermissions,
    };
    const records = {
      dataset: "contact_records",
      label: "contact-records",
      environment: { ...reading.environment, ...args.afterContact?.environment },
      permissions: [...reading.permissions, ...(args.afterContact?.permissions ?? [])],
      bufferSeconds: args.rowSeconds ?? CONTACT_BUFFER_SECONDS,
      bufferMegabytes: args.rowMegabytes,
    };
    const direct = directIntake(context, {
      ...records,
      factory: processRawRecordsFactory,
      description:
        "Makes rows of raw contact records as they arrive, and asks for what the customer is sent afterwards",
    });
    const contacts = args.streamed === false ? undefined : this.contacts(context, records, args.shardCount);
    const agents = args.agentEvents === true ? this.agentEvents(context, args) : undefined;
    const surveys = args.surveysStreamArn === undefined ? undefined : this.surveys(context, args.surveysStreamArn);
    const replay = replayer(context, reading);
    const athena = args.warehouse === "redshift" ? undefined : this.athena(context, args);
    const redshift = args.warehouse === "athena" ? undefined : this.redshift(context, args);

    const intakes = {
      ...(contacts && { contact_records: contacts }),
      ...(agents && { agent_events: agents }),
      ...(surveys && { survey_answers: surveys }),
    };
    const jobs = { ...(athena && { compactRows: athena.compact }), ...(redshift && { loadWarehouse: redshift.load }) };
    tellArrivals(context, direct, redshift?.queue);
    const shown = athena?.show ?? redshift?.show;
    if (shown === undefined) throw new Error(`CtrAnalyticsPipeline ${name} has no warehouse.`);
    this.contactRecordsStreamArn = contacts?.stream.arn;
    this.contactRecordsDeliveryArn = direct.raw.arn;
    this.agentEventsStreamArn = agents?.stream.arn;
    this.bucketName = context.bucket.name;
    this.databaseName = athena?.lake.databaseName;
    this.workgroupName = athena?.lake.workgroupName;
    this.warehouseName = redshift?.warehouse.workgroupName;
    this.warehouseSecretArn = redshift?.warehouse.adminSecretArn;
    this.loadQueueUrl = redshift?.queue.url;
    const others = { processRawRecords: direct.handler, replayRawRecords: replay, showFigures: shown };
    this.functionNames = pulumi.output(functionNames(intakes, jobs, others));
    this.figuresArn = shown.arn;
    this.mappingIds = pulumi.output(mapValues(intakes, ({ mapping }: Intake) => mapping.mappingId));
    this.failureQueueUrls = pulumi.output(failureQueueUrls(jobs, direct, redshift?.queue));
    this.panels = pipelinePanels(context, {
      intakes,
      direct,
      jobs,
      streams: [...(contacts ? [contacts] : []), ...(agents ? [agents] : [])],
      loadQueueName: redshift?.queue.queueName,
    });
    watchQuarantine(context);
    for (const alarm of Object.values(context.alarms)) alarm.raise();
    this.registerOutputs({
      contactRecordsStreamArn: this.contactRecordsStreamArn,
      contactRecordsDeliveryArn: this.contactRecordsDeliveryArn,
      agentEventsStreamArn: this.agentEventsStreamArn,
      bucketName: this.bucketName,
      databaseName: this.databaseName,
      workgroupName: this.workgroupName,
      warehouseName: this.warehouseName,
      functionNames: this.functionNames,
      failureQueueUrls: this.failureQueueUrls,
    });
  }

  private context(name: string, args: CtrAnalyticsPipelineArgs): PipelineContext {
    const { keyArn, alarmTopicArn, logRetentionDays, protectData = false, oneJobAtATime = true } = args;
    const bucket = analyticsBucket(
      name,
      this,
      { keyArn, protectData },
      {
        rowsDays: args.retainRowsDays ?? DEFAULT_RETENTION_DAYS,
        rawDays: args.retainRawDays ?? DEFAULT_RETENTION_DAYS,
      },
    );
    return {
      name,
      parent: this,
      keyArn,
      alarmTopicArn,
      logRetentionDays,
      logs: handlerLogsOf(this, name, args),
      alarms: pipelineAlarms(this, name, alarmTopicArn),
      protectData,
      bucket: { arn: bucket.arn, keyArn, name: bucket.bucketName },
      oneJobAtATime,
    };
  }

  private contacts(
    context: PipelineContext,
    records: Omit<IntakeArgs, "factory" | "description">,
    shardCount: number | undefined,
  ) {
    return streamedIntake(context, {
      ...records,
      factory: processContactRecordFactory,
      description: "Makes a row of each contact record, and asks for what the customer is sent after the contact",
      shardCount,
    });
  }

  private agentEvents(context: PipelineContext, { agentEventShardCount }: CtrAnalyticsPipelineArgs) {
    return streamedIntake(context, {
      dataset: "agent_events",
      label: "agent-events",
      factory: processAgentEventFactory,
      description: "Makes a row of each agent event",
      bufferSeconds: OTHER_BUFFER_SECONDS,
      shardCount: agentEventShardCount,
    });
  }

  private surveys(context: PipelineContext, streamArn: pulumi.Input<string>): Intake {
    return tableIntake(context, streamArn, {
      dataset: "survey_answers",
      label: "survey-answers",
      factory: processSurveyAnswerFactory,
      description: "Makes a row of each answer to the survey",
      bufferSeconds: OTHER_BUFFER_SECONDS,
    });
  }

  private athena(context: PipelineContext, args: CtrAnalyticsPipelineArgs) {
    const { timeZone = DEFAULT_TIME_ZONE } = args;
    const made = lake(context, {
      databaseName: args.databaseName,
      scanLimitBytes: args.scanLimitBytes ?? DEFAULT_SCAN_LIMIT,
      since: args.firstDay,
      views: { serviceLevelSeconds: args.serviceLevelSeconds },
      timeZone,
    });
    return { lake: made, compact: compaction(context, made), show: figures.ofLake(context, made, timeZone) };
  }

  private redshift(
    context: PipelineContext,
    { warehouse: which, redshift = {}, serviceLevelSeconds, timeZone = DEFAULT_TIME_ZONE }: CtrAnalyticsPipelineArgs,
  ) {
    const settings = redshiftSettings(redshift);
    const warehouse = redshiftWarehouse(context, settings);
    const queue = loadQueue(context, { loaderSeconds: LOADER_SECONDS, loadEveryMinutes: settings.loadEveryMinutes });
    const load = loader(context, queue, warehouse);
    const show = which === "both" ? undefined : figures.ofWarehouse(context, warehouse, timeZone);
    const schema = warehouseSchema(context, warehouse, { serviceLevelSeconds }, [
      { label: "loader", roleName: load.handler.roleName, loads: true },
      ...(show ? [{ label: "figures", roleName: show.roleName, loads: false }] : []),
    ]);
    load.runs(everyMinutes(settings.loadEveryMinutes), schema);
    return { warehouse, queue, load, show };
  }
}

const HANDLERS = {
  contact_records: "processContactRecord",
  agent_events: "processAgentEvent",
  survey_answers: "processSurveyAnswer",
};

function functionNames(
  intakes: Partial<Record<keyof typeof HANDLERS, Intake>>,
  jobs: Record<string, ScheduledJob>,
  others: Record<string, HandlerFunction>,
): Record<string, pulumi.Output<string>> {
  const named = Object.entries(intakes).map(([dataset, { handler }]) => [
    HANDLERS[dataset as keyof typeof HANDLERS],
    handler.functionName,
  ]);
  return {
    ...Object.fromEntries(named),
    ...mapValues(jobs, ({ handler }) => handler.functionName),
    ...mapValues(others, ({ functionName }) => functionName),
  };
}

function failureQueueUrls(
  jobs: Record<string, ScheduledJob>,
  direct: DirectIntake,
  queue?: LoadQueue,
): Record<string, pulumi.Output<string>> {
  const ofFunctions = { ...mapValues(jobs, ({ failures }) => failures.url), processRawRecords: direct.failures.url };
  return queue === undefined ? ofFunctions : { ...ofFunctions, load: queue.failures.url };
}

function mapValues<From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
