/** Checks flow documents in files, whoever wrote them. */
import { basename } from "node:path";
import { FLOW_TYPES, type FlowKind } from "../../../flows/language/document";
import { type FlowExport, readExport } from "../../../flows/language/readExport";
import { describeFindings, type Finding, validate } from "../../../flows/language/validate";
import { painter, type RenderOptions } from "../tree";
import { type CheckFlags } from "./flags";
import { findingsInShort } from "./list";
import { drawPictures } from "./pictures";
import { asDocument, type ProgramFlow } from "./programFlows";
import { readTextFile } from "./textFile";

/** What came of checking one file. */
export interface Checked {
  readonly file: string;
  readonly type: FlowKind;
  readonly actions: number;
  readonly findings: readonly Finding[];
  /** The picture that was drawn of it, where one was asked for. */
  readonly picture?: string;
}

/**
 * Reads an export or a description of a flow.
 * @throws Error naming the file and what is wrong with it
 */
export async function readDocumentFile(file: string, cwd: string): Promise<FlowExport> {
  const found = readExport(await readTextFile(file, cwd), { file });
  return { ...found, document: asDocument(found.document, file) };
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

/** Checks every file, and draws it where a directory is given for pictures. */
export async function checkFiles({ files, type, svg, cwd }: CheckFlags): Promise<Checked[]> {
  const flows = await Promise.all(
    files.map(async (file): Promise<ProgramFlow & { readonly file: string }> => {
      const { document, ...own } = await readDocumentFile(file, cwd);
      const kind = typeFor(file, type, own.type);
      const name = basename(file).replace(/\.json$/i, "");
      return { file, name, type: kind, document, findings: validate(document, { type: kind }) };
    }),
  );
  const pictures = svg === undefined ? [] : await drawPictures(flows, svg, { cwd });
  return flows.map(({ file, type: kind, document, findings }, at): Checked => {
    const picture = pictures[at]?.file;
    return { file, type: kind, actions: document.Actions.length, findings, ...(picture !== undefined && { picture }) };
  });
}

/** Whether Connect would refuse any of them. */
export function anyRefused(checked: readonly Checked[]): boolean {
  return checked.some(({ findings }) => findings.some(({ severity }) => severity === "error"));
}

/** What was found, for a person. */
export function renderChecked(checked: readonly Checked[], options: RenderOptions): string {
  const paint = painter(options);
  return checked
    .flatMap(({ file, type, findings, picture }) => {
      const short = findings.length === 0 ? "nothing wrong" : findingsInShort(findings.map(({ severity }) => severity));
      const colour = findings.some(({ severity }) => severity === "error")
        ? "red"
        : findings.length > 0
          ? "yellow"
          : "green";
      return [
        `${file} (${type}): ${paint(colour, short)}`,
        ...(findings.length > 0 ? [describeFindings(findings)] : []),
        ...(picture === undefined ? [] : [`drawn as ${picture}`]),
      ];
    })
    .join("\n");
}
