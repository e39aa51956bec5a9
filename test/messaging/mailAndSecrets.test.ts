/** SES and Secrets Manager on this machine, asked by the real AWS SDK through the gateway. */
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
  BadRequestException,
  MessageRejected,
  NotFoundException,
  SendEmailCommand,
  SESv2Client,
  TooManyRequestsException,
  type SendEmailCommandInput,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { Clock } from "../../local/clock";
import { Gateway, type Credentials } from "../../local/gateway";
import { IamService } from "../../local/iam/iamService";
import { Outbox } from "../../local/outbox/outbox";
import { SecretsManagerService } from "../../local/secretsManager/secretsManagerService";
import { SesService } from "../../local/ses/sesService";
import { ACCOUNT, REGION } from "../support/graphs";
import { failure } from "../support/localDynamodb";
import { clientSettings, KEY_ARN, MessagingGraph, sessionOf, START } from "./support";

const IDENTITY = `arn:aws:ses:${REGION}:${ACCOUNT}:identity/example.com`;

describe("mail and secrets on this machine", () => {
  let gateway: Gateway;
  let clock: Clock;
  const clients: { destroy(): void }[] = [];

  beforeEach(async () => {
    gateway = await Gateway.start();
    clock = new Clock(START);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await gateway.close();
  });

  describe("mail", () => {
    let ses: SesService;
    let outbox: Outbox;

    function clientFor(credentials: Credentials, maxAttempts = 1): SESv2Client {
      const client = new SESv2Client(clientSettings(gateway.url, credentials, maxAttempts));
      clients.push(client);
      return client;
    }

    function open(graph: MessagingGraph): SESv2Client {
      const built = graph.build();
      outbox = new Outbox();
      ses = SesService.fromGraph(built, { clock, outbox, iam: IamService.fromGraph(built) });
      gateway.register("ses", (request) => ses.handle(request));
      return clientFor(gateway.administrator);
    }

    const graph = () =>
      new MessagingGraph()
        .declare("aws:sesv2/emailIdentity:EmailIdentity", "mail", { emailIdentity: "example.com" })
        .declare("aws:sesv2/configurationSet:ConfigurationSet", "tls", { configurationSetName: "tls" });

    const send = (client: SESv2Client, changes: Partial<SendEmailCommandInput> = {}, subject = "Your order") =>
      client.send(
        new SendEmailCommand({
          FromEmailAddress: "Example Company <service@mail.example.com>",
          Destination: { ToAddresses: ["alex@example.com"] },
          Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: "It arrives on Tuesday." } } } },
          ...changes,
        }),
      );

    it("leaves from an address of a declared domain, with all that was said", async () => {
      const client = open(graph());
      const { MessageId } = await send(client, { ConfigurationSetName: "tls", ReplyToAddresses: ["help@example.com"] });
      expect(outbox.entries).to.deep.equal([
        {
          channel: "email",
          at: START,
          messageId: MessageId,
          to: "alex@example.com",
          from: "Example Company <service@mail.example.com>",
          subject: "Your order",
          text: "It arrives on Tuesday.",
          replyTo: ["help@example.com"],
          configurationSet: "tls",
        },
      ]);
    });

    it("shows the words of a mail that is HTML only", async () => {
      const Html = { Data: "<p>Dear Alex,</p><p>it arrives &amp; stays.</p>" };
      await send(open(graph()), { Content: { Simple: { Subject: { Data: "x" }, Body: { Html } } } });
      expect(outbox.entries[0]).to.include({ text: "Dear Alex,\nit arrives & stays.", html: Html.Data });
    });

    it("is rejected from an identity that is not declared or not verified, without naming a person", async () => {
      const client = open(graph());
      const rejected = await failure(send(client, { FromEmailAddress: "alex.sample@example.org" }));
      expect(rejected).to.be.instanceOf(MessageRejected);
      expect(rejected.message).to.contain("example.org").and.not.contain("alex.sample");
      ses.setVerified("example.com", false);
      expect(await failure(send(client))).to.be.instanceOf(MessageRejected);
      expect(outbox.entries).to.have.length(0);
    });

    it("is refused with a second line in its subject or address, without receivers, and in other forms than simple", async () => {
      const client = open(graph());
      const refused = async (changes: Partial<SendEmailCommandInput>, subject?: string) =>
        expect(await failure(send(client, changes, subject))).to.be.instanceOf(BadRequestException);
      await refused({}, "Hi\r\nBcc: all@example.com");
      await refused({ Destination: { ToAddresses: ["alex@example.com\r\nBcc: all@example.com"] } });
      await refused({ Destination: {} });
      await refused({ Destination: { ToAddresses: Array.from({ length: 51 }, () => "alex@example.com") } });
      await refused({ Content: { Raw: { Data: new Uint8Array([1]) } } });
      expect(await failure(send(client, { ConfigurationSetName: "none" }))).to.be.instanceOf(NotFoundException);
    });

    it("asks the sender's role for the identity and the configuration set, and tells it the address", async () => {
      const onIdentity = { Effect: "Allow" as const, Action: "ses:SendEmail", Resource: IDENTITY };
      const address = { StringEquals: { "ses:FromAddress": "service@mail.example.com" } };
      open(
        graph()
          .role("nobody")
          .role("sender", { ...onIdentity, Condition: address }),
      );
      const as = (role: string, changes?: Partial<SendEmailCommandInput>) =>
        send(clientFor(sessionOf(gateway, role)), changes);
      expect((await failure(as("nobody"))).name).to.equal("AccessDeniedException");
      await as("sender");
      expect((await failure(as("sender", { FromEmailAddress: "x@example.com" }))).name).to.equal(
        "AccessDeniedException",
      );
      const refused = await failure(as("sender", { ConfigurationSetName: "tls" }));
      expect(refused.message).to.contain("configuration-set/tls");
    });

    it("meets faults: throttled, and sent although the answer was lost", async () => {
      const client = open(graph());
      ses.faults.set("example.com", { kind: "throttle", times: 1 });
      expect(await failure(send(client))).to.be.instanceOf(TooManyRequestsException);
      ses.faults.set("example.com", { kind: "lostAnswer", times: 1 });
      await failure(send(client));
      expect(outbox.entries).to.have.length(1);
    });
  });

  describe("secrets", () => {
    let secrets: SecretsManagerService;

    function clientFor(credentials: Credentials): SecretsManagerClient {
      const client = new SecretsManagerClient(clientSettings(gateway.url, credentials));
      clients.push(client);
      return client;
    }

    function open(graph: MessagingGraph): SecretsManagerClient {
      const built = graph.build();
      secrets = SecretsManagerService.fromGraph(built, { clock, iam: IamService.fromGraph(built) });
      gateway.register("secretsmanager", (request) => secrets.handle(request));
      return clientFor(gateway.administrator);
    }

    const secret = (inputs: Record<string, unknown> = {}) =>
      new MessagingGraph().declare("aws:secretsmanager/secret:Secret", "slack", { name: "slack", ...inputs });
    const arn = () => secrets.list()[0]?.arn ?? "";
    const read = (client: SecretsManagerClient, more: object = {}) =>
      client.send(new GetSecretValueCommand({ SecretId: "slack", ...more }));

    it("have no value until somebody puts one, and keep the one before", async () => {
      const client = open(secret());
      expect(await failure(read(client))).to.be.instanceOf(ResourceNotFoundException);
      expect(await failure(read(client, { SecretId: "other" }))).to.be.instanceOf(ResourceNotFoundException);
      expect(() => secrets.put("other", "x")).to.throw(/declares no secret "other"; it declares slack/);
      secrets.put("slack", "first");
      secrets.put("slack", "second");
      const current = await read(client, { SecretId: arn() });
      expect(current).to.deep.include({ SecretString: "second", Name: "slack", VersionStages: ["AWSCURRENT"] });
      expect((await read(client, { VersionStage: "AWSPREVIOUS" })).SecretString).to.equal("first");
      secrets.put("slack", "third");
      expect((await read(client, { VersionStage: "AWSPREVIOUS" })).SecretString).to.equal("second");
      expect((await read(client, { VersionId: current.VersionId })).SecretString).to.equal("second");
    });

    it("have the value the program gives them", async () => {
      const graph = secret();
      const secretId = String(graph.build().resources[0]?.outputs.arn);
      const version = { secretId, secretString: "value" };
      const client = open(graph.declare("aws:secretsmanager/secretVersion:SecretVersion", "value", version));
      expect((await read(client)).SecretString).to.equal("value");
      expect(secrets.list()[0]).to.include({ name: "slack", hasValue: true });
    });

    it("are read by roles that may, and may use their key", async () => {
      const graph = secret({ kmsKeyId: KEY_ARN }).key();
      const SecretArn = String(graph.build().resources[0]?.outputs.arn);
      const may = { Effect: "Allow" as const, Action: "secretsmanager:GetSecretValue", Resource: SecretArn };
      const mayDecrypt = { Effect: "Allow" as const, Action: "kms:Decrypt", Resource: KEY_ARN };
      open(graph.role("nobody").role("keyless", may).role("reader", may, mayDecrypt));
      secrets.put("slack", "value");
      const as = (role: string) => read(clientFor(sessionOf(gateway, role)));
      expect((await failure(as("nobody"))).message).to.contain("secretsmanager:GetSecretValue");
      expect((await failure(as("keyless"))).message).to.contain("kms:Decrypt");
      expect((await as("reader")).SecretString).to.equal("value");
    });
  });
});
