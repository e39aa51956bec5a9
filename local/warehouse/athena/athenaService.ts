/** Athena of the local run: its API, over the tables the program declares and the objects of its buckets. */
import type { Clock } from "../../clock";
import { isRecord, type ResourceGraph } from "../../engine/graph";
import type { Principal, ServiceAnswer, ServiceRequest } from "../../gateway/service";
import type { ObjectStore } from "../../s3/objectStore";
import { requirePermissions, type Authorizer } from "../../services/access";
import { ServiceFaults } from "../../services/faults";
import { jsonAnswer, jsonError, jsonInput, operationOf, type Json } from "../../services/jsonProtocol";
import { ServiceError } from "../../services/serviceError";
import type { DuckSession, ResultSet } from "../duckDb";
import { isSymbol, textOfTokens, tokensOf } from "../sql/tokens";
import { StatementFaults } from "../statementFaults";
import { objectArn, QueryAccess } from "./access";
import { csvOf } from "./athenaText";
import { GlueCatalog } from "./catalog";
import { AthenaEngine } from "./engine";
import { QueryExecution, type QueryStart } from "./queryExecution";
import { placeOfUri } from "./tableScan";
import { outputLocationOf, savedQueriesOf, type AthenaWorkgroup, workgroupsOf, type SavedQuery } from "./workgroups";

/** What Athena runs with. */
export interface AthenaOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly iam?: Authorizer;
}

const TARGET = "AmazonAthena";
const MAX_QUERY_BYTES = 262_144;
const MAX_PAGE = 1_000;
const ADMINISTRATOR: Principal = { kind: "administrator", accessKeyId: "" };

type Operation = (input: Json, principal: Principal) => Promise<Json> | Json;

