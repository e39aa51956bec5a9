import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { AlarmTopic } from "../components/foundations/alarmTopic";
import { EncryptionKey } from "../components/foundations/encryptionKey";
import { HandlerFunction, type HandlerFunctionArgs } from "../components/foundations/handlerFunction";
import { serializeHandler } from "../components/foundations/serializedHandler";
import { PrivateBucket } from "../components/foundations/privateBucket";
import { MODES, run } from "./support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";
const TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";

function greeterFactory() {
  const greeting = process.env.GREETING;
  return async () => ({ greeting });
}

function handlerArgs(changes: Partial<HandlerFunctionArgs> = {}): HandlerFunctionArgs {
  return {
    factory: greeterFactory,
    description: "Greets",
    environment: { GREETING: "hello" },
    permissions: [{ actions: ["dynamodb:GetItem"], resources: [TABLE] }],
    keyArn: KEY,
    alarmTopicArn: TOPIC,
    logRetentionDays: 30,
    ...changes,
  };
}

interface Statement {
  Sid?: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
  Principal?: unknown;
  Effect: string;
}

function statements(policy: unknown): Statement[] {
  return JSON.parse(String(policy)).Statement;
}

for (const mode of MODES) {
  describe(`foundations (${mode})`, () => {
    it("HandlerFunction runs on node 24, arm64, with bounded time, memory and a log group", async () => {
      const { one } = await run(mode, () => new HandlerFunction("greeter", handlerArgs()));
      const { inputs } = one("aws:lambda/function:Function");
      expect(inputs).to.deep.include({
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "__index.handler",
        timeout: 4,
        memorySize: 512,
        environment: { variables: { GREETING: "hello" } },
        tracingConfig: { mode: "Active" },
      });
      expect(inputs.reservedConcurrentExecutions).to.equal(undefined);
      expect(one("aws:cloudwatch/logGroup:LogGroup").inputs).to.include({ retentionInDays: 30, kmsKeyId: KEY });
    });

    it("HandlerFunction's archive is one file made of the factory alone", async () => {
      const { one } = await run(mode, () => new HandlerFunction("greeter", handlerArgs()));
      const archive = one("aws:lambda/function:Function").inputs.code as pulumi.asset.AssetArchive;
      const assets = await archive.assets;
      expect(Object.keys(assets)).to.deep.equal(["__index.js"]);
      const text = await (assets["__index.js"] as pulumi.asset.StringAsset).text;
      expect(text).to.contain("process.env.GREETING").and.to.contain("exports.handler = __greeterFactory()");
      expect(text).not.to.match(/require\(/);
    });

    it("HandlerFunction's role allows what was asked for, its own log and traces, and nothing else", async () => {
      const { one } = await run(mode, () => new HandlerFunction("greeter", handlerArgs()));
      expect(statements(one("aws:iam/role:Role").inputs.assumeRolePolicy)).to.deep.equal([
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ]);
      if (mode === "update") {
        const allowed = statements(one("aws:iam/rolePolicy:RolePolicy").inputs.policy);
        expect(allowed.map((statement) => statement.Action)).to.deep.equal([
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
          ["dynamodb:GetItem"],
        ]);
        expect(allowed[0]?.Resource).to.deep.equal([
          `${String(one("aws:cloudwatch/logGroup:LogGroup").outputs?.arn)}:*`,
        ]);
        expect(allowed[2]?.Resource).to.deep.equal([TABLE]);
      }
    });

    it("EncryptionKey rotates and lets only the named services of this account use it", async () => {
      const { one } = await run(
        mode,
        () => new EncryptionKey("key", { description: "Data", servicePrincipals: ["connect.amazonaws.com"] }),
      );
      const { inputs } = one("aws:kms/key:Key");
      expect(inputs).to.include({ enableKeyRotation: true, deletionWindowInDays: 30 });
      const [, logs, services] = statements(inputs.policy);
      expect(logs?.Principal).to.deep.equal({ Service: "logs.us-east-1.amazonaws.com" });
      expect(services).to.deep.include({
        Principal: { Service: ["connect.amazonaws.com"] },
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      });
    });

    it("PrivateBucket is closed, encrypted, versioned and keeps what it is told to", async () => {
      const { one } = await run(
        mode,
        () => new PrivateBucket("recordings", { keyArn: KEY, retainDays: 90, archiveAfterDays: 30 }),
      );
      expect(one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).to.include({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      expect(
        one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration").inputs.rules,
      ).to.deep.equal([
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
          bucketKeyEnabled: true,
        },
      ]);
      expect(one("aws:s3/bucketVersioning:BucketVersioning").inputs.versioningConfiguration).to.deep.equal({
        status: "Enabled",
      });
      const rules = one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs.rules as {
        id: string;
        expiration?: { days: number };
        transitions?: { days: number }[];
      }[];
      expect(rules.map((rule) => rule.id)).to.deep.equal(["tidy", "retention", "archive"]);
      expect(rules[1]?.expiration).to.deep.equal({ days: 90 });
      if (mode === "update") {
        const [tls] = statements(one("aws:s3/bucketPolicy:BucketPolicy").inputs.policy);
        expect(tls).to.deep.include({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
        const { arn } = one("aws:s3/bucket:Bucket").outputs ?? {};
        expect(arn).to.match(/^arn:aws:s3:::recordings/);
        expect(tls?.Resource).to.have.members([arn, `${String(arn)}/*`]);
      }
    });

    it("PrivateBucket keeps for ever without a retention, and archives nothing that is gone a month later", async () => {
      const forever = await run(mode, () => new PrivateBucket("a", { keyArn: KEY, archiveAfterDays: 30 }));
      const short = await run(
        mode,
        () => new PrivateBucket("b", { keyArn: KEY, retainDays: 59, archiveAfterDays: 30 }),
      );
      const ids = (bucket: typeof forever) =>
        (
          bucket.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs.rules as {
            id: string;
          }[]
        ).map((rule) => rule.id);
      expect(ids(forever)).to.deep.equal(["tidy", "archive"]);
      expect(ids(short)).to.deep.equal(["tidy", "retention"]);
    });

    it("AlarmTopic takes alarms of this account and tells the one address given", async () => {
      const { one } = await run(mode, () => new AlarmTopic("alarms", { keyArn: KEY, email: "ops@example.com" }));
      expect(one("aws:sns/topic:Topic").inputs.kmsMasterKeyId).to.equal(KEY);
      expect(one("aws:sns/topicSubscription:TopicSubscription").inputs).to.include({
        protocol: "email",
        endpoint: "ops@example.com",
      });
      if (mode === "update") {
        const [tls, publish] = statements(one("aws:sns/topicPolicy:TopicPolicy").inputs.policy);
        expect(tls).to.deep.include({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
        expect(publish).to.deep.include({
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
        });
      }
      const silent = await run(mode, () => new AlarmTopic("alarms", { keyArn: KEY }));
      expect(silent.all("aws:sns/topicSubscription:TopicSubscription")).to.have.length(0);
    });
  });
}

describe("HandlerFunction refuses", () => {
  const refusal = async (changes: Partial<HandlerFunctionArgs>): Promise<string> => {
    try {
      await run("update", () => new HandlerFunction("greeter", handlerArgs(changes)));
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("These arguments were accepted.");
  };

  it("a time limit longer than Connect waits", async () => {
    expect(await refusal({ timeoutSeconds: 8 })).to.contain(
      "timeoutSeconds is 8; allowed are whole seconds from 1 to 7",
    );
  });

  it("a wildcard action", async () => {
    const permissions = [{ actions: ["dynamodb:*"], resources: [TABLE] }];
    expect(await refusal({ permissions })).to.contain('action "dynamodb:*" has a wildcard');
  });

  it("a handler that has captured a secret", async () => {
    const secret = pulumi.secret("hunter2");
    const leaky = () => async () => secret.get();
    const message = await serializeHandler("leaky", leaky).then(
      () => "it was accepted",
      (error: Error) => error.message,
    );
    expect(message).to.contain("the handler captures a secret").and.not.to.contain("hunter2");
  });
});
