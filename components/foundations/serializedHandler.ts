/**
 * A handler factory as the one file that Lambda runs. The SDK is not in it: the runtime brings `@aws-sdk/*`.
 *
 * `aws.lambda.CallbackFunction` serialises the same way but also walks `node_modules` once per function to decide what to
 * add; here nothing is ever added, and a captured secret is refused instead of warned about. Serialising is the dearest
 * thing a run of the program does, so texts are kept from run to run.
 */
import { createHash } from "node:crypto";
import { join, relative, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { readResult, resultKey, ROOT, writeResult } from "./keptResults";

/** A named factory from `handlers/`: runs once per container and returns the handler. */
export type HandlerFactory = () => (event: never, context: never) => Promise<unknown>;

/** File and export the serialised handler has in the archive. */
const HANDLER_FILE = "__index";
const HANDLER_EXPORT = "handler";

/** Lambda's name for where the handler is. */
export const HANDLER_ENTRY = `${HANDLER_FILE}.${HANDLER_EXPORT}`;

/**
 * The archive of one file.
 *
 * @throws RunError when the factory captures a secret
 */
export async function serializeHandler(name: string, factory: HandlerFactory): Promise<pulumi.asset.Archive> {
  const { text, containsSecrets } = await serializedHandler(factory);
  if (containsSecrets) {
    throw new pulumi.RunError(
      `HandlerFunction ${name}: the handler captures a secret, which would lie in plain text in the Lambda archive. Keep it in Secrets Manager and give the handler its ARN by environment.`,
    );
  }
  return new pulumi.asset.AssetArchive({ [`${HANDLER_FILE}.js`]: new pulumi.asset.StringAsset(text) });
}

/** What a factory became, as far as anybody asks. */
type Serialized = Pick<pulumi.runtime.SerializedFunction, "text" | "containsSecrets">;

const serializedFactories = new WeakMap<HandlerFactory, Promise<Serialized>>();

/** The text of a factory; made once a process, and for a factory of `handlers/` once for the same sources. */
export function serializedHandler(factory: HandlerFactory): Promise<Serialized> {
  const serialized = serializedFactories.get(factory) ?? keptOrSerialized(factory);
  serializedFactories.set(factory, serialized);
  return serialized;
}

async function keptOrSerialized(factory: HandlerFactory): Promise<Serialized> {
  const key = keyOf(factory);
  const kept = key === undefined ? undefined : readResult<{ text: string }>(ROOT, "handler", key);
  if (kept !== undefined) {
    return { text: kept.text, containsSecrets: false };
  }
  const serialized = await pulumi.runtime.serializeFunction(factory, {
    serialize: () => true,
    exportName: HANDLER_EXPORT,
    isFactoryFunction: true,
    allowSecrets: true,
  });
  if (key !== undefined && !serialized.containsSecrets) {
    writeResult(ROOT, "handler", key, { text: serialized.text });
  }
  return serialized;
}

/** Everything a handler is made of: handlers import these and the SDK, and nothing else (ESLint keeps it). */
const SOURCES = ["handlers", "administration", "warehouse", "tsconfig.json", "tsconfig.pulumi.json"];

let sources: string | undefined;

/**
 * Names a factory that a module of `handlers/` exports. Any other may hold what no file says, such as an argument of a
 * function around it, and is serialised each time.
 */
function keyOf(factory: HandlerFactory): string | undefined {
  const exported = exportOf(factory);
  sources ??= resultKey(ROOT, SOURCES, { node: process.versions.node.split(".")[0] });
  if (exported === undefined || sources === undefined) return undefined;
  return createHash("sha256")
    .update(`${sources} ${exported} ${String(factory)}`)
    .digest("hex")
    .slice(0, 32);
}

function exportOf(factory: HandlerFactory): string | undefined {
  const handlers = join(ROOT, "handlers") + sep;
  for (const [path, module] of Object.entries(require.cache)) {
    if (!path.startsWith(handlers)) continue;
    const exports: Record<string, unknown> = module?.exports ?? {};
    const name = Object.keys(exports).find((each) => exports[each] === factory);
    if (name !== undefined) return `${relative(ROOT, path)}#${name}`;
  }
  return undefined;
}
