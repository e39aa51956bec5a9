/** The stand-in provider: deterministic names, ids and ARNs, the services' limits, and nothing it does not know. */
import { expect } from "chai";
import fc from "fast-check";
import {
  contextOfProvider,
  create,
  createOutputs,
  DEFAULT_ACCOUNT,
  invoke,
  knownInvokes,
  knownTypes,
  partitionOf,
  preview,
} from "../local/engine/awsProvider";
import { isCodeArchive, UNKNOWN } from "../local/engine/graph";
import { urnOf, uuidOf } from "../local/engine/identity";
import { decodeProperties, encodeOutputs } from "../local/engine/wire";

const CONTEXT = { project: "center", stack: "dev", ...DEFAULT_ACCOUNT };
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ARN = "arn:aws:connect:us-east-1:123456789012:instance/i";

const TYPES = [
  ...["Instance", "InstanceStorageConfig", "Queue", "RoutingProfile", "SecurityProfile", "User", "QuickConnect"],
  ...["PhoneNumber", "PhoneNumberContactFlowAssociation", "ContactFlow", "ContactFlowModule"],
  "LambdaFunctionAssociation",
].map((name) => `aws:connect/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`);

function made(type: string, inputs: Record<string, unknown>) {
  return createOutputs(type, "thing", inputs, CONTEXT);
}

describe("the local provider", () => {
  it("knows every Connect type of the program", () => {
    expect(knownTypes()).to.include.members(TYPES);
  });

  it("refuses a type it does not know and says where to add it", () => {
    expect(() => made("aws:ec2/spotFleetRequest:SpotFleetRequest", {})).to.throw(
      /thing \[aws:ec2\/spotFleetRequest:SpotFleetRequest\].*add it to TYPES in local\/engine/,
    );
  });

  it("refuses a function it does not know and says where to add it", () => {
    expect(() => invoke("aws:ec2/getVpc:getVpc", {}, CONTEXT)).to.throw(
      /getVpc.*Add it to local\/engine\/aws\/invokes/,
    );
    expect(knownInvokes()).to.include("aws:connect/getPrompt:getPrompt");
  });

  it("names, numbers and identifies the same resource the same in every run, and others differently", () => {
    const inputs = { instanceId: "i", hoursOfOperationId: "h" };
    const urns = ["a", "b"].map((name) => urnOf("dev", "center", "aws:connect/queue:Queue", name, undefined));
    const [first, again, other] = [urns[0], urns[0], urns[1]].map((urn) =>
      create("aws:connect/queue:Queue", "queue", urn ?? "", inputs, CONTEXT),
    );
    expect(first).to.deep.equal(again);
    expect(first?.id).to.not.equal(other?.id);
    expect(first?.outputs.name).to.match(/^queue-[0-9a-f]{7}$/);
  });

  it("makes real UUIDs", () => {
    fc.assert(fc.property(fc.string(), (seed) => UUID.test(uuidOf(seed))));
  });

  it("gives children of an instance their ARN and their own id besides <instance>:<child>", () => {
    const { id, outputs } = made("aws:connect/user:User", {
      instanceId: "i",
      phoneConfig: { phoneType: "SOFT_PHONE" },
      routingProfileId: "r",
      securityProfileIds: ["s"],
    });
    expect(outputs.userId).to.match(UUID);
    expect(id).to.equal(`i:${String(outputs.userId)}`);
    expect(outputs.arn).to.equal(`${ARN}/agent/${String(outputs.userId)}`);
  });

  it("claims numbers that belong to nobody", () => {
    for (const [type, pattern] of [
      ["DID", /^\+120655501\d\d$/],
      ["TOLL_FREE", /^\+180055501\d\d$/],
    ] as const) {
      const { outputs } = made("aws:connect/phoneNumber:PhoneNumber", { countryCode: "US", targetArn: ARN, type });
      expect(outputs.phoneNumber).to.match(pattern);
    }
  });

  it("completes hours of operation with their ARN", () => {
    const desiredState = JSON.stringify({ InstanceArn: ARN, Name: "main", TimeZone: "Europe/Berlin", Config: [] });
    const { id, outputs } = made("aws:cloudcontrol/resource:Resource", {
      typeName: "AWS::Connect::HoursOfOperation",
      desiredState,
    });
    expect(id).to.match(new RegExp(`^${ARN}/operating-hours/[0-9a-f-]{36}$`));
    expect(JSON.parse(String(outputs.properties))).to.deep.equal({
      ...JSON.parse(desiredState),
      HoursOfOperationArn: id,
    });
  });

  it("previews names and defaults, but nothing that is computed", () => {
    const outputs = preview("aws:lambda/function:Function", "greet", "urn", lambda({ timeout: 4 }), CONTEXT);
    expect(outputs).to.include({ timeout: 4, memorySize: 128, arn: UNKNOWN, version: UNKNOWN });
    expect(outputs.name).to.match(/^greet-[0-9a-f]{7}$/);
  });

  it("previews resources whose documents are still unknown", () => {
    const inputs = { typeName: "AWS::Connect::HoursOfOperation", desiredState: UNKNOWN };
    const outputs = preview("aws:cloudcontrol/resource:Resource", "hours", "urn", inputs, CONTEXT);
    expect(outputs).to.include({ properties: UNKNOWN, desiredState: UNKNOWN });
  });

  it("writes a policy given as a document as JSON text", () => {
    const assumeRolePolicy = { Version: "2012-10-17", Statement: [] };
    const { outputs } = made("aws:iam/role:Role", { assumeRolePolicy });
    expect(JSON.parse(String(outputs.assumeRolePolicy))).to.deep.equal(assumeRolePolicy);
  });

  it("knows the prompts of a new instance only", () => {
    const prompt = invoke("aws:connect/getPrompt:getPrompt", { instanceId: "i", name: "Beep.wav" }, CONTEXT);
    expect(prompt.arn).to.equal(`${ARN}/prompt/${String(prompt.promptId)}`);
    expect(() => invoke("aws:connect/getPrompt:getPrompt", { instanceId: "i", name: "Own.wav" }, CONTEXT)).to.throw(
      'no prompt "Own.wav"',
    );
  });

  it("follows the region of an explicit provider", () => {
    const tags = { tags: { team: "service" } };
    const context = contextOfProvider({ region: "cn-north-1", defaultTags: JSON.stringify(tags) }, CONTEXT);
    expect(context).to.deep.include({ region: "cn-north-1", partition: "aws-cn", defaultTags: tags.tags });
    expect(createOutputs("aws:sns/topic:Topic", "t", { tags: { a: "b" } }, context).outputs).to.deep.include({
      region: "cn-north-1",
      tagsAll: { team: "service", a: "b" },
    });
    expect(partitionOf("us-gov-west-1")).to.equal("aws-us-gov");
  });
});

