import { expect } from "chai";
import { OperationsPortal, type OperationsPortalArgs } from "../../components/operationsPortal";
import { domainPrefix } from "../../components/operationsPortal/people";
import { handlerCatalog } from "../../handlers/catalog";
import { createOutputs, DEFAULT_ACCOUNT } from "../../local/engine/awsProvider";
import { messageLanguages } from "../../stacks/portal";
import { readSettings } from "../../stacks/settings";
import { MODES, type Recorded, run, type Run, textsOf, valueOf } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555";
const TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/settings";

const portal = (changes: Partial<OperationsPortalArgs> = {}, name = "portal") =>
  new OperationsPortal(name, {
    company: "Example Company",
    center: {
      instanceId: "11111111-2222-4333-8444-555555555555",
      instanceArn: INSTANCE,
      queueArns: { support: `${INSTANCE}/queue/aaaa`, sales: `${INSTANCE}/queue/bbbb` },
    },
    settingsTable: { name: "settings", arn: TABLE },
    languages: [
      { language: "en-US", voice: "Joanna" },
      { language: "es-US", voice: "Lupe" },
    ],
    timeZone: "America/New_York",
    keyArn: KEY,
    alarmTopicArn: TOPIC,
    logRetentionDays: 30,
    ...changes,
  });

/** Handlers of the component by the ending of their functions' names. */
const HANDLERS: Record<string, string> = {
  state: "portalState",
  changes: "portalChanges",
  speech: "portalSpeech",
};

