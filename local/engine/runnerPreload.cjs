/** Loaded into the program's process before the SDK's runner: takes away work of the SDK that nobody needs here. */
"use strict";
const { createRequire, enableCompileCache } = process.getBuiltinModule("node:module");
const { join } = process.getBuiltinModule("node:path");

// Newer versions of node.js keep the compiled SDK from run to run.
enableCompileCache?.();

const sdk = createRequire(join(process.cwd(), "index.js"));

// The SDK tells the engine three debug messages for each resource, each by a call of its own.
sdk("@pulumi/pulumi/log").debug = () => Promise.resolve();

// The SDK prints errors with colours. Node.js 20 then marks the module in each path, and with the SDK's own source-mapped
// paths (node_modules/@pulumi/config.ts) it does not stop before the text has half a gigabyte: a minute until the first word.
sdk("@pulumi/pulumi/cmd/run/error").defaultErrorMessage = (error) => error?.stack || error?.message || String(error);
