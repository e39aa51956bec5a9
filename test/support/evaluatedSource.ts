/** Runs the source of a flow, as a program that imports it would. */
import * as ts from "typescript";
import * as language from "../../flows/language";
import { type Flow } from "../../flows/language";

/** The flow a source file exports. */
export function flowIn(source: string): Flow {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2021 };
  const exported: { [name: string]: unknown } = {};
  const run: unknown = new Function("exports", "require", ts.transpileModule(source, { compilerOptions }).outputText);
  if (typeof run === "function") {
    run(exported, () => language);
  }
  const flow = Object.values(exported).find(isFlow);
  if (!flow) {
    throw new Error(`The source exports no flow:\n${source}`);
  }
  return flow;
}

function isFlow(value: unknown): value is Flow {
  return typeof value === "object" && value !== null && "document" in value;
}
