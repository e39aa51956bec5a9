import { expect } from "chai";
import { NotificationHub, type NotificationHubArgs } from "../components/notificationHub";
import { handlerCatalog } from "../handlers/catalog";
import { matchesPattern } from "./support/logPattern";
import { MODES, type Mode, type Recorded, run, type Run, SIGNATURE, textsOf } from "./support/mocks";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const ALARMS = "arn:aws:sns:us-east-1:123456789012:alarms";
const FUNCTION = "aws:lambda/function:Function";
const QUEUE = "aws:sqs/queue:Queue";

const everything: Partial<NotificationHubArgs> = {
  countries: [
    { country: "US", perDay: 500 },
    { country: "CA", perDay: 100 },
  ],
  emailFrom: "no-reply@example.com",
  emailDomain: "example.com",
  pushApplications: [{ platform: "GCM", credential: "the service account" }],
  customersTable: { name: "customers", arn: "arn:aws:dynamodb:us-east-1:123456789012:table/customers" },
};

const mailOnly: Partial<NotificationHubArgs> = { emailFrom: "no-reply@example.com" };

const hub = (changes: Partial<NotificationHubArgs> = everything, name = "hub") =>
  new NotificationHub(name, { keyArn: KEY, alarmTopicArn: ALARMS, logRetentionDays: 30, ...changes });

const runs = new Map<Mode, Promise<Run<NotificationHub[]>>>();

/** Two hubs in one stack, the first with everything; made once a mode, because six functions are serialised for it. */
function complete(mode: Mode): Promise<Run<NotificationHub[]>> {
  const made = runs.get(mode) ?? run(mode, () => [hub(), hub({ accountSmsSpendLimitUsd: 20, ...mailOnly }, "two")]);
  runs.set(mode, made);
  return made;
}

interface Statement {
  Sid?: string;
  Effect: string;
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, unknown>>;
}

function statements(policy: Recorded): Statement[] {
  return (JSON.parse(String(policy.inputs.policy)) as { Statement: Statement[] }).Statement;
}

