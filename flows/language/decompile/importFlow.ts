/** Turns an export as people have it into source. */
import { FLOW_TYPES, type FlowDocument, type FlowKind } from "../document";
import { FlowError } from "../flowError";
import { readExport } from "../readExport";
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
  const found = readExport(text, { file });
  const { document } = found;
  const type = options.type ?? found.type;
  if (type === undefined) {
    throw new FlowError(
      `${file} does not say what type of flow it is; give the type: ${[...FLOW_TYPES, "MODULE"].join(", ")}. ` +
        "The console shows it beside the flow's name.",
    );
  }
  const name = options.name ?? found.name ?? nameOfFile(options.file) ?? "imported-flow";
  const description = options.description ?? found.description;
  const shape = validate(document, { type }).filter(({ code }) => code === "F100");
  if (shape.length > 0) {
    throw new FlowError(`${file} is not a document of the flow language:\n${describeFindings(shape)}`);
  }
  const decompiled = decompileFlow(document, { ...options, name, type, ...(description && { description }) });
  const { source, bindings, findings } = decompiled;
  return { source, type, name, bindings, document, findings: [...findings, ...notTakenOver(document)] };
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
