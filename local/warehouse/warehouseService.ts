/**
 * The warehouse of the local run: Athena over the objects of the centre's buckets, and Redshift Serverless with tables of its
 * own, both answered by DuckDB. Nothing is loaded before the first statement runs.
 */
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import type { ServiceAnswer, ServiceRequest } from "../gateway/service";
import { resourcesOfType } from "../graphValues";
import type { ObjectStore } from "../s3/objectStore";
import { AthenaService } from "./athena/athenaService";
import type { ResultSet } from "./duckDb";
import { RedshiftService, type WarehouseAuthorizer } from "./redshift/redshiftService";

/** What the warehouse runs with. */
export interface WarehouseOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  /** Who decides about permissions; everyone may do everything when left out. */
  readonly iam?: WarehouseAuthorizer;
}

/** The engines a query may be put to. */
export type QueryEngine = "athena" | "redshift";

/** What {@link WarehouseService.query} may be told. */
export interface QueryOptions {
  /** Default: Redshift when the program declares a workgroup of it, else Athena. */
  engine?: QueryEngine;
  /** Default: the one database the program declares for the engine. */
  database?: string;
}

/** The local warehouse; register `handle` at the gateway as `athena` and as `redshift-data`. */
export class WarehouseService {
  readonly athena: AthenaService;
  readonly redshift: RedshiftService;

  private constructor(
    private readonly graph: ResourceGraph,
    options: WarehouseOptions,
  ) {
    this.athena = new AthenaService(graph, options);
    this.redshift = new RedshiftService(graph, options);
  }

  static fromGraph(graph: ResourceGraph, options: WarehouseOptions): WarehouseService {
    return new WarehouseService(graph, options);
  }

  /** The engines the program declares something for. */
  get engines(): QueryEngine[] {
    const engines: QueryEngine[] = [];
    if (resourcesOfType(this.graph, "aws:glue/catalogTable:CatalogTable").length > 0) engines.push("athena");
    if (resourcesOfType(this.graph, "aws:redshiftserverless/workgroup:Workgroup").length > 0) engines.push("redshift");
    return engines;
  }

  /** Answers one request from the gateway. */
  handle(request: ServiceRequest): Promise<ServiceAnswer> {
    return request.service === "athena" ? this.athena.handle(request) : this.redshift.handle(request);
  }

  /**
   * Runs a statement as this machine's administrator and waits for its result.
   * @throws Error in the words of the engine; and when the program declares no such engine
   */
  async query(sql: string, options: QueryOptions = {}): Promise<ResultSet> {
    const { engines } = this;
    const engine = options.engine ?? engines.at(-1);
    if (engine === undefined || !engines.includes(engine)) {
      const known = engines.join(" and ") || "no warehouse";
      throw new Error(
        `The program declares ${known}; ${engine ?? "a query"} needs a table of Glue or a Redshift workgroup.`,
      );
    }
    if (engine === "redshift") return this.redshift.query(sql, options.database);
    return this.athena.query(sql, options.database ?? this.#glueDatabase());
  }

  /** Ends the databases. */
  async close(): Promise<void> {
    await Promise.all([this.athena.close(), this.redshift.close()]);
  }

  /**
   * The database of contact analytics: the one with views. That of Connect's reports has tables only. Which of them is declared
   * first is a matter of time, and differs from machine to machine.
   */
  #glueDatabase(): string {
    const entries = this.athena.catalog.entries();
    const view = entries.find(({ kind }) => kind === "view");
    return (view ?? entries.at(-1))?.database ?? "default";
  }
}
