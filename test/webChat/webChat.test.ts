import { expect } from "chai";
import { WebChat, type WebChatArgs } from "../../components/webChat";
import { handlerCatalog } from "../../handlers/catalog";
import { MODES, type Recorded, type Run, run, textsOf, valueOf } from "../support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
const INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555";
const FLOW = `${INSTANCE}/contact-flow/66666666-7777-4888-8999-000000000000`;

const chat = (changes: Partial<WebChatArgs> = {}, name = "chat") =>
  new WebChat(name, {
    aliasArn: ALIAS,
    greetings: { en_US: "Welcome to Example Company.", es_US: "Bienvenido a Example Company." },
    title: "Example Company",
    chatFlowArn: FLOW,
    embeddingOrigins: ["https://www.example.com"],
    keyArn: KEY,
    alarmTopicArn: TOPIC,
    logRetentionDays: 30,
    ...changes,
  });

interface Statement {
  Sid?: string;
  Action: string[];
  Resource: string[];
  Condition?: unknown;
}

interface Distribution {
  origins: { originId: string; domainName: string; customHeaders?: { name: string; value: unknown }[] }[];
  orderedCacheBehaviors: Record<string, unknown>[];
  customErrorResponses: { errorCode: number; errorCachingMinTtl: number; responsePagePath?: string }[];
}

/** A distribution's inputs; in mocks a secret is wrapped, and the whole of `origins` is one. */
function distributionOf(resource: Recorded): Distribution {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== "object" || value === null) return value;
    if ("value" in value && Object.keys(value).some((key) => key.startsWith("4dabf"))) return plain(value.value);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  };
  return plain(resource.inputs) as Distribution;
}

