/**
 * A contact centre on this machine: evaluates the program of a stack and builds, from its resource graph alone, the
 * services the graph declares — tables, functions, permissions, and Amazon Connect itself — behind one loopback port and
 * one virtual clock.
 */
import { Clock } from "./clock";
import type { Issuer } from "./cognito/issuer";
import { ConnectService, type ConnectOptions, type FunctionAnswer, type FunctionInvoker } from "./connect";
import { ConnectApi } from "./connect/api/connectApi";
import { DynamoDbService, type Database } from "./dynamodb/dynamoDbService";
import { evaluateProgram } from "./engine/evaluateProgram";
import type { GraphResource, ResourceGraph } from "./engine/graph";
import { FirehoseService } from "./firehose/firehoseService";
import { Gateway } from "./gateway";
import type { AccessLog } from "./iam/accessLog";
import { IamService } from "./iam/iamService";
import { KinesisService } from "./kinesis/kinesisService";
import { kinesisEvents } from "./lambda/kinesisEvents";
import { type InvokeOptions, LambdaService, type LogLine } from "./lambda/lambdaService";
import { RememberedAnswers } from "./lambda/rememberedAnswers";
import { tableEvents } from "./lambda/tableEvents";
import { LexService } from "./lex/lexService";
import { LocalMessaging, localQueueUrls } from "./messaging";
import type { Outbox } from "./outbox/outbox";
import { ParticipantService } from "./participant/participantService";
import { followRealTime } from "./realTime";
import type { BucketNotifications } from "./s3/notifications";
import type { ObjectStore } from "./s3/objectStore";
import { S3Service } from "./s3/s3Service";
import type { SchedulerService } from "./scheduler/schedulerService";
import { secretsOf, slackEnvironment, startSlack } from "./slack/localSlack";
import type { SlackService } from "./slack/slackService";
import { WarehouseService } from "./warehouse/warehouseService";
import { startNotifications, startSchedules } from "./triggers";
import { LocalWeb, type WebOptions } from "./web/localWeb";

/** How a centre is run. */
export interface CenterOptions {
  /** What the clock shows at first, epoch milliseconds. Default: now. */
  startAt?: number;
  /** Decides ids and chance; the same seed gives the same run. Default 1. */
  seed?: number;
  /** Whether prompts take time: "instant" (default) or words a minute. */
  speech?: ConnectOptions["speech"];
  /** `worker` (default) runs handlers isolated and limited as Lambda does; `inProcess` is for bulk simulation. */
  handlers?: "worker" | "inProcess";
  /**
   * True: what functions in this process read before comes from memory as long as no table has changed, and so do the answers
   * of those that do nothing but read, for at most fifteen minutes. Fewer requests reach the gateway then. Default false.
   */
  remembersReads?: boolean;
  /** Finished calls, records and log lines that stay readable. Default: all. */
  keep?: number;
  /** False: no contact record and no agent event goes to a stream, for simulations that only count. Default true. */
  publishes?: boolean;
  /** How calls to the outside go. Default: answered at once. */
  dialOut?: ConnectOptions["dialOut"];
  /** Answers for the bots of the flows. Default: the bots the program declares; without any, their blocks fail. */
  bots?: ConnectOptions["bots"];
  /** Port of the first site, and the clock of what throttles the web. */
  web?: WebOptions;
  /** Writes down what every role asks for, from the start on. */
  accessLog?: AccessLog;
  /** Every contact record that is due, whether or not it goes to a stream. */
  onContactRecord?: ConnectOptions["onContactRecord"];
  /** Every line a function writes to its log. */
  onFunctionLog?(line: LogLine): void;
  /** Stands between Connect and the functions, for tests: gets their invoker and gives the one Connect uses. */
  betweenFunctions?(functions: FunctionInvoker): FunctionInvoker;
}

/** Options of {@link startCenter}. */
export interface StartOptions extends CenterOptions {
  /** Folder of the Pulumi project. */
  cwd: string;
  /** Stack whose settings are used. */
  stack: string;
  /** Settings that override those of the stack, by key. */
  config?: Record<string, string>;
  /** Told of each resource as the program registers it. */
  onResource?(resource: GraphResource): void;
}

/** Evaluates a stack's program and starts what it describes. */
export async function startCenter(options: StartOptions): Promise<LocalCenter> {
  const { cwd, stack, config, onResource } = options;
  return LocalCenter.fromGraph(await evaluateProgram({ cwd, stack, config, onResource }), options);
}

/** A running centre. */
export class LocalCenter {
  private readonly followers = new Set<() => Promise<void>>();

