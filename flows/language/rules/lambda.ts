/** F701, F702, F705: how long a caller waits for Lambda functions. */
import { DEFAULT_LAMBDA_SECONDS, MAX_LAMBDA_SECONDS } from "../actionSpecs";
import { type Findings } from "../finding";
import { type FlowGraph, type Node } from "../flowGraph";

/** Seconds that functions in a row may take together before the service gives up on the contact. */
const MAX_CHAIN_SECONDS = 20;

export function checkLambda(
  graph: FlowGraph,
  functionTimeouts: { readonly [arn: string]: number },
  findings: Findings,
): void {
  const functions = graph.nodes.filter(({ action, parameters }) => {
    return action.Type === "InvokeLambdaFunction" && parameters["InvocationType"] !== "ASYNCHRONOUS";
  });
  const timeouts = new Map(Object.entries(functionTimeouts));
  functions.forEach((node) => checkTimeLimit(node, timeouts, findings));
  if (functions.length > 2) {
    checkChains(graph, functions, findings);
  }
}

function limitOf({ parameters }: Node): number {
  return Number(parameters["InvocationTimeLimitSeconds"] ?? DEFAULT_LAMBDA_SECONDS);
}

function checkTimeLimit(node: Node, timeouts: ReadonlyMap<string, number>, findings: Findings): void {
  const limit = limitOf(node);
  if (limit > MAX_LAMBDA_SECONDS) {
    findings.error(
      "F701",
      node.id,
      `The flow would wait ${limit} seconds for the function.`,
      `Use 1 to ${MAX_LAMBDA_SECONDS} seconds.`,
    );
  }
  const timeout = timeouts.get(String(node.parameters["LambdaFunctionARN"]));
  if (timeout !== undefined && timeout > limit) {
    findings.warning(
      "F702",
      node.id,
      `The function may run ${timeout} seconds, the flow waits ${limit}.`,
      "Give the function a timeout at or below the flow's limit: what it does later nobody hears about.",
    );
  }
}

/** Follows every path and adds up the limits of functions until something is said, asked or waited for. */
function checkChains(graph: FlowGraph, functions: readonly Node[], findings: Findings): void {
  const invoking = new Set(functions);
  const silence = new Map<string, number>();
  const waiting: (readonly [id: string, seconds: number])[] = functions.map(({ id }) => [id, 0]);
  const reported = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [id, before] = next;
    const node = graph.byId.get(id);
    // A longer silence only: otherwise everything behind it is known already.
    if (!node || !graph.reachable.has(id) || node.spec?.takesTime || before <= (silence.get(id) ?? -1)) {
      continue;
    }
    silence.set(id, before);
    const after = before + (invoking.has(node) ? limitOf(node) : 0);
    if (after <= MAX_CHAIN_SECONDS) {
      waiting.push(...node.edges.map(({ to }) => [to, after] as const));
    } else if (!reported.has(id)) {
      reported.add(id);
      findings.warning(
        "F705",
        id,
        `Up to here the caller may hear nothing for ${after} seconds of functions in a row.`,
        `Stay at or below ${MAX_CHAIN_SECONDS} seconds, or say something between the functions.`,
      );
    }
  }
}