/** The local Athena; register `handle` at the gateway as `athena`. */
export class AthenaService {
  /** Faults set on workgroups, by name. */
  readonly faults = new ServiceFaults(() => new ServiceError("TooManyRequestsException", "Rate exceeded"));
  /** Faults set on the statements themselves. */
  readonly statementFaults: StatementFaults;
  readonly catalog: GlueCatalog;
  readonly #engine: AthenaEngine;
  readonly #workgroups: ReadonlyMap<string, AthenaWorkgroup>;
  readonly #saved: readonly SavedQuery[];
  readonly #executions = new Map<string, QueryExecution>();
  readonly #tokens = new Map<string, { id: string; request: string }>();
  readonly #operations: Readonly<Record<string, Operation>> = {
    StartQueryExecution: (input, principal) => this.#start(input, principal),
    GetQueryExecution: (input) => ({ QueryExecution: this.#execution(input).describe() }),
    BatchGetQueryExecution: (input) => this.#batch(input),
    ListQueryExecutions: (input) => this.#list(input),
    StopQueryExecution: (input) => this.#stop(input),
    GetQueryResults: (input, principal) => this.#results(input, principal),
    GetNamedQuery: (input) => ({ NamedQuery: savedQuery(this.#savedQuery(input)) }),
    ListNamedQueries: (input) => ({ NamedQueryIds: this.#savedIn(input).map(({ id }) => id) }),
    GetWorkGroup: (input) => this.#describeWorkgroup(input),
  };

  constructor(
    private readonly graph: ResourceGraph,
    private readonly options: AthenaOptions,
  ) {
    this.catalog = new GlueCatalog(graph);
    this.#engine = new AthenaEngine(this.catalog, options.store);
    this.#workgroups = workgroupsOf(graph);
    this.#saved = savedQueriesOf(graph);
    this.statementFaults = new StatementFaults(options.clock, (kind) =>
      kind === "usageLimit" ? "Athena has no usage limit; it limits the bytes a query scans." : undefined,
    );
  }

  /** Answers one request from the gateway. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request, TARGET, Object.keys(this.#operations));
      const input = jsonInput(request.body);
      const workgroup = this.#workgroupOf(operation, input);
      return await this.faults.meet(workgroup.name, operation, async () => {
        const needed = [{ action: `athena:${operation}`, resource: workgroup.arn }];
        requirePermissions(this.options.iam, request.principal, needed, () => "AccessDeniedException");
        return jsonAnswer((await this.#operations[operation]?.(input, request.principal)) ?? {}, "1.1");
      });
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "1.1");
      throw error;
    }
  }

  /** Runs a statement at once, as this machine's administrator, and answers its result. */
  async query(sql: string, database: string): Promise<ResultSet> {
    const { clock } = this.options;
    const access = new QueryAccess({ graph: this.graph, ...this.options }, ADMINISTRATOR);
    return (await this.#engine.run(sql, { database, now: clock.now(), access })).result;
  }

  async close(): Promise<void> {
    await this.#engine.close();
  }

  /** The workgroup a request is about: the one it names, or that of the query it names. */
  #workgroupOf(operation: string, input: Json): AthenaWorkgroup {
    const id = input["QueryExecutionId"] ?? [input["QueryExecutionIds"]].flat()[0];
    const execution = typeof id === "string" ? this.#executions.get(id) : undefined;
    if (execution) return execution.start.workgroup;
    const saved = this.#saved.find((query) => query.id === input["NamedQueryId"]);
    const name = String(input["WorkGroup"] ?? saved?.workgroup ?? "primary");
    const workgroup = this.#workgroups.get(name);
    if (!workgroup) throw invalid(`WorkGroup ${name} is not found.`);
    if (!workgroup.enabled && operation === "StartQueryExecution") throw invalid(`WorkGroup ${name} is disabled.`);
    return workgroup;
  }

  async #start(input: Json, principal: Principal): Promise<Json> {
    const sql = String(input["QueryString"] ?? "");
    const bytes = Buffer.byteLength(sql);
    if (bytes === 0 || bytes > MAX_QUERY_BYTES) {
      throw invalid(`queryString has ${bytes} bytes; it must have 1 to ${MAX_QUERY_BYTES}.`);
    }
    const token = input["ClientRequestToken"];
    const request = JSON.stringify({ ...input, ClientRequestToken: undefined });
    if (typeof token === "string") {
      if (token.length < 32 || token.length > 128) throw invalid("clientRequestToken must have 32 to 128 characters.");
      const known = this.#tokens.get(token);
      if (known && known.request !== request) throw invalid("Idempotent parameters do not match");
      if (known) return { QueryExecutionId: known.id };
    }
    const execution = new QueryExecution(this.#startOf(input, sql, principal));
    const text = withParameters(sql, execution.start.parameters ?? []);
    const refused = await this.options.clock.busy(this.#engine.check(text));
    if (refused) throw invalid(refused.message);
    this.#executions.set(execution.id, execution);
    if (typeof token === "string") this.#tokens.set(token, { id: execution.id, request });
    void this.#run(execution, text);
    return { QueryExecutionId: execution.id };
  }

  #startOf(input: Json, sql: string, principal: Principal): QueryStart {
    const context = input["QueryExecutionContext"];
    const database = field(context, "Database");
    const workgroup = this.#workgroupOf("StartQueryExecution", input);
    const outputLocation = outputLocationOf(workgroup, field(input["ResultConfiguration"], "OutputLocation"));
    const { bucket, key } = placeOfUri(outputLocation) ?? { bucket: "", key: "" };
    if (!this.options.store.has(bucket)) throw invalid(`Unable to verify/create output bucket ${bucket}`);
    this.#access(principal).results(bucket, key);
    const parameters = Array.isArray(input["ExecutionParameters"])
      ? input["ExecutionParameters"].map(String)
      : undefined;
    return {
      sql,
      database: typeof database === "string" ? database.toLowerCase() : "default",
      workgroup,
      principal,
      outputLocation,
      parameters,
      submittedAt: this.options.clock.now(),
    };
  }

  async #run(execution: QueryExecution, text: string): Promise<void> {
    const { clock } = this.options;
    const { database, workgroup, principal, submittedAt } = execution.start;
    const context = {
      database,
      now: submittedAt,
      access: this.#access(principal),
      scanLimit: workgroup.scanLimit,
      onSession: (session: DuckSession) => {
        execution.session = session;
        if (execution.ended) session.interrupt();
      },
    };
    execution.state = "RUNNING";
    try {
      const outcome = await this.statementFaults.meet(text, () => this.#engine.run(text, context));
      execution.succeed(outcome, clock.now());
      this.#writeResult(execution);
    } catch (error) {
      execution.fail(error, clock.now());
    } finally {
      execution.session = undefined;
    }
  }

  #writeResult(execution: QueryExecution): void {
    const { result, start } = execution;
    const { bucket, key } = placeOfUri(start.outputLocation) ?? { bucket: "", key: "" };
    if (result && execution.state === "SUCCEEDED") {
      this.options.store.put(bucket, `${key}${execution.resultKey}`, Buffer.from(csvOf(result)), {
        headers: { contentType: "application/octet-stream" },
      });
    }
  }

  #access(principal: Principal): QueryAccess {
    return new QueryAccess({ graph: this.graph, ...this.options }, principal);
  }

  #execution(input: Json): QueryExecution {
    const id = String(input["QueryExecutionId"] ?? "");
    const execution = this.#executions.get(id);
    if (!execution) throw invalid(`QueryExecution ${id} was not found`);
    return execution;
  }

  #batch(input: Json): Json {
    const ids = [input["QueryExecutionIds"]].flat().map(String);
    const unknown = ids.filter((id) => !this.#executions.has(id));
    return {
      QueryExecutions: ids.flatMap((id) => this.#executions.get(id)?.describe() ?? []),
      UnprocessedQueryExecutionIds: unknown.map((QueryExecutionId) => ({
        QueryExecutionId,
        ErrorCode: "INTERNAL_FAILURE",
        ErrorMessage: `QueryExecution ${QueryExecutionId} was not found`,
      })),
    };
  }

  #list(input: Json): Json {
    const workgroup = this.#workgroupOf("ListQueryExecutions", input);
    const executions = [...this.#executions.values()].filter(({ start }) => start.workgroup === workgroup);
    return { QueryExecutionIds: executions.map(({ id }) => id).reverse() };
  }

  #stop(input: Json): Json {
    this.#execution(input).cancel(this.options.clock.now());
    return {};
  }

  #results(input: Json, principal: Principal): Json {
    const execution = this.#execution(input);
    if (!execution.ended) throw invalid(`Query has not yet finished. Current state: ${execution.state}`);
    if (execution.state !== "SUCCEEDED") {
      throw invalid(`Query did not finish successfully. Final query state: ${execution.state}`);
    }
    const size = input["MaxResults"] ?? MAX_PAGE;
    if (typeof size !== "number" || size < 1 || size > MAX_PAGE) throw invalid("MaxResults must be 1 to 1000");
    const { bucket, key } = placeOfUri(execution.start.outputLocation) ?? { bucket: "", key: "" };
    const resource = objectArn(this.graph, bucket, `${key}${execution.resultKey}`);
    requirePermissions(
      this.options.iam,
      principal,
      [{ action: "s3:GetObject", resource }],
      () => "AccessDeniedException",
    );
    const { body, next } = execution.page(offsetOf(input["NextToken"]), size);
    return { ...body, NextToken: next === undefined ? undefined : Buffer.from(String(next)).toString("base64") };
  }

  #savedQuery(input: Json): SavedQuery {
    const saved = this.#saved.find(({ id }) => id === input["NamedQueryId"]);
    if (!saved) throw invalid(`NamedQuery ${String(input["NamedQueryId"])} was not found`);
    return saved;
  }

  #savedIn(input: Json): SavedQuery[] {
    return this.#saved.filter(({ workgroup }) => workgroup === (input["WorkGroup"] ?? "primary"));
  }

