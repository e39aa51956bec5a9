/** Routing criteria: agents by proficiency or by name, step by step, until anybody will do. */
import { expect } from "chai";
import type { AgentOptions, ConnectService } from "../../local/connect";
import { CALLER, diagnostics, routingProfile, user } from "../support/connectGraph";
import { E, agentOf, center, queueing, seconds } from "../support/queueingCenter";

const VOICE = routingProfile("support", [{ name: "support" }]);
const FOR_EVER = { answerAfterSeconds: 0, talkSeconds: Number.POSITIVE_INFINITY };

type Values = Record<string, unknown>;

function needs(value: string, level: string, name = "language"): Values {
  return {
    AttributeCondition: {
      Name: name,
      Value: value,
      ProficiencyLevel: level,
      ComparisonOperator: "NumberGreaterOrEqualTo",
    },
  };
}

function agents(...AgentIds: string[]): Values {
  return { AttributeCondition: { ComparisonOperator: "Match", MatchCriteria: { AgentsCriteria: { AgentIds } } } };
}

function step(Expression: Values, seconds?: string): Values {
  return { Expression, ...(seconds !== undefined && { Expiry: { DurationInSeconds: seconds } }) };
}

function requiring(...Steps: Values[]): ConnectService {
  const criteria = ["UpdateContactRoutingCriteria", { RoutingCriteria: { Steps } }, { next: "to", errors: E }] as const;
  return center([VOICE, user("jane", "support")], queueing({ criteria }));
}

function staff(service: ConnectService, ...options: AgentOptions[]): void {
  for (const one of options) service.addAgent({ ...FOR_EVER, ...one }).goOnline();
}

