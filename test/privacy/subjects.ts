/** For each handler: an environment it starts with, and events full of personal data. A new kind needs a generator only. */
import { createHmac } from "node:crypto";
import fc from "fast-check";
import type { HandlerEntry } from "../../handlers/catalog";
import type { Canaries } from "../support/canaries";
import { connectEvent } from "../support/connectEvents";
import { tableEnvironment } from "../support/fakeDynamo";
import { DOORS, lexEvent, LOCALES, SLOTS } from "../support/lexEvents";

const ALIAS = "arn:aws:lex:us-east-1:123456789012:bot-alias/ABCDEFGHIJ/KLMNOPQRST";
const INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555";
const SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:example";

/** The secrets of all handlers, as the services of the test answer them: requests get past the door. */
export const SECRETS = {
  header: "origin-example",
  salt: "salt",
  signingSecret: "signing-example",
  botToken: "xoxb-example",
};

/** Values of the variables of all handlers. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  ...tableEnvironment,
  CONVERSATIONS_TABLE: "conversations-table",
  SURVEYS_TABLE: "surveys-table",
  NOTIFICATIONS_TABLE: "notifications-table",
  NOTIFICATIONS_TOPIC: "arn:aws:sns:us-east-1:123456789012:notifications",
  BOT_ALIAS_ARN: ALIAS,
  BOT_LOCALE: "en_US",
  CHAT_FLOW_ARN: `${INSTANCE}/contact-flow/66666666-7777-4888-9999-000000000000`,
  TASK_FLOW_ARN: `${INSTANCE}/contact-flow/66666666-7777-4888-9999-000000000000`,
  ORIGIN_SECRET_ARN: SECRET,
  SLACK_SECRET_ARN: SECRET,
  SLACK_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/slack",
  ALLOWED_ORIGINS: "https://www.example.com",
  LOCALES: JSON.stringify({ en_US: "Hello.", es_US: "Hola." }),
  TURNS_PER_CONVERSATION: "50",
  TURNS_PER_MINUTE: "20",
  STARTS_PER_HOUR: "20",
  COUNTRY_CAPS: "US:100",
  SMS_PER_HOUR: "3",
  SMS_MAX_PRICE: "0.05",
  EMAIL_FROM: "Example Company <notices@example.com>",
  CONFIGURATION_SET: "example",
  ANALYTICS_BUCKET: "analytics-bucket",
  DATABASE: "contact_center",
  WORKGROUP: "contact-center",
  QUERY_ENGINE: "athena",
  LOAD_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/123456789012/load",
  COPY_ROLE_ARN: "arn:aws:iam::123456789012:role/copy",
  KEPT_ATTRIBUTES: "queue,caller",
  CUSTOMER_HASH_SECRET_ARN: SECRET,
  ROWS_STREAM: "rows-stream",
  SURVEY_SITE_URL: "https://www.example.com/survey",
  SURVEY_CHANNEL: "sms",
  MISSED_YOU_CHANNEL: "email",
  HISTORY_TABLE: "history-table",
  HISTORY_DAYS: "400",
  INSTANCE_ID: "11111111-2222-4333-8444-555555555555",
  USER_POOL_CLIENT_ID: "example-client",
  READ_SETTINGS_ARN: "arn:aws:lambda:us-east-1:123456789012:function:read-settings",
};

/** Claims of a token of the portal, whose owner may do everything. */
const claimsOf = ({ name }: Canaries): Record<string, string> => ({
  sub: name,
  username: name,
  client_id: ENVIRONMENT.USER_POOL_CLIENT_ID ?? "",
  token_use: "access",
  "cognito:groups": "[administrator]",
  exp: "4102444800",
});

/** Some of a canary's kinds, as a value a customer or a service may send. */
function anyOf(canaries: Canaries): fc.Arbitrary<string> {
  const all = Object.values(canaries) as string[];
  return fc.oneof(
    fc.constantFrom(...all),
    fc.constant(all.join(" ")),
    fc.constant(`${canaries.name}'s "<b>${canaries.text}`),
  );
}

const flowEvents = (canaries: Canaries): fc.Arbitrary<unknown> => {
  const value = anyOf(canaries);
  const parameters = fc.record(
    {
      change: fc.oneof(value, fc.constantFrom("cancel", "deliveryDay")),
      day: fc.oneof(value, fc.constant("3")),
      customerId: value,
      orderId: value,
      queue: value,
      message: fc.oneof(value, fc.constantFrom("orderStatus", "orderCancelled")),
      channel: fc.oneof(value, fc.constantFrom("sms", "email", "push")),
      phoneNumber: fc.constant(canaries.number),
      email: fc.constant(canaries.email),
      name: fc.constant(canaries.name),
      score: fc.oneof(value, fc.constant("5")),
      through: value,
    },
    { requiredKeys: [] },
  );
  const number = fc.oneof(value, fc.constant(canaries.number));
  const message = { kind: "orderCancelled", channel: "sms", orderId: canaries.name };
  return fc
    .tuple(number, fc.oneof(parameters, fc.constant(message)), fc.oneof(value, fc.uuid()))
    .map(([from, given, id]) => connectEvent(from, given, id));
};

