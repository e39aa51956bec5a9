/**
 * Flaws nobody thought of: for each type of resource, in one resource of each shape, every property by which it is safe is
 * taken away, and every switch is turned. What is not found is listed, each with the reason why it need not be.
 */
import { type GraphResource } from "../../../local/engine/graph";
import { copied, edited, type Graph, put } from "./flaw";

/** Types whose properties decide whether a centre is safe. */
const TYPES =
  /^aws:(apigatewayv2\/(authorizer|route|stage)|athena\/workgroup|cloudfront\/|cloudwatch\/(logGroup|metricAlarm|logMetricFilter)|cognito\/userPool(Client)?:|connect\/(instance|instanceStorageConfig)|dynamodb\/table:|iam\/role|kinesis\/|kms\/key|lambda\/(eventSourceMapping|function|functionEventInvokeConfig|permission)|redshiftserverless\/(namespace|workgroup)|s3\/bucket(?!Object)|scheduler\/|secretsmanager\/secret:|sns\/|sqs\/queue|wafv2\/)/;

/** One property of one resource, taken away or turned. */
export interface Systematic {
  /** `aws:sqs/queue:Queue kmsMasterKeyId removed`. */
  readonly name: string;
  readonly resource: GraphResource;
  readonly graph: () => Graph;
}

/** Every flaw that can be made so, once for each type, path and kind. */
export function systematicFlaws(graph: Graph): Systematic[] {
  const flaws = new Map<string, Systematic>();
  for (const resource of graph.resources) {
    if (!TYPES.test(resource.type)) continue;
    for (const [path, value] of leaves(resource.inputs)) {
      const change = typeof value === "boolean" ? ["turned", !value] : ["removed", undefined];
      const name = `${resource.type} ${path.replace(/\b\d+\b/g, "n")} ${String(change[0])}`;
      if (!flaws.has(name)) flaws.set(name, { name, resource, graph: () => changed(graph, resource, path, change[1]) });
    }
  }
  return [...flaws.values()];
}

function changed(graph: Graph, resource: GraphResource, path: string, value: unknown): Graph {
  const copy = copied(graph);
  const type = resource.type.replace(/^aws:/, "");
  put(
    edited(copy, type, ({ urn }) => urn === resource.urn),
    path,
    value,
  );
  return copy;
}

/** Maps are looked into; lists and texts are taken away as a whole. */
function* leaves(value: unknown, path = "", depth = 0): Generator<readonly [path: string, value: unknown]> {
  const within = typeof value === "object" && value !== null && !Array.isArray(value) && depth < 5;
  if (!within) {
    if (path !== "") yield [path, value];
    return;
  }
  for (const [name, entry] of Object.entries(value)) {
    const below = path === "" ? name : `${path}.${name}`;
    if (SAFE_ALREADY.test(below)) continue;
    yield* leaves(entry, below, depth + 1);
  }
}

/** What says nothing of safety: names, texts, tags, tuning. */
const SAFE_ALREADY =
  /^(tags|tagsAll|code|handler|architectures|description|comment|environment|name|publish|packageType|attributes|hashKey|rangeKey|ttl)(\.|$)/;
