/** What a team says of its centre, filled in; a day of it; the quotas it runs into; what the services carry. */
import { expect } from "chai";
import fc from "fast-check";
import { planDay, USUAL_DAY } from "../../planning/dayCurve";
import { erlangB, queueFigures } from "../../planning/erlang";
import { concurrentCalls, type Inventory, missingQuotas, quotaNeeds } from "../../planning/quotas";
import { firstUpMinutes, sizesFor } from "../../planning/sizes";
import { workloadOf } from "../../planning/workload";

const SMALL: Inventory = {
  phoneNumbers: 1,
  flows: 12,
  queues: 3,
  queuesPerRoutingProfile: 6,
  routingProfiles: 2,
  hoursOfOperation: 2,
  quickConnects: 2,
};

describe("a workload", () => {
  it("follows from agents alone: eight contacts an agent and hour", () => {
    const { contactsPerHour, people, perMonth, servedPerMonth } = workloadOf({ agents: 500 });
    expect(contactsPerHour).to.equal(4000);
    expect(people).to.equal(715);
    expect(servedPerMonth).to.equal(4000 * 8 * 22);
    expect(perMonth).to.be.closeTo(servedPerMonth * 1.2, 1e-6);
  });

  it("follows from contacts alone: agents who reach the service level and are not too busy", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (contactsPerHour) => {
        const { agents, figures, handleTime, patience } = workloadOf({ contactsPerHour });
        expect(figures.serviceLevel).to.be.at.least(0.8);
        const load = (contactsPerHour * handleTime) / 3600;
        expect(load / agents).to.be.at.most(0.8 + 1e-9);
        if (agents > 1) {
          const fewer = queueFigures({ callsPerHour: contactsPerHour, handleTime, patience }, agents - 1);
          expect(fewer.serviceLevel < 0.8 || load / (agents - 1) > 0.8, "one agent fewer would do").to.equal(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("says what callers meet when both are given, however badly they fit", () => {
    const { figures } = workloadOf({ agents: 10, contactsPerHour: 400 });
    expect(figures.serviceLevel).to.be.below(0.1);
    expect(figures.abandonment).to.be.above(0.5);
  });

  it("is refused with every figure that makes no sense, what was given and what is allowed", () => {
    expect(() => workloadOf({ agents: 2.5, shrinkage: 1, serviceLevel: 1, handleTime: Number.NaN })).to.throw(
      RangeError,
      /agents is 2\.5; allowed: 1 to 100000 [^]*handleTime is NaN[^]*serviceLevel is 1; [^]*shrinkage is 1; allowed: 0 to 0\.9/,
    );
    expect(() => workloadOf({})).to.throw(/Neither agents nor contactsPerHour is given/);
  });
});

describe("a day", () => {
  it("has as many contacts as its shape says, and agents for each interval who reach the service level", () => {
    const workload = workloadOf({ agents: 50 });
    const day = planDay(workload);
    expect(day.contacts).to.be.closeTo(400 * 8, 1e-6);
    expect(day.intervals).to.have.length(USUAL_DAY.length);
    for (const { figures, contactsPerHour, needed } of day.intervals) {
      expect(figures.serviceLevel).to.be.at.least(0.8);
      expect((contactsPerHour * 360) / 3600 / needed).to.be.at.most(0.8 + 1e-9);
    }
    expect(day.mostAgents).to.equal(Math.max(...day.intervals.map(({ needed }) => needed)));
    expect(day.agentHours).to.be.below(day.mostAgents * 12);
    expect(day.serviceLevel).to.be.within(0.8, 1);
  });

  it("weighs a busy interval more than a quiet one", () => {
    const day = planDay(workloadOf({ agents: 5 }), [1, 0]);
    expect(day.serviceLevel).to.equal(day.intervals[0]?.figures.serviceLevel);
    expect(planDay(workloadOf({ agents: 5 }), [0]).contacts).to.equal(0);
  });

  it("is refused when it does not fit between two midnights, or has a share that is none", () => {
    const workload = workloadOf({ agents: 5 });
    expect(() => planDay(workload, USUAL_DAY, 18 * 60)).to.throw(
      /ends at minute 1800; it has to lie between 0 and 1440/,
    );
    expect(() => planDay(workload, [1.2])).to.throw(/has 1\.2; each interval is a share/);
  });
});

describe("quotas", () => {
  it("of a small centre are those every account has", () => {
    expect(missingQuotas(quotaNeeds(workloadOf({ agents: 1 }), SMALL))).to.deep.equal([]);
  });

  it("that are missing are named with what is needed, what is there, and whom to ask", () => {
    const [calls, users, ...others] = missingQuotas(quotaNeeds(workloadOf({ agents: 500 }), SMALL));
    expect(calls).to.match(/^concurrentCalls: \d+ needed, 10 there\. Ask Service Quotas for "Concurrent active calls/);
    expect(users).to.match(/^users: 751 needed, 500 there\..*L-9A46857E/);
    expect(others).to.deep.equal([]);
  });

  it("that the settings say are granted are not asked for again", () => {
    const granted = { concurrentCalls: 1000, users: 1000 };
    expect(missingQuotas(quotaNeeds(workloadOf({ agents: 500 }), SMALL, granted))).to.deep.equal([]);
  });

  it("can be less than the defaults: a new account has what the settings say", () => {
    const [calls] = quotaNeeds(workloadOf({ agents: 1 }), SMALL, { concurrentCalls: 1 });
    expect(calls).to.include({ available: 1, short: true });
  });

  it("of calls count menus and queues, not agents alone, and no chats", () => {
    const all = concurrentCalls(workloadOf({ agents: 500 }));
    expect(all).to.be.above(500);
    const half = workloadOf({ agents: 500, chats: 0.5 });
    expect(concurrentCalls(half)).to.be.below(0.6 * all);
    expect(quotaNeeds(half, SMALL).find(({ name }) => name === "concurrentChats")?.needed).to.be.above(200);
  });

  it("of calls are lines that lose one in a thousand of a quarter more than the mean, waiting callers among it", () => {
    for (const inputs of [{ agents: 500 }, { agents: 10, contactsPerHour: 400 }]) {
      const workload = workloadOf(inputs);
      const { figures, contactsPerHour } = workload;
      const busy = ((contactsPerHour * 360) / 3_600) * (1 - figures.abandonment);
      const load = 1.25 * (busy + figures.queueLength + (contactsPerHour * 1.2 * 60) / 3_600);
      const lines = concurrentCalls(workload);
      expect(erlangB(lines, load)).to.be.at.most(0.001);
      expect(erlangB(lines - 1, load)).to.be.above(0.001);
    }
  });

  it("grow with the centre", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 500 }), (agents, more) => {
        const [less, greater] = [agents, agents + more].map((count) => concurrentCalls(workloadOf({ agents: count })));
        expect(greater).to.be.at.least(less ?? 0);
      }),
      { numRuns: 40 },
    );
  });
});

