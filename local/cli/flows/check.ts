/** Checks flow documents in files, whoever wrote them. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { FLOW_TYPES, type FlowDocument, type FlowKind } from "../../../flows/language/document";
import { describeFindings, type Finding, validate } from "../../../flows/language/validate";
import { isRecord } from "../../engine/graph";
import { painter, type RenderOptions } from "../tree";
import { type CheckFlags } from "./flags";
import { findingsInShort } from "./list";
import { asDocument } from "./programFlows";

/** A document read from a file. */
export interface DocumentFile {
  readonly document: FlowDocument;
  /** What the file itself says the document is; undefined when it does not. */
  readonly type: FlowKind | undefined;
  readonly name: string | undefined;
}

/** What came of checking one file. */
export interface Checked {
  readonly file: string;
  readonly type: FlowKind;
  readonly actions: number;
  readonly findings: readonly Finding[];
}

/**
 * Reads a flow document: a document as such, a console export, or what `aws connect describe-contact-flow` and
 * `describe-contact-flow-module` print.
 * @throws Error naming the file and what is wrong with it
 */
export async function readDocumentFile(file: string, cwd: string): Promise<DocumentFile> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(resolve(cwd, file), "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: "there is no such file",
      EISDIR: "it is a directory, not a file",
    };
    throw new Error(`${file} cannot be read: ${reasons[code ?? ""] ?? message}.`);
  }
  const described = isRecord(value) ? (value.ContactFlow ?? value.ContactFlowModule) : undefined;
  if (isRecord(described) && isRecord(value)) {
    const content: unknown = JSON.parse(String(described.Content ?? "null"));
    const type = value.ContactFlowModule === undefined ? asType(described.Type) : "MODULE";
    const name = typeof described.Name === "string" ? described.Name : undefined;
    return { document: asDocument(content, `The Content in ${file}`), type, name };
  }
  const document = asDocument(value, file);
  const { name, type } = document.Metadata ?? {};
  return { document, type: asType(type) ?? moduleOf(document), name: typeof name === "string" ? name : undefined };
}

/** The type as the API spells it, from the API's or the console's spelling. */
function asType(type: unknown): FlowKind | undefined {
  const spelt = String(type)
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replace(/^TRANSFER_(?:TO_)?(AGENT|QUEUE)$/, "$1_TRANSFER")
    .replace(/^(?:CONTACT_)?FLOW_MODULE$/, "MODULE");
  return ([...FLOW_TYPES, "MODULE"] as const).find((one) => one === spelt);
}

/** Only modules have settings, and only they return. */
function moduleOf({ Actions, Settings }: FlowDocument): FlowKind | undefined {
  return Settings !== undefined || Actions.some(({ Type }) => Type === "EndFlowModuleExecution") ? "MODULE" : undefined;
}

/** The type of a document: what was said on the command line goes before what the file says. */
export function typeFor(file: string, said: FlowKind | undefined, own: FlowKind | undefined): FlowKind {
  const type = said ?? own;
  if (type === undefined) {
    throw new Error(
      `${file} does not say what type of flow it is. Add --type with one of ${[...FLOW_TYPES, "MODULE"].join(", ")}.`,
    );
  }
  return type;
}

/** Checks every file. */
export async function checkFiles({ files, type, cwd }: CheckFlags): Promise<Checked[]> {
  return Promise.all(
    files.map(async (file): Promise<Checked> => {
      const read = await readDocumentFile(file, cwd);
      const kind = typeFor(file, type, read.type);
      return {
        file,
        type: kind,
        actions: read.document.Actions.length,
        findings: validate(read.document, { type: kind }),
      };
    }),
  );
}

/** Whether Connect would refuse any of them. */
export function anyRefused(checked: readonly Checked[]): boolean {
  return checked.some(({ findings }) => findings.some(({ severity }) => severity === "error"));
}

/** What was found, for a person. */
export function renderChecked(checked: readonly Checked[], options: RenderOptions): string {
  const paint = painter(options);
  return checked
    .flatMap(({ file, type, findings }) => {
      const short = findings.length === 0 ? "nothing wrong" : findingsInShort(findings.map(({ severity }) => severity));
      const colour = findings.some(({ severity }) => severity === "error")
        ? "red"
        : findings.length > 0
          ? "yellow"
          : "green";
      return [
        `${file} (${type}): ${paint(colour, short)}`,
        ...(findings.length > 0 ? [describeFindings(findings)] : []),
      ];
    })
    .join("\n");
}
