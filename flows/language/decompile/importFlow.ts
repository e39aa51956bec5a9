/** Reads an export as people have it, in whatever wrapping it came, and turns it into source. */
import { FLOW_TYPES, type FlowDocument, type FlowKind } from "../document";
import { FlowError } from "../flowError";
import { describeFindings, type Finding, validate } from "../validate";
import { decompileFlow, type DecompileOptions } from "./decompile";

export interface ImportOptions extends Partial<DecompileOptions> {
  /** Where the text comes from, for messages and for the name of a flow that has none, for example "Main IVR.json". */
  readonly file?: string;
}

/** A flow that came from outside. */
export interface ImportedFlow {
  readonly source: string;
  readonly type: FlowKind;
  readonly name: string;
  /** What is wrong with the flow, and what could not be taken over. */
  readonly findings: Finding[];
  /** ARNs the names in the source stand for, by token. */
  readonly bindings: { readonly [token: string]: string };
  readonly document: FlowDocument;
}

/**
 * Reads an export: the file the console saves, what DescribeContactFlow or DescribeContactFlowModule answer, as the AWS
 * CLI prints it, or the bare content. Its type comes from there; where it is not said, `type` has to.
 * @throws FlowError saying what the text is instead: an export of the old designer, YAML, no JSON, no flow.
 */
export function importFlow(text: string, options: ImportOptions = {}): ImportedFlow {
  const { file = "the export" } = options;
  const found = unwrap(parsed(text, file), file);
  const document = documentIn(found.content, file);
  const type = options.type ?? found.type ?? typeIn(document, file);
  const name = options.name ?? found.name ?? nameIn(document) ?? nameOfFile(options.file) ?? "imported-flow";
  const description = options.description ?? found.description;
  const shape = validate(document, { type }).filter(({ code }) => code === "F100");
  if (shape.length > 0) {
    throw new FlowError(`${file} is not a document of the flow language:\n${describeFindings(shape)}`);
  }
  const decompiled = decompileFlow(document, { ...options, name, type, ...(description && { description }) });
  const { source, bindings, findings } = decompiled;
  return { source, type, name, bindings, document, findings: [...findings, ...notTakenOver(document)] };
}

type Fields = { readonly [name: string]: unknown };

interface Wrapped {
  readonly content: unknown;
  readonly type?: FlowKind;
  readonly name?: string;
  readonly description?: string;
}

function parsed(text: string, file: string): unknown {
  const json = text.replace(/^\uFEFF/, "").trim();
  if (json === "") {
    throw new FlowError(
      `${file} is empty; export the flow from the console, or save what DescribeContactFlow answers.`,
    );
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    const isYaml = /^(?:---|%YAML|[A-Za-z][\w-]*:(?:\s|$))/.test(json);
    throw new FlowError(
      isYaml
        ? `${file} is YAML, probably a template that holds flows. Take out the Content of one flow, a JSON text, and import that.`
        : `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}. Give the export as the console saved it.`,
    );
  }
}

/** Takes the content out of what an API or the CLI puts around it. */
function unwrap(value: unknown, file: string): Wrapped {
  if (typeof value === "string") {
    return unwrap(parsed(value, `the text in ${file}`), file);
  }
  if (!isFields(value)) {
    throw new FlowError(`${file} holds ${Array.isArray(value) ? "a list" : "no object"}; give the export of one flow.`);
  }
  const { ContactFlow: flow, ContactFlowModule: module, Content: content } = value;
  const inner = flow ?? module;
  if (isFields(inner)) {
    const { type, ...found } = unwrap(inner, file);
    return { ...found, ...(module !== undefined ? { type: "MODULE" } : type && { type }) };
  }
  if (content === undefined) {
    return { content: value };
  }
  const type = kindNamed(value["Type"]);
  return {
    content: typeof content === "string" ? parsed(content, `the Content in ${file}`) : content,
    ...(type && { type }),
    ...textNamed("name", value["Name"]),
    ...textNamed("description", value["Description"]),
  };
}

