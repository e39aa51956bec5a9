/** The operations portal: a page on which the operations team closes queues, changes routing and puts messages on the line. */
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { portalChangesFactory } from "../handlers/portalChanges";
import { portalSpeechFactory } from "../handlers/portalSpeech";
import { portalStateFactory } from "../handlers/portalState";
import { HandlerFunction, type HandlerFunctionArgs } from "./foundations/handlerFunction";
import { type HandlerLogs, handlerLogsOf } from "./foundations/handlerLogs";
import { HttpApi } from "./foundations/httpApi";
import { keyUse } from "./foundations/keyUse";
import { privateTable } from "./foundations/privateTable";
import { type SiteDomainArgs, StaticSite } from "./foundations/staticSite";
import { portalFiles } from "./operationsPortal/bundle";
import { type PortalLanguageArgs, writeCatalog } from "./operationsPortal/catalog";
import { buildClient, buildPeople, type People } from "./operationsPortal/people";

export type { PortalLanguageArgs } from "./operationsPortal/catalog";

/** The table of administration data that flows read on the way in. */
export interface SettingsTableArgs {
  /** Its name; partition key `scope`. */
  name: pulumi.Input<string>;
  /** Its ARN. */
  arn: pulumi.Input<string>;
}

/** The contact centre that is administered. */
export interface PortalCenterArgs {
  /** Id of the Connect instance. */
  instanceId: pulumi.Input<string>;
  /** ARN of the Connect instance. */
  instanceArn: pulumi.Input<string>;
  /** ARNs of its queues, by name. */
  queueArns: pulumi.Input<Record<string, string>>;
}

/** Arguments of {@link OperationsPortal}. */
export interface OperationsPortalArgs {
  /** Whose contact centre it is; shown at the top. */
  company: pulumi.Input<string>;
  /** What is administered. */
  center: PortalCenterArgs;
  /** Where it is kept. */
  settingsTable: SettingsTableArgs;
  /** Languages that messages are written in, and who speaks them; the first is the centre's own. At least one. */
  languages: PortalLanguageArgs[];
  /** IANA time zone of the centre: when its day begins. */
  timeZone: pulumi.Input<string>;
  /** Days the history says who changed what, 30 to 3,650. Default 400: a year, and time to look back on it. */
  historyDays?: number;
  /** ARN of the customer key for history and logs. */
  keyArn: pulumi.Input<string>;
  /** Topic that is told when a handler fails or is throttled. */
  alarmTopicArn: pulumi.Input<string>;
  /** Days logs are kept. */
  logRetentionDays: number;
  /** Log groups its functions share with others'. Left out, it has its own. */
  logs?: HandlerLogs;
  /** Requests a second of everybody together, above which API Gateway answers 429; 1 to 10,000. Default 50. */
  requestsPerSecond?: number;
  /** Whether AWS WAF stands before the site. Default false. */
  firewall?: boolean;
  /** Requests an address may make in 5 minutes, with `firewall`; 10 or more. Default 3,000: a team shares an address. */
  requestsPerAddress?: number;
  /** Whether Cognito stops stolen passwords and sign-ins that look like somebody else's (tier PLUS). Default false. */
  threatProtection?: boolean;
  /** An own name of the site. */
  domain?: SiteDomainArgs;
  /** Containers reserved for each handler. Left out, they share the account's. */
  reservedConcurrency?: number;
  /** Whether people and history survive `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
}

const HISTORY_DAYS = { standard: 400, least: 30, most: 3_650 };
const REQUESTS_PER_SECOND = { standard: 50, most: 10_000 };
const REQUESTS_PER_ADDRESS = 3_000;

/** One second less than API Gateway waits. */
const HANDLER_SECONDS = 7;

/** What a token of the portal is good for. */
const SCOPE = "openid";

/**
 * The portal: a site behind CloudFront, people with a second factor in three groups, an API that takes their tokens only,
 * and three handlers, each with no more than its part needs: one reads, one changes, one speaks.
 *
 * What is set lies in the settings table, whose reader flows call on the way in. Each change is written together with a
 * row of the history.
 */
export class OperationsPortal extends pulumi.ComponentResource {
  /** Where the portal is, without a slash at the end. */
  readonly url: pulumi.Output<string>;
  /** The name CloudFront gave the site, to which a name of its own points. */
  readonly host: pulumi.Output<string>;
  /** Address of the HTTP API behind CloudFront. It answers nobody without a token. */
  readonly apiUrl: pulumi.Output<string>;
  /** Id of the user pool, in which an administrator makes people and puts them into groups. */
  readonly userPoolId: pulumi.Output<string>;
  /** Id of the site's client of the pool: whom tokens are for. */
  readonly userPoolClientId: pulumi.Output<string>;
  /** Table of who changed what: partition key `scope`, sort key `version`, time to live `expiresAt`. */
  readonly historyTableName: pulumi.Output<string>;

