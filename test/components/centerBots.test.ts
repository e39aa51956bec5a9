/** Bots of a centre: associated with the instance, in its lane, before the flows that ask them. */
import { expect } from "chai";
import { ContactCenter } from "../../components/contactCenter";
import { MODES, run } from "../support/mocks";

const ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
const CONTROLLED = "aws:cloudcontrol/resource:Resource";
const FLOW = "aws:connect/contactFlow:ContactFlow";

const content = JSON.stringify({
  Version: "2019-10-30",
  StartAction: "a",
  Metadata: {},
  Actions: [{ Identifier: "a", Type: "x", Parameters: { Id: "${{bot:concierge}}" } }],
});

const center = (bots: Record<string, string>) =>
  new ContactCenter("center", {
    instance: { alias: "example" },
    hours: [{ name: "main", timeZone: "UTC", open: [] }],
    queues: [{ name: "support", hours: "main" }],
    routingProfiles: [{ name: "everyone", queues: [{ queue: "support" }] }],
    flows: [{ name: "inbound", type: "CONTACT_FLOW", content }],
    phoneNumbers: [],
    bots,
  });

for (const mode of MODES) {
  describe(`ContactCenter with bots (${mode})`, () => {
    it("associates each alias with the instance, and writes no resource policy of its own", async () => {
      const { all } = await run(mode, () => center({ concierge: ALIAS, second: ALIAS.replace("ABC", "XYZ") }));
      const names = all(CONTROLLED).map(({ name, inputs }) => `${String(inputs.typeName)} ${name}`);
      expect(names.filter((name) => !name.includes("HoursOfOperation"))).to.deep.equal([
        "AWS::Connect::IntegrationAssociation center-bot-concierge",
        "AWS::Connect::IntegrationAssociation center-bot-second",
      ]);
    });

    it("makes the flow that asks a bot after the association", async () => {
      const { resources } = await run(mode, () => center({ concierge: ALIAS }));
      const place = (type: string, name: string) =>
        resources.findIndex((resource) => resource.type === type && resource.name.includes(name));
      expect(place(CONTROLLED, "center-bot-concierge")).to.be.within(0, place(FLOW, "inbound") - 1);
    });

    it("says which bots there are when a flow asks another", async () => {
      let message = "";
      await run(mode, () => center({ other: ALIAS })).catch((error: unknown) => {
        message = error instanceof Error ? error.message : String(error);
      });
      expect(message).to.match(/inbound.* names the bot "concierge", which is not declared. Declared: other/);
    });
  });
}

describe("ContactCenter with bots", () => {
  it("gives the association the instance's ARN, and the flow the alias", async () => {
    const { one, result } = await run("update", () => center({ concierge: ALIAS }));
    const instance = one("aws:connect/instance:Instance").outputs?.arn;
    expect(JSON.parse(String(one(CONTROLLED, "bot-concierge").inputs.desiredState))).to.deep.equal({
      InstanceId: instance,
      IntegrationType: "LEX_BOT",
      IntegrationArn: ALIAS,
    });
    expect(String(one(FLOW).inputs.content)).to.include(ALIAS);
    expect(result).to.be.instanceOf(ContactCenter);
  });
});
