/** Redshift Serverless of the local run: the Data API over the workgroups the program declares. */
import type { Clock } from "../../clock";
import type { ResourceGraph } from "../../engine/graph";
import { lastPart } from "../../engine/aws/resourceType";
import { upperIdOf } from "../../engine/identity";
import type { Principal, ServiceAnswer, ServiceRequest } from "../../gateway/service";
import type { ObjectStore } from "../../s3/objectStore";
import { requirePermissions, type Permission } from "../../services/access";
import { ServiceFaults } from "../../services/faults";
import { jsonAnswer, jsonError, jsonInput, operationOf, type Json } from "../../services/jsonProtocol";
import { ServiceError } from "../../services/serviceError";
import type { ResultSet } from "../duckDb";
import { StatementFaults } from "../statementFaults";
import type { WarehouseAuthorizer } from "./copy";
import { declaredStatements, redshiftWorkgroups, type RedshiftWorkgroup } from "./namespaces";
import { type Databases, RedshiftDatabases } from "./databases";
import { hasRows, StatementRecord, type StatementStart } from "./statementRecord";
import { statementsIn } from "./statementInput";

export type { WarehouseAuthorizer } from "./copy";

/** What Redshift runs with. */
export interface RedshiftOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly iam?: WarehouseAuthorizer;
}

const TARGET = "RedshiftData";
/** Statements that may run or wait at once, per workgroup. */
const MAX_ACTIVE = 500;

type Operation = (input: Json, principal: Principal) => Json;

