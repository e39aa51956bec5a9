/** The page behind a survey link: an HTTP API's route that shows the question and takes the answer, once. */
import { createHash } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { type Locale } from "./notifications/catalogue";
import { surveyHtml, surveyStyle, type SurveyView, surveyWords } from "./notifications/surveyHtml";
import { answerByToken, isToken, readComment, readScore, type SurveyClient } from "./notifications/surveys";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";
import { within } from "./support/within";

/** The parts of an HTTP API's event (payload version 2.0) that are read. */
export interface PageEvent {
  requestContext?: { http?: { method?: string } };
  queryStringParameters?: Record<string, string | undefined>;
  headers?: Record<string, string | undefined>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** What the HTTP API answers. */
export interface PageAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Most bytes of a body, decoded: 500 characters of four bytes, each escaped in a form, and room for the rest. */
const LARGEST_BODY = 8192;

/** Milliseconds the table has. */
const DEADLINE_MS = 3000;

/** The language of whoever asks. */
const localeOf = ({ headers }: PageEvent): Locale =>
  /^\s*es\b/i.test(headers?.["accept-language"] ?? "") ? "es" : "en";

/** What was sent, as a form or as JSON; undefined when it is neither. */
const fieldsOf = ({ body = "", isBase64Encoded, headers }: PageEvent): Record<string, unknown> | undefined => {
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
  if (Buffer.byteLength(text) > LARGEST_BODY) return undefined;
  const type = headers?.["content-type"] ?? "";
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return Object.fromEntries(new URLSearchParams(text));
  if (!/^application\/json\b/i.test(type)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** What became of an answer, and its HTTP status. */
const STATUS: Readonly<Record<SurveyView, number>> = {
  form: 200,
  saved: 200,
  already: 200,
  unknown: 410,
  invalid: 400,
  unavailable: 503,
};

/** The headers of every answer: nothing is kept, nothing is loaded, nothing frames it, and no address tells where one came from. */
const headersFor = (type: string): Record<string, string> => {
  const style = createHash("sha256").update(surveyStyle()).digest("base64");
  return {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${style}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=31536000",
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SURVEYS_TABLE.
 *
 * `GET ?token=…` shows the question and looks nothing up: mail scanners that follow links use nothing up and learn
 * nothing. `POST` with `token`, `score` (1 to 5) and `comment` (at most 500 characters), as a form or as JSON, stores the
 * answer: 200 saved or already answered, 400 not in order, 410 no such token, used or expired, 503 the table did not answer.
 *
 * @param client where the table is; tests give their own
 * @param now the clock, epoch milliseconds
 */
export const surveyPageFactory = (client?: SurveyClient, now = Date.now) => {
  requireVariables(["SURVEYS_TABLE"]);
  const timeouts = { connectionTimeout: 300, requestTimeout: 900, socketTimeout: 900, throwOnRequestTimeout: true };
  const tables = client ?? new DynamoDB({ maxAttempts: 2, requestHandler: timeouts });

  const show = (event: PageEvent, view: SurveyView, token: string): PageAnswer => {
    const locale = localeOf(event);
    const json = /^application\/json\b/i.test(event.headers?.["content-type"] ?? "");
    const body = json
      ? JSON.stringify({ result: view, message: surveyWords(locale, view) })
      : surveyHtml(locale, view, token);
    return { statusCode: STATUS[view], headers: headersFor(json ? "application/json" : "text/html"), body };
  };

  return async (event: PageEvent): Promise<PageAnswer> => {
    const start = now();
    if (event.requestContext?.http?.method !== "POST") {
      const token = event.queryStringParameters?.token;
      return isToken(token) ? show(event, "form", token) : show(event, "unknown", "");
    }
    const { token, score: given, comment: said } = fieldsOf(event) ?? {};
    if (!isToken(token)) return show(event, "invalid", "");
    const score = readScore(given);
    const comment = readComment(said);
    if (score === undefined || comment === undefined) return show(event, "invalid", token);
    try {
      const saved = await within(DEADLINE_MS, answerByToken(tables, { token, score, comment, now: now() }));
      logOutcome({ outcome: saved, ms: now() - start });
      return show(event, saved, "");
    } catch (error) {
      logOutcome({ outcome: "unavailable", failure: (error as Error | undefined)?.name ?? "Error", ms: now() - start });
      return show(event, "unavailable", token);
    }
  };
};
