/** The web door: a chat page any site can embed, the API behind it, and the conversations it keeps. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { chatBridgeFactory } from "../handlers/chatBridge";
import { accountOf } from "./foundations/account";
import { HandlerFunction } from "./foundations/handlerFunction";
import { type HandlerLogs, handlerLogsOf } from "./foundations/handlerLogs";
import { HttpApi } from "./foundations/httpApi";
import { keyUse } from "./foundations/keyUse";
import { expiringTable } from "./foundations/privateTable";
import { type SiteDomainArgs, StaticSite } from "./foundations/staticSite";
import { chatPageFiles } from "./webChat/bundle";

/** How much the chat may be asked for. */
export interface WebChatQuotas {
  /** Messages to the bot, of a conversation; 1 to 100. Default 60. A person can be asked for beyond them. */
  turnsPerConversation?: number;
  /** Messages a minute, of a conversation; 1 to 60. Default 12. */
  turnsPerMinute?: number;
  /** Conversations an hour, of one address or IPv6 network; 1 to 10,000. Default 30: offices share an address. */
  startsPerHour?: number;
  /** Requests a second of everybody together, above which API Gateway answers 429; 1 to 10,000. Default 25. */
  requestsPerSecond?: number;
  /** Requests an address may make in 5 minutes, with `firewall`; 10 or more. Default 300. */
  requestsPerAddress?: number;
}

/** Arguments of {@link WebChat}. */
export interface WebChatArgs {
  /** ARN of the bot's alias. */
  aliasArn: pulumi.Input<string>;
  /** What the bot says first, by locale (`en_US`); the first locale is the default. At most 1,024 characters each. */
  greetings: Record<string, string>;
  /** What the chat is called. */
  title: pulumi.Input<string>;
  /** ARN of the flow in which chats with a person start, `<instance ARN>/contact-flow/<id>`. */
  chatFlowArn: pulumi.Input<string>;
  /** Origins of the sites that may show the chat, such as `https://www.example.com`. */
  embeddingOrigins: string[];
  /** ARN of the customer key for conversations, secret and logs. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when the handler fails, is throttled, or reaches neither bot nor person. */
  alarmTopicArn: pulumi.Input<string>;
  /** Days logs are kept. */
  logRetentionDays: number;
  /** Log groups its functions share with others'. Left out, it has its own. */
  logs?: HandlerLogs;
  /** How much may be asked. */
  quotas?: WebChatQuotas;
  /** Whether AWS WAF stands before the site. Default false. */
  firewall?: boolean;
  /** An own name of the site. */
  domain?: SiteDomainArgs;
  /** Containers reserved for the handler. Left out, it shares the account's. */
  reservedConcurrency?: number;
  /** Changed, it makes a new secret between CloudFront and the API; the one before is taken while CloudFront spreads it. */
  secretGeneration?: string;
  /** Whether the conversations survive `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
}

/** The whole of a handler's answer: Lex's and Connect's own limits are inside. */
const HANDLER_SECONDS = 7;

/** Four clients of the AWS SDK are loaded at a container's start; CPU grows with memory. */
const HANDLER_MEMORY_MB = 1_024;

/** Letters and digits: about 285 bits. */
const SECRET_LENGTH = 48;

const QUOTAS = {
  turnsPerConversation: { standard: 60, most: 100 },
  turnsPerMinute: { standard: 12, most: 60 },
  startsPerHour: { standard: 30, most: 10_000 },
  requestsPerSecond: { standard: 25, most: 10_000 },
};

/**
 * The chat page, its API and its conversations.
 *
 * A browser loads the page from CloudFront and calls `/api/*` on the same origin; CloudFront adds a secret by which the
 * handler knows that nobody went round it. The handler keeps each conversation in a table and is the only one to talk
 * to the bot: a browser sends text and gets text.
 */
export class WebChat extends pulumi.ComponentResource {
  /** Where the chat page is, without a slash at the end; also the one origin the API answers. */
  readonly siteUrl: pulumi.Output<string>;
  /** Address of the HTTP API behind CloudFront. It refuses whoever calls it directly. */
  readonly apiUrl: pulumi.Output<string>;
  /** What a site puts into its pages to show the chat. */
  readonly embedSnippet: pulumi.Output<string>;
  /** Table of conversations: partition key `conversationId`, time to live `expiresAt`. */
  readonly conversationsTableName: pulumi.Output<string>;
  /** Function ARN of the handler. */
  readonly handlerArn: pulumi.Output<string>;

  constructor(name: string, args: WebChatArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:WebChat", name, {}, opts);
    checkArgs(name, args);
    const logs = handlerLogsOf(this, name, args);
    const table = expiringTable(this, `${name}-conversations`, args, "conversationId");
    const { header, secret } = this.originSecret(name, args);
    const api = new HttpApi(
      `${name}-api`,
      {
        description: `Web chat of ${pulumi.getStack()}`,
        keyArn: args.keyArn,
        logRetentionDays: args.logRetentionDays,
        logs,
        requestsPerSecond: quota(args, "requestsPerSecond"),
      },
      { parent: this },
    );
    const site = this.site(name, args, api.endpoint, header);
    const handler = this.handler(name, { ...args, logs }, table, secret, site.url);
    api.serve(handler, [
      "POST /api/conversations",
      "GET /api/conversations/{conversationId}",
      "POST /api/conversations/{conversationId}/messages",
      "POST /api/conversations/{conversationId}/person",
    ]);
    this.siteUrl = site.url;
    this.apiUrl = api.endpoint;
    this.embedSnippet = pulumi.interpolate`<script src="${site.url}/embed.js" async></script>`;
    this.conversationsTableName = table.name;
    this.handlerArn = handler.arn;
    this.registerOutputs({
      siteUrl: this.siteUrl,
      apiUrl: this.apiUrl,
      embedSnippet: this.embedSnippet,
      conversationsTableName: this.conversationsTableName,
      handlerArn: this.handlerArn,
    });
  }

