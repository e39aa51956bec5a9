import { expect } from "chai";
import fc from "fast-check";
import { PRICES } from "../../planning/prices";
import { CONNECT_QUOTAS } from "../../planning/quotas";
import { RANGES, workloadOf } from "../../planning/workload";
import { planOf } from "../../stacks/plan";
import { readSettings } from "../../stacks/settings";

function read(config: Record<string, unknown>) {
  const given = { instanceAlias: "example-dev", ...config };
  const texts = Object.entries(given).map(([key, value]) => [
    `contact-center:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return readSettings(Object.fromEntries(texts), "contact-center", "dev");
}

/** The settings; undefined when they are refused. */
function accepted(config: Record<string, unknown>) {
  try {
    return read(config);
  } catch {
    return undefined;
  }
}

function mistakesOf(config: Record<string, unknown>): string {
  try {
    read(config);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("These settings were accepted.");
}

/** A figure as a stack says it: two are keys of their own, the others belong to `workload`. */
function said(name: string, value: number): Record<string, unknown> {
  if (name === "agents") return { agents: value };
  // As many contacts as are allowed are short ones: there are not so many agents.
  if (name === "contactsPerHour") return { contactsPerHour: value, workload: { handleTime: 180 } };
  return { architecture: "advanced", workload: { [name]: value } };
}

describe("the settings of a centre's size", () => {
  it("are all left open unless a stack says something", () => {
    const open = { workload: {}, prices: {}, alarms: {}, quotas: { request: false } };
    expect(read({})).to.deep.include(open).and.not.to.have.any.keys("agents", "contactsPerHour");
  });

  it("take every figure as far as planning does, and not a step further", () => {
    for (const [name, [least, most]] of Object.entries(RANGES)) {
      const key = name === "agents" || name === "contactsPerHour" ? name : `workload.${name}`;
      for (const value of [least, most]) expect(() => read(said(name, value)), `${name} ${value}`).not.to.throw();
      for (const value of [least - 1, most + 1]) {
        const words = `${key}: given ${value}; allowed: `;
        expect(mistakesOf(said(name, value)), name)
          .to.contain(words)
          .and.to.contain(`${least} to ${most}`);
      }
    }
  });

  it("are a workload that planning takes whenever they are accepted", () => {
    const figures = Object.fromEntries(
      Object.entries(RANGES)
        .filter(([name]) => name !== "agents" && name !== "contactsPerHour")
        .map(([name, [min, max]]) => [name, fc.double({ min, max, noNaN: true })]),
    );
    const agents = fc.integer({ min: 1, max: 2_000 });
    fc.assert(
      fc.property(fc.record(figures, { requiredKeys: [] }), agents, (workload, count) => {
        const given = { architecture: "advanced", agents: count, workload };
        const settings = accepted(given);
        if (settings === undefined) {
          expect(mistakesOf(given)).to.match(/workload: .* contacts at once/);
          return;
        }
        expect(workloadOf({ agents: settings.agents, ...settings.workload }).agents).to.equal(count);
      }),
      { numRuns: 50 },
    );
  });

  it("are refused where they are no centre together, before anything adds them up", () => {
    const together = (figures: Record<string, unknown>) => mistakesOf({ architecture: "advanced", ...figures });
    expect(together({ contactsPerHour: 1_000_000 })).to.match(
      /workload: given .*1000000.* take 125000 agents; allowed: 100000/,
    );
    expect(together({ agents: 1, contactsPerHour: 1_000_000, workload: { patience: 1_000_000 } })).to.match(
      /These figures make \d{9} contacts at once/,
    );
  });

  it("have no half agents and no figures by other names", () => {
    expect(mistakesOf({ agents: 2.5 })).to.contain("agents: given 2.5; allowed: a whole number from 1 to 100000");
    expect(mistakesOf({ workload: { aht: 300 } })).to.match(/workload\.aht: given .*keys handleTime, patience/);
  });

  it("plan chats only where there are any", () => {
    expect(mistakesOf({ workload: { chats: 0.2 } })).to.contain("workload.chats: given 0.2; allowed: 0, unless");
    expect(read({ architecture: "advanced", workload: { chats: 0.2 } }).workload.chats).to.equal(0.2);
    expect(() => read({ workload: { chats: 0 } })).not.to.throw();
  });
});

describe("the settings of what an account was granted", () => {
  it("know every quota of the plan, and Lambda's", () => {
    for (const name of [...Object.keys(CONNECT_QUOTAS), "lambdaConcurrency"]) {
      expect(read({ quotas: { [name]: 12_000 } }).quotas, name).to.include({ [name]: 12_000, request: false });
      expect(mistakesOf({ quotas: { [name]: 0 } })).to.contain(`quotas.${name}: given 0; allowed: a whole number`);
    }
    expect(mistakesOf({ quotas: { calls: 10 } })).to.match(/quotas\.calls: given .*keys concurrentCalls, /);
    expect(mistakesOf({ quotas: { request: "yes" } })).to.contain("quotas.request: given");
  });

  it("keep queues below the lines there are, as Connect does", () => {
    const queues = [{ name: "support", maxContacts: 40 }];
    expect(mistakesOf({ queues, quotas: { concurrentCalls: 40 } })).to.contain(
      "queues[0].maxContacts: given 40; allowed: less than quotas.concurrentCalls, 40",
    );
    expect(() => read({ queues, quotas: { concurrentCalls: 41 } })).not.to.throw();
    expect(() => read({ queues })).not.to.throw();
  });
});

describe("the settings of prices and alarms", () => {
  it("replace any price of the list and no other", () => {
    const prices = Object.fromEntries(Object.keys(PRICES).map((name) => [name, 0.5]));
    expect(read({ prices }).prices).to.deep.equal(prices);
    expect(mistakesOf({ prices: { connectVoiceMinute: -1 } })).to.contain(
      "prices.connectVoiceMinute: given -1; allowed: a number from 0 to 1000000 (US dollars)",
    );
    expect(mistakesOf({ prices: { coffee: 1 } })).to.match(/prices\.coffee: given .*keys connectVoiceMinute/);
  });

  it("move thresholds within what makes sense", () => {
    const alarms = { queueLength: 30, longestWait: 300, callsPercent: 70, missedCalls: 10 };
    expect(read({ alarms }).alarms).to.deep.equal(alarms);
    expect(mistakesOf({ alarms: { callsPercent: 101 } })).to.contain(
      "alarms.callsPercent: given 101; allowed: a whole",
    );
  });

  it("stand a firewall before the sites in production, from 25 agents on or where nothing is said, and as it is told", () => {
    const firewall = (config: Record<string, unknown>) =>
      planOf(read({ architecture: "advanced", identityManagement: "SAML", ...config })).firewall;
    const large = { agents: 25, quotas: { request: true } };
    expect(firewall({ production: true })).to.equal(true);
    expect(firewall({ production: true, agents: 24 })).to.equal(false);
    expect(firewall({ production: true, ...large })).to.equal(true);
    expect(firewall({ production: true, ...large, firewall: false })).to.equal(false);
    expect(firewall(large)).to.equal(false);
    expect(firewall({ agents: 1, firewall: true })).to.equal(true);
  });
});
