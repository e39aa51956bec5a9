/** The Redshift Data API on this machine, asked with the real client: statements, transactions, rights, faults. */
import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  ListStatementsCommand,
} from "@aws-sdk/client-redshift-data";
import { expect } from "chai";
import { ACCOUNT, policy, REGION, roleArn, trustOf } from "../support/graphs";
import { failureOf } from "./failure";
import { warehouseGraph, WarehouseWorld, WORKGROUP_ARN } from "./world";

const TO = { WorkgroupName: "loads", Database: "contact_center" };

describe("the local Redshift Data API", () => {
  let world: WarehouseWorld;

  before(async () => {
    world = await WarehouseWorld.start();
    await world.execute("CREATE TABLE t (a integer, b varchar(10))");
  });
  after(() => world.close());
  afterEach(() => world.warehouse.redshift.statementFaults.clear());

  const contents = async () => (await world.warehouse.query("SELECT a, b FROM t ORDER BY a")).rows;

  it("gives each value in the field of its type, and says the type", async () => {
    const { Id, HasResultSet, ResultRows } = await world.execute(
      `SELECT 1 AS i, CAST(2 AS bigint) AS l, 1.5::float8 AS d, 1.50::decimal(5,2) AS n, true AS b, 'x' AS s, NULL AS z,
        TIMESTAMP '2026-01-01 10:00:00.5' AS t, DATE '2026-01-01' AS day, json_parse('{"a":1}') AS j, count(*)`,
    );
    expect([HasResultSet, ResultRows]).to.deep.equal([true, 1]);
    const result = await world.redshift().send(new GetStatementResultCommand({ Id }));
    expect(result.ColumnMetadata?.map(({ name, typeName }) => [name, typeName])).to.deep.equal([
      ["i", "int4"],
      ["l", "int8"],
      ["d", "float8"],
      ["n", "numeric"],
      ["b", "bool"],
      ["s", "varchar"],
      ["z", "int4"],
      ["t", "timestamp"],
      ["day", "date"],
      ["j", "super"],
      ["count", "int8"],
    ]);
    expect(result.TotalNumRows).to.equal(1);
    expect(result.Records).to.deep.equal([
      [
        { longValue: 1 },
        { longValue: 2 },
        { doubleValue: 1.5 },
        { stringValue: "1.50" },
        { booleanValue: true },
        { stringValue: "x" },
        { isNull: true },
        { stringValue: "2026-01-01 10:00:00.5" },
        { stringValue: "2026-01-01" },
        { stringValue: '{"a":1}' },
        { longValue: 1 },
      ],
    ]);
  });

  it("gives a long result in pages", async () => {
    const { Id } = await world.execute("SELECT repeat('x', 1000) AS x FROM generate_series(1, 2500)");
    const client = world.redshift();
    let count = 0;
    let pages = 0;
    let NextToken: string | undefined;
    do {
      const page = await client.send(new GetStatementResultCommand({ Id, NextToken }));
      count += page.Records?.length ?? 0;
      pages += 1;
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(count).to.equal(2_500);
    expect(pages).to.be.greaterThan(1);
  });

  it("runs a batch as one transaction: all of it or nothing", async () => {
    const done = await world.execute(["INSERT INTO t VALUES (1, 'one')", "INSERT INTO t VALUES (2, 'two')"]);
    expect(done.SubStatements?.map(({ Status, ResultRows }) => [Status, ResultRows])).to.deep.equal([
      ["FINISHED", 1],
      ["FINISHED", 1],
    ]);
    const failed = await world.execute([
      "DELETE FROM t",
      "INSERT INTO nope VALUES (1)",
      "INSERT INTO t VALUES (3, 'x')",
    ]);
    expect(failed.Status).to.equal("FAILED");
    expect(failed.Error).to.equal('ERROR: relation "nope" does not exist');
    expect(failed.SubStatements?.map(({ Status }) => Status)).to.deep.equal(["FINISHED", "FAILED", "ABORTED"]);
    expect(await contents()).to.deep.equal([
      [1, "one"],
      [2, "two"],
    ]);
  });

  it("undoes what was done before a statement that is aborted, wherever that is", async () => {
    const before = await contents();
    for (const [kind, skip] of [
      ["abort", 0],
      ["abort", 1],
      ["abortAfter", 0],
      ["abortAfter", 1],
    ] as const) {
      world.warehouse.redshift.statementFaults.set({ kind, skip, times: 1 });
      const failed = await world.execute(["INSERT INTO t VALUES (9, 'x')", "DELETE FROM t WHERE a = 1"]);
      expect(failed.Error, kind).to.equal("ERROR: Query aborted due to an internal error");
      expect(await contents(), kind).to.deep.equal(before);
      world.warehouse.redshift.statementFaults.clear();
    }
  });

  it("commits what is before a TRUNCATE, as Redshift does", async () => {
    await world.execute("CREATE TABLE emptied (a integer)");
    await world.execute("INSERT INTO emptied VALUES (1)");
    await world.execute(["INSERT INTO t VALUES (7, 'kept')", "TRUNCATE emptied", "INSERT INTO nope VALUES (1)"]);
    expect((await world.warehouse.query("SELECT * FROM emptied")).rows).to.deep.equal([]);
    await world.execute("DELETE FROM t WHERE a = 7");
    expect(await contents()).to.have.length(2);
  });

  it("keeps temporary tables to one batch", async () => {
    const sqls = ["CREATE TEMP TABLE staged (LIKE t)", "INSERT INTO staged VALUES (5, 'five')", "SELECT a FROM staged"];
    const { Id, HasResultSet } = await world.execute(sqls);
    expect(HasResultSet).to.equal(true);
    const result = await world.redshift().send(new GetStatementResultCommand({ Id: `${Id}:3` }));
    expect(result.Records).to.deep.equal([[{ longValue: 5 }]]);
    expect((await world.execute("SELECT * FROM staged")).Error).to.equal('ERROR: relation "staged" does not exist');
  });

  it("runs a request with the same token once", async () => {
    const client = world.redshift();
    const command = () =>
      new ExecuteStatementCommand({ ...TO, Sql: "INSERT INTO t VALUES (8, 'once')", ClientToken: "token-1" });
    const ids = [(await client.send(command())).Id, (await client.send(command())).Id];
    expect(ids[0]).to.equal(ids[1]);
    await world.execute("SELECT 1");
    expect((await world.warehouse.query("SELECT count(*) FROM t WHERE a = 8")).rows).to.deep.equal([["1"]]);
    await world.execute("DELETE FROM t WHERE a = 8");
  });

  it("fills in parameters, which are no SQL", async () => {
    const client = world.redshift();
    const Parameters = [{ name: "text", value: "it's" }];
    const { Id } = await client.send(
      new ExecuteStatementCommand({ ...TO, Sql: "SELECT :text || '!' AS x", Parameters }),
    );
    await world.execute("SELECT 1");
    const { Records } = await client.send(new GetStatementResultCommand({ Id }));
    expect(Records).to.deep.equal([[{ stringValue: "it's!" }]]);
  });

  it("cancels a statement, which then changes nothing", async () => {
    world.warehouse.redshift.statementFaults.set({ kind: "slow", times: 1, delayMs: 1_000 });
    const client = world.redshift();
    const { Id } = await client.send(new ExecuteStatementCommand({ ...TO, Sql: "DELETE FROM t" }));
    expect((await failureOf(client.send(new GetStatementResultCommand({ Id })))).name).to.equal(
      "ResourceNotFoundException",
    );
    expect((await client.send(new CancelStatementCommand({ Id }))).Status).to.equal(true);
    await world.clock.advance(1_000);
    expect((await client.send(new DescribeStatementCommand({ Id }))).Status).to.equal("ABORTED");
    expect(await contents()).to.have.length(2);
    expect((await failureOf(client.send(new CancelStatementCommand({ Id })))).name).to.equal("ValidationException");
  });

  it("says that a usage limit is reached, and throttles", async () => {
    world.warehouse.redshift.statementFaults.set({ kind: "usageLimit", times: 1 });
    expect((await world.execute("SELECT 1")).Error).to.equal("ERROR: Query reached usage limit");
    world.warehouse.redshift.faults.set("loads", { kind: "throttle", times: 1 });
    expect((await failureOf(world.execute("SELECT 1"))).name).to.equal("ThrottlingException");
  });

  it("lists statements, newest first", async () => {
    const { Id } = await world.execute("SELECT 42");
    const { Statements = [] } = await world.redshift().send(new ListStatementsCommand({ Status: "FINISHED" }));
    expect(Statements[0]).to.include({ Id, IsBatchStatement: false });
  });

  for (const [sql, error] of [
    ["SELECT * FROM nope", 'ERROR: relation "nope" does not exist'],
    ["SELECT nope FROM t", 'ERROR: column "nope" does not exist'],
    ["SELECT nope(1)", "ERROR: function nope does not exist"],
    ["SELEC 1", 'ERROR: syntax error at or near "SELEC"'],
    ["SELECT 1 FROM t WHERE", "ERROR: syntax error at end of input"],
    ["SELECT 1 / 0", "ERROR: Divide by zero"],
    ["SELECT 1; SELECT 2", "ERROR: cannot insert multiple commands into a prepared statement"],
    ["INSERT INTO t VALUES (1, 'much too long')", "ERROR: value too long for type character varying(10)"],
    ["INSERT INTO t (b, a) VALUES ('x', 'y')", "ERROR: invalid input syntax for type int32"],
    ["CREATE TABLE t (a integer)", 'ERROR: Relation "t" already exists'],
    ["SELECT TOP 5 a FROM t", "ERROR: SELECT TOP is not translated by the local Redshift; write LIMIT"],
    ["SELECT * FROM read_csv('/etc/passwd')", "ERROR: function read_csv does not exist"],
    ["GRANT SELECT ON t TO ROLE nobody", 'ERROR: role "nobody" does not exist'],
  ] as const) {
    it(`fails ${sql}`, async () => {
      const { Status, Error } = await world.execute(sql);
      expect([Status, Error]).to.deep.equal(["FAILED", error]);
    });
  }

  it("refuses a batch of more than 40 statements, and a workgroup or database that is not there", async () => {
    const many = Array.from({ length: 41 }, () => "SELECT 1");
    expect((await failureOf(world.execute(many))).name).to.equal("ValidationException");
    const client = world.redshift();
    const elsewhere = new ExecuteStatementCommand({ ...TO, WorkgroupName: "nope", Sql: "SELECT 1" });
    expect((await failureOf(client.send(elsewhere))).name).to.equal("ValidationException");
    await expectError(
      world,
      new ExecuteStatementCommand({ ...TO, Database: "nope", Sql: "SELECT 1" }),
      /database "nope" does not exist/,
    );
  });
});

async function expectError(world: WarehouseWorld, command: ExecuteStatementCommand, message: RegExp): Promise<void> {
  const client = world.redshift();
  const { Id } = await client.send(command);
  await world.execute("SELECT 1");
  expect((await client.send(new DescribeStatementCommand({ Id }))).Error).to.match(message);
}

describe("who may use the local Redshift", () => {
  const RUN = { Effect: "Allow", Action: "redshift-data:*", Resource: "*" } as const;
  const LOGIN = { Effect: "Allow", Action: "redshift-serverless:GetCredentials", Resource: WORKGROUP_ARN } as const;
  const graphOf = (...roles: [name: string, document: string][]) => {
    const graph = warehouseGraph();
    for (const [name, document] of roles) {
      const inlinePolicies = [{ name: "inline", policy: document }];
      graph.add(
        "aws:iam/role:Role",
        name,
        { assumeRolePolicy: trustOf(), inlinePolicies },
        { name, arn: roleArn(name) },
      );
    }
    return graph.build();
  };

  it("asks for the Data API and for a login", async () => {
    const graph = graphOf(["both", policy(RUN, LOGIN)], ["one", policy(RUN)], ["none", policy(LOGIN)]);
    const world = await WarehouseWorld.start(graph);
    try {
      expect((await world.execute("SELECT 1", world.redshift("both"))).Status).to.equal("FINISHED");
      for (const role of ["one", "none"]) {
        const refused = await failureOf(world.execute("SELECT 1", world.redshift(role)));
        expect([role, refused.name]).to.deep.equal([role, "AccessDeniedException"]);
      }
      const { Id } = await world.execute("SELECT 1", world.redshift("both"));
      const foreign = world.redshift("one").send(new DescribeStatementCommand({ Id }));
      expect((await failureOf(foreign)).name).to.equal("ResourceNotFoundException");
    } finally {
      await world.close();
    }
  });

  it("lets a role do what its database user was granted, and no more", async () => {
    const world = await WarehouseWorld.start(graphOf(["loader", policy(RUN, LOGIN)]));
    try {
      const loader = world.redshift("loader");
      await world.execute([
        "CREATE TABLE t (a integer)",
        "CREATE VIEW v AS SELECT a FROM t",
        'CREATE USER "IAMR:loader" PASSWORD DISABLE',
      ]);
      const denied = /^ERROR: permission denied for relation t \(local run: the user IAMR:loader lacks (SELECT|INSERT)/;
      expect((await world.execute("SELECT * FROM t", loader)).Error).to.match(denied);
      expect((await world.execute("SELECT * FROM v", loader)).Error).to.match(/denied for relation v/);
      await world.execute('GRANT SELECT ON ALL TABLES IN SCHEMA public TO "IAMR:loader"');
      expect((await world.execute("SELECT * FROM v", loader)).Error).to.equal(undefined);
      expect((await world.execute("INSERT INTO t SELECT 1", loader)).Error).to.match(denied);
      expect((await world.execute("TRUNCATE t", loader)).Error).to.equal("ERROR: must be owner of relation t");
      const own = ["CREATE TEMP TABLE staged (LIKE t)", "INSERT INTO staged VALUES (1)", "SELECT * FROM staged"];
      expect((await world.execute(own, loader)).Error).to.equal(undefined);
      // What was granted on a view goes with the view.
      await world.execute(["DROP VIEW v", "CREATE VIEW v AS SELECT a FROM t"]);
      expect((await world.execute("SELECT * FROM v", loader)).Error).to.match(/denied for relation v/);
      await world.execute([
        "CREATE ROLE analyst",
        "GRANT SELECT ON v TO ROLE analyst",
        'GRANT ROLE analyst TO "IAMR:loader"',
      ]);
      expect((await world.execute("SELECT * FROM v", loader)).Error).to.equal(undefined);
    } finally {
      await world.close();
    }
  });

  it("lets a role see its own statements only, where its policy says so", async () => {
    const condition = { StringEquals: { "redshift-data:statement-owner-iam-userid": "${aws:userid}" } };
    const see = {
      Effect: "Allow",
      Action: "redshift-data:DescribeStatement",
      Resource: "*",
      Condition: condition,
    } as const;
    const run = { Effect: "Allow", Action: "redshift-data:ExecuteStatement", Resource: WORKGROUP_ARN } as const;
    const world = await WarehouseWorld.start(graphOf(["loader", policy(run, LOGIN, see)]));
    try {
      const loader = world.redshift("loader");
      expect((await world.execute("SELECT 1", loader)).Status).to.equal("FINISHED");
      const { Id } = await world.execute("SELECT 1");
      expect((await failureOf(loader.send(new DescribeStatementCommand({ Id })))).name).to.equal(
        "AccessDeniedException",
      );
    } finally {
      await world.close();
    }
  });

  it("runs the statements of the program first, in their order", async () => {
    const graph = warehouseGraph();
    for (const [name, sql] of [
      ["table", "CREATE TABLE first (a integer)"],
      ["row", "INSERT INTO first VALUES (:a)"],
    ] as const) {
      const parameters = name === "row" ? [{ name: "a", value: "5" }] : undefined;
      graph.add("aws:redshiftdata/statement:Statement", name, {
        workgroupName: "loads",
        database: "contact_center",
        sql,
        parameters,
      });
    }
    const world = await WarehouseWorld.start(graph.build());
    try {
      expect((await world.warehouse.query("SELECT a FROM first")).rows).to.deep.equal([[5]]);
    } finally {
      await world.close();
    }
  });

  it("names the statement of the program that fails", async () => {
    const inputs = { workgroupName: "loads", database: "contact_center", sql: "DROP TABLE nope" };
    const graph = warehouseGraph().add("aws:redshiftdata/statement:Statement", "drop", inputs);
    const world = await WarehouseWorld.start(graph.build());
    try {
      expect((await world.execute("SELECT 1")).Error).to.equal(
        `ERROR: the program's statement drop fails: ERROR: relation "nope" does not exist`,
      );
    } finally {
      await world.close();
    }
  });

  it("runs a procedure as one transaction, and refuses one that is more than a list of statements", async () => {
    const world = await WarehouseWorld.start();
    const failure = async (sql: string): Promise<unknown> => (await world.execute(sql)).Error;
    const procedure = (body: string): string =>
      `CREATE OR REPLACE PROCEDURE fill() AS $$\nBEGIN\n${body}END;\n$$ LANGUAGE plpgsql`;
    try {
      expect(await failure("CALL fill()")).to.equal("ERROR: procedure fill() does not exist");
      expect(await failure("CREATE TABLE filled (a integer, b varchar(9))")).to.equal(undefined);
      expect(
        await failure(procedure("INSERT INTO filled VALUES (1, 'a;b');\nINSERT INTO filled VALUES (2, '$');\n")),
      ).to.equal(undefined);
      expect((await world.warehouse.query("SELECT count(*) FROM filled")).rows).to.deep.equal([["0"]]);
      expect(await failure("CALL fill()")).to.equal(undefined);
      expect((await world.warehouse.query("SELECT a, b FROM filled ORDER BY a")).rows).to.deep.equal([
        [1, "a;b"],
        [2, "$"],
      ]);
      expect(await failure(procedure("DELETE FROM filled;\nDROP TABLE nope;\n"))).to.equal(undefined);
      expect(await failure("CALL fill()")).to.contain('relation "nope" does not exist');
      expect((await world.warehouse.query("SELECT count(*) FROM filled")).rows).to.deep.equal([["2"]]);
      expect(await failure(procedure("IF true THEN DELETE FROM filled;\n"))).to.contain(
        "IF in the procedure fill is not",
      );
      expect(await failure("CREATE PROCEDURE fill() AS $$BEGIN DELETE FROM filled; END$$ LANGUAGE plpgsql")).to.contain(
        "already exists",
      );
      expect(await failure("CALL fill(1)")).to.contain("procedures without arguments");
    } finally {
      await world.close();
    }
  });

  it("takes a workgroup by its ARN too", async () => {
    expect(WORKGROUP_ARN).to.equal(`arn:aws:redshift-serverless:${REGION}:${ACCOUNT}:workgroup/1`);
    const world = await WarehouseWorld.start();
    try {
      const client = world.redshift();
      const { WorkgroupName } = await client.send(
        new ExecuteStatementCommand({ ...TO, WorkgroupName: WORKGROUP_ARN, Sql: "SELECT 1" }),
      );
      expect(WorkgroupName).to.equal("loads");
    } finally {
      await world.close();
    }
  });
});
