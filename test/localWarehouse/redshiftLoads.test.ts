/** MERGE and COPY of the local Redshift: what they do, and what Redshift refuses. */
import { expect } from "chai";
import { gzipSync } from "node:zlib";
import { roleArn } from "../support/graphs";
import { COPY_ROLE, DATA, WarehouseWorld } from "./world";

describe("MERGE in the local Redshift", () => {
  let world: WarehouseWorld;

  beforeEach(async () => {
    world = await WarehouseWorld.start();
    await world.execute("CREATE TABLE t (a integer, b varchar(10), PRIMARY KEY (a)) DISTKEY (a) SORTKEY (a)");
    await world.execute("CREATE TABLE s (a integer ENCODE az64, b varchar(10) ENCODE zstd) DISTSTYLE ALL");
    await world.execute("INSERT INTO t VALUES (1, 'old'), (2, 'kept')");
    await world.execute("INSERT INTO s VALUES (1, 'new'), (3, 'more')");
  });
  afterEach(() => world.close());

  const UPDATE = "WHEN MATCHED THEN UPDATE SET b = s.b";
  const INSERT = "WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b)";

  it("updates what matches and inserts the rest", async () => {
    expect((await world.execute(`MERGE INTO t USING s ON t.a = s.a ${UPDATE} ${INSERT}`)).Error).to.equal(undefined);
    expect((await world.warehouse.query("SELECT * FROM t ORDER BY a")).rows).to.deep.equal([
      [1, "new"],
      [2, "kept"],
      [3, "more"],
    ]);
  });

  it("enforces no primary key: what stands twice in the source and matches nothing is inserted twice", async () => {
    await world.execute("INSERT INTO s VALUES (3, 'twice')");
    await world.execute(`MERGE INTO t USING s ON t.a = s.a ${UPDATE} ${INSERT}`);
    expect((await world.warehouse.query("SELECT b FROM t WHERE a = 3 ORDER BY b")).rows).to.deep.equal([
      ["more"],
      ["twice"],
    ]);
  });

  it("refuses a source in which several rows match one of the target", async () => {
    await world.execute("INSERT INTO s VALUES (1, 'newer')");
    const { Error } = await world.execute(`MERGE INTO t USING s ON t.a = s.a ${UPDATE} ${INSERT}`);
    expect(Error).to.equal("ERROR: Found multiple matches to update the same tuple.");
  });

  for (const [what, sql] of [
    [
      "a condition on a clause",
      `MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.b > t.b THEN UPDATE SET b = s.b ${INSERT}`,
    ],
    ["one clause alone", `MERGE INTO t USING s ON t.a = s.a ${UPDATE}`],
    ["a clause twice", `MERGE INTO t USING s ON t.a = s.a ${UPDATE} ${UPDATE} ${INSERT}`],
    ["a subquery for the source", `MERGE INTO t USING (SELECT * FROM s) s ON t.a = s.a ${UPDATE} ${INSERT}`],
    ["an alias for the target", `MERGE INTO t x USING s ON x.a = s.a ${UPDATE} ${INSERT}`],
    [
      "a table before a column that is set",
      `MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET t.b = s.b ${INSERT}`,
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await world.execute(sql)).Error).to.match(/^ERROR: syntax error at or near/);
    });
  }

  it("refuses a view for the source", async () => {
    await world.execute("CREATE VIEW v AS SELECT * FROM s");
    const { Error } = await world.execute(`MERGE INTO t USING v AS s ON t.a = s.a ${UPDATE} ${INSERT}`);
    expect(Error).to.match(/"v" is a view/);
  });
});