for (const mode of MODES) {
  describe(`WebChat (${mode})`, () => {
    let standard: Run<WebChat>;

    before(async () => (standard = await run(mode, () => chat())));

    it("keeps conversations encrypted, recoverable and for a time", async () => {
      const { one } = await run(mode, () => chat({ protectData: true }));
      expect(one("aws:dynamodb/table:Table").inputs).to.deep.include({
        hashKey: "conversationId",
        billingMode: "PAY_PER_REQUEST",
        ttl: { enabled: true, attributeName: "expiresAt" },
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
        deletionProtectionEnabled: true,
      });
    });

    it("gives the handler exactly the environment it reads, and no secret", () => {
      const { one } = standard;
      const { variables } = one("aws:lambda/function:Function").inputs.environment as {
        variables: Record<string, string>;
      };
      expect(Object.keys(variables)).to.have.members([...(handlerCatalog.chatBridge?.variables ?? [])]);
      expect(variables).to.include({
        BOT_ALIAS_ARN: ALIAS,
        CHAT_FLOW_ARN: FLOW,
        TURNS_PER_CONVERSATION: "60",
        TURNS_PER_MINUTE: "12",
        STARTS_PER_HOUR: "30",
      });
      expect(JSON.parse(variables.LOCALES ?? "")).to.have.all.keys("en_US", "es_US");
    });

    it("serves the page's files, each with its type, asked for anew each time", () => {
      const { all } = standard;
      const files = new Map(all("aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => [inputs.key, inputs]));
      expect([...files.keys()]).to.have.members([
        "index.html",
        "chat.js",
        "chat-connect.js",
        "embed.js",
        "chat.css",
        "config.json",
      ]);
      expect(files.get("chat.js")).to.include({
        contentType: "text/javascript; charset=utf-8",
        cacheControl: "no-cache",
      });
      expect(JSON.parse(String(files.get("config.json")?.content))).to.deep.equal({
        locales: ["en_US", "es_US"],
        title: "Example Company",
        region: "us-east-1",
      });
    });

    it("keeps nothing of the API's answers at the edge, and hides none of its errors behind a page", () => {
      const { one } = standard;
      const { origins, orderedCacheBehaviors, customErrorResponses } = distributionOf(
        one("aws:cloudfront/distribution:Distribution"),
      );
      const api = origins.find(({ originId }) => originId === "api");
      expect(api?.customHeaders?.map(({ name }) => name)).to.deep.equal(["x-origin-verify"]);
      expect(orderedCacheBehaviors).to.have.length(1);
      expect(orderedCacheBehaviors[0]).to.include({
        pathPattern: "/api/*",
        targetOriginId: "api",
        viewerProtocolPolicy: "https-only",
        cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        originRequestPolicyId: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
      });
      expect(customErrorResponses.map(({ errorCode }) => errorCode)).to.include.members([400, 403, 404, 503]);
      expect(customErrorResponses.every(({ errorCachingMinTtl }) => errorCachingMinTtl === 0)).to.equal(true);
      expect(customErrorResponses.some(({ responsePagePath }) => responsePagePath)).to.equal(false);
    });

    it("answers its four routes and no other, to a common rate, and logs nothing of whoever asked", async () => {
      const { one, all } = await run(mode, () => chat({ quotas: { requestsPerSecond: 7 } }));
      expect(all("aws:apigatewayv2/route:Route").map(({ inputs }) => inputs.routeKey)).to.have.members([
        "POST /api/conversations",
        "GET /api/conversations/{conversationId}",
        "POST /api/conversations/{conversationId}/messages",
        "POST /api/conversations/{conversationId}/person",
      ]);
      const { defaultRouteSettings, accessLogSettings } = one("aws:apigatewayv2/stage:Stage").inputs as {
        defaultRouteSettings: object;
        accessLogSettings: { format: string };
      };
      expect(defaultRouteSettings).to.deep.equal({ throttlingRateLimit: 7, throttlingBurstLimit: 14 });
      const logged = Object.values(JSON.parse(accessLogSettings.format) as Record<string, string>);
      expect(logged).to.include("$context.routeKey");
      expect(logged.join()).not.to.match(/identity|path|Agent|authorizer|domain/i);
    });

    it("stands behind a firewall when told to, and not otherwise", async () => {
      expect(standard.all("aws:wafv2/webAcl:WebAcl")).to.deep.equal([]);
      const { one } = await run(mode, () => chat({ firewall: true, quotas: { requestsPerAddress: 120 } }));
      const { inputs } = one("aws:wafv2/webAcl:WebAcl");
      expect(inputs).to.include({ scope: "CLOUDFRONT", region: "us-east-1" });
      const [rate] = inputs.rules as { action: object; statement: { rateBasedStatement: object } }[];
      expect(rate?.action).to.deep.equal({ block: {} });
      expect(JSON.stringify(inputs.rules), "tags in a body are blocked").not.to.contain("count");
      expect(rate?.statement.rateBasedStatement).to.include({ limit: 120, aggregateKeyType: "IP" });
    });

    it("can be there twice in one stack, and puts no broken text into any input", async () => {
      const { resources } = await run(mode, () => [chat({}, "first"), chat({}, "second")]);
      const own = resources.filter(({ type }) => type !== "aws:s3/bucketObjectv2:BucketObjectv2");
      expect(textsOf(own).filter(({ text }) => /undefined|\[object |Calling \[toString\]/.test(text))).to.deep.equal(
        [],
      );
    });
  });
}

describe("WebChat", () => {
  let standard: Run<WebChat>;

  before(async () => (standard = await run("update", () => chat())));

  it("allows the handler the requests it makes, on what it makes them of, and nothing else", () => {
    const { one } = standard;
    const table = one("aws:dynamodb/table:Table").outputs?.arn;
    const secret = one("aws:secretsmanager/secret:Secret").outputs?.arn;
    const { Statement } = JSON.parse(String(one("aws:iam/rolePolicy:RolePolicy").inputs.policy)) as {
      Statement: Statement[];
    };
    const allowed = Statement.filter(({ Sid }) => Sid === undefined);
    const services = allowed.filter(({ Action }) => !Action.some((action) => action.startsWith("kms:")));
    expect(services).to.deep.equal([
      { Effect: "Allow", Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"], Resource: [table] },
      { Effect: "Allow", Action: ["lex:RecognizeText"], Resource: [ALIAS] },
      { Effect: "Allow", Action: ["connect:StartChatContact"], Resource: [FLOW] },
      { Effect: "Allow", Action: ["secretsmanager:GetSecretValue"], Resource: [secret] },
    ]);
    const actions = handlerCatalog.chatBridge?.actions.map(({ action }) => action);
    expect(services.flatMap(({ Action }) => Action)).to.have.members(actions ?? []);
    const keyUses = allowed.filter(({ Action }) => Action.some((action) => action.startsWith("kms:")));
    expect(keyUses.map(({ Condition }) => Condition)).to.deep.equal([
      { StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } },
      { StringEquals: { "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com" } },
    ]);
  });

  it("tells CloudFront and the handler the same secret, and only API Gateway's own API may invoke", () => {
    const { one } = standard;
    const { origins } = distributionOf(one("aws:cloudfront/distribution:Distribution"));
    const sent = origins.find(({ originId }) => originId === "api")?.customHeaders?.[0]?.value;
    const kept = JSON.parse(String(one("aws:secretsmanager/secretVersion:SecretVersion").outputs?.secretString)) as {
      header: string;
      salt: string;
    };
    expect(kept.header).to.equal(sent).and.to.have.length(48);
    expect(kept.salt).not.to.equal(kept.header);
    const api = one("aws:apigatewayv2/api:Api").outputs;
    expect(one("aws:lambda/permission:Permission").inputs).to.include({
      principal: "apigateway.amazonaws.com",
      sourceArn: `${String(api?.executionArn)}/*/*`,
    });
  });

  it("answers pages of its own site only, and may be framed by the sites named", async () => {
    const { one, result } = standard;
    const url = await valueOf(result.siteUrl);
    const { variables } = one("aws:lambda/function:Function").inputs.environment as {
      variables: Record<string, string>;
    };
    expect(variables.ALLOWED_ORIGINS)
      .to.equal(url)
      .and.to.match(/^https:\/\/\w+\.cloudfront\.net$/);
    expect(await valueOf(result.embedSnippet)).to.equal(`<script src="${url}/embed.js" async></script>`);
    const { securityHeadersConfig } = one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs as {
      securityHeadersConfig: { contentSecurityPolicy: { contentSecurityPolicy: string } };
    };
    const policy = securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy;
    expect(policy.split("; ")).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self' https://participant.connect.us-east-1.amazonaws.com wss://*.transport.connect.us-east-1.amazonaws.com",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      "frame-ancestors 'self' https://www.example.com",
    ]);
    expect(policy).not.to.match(/unsafe|\*(?!\.transport)/);
  });

  it("refuses what would only fail later, naming the argument and what is allowed", async () => {
    const wrong: [Partial<WebChatArgs>, RegExp][] = [
      [{ greetings: {} }, /greetings has no locale/],
      [{ greetings: { english: "Hello" } }, /greetings\.english .* locale such as en_US/],
      [{ embeddingOrigins: ["https://www.example.com/shop"] }, /scheme and host alone/],
      [{ embeddingOrigins: ["https://*.example.com"] }, /scheme and host alone/],
      [{ embeddingOrigins: ["https://example.com; script-src *"] }, /scheme and host alone/],
      [{ quotas: { turnsPerConversation: 0 } }, /quotas\.turnsPerConversation is 0; .* 1 to 100/],
      [{ quotas: { startsPerHour: 1.5 } }, /quotas\.startsPerHour is 1\.5/],
    ];
    for (const [changes, message] of wrong) {
      const { result } = await run("update", () => {
        try {
          return String(chat(changes));
        } catch (error) {
          return String(error);
        }
      });
      expect(result).to.match(message);
    }
  });
});
