/** A day from end to end: simulated, recorded, stored by the program's own function, and counted by its own views. */
import { expect } from "chai";
import { LocalCenter } from "../../local/center";
import { Clock } from "../../local/clock";
import { ConnectService } from "../../local/connect";
import type { ResourceGraph } from "../../local/engine/graph";
import type { Simulation } from "../../local/simulation";
import { plannedDay } from "../../local/simulation/day/dayPlan";
import { type DayOptions, type DayResult, playDay, RecordTap } from "../../local/simulation/day/playDay";
import { differences } from "../../local/simulation/day/warehouseFigures";
import { demandViews, recordIntakeOf } from "../../local/simulation/day/recordIntake";
import { queueOnly } from "../support/agreement";
import { evaluated } from "../support/evaluated";

/** A Tuesday, 07:00 in New York. */
const MORNING = Date.parse("2026-11-17T12:00:00Z");

/** Large enough for records to come by a stream. */
const STREAMED = {
  agents: "500",
  quotas: JSON.stringify({ concurrentCalls: 25_000, users: 35_000, lambdaConcurrency: 2_000 }),
};

const HABITS = {
  talk: { kind: "lognormal", mean: 200, deviation: 150 },
  afterContactWork: { kind: "lognormal", mean: 30, deviation: 20 },
} as const;

