/** Lex in the local provider: ids as Lex has them, and every mistake of a document named. */
import { expect } from "chai";
import { lexBot } from "../../bots/language";
import { createOutputs, DEFAULT_ACCOUNT, invoke } from "../../local/engine/awsProvider";
import { smallBot } from "../support/bots";

const CONTEXT = { project: "center", stack: "dev", ...DEFAULT_ACCOUNT };
const ROLE = "arn:aws:iam::123456789012:role/parcels";
const INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555";
const ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";

const BOT = lexBot(smallBot(), { roleArn: ROLE });
const VERSION = {
  BotId: "ABCDEFGHIJ",
  BotVersionLocaleSpecification: [{ LocaleId: "en_US", BotVersionLocaleDetails: { SourceBotVersion: "DRAFT" } }],
};

/** A document through Cloud Control: its id and what is read back. */
function made(typeName: string, state: object) {
  const inputs = { typeName, desiredState: JSON.stringify(state) };
  const { id, outputs } = createOutputs("aws:cloudcontrol/resource:Resource", "it", inputs, CONTEXT);
  return { id, properties: JSON.parse(String(outputs.properties)) as Record<string, unknown> };
}

function stack(template: object, parameters: Record<string, string> = {}) {
  const inputs = { templateBody: JSON.stringify(template), parameters };
  return createOutputs("aws:cloudformation/stack:Stack", "it", inputs, CONTEXT);
}

const TEMPLATE = {
  Parameters: { RoleArn: { Type: "String" } },
  Resources: { Bot: { Type: "AWS::Lex::Bot", Properties: { ...BOT, RoleArn: { Ref: "RoleArn" } } } },
  Outputs: { BotId: { Value: { Ref: "Bot" } } },
};

/** The document with one thing changed, by the way to it. */
function changed(path: readonly (string | number)[], value: unknown): object {
  const copy = JSON.parse(JSON.stringify(BOT)) as Record<string | number, unknown>;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path[path.length - 1] ?? "";
  at[last] = value;
  return copy;
}

const LOCALE = ["BotLocales", 0] as const;
const INTENT = [...LOCALE, "Intents", 1] as const;

