/** Lets node.js load TypeScript: `node -r ./local/engine/registerTypescript.cjs file.ts`. Types are checked elsewhere. */
"use strict";
const { join } = require("node:path");

require("ts-node").register({ transpileOnly: true, transpiler: join(__dirname, "transpileCache.cjs") });
