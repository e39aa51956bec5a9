/** The gRPC messages of Pulumi's resource monitor and engine, which ship inside `@pulumi/pulumi`. */
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

export { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
export * as engine from "@pulumi/pulumi/proto/engine_pb";
export { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
export { Empty, resource };

// From 3.249 on the answer to an invoke has a message of its own, with the same fields.
const InvokeAnswer: typeof InvokeResponse = Reflect.get(resource, "ResourceInvokeResponse") ?? InvokeResponse;

/** An answer to an invoke. */
export function invokeAnswer(values: Record<string, unknown>): InvokeResponse {
  const answer = new InvokeAnswer();
  answer.setReturn(toStruct(values));
  return answer;
}

/** A structure of a message as plain values; an absent one is empty. */
export function fromStruct(struct: Struct | undefined): Record<string, unknown> {
  return struct?.toJavaScript() ?? {};
}

/** Plain values as a structure of a message. Undefined values are left out, as JSON does. */
export function toStruct(values: Record<string, unknown>): Struct {
  const fields: Record<string, JavaScriptValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) {
      fields[name] = toValue(value);
    }
  }
  return Struct.fromJavaScript(fields);
}

function toValue(value: unknown): JavaScriptValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((entry) => toValue(entry ?? null));
  }
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return Object.fromEntries(entries.map(([name, entry]) => [name, toValue(entry)]));
  }
  throw new Error(`A ${typeof value} cannot be sent to a program; only plain values can.`);
}