  constructor(name: string, args: OperationsPortalArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:OperationsPortal", name, {}, opts);
    checkArgs(name, args);
    const { keyArn, logRetentionDays, protectData = false, threatProtection = false } = args;
    const logs = handlerLogsOf(this, name, args);
    const history = privateTable(this, `${name}-history`, args, {
      hashKey: "scope",
      rangeKey: "version",
      attributes: [
        { name: "scope", type: "S" },
        { name: "version", type: "N" },
      ],
      ttl: { enabled: true, attributeName: "expiresAt" },
    });
    writeCatalog(this, name, args.settingsTable.name, { ...args, queueArns: args.center.queueArns });
    const people = buildPeople(this, name, { protectData, threatProtection });
    const requestsPerSecond = args.requestsPerSecond ?? REQUESTS_PER_SECOND.standard;
    const description = `Operations portal of ${pulumi.getStack()}`;
    const api = new HttpApi(
      `${name}-api`,
      { description, keyArn, logRetentionDays, logs, requestsPerSecond },
      { parent: this },
    );
    // The site is told of the client, whose addresses are the site's.
    const [clientId, resolveClientId] = pulumi.deferredOutput<string>();
    const site = this.site(name, args, api.endpoint, people, clientId);
    const client = buildClient(this, name, people, site.url);
    resolveClientId(client.id);
    api.requireTokens({ issuer: people.issuer, audiences: [client.id], scopes: [SCOPE] });
    const handlers = this.handlers(name, { ...args, logs }, history, client.id);
    api.serve(handlers.state, ["GET /api/state", "GET /api/board", "GET /api/history"], "state");
    api.serve(handlers.changes, ["POST /api/changes", "POST /api/undo"], "changes");
    api.serve(handlers.speech, ["POST /api/speech"], "speech");
    this.url = site.url;
    this.host = site.host;
    this.apiUrl = api.endpoint;
    this.userPoolId = people.poolId;
    this.userPoolClientId = client.id;
    this.historyTableName = history.name;
    this.registerOutputs({
      url: this.url,
      apiUrl: this.apiUrl,
      userPoolId: this.userPoolId,
      userPoolClientId: this.userPoolClientId,
      historyTableName: this.historyTableName,
    });
  }

  private site(
    name: string,
    args: OperationsPortalArgs,
    endpoint: pulumi.Output<string>,
    { issuer, signInUrl }: People,
    clientId: pulumi.Output<string>,
  ): StaticSite {
    const config = pulumi.jsonStringify({
      authority: issuer,
      clientId,
      authorizationEndpoint: pulumi.interpolate`${signInUrl}/oauth2/authorize`,
      tokenEndpoint: pulumi.interpolate`${signInUrl}/oauth2/token`,
      signOutUrl: pulumi.interpolate`${signInUrl}/logout`,
      company: args.company,
      timeZone: args.timeZone,
    });
    return new StaticSite(
      `${name}-site`,
      {
        description: `Operations portal of ${pulumi.getStack()}`,
        files: [...portalFiles(), { path: "config.json", text: config }],
        // Where a code becomes tokens.
        contentPolicy: { connect: [signInUrl] },
        api: { endpoint },
        domain: args.domain,
        firewall: args.firewall,
        requestsPerAddress: args.requestsPerAddress ?? REQUESTS_PER_ADDRESS,
        // Messages have tags of SSML. The handler refuses all others.
        markup: true,
      },
      { parent: this },
    );
  }

