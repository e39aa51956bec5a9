/** ConversationalBot: what it registers, and what a change of the bot changes. */
import { expect } from "chai";
import { type ConversationalBotArgs, ConversationalBot } from "../../components/conversationalBot";
import { contentHash, lexDocument } from "../../bots/language";
import { botSaying, smallBot, smallLocale } from "../support/bots";
import { insightsOf } from "../support/alarms";
import { MODES, type Recorded, run, valueOf } from "../support/mocks";

const ACCOUNT = "123456789012";
const HOOK = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:fulfil`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-4333-8444-555555555555`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:alarms`;
const CONTROLLED = "aws:cloudcontrol/resource:Resource";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

function args(changes: Partial<ConversationalBotArgs> = {}): ConversationalBotArgs {
  return {
    document: JSON.stringify(lexDocument(smallBot())),
    codeHookArn: HOOK,
    keyArn: KEY,
    alarmTopicArn: TOPIC,
    logRetentionDays: 30,
    ...changes,
  };
}

const make = (changes: Partial<ConversationalBotArgs> = {}) => new ConversationalBot("parcels", args(changes));

/** A JSON input. */
function json(resource: Recorded, input: string) {
  return JSON.parse(String(resource.inputs[input]));
}

function policyOf(
  resource: Recorded,
  input: string,
): { Action: string | string[]; Resource: unknown; Condition: unknown }[] {
  return json(resource, input).Statement;
}

/** Every resource by type and name, with its inputs. */
function registered(resources: Recorded[]): Map<string, string> {
  return new Map(resources.map(({ type, name, inputs }) => [`${type} ${name}`, JSON.stringify(inputs)]));
}

/** What differs between two programs: what is new, what is gone, what has other inputs. */
function difference(before: Map<string, string>, after: Map<string, string>) {
  return {
    created: [...after.keys()].filter((key) => !before.has(key)),
    deleted: [...before.keys()].filter((key) => !after.has(key)),
    changed: [...after.keys()].filter((key) => before.has(key) && before.get(key) !== after.get(key)),
  };
}

for (const mode of MODES) {
  describe(`ConversationalBot (${mode})`, () => {
    it("makes the bot of its document, named after the stack, for Connect's flow designer to find", async () => {
      const { one } = await run(mode, () => make({ tags: { team: "service" } }));
      const { Resources, Outputs } = json(one("aws:cloudformation/stack:Stack"), "templateBody");
      expect(Resources.Bot.Type).to.equal("AWS::Lex::Bot");
      expect(Resources.Bot.Properties).to.deep.equal({
        ...lexDocument(smallBot()),
        Name: "parcel-bot-test",
        RoleArn: { Ref: "RoleArn" },
        BotTags: [
          { Key: "AmazonConnectEnabled", Value: "True" },
          { Key: "team", Value: "service" },
        ],
      });
      expect(Outputs).to.deep.equal({ BotId: { Value: { Ref: "Bot" } } });
    });

    it("names the version after what is in it", async () => {
      const { all } = await run(mode, () => make());
      expect(all(CONTROLLED).map(({ name, inputs }) => `${String(inputs.typeName)} ${name}`)).to.deep.equal([
        `AWS::Lex::BotVersion parcels-version-${contentHash(smallBot())}`,
        "AWS::Lex::BotAlias parcels-alias",
      ]);
    });

    it("keeps conversations in a log of its own, under the key, as long as it is told", async () => {
      const { one } = await run(mode, () => make({ logRetentionDays: 90 }));
      expect(one("aws:cloudwatch/logGroup:LogGroup").inputs).to.include({ retentionInDays: 90, kmsKeyId: KEY });
    });

    it("tells the topic of failures, throttling and misunderstandings, if there is one", async () => {
      const { all, one } = await run(mode, () => make({ misunderstoodTurns: 50 }));
      expect(all(ALARM).map(({ name }) => name)).to.have.members([
        "parcels-fails",
        "parcels-is-throttled",
        "parcels-misunderstands",
      ]);
      expect(all(ALARM).every(({ inputs }) => String(inputs.alarmActions) === TOPIC)).to.equal(true);
      expect(one(ALARM, "misunderstands").inputs).to.include({ threshold: 50, evaluationPeriods: 2 });
      expect(one(ALARM, "-fails").inputs).to.include({ threshold: 1, evaluationPeriods: 5, datapointsToAlarm: 2 });
      const quiet = await run(mode, () => make({ alarmTopicArn: undefined }));
      expect(quiet.all(ALARM)).to.deep.equal([]);
    });

    it("registers the same resources in the same program", async () => {
      const [first, second] = [await run(mode, () => make()), await run(mode, () => make())];
      expect(difference(registered(first.resources), registered(second.resources))).to.deep.equal({
        created: [],
        deleted: [],
        changed: [],
      });
    });
  });
}

describe("ConversationalBot", () => {
  it("lets Lex speak and write this bot's log, for this account's bots, and nothing else", async () => {
    const { one } = await run("update", () => make());
    const logGroup = one("aws:cloudwatch/logGroup:LogGroup").outputs?.arn;
    const [speak, log, ...more] = policyOf(one("aws:iam/rolePolicy:RolePolicy"), "policy");
    expect([speak?.Action, speak?.Resource]).to.deep.equal([["polly:SynthesizeSpeech"], ["*"]]);
    expect(log).to.deep.include({
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [`${String(logGroup)}:*`],
    });
    expect(more).to.deep.equal([]);
    const [assume] = policyOf(one("aws:iam/role:Role"), "assumeRolePolicy");
    expect(assume).to.deep.include({
      Principal: { Service: "lexv2.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": `arn:aws:lex:us-east-1:${ACCOUNT}:*` },
      },
    });
  });

  it("points the alias at the version, its log and the one code hook of every language", async () => {
    const locales = { en_US: smallLocale(), es_US: smallLocale() };
    const document = JSON.stringify(lexDocument(smallBot({ locales })));
    const { one, result } = await run("update", () => make({ document, aliasName: "prod" }));
    const alias = json(one(CONTROLLED, "-alias"), "desiredState");
    const version = one(CONTROLLED, contentHash(smallBot({ locales })));
    expect(`${alias.BotId}|${alias.BotVersion}`).to.equal(version.id);
    expect(alias.BotAliasName).to.equal("prod");
    expect(alias.BotAliasLocaleSettings).to.deep.equal(
      ["en_US", "es_US"].map((LocaleId) => ({
        LocaleId,
        BotAliasLocaleSetting: {
          Enabled: true,
          CodeHookSpecification: { LambdaCodeHook: { LambdaArn: HOOK, CodeHookInterfaceVersion: "1.0" } },
        },
      })),
    );
    const [log] = alias.ConversationLogSettings.TextLogSettings;
    expect(log.Enabled).to.equal(true);
    expect(log.Destination.CloudWatch.CloudWatchLogGroupArn).to.equal(
      one("aws:cloudwatch/logGroup:LogGroup").outputs?.arn,
    );
    expect(result.locales).to.deep.equal(["en_US", "es_US"]);
  });

  it("lets this alias alone call the code hook, and gives its ARN away once it may", async () => {
    const { one, result } = await run("update", () => make());
    const [aliasArn, botId, aliasId] = [
      await valueOf(result.aliasArn),
      await valueOf(result.botId),
      await valueOf(result.aliasId),
    ];
    expect([botId, aliasId].every((id) => /^[0-9A-Z]{10}$/.test(id))).to.equal(true);
    expect(aliasArn).to.equal(`arn:aws:lex:us-east-1:${ACCOUNT}:bot-alias/${botId}/${aliasId}`);
    expect(one("aws:lambda/permission:Permission").inputs).to.deep.equal({
      function: HOOK,
      action: "lambda:InvokeFunction",
      principal: "lexv2.amazonaws.com",
      sourceArn: aliasArn,
      sourceAccount: ACCOUNT,
    });
  });

  it("changes the document, the version and the alias when one utterance changes, and nothing else", async () => {
    const { utterances } = smallLocale();
    const other = botSaying({ utterances: { ...utterances, FindParcel: ["where is my parcel", "find {code}"] } });
    const before = await run("update", () => make());
    const after = await run("update", () => make({ document: JSON.stringify(lexDocument(other)) }));
    expect(difference(registered(before.resources), registered(after.resources))).to.deep.equal({
      created: [`${CONTROLLED} parcels-version-${contentHash(other)}`],
      deleted: [`${CONTROLLED} parcels-version-${contentHash(smallBot())}`],
      changed: ["aws:cloudformation/stack:Stack parcels-bot", `${CONTROLLED} parcels-alias`],
    });
    const [old, now] = [before, after].map(({ one }) => json(one(CONTROLLED, "-alias"), "desiredState"));
    expect({ ...now, BotVersion: old.BotVersion }).to.deep.equal(old);
    expect(now.BotVersion).not.to.equal(old.BotVersion);
    expect(await valueOf(after.result.aliasArn)).to.equal(await valueOf(before.result.aliasArn));
  });

  it("changes nothing when utterances only change their places", async () => {
    const turned = Object.fromEntries(
      Object.entries(smallLocale().utterances).map(([intent, said]) => [intent, [...said].reverse()] as const),
    );
    const document = JSON.stringify(lexDocument(botSaying({ utterances: turned })));
    const [before, after] = [await run("update", () => make()), await run("update", () => make({ document }))];
    expect(registered(after.resources)).to.deep.equal(registered(before.resources));
  });

  it("watches every way in and every language: it asks for all there are of its alias", async () => {
    const { all, result } = await run("update", () => make());
    const ids = [await valueOf(result.botId), await valueOf(result.aliasId)];
    expect(all(ALARM).map((alarm) => insightsOf(alarm))).to.have.members(
      ["RuntimeSystemErrors", "RuntimeThrottledEvents", "MissedUtteranceCount"].map(
        (metric) => `SELECT SUM(${metric}) FROM "AWS/Lex" WHERE BotId = '${ids[0]}' AND BotAliasId = '${ids[1]}'`,
      ),
    );
  });

  it("refuses what is no document, has no language, is too large, or has a name Lex does not take", async () => {
    const refusals: [Partial<ConversationalBotArgs>, RegExp][] = [
      [{ document: "{" }, /not a JSON object; give what lexDocument/],
      [{ document: "[]" }, /not a JSON object/],
      [{ document: "{}" }, /no BotLocales; a bot needs at least one language/],
      [{ botName: "parcel bot" }, /would be called "parcel bot"; Lex takes 1 to 100/],
      [{ document: JSON.stringify({ ...lexDocument(smallBot()), Description: "x".repeat(52_000) }) }, /takes 51200/],
    ];
    for (const [changes, says] of refusals) {
      expect(await rejection(run("update", () => make(changes)))).to.match(says);
    }
  });
});

/** The message a promise is rejected with. */
async function rejection(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "nothing was refused";
}
