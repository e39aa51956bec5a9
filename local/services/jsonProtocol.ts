/** The AWS JSON protocols (1.0 and 1.1): the operation by a header, input and output as JSON. */
import { randomUUID } from "node:crypto";
import { isRecord } from "../engine/graph";
import type { ServiceResponse, WireRequest } from "../gateway/service";
import { ServiceError } from "./serviceError";

/** An input or output of an operation. */
export type Json = Record<string, unknown>;

/** The operation of a request, told by `X-Amz-Target: <prefix>.<operation>`; refused when it is not one of `served`. */
export function operationOf(request: WireRequest, prefix: string, served: readonly string[]): string {
  const target = request.headers["x-amz-target"] ?? "";
  const operation = target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : undefined;
  if (operation !== undefined && served.includes(operation)) return operation;
  const list = [...served].sort().join(", ");
  const message = `${operation ?? "This request"} is not served by the local ${prefix}. It serves: ${list}.`;
  throw new ServiceError("UnknownOperationException", message);
}

/** The input of a request; throws SerializationException when its body is not a JSON object. */
export function jsonInput(body: Buffer): Json {
  try {
    const input: unknown = body.length === 0 ? {} : JSON.parse(body.toString("utf8"));
    if (isRecord(input)) return input;
  } catch {
    // Told below: whatever is not a JSON object is refused alike.
  }
  throw new ServiceError("SerializationException", "The request body is not a JSON object.");
}

/** An answer with a JSON body. */
export function jsonAnswer(body: Json, version: "1.0" | "1.1" | "rest"): ServiceResponse {
  const type = version === "rest" ? "application/json" : `application/x-amz-json-${version}`;
  const headers = { "content-type": type, "x-amzn-requestid": randomUUID() };
  return { status: 200, headers, body: JSON.stringify(body) };
}

/** An error as the SDK turns it into its exception classes. */
export function jsonError(error: ServiceError, version: "1.0" | "1.1" | "rest"): ServiceResponse {
  const { code, message, status } = error;
  const answer = jsonAnswer({ __type: code, message }, version);
  return { ...answer, status, headers: { ...answer.headers, "x-amzn-errortype": code } };
}
