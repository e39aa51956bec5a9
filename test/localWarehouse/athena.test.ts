/** Athena's API on this machine, asked with the real client: queries, pages, results in S3, permissions, partitions. */
import {
  BatchGetQueryExecutionCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetNamedQueryCommand,
  ListNamedQueriesCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { expect } from "chai";
import { gzipSync } from "node:zlib";
import { policy, roleArn, trustOf, type TestStatement } from "../support/graphs";
import { failureOf } from "./failure";
import { DATA, READER, RESULTS, START, warehouseGraph, WarehouseWorld } from "./world";

const HOUR = "2026-01-10-12";

function rows(count: number, prefix = "c"): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    contact_id: `${prefix}${index}`,
    last_update: "2026-01-10 12:00:00",
    revision: "r",
    channel: "VOICE",
    queue_seconds: index,
  }));
}

/** A graph with a role that has these permissions. */
function graphWith(name: string, ...statements: TestStatement[]) {
  const inlinePolicies = [{ name: "inline", policy: policy(...statements) }];
  return warehouseGraph().add(
    "aws:iam/role:Role",
    name,
    { assumeRolePolicy: trustOf(), inlinePolicies },
    { name, arn: roleArn(name) },
  );
}

describe("the local Athena", () => {
  let world: WarehouseWorld;

  before(async () => {
    const graph = warehouseGraph().add("aws:athena/namedQuery:NamedQuery", "today", {
      name: "today",
      database: "contact_center",
      workgroup: "analysts",
      query: "SELECT count(*) FROM contacts",
    });
    world = await WarehouseWorld.start(graph.build());
    world.putRows("contact_records", HOUR, "one", rows(2_500));
  });
  after(() => world.close());

  it("tells of a query, from its start to where its result is", async () => {
    const execution = await world.run("SELECT count(*) AS contacts FROM contact_rows");
    expect(execution.Status).to.include({ State: "SUCCEEDED" });
    expect(execution.Status?.SubmissionDateTime?.getTime()).to.equal(START);
    expect(execution).to.deep.include({ WorkGroup: "analysts", StatementType: "DML", SubstatementType: "SELECT" });
    expect(execution.Statistics?.DataScannedInBytes).to.be.greaterThan(1_000);
    const key = `athena/${execution.QueryExecutionId}.csv`;
    expect(execution.ResultConfiguration?.OutputLocation).to.equal(`s3://${RESULTS}/${key}`);
    expect(world.store.get(RESULTS, key)?.toString()).to.equal('"contacts"\n"2500"\n');
  });

  it("gives a result in pages of at most 1,000 rows, the first of which names the columns", async () => {
    const client = world.athena();
    const { QueryExecutionId } = await world.run(
      "SELECT queue_seconds FROM contact_rows ORDER BY CAST(queue_seconds AS integer)",
    );
    const sizes: number[] = [];
    const values: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }));
      const texts = (page.ResultSet?.Rows ?? []).map(({ Data }) => Data?.[0]?.VarCharValue);
      sizes.push(texts.length);
      values.push(...texts);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(sizes).to.deep.equal([1_000, 1_000, 501]);
    expect(values).to.deep.equal(["queue_seconds", ...Array.from({ length: 2_500 }, (_, index) => String(index))]);
    const tooMany = await failureOf(client.send(new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 1_001 })));
    expect(tooMany.name).to.equal("InvalidRequestException");
  });

  it("writes NULL as nothing and quotes what is in quotes", async () => {
    const { QueryExecutionId } = await world.run(
      `SELECT CAST(NULL AS varchar) AS a, 'say "hi"' AS b, true AS c, ARRAY[1, 2] AS d`,
    );
    expect(world.store.get(RESULTS, `athena/${QueryExecutionId}.csv`)?.toString()).to.equal(
      '"a","b","c","d"\n,"say ""hi""","true","[1, 2]"\n',
    );
    const { ResultSet } = await world.athena().send(new GetQueryResultsCommand({ QueryExecutionId }));
    expect(ResultSet?.Rows?.[1]?.Data?.[0]).to.deep.equal({});
    expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type)).to.deep.equal([
      "varchar",
      "varchar",
      "boolean",
      "array",
    ]);
  });

  it("starts the same request once, and refuses another one with its token", async () => {
    const client = world.athena();
    const request = { WorkGroup: "analysts", QueryString: "SELECT 1", ClientRequestToken: "a".repeat(32) };
    const first = await client.send(new StartQueryExecutionCommand(request));
    expect((await client.send(new StartQueryExecutionCommand(request))).QueryExecutionId).to.equal(
      first.QueryExecutionId,
    );
    const other = await failureOf(client.send(new StartQueryExecutionCommand({ ...request, QueryString: "SELECT 2" })));
    expect(other.message).to.equal("Idempotent parameters do not match");
  });

  it("fills in parameters", async () => {
    const request = { WorkGroup: "analysts", QueryString: "SELECT ? || ?", ExecutionParameters: ["'a'", "'b'"] };
    const { QueryExecutionId } = await world.athena().send(new StartQueryExecutionCommand(request));
    await world.run("SELECT 1");
    expect(world.store.get(RESULTS, `athena/${QueryExecutionId}.csv`)?.toString()).to.contain('"ab"');
  });

  it("tells of several queries at once, and which it does not know", async () => {
    const { QueryExecutionId = "" } = await world.run("SELECT 1");
    const QueryExecutionIds = [QueryExecutionId, "11111111-2222-4333-8444-555555555555"];
    const batch = await world.athena().send(new BatchGetQueryExecutionCommand({ QueryExecutionIds }));
    expect(batch.QueryExecutions?.map((one) => one.QueryExecutionId)).to.deep.equal([QueryExecutionId]);
    expect(batch.UnprocessedQueryExecutionIds).to.have.length(1);
  });

  it("has the saved queries of a workgroup", async () => {
    const client = world.athena();
    const { NamedQueryIds = [] } = await client.send(new ListNamedQueriesCommand({ WorkGroup: "analysts" }));
    const { NamedQuery } = await client.send(new GetNamedQueryCommand({ NamedQueryId: NamedQueryIds[0] }));
    expect(NamedQuery).to.include({ Name: "today", QueryString: "SELECT count(*) FROM contacts" });
    expect(await world.rows(NamedQuery?.QueryString ?? "")).to.deep.equal([["2500"]]);
  });

  it("refuses at once what cannot be read, with its place", async () => {
    for (const [sql, message] of [
      ["SELECT 1 FRM x y", /line 1:\d+: mismatched input/],
      ["SELECT 1 FROM t WHERE", /^line 1:22: mismatched input '<EOF>'/],
      ["SELEC 1", /^line 1:1: mismatched input 'SELEC'/],
      ["SELECT 'a", /does not end/],
      ["SELECT 1; SELECT 2", /Only one sql statement is allowed/],
    ] as const) {
      const failure = await failureOf(world.run(sql));
      expect([failure.name, message.test(failure.message)], sql).to.deep.equal(["InvalidRequestException", true]);
    }
  });

  for (const [sql, reason] of [
    ["SELECT * FROM nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.contact_center.nope' does not exist"],
    ["SELECT * FROM other.contacts", "SCHEMA_NOT_FOUND: line 1:15: Schema 'other' does not exist"],
    [
      "SELECT nope FROM contacts",
      "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources",
    ],
    ["SELECT nope(1)", "FUNCTION_NOT_FOUND: line 1:8: Function 'nope' not registered"],
    ["SELECT * FROM read_csv('/etc/passwd')", "FUNCTION_NOT_FOUND: line 1:15: Function 'read_csv' not registered"],
    ["SELECT CAST('a' AS integer)", /^INVALID_CAST_ARGUMENT: Cannot cast 'a' to INT/],
    ["SELECT 1 / 0", "DIVISION_BY_ZERO: Division by zero"],
    ["SELECT channel, count(*) FROM contacts", /^EXPRESSION_NOT_AGGREGATE/],
    [
      "SELECT * FROM contact_rows_by_hour",
      /^CONSTRAINT_VIOLATION: For the injected projected partition column arrived/,
    ],
    ["CREATE TABLE x AS SELECT 1 AS a", /^NOT_SUPPORTED: line 1:1: the local Athena runs .*, not CREATE/],
    ["SELECT reduce(ARRAY[1], 0, (s, x) -> s + x, s -> s)", /^NOT_SUPPORTED: line 1:8: reduce is not translated/],
    ["SELECT date_format(current_timestamp, channel) FROM contacts", /^NOT_SUPPORTED: .*format that is not a literal/],
  ] as const) {
    it(`fails ${sql}`, async () => {
      const { Status } = await world.run(sql);
      expect(Status?.State).to.equal("FAILED");
      expect(Status?.AthenaError?.ErrorCategory).to.equal(2);
      if (typeof reason === "string") expect(Status?.StateChangeReason).to.equal(reason);
      else expect(Status?.StateChangeReason).to.match(reason);
    });
  }

  it("gives no result of what failed, and none of what it does not know", async () => {
    const client = world.athena();
    const { QueryExecutionId } = await world.run("SELECT * FROM nope");
    const failed = await failureOf(client.send(new GetQueryResultsCommand({ QueryExecutionId })));
    expect(failed.message).to.equal("Query did not finish successfully. Final query state: FAILED");
    const id = "11111111-2222-4333-8444-555555555555";
    const unknown = await failureOf(client.send(new GetQueryExecutionCommand({ QueryExecutionId: id })));
    expect(unknown.message).to.equal(`QueryExecution ${id} was not found`);
  });

  it("refuses a workgroup that is not there, and a query with nowhere to write to", async () => {
    const client = world.athena();
    const start = { QueryString: "SELECT 1" };
    const unknown = await failureOf(client.send(new StartQueryExecutionCommand({ ...start, WorkGroup: "nope" })));
    expect(unknown.message).to.equal("WorkGroup nope is not found.");
    expect((await failureOf(client.send(new StartQueryExecutionCommand(start)))).message).to.match(
      /^No output location/,
    );
  });

  it("writes where the workgroup says, whatever a request says", async () => {
    const request = {
      WorkGroup: "analysts",
      QueryString: "SELECT 1",
      ResultConfiguration: { OutputLocation: `s3://${DATA}/x/` },
    };
    const client = world.athena();
    const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand(request));
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.ResultConfiguration?.OutputLocation).to.match(new RegExp(`^s3://${RESULTS}/athena/`));
  });

  it("keeps a view that a query makes, and drops it", async () => {
    expect(
      (await world.run("CREATE VIEW few AS SELECT contact_id FROM contacts WHERE contact_id = 'c1'")).Status?.State,
    ).to.equal("SUCCEEDED");
    expect((await world.run("CREATE VIEW few AS SELECT 1 AS a")).Status?.StateChangeReason).to.match(
      /^TABLE_ALREADY_EXISTS/,
    );
    expect(await world.rows("SELECT * FROM few")).to.deep.equal([["c1"]]);
    await world.run("DROP VIEW few");
    expect((await world.run("SELECT * FROM few")).Status?.StateChangeReason).to.match(/^TABLE_NOT_FOUND/);
  });

  it("says where rows lie when asked", async () => {
    expect(await world.rows(`SELECT DISTINCT "$path" FROM contact_rows`)).to.deep.equal([
      [`s3://${DATA}/rows/contact_records/arrived=${HOUR}/one.json.gz`],
    ]);
  });

  it("stops a query", async () => {
    world.warehouse.athena.statementFaults.set({ kind: "slow", times: 1, delayMs: 1_000 });
    const client = world.athena();
    const request = { WorkGroup: "analysts", QueryString: "SELECT 1" };
    const { QueryExecutionId } = await client.send(new StartQueryExecutionCommand(request));
    const waiting = await failureOf(client.send(new GetQueryResultsCommand({ QueryExecutionId })));
    expect(waiting.message).to.equal("Query has not yet finished. Current state: RUNNING");
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId }));
    await world.clock.advance(1_000);
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.Status).to.include({ State: "CANCELLED" });
  });

  it("throttles when told to", async () => {
    world.warehouse.athena.faults.set("analysts", { kind: "throttle", times: 1 });
    expect((await failureOf(world.run("SELECT 1"))).name).to.equal("TooManyRequestsException");
  });
});