describe("sizes", () => {
  it("carry three times the busiest hour's mean", () => {
    const { recordsPerSecond, contactRecords, agentEvents, flowConcurrency } = sizesFor(workloadOf({ agents: 10_000 }));
    expect(recordsPerSecond).to.be.closeTo((3 * 80_000 * 1.2 * 1.3) / 3600, 1e-6);
    expect(contactRecords).to.deep.equal({ mode: "on-demand", shards: 1 });
    expect(agentEvents.shards).to.equal(3);
    expect(flowConcurrency).to.equal(24);
  });

  it("have no stream of contact records below 100 agents", () => {
    const records = (agents: number) => sizesFor(workloadOf({ agents })).contactRecords;
    expect([1, 99, 100].map((agents) => records(agents).mode)).to.deep.equal(["direct", "direct", "on-demand"]);
    expect(records(24).shards).to.equal(0);
  });

  it("give streams shards of their own beyond what an on-demand stream takes at once", () => {
    expect(sizesFor(workloadOf({ agents: 20_000 })).agentEvents).to.deep.equal({ mode: "provisioned", shards: 6 });
  });

  it("reserve nothing for a small centre and twice the burst for a large one", () => {
    expect(sizesFor(workloadOf({ agents: 5 })).reservedConcurrency).to.equal(undefined);
    const { reservedConcurrency, flowConcurrency } = sizesFor(workloadOf({ agents: 20_000 }));
    expect(reservedConcurrency).to.equal(2 * flowConcurrency);
  });

  it("tell somebody when a quarter of the agents' worth waits, for twice callers' patience, or a fiftieth is missed", () => {
    const alarms = (agents: number) => sizesFor(workloadOf({ agents, patience: 90 })).alarms;
    expect(alarms(500)).to.deep.equal({ queueLength: 125, longestWait: 180, callsPercent: 80, missedCalls: 7 });
    expect(alarms(1)).to.deep.equal({ queueLength: 5, longestWait: 180, callsPercent: 80, missedCalls: 3 });
  });

  it("give the warehouse a step of Redshift's more for each two million contacts, and Firehose more a file", () => {
    const of = (contacts: number) =>
      sizesFor(workloadOf({ agents: 1, contactsPerHour: contacts / (8 * 22), selfServed: 0 }));
    const capacity = [8_000_000, 8_000_001, 16_000_000, 127_000_000].map((contacts) => of(contacts).redshiftCapacity);
    expect(capacity).to.deep.equal([4, 8, 8, 64]);
    const megabytes = (agents: number) => sizesFor(workloadOf({ agents })).delivery.megabytes;
    expect([500, 15_000, 20_000].map(megabytes)).to.deep.equal([5, 5, 16]);
  });

  it("tell how long the control plane takes for a first deployment", () => {
    expect(firstUpMinutes(60)).to.equal(6);
    expect(firstUpMinutes(10_000)).to.be.above(160);
  });
});
