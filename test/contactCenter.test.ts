import { expect } from "chai";
import { ContactCenter, type ContactCenterArgs } from "../components/contactCenter";
import { ContactReports } from "../components/contactReports";
import { MAX_USERS } from "../components/contactCenter/people";
import { MODES, type Run, run, SIGNATURE, textsOf, valueOf } from "./support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:lookup";

const HOURS = {
  name: "main",
  timeZone: "Europe/Berlin",
  open: [{ days: ["MONDAY", "FRIDAY"], from: "08:00", to: "18:30" }],
};

/** The smallest flow that names a resource. */
function flowContent(...tokens: string[]): string {
  const actions = tokens.map((token) => ({
    Identifier: token.replace(/\W/g, ""),
    Type: "x",
    Parameters: { Id: token },
  }));
  return JSON.stringify({ Version: "2019-10-30", StartAction: "a", Metadata: {}, Actions: actions });
}

function args(changes: Partial<ContactCenterArgs> = {}): ContactCenterArgs {
  return {
    instance: { alias: "example" },
    hours: [HOURS],
    queues: [
      { name: "support", hours: "main" },
      { name: "sales", hours: "main", maxContacts: 20 },
    ],
    routingProfiles: [{ name: "everyone", queues: [{ queue: "support" }, { queue: "sales", priority: 2 }] }],
    flows: [{ name: "inbound", type: "CONTACT_FLOW", content: flowContent("${{queue:support}}") }],
    phoneNumbers: [
      { name: "main", country: "US", type: "TOLL_FREE", flow: "inbound" },
      { name: "local", country: "DE", type: "DID", prefix: "+4930", flow: "inbound" },
    ],
    ...changes,
  };
}

/** Two hours, queues, numbers, flows, profiles and users that must not be taken for one another. */
const TWO_OF_EVERYTHING: Partial<ContactCenterArgs> = {
  hours: [HOURS, { ...HOURS, name: "night" }],
  queues: [
    { name: "support", hours: "main" },
    { name: "sales", hours: "night", callerNumber: "local" },
  ],
  routingProfiles: [
    { name: "everyone", queues: [{ queue: "support" }, { queue: "sales", priority: 2, delaySeconds: 15 }] },
    { name: "sellers", queues: [{ queue: "sales" }] },
  ],
  flows: [
    { name: "inbound", type: "CONTACT_FLOW", content: flowContent("${{queue:support}}") },
    { name: "second", type: "CONTACT_FLOW", content: flowContent("${{queue:sales}}") },
  ],
  phoneNumbers: [
    { name: "main", country: "US", type: "TOLL_FREE", flow: "inbound" },
    { name: "local", country: "DE", type: "DID", flow: "second" },
  ],
  users: [user("agent-1", "everyone", "contact-agent"), user("agent-2", "sellers", "contact-supervisor")],
  storage: { keyArn: KEY },
};

function user(username: string, routingProfile: string, securityProfile: string) {
  return { username, firstName: "An", lastName: "Agent", routingProfile, securityProfile };
}

const center = (changes: Partial<ContactCenterArgs> = {}) => new ContactCenter("center", args(changes));

