/** The loader on the local services: every object in the warehouse once, wherever it is killed and whatever it cannot read. */
import { createHash } from "node:crypto";
import { expect } from "chai";
import { compactRowsFactory } from "../../handlers/compactRows";
import { keyFrom, noticeOf } from "../../handlers/jobs/loadMessages";
import { type LoadTally } from "../../handlers/jobs/load";
import { loadWarehouseFactory } from "../../handlers/loadWarehouse";
import { useEnvironment } from "../support/handlerLog";
import { BUCKET, ENVIRONMENT, Lake, RECEIVES, row } from "./lake";
import { Killed, Mortal } from "./killed";

const HOUR = "2026-03-10-11";
const LONGEST_HIDDEN_MS = 121_000;

describe("loadWarehouse", () => {
  let lake: Lake;
  let runs = 0;
  useEnvironment(ENVIRONMENT);

  before(async () => {
    lake = await Lake.start();
  });
  after(() => lake.close());
  beforeEach(async () => {
    lake.clear("");
    for (const queue of lake.sqs.list()) queue.purge();
    await lake.query("redshift", "DELETE FROM contacts");
    await lake.query("redshift", "DELETE FROM loads");
  });

  /** Runs the loader while time stands still for it, as for a function. */
  function run(mortal = new Mortal(), milliseconds = 60_000): Promise<LoadTally> {
    const { queues, objects, warehouse } = lake.clients;
    const handler = loadWarehouseFactory(
      mortal.clients({ queues, objects, warehouse }),
      lake.time,
      () => `${(runs += 1)}`,
    );
    return lake.clock.busy(handler({}, { getRemainingTimeInMillis: () => milliseconds }));
  }

  const arrive = (name: string, rows: readonly object[], hour = HOUR): string => {
    const key = lake.put(hour, name, rows);
    lake.notify(key);
    return key;
  };
  const contacts = () => lake.query("redshift", "SELECT contact_id, last_update FROM contacts ORDER BY contact_id");
  const waiting = () => lake.queue("load").counts();
  const failed = () => lake.queue("load-failures").counts().visible;

  it("loads what has arrived, and takes the messages off the queue", async () => {
    arrive("a", [row("c1", 1), row("c2", 1)]);
    arrive("b", [row("c1", 2)]);
    expect(await run()).to.deep.equal({ loaded: 2, refused: 0, missing: 0, notUnderstood: 0, stopped: false });
    expect(await contacts()).to.deep.equal(["c1 2026-03-01 10:00:02", "c2 2026-03-01 10:00:01"]);
    expect(waiting()).to.include({ visible: 0, inFlight: 0 });
    expect(await lake.query("redshift", "SELECT rows_staged, rows_applied FROM loads")).to.deep.equal(["3 2"]);
  });

  it("does not wait for messages that nobody can send while it runs", async () => {
    expect(await run()).to.include({ loaded: 0, stopped: false });
  });

  it("takes test events, objects that are told of twice, and keys with spaces and letters of any language", async () => {
    lake
      .queue("load")
      .send({ body: JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" }), attributes: {} }, "s3");
    const key = arrive("part 1+2 ñ", [row("c1", 1)]);
    lake.notify(key, key);
    expect(await run()).to.include({ loaded: 1, notUnderstood: 0 });
    expect(waiting()).to.include({ visible: 0, inFlight: 0 });
    expect(await contacts()).to.have.length(1);
  });

  it("leaves what is no notification to the dead-letter queue, and loads the rest", async () => {
    for (const body of ["hello", "null", "{}", JSON.stringify({ Records: [{ s3: { object: { key: "raw/a" } } }] })]) {
      lake.queue("load").send({ body, attributes: {} }, "somebody");
    }
    arrive("a", [row("c1", 1)]);
    expect(await run()).to.include({ loaded: 1, notUnderstood: 4 });
    for (let time = 0; time <= RECEIVES; time += 1) {
      await lake.clock.advance(LONGEST_HIDDEN_MS);
      await run();
    }
    expect(failed()).to.equal(4);
    expect(await contacts()).to.have.length(1);
  });

  it("loads an hour's files in place of objects that were compacted before", async () => {
    lake.put("2026-03-10-10", "other", [row("other", 1)]);
    await compactRowsFactory(lake.clients, lake.time)({}, {});
    arrive("a", [row("c1", 1)]);
    arrive("b", [row("c1", 2), row("c2", 1)]);
    await compactRowsFactory(lake.clients, lake.time)({}, {});
    arrive("late", [row("c3", 1)]);
    expect(await run()).to.include({ loaded: 3, missing: 0 });
    expect(await contacts()).to.deep.equal([
      "c1 2026-03-01 10:00:02",
      "c2 2026-03-01 10:00:01",
      "c3 2026-03-01 10:00:01",
    ]);
    expect(waiting()).to.include({ visible: 0, inFlight: 0 });
  });

  it("finds what was compacted between its look and COPY's", async () => {
    arrive("a", [row("c1", 1)]);
    const { queues, objects, warehouse } = lake.clients;
    let compacted = false;
    const late = {
      listObjectsV2: objects.listObjectsV2.bind(objects),
      putObject: async (input: Parameters<typeof objects.putObject>[0]) => {
        if (!compacted) await compactRowsFactory(lake.clients, lake.time)({}, {});
        compacted = true;
        return objects.putObject(input);
      },
    };
    const handler = loadWarehouseFactory({ queues, objects: late, warehouse }, lake.time);
    expect(await lake.clock.busy(handler({}, {}))).to.include({ loaded: 1, refused: 0, stopped: false });
    expect(await contacts()).to.have.length(1);
  });

  it("lets go of objects that are nowhere any more", async () => {
    lake.s3.store.delete(BUCKET, arrive("a", [row("c1", 1)]));
    expect(await run()).to.include({ loaded: 0, missing: 1 });
    expect(waiting()).to.include({ visible: 0, inFlight: 0 });
  });

  it("loads everything but the object that cannot be read, which ends in the dead-letter queue", async () => {
    for (let at = 0; at < 6; at += 1) arrive(`good${at}`, [row(`c${at}`, 1)]);
    const bad = arrive("bad", []);
    lake.s3.store.put(BUCKET, bad, Buffer.from("no gzip"));
    expect(await run()).to.include({ loaded: 6, refused: 1, stopped: false });
    expect(await contacts()).to.have.length(6);
    for (let time = 0; time <= RECEIVES; time += 1) {
      await lake.clock.advance(LONGEST_HIDDEN_MS);
      arrive(`later${time}`, [row(`later${time}`, 1)]);
      expect(await run(), "what comes later is not kept waiting").to.include({ loaded: 1 });
    }
    expect(failed()).to.equal(1);
    expect(waiting()).to.include({ visible: 0, inFlight: 0 });
  });

  it("stops at a failure that is no object's, and everything comes back", async () => {
    arrive("a", [row("c1", 1)]);
    arrive("b", [row("c2", 1)]);
    const started: object[] = [];
    const broken = {
      batchExecuteStatement: (input: object) => Promise.resolve({ Id: `${started.push(input)}`, $metadata: {} }),
      describeStatement: ({ Id }: { Id: string | undefined }) => {
        const SubStatements = [{ Id: `${Id}:1`, Status: "FAILED" as const }];
        return Promise.resolve({
          Id,
          Status: "FAILED" as const,
          Error: "permission denied",
          SubStatements,
          $metadata: {},
        });
      },
    };
    const { queues, objects } = lake.clients;
    const handler = loadWarehouseFactory({ queues, objects, warehouse: broken }, lake.time);
    expect(await lake.clock.busy(handler({}, {}))).to.include({ loaded: 0, refused: 0, stopped: true });
    expect(started, "one transaction, not one for every half").to.have.length(1);
    await lake.clock.advance(LONGEST_HIDDEN_MS);
    expect(await run()).to.include({ loaded: 2 });
  });

  it("starts nothing when too little time is left", async () => {
    arrive("a", [row("c1", 1)]);
    expect(await run(new Mortal(), 14_000)).to.include({ loaded: 0 });
    expect(waiting().visible, "nothing was received").to.equal(1);
  });

  it("gives each transaction of a run a token of its own", async () => {
    const tokens: (string | undefined)[] = [];
    const { queues, objects, warehouse } = lake.clients;
    const watched = {
      batchExecuteStatement: (input: Parameters<typeof warehouse.batchExecuteStatement>[0]) => {
        tokens.push(input.ClientToken);
        return warehouse.batchExecuteStatement(input);
      },
      describeStatement: warehouse.describeStatement.bind(warehouse),
    };
    const handler = loadWarehouseFactory({ queues, objects, warehouse: watched }, lake.time);
    for (let time = 0; time < 2; time += 1) {
      arrive(`a${time}`, [row("c1", time)]);
      await lake.clock.busy(handler({}, {}));
    }
    expect(new Set(tokens).size).to.equal(2);
    for (const token of tokens) expect(token).to.have.length.of.at.most(64);
  });

  it("has everything once wherever it is killed, when it is run again", async () => {
    const truth = ["c1 2026-03-01 10:00:02", "c2 2026-03-01 10:00:01", "c3 2026-03-01 10:00:01"];
    const fill = async () => {
      lake.clear("");
      lake.queue("load").purge();
      await lake.query("redshift", "DELETE FROM contacts");
      arrive("a", [row("c1", 1), row("c2", 1)]);
      arrive("b", [row("c1", 2)]);
      arrive("c", [row("c3", 1), row("c1", 1)]);
    };
    await fill();
    const alive = new Mortal();
    await run(alive);
    expect(alive.requests).to.be.greaterThan(6);
    for (let last = 0; last <= alive.requests; last += 1) {
      await fill();
      await run(new Mortal(last)).catch((error: Error) => expect(error.name).to.equal(Killed.name));
      await lake.clock.advance(LONGEST_HIDDEN_MS);
      expect((await run()).stopped, `killed at request ${last}`).to.equal(false);
      expect(await contacts(), `killed at request ${last}, and run again`).to.deep.equal(truth);
      expect(waiting()).to.include({ visible: 0, inFlight: 0 });
    }
  });
});

describe("a message of the load queue", () => {
  const read = (body: string) => noticeOf({ Body: body, MessageId: "m", ReceiptHandle: "r" }, BUCKET);

  it("names an object's key as S3 encodes it", () => {
    expect(keyFrom("rows/a%2Bb+c%C3%B1.gz")).to.equal("rows/a+b cñ.gz");
  });

  it("is not understood when it names another bucket, another folder, or nothing that can be read", () => {
    const of = (bucket: string, key: string) =>
      read(JSON.stringify({ Records: [{ s3: { bucket: { name: bucket }, object: { key } } }] }));
    const key = `rows/contact_records/arrived%3D${HOUR}/${createHash("md5").update("a").digest("hex")}.gz`;
    expect(of(BUCKET, key)?.arrivals).to.have.length(1);
    expect(of("another", key)).to.equal(undefined);
    expect(of(BUCKET, key.replace("rows", "tables"))).to.equal(undefined);
    expect(of(BUCKET, key.replace("contact_records", "no_dataset"))).to.equal(undefined);
    expect(of(BUCKET, "%")).to.equal(undefined);
  });
});