  private handlers(
    name: string,
    args: OperationsPortalArgs,
    history: aws.dynamodb.Table,
    clientId: pulumi.Output<string>,
  ): Record<"state" | "changes" | "speech", HandlerFunction> {
    const { settingsTable, center, keyArn } = args;
    const own = { USER_POOL_CLIENT_ID: clientId, SETTINGS_TABLE: settingsTable.name };
    const readKey = keyUse(this, keyArn, "dynamodb", ["kms:Decrypt"]);
    const make = (
      label: string,
      handler: Pick<HandlerFunctionArgs, "factory" | "description" | "environment" | "permissions">,
    ): HandlerFunction =>
      new HandlerFunction(
        `${name}-${label}`,
        {
          ...handler,
          logs: args.logs,
          reservedConcurrency: args.reservedConcurrency,
          timeoutSeconds: HANDLER_SECONDS,
        },
        { parent: this },
      );
    return {
      state: make("state", {
        factory: portalStateFactory,
        description: "Tells the operations portal what is set, what has been changed, and how the queues are",
        environment: { ...own, HISTORY_TABLE: history.name, INSTANCE_ID: center.instanceId },
        permissions: [
          { actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem"], resources: [settingsTable.arn] },
          { actions: ["dynamodb:Query"], resources: [history.arn] },
          {
            // Connect asks for each queue besides the instance. Written out, a hundred would not fit into a policy.
            actions: ["connect:GetCurrentMetricData", "connect:GetMetricDataV2"],
            resources: [center.instanceArn, pulumi.interpolate`${center.instanceArn}/queue/*`],
          },
          readKey,
        ],
      }),
      changes: make("changes", {
        factory: portalChangesFactory,
        description: "Changes what the operations team has set, and writes down who did, when and why",
        environment: {
          ...own,
          HISTORY_TABLE: history.name,
          HISTORY_DAYS: String(args.historyDays ?? HISTORY_DAYS.standard),
        },
        permissions: [
          {
            actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:UpdateItem"],
            resources: [settingsTable.arn],
          },
          { actions: ["dynamodb:PutItem", "dynamodb:Query"], resources: [history.arn] },
          keyUse(this, keyArn, "dynamodb", ["kms:Decrypt", "kms:GenerateDataKey"]),
        ],
      }),
      speech: make("speech", {
        factory: portalSpeechFactory,
        description: "Speaks a message of the operations team before callers hear it",
        environment: own,
        permissions: [
          { actions: ["dynamodb:GetItem"], resources: [settingsTable.arn] },
          // A voice has no ARN.
          { actions: ["polly:SynthesizeSpeech"], resources: ["*"] },
          readKey,
        ],
      }),
    };
  }
}

function checkArgs(name: string, args: OperationsPortalArgs): void {
  const { historyDays = HISTORY_DAYS.standard, requestsPerSecond = REQUESTS_PER_SECOND.standard, languages } = args;
  const { least, most } = HISTORY_DAYS;
  const bounds = [
    { argument: "historyDays", value: historyDays, least, most },
    { argument: "requestsPerSecond", value: requestsPerSecond, least: 1, most: REQUESTS_PER_SECOND.most },
  ];
  for (const { argument, value, least, most } of bounds) {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new Error(
        `OperationsPortal ${name}: ${argument} is ${value}; allowed are whole numbers from ${least} to ${most}.`,
      );
    }
  }
  if (languages.length === 0) {
    throw new Error(`OperationsPortal ${name}: languages is empty; give the centre's own, such as en-US with Joanna.`);
  }
  const names = languages.map(({ language }) => language);
  const twice = names.find((language, index) => names.indexOf(language) < index);
  if (twice !== undefined) {
    throw new Error(`OperationsPortal ${name}: languages has ${twice} twice; each language has one voice.`);
  }
}
