/** Loaded into the program's process before the SDK's runner: takes away work of the SDK that nobody needs here. */
"use strict";
const { Module, createRequire, enableCompileCache } = process.getBuiltinModule("node:module");
const { join } = process.getBuiltinModule("node:path");
const { withoutTraces } = require("./sdkTraces.cjs");

// Newer versions of node.js keep the compiled SDK from run to run.
enableCompileCache?.();

const sdk = createRequire(join(process.cwd(), "index.js"));

// The SDK tells the engine three debug messages for each resource, each by a call of its own.
sdk("@pulumi/pulumi/log").debug = () => Promise.resolve();

// The SDK prints errors with colours. Node.js 20 then marks the module in each path, and with the SDK's own source-mapped
// paths (node_modules/@pulumi/config.ts) it does not stop before the text has half a gigabyte: a minute until the first word.
sdk("@pulumi/pulumi/cmd/run/error").defaultErrorMessage = (error) => error?.stack || error?.message || String(error);

withoutTraces(sdk);

// It loads a tenth of npm to be able to pack node_modules, which a program only does for a bare CallbackFunction.
const npmTree = createRequire(sdk.resolve("@pulumi/pulumi")).resolve("@npmcli/arborist");
const lazyTree = new Module(npmTree);
lazyTree.loaded = true;
lazyTree.exports = {
  __esModule: true,
  get Arborist() {
    delete sdk.cache[npmTree];
    return sdk(npmTree).Arborist;
  },
};
sdk.cache[npmTree] = lazyTree;

// Without a ts-node in the project the SDK takes the old one it brings along.
const tsNode = process.env.PULUMI_NODEJS_TYPESCRIPT === "true" ? installed("ts-node") : undefined;
if (tsNode !== undefined) {
  const { register } = tsNode;
  tsNode.register = (options) => register({ ...options, transpiler: join(__dirname, "transpileCache.cjs") });
}

function installed(name) {
  try {
    return sdk(name);
  } catch {
    return undefined;
  }
}