const botEvents = (canaries: Canaries): fc.Arbitrary<unknown> =>
  fc
    .record({
      intent: fc.constantFrom(...Object.keys(SLOTS)),
      source: fc.constantFrom("DialogCodeHook" as const, "FulfillmentCodeHook" as const),
      confirmation: fc.constantFrom("None" as const, "Confirmed" as const, "Denied" as const),
      door: fc
        .constantFrom(...DOORS)
        .map((door) => ({ ...door, ...(door.callerNumber && { callerNumber: canaries.number }) })),
      locale: fc.constantFrom(...LOCALES),
      sessionId: anyOf(canaries),
      slots: fc.record(
        {
          phoneNumber: fc.oneof(fc.constant(canaries.number), anyOf(canaries)),
          pin: fc.oneof(fc.constant(canaries.pin), anyOf(canaries)),
          deliveryDay: anyOf(canaries),
        },
        { requiredKeys: [] },
      ),
      attributes: fc.record(
        { customerId: anyOf(canaries), verified: fc.constant("pin"), orderId: anyOf(canaries) },
        { requiredKeys: [] },
      ),
    })
    .map((what) => ({ ...lexEvent(what), inputTranscript: Object.values(canaries).join(" ") }));

const httpEvents = (canaries: Canaries): fc.Arbitrary<unknown> =>
  fc
    .record({
      path: fc.oneof(
        fc.constantFrom("/api/conversations", "/survey", "/slack/events", "/slack/commands"),
        fc.constantFrom("/api/state", "/api/board", "/api/history", "/api/changes", "/api/undo", "/api/speech"),
        anyOf(canaries).map((text) => `/api/conversations/${encodeURIComponent(text)}/messages`),
      ),
      method: fc.constantFrom("GET", "POST"),
      text: anyOf(canaries),
      query: anyOf(canaries),
      header: anyOf(canaries),
      token: fc.oneof(anyOf(canaries), fc.constant("x".repeat(22))),
      encoded: fc.boolean(),
      broken: fc.boolean(),
    })
    .map(({ path, method, text, query, header, token, encoded, broken }) => {
      const fields = {
        text,
        token,
        score: "5",
        comment: text,
        messageId: text,
        locale: "en_US",
        user: text,
        event: { type: "message", text, user: text },
      };
      const change = { field: "message", value: { "en-US": text }, until: text };
      const edits = {
        "/api/changes": { scope: "center", version: 1, change, why: text },
        "/api/undo": { scope: "center", version: 1, undo: 1, why: text },
        "/api/speech": { text, language: "en-US" },
      };
      const asked = Object.entries(edits).find(([route]) => route === path)?.[1] ?? fields;
      const body = broken ? `{"text":"${text}` : JSON.stringify(asked);
      const seconds = String(Math.floor(Date.now() / 1000));
      const signature = createHmac("sha256", SECRETS.signingSecret).update(`v0:${seconds}:${body}`).digest("hex");
      return {
        version: "2.0",
        routeKey: `${method} ${path}`,
        rawPath: path,
        rawQueryString: `token=${encodeURIComponent(query)}`,
        queryStringParameters: { token: query },
        pathParameters: { id: query, token: query },
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${header}`,
          origin: "https://www.example.com",
          "x-forwarded-for": header,
          "x-origin-verify": SECRETS.header,
          "x-slack-signature": `v0=${signature}`,
          "x-slack-request-timestamp": seconds,
        },
        requestContext: {
          http: { method, path, sourceIp: "127.0.0.1", userAgent: header },
          requestId: header,
          authorizer: { jwt: { claims: claimsOf(canaries) } },
        },
        body: encoded ? Buffer.from(body).toString("base64") : body,
        isBase64Encoded: encoded,
      };
    });

/** A request for a message that is in order: senders get past the door with it. */
const request = ({ number, email, name }: Canaries): fc.Arbitrary<object> => {
  const push = "arn:aws:sns:us-east-1:123456789012:endpoint/GCM/app";
  const to = { sms: number, email, push: `${push}/${name}` };
  const base = { eventId: name, kind: "orderCancelled", locale: "en", slots: { orderId: name } };
  return fc
    .constantFrom("sms" as const, "email" as const, "push" as const)
    .map((channel) => ({ ...base, channel, requestedAt: Date.now(), to: to[channel] }));
};

const queueEvents = (canaries: Canaries): fc.Arbitrary<unknown> => {
  const job = anyOf(canaries).map((text) => ({
    id: text,
    eventId: text,
    message: "orderStatus",
    locale: "en_US",
    channel: "sms",
    kind: "message",
    to: canaries.number,
    phoneNumber: canaries.number,
    email: canaries.email,
    address: canaries.email,
    name: canaries.name,
    slots: { name: canaries.name, item: text },
    values: { name: canaries.name, item: text },
    text,
    team: text,
    user: text,
  }));
  const body = fc.oneof(
    job.map((one) => JSON.stringify(one)),
    request(canaries).map((one) => JSON.stringify(one)),
    job.map((one) => JSON.stringify({ Message: JSON.stringify(one) })),
    anyOf(canaries),
  );
  return fc.array(fc.tuple(fc.uuid(), body), { minLength: 1, maxLength: 2 }).map((records) => ({
    Records: records.map(([messageId, body]) => ({
      messageId,
      body,
      eventSource: "aws:sqs",
      attributes: { ApproximateReceiveCount: "1", SenderId: canaries.name },
      messageAttributes: {},
    })),
  }));
};

/** Jobs are started by schedules, commands and objects that arrive: with anything, or with keys of objects, which say nothing about anybody. */
const jobEvents = (canaries: Canaries): fc.Arbitrary<unknown> => {
  const key = fc.oneof(
    anyOf(canaries),
    fc.constantFrom(
      "raw/contact_records/arrived=2026-03-02-09/1.gz",
      "quarantine/contact_records/arrived=2026-03-02-09/1.json",
    ),
  );
  const query = fc.oneof(anyOf(canaries), fc.constant("today"));
  const Records = fc.array(
    key.map((one) => ({ s3: { object: { key: one } } })),
    { maxLength: 2 },
  );
  const keys = fc.array(key, { maxLength: 2 });
  return fc.record({ key, keys, Records, describe: fc.boolean(), query }, { requiredKeys: [] });
};

/** A contact record, an agent event, and a change of the surveys table at once: each handler reads what is its own. */
const streamedOf = ({ number, email, name, text }: Canaries, said: string, id: string) => {
  const now = new Date().toISOString();
  return {
    ContactId: id,
    LastUpdateTimestamp: now,
    Channel: "VOICE",
    InitiationMethod: "INBOUND",
    DisconnectReason: "CUSTOMER_DISCONNECT",
    DisconnectTimestamp: now,
    CustomerEndpoint: { Address: number, Type: "TELEPHONE_NUMBER", [said]: name },
    Attributes: { customerName: name, queue: said, email, customerNumber: number, locale: said },
    Agent: { ARN: said, Username: name, ConnectedToAgentTimestamp: now },
    Queue: { ARN: said, Name: said },
    Tags: { [name]: email },
    References: [{ Name: name, Type: "EMAIL", Value: email }],
    EventId: id,
    EventTimestamp: now,
    EventType: said,
    CurrentAgentSnapshot: {
      Configuration: { FirstName: name, LastName: said, Username: email },
      Contacts: [{ ContactId: said, State: text, Queue: { Name: said } }],
    },
    [said]: said,
  };
};

/** Batches as a Kinesis data stream and a table's stream bring them: records in order, broken ones, and anything. */
const streamEvents = (canaries: Canaries): fc.Arbitrary<unknown> => {
  const said = anyOf(canaries);
  const id = fc.oneof(fc.uuid(), said);
  const record = fc.tuple(said, id).map(([text, own]) => JSON.stringify(streamedOf(canaries, text, own)));
  const data = fc.oneof(
    { arbitrary: record, weight: 3 },
    record.map((json) => json.slice(0, -2)),
    record.map((json) => `[${json}]`),
    said,
  );
  const one = fc.record({ data, id, said, score: fc.oneof(said, fc.constant("5")), shard: said });
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((records) => ({
    Records: records.map(({ data, id, said, score, shard }, index) => ({
      eventID: `${shard}:${index}`,
      eventSource: said,
      kinesis: {
        sequenceNumber: String(index),
        partitionKey: said,
        data: Buffer.from(data).toString("base64"),
        approximateArrivalTimestamp: 1,
      },
      dynamodb: {
        SequenceNumber: String(index),
        NewImage: {
          id: { S: `contact#${id}` },
          answeredAt: { S: index === 0 ? "2026-03-02T10:00:00Z" : said },
          score: { N: score },
          comment: { S: said },
          through: { S: said },
          [said]: { S: said },
        },
      },
    })),
  }));
};

/** Events by the kind of the handler that takes them. */
export const EVENTS: Readonly<Record<HandlerEntry["kind"], (canaries: Canaries) => fc.Arbitrary<unknown>>> = {
  flow: flowEvents,
  bot: botEvents,
  http: httpEvents,
  queue: queueEvents,
  stream: streamEvents,
  job: jobEvents,
};