  /** What CloudFront tells the handler, and the key that source addresses are hashed with. */
  private originSecret(name: string, args: WebChatArgs) {
    const shape = { length: SECRET_LENGTH, special: false };
    const keepers = args.secretGeneration === undefined ? undefined : { generation: args.secretGeneration };
    const header = new random.RandomPassword(`${name}-origin`, { ...shape, keepers }, { parent: this });
    const salt = new random.RandomPassword(`${name}-salt`, shape, { parent: this });
    const secret = new aws.secretsmanager.Secret(
      `${name}-origin-secret`,
      { description: "What CloudFront tells the web chat's API to be known by", kmsKeyId: args.keyArn },
      { parent: this },
    );
    const version = new aws.secretsmanager.SecretVersion(
      `${name}-origin-secret-value`,
      { secretId: secret.arn, secretString: pulumi.jsonStringify({ header: header.result, salt: salt.result }) },
      { parent: this },
    );
    return { header: header.result, secret: { arn: secret.arn, version } };
  }

  private site(
    name: string,
    args: WebChatArgs,
    endpoint: pulumi.Output<string>,
    originSecret: pulumi.Output<string>,
  ): StaticSite {
    const { region } = accountOf(this);
    const config = pulumi.jsonStringify({ locales: Object.keys(args.greetings), title: args.title, region });
    return new StaticSite(
      `${name}-site`,
      {
        description: `Web chat of ${pulumi.getStack()}`,
        files: [...chatPageFiles(), { path: "config.json", text: config }],
        // Where amazon-connect-chatjs goes on with a person.
        contentPolicy: {
          connect: [
            pulumi.interpolate`https://participant.connect.${region}.amazonaws.com`,
            pulumi.interpolate`wss://*.transport.connect.${region}.amazonaws.com`,
          ],
          frameAncestors: args.embeddingOrigins,
        },
        api: { endpoint, originSecret },
        domain: args.domain,
        firewall: args.firewall,
        requestsPerAddress: args.quotas?.requestsPerAddress,
      },
      { parent: this },
    );
  }

  private handler(
    name: string,
    args: WebChatArgs,
    table: aws.dynamodb.Table,
    secret: { arn: pulumi.Output<string>; version: pulumi.Resource },
    origin: pulumi.Output<string>,
  ): HandlerFunction {
    return new HandlerFunction(
      `${name}-bridge`,
      {
        factory: chatBridgeFactory,
        description: "Keeps the conversations of the chat page: asks the bot, and starts chats with people",
        environment: {
          CONVERSATIONS_TABLE: table.name,
          BOT_ALIAS_ARN: args.aliasArn,
          CHAT_FLOW_ARN: args.chatFlowArn,
          ORIGIN_SECRET_ARN: secret.arn,
          ALLOWED_ORIGINS: origin,
          LOCALES: JSON.stringify(args.greetings),
          TURNS_PER_CONVERSATION: String(quota(args, "turnsPerConversation")),
          TURNS_PER_MINUTE: String(quota(args, "turnsPerMinute")),
          STARTS_PER_HOUR: String(quota(args, "startsPerHour")),
        },
        permissions: [
          { actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources: [table.arn] },
          { actions: ["lex:RecognizeText"], resources: [args.aliasArn] },
          { actions: ["connect:StartChatContact"], resources: [args.chatFlowArn] },
          { actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] },
          keyUse(this, args.keyArn, "dynamodb", ["kms:Decrypt", "kms:GenerateDataKey"]),
          keyUse(this, args.keyArn, "secretsmanager", ["kms:Decrypt"]),
        ],
        logs: args.logs,
        timeoutSeconds: HANDLER_SECONDS,
        memoryMb: HANDLER_MEMORY_MB,
        reservedConcurrency: args.reservedConcurrency,
      },
      // Without its value the secret cannot be read, and every request would be refused.
      { parent: this, dependsOn: [secret.version] },
    );
  }
}

function quota({ quotas = {} }: WebChatArgs, name: keyof typeof QUOTAS): number {
  return quotas[name] ?? QUOTAS[name].standard;
}

function checkArgs(name: string, args: WebChatArgs): void {
  const locales = Object.entries(args.greetings);
  if (locales.length === 0) {
    throw new Error(`WebChat ${name}: greetings has no locale; give what the bot says first, such as { en_US: "…" }.`);
  }
  for (const [locale, greeting] of locales) {
    if (!/^[a-z]{2}_[A-Z]{2}$/.test(locale) || greeting.length < 1 || greeting.length > 1024) {
      throw new Error(
        `WebChat ${name}: greetings.${locale} has ${greeting.length} characters; give a locale such as en_US 1 to 1,024.`,
      );
    }
  }
  for (const origin of args.embeddingOrigins) {
    if (!/^(https:\/\/[a-z0-9.-]+(:\d+)?|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)$/.test(origin)) {
      throw new Error(
        `WebChat ${name}: embeddingOrigins has "${origin}"; give scheme and host alone, such as https://www.example.com (http for localhost only).`,
      );
    }
  }
  for (const [key, { most }] of Object.entries(QUOTAS)) {
    const value = quota(args, key as keyof typeof QUOTAS);
    if (!Number.isInteger(value) || value < 1 || value > most) {
      throw new Error(`WebChat ${name}: quotas.${key} is ${value}; allowed are whole numbers from 1 to ${most}.`);
    }
  }
}
