/** Reads exports of flows as people have them, in whatever wrapping they came. The one reader of all that take files. */
import { FLOW_TYPES, type FlowDocument, type FlowKind } from "./document";
import { FlowError } from "./flowError";
import { relaxedJson } from "./relaxedJson";

/** Where an export comes from. */
export interface ExportSource {
  /** For messages, for example "Main IVR.json". Default "the export". */
  readonly file?: string;
}

/** What the wrapping of an export says about the flow in it. */
interface Told {
  /** Undefined when nothing says it. */
  readonly type?: FlowKind;
  readonly name?: string;
  readonly description?: string;
}

/** A flow that came from outside. */
export interface FlowExport extends Told {
  /** Has a StartAction and a list of Actions; what is wrong inside is for the validator. */
  readonly document: FlowDocument;
}

/** What an export holds, which may be no flow at all. */
export interface OpenedExport extends Told {
  readonly content: unknown;
}

/**
 * Reads an export: the file the console saves, what DescribeContactFlow or DescribeContactFlowModule answer, as the AWS
 * CLI prints it, or the bare content. The type is what the wrapping or the Metadata say; modules are also known by their
 * Settings and by how they end.
 * @throws FlowError saying what the text is instead: an export of the old designer, YAML, no JSON, no flow
 */
export function readExport(text: string, source: ExportSource = {}): FlowExport {
  const { content, ...told } = openExport(text, source);
  const document = documentIn(content, fileOf(source));
  const type = told.type ?? moduleIn(document);
  return { ...told, ...(type && { type }), document };
}

/**
 * Takes the content out of its wrapping, whatever it is: for what plays documents that the service would not take.
 * @throws FlowError when the text is no JSON, or no object
 */
export function openExport(text: string, source: ExportSource = {}): OpenedExport {
  const file = fileOf(source);
  const { content, ...said } = unwrap(parsed(text, file), file, MAX_WRAPPINGS);
  const metadata = isFields(content) && isFields(content["Metadata"]) ? content["Metadata"] : {};
  const type = kindNamed(metadata["type"]);
  return { content, ...(type && { type }), ...textNamed("name", metadata["name"]), ...said };
}

function fileOf({ file = "the export" }: ExportSource): string {
  return file;
}

type Fields = { readonly [name: string]: unknown };

/** Answers in texts in texts: more of them nobody writes. */
const MAX_WRAPPINGS = 4;

function parsed(text: string, file: string): unknown {
  const json = text.replace(/^\uFEFF/, "").trim();
  if (json === "") {
    throw new FlowError(
      `${file} is empty; export the flow from the console, or save what DescribeContactFlow answers.`,
    );
  }
  try {
    return relaxedJson(json);
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
function unwrap(value: unknown, file: string, most: number): OpenedExport {
  if (typeof value === "string" && most > 0) {
    return unwrap(parsed(value, `the text in ${file}`), file, most - 1);
  }
  const [only, ...others] = Array.isArray(value) ? flowsIn(value) : [];
  if (only && others.length === 0 && most > 0) {
    return unwrap(only.value, file, most - 1);
  }
  if (!isFields(value)) {
    const several = only ? ` of ${others.length + 1} flows, ${namesOf([only, ...others])}` : "";
    const what = Array.isArray(value) ? `a list${several}` : "no object";
    throw new FlowError(`${file} holds ${what}; give the export of one flow.`);
  }
  const { ContactFlow: flow, ContactFlowModule: module, Content: content } = value;
  const inner = flow ?? module;
  if (isFields(inner) && most > 0) {
    const { type, ...found } = unwrap(inner, file, most - 1);
    return { ...found, ...(module !== undefined ? { type: "MODULE" } : type && { type }) };
  }
  if (content === undefined) {
    return bundled(value, file, most) ?? { content: value };
  }
  const type = kindNamed(value["Type"]);
  return {
    content: typeof content === "string" ? parsed(content, `the Content in ${file}`) : content,
    ...(type && { type }),
    ...textNamed("name", value["Name"]),
    ...textNamed("description", value["Description"]),
  };
}

/** The one flow of a bundle that holds it beside other things; undefined when it holds none. */
function bundled(value: Fields, file: string, most: number): OpenedExport | undefined {
  const [only, ...others] = isDocument(value) ? [] : flowsIn(value);
  if (only === undefined || most === 0) {
    return undefined;
  }
  if (others.length > 0) {
    const names = namesOf([only, ...others]);
    throw new FlowError(
      `${file} holds ${others.length + 1} flows, ${names}. Save each in a file of its own, and import them one by one.`,
    );
  }
  return unwrap(only.value, file, most - 1);
}

interface Inside {
  readonly name: string;
  readonly value: unknown;
}

/** Lists in objects in lists: how deep flows may lie in a bundle. */
const MAX_DEPTH = 3;

/** The flows in a list, or among what an object holds. */
function flowsIn(value: unknown, name = "", depth = 0): Inside[] {
  if (!Array.isArray(value) && !isFields(value)) {
    return [];
  }
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((entry: unknown, at) => [`number ${at + 1}`, entry])
    : Object.entries(value);
  if (depth > 0 && isFields(value) && isFlow(value)) {
    const { Name: said } = value;
    return [{ name: typeof said === "string" ? said : name, value }];
  }
  return depth < MAX_DEPTH ? entries.flatMap(([key, entry]) => flowsIn(entry, key, depth + 1)) : [];
}

function isFlow(value: Fields): boolean {
  const { ContactFlow: flow, ContactFlowModule: module, Content: content } = value;
  const isWritten = typeof content === "string" && content.includes('"StartAction"');
  return isDocument(value) || isDocument(content) || isWritten || isFields(flow) || isFields(module);
}

function namesOf(flows: readonly Inside[]): string {
  const shown = flows.slice(0, 5).map(({ name }) => JSON.stringify(name));
  return shown.join(", ") + (flows.length > shown.length ? " and more" : "");
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
  return { ...content, Actions: content.Actions.map(withoutNulls) };
}

/** Some tools write null where the console writes nothing; both mean the same. */
function withoutNulls<Part>(part: Part): Part {
  if (!isFields(part)) {
    return part;
  }
  const kept = Object.entries(part).flatMap(([key, value]) =>
    value === null ? [] : [[key, key === "Transitions" ? withoutNulls(value) : value] as const],
  );
  return kept.length === Object.keys(part).length && part["Transitions"] === undefined
    ? part
    : (Object.fromEntries(kept) as Part);
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
  ["transferagent", "AGENT_TRANSFER"],
  ["transferqueue", "QUEUE_TRANSFER"],
  ["inbound", "CONTACT_FLOW"],
]);

function plain(type: string): string {
  return type.replace(/[^A-Za-z]/g, "").toLowerCase();
}

/** The type of a flow from how the API, the console or a person spells it; undefined for anything else. */
export function kindNamed(type: unknown): FlowKind | undefined {
  return typeof type === "string" ? CONSOLE_TYPES.get(plain(type)) : undefined;
}

/** Only modules have settings, and only they return. */
function moduleIn({ Actions, Settings }: FlowDocument): FlowKind | undefined {
  const returns = Actions.some((action: unknown) => isFields(action) && action["Type"] === "EndFlowModuleExecution");
  return Settings !== undefined || returns ? "MODULE" : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
