/** The data catalogue and the statements: what is made, what is refused, what is hidden, and that it can be made again. */
import { expect } from "chai";
import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { athenaTables, athenaViews, glueView } from "../../warehouse/athena";
import { compactionStatement, folderOf } from "../../warehouse/compaction";
import { RELATIONS } from "../../warehouse/datasetSql";
import { REDSHIFT } from "../../warehouse/dialect";
import {
  grantStatements,
  loadStatements,
  missingColumnStatements,
  tableStatements,
  viewStatements,
} from "../../warehouse/redshift";
import { savedQueries } from "../../warehouse/savedQueries";
import { AGENT_EVENTS, CONTACT_RECORDS, type Dataset, DATASETS, SURVEY_ANSWERS } from "../../warehouse/schema";
import { analystViews } from "../../warehouse/views";
import { athenaWarehouse } from "../support/athenaWarehouse";
import { redshiftWarehouse } from "../support/redshiftWarehouse";
import { agentEvent, answer, contact, NOW } from "../support/warehouses";

const ALL: readonly Dataset[] = Object.values(DATASETS);
const JSON_LOAD = {
  manifest: "s3://analytics/manifests/1",
  role: "arn:aws:iam::111111111111:role/copy",
  format: "json",
} as const;

/** Words neither engine takes as a name without quotes, of those a column might be called. */
const RESERVED =
  "all and any array as asc between both case cast check column constraint create cross current date_part delete desc describe distinct drop else end escape except execute exists extract false for foreign from full grant group grouping having in inner insert intersect interval into is join left like limit natural new not null offset old on only open or order outer partition percent raw references respect right row select self snapshot some sysdate system table tag then timestamp to top true trim union unique unnest user using values verbose when where window with without".split(
    " ",
  );

describe("the schema of the warehouse", () => {
  it("has columns of unlike names that no engine reserves", () => {
    const views = [...analystViews(), ...athenaViews()];
    for (const { name, columns } of [...ALL, ...views]) {
      const names = columns.map((column) => column.name);
      expect(new Set(names).size, name).to.equal(names.length);
      for (const column of [name, ...names]) {
        expect(column).to.match(/^[a-z][a-z0-9_]*$/);
        expect(RESERVED, name).not.to.include(column);
      }
    }
  });

  it("explains every column and where it comes from", () => {
    for (const { columns } of ALL) {
      for (const { name, comment, source } of columns) {
        expect(comment, name).to.match(/^.{4,}\.$/s);
        expect(source, name).not.to.equal("");
      }
    }
  });

  it("has key and order among its columns, the last as text that sorts", () => {
    for (const { columns, key, newest } of ALL) {
      const types = new Map(columns.map(({ name, type }) => [name, type]));
      expect([types.get(key), ...newest.map((name) => types.get(name))]).to.deep.equal(["text", "timestamp", "text"]);
    }
  });
});

describe("the data catalogue", () => {
  it("computes partitions by hour for rows of the last days, by name for any hour, and by day for files", () => {
    const [rows, byHour, files] = athenaTables("bucket");
    expect(rows?.parameters).to.include({
      "projection.enabled": "true",
      "projection.arrived.type": "date",
      "projection.arrived.format": "yyyy-MM-dd-HH",
      "projection.arrived.interval.unit": "HOURS",
      "projection.arrived.range": "NOW-14DAYS,NOW+1HOURS",
      "storage.location.template": "s3://bucket/rows/contact_records/arrived=${arrived}/",
    });
    expect(byHour?.parameters).to.include({ "projection.arrived.type": "injected" });
    expect(byHour?.prefix).to.equal(rows?.prefix);
    expect(files?.parameters).to.include({
      "projection.arrived.format": "yyyy-MM-dd",
      "projection.arrived.range": "2026-01-01,NOW+1DAYS",
      "storage.location.template": "s3://bucket/tables/contact_records/arrived=${arrived}/",
    });
    expect(athenaTables("bucket")).to.have.length(9);
    expect(() => athenaTables("bucket", "last year")).to.throw(/last year.*2026-01-01/);
  });

  it("holds rows as text, and files by type", () => {
    const [rows, , files] = athenaTables("bucket");
    const typeOf = (table: typeof rows, column: string): string | undefined =>
      table?.columns.find(({ name }) => name === column)?.type;
    for (const column of ["holds", "initiated_at", "attributes"]) expect(typeOf(rows, column)).to.equal("string");
    expect(["holds", "initiated_at", "attributes"].map((column) => typeOf(files, column))).to.deep.equal([
      "int",
      "timestamp",
      "string",
    ]);
  });

  it("holds views as Athena wants them", () => {
    const views = athenaViews({ serviceLevelSeconds: 45 });
    const intervals = views.find(({ name }) => name === "queue_intervals");
    if (!intervals) throw new Error("There is no view queue_intervals.");
    const glue = glueView(intervals, "centre");
    expect(glue.tableType).to.equal("VIRTUAL_VIEW");
    expect(glue.parameters).to.deep.equal({ presto_view: "true", comment: "Presto View" });
    const encoded = /^\/\* Presto View: (\S+) \*\/$/.exec(glue.viewOriginalText)?.[1] ?? "";
    const view = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as Record<string, unknown>;
    expect(view).to.include({ catalog: "awsdatacatalog", schema: "centre", originalSql: intervals.sql });
    expect(view["columns"]).to.deep.include({ name: "interval_start", type: "timestamp(3)" });
    expect(glue.columns).to.deep.include({ name: "queue_id", type: "string", comment: "The queue." });
    expect(intervals.sql).to.include("<= 45");
    for (const { columns } of views.map((one) => glueView(one, "centre"))) {
      for (const { comment } of columns) expect(comment.length).to.be.within(4, 255);
    }
  });

  it("declares views with the types they answer", async () => {
    const athena = athenaWarehouse(NOW);
    try {
      athena.put("contact_records", "2026-03-10-11", [contact("1")]);
      const duckDb = {
        varchar: "VARCHAR",
        "timestamp(3)": "TIMESTAMP",
        double: "DOUBLE",
        bigint: "BIGINT",
        integer: "INTEGER",
        boolean: "BOOLEAN",
      };
      for (const { name, columns } of athenaViews()) {
        const declared = await athena.types(`SELECT * FROM ${name}`);
        const wanted = columns.map(({ name: column, type }) => {
          const athenaType = { text: "varchar", json: "varchar", timestamp: "timestamp(3)" }[type as string] ?? type;
          return [column, duckDb[athenaType as keyof typeof duckDb]];
        });
        const found = declared.map(([column, type]) => [column, type.replace(/^TIMESTAMP.*/, "TIMESTAMP")]);
        expect(found, name).to.deep.equal(wanted);
      }
    } finally {
      await athena.close();
    }
  });

  it("refuses a service level and a time zone that are none", () => {
    expect(() => athenaViews({ serviceLevelSeconds: 0 })).to.throw("serviceLevelSeconds is 0");
    expect(() => viewStatements({ serviceLevelSeconds: 1.5 })).to.throw("serviceLevelSeconds is 1.5");
    expect(() => savedQueries("athena", { timeZone: "'; DROP" })).to.throw("America/New_York");
  });
});