  private constructor(
    /** What the program registered: all this centre knows. */
    readonly graph: ResourceGraph,
    readonly clock: Clock,
    readonly gateway: Gateway,
    /** Who may do what, by the policies the program declares. */
    readonly iam: IamService,
    readonly dynamodb: DynamoDbService,
    /** The Kinesis data streams, by name with `streams.stream(name)`. */
    readonly streams: KinesisService,
    /** The buckets; their faults are set here, their objects are in {@link LocalCenter.objects}. */
    readonly s3: S3Service,
    /** The Firehose streams; `firehose.flush()` delivers what they have. */
    readonly firehose: FirehoseService,
    /** Athena and Redshift; `warehouse.query(sql)` asks them as this machine's administrator. */
    readonly warehouse: WarehouseService,
    readonly lambda: LambdaService,
    readonly lex: LexService,
    /** Queues, topics, mail, secrets, and the outbox of what would have left. */
    readonly messaging: LocalMessaging,
    /** What buckets tell of their objects, and what of it was lost. */
    readonly notifications: BucketNotifications,
    /** What starts functions by the clock. */
    readonly schedules: SchedulerService,
    readonly connect: ConnectService,
    /** Sites and HTTP APIs, each at an address of this machine. */
    readonly web: LocalWeb,
    /** Chats that amazon-connect-chatjs connects to. */
    readonly participants: ParticipantService,
    /** The Slack workspace; undefined when the program has no Slack app. */
    readonly slack: SlackService | undefined,
  ) {}

  /** Starts what a graph describes. */
  static async fromGraph(graph: ResourceGraph, options: CenterOptions = {}): Promise<LocalCenter> {
    const clock = new Clock(options.startAt ?? Date.now());
    const gateway = await Gateway.start();
    let dynamodb: DynamoDbService | undefined;
    let buckets: S3Service | undefined;
    let web: LocalWeb | undefined;
    let slack: SlackService | undefined;
    try {
      const iam = IamService.fromGraph(graph, options.accessLog);
      const tables = await DynamoDbService.fromGraph(graph, { iam, now: () => clock.now() });
      dynamodb = tables;
      gateway.register("dynamodb", (request) => tables.handle(request));
      const streams = KinesisService.fromGraph(graph, { clock, iam });
      gateway.register("kinesis", (request) => streams.handle(request));
      const s3 = (buckets = S3Service.fromGraph(graph, { clock, iam }));
      gateway.register("s3", (request) => s3.handle(request));
      const firehose = FirehoseService.fromGraph(graph, { clock, iam, s3, streams });
      gateway.register("firehose", (request) => firehose.handle(request));
      const warehouse = WarehouseService.fromGraph(graph, { store: s3.store, clock, iam });
      gateway.register("athena", (request) => warehouse.handle(request));
      gateway.register("redshift-data", (request) => warehouse.handle(request));
      const site = (web = await LocalWeb.open(graph, options.web));
      const workspace = (slack = await startSlack(graph, {
        now: () => clock.now(),
        resolve: (address) => site.resolve(address),
      }));
      const lambda = LambdaService.fromGraph(graph, {
        gateway,
        iam,
        mode: options.handlers ?? "worker",
        ...(options.remembersReads === true && { reads: tables.reads }),
        now: () => clock.now(),
        onLog: options.onFunctionLog,
        environmentFor: (spec) => ({
          ...localQueueUrls(spec, gateway.url),
          ...site.environmentFor(spec),
          ...slackEnvironment(workspace, spec),
        }),
      });
      const lex = LexService.fromGraph(graph, { lambda, iam, now: () => clock.now(), seed: options.seed });
      gateway.register("lex", (request) => lex.handle(request));
      const messaging = LocalMessaging.start(graph, {
        clock,
        gateway,
        lambda,
        iam,
        stream: (arn) => kinesisEvents(streams, arn) ?? tableEvents(tables, arn),
        objects: s3,
      });
      if (workspace) secretsOf(graph).forEach((arn) => messaging.secrets.put(arn, JSON.stringify(workspace.secret)));
      const wired = { clock, messaging, objects: s3.store, iam };
      const notifications = startNotifications(graph, wired);
      const schedules = startSchedules(graph, wired);
      const answers = new RememberedAnswers(tables.reads, () => clock.now());
      const functions = invoker(lambda, messaging, options.remembersReads === true ? answers : undefined);
      const connect = ConnectService.fromGraph(graph, {
        ...connectOptions(graph, options),
        bots: options.bots ?? (lex.isEmpty ? undefined : lex),
        clock,
        streams: options.publishes === false ? undefined : streams,
        deliveries: { find: (arn) => firehose.directPut(arn) },
        functions: options.betweenFunctions?.(functions) ?? functions,
      });
      const participants = new ParticipantService(connect);
      const api = new ConnectApi(connect, participants, iam);
      gateway.register("connect", (request) => api.handle(request));
      site.serve({ functions: lambda, participants, functionsNow: () => clock.now() });
      const started = [
        graph,
        clock,
        gateway,
        iam,
        tables,
        streams,
        s3,
        firehose,
        warehouse,
        lambda,
        lex,
        messaging,
        notifications,
        schedules,
        connect,
        site,
        participants,
      ] as const;
      return new LocalCenter(...started, workspace);
    } catch (error) {
      await slack?.close();
      await web?.close();
      await dynamodb?.close();
      buckets?.close();
      await gateway.close();
      throw error;
    }
  }

