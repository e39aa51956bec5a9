/**
 * A transpiler for ts-node that keeps what it has translated, by content, under `.cache/typescript`. Translating its
 * modules is the largest part of a program's run; the text that comes out is TypeScript's own, byte for byte.
 *
 * Used by `"ts-node": { "transpiler": "./local/engine/transpileCache.cjs" }` in tsconfig.json.
 */
"use strict";
const { createHash } = process.getBuiltinModule("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = process.getBuiltinModule("node:fs");
const { createRequire } = process.getBuiltinModule("node:module");
const { join } = process.getBuiltinModule("node:path");

const DIRECTORY = join(__dirname, "..", "..", ".cache", "typescript");

exports.create = ({ service }) => {
  const typescript = createRequire(__filename)("typescript");
  const options = service.config.options;
  const salt = JSON.stringify([typescript.version, options]);

  function transpile(input, { fileName }) {
    const key = createHash("sha256")
      .update(JSON.stringify([salt, fileName, input]))
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

/** Several processes may write the same entry; a directory that cannot be written only costs time. */
function write(path, entry) {
  try {
    mkdirSync(DIRECTORY, { recursive: true });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify(entry));
    renameSync(temporary, path);
  } catch {
    return;
  }
}
