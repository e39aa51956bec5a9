/** Runs the TypeScript compiler over files that exist in memory only, with this project's own settings. */
import path from "node:path";
import ts from "typescript";
import { PROJECT } from "./evaluated";

/** Something the compiler complains about. */
export interface Complaint {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly code: number;
  readonly message: string;
}

/** What the compiler complains about in the files, given by their paths in the project. */
export function compile(files: ReadonlyMap<string, string>): Complaint[] {
  const read = ts.readConfigFile(path.join(PROJECT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, PROJECT);
  const host = ts.createCompilerHost(options);
  const sources = new Map([...files].map(([name, source]) => [path.join(PROJECT, name), source]));
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => sources.has(path.normalize(name)) || fileExists(name);
  host.readFile = (name) => sources.get(path.normalize(name)) ?? readFile(name);
  host.getSourceFile = (name, version, ...others) => {
    const source = sources.get(path.normalize(name));
    return source === undefined
      ? getSourceFile(name, version, ...others)
      : ts.createSourceFile(name, source, version, true);
  };
  const program = ts.createProgram([...sources.keys()], { ...options, types: [] }, host);
  return [...sources.keys()].flatMap((name) => {
    const file = program.getSourceFile(name);
    return file ? program.getSemanticDiagnostics(file).map((diagnostic) => complaint(files, file, diagnostic)) : [];
  });
}

function complaint(files: ReadonlyMap<string, string>, file: ts.SourceFile, diagnostic: ts.Diagnostic): Complaint {
  const { line } = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
  const name = [...files.keys()].find((known) => path.join(PROJECT, known) === path.normalize(file.fileName)) ?? "";
  return {
    file: name,
    line: line + 1,
    code: diagnostic.code,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"),
  };
}

/** The right-hand sides of an object's properties, as they are written: the text of each arrow function's body. */
export function bodiesOf(source: string): Map<string, string> {
  const file = ts.createSourceFile("x.ts", source, ts.ScriptTarget.ES2021, true);
  const bodies = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAssignment(node) &&
      ts.isArrowFunction(node.initializer) &&
      (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))
    ) {
      bodies.set(node.name.text, node.initializer.body.getText(file));
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return bodies;
}
