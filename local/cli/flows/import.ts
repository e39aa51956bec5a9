/** Turns a flow document into TypeScript source. */
import { type ImportedFlow, importFlow } from "../../../flows/language/decompile";
import { type ImportFlags } from "./flags";
import { readTextFile } from "./textFile";

/**
 * Imports one file.
 * @throws Error naming the file and what is wrong with it
 */
export async function importFile({ file, type, name, cwd }: ImportFlags): Promise<ImportedFlow> {
  const text = await readTextFile(file, cwd);
  return importFlow(text, { file, ...(type && { type }), ...(name !== undefined && { name }) });
}