function textNamed(key: "name" | "description", value: unknown): { name?: string; description?: string } {
  return typeof value === "string" && value !== "" ? { [key]: value } : {};
}

function documentIn(content: unknown, file: string): FlowDocument {
  if (isFields(content) && "modules" in content && "start" in content) {
    throw new FlowError(
      `${file} is an export of the old flow designer ("modules" and "start"), which the API does not take. Import it in the ` +
        "console, save it there, and export it again, or take the Content that DescribeContactFlow answers.",
    );
  }
  if (!isDocument(content)) {
    const keys = isFields(content) ? Object.keys(content).slice(0, 6).join(", ") : typeof content;
    throw new FlowError(
      `${file} holds no flow: it has ${keys || "nothing"}. A flow has Version, StartAction and Actions, as the console exports it.`,
    );
  }
  return content;
}

// The rest of the shape is the validator's to check; it says which action is wrong.
function isDocument(content: unknown): content is FlowDocument {
  return isFields(content) && Array.isArray(content["Actions"]) && typeof content["StartAction"] === "string";
}

/** The types as the console writes them into its exports. */
const CONSOLE_TYPES: ReadonlyMap<string, FlowKind> = new Map<string, FlowKind>([
  ...FLOW_TYPES.map((type): [string, FlowKind] => [plain(type), type]),
  ["module", "MODULE"],
  ["flowmodule", "MODULE"],
  ["contactflowmodule", "MODULE"],
  ["transfertoagent", "AGENT_TRANSFER"],
  ["transfertoqueue", "QUEUE_TRANSFER"],
  ["inbound", "CONTACT_FLOW"],
]);

function plain(type: string): string {
  return type.replace(/[^A-Za-z]/g, "").toLowerCase();
}

function kindNamed(type: unknown): FlowKind | undefined {
  return typeof type === "string" ? CONSOLE_TYPES.get(plain(type)) : undefined;
}

function typeIn(document: FlowDocument, file: string): FlowKind {
  const type = kindNamed(document.Metadata?.["type"]);
  if (type) {
    return type;
  }
  // Nothing but a module ends like this.
  if (document.Actions.some(({ Type }) => Type === "EndFlowModuleExecution")) {
    return "MODULE";
  }
  throw new FlowError(
    `${file} does not say what type of flow it is; give the type: ${[...FLOW_TYPES, "MODULE"].join(", ")}. ` +
      "The console shows it beside the flow's name.",
  );
}

function nameIn(document: FlowDocument): string | undefined {
  const { name } = document.Metadata ?? {};
  return typeof name === "string" && name !== "" ? name : undefined;
}

function nameOfFile(file: string | undefined): string | undefined {
  const base = file
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.\w+$/, "");
  return base === "" ? undefined : base;
}

const KNOWN_KEYS = {
  document: ["Version", "StartAction", "Metadata", "Actions", "Settings"],
  action: ["Identifier", "Type", "Parameters", "Transitions"],
  transitions: ["NextAction", "Errors", "Conditions"],
};

/** What stands in an export where the flow language has nothing. */
function notTakenOver(document: FlowDocument): Finding[] {
  const unknown = (value: object, known: readonly string[], action?: string): Finding[] =>
    Object.keys(value)
      .filter((key) => !known.includes(key))
      .map((key) => ({
        code: "F110",
        severity: "warning",
        ...(action !== undefined && { action }),
        message: `It has the key ${JSON.stringify(key)}, which the flow language does not know.`,
        remedy: "It was left out; nothing is known to read it.",
      }));
  return [
    ...unknown(document, KNOWN_KEYS.document),
    ...document.Actions.flatMap((action) => [
      ...unknown(action, KNOWN_KEYS.action, action.Identifier),
      ...unknown(action.Transitions ?? {}, KNOWN_KEYS.transitions, action.Identifier),
    ]),
  ];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
