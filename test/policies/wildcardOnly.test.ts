import { expect } from "chai";
import wildcardOnlyActionsListed from "../../policies/data/wildcardOnlyActions.json";
import { RULES } from "../../policies/rules";
import { evaluated } from "../support/evaluated";
import { SERVICES, wildcardOnlyActions } from "./support/wildcardOnly";
import { PRODUCTION } from "./support/stacks";

describe("the list of actions that take no resource", () => {
  it("is what AWS' catalogue says today", async () => {
    expect(wildcardOnlyActionsListed).to.deep.equal(await wildcardOnlyActions());
  });

  it("covers every service a role of the program names", async () => {
    const { resources } = await evaluated(...PRODUCTION);
    const policies = resources.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
    const services = policies.flatMap(({ inputs }) => {
      return [...String(inputs["policy"]).matchAll(/"([a-z0-9-]+):[A-Z]\w+"/g)].map(([, service]) => service ?? "");
    });
    expect([...new Set(services)].filter((service) => !SERVICES.includes(service))).to.deep.equal([]);
    expect(RULES.map(({ id }) => id)).to.include("G-04");
  });
});