describe("compaction", () => {
  it("writes Parquet that another reader reads, with the types of the schema", async () => {
    const athena = athenaWarehouse(NOW);
    try {
      const rows = {
        contact_records: contact("1", { holds: 3, initiated_at: "2026-03-10 09:00:00", attributes: '{"a":"é"}' }),
        agent_events: agentEvent("2026-03-10 09:00:00.123", { contacts_open: 1 }),
        survey_answers: answer("1", { answered_at: "2026-03-10 11:30:00.251", score: 5, commented: true }),
      };
      for (const dataset of [CONTACT_RECORDS, AGENT_EVENTS, SURVEY_ANSWERS]) {
        const { name } = dataset;
        athena.put(name, "2026-03-01-09", [rows[name], rows[name]]);
        const compaction = { dataset: name, bucket: athena.bucket, arrived: "2026-03-01-09", run: "a" };
        await athena.rows(compactionStatement(compaction));
        const [object] = athena.store.list(athena.bucket, folderOf(compaction));
        const bytes = athena.store.get(athena.bucket, object?.key ?? "") ?? Buffer.alloc(0);
        const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
        const { schema } = await parquetMetadataAsync(file);
        const types = schema.slice(1).map((element) => [element.name, typeOf(element)]);
        expect(types).to.deep.equal(dataset.columns.map((column) => [column.name, PARQUET[column.type]]));
        const [read, second] = await parquetReadObjects({ file });
        expect(second, "what came twice is kept once").to.equal(undefined);
        const plain = Object.fromEntries(
          Object.entries(read ?? {})
            .filter(([, value]) => value !== null && value !== undefined)
            .map(([key, value]) => [key, value instanceof Date ? textOf(value) : value]),
        );
        expect(plain).to.deep.equal(rows[name]);
      }
    } finally {
      await athena.close();
    }
  });

  it("refuses what would become another statement", () => {
    const good = { dataset: "contact_records", bucket: "b", arrived: "2026-01-01-00", run: "r" } as const;
    expect(compactionStatement(good))
      .to.include("WHERE arrived IN ('2026-01-01-00')")
      .and.to.include("'s3://b/tables/contact_records/arrived=2026-01-01/r/'");
    expect(compactionStatement({ ...good, arrived: "2026-01-01" })).to.include("FROM contact_files");
    expect(() => compactionStatement({ ...good, arrived: "2026-01-01' OR ''='" })).to.throw("arrived is");
    expect(() => compactionStatement({ ...good, bucket: "b'" })).to.throw("bucket is");
    expect(() => compactionStatement({ ...good, run: "../r" })).to.throw("run is");
  });
});

const PARQUET = { text: "text", json: "text", integer: "integer", timestamp: "timestamp", boolean: "boolean" } as const;

