import { expect } from "chai";
import { CONNECT_QUOTAS } from "../../planning/quotas";
import { planOf } from "../../stacks/plan";
import { readSettings } from "../../stacks/settings";

function plan(config: Record<string, unknown> = {}) {
  const texts = Object.entries({ instanceAlias: "example-dev", ...config }).map(([key, value]) => [
    `contact-center:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return planOf(readSettings(Object.fromEntries(texts), "contact-center", "dev"));
}

function need(config: Record<string, unknown>, name: string) {
  const found = plan(config).quotas.find((quota) => quota.name === name);
  if (found === undefined) throw new Error(`The plan has no quota ${name}.`);
  return found;
}

const short = (config: Record<string, unknown>) =>
  plan(config)
    .quotas.filter((quota) => quota.short)
    .map(({ name }) => name);

describe("the plan of a stack", () => {
  it("is for five agents where nobody has said, and holds nobody to it", () => {
    const { workload, sized, maxContacts, reservedConcurrency } = plan();
    expect(workload.agents).to.equal(5);
    expect([sized, maxContacts, reservedConcurrency]).to.deep.equal([false, undefined, undefined]);
    expect(short({})).to.deep.equal([]);
    expect(short({ agents: 5 })).to.deep.equal(["concurrentCalls"]);
  });

  it("is for as many agents as the contacts take, or for both as they are given", () => {
    const given = plan({ contactsPerHour: 400 });
    expect(given.workload.agents).to.be.within(44, 60);
    expect(given.sized).to.equal(true);
    expect(plan({ agents: 45, contactsPerHour: 400 }).workload).to.include({ agents: 45, contactsPerHour: 400 });
    expect(plan({ agents: 10, workload: { handleTime: 180 } }).workload.contactsPerHour).to.equal(160);
  });

  it("counts what the stack declares", () => {
    const names = ["a", "b", "c"].map((name) => ({ name }));
    const config = {
      architecture: "advanced",
      survey: true,
      queues: names,
      quickConnects: [{ name: "desk", phoneNumber: "+12065550101" }],
      routingProfiles: [
        { name: "one", chats: 2, tasks: 1, queues: [{ queue: "a" }, { queue: "b" }] },
        { name: "other", queues: [{ queue: "c" }] },
      ],
      phoneNumbers: [],
    };
    expect(plan(config).inventory).to.deep.equal({
      phoneNumbers: 0,
      flows: 9,
      queues: 3,
      queuesPerRoutingProfile: 6,
      routingProfiles: 2,
      hoursOfOperation: 1,
      quickConnects: 1,
    });
    expect(plan({ architecture: "simple" }).inventory.flows).to.equal(5);
  });

  it("refuses what is declared beyond a quota whether or not the stack says how large it is", () => {
    const phoneNumbers = Array.from({ length: 6 }, (_, index) => ({ name: `n-${index}`, country: "US", type: "DID" }));
    expect(short({ phoneNumbers })).to.deep.equal(["phoneNumbers"]);
    expect(short({ phoneNumbers, quotas: { phoneNumbers: 6 } })).to.deep.equal([]);
    expect(short({ phoneNumbers: phoneNumbers.slice(1), quotas: { phoneNumbers: 4 } })).to.deep.equal(["phoneNumbers"]);
  });

  it("knows every quota of Connect once, and Lambda's", () => {
    const names = plan({ agents: 500 }).quotas.map(({ name, service }) => `${service} ${name}`);
    const connect = Object.keys(CONNECT_QUOTAS).map((name) => `connect ${name}`);
    expect(names)
      .to.have.members([...connect, "lambda lambdaConcurrency"])
      .and.to.have.length(connect.length + 1);
  });

  it("reserves for what flows ask, from fifty agents on, and lets the setting go first", () => {
    expect(plan({ agents: 49 }).reservedConcurrency).to.equal(undefined);
    expect(plan({ agents: 50 }).reservedConcurrency).to.equal(10);
    expect(plan({ agents: 20_000 }).reservedConcurrency).to.equal(96);
    expect(plan({ agents: 20_000, handlerConcurrency: 7 }).reservedConcurrency).to.equal(7);
  });

  it("leaves Lambda a hundred executions that nobody reserves", () => {
    const advanced = { architecture: "advanced", analytics: { warehouse: "none" } };
    expect(need({ agents: 1, ...advanced }, "lambdaConcurrency").needed).to.equal(0);
    expect(need({ agents: 50, ...advanced }, "lambdaConcurrency").needed).to.equal(4 * 10 + 100);
    expect(need({ agents: 50, architecture: "simple" }, "lambdaConcurrency").needed).to.equal(0);
    expect(need({ agents: 20_000, ...advanced }, "lambdaConcurrency")).to.include({ needed: 484, short: false });
    const quotas = { lambdaConcurrency: 400 };
    expect(need({ agents: 20_000, quotas, ...advanced }, "lambdaConcurrency")).to.include({
      available: 400,
      short: true,
    });
    expect(need({ handlerConcurrency: 400 }, "lambdaConcurrency")).to.include({ needed: 1_300, short: true });
  });

  it("counts every function and job that reserves, as the program declares them", () => {
    const advanced = (warehouse: string, more: Record<string, unknown> = {}) =>
      need({ architecture: "advanced", agents: 500, analytics: { warehouse }, ...more }, "lambdaConcurrency").needed -
      100;
    expect(["none", "athena", "redshift", "both"].map((warehouse) => advanced(warehouse))).to.deep.equal([
      40, 41, 41, 42,
    ]);
    // Ten functions: four that flows and the bot ask, the chat's, three of the portal, two of Slack.
    const routingProfiles = [{ name: "all", chats: 2, tasks: 1, queues: [{ queue: "support" }] }];
    const slack = { slack: true, routingProfiles, queues: [{ name: "support" }] };
    expect(advanced("redshift", { handlerConcurrency: 7, ...slack })).to.equal(10 * 7 + 1);
    expect(advanced("redshift", { handlerConcurrency: 7 })).to.equal(8 * 7 + 1);
  });

  it("keeps so many lines free of waiting callers as agents and menus take", () => {
    // 659 lines are needed for 500 agents; of 700, 500 are theirs, and 80 callers are in menus.
    expect(plan({ agents: 500, quotas: { concurrentCalls: 700 } }).maxContacts).to.equal(700 - 500 - 80);
    expect(plan({ agents: 500, quotas: { concurrentCalls: 400 } }).maxContacts).to.equal(40);
    expect(plan({ agents: 1, quotas: { concurrentCalls: 2 } }).maxContacts).to.equal(1);
    for (const agents of [1, 5, 50, 5_000]) {
      expect(plan({ agents }).maxContacts, String(agents)).to.be.within(1, 9);
    }
  });

  it("lets more wait where some of them are chats, which hold no line", () => {
    const room = (chats: number, concurrentCalls: number) =>
      plan({ architecture: "advanced", agents: 500, workload: { chats }, quotas: { concurrentCalls } }).maxContacts;
    // Of 400 lines 290 are the agents' and the menus', half of 580; who waits for the other 110 is one of two.
    expect(room(0.5, 400)).to.equal(220);
    expect(room(0.9, 100)).to.equal(99);
    expect(room(1, 10)).to.equal(undefined);
    expect(room(0, 1)).to.equal(undefined);
  });

  it("takes the stack's own thresholds for alarms before its own", () => {
    const { alarms, sizes } = plan({ agents: 500, alarms: { queueLength: 40 } });
    expect(alarms).to.deep.equal({ ...sizes.alarms, queueLength: 40 });
    expect(sizes.alarms.queueLength).to.equal(125);
  });
});
