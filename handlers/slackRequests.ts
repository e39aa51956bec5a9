/** Slack's door: takes events, slash commands and buttons, makes sure they are Slack's, and leaves the work to a queue. */
import { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { SQS, type SendMessageCommandInput, type SendMessageCommandOutput } from "@aws-sdk/client-sqs";
import { readRequest } from "./slack/readRequest";
import { type SecretClient, vaultOf } from "./slack/secrets";
import { type Forgery, type SignedRequest, verifyRequest } from "./slack/verifyRequest";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";
import { within } from "./support/within";

/** The parts of an HTTP API's event (payload version 2.0) that are read. */
export interface SlackHttpEvent {
  headers?: Record<string, string | undefined>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** What the HTTP API answers. */
export interface SlackHttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** What the handler asks of AWS. Tests give their own. */
export interface SlackRequestClients {
  secrets: SecretClient;
  queues: { sendMessage(input: SendMessageCommandInput): Promise<SendMessageCommandOutput> };
}

/** Bytes of a request; Slack's are far smaller. */
const MOST_BYTES = 65_536;

/** Slack waits 3 s for an answer and then sends again. */
const DEADLINE_MILLISECONDS = 2_500;

const answer = (statusCode: number, body = ""): SlackHttpAnswer => ({
  statusCode,
  headers: {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  },
  body,
});

const clientsOf = (): SlackRequestClients => {
  const requestHandler = {
    connectionTimeout: 300,
    requestTimeout: 700,
    socketTimeout: 700,
    throwOnRequestTimeout: true,
  };
  const options = { maxAttempts: 2, requestHandler };
  return {
    secrets: new SecretsManager(options),
    queues: new SQS({ ...options, useQueueUrlAsEndpoint: false }),
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SLACK_SECRET_ARN,
 * SLACK_QUEUE_URL.
 *
 * Slack sends again what is not answered within 3 s, so the answer only says that the job is in the queue. The job has
 * the id Slack gave it: the function that does the work does each once, whether Slack sends it again or somebody who
 * has overheard it.
 *
 * Nothing is done before the signature is checked, not even the answer to `url_verification`. Logs what became of a
 * request, and nothing that was in it.
 *
 * @param clients what is asked of AWS; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const slackRequestsFactory = (
  clients: SlackRequestClients = clientsOf(),
  now = Date.now,
): ((event: SlackHttpEvent) => Promise<SlackHttpAnswer>) => {
  requireVariables(["SLACK_SECRET_ARN", "SLACK_QUEUE_URL"]);
  const vault = vaultOf(clients.secrets, process.env.SLACK_SECRET_ARN, now);

  /** What is wrong with a request. One that a new secret may have signed is looked at again with fresh secrets. */
  const forgeryOf = async (request: SignedRequest): Promise<Forgery | undefined> => {
    const forgery = verifyRequest(request, await vault.signing(), now());
    return forgery === "badSignature" ? verifyRequest(request, await vault.signing(true), now()) : forgery;
  };

  const handle = async (event: SlackHttpEvent): Promise<[outcome: string, SlackHttpAnswer]> => {
    const headers = event.headers ?? {};
    const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
    if (body.length > MOST_BYTES) return ["tooLong", answer(413, `A request has at most ${MOST_BYTES} bytes.`)];
    const forgery = await forgeryOf({ headers, body });
    if (forgery) return [forgery, answer(401, "The request is not signed by Slack, or too old.")];
    const request = readRequest(headers["content-type"] ?? "", body.toString("utf8"));
    if (request.kind === "malformed") return ["malformed", answer(400, "The request is none that Slack sends.")];
    if (request.kind === "challenge") return ["challenge", answer(200, request.challenge)];
    if (request.kind === "ignored") return ["ignored", answer(200)];
    const message = { QueueUrl: process.env.SLACK_QUEUE_URL, MessageBody: JSON.stringify(request.job) };
    await clients.queues.sendMessage(message);
    return ["queued", answer(200)];
  };

  return async (event) => {
    const start = now();
    const failed = (error: { name?: string }): [string, SlackHttpAnswer, string] => [
      "failed",
      answer(503, "The request could not be taken. Send it again."),
      error?.name || "Error",
    ];
    const [outcome, result, failure] = await within(DEADLINE_MILLISECONDS, handle(event)).catch(failed);
    logOutcome({ outcome, failure, ms: now() - start });
    return result;
  };
};
