/** F703, F704, F706: values read before anything sets them, and typed secrets. */
import { type JsonValue } from "../document";
import { type Findings } from "../finding";
import { type FlowGraph, type Node } from "../flowGraph";
import { referencesIn } from "../references";

/** Fewer digits than this are a choice, not a secret. */
const SECRET_DIGITS = 3;

/** Words of a prompt that asks for something nobody else may see. */
const SECRETS =
  /\b(?:pin|passcode|password|social security|security (?:code|number)|cvv|card (?:number|verification)|(?:credit|debit) card)\b/i;

export function checkData(graph: FlowGraph, findings: Findings): void {
  checkReads(graph, findings);
  checkSecrets(graph, findings);
}

/** What a reference reads, as far as something in the flow must have set it; undefined for what is always there. */
function sourceOf(path: string): string | undefined {
  const [, root = "", key, quoted] = /^\$\.(\w+)(?:\.([\w-]+)|\.?\['([^']*)'\])?/.exec(path) ?? [];
  switch (root) {
    case "Attributes":
    case "FlowAttributes":
      return `${root} ${key ?? quoted ?? ""}`;
    case "External":
    case "Metrics":
    case "StoredCustomerInput":
    case "Lex":
    case "Views":
    case "MediaStreams":
      return root;
    case "Modules":
      return key === "Input" ? undefined : root;
    default:
      return undefined;
  }
}

const SETS: { readonly [type: string]: string } = {
  InvokeLambdaFunction: "External",
  GetMetricData: "Metrics",
  ConnectParticipantWithLexBot: "Lex",
  ShowView: "Views",
  InvokeFlowModule: "Modules",
  UpdateContactMediaStreamingBehavior: "MediaStreams",
};

const REMEDIES: { readonly [source: string]: string } = {
  External: "Invoke the function before; whether an answer survives the transfer from another flow is not documented.",
  Metrics: "Put GetMetricData before it.",
  StoredCustomerInput: "Store input before.",
  Lex: "Ask the bot before.",
  Views: "Show the view before.",
  Modules: "Invoke the module before.",
  MediaStreams: "Start the stream before.",
};

/** What an action sets. */
function setBy({ action, parameters }: Node): string[] {
  const keysOf = (root: string, value: JsonValue | undefined): string[] =>
    typeof value === "object" && value !== null ? Object.keys(value).map((key) => `${root} ${key}`) : [];
  switch (action.Type) {
    case "UpdateContactAttributes":
      return keysOf("Attributes", parameters["Attributes"]);
    case "UpdateFlowAttributes":
      return keysOf("FlowAttributes", parameters["FlowAttributes"]);
    case "GetParticipantInput":
      return String(parameters["StoreInput"]).toLowerCase() === "true" ? ["StoredCustomerInput"] : [];
    default:
      return SETS[action.Type] === undefined ? [] : [SETS[action.Type] ?? ""];
  }
}

/** Warns of values read on paths where nothing has set them. Contact attributes may come from elsewhere. */
function checkReads(graph: FlowGraph, findings: Findings): void {
  const reads = graph.nodes.flatMap((node) => [...readsOf(node)].map((source) => ({ node, source })));
  const sources = new Set(reads.map(({ source }) => source));
  const setters = new Map<string, string[]>();
  for (const node of graph.nodes) {
    for (const source of setBy(node)) {
      if (sources.has(source)) {
        setters.set(source, [...(setters.get(source) ?? []), node.id]);
      }
    }
  }
  const later = laterThan(graph, setters);
  for (const { node, source } of reads) {
    // A comparison may well ask whether an attribute has come with the contact.
    const asks = node.action.Type === "Compare";
    const comesFromElsewhere = source.startsWith("Attributes ") && (asks || !setters.has(source));
    const isSet = later.get(source)?.has(node.id) ?? false;
    if (graph.reachable.has(node.id) && !isSet && !comesFromElsewhere && graph.kind !== "MODULE") {
      const path = `$.${source.replace(" ", ".")}`;
      findings.warning(
        "F703",
        node.id,
        `It reads ${path}, which nothing before it sets.`,
        REMEDIES[source] ?? "Set it on every path that leads here.",
      );
    }
  }
}

/** For every source, the actions that run after one of its setters. */
function laterThan(graph: FlowGraph, setters: ReadonlyMap<string, readonly string[]>): Map<string, Set<string>> {
  return new Map(
    [...setters].map(([source, ids]) => {
      const after = ids.flatMap((id) => graph.byId.get(id)?.edges.map(({ to }) => to) ?? []);
      return [source, graph.reach(after, () => true)];
    }),
  );
}

function readsOf({ parameters }: Node): Set<string> {
  const sources = new Set<string>();
  const visit = (value: JsonValue): void => {
    if (typeof value === "string") {
      for (const path of referencesIn(value)) {
        const source = sourceOf(path);
        if (source !== undefined) {
          sources.add(source);
        }
      }
    } else if (typeof value === "object" && value !== null) {
      Object.values(value).forEach(visit);
    }
  };
  visit(parameters);
  return sources;
}

/** Warns of typed secrets that are stored in clear, or would stand in the flow log. */
function checkSecrets(graph: FlowGraph, findings: Findings): void {
  const logging = graph.nodes.filter(({ parameters }) => parameters["FlowLoggingBehavior"] === "Enabled");
  const starts = logging.flatMap(({ edges }) => edges.map(({ to }) => to));
  const logged = graph.reach(starts, ({ parameters }) => parameters["FlowLoggingBehavior"] !== "Disabled");
  for (const { id, action, parameters } of graph.nodes) {
    if (action.Type !== "GetParticipantInput" || !isStoredInClear(parameters)) {
      continue;
    }
    if (logged.has(id)) {
      findings.warning(
        "F704",
        id,
        "What the caller types is stored in clear while the flow log is on.",
        "Encrypt the input, or switch the log off around it.",
      );
    }
    const [secret] = SECRETS.exec(wordsOf(parameters)) ?? [];
    if (secret !== undefined) {
      findings.warning(
        "F706",
        id,
        `It asks for something secret (${JSON.stringify(secret)}) and stores it in clear.`,
        "Encrypt it with InputEncryption; a function that has the private key can read it.",
      );
    }
  }
}

function wordsOf({ Text: text, SSML: markup }: Node["parameters"]): string {
  return [text, markup].filter((part) => typeof part === "string").join(" ");
}

// A phone number cannot be encrypted, and the contact record holds the caller's number anyway.
function isStoredInClear(parameters: Node["parameters"]): boolean {
  const { InputValidation: validation, InputEncryption: encryption } = parameters;
  const custom = JSON.stringify(validation ?? {}).match(/"MaximumLength":"?(\d+)/)?.[1];
  return encryption === undefined && Number(custom ?? 0) >= SECRET_DIGITS;
}