for (const mode of MODES) {
  describe(`ContactCenter (${mode})`, () => {
    it("makes an instance that answers calls, logs its flows and cannot place calls", async () => {
      const { one } = await run(mode, () => center());
      expect(one("aws:connect/instance:Instance").inputs).to.deep.include({
        identityManagementType: "CONNECT_MANAGED",
        instanceAlias: "example",
        inboundCallsEnabled: true,
        outboundCallsEnabled: false,
        contactFlowLogsEnabled: true,
      });
      expect(one("aws:cloudwatch/logGroup:LogGroup").inputs).to.include({
        name: "/aws/connect/example",
        retentionInDays: 30,
      });
    });

    it("builds on an instance that exists and leaves it as it is", async () => {
      const existingInstanceId = "11111111-2222-4333-8444-555555555555";
      const { all, one } = await run(mode, () => center({ instance: { existingInstanceId } }));
      expect(all("aws:connect/instance:Instance")).to.have.length(0);
      expect(all("aws:cloudwatch/logGroup:LogGroup")).to.have.length(0);
      expect(one("aws:connect/queue:Queue", "support").inputs.instanceId).to.equal(existingInstanceId);
    });

    it("gives each queue its hours, and its bound where there is one", async () => {
      const { one } = await run(mode, () => center());
      expect(one("aws:connect/queue:Queue", "sales").inputs).to.include({ name: "sales", maxContacts: 20 });
      expect(one("aws:connect/queue:Queue", "support").inputs.maxContacts).to.equal(undefined);
    });

    it("lets a queue call back under a number of the centre", async () => {
      const { one } = await run(mode, () =>
        center({
          callerName: "Example",
          queues: [{ name: "support", hours: "main", callerNumber: "local" }],
          routingProfiles: [{ name: "all", queues: [{ queue: "support" }] }],
        }),
      );
      const { outboundCallerConfig } = one("aws:connect/queue:Queue").inputs as {
        outboundCallerConfig: { outboundCallerIdName: string; outboundCallerIdNumberId: unknown };
      };
      expect(outboundCallerConfig.outboundCallerIdName).to.equal("Example");
      expect(outboundCallerConfig.outboundCallerIdNumberId).not.to.equal(undefined);
    });

    it("lets agents place calls only when it is told to", async () => {
      const mayCall = async (agentsPlaceCalls: boolean) => {
        const { one } = await run(mode, () => center({ agentsPlaceCalls }));
        const { permissions } = one("aws:connect/securityProfile:SecurityProfile", "contact-agent").inputs;
        return (permissions as string[]).includes("OutboundCallAccess");
      };
      expect(await mayCall(false)).to.equal(false);
      expect(await mayCall(true)).to.equal(true);
    });

    it("routes by priority and offers chats only when agents take some", async () => {
      const { one } = await run(mode, () =>
        center({ routingProfiles: [{ name: "chatty", chats: 3, queues: [{ queue: "sales", delaySeconds: 30 }] }] }),
      );
      const { inputs } = one("aws:connect/routingProfile:RoutingProfile");
      expect(inputs.mediaConcurrencies).to.deep.equal([
        { channel: "VOICE", concurrency: 1 },
        { channel: "CHAT", concurrency: 3 },
      ]);
      expect(
        (inputs.queueConfigs as { channel: string; delay: number }[]).map((routed) => routed.channel),
      ).to.deep.equal(["VOICE", "CHAT"]);
      expect((inputs.queueConfigs as { delay: number }[])[0]?.delay).to.equal(30);
    });

    it("lets nobody but the administrator change users, and nobody change flows", async () => {
      const { all } = await run(mode, () => center());
      const profiles = all("aws:connect/securityProfile:SecurityProfile");
      expect(profiles).to.have.length(3);
      for (const { inputs } of profiles) {
        const permissions = inputs.permissions as string[];
        const mayEditUsers = permissions.some((permission) => /^Users\.(Create|Edit)/.test(permission));
        expect(mayEditUsers, String(inputs.name)).to.equal(inputs.name === "contact-administrator");
        expect(permissions.filter((permission) => /^ContactFlow.*\.(Create|Edit|Publish|Delete)$/.test(permission))).to
          .be.empty;
      }
    });

    it("claims each number for the instance and binds it to its flow", async () => {
      const { all, one } = await run(mode, () => center());
      expect(one("aws:connect/phoneNumber:PhoneNumber", "local").inputs).to.include({
        countryCode: "DE",
        type: "DID",
        prefix: "+4930",
      });
      expect(all("aws:connect/phoneNumberContactFlowAssociation:PhoneNumberContactFlowAssociation")).to.have.length(2);
    });

    it("stores recordings, transcripts and reports in private buckets under the customer's key", async () => {
      const { all } = await run(mode, () => center({ storage: { keyArn: KEY, retainRecordingsDays: 30 } }));
      const storage = all("aws:connect/instanceStorageConfig:InstanceStorageConfig").map(({ inputs }) => inputs);
      expect(storage.map((inputs) => inputs.resourceType)).to.deep.equal([
        "CALL_RECORDINGS",
        "CHAT_TRANSCRIPTS",
        "SCHEDULED_REPORTS",
      ]);
      for (const inputs of storage) {
        const { storageType, s3Config } = inputs.storageConfig as {
          storageType: string;
          s3Config: { bucketPrefix: string; encryptionConfig: unknown };
        };
        expect(storageType).to.equal("S3");
        expect(s3Config.bucketPrefix).to.match(/^connect\/(recordings|transcripts|reports)$/);
        expect(s3Config.encryptionConfig).to.deep.equal({ encryptionType: "KMS", keyId: KEY });
      }
      expect(all("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")).to.have.length(2);
    });

    it("lets flows call a function: associated with the instance, invocable by this instance alone", async () => {
      const { one, resources } = await run(mode, () => center({ functions: { lookupCaller: FUNCTION } }));
      expect(one("aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation").inputs.functionArn).to.equal(
        FUNCTION,
      );
      const { inputs } = one("aws:lambda/permission:Permission");
      expect(inputs).to.include({
        function: FUNCTION,
        action: "lambda:InvokeFunction",
        principal: "connect.amazonaws.com",
        sourceAccount: "123456789012",
      });
      if (mode === "update") {
        expect(inputs.sourceArn).to.match(/^arn:aws:connect:us-east-1:123456789012:instance\/[0-9a-f-]{36}$/);
      }
      expect(resources.filter(({ type }) => type.startsWith("aws:lambda"))).to.have.length(1);
    });

    it("gives users it manages a generated, secret password and users of SAML none", async () => {
      const users = [
        {
          username: "agent-1",
          firstName: "First",
          lastName: "Agent",
          email: "agent-1@example.com",
          routingProfile: "everyone",
          securityProfile: "contact-agent",
        },
      ];
      const managed = await run(mode, () => center({ users }));
      const { password } = managed.one("aws:connect/user:User").inputs as { password: Record<string, unknown> };
      // Before the password exists there is nothing to mark.
      expect(Object.keys(password)).to.include(mode === "update" ? SIGNATURE : "__pulumiUnknown");
      const saml = await run(mode, () => center({ users, instance: { alias: "example", identityManagement: "SAML" } }));
      const { password: none, identityInfo } = saml.one("aws:connect/user:User").inputs;
      expect(none).to.equal(undefined);
      expect(identityInfo).to.deep.equal({ firstName: "First", lastName: "Agent" });
      expect(saml.all("random:index/randomPassword:RandomPassword")).to.have.length(0);
    });

    it("can be there twice in one stack", async () => {
      const { resources } = await run(mode, () => [
        new ContactCenter("first", args({ storage: { keyArn: KEY }, functions: { lookupCaller: FUNCTION } })),
        new ContactCenter("second", args({ storage: { keyArn: KEY }, functions: { lookupCaller: FUNCTION } })),
      ]);
      const names = resources.map(({ type, name }) => `${type} ${name}`);
      expect(new Set(names).size).to.equal(names.length);
    });

    it("puts no broken text into any input", async () => {
      const { resources } = await run(mode, () => center({ storage: { keyArn: KEY }, functions: { f: FUNCTION } }));
      const broken = textsOf(resources).filter(({ text }) => /undefined|\[object |Calling \[toString\]|NaN/.test(text));
      expect(broken).to.deep.equal([]);
    });

    it("ContactReports gives Athena tables over the report bucket and limits no query can lift", async () => {
      const { all, one } = await run(
        mode,
        () =>
          new ContactReports("reports", {
            databaseName: "center_dev",
            reportsBucketName: "reports-bucket",
            keyArn: KEY,
          }),
      );
      const workgroup = one("aws:athena/workgroup:Workgroup").inputs.configuration as Record<string, unknown>;
      expect(workgroup).to.include({ enforceWorkgroupConfiguration: true, bytesScannedCutoffPerQuery: 10 * 1024 ** 3 });
      const tables = all("aws:glue/catalogTable:CatalogTable");
      expect(tables.map(({ inputs }) => inputs.name)).to.have.members(["queue_intervals", "agent_intervals"]);
      const { storageDescriptor } = one("aws:glue/catalogTable:CatalogTable", "queue_intervals").inputs as {
        storageDescriptor: { location: string };
      };
      expect(storageDescriptor.location).to.equal("s3://reports-bucket/connect/reports/queues/");
      expect(one("aws:glue/catalogDatabase:CatalogDatabase").inputs.name).to.equal("center_dev");
      expect(all("aws:athena/namedQuery:NamedQuery")).to.have.length(3);
    });
  });
}

describe("ContactCenter", () => {
  const update = async (changes: Partial<ContactCenterArgs>) => run("update", () => center(changes));

  async function refusal(changes: Partial<ContactCenterArgs>): Promise<string> {
    try {
      await update(changes);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("These arguments were accepted.");
  }

  it("gives the claimed numbers and the queues by name", async () => {
    const { result } = await update({});
    expect(Object.keys(await valueOf(result.phoneNumbers))).to.deep.equal(["main", "local"]);
    expect((await valueOf(result.queueArns)).support).to.match(/\/queue\//);
  });

  describe("with two of everything", () => {
    let two: Run<ContactCenter>;

    const id = (type: string, name: string) => two.one(type, name).id;
    const output = (type: string, name: string, key: string) => {
      const value = two.one(type, name).outputs?.[key];
      expect(value, `${name}.${key}`).to.be.a("string").and.not.to.equal("");
      return value;
    };
    const queueId = (name: string) => output("aws:connect/queue:Queue", `-queue-${name}`, "queueId");

    before(async () => {
      two = await update(TWO_OF_EVERYTHING);
    });

    it("binds each number to its own flow", () => {
      for (const [number, flow] of [
        ["main", "inbound"],
        ["local", "second"],
      ] as const) {
        expect(
          two.one(`aws:connect/phoneNumberContactFlowAssociation:PhoneNumberContactFlowAssociation`, `-${number}-flow`)
            .inputs,
        ).to.include({
          phoneNumberId: id("aws:connect/phoneNumber:PhoneNumber", `-number-${number}`),
          contactFlowId: output("aws:connect/contactFlow:ContactFlow", `-flow-${flow}`, "contactFlowId"),
        });
      }
      expect(id("aws:connect/phoneNumber:PhoneNumber", "main")).not.to.equal(
        id("aws:connect/phoneNumber:PhoneNumber", "local"),
      );
    });

    it("opens each queue in its own hours, and calls back under the number it names or else the first", () => {
      for (const [queue, hours, number] of [
        ["support", "main", "main"],
        ["sales", "night", "local"],
      ] as const) {
        const { inputs } = two.one("aws:connect/queue:Queue", `-queue-${queue}`);
        const properties = output("aws:cloudcontrol/resource:Resource", `-hours-${hours}`, "properties");
        const { HoursOfOperationArn } = JSON.parse(String(properties)) as { HoursOfOperationArn: string };
        expect(inputs.hoursOfOperationId).to.equal(HoursOfOperationArn.split("/").at(-1));
        expect(inputs.outboundCallerConfig).to.include({
          outboundCallerIdNumberId: id("aws:connect/phoneNumber:PhoneNumber", `-number-${number}`),
        });
      }
    });

    it("routes each queue with its own priority and delay", () => {
      const { inputs } = two.one("aws:connect/routingProfile:RoutingProfile", "-everyone");
      expect(inputs.queueConfigs).to.deep.equal([
        { channel: "VOICE", queueId: queueId("support"), priority: 1, delay: 0 },
        { channel: "VOICE", queueId: queueId("sales"), priority: 2, delay: 15 },
      ]);
      expect(inputs.defaultOutboundQueueId).to.equal(queueId("support"));
    });

    it("gives each user the profiles that are named", () => {
      for (const [user, routing, security] of [
        ["agent-1", "everyone", "contact-agent"],
        ["agent-2", "sellers", "contact-supervisor"],
      ] as const) {
        expect(two.one("aws:connect/user:User", user).inputs).to.deep.include({
          routingProfileId: output("aws:connect/routingProfile:RoutingProfile", `-${routing}`, "routingProfileId"),
          securityProfileIds: [output("aws:connect/securityProfile:SecurityProfile", security, "securityProfileId")],
        });
      }
    });

    it("puts recordings and transcripts into one bucket and reports into the other", () => {
      const bucketOf = (kind: string) => {
        const { storageConfig } = two.one("aws:connect/instanceStorageConfig:InstanceStorageConfig", kind).inputs;
        return (storageConfig as { s3Config: { bucketName: string; bucketPrefix: string } }).s3Config;
      };
      const recordings = id("aws:s3/bucket:Bucket", "-recordings");
      const reports = id("aws:s3/bucket:Bucket", "-reports");
      expect(recordings).not.to.equal(reports);
      expect(bucketOf("call-recordings")).to.include({ bucketName: recordings, bucketPrefix: "connect/recordings" });
      expect(bucketOf("chat-transcripts")).to.include({ bucketName: recordings, bucketPrefix: "connect/transcripts" });
      expect(bucketOf("scheduled-reports")).to.include({ bucketName: reports, bucketPrefix: "connect/reports" });
    });
  });

  it("registers the same resources in update and in preview mode", async () => {
    const all = { storage: { keyArn: KEY }, functions: { lookupCaller: FUNCTION } };
    const updated = await run("update", () => center(all));
    const previewed = await run("preview", () => center(all));
    const names = (result: typeof updated) => result.resources.map(({ type, name }) => `${type} ${name}`).sort();
    expect(names(previewed)).to.deep.equal(names(updated));
  });

  it("grows by one resource with a queue, and with agents not at all", async () => {
    const profile = (...queues: string[]) => [{ name: "all", queues: queues.map((queue) => ({ queue })) }];
    const [support, sales] = args().queues;
    const one = await update({ queues: support ? [support] : [], routingProfiles: profile("support") });
    const two = await update({
      queues: support && sales ? [support, sales] : [],
      routingProfiles: profile("support", "sales"),
    });
    expect(two.resources.length - one.resources.length).to.equal(1);
    // Agents beyond the small team's users are not part of the arguments at all.
    expect(one.all("aws:connect/user:User")).to.have.length(0);
  });

  it("writes hours with time zone and holidays as Connect's own overrides", async () => {
    const holidays = [
      { name: "New Year", from: "2027-01-01" },
      {
        name: "Short",
        from: "2027-12-24",
        till: "2027-12-25",
        open: [{ days: ["FRIDAY"], from: "09:00", to: "12:00" }],
      },
    ];
    const { one } = await update({ hours: [{ ...HOURS, holidays }] });
    const { typeName, desiredState } = one("aws:cloudcontrol/resource:Resource").inputs;
    expect(typeName).to.equal("AWS::Connect::HoursOfOperation");
    const state = JSON.parse(String(desiredState));
    expect(state).to.deep.include({ Name: "main", TimeZone: "Europe/Berlin" });
    expect(state.Config[0]).to.deep.equal({
      Day: "MONDAY",
      StartTime: { Hours: 8, Minutes: 0 },
      EndTime: { Hours: 18, Minutes: 30 },
    });
    expect(state.HoursOfOperationOverrides).to.deep.equal([
      { OverrideName: "New Year", EffectiveFrom: "2027-01-01", EffectiveTill: "2027-01-01", OverrideConfig: [] },
      {
        OverrideName: "Short",
        EffectiveFrom: "2027-12-24",
        EffectiveTill: "2027-12-25",
        OverrideConfig: [{ Day: "FRIDAY", StartTime: { Hours: 9, Minutes: 0 }, EndTime: { Hours: 12, Minutes: 0 } }],
      },
    ]);
  });

  it("fills the ARNs a flow names into its document, flows first that others name", async () => {
    const flows = [
      { name: "inbound", type: "CONTACT_FLOW", content: flowContent("${{queue:support}}", "${{flow:waiting}}") },
      { name: "waiting", type: "CUSTOMER_QUEUE", content: flowContent("${{prompt:Beep.wav}}") },
    ];
    const { all } = await update({ flows });
    const [waiting, inbound] = all("aws:connect/contactFlow:ContactFlow");
    expect(waiting?.inputs.content).to.match(/"Id":"arn:aws:connect:[^"]+\/prompt\/[0-9a-f-]+"/);
    expect(inbound?.inputs.content).to.match(/"Id":"arn:aws:connect:[^"]+\/queue\/[0-9a-f-]+"/);
    expect(inbound?.inputs.content).to.match(/"Id":"arn:aws:connect:[^"]+\/contact-flow\/[0-9a-f-]+"/);
    expect(inbound?.inputs.content).not.to.contain("${{");
  });

  it("makes a queue before the quick connect that leads to it and the queue that shows it", async () => {
    const { all, one } = await update({
      queues: [
        { name: "support", hours: "main", quickConnects: ["to-sales", "reception"] },
        { name: "sales", hours: "main" },
      ],
      quickConnects: [
        { name: "to-sales", queue: "sales" },
        { name: "reception", phoneNumber: "+12065550199" },
      ],
      flows: [
        { name: "inbound", type: "CONTACT_FLOW", content: flowContent("${{queue:support}}") },
        { name: "transfer", type: "QUEUE_TRANSFER", content: flowContent() },
      ],
      queueTransferFlow: "transfer",
    });
    expect(all("aws:connect/queue:Queue").map(({ inputs }) => inputs.name)).to.deep.equal(["sales", "support"]);
    expect(one("aws:connect/queue:Queue", "support").inputs.quickConnectIds).to.have.length(2);
    expect(one("aws:connect/quickConnect:QuickConnect", "reception").inputs.quickConnectConfig).to.deep.equal({
      quickConnectType: "PHONE_NUMBER",
      phoneConfigs: [{ phoneNumber: "+12065550199" }],
    });
  });

  it("says which names there are when one is not declared", async () => {
    expect(await refusal({ queues: [{ name: "support", hours: "night" }] })).to.equal(
      'Queue support names the hours "night", which is not declared. Declared: main.',
    );
    expect(
      await refusal({ flows: [{ name: "inbound", type: "CONTACT_FLOW", content: flowContent("${{queue:vip}}") }] }),
    ).to.equal('Flow inbound names the queue "vip", which is not declared. Declared: support, sales.');
    expect(await refusal({ phoneNumbers: [{ name: "main", country: "US", type: "DID", flow: "night" }] })).to.equal(
      'Phone number main names the flow "night", which is not declared. Declared: inbound.',
    );
  });

  it("names the circle when flows, or queues and quick connects, need each other", async () => {
    const flows = [
      { name: "inbound", type: "CONTACT_FLOW", content: flowContent("${{flow:other}}") },
      { name: "other", type: "CONTACT_FLOW", content: flowContent("${{flow:inbound}}") },
    ];
    expect(await refusal({ flows })).to.contain("inbound → other → inbound");
    expect(
      await refusal({
        queues: [{ name: "support", hours: "main", quickConnects: ["back"] }],
        quickConnects: [{ name: "back", queue: "support" }],
        routingProfiles: [{ name: "everyone", queues: [{ queue: "support" }] }],
      }),
    ).to.contain("support → support");
  });

  it("refuses more users than one stack should hold, and says what to do instead", async () => {
    const users = Array.from({ length: MAX_USERS + 1 }, (_, index) => ({
      username: `agent-${index}`,
      firstName: "An",
      lastName: "Agent",
      routingProfile: "everyone",
      securityProfile: "contact-agent",
    }));
    expect(await refusal({ users })).to.contain(
      "51 users are given; a stack manages 50 at most. Let larger teams sign in",
    );
  });

  it("refuses both a new and an existing instance", async () => {
    const instance = { alias: "example", existingInstanceId: "11111111-2222-4333-8444-555555555555" };
    expect(await refusal({ instance })).to.contain("only one can be");
  });
});
