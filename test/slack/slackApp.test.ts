import { expect } from "chai";
import { SlackApp, type SlackAppArgs } from "../../components/slackApp";
import { handlerCatalog } from "../../handlers/catalog";
import { MODES, type Run, run } from "../support/mocks";

const INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555";
const ARGS: SlackAppArgs = {
  aliasArn: "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST",
  locale: "en_US",
  taskFlowArn: `${INSTANCE}/contact-flow/66666666-7777-4888-8999-000000000000`,
  keyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555",
  alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
  logRetentionDays: 30,
};

interface Statement {
  Action: string[];
  Resource: string[];
  Condition?: unknown;
}

const LAMBDA = "aws:lambda/function:Function";

for (const mode of MODES) {
  describe(`SlackApp (${mode})`, () => {
    let app: Run<SlackApp>;

    before(async () => (app = await run(mode, () => new SlackApp("slack", ARGS))));

    it("takes the three kinds of requests Slack sends, and nothing else", () => {
      const routes = app.all("aws:apigatewayv2/route:Route").map(({ inputs }) => inputs.routeKey);
      expect(routes).to.have.members(["POST /slack/events", "POST /slack/commands", "POST /slack/interactions"]);
    });

    it("makes a secret that has no value in the program or its state", () => {
      expect(app.one("aws:secretsmanager/secret:Secret").inputs.kmsKeyId).to.equal(ARGS.keyArn);
      expect(app.all("aws:secretsmanager/secretVersion:SecretVersion")).to.deep.equal([]);
    });

    it("gives handlers names and ARNs only, and all their entries in the catalogue want", () => {
      for (const [suffix, entry] of [
        ["-requests", "slackRequests"],
        ["-answers", "slackJobs"],
      ] as const) {
        const { environment } = app.one(LAMBDA, suffix).inputs as { environment: { variables: object } };
        expect(Object.keys(environment.variables)).to.have.members([...(handlerCatalog[entry]?.variables ?? [])]);
      }
    });

    it("answers one message at a time, in a function nobody in a call waits for", () => {
      expect(app.one("aws:lambda/eventSourceMapping:EventSourceMapping").inputs).to.deep.include({
        batchSize: 1,
        functionResponseTypes: ["ReportBatchItemFailures"],
      });
      expect(app.one(LAMBDA, "-requests").inputs.timeout).to.be.below(8);
      expect(app.one(LAMBDA, "-answers").inputs.timeout).to.equal(30);
    });

    it("keeps conversations encrypted, recoverable and for a time", () => {
      expect(app.one("aws:dynamodb/table:Table").inputs).to.deep.include({
        ttl: { enabled: true, attributeName: "expiresAt" },
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: ARGS.keyArn },
      });
    });
  });
}

describe("SlackApp", () => {
  it("allows each handler what its entry in the catalogue asks for, on its own resources, and the key through services", async () => {
    const app = await run("update", () => new SlackApp("slack", ARGS));
    for (const [suffix, entry] of [
      ["-requests", "slackRequests"],
      ["-answers", "slackJobs"],
    ] as const) {
      const { policy } = app.one("aws:iam/rolePolicy:RolePolicy", `${suffix}-policy`).inputs as { policy: string };
      const statements = (JSON.parse(policy) as { Statement: Statement[] }).Statement;
      const own = statements.filter(({ Action }) => !/^(logs|xray|kms):/.test(Action[0] ?? ""));
      const allowed = own.flatMap(({ Action }) => Action).filter((action) => !/^sqs:(Receive|Delete|Get)/.test(action));
      expect(allowed).to.have.members((handlerCatalog[entry]?.actions ?? []).map(({ action }) => action));
      expect(own.flatMap(({ Resource }) => Resource)).not.to.include("*");
      for (const { Action, Condition } of statements) {
        if (Action.includes("kms:GenerateDataKey") && entry === "slackJobs") expect(Condition).not.to.equal(undefined);
      }
    }
  });

  it("refuses a locale as Connect writes it, and a rate nobody has", async () => {
    const failure = async (over: Partial<SlackAppArgs>) =>
      run("update", () => new SlackApp("slack", { ...ARGS, ...over })).then(
        () => "nothing was refused",
        (error: Error) => error.message,
      );
    expect(await failure({ locale: "en-US" })).to.contain('locale is "en-US"; give a locale of the bot, such as en_US');
    expect(await failure({ requestsPerSecond: 0 })).to.contain("requestsPerSecond is 0");
  });
});