/** The local Redshift; register `handle` at the gateway as `redshift-data`. */
export class RedshiftService {
  /** Faults set on workgroups, by name. */
  readonly faults = new ServiceFaults(() => new ServiceError("ThrottlingException", "Rate exceeded"));
  /** Faults set on the statements themselves. */
  readonly statementFaults: StatementFaults;
  readonly #workgroups: ReadonlyMap<string, RedshiftWorkgroup>;
  readonly #databases: Databases;
  readonly #records = new Map<string, StatementRecord>();
  readonly #tokens = new Map<string, string>();
  readonly #operations: Readonly<Record<string, Operation>> = {
    ExecuteStatement: (input, principal) => this.#execute(input, principal, false),
    BatchExecuteStatement: (input, principal) => this.#execute(input, principal, true),
    DescribeStatement: (input, principal) => this.#record(input, principal).record.describe(),
    GetStatementResult: (input, principal) => this.#result(input, principal),
    CancelStatement: (input, principal) => this.#cancel(input, principal),
    ListStatements: (input, principal) => this.#list(input, principal),
  };

  constructor(
    private readonly graph: ResourceGraph,
    private readonly options: RedshiftOptions,
  ) {
    this.#workgroups = redshiftWorkgroups(graph);
    this.statementFaults = new StatementFaults(options.clock, (kind) => {
      if (kind !== "usageLimit" || [...this.#workgroups.values()].some(({ limited }) => limited)) return undefined;
      return "No workgroup has a usage limit that deactivates it; declare an aws.redshiftserverless.UsageLimit.";
    });
    this.#databases = new RedshiftDatabases(declaredStatements(graph), {
      now: () => options.clock.now(),
      copyOf: (namespace) => ({ graph, store: options.store, iam: options.iam, namespace }),
    });
  }

  /** Answers one request from the gateway. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const operation = operationOf(request, TARGET, Object.keys(this.#operations));
      const input = jsonInput(request.body);
      const workgroup = this.#workgroupOf(input);
      return await this.faults.meet(workgroup?.name ?? "", operation, () => {
        const needed = this.#permissions(operation, workgroup, input, request.principal);
        requirePermissions(this.options.iam, request.principal, needed, () => "AccessDeniedException");
        return Promise.resolve(jsonAnswer(this.#operations[operation]?.(input, request.principal) ?? {}, "1.1"));
      });
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "1.1");
      throw error;
    }
  }

  /**
   * Runs a statement at once, as this machine's administrator, and answers its result.
   * @param database Default: the one the program's own statements run in, else the namespace's.
   */
  async query(sql: string, database?: string): Promise<ResultSet> {
    const [workgroup] = this.#workgroups.values();
    if (!workgroup) throw new Error("The program declares no Redshift workgroup.");
    const name = database ?? declaredStatements(this.graph)[0]?.database ?? workgroup.namespace.database;
    const [result] = await this.#databases.run(workgroup, name, [{ sql }], {});
    return result ?? { columns: [], rows: [], changed: 0 };
  }

  async close(): Promise<void> {
    await this.#databases.close();
  }

  #workgroupOf(input: Json): RedshiftWorkgroup | undefined {
    const id = typeof input["Id"] === "string" ? input["Id"].split(":")[0] : undefined;
    const known = id === undefined ? undefined : this.#records.get(id);
    if (known) return known.start.workgroup;
    const name = input["WorkgroupName"];
    if (name === undefined) return undefined;
    // The Data API takes the ARN of a workgroup as well.
    const workgroup = [...this.#workgroups.values()].find((one) => one.name === name || one.arn === name);
    if (!workgroup)
      throw new ServiceError(
        "ValidationException",
        `Redshift endpoint doesn't exist in this region. (workgroup ${String(name)})`,
      );
    return workgroup;
  }

  #permissions(
    operation: string,
    workgroup: RedshiftWorkgroup | undefined,
    input: Json,
    principal: Principal,
  ): Permission[] {
    const action = `redshift-data:${operation}`;
    const caller = userIdOf(principal);
    if (!operation.endsWith("ExecuteStatement") || !workgroup) {
      const owner = this.#records.get(String(input["Id"] ?? "").split(":")[0] ?? "")?.start.ownerId;
      const context = { "aws:userid": caller, "redshift-data:statement-owner-iam-userid": owner ?? caller };
      return [{ action, resource: "*", context }];
    }
    const secret = input["SecretArn"];
    const credentials =
      typeof secret === "string"
        ? { action: "secretsmanager:GetSecretValue", resource: secret }
        : { action: "redshift-serverless:GetCredentials", resource: workgroup.arn };
    return [{ action, resource: workgroup.arn }, credentials];
  }

  #execute(input: Json, principal: Principal, batch: boolean): Json {
    const workgroup = this.#workgroupOf(input);
    const database = input["Database"];
    if (!workgroup) throw invalid("WorkgroupName must be given: the local Redshift is serverless.");
    if (typeof database !== "string" || database === "") throw invalid("Database must be given.");
    const { clock } = this.options;
    const owner = ownerOf(principal);
    const start: StatementStart = {
      workgroup,
      database,
      statements: statementsIn(input, batch),
      batch,
      name: textIn(input, "StatementName"),
      secretArn: textIn(input, "SecretArn"),
      owner,
      ownerId: userIdOf(principal),
      user: userOf(principal, input["SecretArn"]),
      createdAt: clock.now(),
    };
    const token = textIn(input, "ClientToken");
    const known = token === undefined ? undefined : this.#records.get(this.#tokens.get(`${owner} ${token}`) ?? "");
    if (known) return started(known);
    const active = [...this.#records.values()].filter((one) => !one.ended && one.start.workgroup === workgroup);
    if (active.length >= MAX_ACTIVE) {
      throw new ServiceError(
        "ActiveStatementsExceededException",
        `Active statements exceeded the allowed quota (${MAX_ACTIVE}).`,
      );
    }
    const record = new StatementRecord(start);
    this.#records.set(record.id, record);
    if (token !== undefined) this.#tokens.set(`${owner} ${token}`, record.id);
    void this.#run(record);
    return started(record);
  }

  async #run(record: StatementRecord): Promise<void> {
    const { clock } = this.options;
    const { workgroup, database, statements, user } = record.start;
    try {
      await this.#databases.run(workgroup, database, statements, {
        user,
        onSession: (session) => {
          record.session = session;
          if (record.ended) session.interrupt();
        },
        around: async (index, sql, work) => {
          if (record.ended) throw new Error("Query cancelled on user's request");
          record.begin(index, clock.now());
          const result = await this.statementFaults.meet(sql, work);
          record.finishPart(index, result, clock.now());
          return result;
        },
      });
      record.finish(clock.now());
    } catch (error) {
      record.fail(error instanceof Error ? error.message : String(error), clock.now());
    } finally {
      record.session = undefined;
    }
  }

  /** A statement by its id, or a part of a batch by the id and its number; only its owner sees it. */
  #record(input: Json, principal: Principal): { record: StatementRecord; part: number } {
    const [id = "", part = "1"] = String(input["Id"] ?? "").split(":");
    const record = this.#records.get(id);
    const owner = ownerOf(principal);
    if (!record || (owner !== "*" && record.start.owner !== owner && record.start.owner !== "*")) {
      throw new ServiceError("ResourceNotFoundException", "Query does not exist.");
    }
    return { record, part: Number(part) - 1 };
  }

  #result(input: Json, principal: Principal): Json {
    const { record, part } = this.#record(input, principal);
    const { result } = record.parts[part] ?? {};
    if (record.status !== "FINISHED" || !result || !hasRows(result)) {
      throw new ServiceError(
        "ResourceNotFoundException",
        "Query does not have result. Please check query status with DescribeStatement.",
      );
    }
    const offset = Number(input["NextToken"] ?? 0);
    if (!Number.isInteger(offset) || offset < 0) throw invalid("NextToken is not one that was given.");
    const { body, next } = record.page(result, offset);
    return { ...body, NextToken: next === undefined ? undefined : String(next) };
  }

  #cancel(input: Json, principal: Principal): Json {
    const { record } = this.#record(input, principal);
    if (!record.cancel(this.options.clock.now())) {
      throw invalid(`Could not cancel a query that is already in ${record.status} state with ID: ${record.id}`);
    }
    return { Status: true };
  }

  #list(input: Json, principal: Principal): Json {
    const owner = ownerOf(principal);
    const status = textIn(input, "Status");
    const name = textIn(input, "StatementName");
    const records = [...this.#records.values()].filter(({ start }) => owner === "*" || start.owner === owner);
    const statements = records
      .filter((record) => status === undefined || status === "ALL" || record.status === status)
      .filter(({ start }) => name === undefined || (start.name ?? "").startsWith(name))
      .map((record) => ({
        Id: record.id,
        Status: record.status,
        StatementName: record.start.name,
        IsBatchStatement: record.start.batch,
        QueryStrings: record.start.statements.map(({ sql }) => sql),
        CreatedAt: record.start.createdAt / 1000,
      }));
    return { Statements: statements.reverse() };
  }
}

function started({ id, start }: StatementRecord): Json {
  const { database, workgroup, secretArn, createdAt } = start;
  return {
    Id: id,
    CreatedAt: createdAt / 1000,
    Database: database,
    WorkgroupName: workgroup.name,
    SecretArn: secretArn,
  };
}

function ownerOf(principal: Principal): string {
  return principal.kind === "administrator" ? "*" : principal.roleArn;
}

/** The unique id of a role with the session's name, as policies see it. */
function userIdOf(principal: Principal): string {
  if (principal.kind === "administrator") return "AIDALOCALLOCALLOCALXX";
  return `${upperIdOf("AROA", principal.roleArn, 17)}:${principal.sessionName}`;
}

/** The database user a caller signs in as: one named after its role, or with a secret the administrator. */
function userOf(principal: Principal, secretArn: unknown): string | undefined {
  if (principal.kind === "administrator" || secretArn !== undefined) return undefined;
  return `IAMR:${lastPart(principal.roleArn)}`;
}

function textIn(input: Json, name: string): string | undefined {
  const value = input[name];
  return typeof value === "string" ? value : undefined;
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
