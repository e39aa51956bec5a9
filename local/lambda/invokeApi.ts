/** Lambda's Invoke behind the gateway: a function that invokes another, and waits for it or does not. */
import { randomUUID } from "node:crypto";
import type { ServiceAnswer, ServiceRequest, ServiceResponse } from "../gateway/service";
import { requirePermissions, type Authorizer } from "../services/access";
import { jsonError } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import type { AsynchronousInvocations } from "./asynchronousInvocations";
import type { LambdaService } from "./lambdaService";

const INVOKE = /^\/2015-03-31\/functions\/([^/?]+)\/invocations/;
/** Longest payload in bytes: of an answered invocation 6 MB, of an asynchronous one 1 MB (since October 2025). */
const MAX_PAYLOAD_BYTES = { RequestResponse: 6_291_556, Event: 1_048_576 };

/** What the API needs of the local run. */
export interface InvokeApiOptions {
  lambda: LambdaService;
  later: AsynchronousInvocations;
  iam?: Authorizer;
}

/** The part of the Lambda API that is served: `Invoke`. Register its `handle` at the gateway as `lambda`. */
export class InvokeApi {
  constructor(private readonly options: InvokeApiOptions) {}

  /** Answers one request from the gateway. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      return await this.#invoke(request);
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "rest");
      throw error;
    }
  }

  async #invoke(request: ServiceRequest): Promise<ServiceResponse> {
    const reference = decodeURIComponent(INVOKE.exec(request.path)?.[1] ?? "");
    if (request.method !== "POST" || reference === "") {
      throw new ServiceError("UnknownOperationException", "The local Lambda serves Invoke only.", 404);
    }
    const { lambda, later, iam } = this.options;
    const spec = lambda.spec(reference) ?? lambda.list().find(({ name }) => name === reference);
    if (!spec) throw new ServiceError("ResourceNotFoundException", `Function not found: ${reference}`, 404);
    const needed = [{ action: "lambda:InvokeFunction", resource: spec.arn }];
    requirePermissions(iam, request.principal, needed, () => "AccessDeniedException");
    const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
    if (type === "DryRun") return answer(204, "");
    if (type !== "Event" && type !== "RequestResponse") {
      const message = `InvocationType is "${type}"; allowed are RequestResponse, Event and DryRun.`;
      throw new ServiceError("InvalidParameterValueException", message);
    }
    const payload = payloadOf(request.body, MAX_PAYLOAD_BYTES[type]);
    if (type === "Event") {
      later.invoke(spec.arn, payload);
      return answer(202, "");
    }
    const outcome = await lambda.invoke(spec.arn, payload);
    if (outcome.ok) return answer(200, JSON.stringify(outcome.payload ?? null));
    if (outcome.error === "Throttled") throw new ServiceError("TooManyRequestsException", outcome.message, 429);
    const body = JSON.stringify({ errorType: outcome.error, errorMessage: outcome.message });
    return answer(200, body, { "x-amz-function-error": "Unhandled" });
  }
}

function payloadOf(body: Buffer, most: number): unknown {
  if (body.length > most) {
    throw new ServiceError("RequestTooLargeException", `The payload has ${body.length} bytes; at most ${most}.`, 413);
  }
  try {
    return body.length === 0 ? {} : (JSON.parse(body.toString("utf8")) as unknown);
  } catch {
    throw new ServiceError("InvalidRequestContentException", "Could not parse request body into json.");
  }
}

function answer(status: number, body: string, headers: Record<string, string> = {}): ServiceResponse {
  const all = { "content-type": "application/json", "x-amzn-requestid": randomUUID(), ...headers };
  return { status, headers: { ...all, "x-amz-executed-version": "$LATEST" }, body };
}