describe("COPY in the local Redshift", () => {
  let world: WarehouseWorld;

  beforeEach(async () => {
    world = await WarehouseWorld.start();
    await world.execute("CREATE TABLE t (a integer, b varchar(5), c timestamp)");
  });
  afterEach(() => world.close());

  const put = (name: string, ...rows: unknown[]) =>
    world.store.put(DATA, `in/${name}`, gzipSync(rows.map((row) => JSON.stringify(row)).join("\n")));
  const manifest = (...names: (string | [string, boolean])[]) => {
    const entries = names.map((name) => {
      const [key, mandatory] = typeof name === "string" ? [name, true] : name;
      return { url: `s3://${DATA}/in/${key}`, mandatory };
    });
    world.store.put(DATA, "manifests/1", Buffer.from(JSON.stringify({ entries })));
  };
  const copy = (options = "GZIP FORMAT AS JSON 'auto' TIMEFORMAT 'auto'", role = COPY_ROLE) =>
    world.execute(`COPY t FROM 's3://${DATA}/manifests/1' IAM_ROLE '${role}' MANIFEST ${options}`);
  const contents = async () => (await world.warehouse.query("SELECT a, b, c FROM t ORDER BY a")).rows;

  it("loads what a manifest lists, by the names of the columns", async () => {
    put("1", { a: 1, b: "x", c: "2026-01-01 10:00:00.123", d: "ignored" }, { b: "y", a: 2 });
    put("2", { a: 3 });
    put("3", { a: 4 });
    manifest("1", "2");
    expect(await copy()).to.include({ Status: "FINISHED", ResultRows: 3 });
    expect(await contents()).to.deep.equal([
      [1, "x", "2026-01-01 10:00:00.123"],
      [2, "y", null],
      [3, null, null],
    ]);
  });

  it("fails when a mandatory object is missing, and passes over another", async () => {
    put("1", { a: 1 });
    manifest("1", ["gone", false]);
    expect((await copy()).ResultRows).to.equal(1);
    manifest("1", "gone");
    expect((await copy()).Error).to.match(/Mandatory url is not present/);
    expect(await contents()).to.have.length(1);
  });

  it("loads nothing of a file with a value that does not fit, and names no value", async () => {
    put("1", { a: 1 }, { a: "Jane" });
    manifest("1");
    const { Error: error } = await copy();
    expect(error).to.match(/^ERROR: Load into table 't' failed\. Check 'sys_load_error_detail'/);
    expect(error).not.to.contain("Jane");
    expect(await contents()).to.deep.equal([]);
  });

  it("refuses a text that is too long, or cuts it between characters when told to", async () => {
    put("1", { a: 1, b: "äöü" });
    manifest("1");
    expect((await copy()).Error).to.match(/failed/);
    expect((await copy("GZIP JSON 'auto' TRUNCATECOLUMNS")).Error).to.equal(undefined);
    expect(await contents()).to.deep.equal([[1, "äö", null]]);
  });

  it("loads Parquet by the places of its columns", async () => {
    await world.run(
      `UNLOAD (SELECT 7 AS x, 'b' AS y) TO 's3://${DATA}/tables/run/' WITH (format = 'PARQUET', compression = 'SNAPPY')`,
    );
    const from = `COPY t FROM 's3://${DATA}/tables/run/' IAM_ROLE default FORMAT AS PARQUET`;
    expect((await world.execute(from)).Error).to.match(/has 2 columns; the load takes 3/);
    expect((await world.execute(`${from} FILLRECORD`)).Error).to.equal(undefined);
    expect(await contents()).to.deep.equal([[7, "b", null]]);
  });

  it("refuses Parquet of other types", async () => {
    await world.run(`UNLOAD (SELECT 'seven' AS x) TO 's3://${DATA}/tables/run/' WITH (format = 'PARQUET')`);
    const { Error } = await world.execute(
      `COPY t FROM 's3://${DATA}/tables/run/' IAM_ROLE default FORMAT AS PARQUET FILLRECORD`,
    );
    expect(Error).to.match(/incompatible Parquet schema for column 'x'/);
  });

  it("reads with a role of the namespace only, which has to be allowed to", async () => {
    put("1", { a: 1 });
    manifest("1");
    expect((await copy(undefined, roleArn("other"))).Error).to.match(/is not associated to cluster/);
    const denied = `COPY t FROM 's3://query-results/x' IAM_ROLE '${COPY_ROLE}' JSON 'auto'`;
    expect((await world.execute(denied)).Error).to.match(/^ERROR: S3ServiceException:Access Denied,Status 403/);
  });

  it("names the option it does not translate", async () => {
    put("1", { a: 1 });
    manifest("1");
    expect((await copy("CSV")).Error).to.equal("ERROR: the COPY option CSV is not translated by the local Redshift");
  });
});