function lambda(inputs: Record<string, unknown>): Record<string, unknown> {
  return { role: "arn:aws:iam::123456789012:role/r", handler: "h", runtime: "nodejs24.x", code: {}, ...inputs };
}

describe("limits the local provider keeps", () => {
  const queue = { instanceId: "i", hoursOfOperationId: "h" };
  const instance = { identityManagementType: "SAML", inboundCallsEnabled: true, outboundCallsEnabled: true };
  const table = { hashKey: "id", attributes: [{ name: "id", type: "S" }] };
  const hours = (state: Record<string, unknown>) => ({
    typeName: "AWS::Connect::HoursOfOperation",
    desiredState: JSON.stringify({ InstanceArn: ARN, Name: "n", TimeZone: "UTC", Config: [], ...state }),
  });
  const late = { Day: "MONDAY", StartTime: { Hours: 24, Minutes: 0 }, EndTime: { Hours: 1, Minutes: 0 } };

  for (const [type, inputs, words] of [
    ["aws:connect/queue:Queue", { ...queue, name: "q".repeat(128) }, "name has 128 characters"],
    ["aws:connect/queue:Queue", { ...queue, description: "d".repeat(251) }, "it must have 1 to 250"],
    [
      "aws:connect/queue:Queue",
      { instanceId: "i", hoursOfOperationId: "i:h" },
      "output hoursOfOperationId, not id or arn",
    ],
    ["aws:connect/queue:Queue", { hoursOfOperationId: "h" }, "instanceId is missing"],
    ["aws:connect/instance:Instance", { ...instance, instanceAlias: "a".repeat(46) }, "it must have 1 to 45"],
    ["aws:connect/instance:Instance", { ...instance, instanceAlias: "d-center" }, "not starting with d-"],
    ["aws:connect/instance:Instance", instance, "instanceAlias is missing"],
    ["aws:connect/contactFlow:ContactFlow", { instanceId: "i", content: "{" }, "content is not valid JSON"],
    ["aws:connect/contactFlow:ContactFlow", { instanceId: "i", content: "{}" }, "content is no flow"],
    [
      "aws:connect/routingProfile:RoutingProfile",
      {
        instanceId: "i",
        description: "d",
        defaultOutboundQueueId: "q",
        mediaConcurrencies: [{ channel: "VOICE", concurrency: 2 }],
      },
      "mediaConcurrencies.concurrency is 2; it must be a whole number from 1 to 1",
    ],
    [
      "aws:connect/instanceStorageConfig:InstanceStorageConfig",
      { instanceId: "i", resourceType: "CONTACT_TRACE_RECORDS", storageConfig: { storageType: "S3" } },
      "it must be one of KINESIS_STREAM, KINESIS_FIREHOSE",
    ],
    [
      "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation",
      { instanceId: "i", functionArn: "arn:aws:lambda:us-east-1:123456789012:function:f:live" },
      "names a version or alias",
    ],
    ["aws:cloudcontrol/resource:Resource", hours({ TimeZone: "Berlin" }), "it must be an IANA time zone"],
    ["aws:cloudcontrol/resource:Resource", hours({ Config: [late] }), "desiredState.Config.StartTime.Hours is 24"],
    ["aws:cloudcontrol/resource:Resource", { typeName: "AWS::Lex::Intent", desiredState: "{}" }, "AWS::Lex::Intent"],
    ["aws:lambda/function:Function", lambda({ timeout: 901 }), "timeout is 901"],
    ["aws:lambda/function:Function", lambda({ environment: { variables: { A_B: 1 } } }), "it must be a text"],
    ["aws:lambda/function:Function", { role: "r" }, "handler is missing"],
    ["aws:iam/role:Role", { assumeRolePolicy: "{}" }, "assumeRolePolicy has no Statement"],
    ["aws:dynamodb/table:Table", { ...table, rangeKey: "at" }, 'attributes lacks "at"'],
    [
      "aws:dynamodb/table:Table",
      { ...table, attributes: [...table.attributes, { name: "age", type: "N" }] },
      'attributes has "age", which is no key',
    ],
    ["aws:dynamodb/tableItem:TableItem", { tableName: "t", hashKey: "id", item: "{}" }, 'item has no "id"'],
    ["aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 31 }, "retentionInDays is 31"],
    ["aws:s3/bucket:Bucket", { bucket: "Upper" }, "lower-case letters"],
    ["aws:kms/alias:Alias", { name: "key", targetKeyId: "k" }, "alias/"],
    ["aws:glue/catalogTable:CatalogTable", { databaseName: "d", name: "Calls" }, "without upper-case letters"],
  ] as const) {
    it(`${type.split(":")[2]}: ${words}`, () => {
      expect(() => made(type, inputs)).to.throw(words);
      expect(() => made(type, inputs)).to.throw(`thing [${type}]: `);
    });
  }

  it("names everything that is wrong with a resource at once", () => {
    expect(() => made("aws:connect/queue:Queue", { name: "", maxContacts: -1 })).to.throw(
      /name has 0.*instanceId is missing.*hoursOfOperationId is missing.*maxContacts is -1/s,
    );
  });
});

describe("the wire form of values", () => {
  const SIGNATURE = "4dabf18193072939515e22adb298388d";
  const secret = (value: unknown) => ({ [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value });
  const asset = (text: string) => ({ [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text });
  const archive = (assets: unknown) => ({ [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", assets });
  const reference = (id: string) => ({ [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn", id });

  it("keeps plain values as they are", () => {
    const plain = fc
      .jsonValue()
      .filter((value) => typeof value === "object" && value !== null && !Array.isArray(value));
    fc.assert(
      fc.property(plain, (value) => {
        const wire = JSON.parse(JSON.stringify(value));
        expect(decodeProperties(wire, ".").values).to.deep.equal(wire);
      }),
    );
  });

  it("keeps a name that is a word of JavaScript's own", () => {
    const wire = JSON.parse('{"__proto__":0,"constructor":{"__proto__":{"a":1}}}') as Record<string, unknown>;
    const { values } = decodeProperties(wire, ".");
    expect(JSON.stringify(values)).to.equal(JSON.stringify(wire));
    expect(JSON.stringify(encodeOutputs(wire, values, values, []))).to.equal(JSON.stringify(wire));
  });

  it("unwraps secrets wherever they are and names the input", () => {
    const { values, secrets } = decodeProperties({ a: { b: [secret("x")] }, c: 1 }, ".");
    expect(values).to.deep.equal({ a: { b: ["x"] }, c: 1 });
    expect(secrets).to.deep.equal(["a"]);
  });

  it("decodes archives in archives and reads file assets beside the program", () => {
    const file = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", path: "greet.ts" };
    const wire = { code: archive({ "a.js": asset("A"), lib: archive({ "b.ts": file }) }) };
    const { code } = decodeProperties(wire, `${__dirname}/fixtures/engine/center`).values;
    expect(isCodeArchive(code)).to.equal(true);
    expect(code).to.have.nested.property("assets.a\\.js.text", "A");
    expect(code).to.have.nested.property("assets.lib.assets.b\\.ts.text").that.contains("greetFactory");
  });

  it("hands a provider the id of a resource given as an input, unknown while it has none", () => {
    expect(decodeProperties({ a: reference("i-1"), b: reference("") }, ".").values).to.deep.equal({
      a: "i-1",
      b: UNKNOWN,
    });
  });

  it("sends inputs back as they came, references as ids, and marks secret outputs", () => {
    const wire = { code: archive({ "a.js": asset("A") }), password: secret("x"), queue: reference("q") };
    const { values, secrets } = decodeProperties(wire, ".");
    const outputs = { ...values, arn: "arn", nothing: undefined };
    expect(encodeOutputs(wire, values, outputs, [...secrets, "arn"])).to.deep.equal({
      code: wire.code,
      password: secret("x"),
      queue: "q",
      arn: secret("arn"),
    });
  });

  it("refuses what would need a network", () => {
    const remote = { [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", uri: "https://example.com/a.zip" };
    expect(() => decodeProperties({ code: remote }, ".")).to.throw("cannot be read without a network");
  });
});