  /** The tables, for seeding and for looking at them. */
  get database(): Database {
    return this.dynamodb.database;
  }

  /** The objects of all buckets, which are real files. */
  get objects(): ObjectStore {
    return this.s3.store;
  }

  /** Who signs people in: an issuer for each user pool that has a client. */
  get identity(): readonly Issuer[] {
    return this.web.issuers;
  }

  /** The queues, by name with `queues.queue(name)`. */
  get queues(): LocalMessaging["queues"] {
    return this.messaging.queues;
  }

  /** The topics, text messages and push messages. */
  get topics(): LocalMessaging["topics"] {
    return this.messaging.topics;
  }

  /** Every SMS, e-mail and push message that would have left the account. */
  get outbox(): Outbox {
    return this.messaging.outbox;
  }

  /** The secrets; `secrets.put(name, value)` gives one a value. */
  get secrets(): LocalMessaging["secrets"] {
    return this.messaging.secrets;
  }

  /** Physical name of a table by a stack output such as `ordersTable`; undefined when the architecture has none. */
  table(output: string): string | undefined {
    const name = this.graph.outputs[output];
    return typeof name === "string" ? name : undefined;
  }

  /**
   * Lets the centre's time pass as real time does, for people who chat with it; the returned function ends that, and
   * {@link LocalCenter.close} does.
   */
  followRealTime(): () => Promise<void> {
    const stop = followRealTime(this.clock);
    this.followers.add(stop);
    return async () => {
      this.followers.delete(stop);
      await stop();
    };
  }

  /** Ends everything that was started. */
  async close(): Promise<void> {
    await Promise.all([...this.followers].map((stop) => stop()));
    this.participants.close();
    this.schedules.close();
    await this.web.close();
    await this.slack?.close();
    this.lex.close();
    await this.lambda.close();
    await this.gateway.close();
    await this.dynamodb.close();
    await this.warehouse.close();
    this.firehose.close();
    this.s3.close();
  }
}

function connectOptions(graph: ResourceGraph, options: CenterOptions) {
  const prompts = promptNames(graph);
  return {
    seed: options.seed,
    speech: options.speech,
    keep: options.keep,
    dialOut: options.dialOut,
    onContactRecord: options.onContactRecord,
    promptName: (promptId: string) => prompts.get(promptId),
  };
}

/** Connect's calls into Lambda. Of the time they take only running into the limit counts: this machine is not AWS. */
function invoker(lambda: LambdaService, messaging: LocalMessaging, answers?: RememberedAnswers): FunctionInvoker {
  const invoke = async (arn: string, event: unknown, options: InvokeOptions): Promise<FunctionAnswer> => {
    const outcome = await lambda.invoke(arn, event, options);
    if (outcome.ok) {
      return { ok: true, payload: outcome.payload };
    }
    const { callerLimitMs = 0 } = options;
    const durationMs = outcome.error === "Timeout" ? Math.max(callerLimitMs, outcome.durationMs) : 0;
    return { ok: false, reason: `${outcome.error}: ${outcome.message}`, durationMs };
  };
  return {
    invoke: (arn, event, { timeLimitMs: callerLimitMs }) =>
      answers?.answer(arn, event, (watch) => invoke(arn, event, { callerLimitMs, watch })) ??
      invoke(arn, event, { callerLimitMs }),
    invokeLater: (arn, event) => void messaging.later.invoke(arn, event),
  };
}

/** Names of the prompts the program looked up, by id and ARN, so that a transcript can name what is played. */
function promptNames(graph: ResourceGraph): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { token, result } of graph.lookups ?? []) {
    if (token === "aws:connect/getPrompt:getPrompt") {
      const name = String(result.name);
      names.set(String(result.promptId), name).set(String(result.arn), name);
    }
  }
  return names;
}