describe("routing criteria", () => {
  it("choose an agent who is good enough, not the one who waits longest", () => {
    const service = requiring(step(needs("french", "3")));
    staff(
      service,
      { username: "none" },
      { username: "weak", proficiencies: { "language:french": 2 } },
      { username: "good", proficiencies: { "language:french": 3 } },
      { username: "best", proficiencies: { "language:french": 5 } },
    );
    expect(agentOf(service.dial({ from: CALLER }))).to.equal("good");
    expect(agentOf(service.dial({ from: CALLER }))).to.equal("best");
    expect(service.dial({ from: CALLER }).state).to.equal("queued");
  });

  it("keep the contact for such an agent: others who become free are passed by", () => {
    const service = requiring(step(needs("french", "1")));
    const call = service.dial({ from: CALLER });
    staff(service, { username: "none" });
    expect([call.state, service.agent("none").state]).to.deep.equal(["queued", "available"]);
    staff(service, { username: "good", proficiencies: { "language:french": 1 } });
    expect(agentOf(call)).to.equal("good");
  });

  it("let a later contact without criteria pass by one that waits for somebody", () => {
    const criteria = [
      "UpdateContactRoutingCriteria",
      { RoutingCriteria: { Steps: [step(needs("french", "1"))] } },
      { next: "to", errors: E },
    ] as const;
    const service = center(
      [VOICE],
      queueing({
        who: [
          "Compare",
          { ComparisonValue: "$.CustomerEndpoint.Address" },
          { next: "to", when: { [CALLER]: "criteria" }, errors: { NoMatchingCondition: "to" } },
        ],
        criteria,
      }),
    );
    const picky = service.dial({ from: CALLER });
    const easy = service.dial({ from: "+12065550111" });
    staff(service, { username: "none" });
    expect([picky.state, agentOf(easy)]).to.deep.equal(["queued", "none"]);
  });

  it("expire step by step; when all have, any agent of the queue will do", async () => {
    const service = requiring(step(needs("french", "5"), "30"), step(needs("french", "2"), "20"));
    const call = service.dial({ from: CALLER });
    const other = service.dial({ from: CALLER });
    staff(service, { username: "none" }, { username: "weak", proficiencies: { "language:french": 2 } });
    await seconds(service, 29);
    expect(call.state).to.equal("queued");
    await seconds(service, 1);
    expect([agentOf(call), other.state]).to.deep.equal(["weak", "queued"]);
    await seconds(service, 20);
    expect(agentOf(other)).to.equal("none");
    call.hangUp();
    other.hangUp();
    await seconds(service, 60);
    const steps = service.records.map(({ RoutingCriteria: [criteria] }) => criteria?.Steps.map(({ Status }) => Status));
    expect(steps).to.deep.equal([
      ["EXPIRED", "JOINED"],
      ["EXPIRED", "EXPIRED"],
    ]);
    expect(service.records[0]?.RoutingCriteria[0]).to.deep.include({
      ActivationTimestamp: "2026-03-03T18:00:00Z",
      Index: 0,
    });
    expect(service.records[0]?.RoutingCriteria[0]?.Steps[1]).to.deep.equal({
      Status: "JOINED",
      Expression: {
        AttributeCondition: {
          Name: "language",
          Value: "french",
          ProficiencyLevel: 2,
          ComparisonOperator: "NumberGreaterOrEqualTo",
        },
      },
      Expiry: { DurationInSeconds: 20, ExpiryTimestamp: "2026-03-03T18:00:50Z" },
    });
  });

  it("may name agents, by id or ARN", async () => {
    const service = requiring(step(agents("id-jane"), "60"));
    staff(service, { username: "none" });
    const call = service.dial({ from: CALLER });
    expect(call.state).to.equal("queued");
    service.agent("jane").behaviour.answerAfterSeconds = 0;
    service.agent("jane").goOnline();
    expect(agentOf(call)).to.equal("jane");
  });

  it("may ask for several things at once", () => {
    const service = requiring(step({ AndExpression: [needs("french", "2"), needs("kettles", "1", "product")] }));
    staff(
      service,
      { username: "french", proficiencies: { "language:french": 5 } },
      { username: "both", proficiencies: { "language:french": 2, "product:kettles": 1 } },
    );
    expect(agentOf(service.dial({ from: CALLER }))).to.equal("both");
  });

  it("may ask for one of several things, or for a range", () => {
    const level = { Name: "language", Value: "french", ComparisonOperator: "Range" };
    const range = { AttributeCondition: { ...level, Range: { MinProficiencyLevel: "2", MaxProficiencyLevel: "3" } } };
    const people: AgentOptions[] = [1, 2, 3, 4].map((french) => ({
      username: `level${french}`,
      proficiencies: { "language:french": french, ...(french === 4 && { "product:kettles": 1 }) },
    }));
    for (const [expression, expected] of [
      [range, ["level2", "level3"]],
      [{ OrExpression: [range, needs("kettles", "1", "product")] }, ["level2", "level3", "level4"]],
    ] as const) {
      const service = requiring(step(expression));
      staff(service, ...people);
      const served = people.map(() => agentOf(service.dial({ from: CALLER }))).filter((name) => name !== undefined);
      expect(served).to.deep.equal(expected);
    }
  });

  it("take their values from references, and the error branch when these are no level or no agent", () => {
    for (const [given, complaint] of [
      [step(needs("$.Attributes.language", "$.Attributes.level")), 'ProficiencyLevel is ""'],
      [step(agents("$.Attributes.agent")), 'no agent ""'],
      [step(needs("french", "$.CustomerEndpoint.Address")), 'ProficiencyLevel is "+1'],
      [step(needs("french", "1"), "$.Attributes.none"), 'expires after ""'],
    ] as const) {
      const call = requiring(given).dial({ from: CALLER });
      expect([call.state, diagnostics(call).join()].join(), complaint).to.contain(complaint);
      expect(call.state).to.equal("ended");
    }
  });

  it("go with the contact to its next queue, where they begin anew", async () => {
    const service = requiring(step(needs("french", "1"), "30"));
    const call = service.dial({ from: CALLER });
    await seconds(service, 20);
    const queue = service.queues.get("id-support");
    if (queue === undefined) throw new Error("no queue");
    service.transfers.toQueue(call.contact, queue);
    staff(service, { username: "none" });
    await seconds(service, 29);
    expect(call.state).to.equal("queued");
    await seconds(service, 1);
    expect(agentOf(call)).to.equal("none");
  });
});
