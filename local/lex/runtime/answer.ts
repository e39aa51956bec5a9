/** Writes the answers of the runtime API: REST JSON, and for PutSession headers of base64 gzip. */
import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { ServiceResponse } from "../../gateway/service";
import type { Interpretation, Session } from "../dialog/session";
import type { LexError } from "../lexError";

/** The state of a session as the API gives it. */
export function sessionState(session: Session): Record<string, unknown> {
  const { dialogAction, intent, runtimeHints } = session;
  return {
    ...(dialogAction && { dialogAction }),
    ...(intent && { intent }),
    activeContexts: session.activeContexts,
    sessionAttributes: session.sessionAttributes,
    originatingRequestId: session.originatingRequestId,
    ...(runtimeHints && { runtimeHints }),
  };
}

/** The readings as the API gives them, the intent under way as it stands now. */
export function interpretationsOf({ interpretations, intent }: Session): unknown[] {
  return interpretations.map((one: Interpretation) => ({
    ...(one.confidence !== undefined && { nluConfidence: { score: one.confidence } }),
    intent: one.intent.name === intent?.name ? intent : one.intent,
    interpretationSource: "Lex",
  }));
}

/** An answer as JSON. */
export function jsonAnswer(body: Record<string, unknown>): ServiceResponse {
  return {
    status: 200,
    headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(body),
  };
}

/** What PutSession answers: everything in headers, and no audio. */
export function putSessionAnswer(session: Session, requestAttributes: unknown, contentType: string): ServiceResponse {
  const packed = (value: unknown): string => gzipSync(JSON.stringify(value)).toString("base64");
  return {
    status: 200,
    headers: {
      "content-type": contentType,
      "x-amzn-requestid": randomUUID(),
      "x-amz-lex-messages": packed(session.messages),
      "x-amz-lex-session-state": packed(sessionState(session)),
      "x-amz-lex-request-attributes": packed(requestAttributes),
      "x-amz-lex-session-id": session.id,
    },
    body: "",
  };
}

/** An error as the SDK reads it. */
export function errorAnswer(error: LexError): ServiceResponse {
  return {
    status: error.status,
    headers: {
      "content-type": "application/json",
      "x-amzn-errortype": error.code,
      "x-amzn-requestid": randomUUID(),
    },
    body: JSON.stringify({ message: error.message }),
  };
}
