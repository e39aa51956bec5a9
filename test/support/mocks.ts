/**
 * Pulumi mocks as the unit tests use them: every resource a program registers is recorded, and answered by the same strict
 * provider the local run uses, so a type or function it does not know fails instead of being echoed.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { waitForRPCs } from "@pulumi/pulumi/runtime/settings";
import { createOutputs, DEFAULT_ACCOUNT, invoke, preview } from "../../local/engine/awsProvider";
import { isRecord, UNKNOWN } from "../../local/engine/graph";
import { urnOf } from "../../local/engine/identity";

declare module "@pulumi/pulumi/runtime/settings" {
  /** Waits until every registration is answered; the SDK exports it without typing it. */
  export function waitForRPCs(): Promise<void>;
}

const load = createRequire(__filename);
const { withoutTraces } = load("../../local/engine/sdkTraces.cjs") as { withoutTraces(sdk: NodeJS.Require): void };
withoutTraces(load);

/** `update` knows every output; `preview` knows inputs only, as `pulumi preview` of a new stack. */
export type Mode = "update" | "preview";

/** Both modes: every component is tested in each. */
export const MODES: Mode[] = ["update", "preview"];

/** A resource as it was registered. */
export interface Recorded {
  type: string;
  name: string;
  custom: boolean;
  inputs: Record<string, unknown>;
  /** Provider id, of a custom resource of an update. */
  id?: string;
  /** Inputs and computed values, of a custom resource of an update. */
  outputs?: Record<string, unknown>;
}

/** What a program registered and returned. */
export interface Run<T> {
  resources: Recorded[];
  result: T;
  /** The one resource of this type whose name is, or ends with, the given one. */
  one(type: string, name?: string): Recorded;
  /** Every resource of this type. */
  all(type: string): Recorded[];
}

const CONTEXT = { project: "contact-center", stack: "test", ...DEFAULT_ACCOUNT };

/** Runs a piece of a program under mocks and waits until all it does is registered. */
export async function run<T>(mode: Mode, program: () => T): Promise<Run<T>> {
  const resources: Recorded[] = [];
  const isPreview = mode === "preview";
  await pulumi.runtime.setMocks(
    {
      newResource: async (args) => {
        const custom = args.type.includes(":") && !args.type.startsWith("contact-center:");
        refuseTwice(resources, args.type, args.name);
        const recorded: Recorded = { type: args.type, name: args.name, custom, inputs: args.inputs };
        resources.push(recorded);
        if (!custom || args.type.startsWith("pulumi:pulumi:")) {
          return { id: undefined, state: args.inputs };
        }
        if (isPreview) {
          return previewed(await withTexts(args));
        }
        const { id, state } = created(await withTexts(args));
        Object.assign(recorded, { id, outputs: state });
        return { id, state };
      },
      call: (args) => invoke(args.token, args.inputs, CONTEXT),
    },
    CONTEXT.project,
    CONTEXT.stack,
    isPreview,
  );
  const result = program();
  await waitForRPCs();
  return { resources, result, ...finders(resources) };
}

function created(args: pulumi.runtime.MockResourceArgs) {
  const inputs = marked(args.inputs) as Record<string, unknown>;
  const { id, outputs } = createOutputs(args.type, args.name, inputs, CONTEXT);
  return { id, state: outputs };
}

/** In a preview what is computed is left out of the state: Pulumi then treats it as unknown, and so does the id. */
function previewed(args: pulumi.runtime.MockResourceArgs) {
  const urn = urnOf(CONTEXT.stack, CONTEXT.project, args.type, args.name, undefined);
  const inputs = marked(args.inputs) as Record<string, unknown>;
  const state = Object.entries(preview(args.type, args.name, urn, inputs, CONTEXT)).filter(
    ([, value]) => value !== UNKNOWN,
  );
  return { id: "", state: Object.fromEntries(state) };
}

/** Key that marks a wrapped value, such as a secret. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Mocks wrap secrets and show what is unknown as an object; the provider takes plain values and knows a text for it. */
function marked(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(marked);
  }
  const archive: boolean = pulumi.asset.Archive.isInstance(value);
  if (archive || !isRecord(value)) {
    return value;
  }
  if (value.__pulumiUnknown !== undefined) {
    return UNKNOWN;
  }
  if (value[SIGNATURE] !== undefined) {
    return marked(value.value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, marked(item)]));
}

/** Files and texts among a resource's inputs, as the provider takes them. */
async function withTexts(args: pulumi.runtime.MockResourceArgs): Promise<pulumi.runtime.MockResourceArgs> {
  const inputs = Object.entries(args.inputs as Record<string, unknown>).map(async ([name, value]) => [
    name,
    pulumi.asset.Asset.isInstance(value) ? await assetText(value) : value,
  ]);
  return { ...args, inputs: Object.fromEntries(await Promise.all(inputs)) };
}

/** Text of an asset. */
export async function assetText(asset: unknown): Promise<{ text: string }> {
  if (asset instanceof pulumi.asset.StringAsset) {
    return { text: await asset.text };
  }
  if (asset instanceof pulumi.asset.FileAsset) {
    return { text: readFileSync(await asset.path, "utf8") };
  }
  throw new Error("An asset from elsewhere cannot be read without a network; give a FileAsset or a StringAsset.");
}

function refuseTwice(resources: Recorded[], type: string, name: string): void {
  if (resources.some((resource) => resource.type === type && resource.name === name)) {
    throw new Error(`Two resources are called ${type} ${name}; a real engine refuses the second.`);
  }
}

function finders(resources: Recorded[]) {
  const all = (type: string) => resources.filter((resource) => resource.type === type);
  const one = (type: string, name = "") => {
    const found = all(type).filter((resource) => resource.name.endsWith(name));
    const [only] = found;
    if (only === undefined || found.length > 1) {
      const names = all(type).map((resource) => resource.name);
      throw new Error(`Expected one ${type} ending with "${name}", found ${found.length} among ${names.join(", ")}`);
    }
    return only;
  };
  return { all, one };
}

/** The value of an output of an update, in which every output is known. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}

/** Every text in any input of any resource, with the way to it: for scans that must find nothing. */
export function textsOf(resources: Recorded[]): { where: string; text: string }[] {
  const found: { where: string; text: string }[] = [];
  const walk = (value: unknown, where: string): void => {
    if (typeof value === "string") {
      found.push({ where, text: value });
    } else if (Array.isArray(value)) {
      value.forEach((item, index) => walk(item, `${where}[${index}]`));
    } else if (value !== null && typeof value === "object" && !(value instanceof Promise)) {
      Object.entries(value).forEach(([key, item]) => walk(item, `${where}.${key}`));
    }
  };
  resources.forEach((resource) => walk(resource.inputs, `${resource.type} ${resource.name}`));
  return found;
}
