/** The event source mappings of a program: made as AWS makes them, or refused as AWS refuses them. */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { recordOf, resourcesOfType, textOf } from "../graphValues";
import type { FunctionSpec, LambdaDiagnostic } from "./functionSpec";
import { unqualified } from "./functionSpec";

/** What came of a mapping. */
export interface OpenedMapping<Consumer> {
  /** Why AWS would not make it. */
  refusal?: string;
  /** What works; undefined for a mapping that is made and stands still. */
  consumer?: Consumer;
  /** What is wrong with a mapping that AWS makes. */
  notes?: readonly string[];
}

/** One kind of source, told by the service in its ARN. */
export interface MappingKind<Consumer> {
  /** Services of the ARNs, e.g. `sqs`. */
  readonly services: readonly string[];
  open(mapping: GraphResource, source: string, spec: FunctionSpec): OpenedMapping<Consumer>;
}

/**
 * Starts every enabled mapping of the graph whose source is of one of the kinds.
 * @throws Error for a mapping AWS would refuse, naming it.
 */
export function startMappings<Consumer>(
  graph: ResourceGraph,
  functions: readonly FunctionSpec[],
  kinds: readonly MappingKind<Consumer>[],
): { consumers: Consumer[]; diagnostics: LambdaDiagnostic[] } {
  const consumers: Consumer[] = [];
  const diagnostics: LambdaDiagnostic[] = [];
  for (const mapping of resourcesOfType(graph, "aws:lambda/eventSourceMapping:EventSourceMapping")) {
    if (mapping.outputs["enabled"] === false) continue;
    const { refusal, consumer, notes = [] } = open(mapping, functions, kinds);
    if (refusal !== undefined) throw new Error(`Event source mapping "${mapping.name}" cannot be created: ${refusal}.`);
    if (consumer !== undefined) consumers.push(consumer);
    for (const note of notes) {
      diagnostics.push({ urn: mapping.urn, message: `Event source mapping "${mapping.name}": ${note}.` });
    }
  }
  return { consumers, diagnostics };
}

function open<Consumer>(
  mapping: GraphResource,
  functions: readonly FunctionSpec[],
  kinds: readonly MappingKind<Consumer>[],
): OpenedMapping<Consumer> {
  const source = textOf(mapping, "eventSourceArn") ?? "";
  const kind = kinds.find(({ services }) => services.includes(source.split(":")[2] ?? ""));
  if (!kind) return { notes: [`only queues and streams are consumed on this machine, not ${source}`] };
  if (recordOf(mapping, "filterCriteria")) {
    return { notes: ["filterCriteria are not honoured on this machine, so the function gets nothing"] };
  }
  const reference = textOf(mapping, "functionName") ?? "";
  const spec = functions.find(({ name, arn }) => name === reference || arn === unqualified(reference));
  return spec ? kind.open(mapping, source, spec) : { refusal: "its function is not declared" };
}
