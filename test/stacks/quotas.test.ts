import { expect } from "chai";
import { ContactCenter } from "../../components";
import { centerArgs } from "../../stacks/center";
import { stackFlows } from "../../stacks/flows";
import { planOf } from "../../stacks/plan";
import { checkQuotas, requestQuotas } from "../../stacks/quotas";
import { readSettings } from "../../stacks/settings";
import { run } from "../support/mocks";

const QUOTA = "aws:servicequotas/serviceQuota:ServiceQuota";

function settingsOf(config: Record<string, unknown>) {
  const given = { architecture: "simple", instanceAlias: "example-dev", ...config };
  const texts = Object.entries(given).map(([key, value]) => [
    `contact-center:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return readSettings(Object.fromEntries(texts), "contact-center", "dev");
}

/** What a stack with these settings is told before it registers anything. */
async function refusal(config: Record<string, unknown>): Promise<string> {
  const settings = settingsOf(config);
  const { result } = await run("preview", () => {
    try {
      checkQuotas(settings, planOf(settings));
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  });
  return result;
}

async function requested(config: Record<string, unknown>): Promise<Record<string, unknown>> {
  const settings = settingsOf(config);
  const { all } = await run("update", () => {
    const plan = planOf(settings);
    const center = new ContactCenter("center", centerArgs(settings, plan, stackFlows(settings)));
    requestQuotas(settings, plan, center, {});
  });
  return Object.fromEntries(all(QUOTA).map(({ name, inputs }) => [name, inputs.value]));
}

describe("the quotas of a stack", () => {
  it("that its plan exceeds are refused in one list: what is needed, what there is, by which code, and what to do", async () => {
    expect((await refusal({ agents: 500 })).split("\n")).to.deep.equal([
      'Stack "dev" (500 agents, 4,000 contacts in the busiest hour) needs more than its account is said to have:',
      '  concurrentCalls: needed 659, there 10: "Concurrent active calls per instance" (connect, L-12AB7C57)',
      '  users: needed 751, there 500: "Users per instance" (connect, L-9A46857E)',
      "Ask Service Quotas for more, then say in Pulumi.dev.yaml what was granted: " +
        "contact-center:quotas: { concurrentCalls: 660, users: 755 }; or let the stack ask: contact-center:quotas: { request: true }.",
    ]);
  });

  it("that are granted, asked for, or of a stack that never said its size, refuse nothing", async () => {
    expect(await refusal({ agents: 500, quotas: { concurrentCalls: 660, users: 755 } })).to.equal("");
    expect(await refusal({ agents: 500, quotas: { request: true } })).to.equal("");
    expect(await refusal({})).to.equal("");
  });

  it("are asked for where they are short and the settings want it, and only then", async () => {
    const agents = 500;
    const asked = { "quotas-concurrent-calls": 660, "quotas-users": 755 };
    expect(await requested({ agents, quotas: { request: true } })).to.deep.equal(asked);
    expect(await requested({ agents, quotas: { request: true, users: 755 } })).to.deep.equal({
      "quotas-concurrent-calls": 660,
    });
    expect(await requested({ agents, quotas: { concurrentCalls: 660, users: 755, request: true } })).to.deep.equal({});
    expect(await requested({ agents })).to.deep.equal({});
  });
});