interface Statement {
  Sid?: string;
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

const statementsOf = ({ inputs }: Recorded): Statement[] =>
  (JSON.parse(String(inputs.policy)) as { Statement: Statement[] }).Statement.filter(({ Sid }) => Sid === undefined);

const variablesOf = ({ inputs }: Recorded) => (inputs.environment as { variables: Record<string, string> }).variables;

for (const mode of MODES) {
  describe(`OperationsPortal (${mode})`, () => {
    let standard: Run<OperationsPortal>;

    before(async () => (standard = await run(mode, () => portal())));

    it("keeps its history by scope and version, recoverable, encrypted and for a time", async () => {
      expect(standard.one("aws:dynamodb/table:Table").inputs).to.deep.include({
        hashKey: "scope",
        rangeKey: "version",
        attributes: [
          { name: "scope", type: "S" },
          { name: "version", type: "N" },
        ],
        ttl: { enabled: true, attributeName: "expiresAt" },
        billingMode: "PAY_PER_REQUEST",
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
        deletionProtectionEnabled: false,
      });
      const kept = await run(mode, () => portal({ protectData: true }));
      expect(kept.one("aws:dynamodb/table:Table").inputs).to.include({ deletionProtectionEnabled: true });
      expect(kept.one("aws:cognito/userPool:UserPool").inputs).to.include({ deletionProtection: "ACTIVE" });
    });

    it("writes the centre's queues, languages and voices where the handlers read them", () => {
      const { inputs } = standard.one("aws:dynamodb/tableItem:TableItem");
      expect(inputs).to.include({ tableName: "settings", hashKey: "scope" });
      const queue = (name: string, id: string) => ({
        M: { name: { S: name }, arn: { S: `${INSTANCE}/queue/${id}` }, id: { S: id } },
      });
      expect(JSON.parse(String(inputs.item))).to.deep.equal({
        scope: { S: "catalog" },
        queues: { L: [queue("support", "aaaa"), queue("sales", "bbbb")] },
        languages: { L: [{ S: "en-US" }, { S: "es-US" }] },
        voices: { M: { "en-US": { S: "Joanna" }, "es-US": { S: "Lupe" } } },
        timeZone: { S: "America/New_York" },
      });
    });

    it("lets an administrator make people, in three groups of which the greatest counts", () => {
      const groups = standard
        .all("aws:cognito/userGroup:UserGroup")
        .map(({ inputs }) => [inputs.precedence, inputs.name]);
      expect(groups.sort()).to.deep.equal([
        [1, "administrator"],
        [2, "operator"],
        [3, "viewer"],
      ]);
      expect(standard.one("aws:cognito/userPoolDomain:UserPoolDomain").inputs).to.include({ managedLoginVersion: 2 });
      expect(standard.one("aws:cognito/managedLoginBranding:ManagedLoginBranding").inputs).to.include({
        useCognitoProvidedValues: true,
      });
    });

    it("stops stolen passwords when told to, which is a tier of its own", async () => {
      const pool = "aws:cognito/userPool:UserPool";
      expect(standard.one(pool).inputs).to.deep.include({
        userPoolTier: "ESSENTIALS",
        userPoolAddOns: { advancedSecurityMode: "OFF" },
      });
      const { one } = await run(mode, () => portal({ threatProtection: true }));
      expect(one(pool).inputs).to.deep.include({
        userPoolTier: "PLUS",
        userPoolAddOns: { advancedSecurityMode: "ENFORCED" },
      });
    });

    it("asks for a token on every route, and gives each handler its own", () => {
      const routes = standard.all("aws:apigatewayv2/route:Route").map(({ inputs }) => inputs);
      expect(routes.map(({ routeKey }) => routeKey)).to.have.members([
        "GET /api/state",
        "GET /api/board",
        "GET /api/history",
        "POST /api/changes",
        "POST /api/undo",
        "POST /api/speech",
      ]);
      for (const route of routes) {
        expect(route).to.deep.include({ authorizationType: "JWT", authorizationScopes: ["openid"] });
      }
      expect(standard.all("aws:apigatewayv2/integration:Integration")).to.have.length(3);
    });

    it("gives handlers names only, and all that their entries in the catalogue read", () => {
      const functions = standard.all("aws:lambda/function:Function");
      expect(functions).to.have.length(3);
      for (const lambda of functions) {
        const entry = handlerCatalog[HANDLERS[lambda.name.replace("portal-", "")] ?? ""];
        const read = [...(entry?.variables ?? []), ...(entry?.optionalVariables ?? [])];
        const given = Object.keys(variablesOf(lambda));
        expect(given, lambda.name).to.include.members([...(entry?.variables ?? [])]);
        expect(read, lambda.name).to.include.members(given);
        expect(lambda.inputs).to.include({ timeout: 7 });
      }
    });

    it("serves its files from its own site, with a firewall when told to", async () => {
      const keys = standard.all("aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => inputs.key);
      expect(keys).to.include.members(["index.html", "config.json"]);
      expect(standard.all("aws:wafv2/webAcl:WebAcl")).to.deep.equal([]);
      const { one } = await run(mode, () => portal({ firewall: true }));
      const rules = JSON.stringify(one("aws:wafv2/webAcl:WebAcl").inputs.rules);
      expect(rules).to.contain('"limit":3000');
      const counted = [...rules.matchAll(/"actionToUse":\{"count":\{\}\},"name":"(\w+)"/g)].map(([, rule]) => rule);
      expect(counted, "messages have tags").to.deep.equal(["SizeRestrictions_BODY", "CrossSiteScripting_BODY"]);
    });
  });
}

describe("OperationsPortal", () => {
  let standard: Run<OperationsPortal>;

  before(async () => (standard = await run("update", () => portal())));

  it("tells the page where people sign in, and comes back to nothing but itself", async () => {
    const { one, result } = standard;
    const url = await valueOf(result.url);
    const pool = one("aws:cognito/userPool:UserPool").id ?? "";
    const { domain } = one("aws:cognito/userPoolDomain:UserPoolDomain").inputs;
    const signIn = `https://${String(domain)}.auth.us-east-1.amazoncognito.com`;
    const config = one("aws:s3/bucketObjectv2:BucketObjectv2", "config-json").inputs.content;
    expect(JSON.parse(String(config))).to.deep.equal({
      authority: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
      clientId: await valueOf(result.userPoolClientId),
      authorizationEndpoint: `${signIn}/oauth2/authorize`,
      tokenEndpoint: `${signIn}/oauth2/token`,
      signOutUrl: `${signIn}/logout`,
      company: "Example Company",
      timeZone: "America/New_York",
    });
    expect(one("aws:cognito/userPoolClient:UserPoolClient").inputs).to.deep.include({
      callbackUrls: [`${url}/`],
      logoutUrls: [`${url}/`],
    });
    const { securityHeadersConfig } = one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs as {
      securityHeadersConfig: { contentSecurityPolicy: { contentSecurityPolicy: string } };
    };
    const policy = securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy.split("; ");
    expect(policy).to.include(`connect-src 'self' ${signIn}`);
    expect(policy).to.include("frame-ancestors 'none'");
  });

  it("allows each handler what its entry in the catalogue asks for, on its own resources", () => {
    const history = String(standard.one("aws:dynamodb/table:Table").outputs?.arn);
    const targets: Record<string, string[]> = {
      SETTINGS_TABLE: [TABLE],
      HISTORY_TABLE: [history],
      // Connect asks for the queues besides the instance.
      INSTANCE_ID: [INSTANCE, `${INSTANCE}/queue/*`],
      "*": ["*"],
    };
    for (const [label, handler] of Object.entries(HANDLERS)) {
      const statements = statementsOf(standard.one("aws:iam/rolePolicy:RolePolicy", `portal-${label}-policy`));
      const allowed = statements
        .filter(({ Action }) => !Action.some((action) => action.startsWith("kms:")))
        .flatMap(({ Action, Resource }) => Action.flatMap((action) => Resource.map((on) => `${action} ${on}`)));
      const asked = (handlerCatalog[handler]?.actions ?? []).flatMap(({ action, target }) =>
        (targets[target] ?? [`nothing for ${target}`]).map((on) => `${action} ${on}`),
      );
      expect(allowed, label).to.have.members(asked);
    }
  });

  it("opens the customer key through DynamoDB only, and for writing only to whoever writes", () => {
    for (const [label, actions] of [
      ["state", ["kms:Decrypt"]],
      ["changes", ["kms:Decrypt", "kms:GenerateDataKey"]],
      ["speech", ["kms:Decrypt"]],
    ] as const) {
      const uses = statementsOf(standard.one("aws:iam/rolePolicy:RolePolicy", `portal-${label}-policy`)).filter(
        ({ Action }) => Action.some((action) => action.startsWith("kms:")),
      );
      expect(uses).to.have.length(1);
      expect(uses[0]).to.deep.include({ Action: actions, Resource: [KEY] });
      expect(uses[0]?.Condition).to.deep.equal({
        StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" },
      });
    }
  });

  it("says in its alarms what a failure means", () => {
    const alarms = standard.all("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect(alarms).to.have.length(2);
    expect(alarms.map(({ inputs }) => String(inputs.alarmDescription)).join(" ")).to.match(
      /the operations portal are answered with an error/,
    );
    for (const { inputs } of alarms) {
      expect(inputs.alarmActions).to.deep.equal([TOPIC]);
    }
  });

  it("has two of a kind side by side", async () => {
    const { resources } = await run("update", () => [portal({}, "one"), portal({}, "two")]);
    const texts = textsOf(resources.filter(({ name }) => name.startsWith("one")));
    expect(texts.filter(({ text }) => /undefined|\[object /.test(text) && text.length < 2_000)).to.deep.equal([]);
  });

  it("keeps history as long as it is told to", async () => {
    const days = async (changes: Partial<OperationsPortalArgs>) => {
      const { one } = await run("update", () => portal(changes));
      return variablesOf(one("aws:lambda/function:Function", "portal-changes")).HISTORY_DAYS;
    };
    expect(await days({})).to.equal("400");
    expect(await days({ historyDays: 30 })).to.equal("30");
  });

  for (const [changes, message] of [
    [{ historyDays: 29 }, /historyDays is 29; allowed are whole numbers from 30 to 3650/],
    [{ requestsPerSecond: 0.5 }, /requestsPerSecond is 0\.5/],
    [{ languages: [] }, /languages is empty/],
    [{ languages: [1, 2].map(() => ({ language: "en-US", voice: "Joanna" })) }, /has en-US twice/],
  ] as [Partial<OperationsPortalArgs>, RegExp][]) {
    it(`refuses ${JSON.stringify(changes)}`, async () => {
      await run("update", () => expect(() => portal(changes)).to.throw(message));
    });
  }
});

describe("languages of messages", () => {
  const languages = (given: Record<string, string>) => {
    const entries = Object.entries({ instanceAlias: "example", ...given });
    const config = Object.fromEntries(entries.map(([key, value]) => [`contact-center:${key}`, value]));
    return messageLanguages(readSettings(config, "contact-center", "dev"));
  };

  it("are the stack's own with its voice, and the bot's others with theirs", () => {
    expect(languages({})).to.deep.equal([
      { language: "en-US", voice: "Joanna" },
      { language: "es-US", voice: "Lupe" },
    ]);
    expect(languages({ architecture: "advanced", language: "es-US", voice: "Pedro" })).to.deep.equal([
      { language: "es-US", voice: "Pedro" },
      { language: "en-US", voice: "Joanna" },
    ]);
  });
});

describe("the name of the sign-in page", () => {
  for (const [name, stack, prefix] of [
    ["portal", "dev", "portal-dev"],
    ["portal", "Prod_EU.2", "portal-prod-eu-2"],
    ["aws", "cognito-amazon", "portal"],
    ["portal", "my-aws-stack", "portal-my-stack"],
    ["portal", "x".repeat(100), `portal-${"x".repeat(33)}`],
    ["portal", `${"x".repeat(32)}-y`, `portal-${"x".repeat(32)}`],
  ] as const) {
    it(`of ${name} in the stack ${stack} is one that Cognito takes`, () => {
      expect(domainPrefix(name, stack)).to.equal(prefix);
      const inputs = { domain: `${prefix}-0123abcd`, userPoolId: "us-east-1_aBcDeF123" };
      const context = { project: "center", stack: "dev", ...DEFAULT_ACCOUNT };
      const type = "aws:cognito/userPoolDomain:UserPoolDomain";
      expect(() => createOutputs(type, "domain", inputs, context)).not.to.throw();
    });
  }
});
