/**
 * Loaded into the program's process before the SDK. The SDK tells the engine three debug messages for each resource, each
 * by a call of its own, which is a tenth of a program's CPU time; nobody reads them here. Newer versions of node.js also
 * keep the compiled SDK from run to run.
 */
"use strict";
const { createRequire, enableCompileCache } = process.getBuiltinModule("node:module");
const { join } = process.getBuiltinModule("node:path");

enableCompileCache?.();
createRequire(join(process.cwd(), "index.js"))("@pulumi/pulumi/log").debug = () => Promise.resolve();
