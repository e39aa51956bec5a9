/** A Lex V2 bot that Amazon Connect and the other doors talk to: the bot, its version, a named alias, logs and alarms. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { hashOf } from "../bots/language";
import { buildAlarms } from "./conversationalBot/alarms";
import { buildBot, readDocument } from "./conversationalBot/bot";
import { serviceRole } from "./conversationalBot/serviceRole";
import { type Account, accountOf } from "./foundations/account";

/** Arguments of {@link ConversationalBot}. */
export interface ConversationalBotArgs {
  /** The properties of `AWS::Lex::Bot` as JSON, without role and tags; up to 50,000 bytes. See `shippedBots`. */
  document: string;
  /** ARN of the function that serves dialog and fulfilment of every locale (Lex takes one). */
  codeHookArn: pulumi.Input<string>;
  /** ARN of the customer key for the conversation log. */
  keyArn: pulumi.Input<string>;
  /** Days conversations are kept; a value CloudWatch Logs knows (1, 3, 5, 7, 14, 30, 60, 90, …). */
  logRetentionDays: number;
  /** Topic that is told when Lex fails, is throttled, or does not understand customers. Left out, nobody is. */
  alarmTopicArn?: pulumi.Input<string>;
  /** Turns in a quarter of an hour that Lex does not understand, from where on somebody is told. Default 20. */
  misunderstoodTurns?: number;
  /** Name of the alias. Default `live`. */
  aliasName?: string;
  /** Name of the bot in the account, where each is taken once. Default: the document's, with the stack's behind it. */
  botName?: string;
  /** Tags of the bot; Lex takes them when it is made. */
  tags?: Record<string, string>;
}

const MISUNDERSTOOD_TURNS = 20;

/** Interface of the code hooks' events and answers. */
const CODE_HOOK_INTERFACE = "1.0";

/**
 * A bot, ready to be associated with an instance.
 *
 * Its content is versioned: the version's name carries the content's hash, so that content which did not change makes no
 * change, and one changed utterance makes a new version to which the alias moves before the old one goes (Lex keeps at
 * most 100 versions of a bot). The bot's document is the one resource of a CloudFormation stack, because Cloud Control
 * cannot update what it cannot read (docs/decisions/006).
 *
 * Errors: a document that is not JSON, is too large or has no locales; names Lex does not take.
 */
export class ConversationalBot extends pulumi.ComponentResource {
  /** ARN of the alias, once Lex may call the code hook: what flows and associations take. */
  readonly aliasArn: pulumi.Output<string>;
  /** Id of the bot, ten letters and digits. */
  readonly botId: pulumi.Output<string>;
  /** Id of the alias, ten letters and digits. */
  readonly aliasId: pulumi.Output<string>;
  /** Number of the version the alias serves. */
  readonly version: pulumi.Output<string>;
  /** Locales of the bot, such as `en_US`. */
  readonly locales: string[];
  /** Name of the log group conversations are written to. */
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: ConversationalBotArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:ConversationalBot", name, {}, opts);
    const document = readDocument(name, args.document, args.botName);
    const account = accountOf(this);
    const log = new aws.cloudwatch.LogGroup(
      `${name}-conversations`,
      { retentionInDays: args.logRetentionDays, kmsKeyId: args.keyArn },
      { parent: this },
    );
    const { role, policy } = serviceRole(name, this, account, log.arn);
    const { botId, stack } = buildBot(name, this, { document, roleArn: role.arn, tags: args.tags ?? {}, policy });
    const version = this.versionOf(name, document.locales, botId, hashOf(args.document), stack);
    const alias = this.aliasOf(name, args, document.locales, botId, numberIn(version), log.arn);
    this.botId = botId;
    this.aliasId = alias.id.apply((id) => id.split("|")[0] ?? id);
    this.version = numberIn(version);
    this.locales = document.locales;
    this.logGroupName = log.name;
    const aliasArn = pulumi.interpolate`arn:${account.partition}:lex:${account.region}:${account.id}:bot-alias/${botId}/${this.aliasId}`;
    const permission = this.permissionOf(name, args.codeHookArn, aliasArn, account);
    this.aliasArn = pulumi.all([aliasArn, permission.id]).apply(([arn]) => arn);
    if (args.alarmTopicArn !== undefined) {
      const { botId, aliasId } = this;
      const { misunderstoodTurns = MISUNDERSTOOD_TURNS, alarmTopicArn: topicArn } = args;
      buildAlarms({ name, parent: this, botId, aliasId, misunderstoodTurns, topicArn });
    }
    this.registerOutputs({
      aliasArn: this.aliasArn,
      botId: this.botId,
      aliasId: this.aliasId,
      version: this.version,
      logGroupName: this.logGroupName,
    });
  }

  /** What the draft is now, for ever. It comes after the bot's own change and its build. */
  private versionOf(
    name: string,
    locales: string[],
    BotId: pulumi.Output<string>,
    hash: string,
    stack: pulumi.Resource,
  ): aws.cloudcontrol.Resource {
    const desiredState = pulumi.jsonStringify({
      BotId,
      Description: `Content ${hash}`,
      BotVersionLocaleSpecification: locales.map((LocaleId) => ({
        LocaleId,
        BotVersionLocaleDetails: { SourceBotVersion: "DRAFT" },
      })),
    });
    const typeName = "AWS::Lex::BotVersion";
    return new aws.cloudcontrol.Resource(
      `${name}-version-${hash}`,
      { typeName, desiredState },
      { parent: this, dependsOn: [stack] },
    );
  }

  private aliasOf(
    name: string,
    { codeHookArn, aliasName = "live" }: ConversationalBotArgs,
    locales: string[],
    BotId: pulumi.Output<string>,
    BotVersion: pulumi.Output<string>,
    logGroupArn: pulumi.Output<string>,
  ): aws.cloudcontrol.Resource {
    const LambdaCodeHook = { LambdaArn: codeHookArn, CodeHookInterfaceVersion: CODE_HOOK_INTERFACE };
    const desiredState = pulumi.jsonStringify({
      BotId,
      BotAliasName: aliasName,
      BotVersion,
      BotAliasLocaleSettings: locales.map((LocaleId) => ({
        LocaleId,
        BotAliasLocaleSetting: { Enabled: true, CodeHookSpecification: { LambdaCodeHook } },
      })),
      ConversationLogSettings: {
        TextLogSettings: [
          {
            Enabled: true,
            Destination: { CloudWatch: { CloudWatchLogGroupArn: logGroupArn, LogPrefix: `${aliasName}/` } },
          },
        ],
      },
    });
    const typeName = "AWS::Lex::BotAlias";
    return new aws.cloudcontrol.Resource(`${name}-alias`, { typeName, desiredState }, { parent: this });
  }

  /** Lets this alias alone call the code hook. */
  private permissionOf(
    name: string,
    codeHookArn: pulumi.Input<string>,
    sourceArn: pulumi.Output<string>,
    account: Account,
  ): aws.lambda.Permission {
    return new aws.lambda.Permission(
      `${name}-may-call-hook`,
      {
        function: codeHookArn,
        action: "lambda:InvokeFunction",
        principal: "lexv2.amazonaws.com",
        sourceArn,
        sourceAccount: account.id,
      },
      { parent: this },
    );
  }
}

/** The number in a version's identifier. Read from `properties` it would be unknown in previews more often than it is. */
function numberIn(version: aws.cloudcontrol.Resource): pulumi.Output<string> {
  return version.id.apply((id) => id.slice(id.lastIndexOf("|") + 1));
}