describe("what the local Athena reads", () => {
  let world: WarehouseWorld;

  beforeEach(async () => {
    world = await WarehouseWorld.start();
  });
  afterEach(() => world.close());

  it("sees only the hours its table projects, and those as the clock moves", async () => {
    // At 2026-01-10T12:34:56Z the table has the hours from 14 days ago to one ahead.
    for (const hour of ["2025-12-27-11", "2025-12-27-12", HOUR, "2026-01-10-13", "2026-01-10-14", "not-an-hour"]) {
      world.putRows("contact_records", hour, "rows", rows(1, hour));
    }
    const seen = () => world.rows("SELECT arrived FROM contact_rows ORDER BY 1");
    expect(await seen()).to.deep.equal([["2025-12-27-12"], [HOUR], ["2026-01-10-13"]]);
    await world.clock.advance(3_600_000);
    expect(await seen()).to.deep.equal([[HOUR], ["2026-01-10-13"], ["2026-01-10-14"]]);
  });

  it("opens only the folders a condition on the partition leaves", async () => {
    for (let hour = 0; hour < 12; hour++) {
      world.putRows("contact_records", `2026-01-10-${String(hour).padStart(2, "0")}`, "rows", rows(50));
    }
    const scanned = async (condition: string) =>
      (await world.run(`SELECT count(*) FROM contact_rows ${condition}`)).Statistics?.DataScannedInBytes ?? 0;
    const all = await scanned("");
    expect(await scanned("WHERE arrived >= '2026-01-10-09'")).to.equal(Math.round(all / 4));
    expect(await scanned("WHERE arrived = '2026-01-10-09'")).to.equal(Math.round(all / 12));
  });

  it("leaves out lines that are no JSON, keys nobody declared, hidden and empty files", async () => {
    const folder = `rows/contact_records/arrived=${HOUR}`;
    const lines = `${JSON.stringify({ contact_id: "c1", unheard_of: 1 })}\nnot json\n`;
    world.store.put(DATA, `${folder}/a.json.gz`, gzipSync(lines));
    world.store.put(DATA, `${folder}/_temporary.json.gz`, gzipSync(lines));
    world.store.put(DATA, `${folder}/empty.json.gz`, Buffer.alloc(0));
    expect(
      await world.rows("SELECT contact_id, queue_id FROM contact_rows WHERE contact_id IS NOT NULL"),
    ).to.deep.equal([["c1", undefined]]);
  });

  it("takes over an object that was put again", async () => {
    world.putRows("contact_records", HOUR, "rows", rows(1));
    expect(await world.rows("SELECT count(*) FROM contact_rows")).to.deep.equal([["1"]]);
    world.putRows("contact_records", HOUR, "rows", rows(3));
    expect(await world.rows("SELECT count(*) FROM contact_rows")).to.deep.equal([["3"]]);
  });

  it("refuses Parquet whose types are not the table's", async () => {
    await world.run(`UNLOAD (SELECT 'c1' AS contact_id, 'yesterday' AS last_update)
      TO 's3://${DATA}/tables/contact_records/arrived=2026-01-10/run/' WITH (format = 'PARQUET', compression = 'SNAPPY')`);
    const { Status } = await world.run("SELECT count(*) FROM contact_files");
    expect(Status?.StateChangeReason).to.match(/^HIVE_BAD_DATA: Field last_update's type VARCHAR in parquet file s3:/);
  });

  it("stops a query that would scan more than its workgroup allows", async () => {
    world.store.put(DATA, `rows/contact_records/arrived=${HOUR}/big.json`, Buffer.alloc(50_000_001, 0x0a));
    const { Status } = await world.run("SELECT count(*) FROM contact_rows");
    expect(Status).to.deep.include({ State: "FAILED" });
    expect(Status?.StateChangeReason).to.match(/Bytes scanned limit was exceeded/);
  });

  it("reads 100,000 rows in 96 compressed files", async () => {
    for (let hour = 0; hour < 96; hour++) {
      const at = new Date(START - hour * 3_600_000).toISOString().slice(0, 13).replace("T", "-");
      world.putRows("contact_records", at, "rows", rows(1_042, `${hour}-`));
    }
    expect(await world.rows("SELECT count(*), count(DISTINCT contact_id) FROM contact_rows")).to.deep.equal([
      ["100032", "100032"],
    ]);
  });
});

describe("permissions of the local Athena", () => {
  const without = (left: string) => READER.filter((statement) => !JSON.stringify(statement).includes(left));

  for (const [left, sql, message] of [
    ["glue:Get*", "SELECT count(*) FROM contact_rows", /glue:Get(Database|Table)/],
    [DATA, "SELECT count(*) FROM contact_rows", /^PERMISSION_DENIED: Permission denied on S3 path: s3:/],
  ] as const) {
    it(`fails a query of a role without ${left}`, async () => {
      const world = await WarehouseWorld.start(graphWith("analyst", ...without(left)).build());
      try {
        world.putRows("contact_records", HOUR, "one", rows(1));
        const { Status } = await world.run(sql, world.athena("analyst"));
        expect(Status?.StateChangeReason).to.match(message);
      } finally {
        await world.close();
      }
    });
  }

  for (const [left, name] of [
    ["athena:*", "AccessDeniedException"],
    [RESULTS, "InvalidRequestException"],
  ] as const) {
    it(`does not start a query of a role without ${left}`, async () => {
      const world = await WarehouseWorld.start(graphWith("analyst", ...without(left)).build());
      try {
        expect((await failureOf(world.run("SELECT 1", world.athena("analyst")))).name).to.equal(name);
      } finally {
        await world.close();
      }
    });
  }

  it("answers a role that has them all, but lets it unload nowhere else", async () => {
    const world = await WarehouseWorld.start(graphWith("analyst", ...READER).build());
    try {
      world.putRows("contact_records", HOUR, "one", rows(1));
      const client = world.athena("analyst");
      expect(await world.rows("SELECT contact_id FROM contacts", client)).to.deep.equal([["c0"]]);
      const unload = `UNLOAD (SELECT 1 AS a) TO 's3://${DATA}/x/' WITH (format = 'PARQUET')`;
      expect((await world.run(unload, client)).Status?.StateChangeReason).to.match(/s3:PutObject/);
    } finally {
      await world.close();
    }
  });
});
