/**
 * A transpiler for ts-node that keeps what it has translated, by content, under `.cache/typescript`. Translating its
 * modules is the largest part of a program's run; the text that comes out is TypeScript's own, byte for byte.
 *
 * `runnerPreload.cjs` gives it to the program's ts-node.
 */
"use strict";
const { createHash } = process.getBuiltinModule("node:crypto");
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } = process.getBuiltinModule("node:fs");
const { createRequire } = process.getBuiltinModule("node:module");
const { extname, join } = process.getBuiltinModule("node:path");

const DIRECTORY = join(__dirname, "..", "..", ".cache", "typescript");

/** Most entries that are kept, about 20 MB; one more and all begin anew. */
const MOST_ENTRIES = 2000;

exports.create = ({ service, nodeModuleEmitKind }) => {
  const typescript = createRequire(__filename)("typescript");
  const options = { ...service.config.options };
  if (nodeModuleEmitKind === "nodeesm") {
    options.module = typescript.ModuleKind.ES2022;
  }
  const salt = JSON.stringify([typescript.version, options]);

  function transpile(input, { fileName }) {
    // Without its folder: ts-node itself puts the path into the source map.
    const key = createHash("sha256")
      .update(JSON.stringify([salt, extname(fileName), input]))
      .digest("hex");
    const path = join(DIRECTORY, `${key}.json`);
    const kept = read(path);
    if (kept !== undefined) {
      return kept;
    }
    const { outputText, sourceMapText, diagnostics } = typescript.transpileModule(input, {
      fileName,
      compilerOptions: options,
      reportDiagnostics: true,
    });
    if (diagnostics.length === 0) {
      write(path, { outputText, sourceMapText });
    }
    return { outputText, sourceMapText, diagnostics };
  }

  return { transpile };
};

function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

let counted = false;

/** Several processes may write the same entry; a directory that cannot be written only costs time. */
function write(path, entry) {
  try {
    mkdirSync(DIRECTORY, { recursive: true });
    if (!counted && readdirSync(DIRECTORY).length > MOST_ENTRIES) {
      rmSync(DIRECTORY, { recursive: true });
      mkdirSync(DIRECTORY, { recursive: true });
    }
    counted = true;
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(entry));
    renameSync(temporary, path);
  } catch {
    return;
  }
}