  #describeWorkgroup(input: Json): Json {
    const { name, enabled, enforced, outputLocation, scanLimit } = this.#workgroupOf("GetWorkGroup", input);
    return {
      WorkGroup: {
        Name: name,
        State: enabled ? "ENABLED" : "DISABLED",
        Configuration: {
          EnforceWorkGroupConfiguration: enforced,
          ResultConfiguration: { OutputLocation: outputLocation },
          BytesScannedCutoffPerQuery: scanLimit,
        },
      },
    };
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidRequestException", message);
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function offsetOf(token: unknown): number {
  if (token === undefined) return 0;
  const offset = Number(Buffer.from(String(token), "base64").toString());
  if (!Number.isInteger(offset) || offset < 1) throw invalid("Invalid NextToken");
  return offset;
}

function savedQuery({ id, name, description, database, workgroup, sql }: SavedQuery): Json {
  return {
    NamedQueryId: id,
    Name: name,
    Description: description,
    Database: database,
    QueryString: sql,
    WorkGroup: workgroup,
  };
}

/** A statement with its question marks filled in, in order, each with SQL text as the request gives it. */
function withParameters(sql: string, parameters: readonly string[]): string {
  if (parameters.length === 0) return sql;
  const tokens = tokensOf(sql);
  const places = tokens.filter((token) => isSymbol(token, "?"));
  if (places.length !== parameters.length) {
    throw invalid(`Incorrect number of parameters: expected ${places.length} but found ${parameters.length}`);
  }
  places.forEach((token, index) => (token.text = parameters[index] ?? ""));
  return textOfTokens(tokens);
}
