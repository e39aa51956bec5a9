/** A graph as machine-readable JSON: sorted, without secrets, and with code reduced to its digest. */
import { createHash } from "node:crypto";
import { isCodeArchive, isCodeAsset, isRecord, UNKNOWN, type GraphResource, type ResourceGraph } from "../engine/graph";
import { compare } from "./tree";

/** What stands where a value is not known before the update. */
export const COMPUTED = "<computed>";

/** What stands where a secret was. */
export const SECRET = "[secret]";

/**
 * The graph for `--json`: resources sorted by URN, because they register in another order from run to run; code as
 * `{sha256, bytes}`; unknown values as {@link COMPUTED}, secret ones as {@link SECRET}.
 */
export function graphToJson(graph: ResourceGraph): Record<string, unknown> {
  const { secretOutputs, resources, outputs, ...rest } = graph;
  return {
    ...rest,
    outputs: reduced(outputs, secretOutputs),
    resources: [...resources].sort((a, b) => compare(a.urn, b.urn)).map(resourceToJson),
  };
}

function resourceToJson(resource: GraphResource): Record<string, unknown> {
  const { inputs, outputs, secretInputs, secretOutputs = [], dependencies, propertyDependencies, ...rest } = resource;
  const sortedDependencies = Object.entries(propertyDependencies).sort(([a], [b]) => compare(a, b));
  return {
    ...reduced(rest, []),
    inputs: reduced(inputs, secretInputs),
    outputs: reduced(outputs, [...secretInputs, ...secretOutputs]),
    secretInputs: [...secretInputs].sort(compare),
    dependencies: [...dependencies].sort(compare),
    propertyDependencies: Object.fromEntries(sortedDependencies.map(([key, urns]) => [key, [...urns].sort(compare)])),
  };
}

function reduced(values: Record<string, unknown>, secrets: readonly string[] = []): Record<string, unknown> {
  const entries = Object.entries(values).sort(([a], [b]) => compare(a, b));
  return Object.fromEntries(entries.map(([name, value]) => [name, secrets.includes(name) ? SECRET : plain(value)]));
}

function plain(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replaceAll(UNKNOWN, COMPUTED);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (isCodeAsset(value)) {
    const bytes = Buffer.byteLength(value.text);
    return { sha256: createHash("sha256").update(value.text).digest("hex"), bytes };
  }
  if (isCodeArchive(value)) {
    return { assets: reduced(value.assets) };
  }
  return isRecord(value) ? reduced(value) : value;
}
