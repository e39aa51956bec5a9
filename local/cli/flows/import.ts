/** Turns a flow document into TypeScript source. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type ImportedFlow, importFlow } from "../../../flows/language/decompile";
import { type ImportFlags } from "./flags";

/**
 * Imports one file.
 * @throws Error naming the file and what is wrong with it
 */
export async function importFile({ file, type, name, cwd }: ImportFlags): Promise<ImportedFlow> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return importFlow(text, { file, ...(type && { type }), ...(name !== undefined && { name }) });
}