function simulationOf(connect: ConnectService, agents: number, seed: number): Simulation {
  const { seconds, intervalSeconds, arrivals, teams } = plannedDay(
    { agents, contactsPerHour: 12.5 * agents, handleTime: 230 },
    [...connect.routingProfiles.keys()],
    HABITS,
  );
  return {
    ...{ seed, seconds, intervalSeconds, arrivals, teams },
    patience: { kind: "exponential", mean: 60 },
    scripts: [
      { name: "first", moves: [{ press: "1" }, { press: "1" }] },
      { name: "second", moves: [{ press: "2" }, { press: "1" }] },
    ],
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe("a simulated day", function () {
  this.timeout(300_000);
  let pipeline: ResourceGraph;

  before(async () => {
    pipeline = await evaluated("dev", STREAMED);
  });

  /** A small day of a centre that queues every call at once. */
  async function smallDay(seed: number, changes: Partial<DayOptions> = {}): Promise<DayResult> {
    const [clock, records] = [new Clock(MORNING), new RecordTap()];
    const functions = { invoke: () => ({ ok: false as const, reason: "there is none" }) };
    const connect = ConnectService.fromGraph(queueOnly(), {
      ...{ clock, seed, functions, keep: 0 },
      onContactRecord: records.take,
    });
    const simulation = simulationOf(connect, 8, seed);
    return playDay({ connect, clock, records, graph: pipeline, simulation, ...changes });
  }

  it("of thirty agents ends with the same figures in the warehouse as in the simulation's books", async () => {
    const records = new RecordTap();
    const center = await LocalCenter.fromGraph(await evaluated("dev", { architecture: "basic" }), {
      ...{ startAt: MORNING, handlers: "inProcess", keep: 0, publishes: false, remembersReads: true },
      onContactRecord: records.take,
    });
    try {
      const { connect, clock } = center;
      const simulation = simulationOf(connect, 25, 3);
      const { ledger, warehouse, stored, ...day } = await playDay({
        ...{ connect, clock, records, simulation, graph: pipeline },
      });
      expect(day.differences).to.deep.equal([]);
      expect(warehouse).to.deep.equal(ledger);
      expect(ledger.contacts).to.be.within(2_200, 2_800);
      expect(stored).to.include({ records: ledger.contacts, rows: ledger.contacts, quarantined: 0 });
      const { total } = day.simulation;
      expect(sum(ledger.rows.map(({ offered }) => offered))).to.equal(total.offered);
      expect(sum(ledger.rows.map(({ handled }) => handled))).to.equal(total.handled);
      expect(sum(ledger.rows.map(({ abandoned }) => abandoned))).to.equal(total.abandoned);
      expect(total.abandoned).to.be.above(0);
      expect(new Set(ledger.rows.map(({ queue }) => queue)).size).to.be.above(1);
      expect(new Set(ledger.rows.map(({ from }) => from)).size).to.equal(24);
      expect(sum(ledger.rows.map(({ answeredInTime }) => answeredInTime))).to.be.below(total.handled);
    } finally {
      await center.close();
    }
  });

  it("is the same for the same seed, byte for byte of its records and rows, and another for another seed", async () => {
    const keys: string[][] = [[], []];
    const days: DayResult[] = [];
    for (const found of keys) {
      const keep: DayOptions["keep"] = async (objects, bucket) =>
        void found.push(...objects.list(bucket).map(({ key, etag }) => `${key} ${etag}`));
      days.push(await smallDay(5, { keep }));
    }
    expect(JSON.stringify(days[1])).to.equal(JSON.stringify(days[0]));
    expect(keys[1]).to.deep.equal(keys[0]);
    expect(keys[0]?.filter((key) => key.startsWith("raw/"))).not.to.have.length(0);
    const other = await smallDay(6);
    expect(other.differences).to.deep.equal([]);
    expect(other.ledger).not.to.deep.equal(days[0]?.ledger);
    expect(other.stored.recordsDigest).not.to.equal(days[0]?.stored.recordsDigest);
  });

  it("has the same figures when records come twice and out of order", async () => {
    const once = await smallDay(7);
    const told: number[] = [];
    const twice = await smallDay(7, { twice: 0.2, onRecords: (count) => told.push(count) });
    expect(twice.stored.records).to.be.above(once.stored.records * 1.1);
    expect(twice.stored.recordsDigest).not.to.equal(once.stored.recordsDigest);
    expect(twice.differences).to.deep.equal([]);
    expect([twice.warehouse, twice.simulation]).to.deep.equal([once.warehouse, once.simulation]);
    expect(told).to.deep.equal([500]);
  });

  it("tells what a warehouse says otherwise", async () => {
    const { ledger } = await smallDay(8);
    const [first, ...others] = ledger.rows;
    if (first === undefined) throw new Error("The day has no contacts.");
    expect(differences(ledger, { contacts: ledger.contacts + 1, rows: others })).to.have.length(2);
    const wrong = { ...first, answeredInTime: first.answeredInTime + 1 };
    const [said] = differences(ledger, { ...ledger, rows: [wrong, ...others] });
    expect(said).to.match(/^2026-11-17T12:00:00Z support: the ledger has .*, the warehouse /);
  });

  it("needs a program that takes contact records by a stream", () => {
    expect(() => recordIntakeOf(queueOnly())).to.throw(
      /takes no contact records into a warehouse.*--config agents=\d+/,
    );
  });

  it("needs a program with views to count the day by, and says how it gets them", () => {
    expect(() => demandViews(queueOnly())).to.throw(/no view contact_outcomes.*"warehouse":"athena"/);
  });
});

describe("the plan of a day", () => {
  it("staffs each half hour with as many agents as it takes, most of them about noon", () => {
    const day = plannedDay({ agents: 100 }, ["a", "b"], HABITS);
    const atWork = (at: number): number =>
      sum(
        day.teams
          .filter(({ shifts = [] }) => shifts.some(({ from, to }) => from <= at && at < to))
          .map((t) => t.agents),
      );
    const staffed = Array.from({ length: 24 }, (_, half) => atWork(half * 1_800));
    expect(Math.max(...staffed)).to.equal(day.mostAgents);
    expect(day.mostAgents).to.be.within(95, 100);
    expect(staffed[0]).to.be.below(30);
    expect(staffed[7]).to.be.above(90);
    const agentsOf = (profile: string): number =>
      sum(day.teams.filter(({ routingProfile }) => routingProfile === profile).map(({ agents }) => agents));
    expect(agentsOf("a") + agentsOf("b")).to.equal(day.mostAgents);
    expect(Math.abs(agentsOf("a") - agentsOf("b"))).to.be.below(5);
    expect(sum(day.arrivals.callsPerInterval)).to.be.closeTo(day.contacts, 1e-6);
  });
});