describe("Lex in the local provider", () => {
  it("gives bots, versions, aliases and associations the identifiers Lex and Connect give them", () => {
    const bot = made("AWS::Lex::Bot", BOT);
    expect(bot.id).to.match(/^[0-9A-Z]{10}$/);
    expect(bot.properties).to.include({ Id: bot.id, Arn: `arn:aws:lex:us-east-1:123456789012:bot/${bot.id}` });
    const version = made("AWS::Lex::BotVersion", VERSION);
    expect(version.id).to.equal(`ABCDEFGHIJ|${String(version.properties.BotVersion)}`);
    expect(String(version.properties.BotVersion)).to.match(/^[1-9]\d{0,4}$/);
    const alias = made("AWS::Lex::BotAlias", { BotId: "ABCDEFGHIJ", BotAliasName: "live", BotVersion: "3" });
    const aliasId = String(alias.properties.BotAliasId);
    expect(alias.id).to.equal(`${aliasId}|ABCDEFGHIJ`);
    expect(alias.properties.Arn).to.equal(`arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/${aliasId}`);
    const association = { InstanceId: INSTANCE, IntegrationType: "LEX_BOT", IntegrationArn: ALIAS };
    const { id, properties } = made("AWS::Connect::IntegrationAssociation", association);
    expect(id).to.equal(`${INSTANCE}|LEX_BOT|${ALIAS}`);
    expect(properties.IntegrationAssociationId).to.match(/^[0-9a-f-]{36}$/);
  });

  it("makes the resources of a stack, and finds its outputs by its id", () => {
    const { id, outputs } = stack(TEMPLATE, { RoleArn: ROLE });
    expect(id).to.match(/^arn:aws:cloudformation:us-east-1:123456789012:stack\/it-[0-9a-f]{7}\/[0-9a-f-]{36}$/);
    const { BotId } = outputs.outputs as { BotId: string };
    expect(BotId).to.match(/^[0-9A-Z]{10}$/);
    const found = invoke("aws:cloudformation/getStack:getStack", { name: id }, CONTEXT);
    expect(found.outputs).to.deep.equal({ BotId });
    expect(() => invoke("aws:cloudformation/getStack:getStack", { name: "other" }, CONTEXT)).to.throw(
      'no stack "other"',
    );
  });

  const refusals: [what: string, type: string, state: object, says: string | RegExp][] = [
    ["a property the schema lacks", "AWS::Lex::Bot", changed(["Nmae"], "x"), "Nmae is not known; known are Name"],
    [
      "a property deep in it",
      "AWS::Lex::Bot",
      changed([...INTENT, "Utterances"], []),
      "Intents[1].Utterances is not known",
    ],
    ["a missing property", "AWS::Lex::Bot", changed(["DataPrivacy"], {}), "DataPrivacy.ChildDirected is missing"],
    ["a name", "AWS::Lex::Bot", changed(["Name"], "a--b"), 'Name is "a--b"; it must be like'],
    [
      "a role of another service",
      "AWS::Lex::Bot",
      changed(["RoleArn"], `arn:aws:sns:us-east-1:${"1".repeat(12)}:t`),
      "RoleArn",
    ],
    ["a short session", "AWS::Lex::Bot", changed(["IdleSessionTTLInSeconds"], 59), "a number from 60 to 86400"],
    ["half a second", "AWS::Lex::Bot", changed(["IdleSessionTTLInSeconds"], 60.5), "a whole number"],
    ["a word for a boolean", "AWS::Lex::Bot", changed(["AutoBuildBotLocales"], "true"), "it must be true or false"],
    ["a threshold", "AWS::Lex::Bot", changed([...LOCALE, "NluConfidenceThreshold"], 2), "a number from 0 to 1"],
    [
      "an engine",
      "AWS::Lex::Bot",
      changed([...LOCALE, "VoiceSettings"], { VoiceId: "J", Engine: "best" }),
      "one of standard",
    ],
    ["a list that is none", "AWS::Lex::Bot", changed([...LOCALE, "Intents"], {}), "Intents is {}; it must be a list"],
    [
      "no fallback",
      "AWS::Lex::Bot",
      changed([...LOCALE, "Intents"], []),
      "has no intent with the ParentIntentSignature",
    ],
    [
      "a slot type that is not there",
      "AWS::Lex::Bot",
      changed([...LOCALE, "SlotTypes"], []),
      /of the type (Size|Code), which/,
    ],
    [
      "priorities of other slots",
      "AWS::Lex::Bot",
      changed([...INTENT, "SlotPriorities"], []),
      "does not name exactly the slots",
    ],
    [
      "an utterance with a slot that is not there",
      "AWS::Lex::Bot",
      changed([...INTENT, "SampleUtterances"], [{ Utterance: "to {city}" }]),
      'the utterance "to {city}", but no slot city',
    ],
    [
      "an intent twice",
      "AWS::Lex::Bot",
      changed([...LOCALE, "Intents", 0, "Name"], "SendParcel"),
      "has SendParcel twice",
    ],
    [
      "a version of no locale",
      "AWS::Lex::BotVersion",
      { ...VERSION, BotVersionLocaleSpecification: [] },
      "has 0 entries; it must have at least 1",
    ],
    ["a bot id", "AWS::Lex::BotVersion", { ...VERSION, BotId: "short" }, "BotId has 5 characters"],
    [
      "a version's word",
      "AWS::Lex::BotAlias",
      { BotId: "ABCDEFGHIJ", BotAliasName: "a", BotVersion: "$L" },
      "BotVersion",
    ],
    [
      "an instance's id in the place of its ARN",
      "AWS::Connect::IntegrationAssociation",
      { InstanceId: "i", IntegrationType: "LEX_BOT", IntegrationArn: ALIAS },
      'InstanceId is "i"; it must be like',
    ],
    [
      "a bot in the place of its alias",
      "AWS::Connect::IntegrationAssociation",
      {
        InstanceId: INSTANCE,
        IntegrationType: "LEX_BOT",
        IntegrationArn: "arn:aws:lex:us-east-1:123456789012:bot/ABC",
      },
      "it must be the ARN of an alias",
    ],
  ];
  for (const [what, type, state, says] of refusals) {
    it(`refuses ${what} (${type})`, () => {
      expect(() => made(type, state)).to.throw(says);
    });
  }

  it("refuses templates with strange resources, parameters that do not match, and more than 51,200 characters", () => {
    expect(() => stack(TEMPLATE)).to.throw("parameters has no RoleArn, which the template declares");
    expect(() => stack(TEMPLATE, { RoleArn: ROLE, Other: "x" })).to.throw("which the template does not declare");
    expect(() => stack({ Resources: {} })).to.throw("no Resources; a stack needs at least one");
    expect(() => stack({ Resources: { It: { Type: "AWS::S3::Bucket" } } })).to.throw(
      "Resources.It: AWS::S3::Bucket is a CloudFormation type the local provider does not know",
    );
    expect(() => stack({ ...TEMPLATE, Description: "x".repeat(51_200) }, { RoleArn: ROLE })).to.throw("at most 51200");
    const wrong = { Resources: { Bot: { Type: "AWS::Lex::Bot", Properties: { ...BOT, IdleSessionTTLInSeconds: 1 } } } };
    expect(() => stack(wrong)).to.throw("Resources.Bot: IdleSessionTTLInSeconds is 1");
  });
});