for (const mode of MODES) {
  describe(`NotificationHub (${mode})`, () => {
    it("gives each function exactly the environment its handler reads", async () => {
      const { one } = await complete(mode);
      const names: Record<string, string> = {
        notify: "notify",
        saveSurvey: "save-survey",
        surveyPage: "survey-page",
        sendSms: "send-sms",
        sendEmail: "send-email",
        sendPush: "send-push",
      };
      for (const [handler, suffix] of Object.entries(names)) {
        const { variables, optionalVariables = [] } = handlerCatalog[handler] ?? { variables: [] };
        const given = one(FUNCTION, `hub-${suffix}`).inputs.environment as { variables: Record<string, string> };
        expect(Object.keys(given.variables), handler).to.include.members([...variables]);
        expect([...variables, ...optionalVariables], handler).to.include.members(Object.keys(given.variables));
      }
    });

    it("subscribes each queue to its own channel, raw, with somewhere for what does not arrive", async () => {
      const { all } = await complete(mode);
      const subscriptions = all("aws:sns/topicSubscription:TopicSubscription");
      expect(subscriptions.map(({ inputs }) => inputs.filterPolicy)).to.have.members([
        '{"channel":["email"]}',
        '{"channel":["sms"]}',
        '{"channel":["email"]}',
        '{"channel":["push"]}',
      ]);
      for (const { inputs } of subscriptions) {
        expect(inputs).to.include({ protocol: "sqs", rawMessageDelivery: true });
        expect(inputs.redrivePolicy).not.to.equal(undefined);
      }
    });

    it("keeps ledger and surveys encrypted, recoverable, with rows that expire", async () => {
      const { all } = await complete(mode);
      const tables = all("aws:dynamodb/table:Table");
      expect(tables.map(({ name }) => name)).to.have.members([
        "hub-ledger",
        "hub-surveys",
        "two-ledger",
        "two-surveys",
      ]);
      for (const { inputs } of tables) {
        expect(inputs).to.deep.include({
          hashKey: "id",
          ttl: { enabled: true, attributeName: "expiresAt" },
          pointInTimeRecovery: { enabled: true },
          serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
        });
      }
    });

    it("keeps the credential of an app secret", async () => {
      const { one } = await complete(mode);
      expect(one("aws:sns/platformApplication:PlatformApplication").inputs.platformCredential).to.have.property(
        SIGNATURE,
      );
    });

    it("makes only the channels that are wanted", async () => {
      const { all, one } = await complete(mode);
      const ofTwo = all(QUEUE)
        .map(({ name }) => name)
        .filter((name) => name.startsWith("two"));
      expect(ofTwo).to.have.members(["two-email", "two-email-failures", "two-undelivered"]);
      expect(one("aws:sesv2/emailIdentity:EmailIdentity", "two-email-sender").inputs.emailIdentity).to.equal(
        "no-reply@example.com",
      );
    });

    it("watches spending without dimensions, uncertain and kept-back text messages", async () => {
      const { all, one } = await complete(mode);
      const spending = one("aws:cloudwatch/metricAlarm:MetricAlarm", "hub-sms-spending").inputs;
      expect(spending).to.include({ namespace: "AWS/SNS", metricName: "SMSMonthToDateSpentUSD", threshold: 0.8 });
      expect(spending.dimensions).to.equal(undefined);
      const trouble = one("aws:cloudwatch/metricAlarm:MetricAlarm", "hub-sms-trouble").inputs;
      const filters = all("aws:cloudwatch/logMetricFilter:LogMetricFilter").filter(({ name }) => /-sms-/.test(name));
      /** What a line of a sender's log adds to the alarm's metric. */
      const weighs = (outcome: string): number =>
        filters
          .filter(({ inputs }) => matchesPattern(String(inputs.pattern), `INFO\t{"outcome":"${outcome}","ms":7}`))
          .map(({ inputs }) => inputs.metricTransformation as { name: string; value: string })
          .reduce((sum, { name, value }) => sum + (name === trouble.metricName ? Number(value) : 0), 0);
      const threshold = Number(trouble.threshold);
      expect(weighs("uncertain")).to.equal(threshold);
      for (const kept of ["hourCap", "dayCap", "countryNotAllowed"]) expect(10 * weighs(kept)).to.equal(threshold);
      for (const fine of ["sent", "later", "optedOut"]) expect(weighs(fine)).to.equal(0);
    });

    it("can be there twice in one stack, and puts no broken text into any input", async () => {
      const { resources } = await complete(mode);
      const broken = textsOf(resources).filter(({ text }) => /undefined|\[object |Calling \[toString\]/.test(text));
      expect(broken).to.deep.equal([]);
    });
  });
}

describe("NotificationHub", () => {
  it("lets each sender reach its own service and nothing else", async () => {
    const { one } = await complete("update");
    const allowed = (sender: string) => {
      const of = statements(one("aws:iam/rolePolicy:RolePolicy", `hub-send-${sender}-policy`));
      return of.filter(({ Sid, Action }) => Sid === undefined && /^(sns|ses):/.test(Action[0] ?? ""));
    };
    expect(allowed("sms")).to.deep.equal([
      { Effect: "Allow", Action: ["sns:Publish", "sns:CheckIfPhoneNumberIsOptedOut"], Resource: ["*"] },
      { Effect: "Deny", Action: ["sns:Publish"], Resource: ["arn:aws:sns:*:*:*"] },
    ]);
    const [mail, ...others] = allowed("email");
    expect(others).to.have.length(0);
    expect(mail?.Action).to.deep.equal(["ses:SendEmail"]);
    expect(mail?.Condition).to.deep.equal({ StringEquals: { "ses:FromAddress": "no-reply@example.com" } });
    const [push] = allowed("push");
    expect(push?.Action).to.deep.equal(["sns:Publish"]);
    expect(push?.Resource.every((arn) => /:endpoint\/GCM\/[^*]+\/\*$/.test(arn))).to.equal(true);
  });

  it("allows each sender what its handler asks of the ledger", async () => {
    const { one } = await complete("update");
    for (const [handler, sender] of Object.entries({ sendSms: "sms", sendEmail: "email", sendPush: "push" })) {
      const of = statements(one("aws:iam/rolePolicy:RolePolicy", `hub-send-${sender}-policy`));
      const ledger = of.filter(({ Resource }) => /ledger/.test(Resource[0] ?? "")).flatMap(({ Action }) => Action);
      const asked = (handlerCatalog[handler]?.actions ?? []).filter(
        ({ action, neverMade }) => action.startsWith("dynamodb:") && !neverMade,
      );
      expect(ledger).to.have.members(asked.map(({ action }) => action));
    }
  });

  it("closes the topic to plain text and to other accounts", async () => {
    const { one } = await complete("update");
    const denied = statements(one("aws:sns/topicPolicy:TopicPolicy", "hub-requests-policy")).map(
      ({ Effect, Condition }) => [Effect, Condition],
    );
    expect(denied).to.deep.equal([
      ["Deny", { Bool: { "aws:SecureTransport": "false" } }],
      ["Deny", { StringNotEquals: { "aws:PrincipalAccount": "123456789012" } }],
    ]);
  });

  it("leaves the account's preferences alone unless it is told to set them", async () => {
    const type = "aws:sns/smsPreferences:SmsPreferences";
    expect((await complete("update")).all(type)).to.have.length(0);
    const { one } = await run("update", () =>
      hub({ countries: [{ country: "US", perDay: 1 }], accountSmsSpendLimitUsd: 20 }),
    );
    expect(one(type).inputs).to.include({ monthlySpendLimit: 20, defaultSmsType: "Transactional" });
  });

  it("registers the same resources in update and in preview mode", async () => {
    const names = (result: { resources: Recorded[] }) =>
      result.resources.map(({ type, name }) => `${type} ${name}`).sort();
    expect(names(await complete("preview"))).to.deep.equal(names(await complete("update")));
  });

  for (const [what, changes] of Object.entries<Partial<NotificationHubArgs>>({
    "a country is": { countries: [{ country: "usa", perDay: 1 }] },
    "it is there twice": {
      countries: [
        { country: "US", perDay: 1 },
        { country: "US", perDay: 2 },
      ],
    },
    "perDay of US": { countries: [{ country: "US", perDay: 0 }] },
    smsPerHour: { smsPerHour: 21 },
    smsMaxPriceUsd: { smsMaxPriceUsd: 0 },
    smsOriginationNumber: { smsOriginationNumber: "support" },
    smsSenderId: { smsSenderId: "12345" },
    "emailFrom is": { emailFrom: "Example Company" },
    "it has to end with @example.com": { emailFrom: "a@example.org", emailDomain: "example.com" },
    "a push platform": { pushApplications: [{ platform: "WNS", credential: "x" }] },
  })) {
    it(`refuses mistakes and says which: ${what}`, async () => {
      const failure = await run("update", () => hub(changes)).catch((error: Error) => error);
      expect(String(failure)).to.contain("NotificationHub hub").and.to.contain(what);
    });
  }
});