function typeOf({
  type,
  converted_type: converted,
  logical_type: logical,
}: {
  type?: string;
  converted_type?: string;
  logical_type?: { type?: string };
}): string {
  if (type === "BYTE_ARRAY" && (converted === "UTF8" || logical?.type === "STRING")) return "text";
  if (type === "INT32") return "integer";
  if (type === "BOOLEAN") return "boolean";
  if (type === "INT96" || converted?.startsWith("TIMESTAMP") === true || logical?.type === "TIMESTAMP")
    return "timestamp";
  return `${type ?? "?"} ${converted ?? ""}`;
}

const textOf = (date: Date): string =>
  date
    .toISOString()
    .replace("T", " ")
    .replace("Z", "")
    .replace(/\.000$/, "")
    .replace(/(\.\d+?)0+$/, "$1");

describe("Redshift", () => {
  it("loads the Parquet files of a compaction as it loads rows", async () => {
    const athena = athenaWarehouse(NOW);
    const redshift = await redshiftWarehouse(NOW);
    try {
      const rows = [
        contact("1", { holds: 1 }),
        contact("1", { holds: 2, last_update: "2026-03-10 11:00:01" }),
        contact("2"),
      ];
      athena.put("contact_records", "2026-03-10-09", rows);
      const compaction = {
        dataset: "contact_records",
        bucket: athena.bucket,
        arrived: "2026-03-10-09",
        run: "a",
      } as const;
      await athena.rows(compactionStatement(compaction));
      const [object] = athena.store.list(athena.bucket, folderOf(compaction));
      const key = object?.key ?? "";
      redshift.store.put(athena.bucket, key, athena.store.get(athena.bucket, key) ?? Buffer.alloc(0));
      await redshift.loadFiles("contact_records", [`s3://${athena.bucket}/${key}`], "parquet");
      const question = "SELECT contact_id, holds, last_update FROM contacts ORDER BY contact_id";
      expect(await redshift.rows(question)).to.deep.equal([
        { contact_id: "1", holds: 2, last_update: "2026-03-10 11:00:01" },
        { contact_id: "2", holds: null, last_update: "2026-03-10 11:00:00" },
      ]);
    } finally {
      await athena.close();
      await redshift.close();
    }
  });

  it("can be made again with rows in it, and loses none", async () => {
    const redshift = await redshiftWarehouse(NOW);
    try {
      await redshift.load("contact_records", [contact("1")]);
      await redshift.run([...tableStatements(), ...viewStatements({ serviceLevelSeconds: 30 }), ...grantStatements()]);
      expect(await redshift.rows("SELECT contact_id FROM contact_outcomes")).to.deep.equal([{ contact_id: "1" }]);
    } finally {
      await redshift.close();
    }
  });

  it("adds the columns an older table lacks, and only those", () => {
    const existing = ALL.flatMap(({ name, columns }) =>
      columns.map((column) => [RELATIONS[name].current, column.name] as const),
    ).filter(([table, column]) => !(table === "contacts" && column === "holds"));
    expect(missingColumnStatements(existing)).to.deep.equal(["ALTER TABLE contacts ADD COLUMN holds integer"]);
    expect(missingColumnStatements([])).to.deep.equal([]);
  });

  it("shows analysts no hash of a customer, directly or through a view", () => {
    const grants = grantStatements().join("\n");
    expect(grants).not.to.match(/customer_hash/);
    expect(grants).not.to.match(/SELECT ON (recent_)?contacts /);
    const exposing = analystViews().filter(({ columns }) => columns.some(({ name }) => name === "customer_hash"));
    expect(exposing).to.deep.equal([]);
  });

  it("merges as Redshift allows: both clauses, no conditions, no alias of the target", () => {
    for (const { name } of ALL) {
      const merge =
        loadStatements({ dataset: name, ...JSON_LOAD }).find((statement) => statement.startsWith("MERGE")) ?? "";
      const { current } = RELATIONS[name];
      expect(merge).to.match(new RegExp(`^MERGE INTO ${current} USING newest_${name} AS s ON ${current}\\.`));
      expect(merge.match(/WHEN (NOT )?MATCHED THEN/g)).to.deep.equal(["WHEN MATCHED THEN", "WHEN NOT MATCHED THEN"]);
      expect(merge).not.to.match(/MATCHED AND|SET \w+\./);
    }
  });

  it("refuses what would become another statement", () => {
    const load = { dataset: "contact_records", ...JSON_LOAD } as const;
    expect(() => loadStatements({ ...load, manifest: "s3://b/m' DELETE" })).to.throw("manifest is");
    expect(() => loadStatements({ ...load, role: "arn:aws:iam::1:role/x'" })).to.throw("role is");
    expect(loadStatements(load).join("\n")).not.to.include(":manifest");
  });

  it("keeps within the limits of one BatchExecuteStatement", () => {
    const lists = [viewStatements(), ...ALL.map(({ name }) => loadStatements({ dataset: name, ...JSON_LOAD }))];
    for (const statements of lists) {
      expect(statements.length).to.be.at.most(40);
      for (const statement of statements) expect(Buffer.byteLength(statement)).to.be.below(100_000);
    }
    expect(REDSHIFT.type("json")).to.equal("varchar(65535)");
  });
});
