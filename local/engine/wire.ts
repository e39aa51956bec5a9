/**
 * The wire form of Pulumi values. The SDK marks secrets, assets, archives and references to resources with a signature
 * key inside plain structures; the graph holds plain values, so this file takes the marks off and puts them back.
 */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { type CodeArchive, type CodeAsset, isRecord, UNKNOWN } from "./graph";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** A structure taken off the wire. */
export interface Decoded {
  values: Record<string, unknown>;
  /** Top-level names whose value held a secret anywhere. */
  secrets: string[];
}

/** Takes the marks off a structure; `directory` is what file assets are relative to. */
export function decodeProperties(wire: Record<string, unknown>, directory: string): Decoded {
  const secrets: string[] = [];
  // Not by assignment: a name such as __proto__ would set the prototype and be lost.
  const values = Object.fromEntries(
    Object.entries(wire).map(([name, value]) => {
      const decoder = new Decoder(directory);
      const decoded = decoder.decode(value);
      if (decoder.sawSecret) {
        secrets.push(name);
      }
      return [name, decoded];
    }),
  );
  return { values, secrets };
}

class Decoder {
  sawSecret = false;

  constructor(private readonly directory: string) {}

  decode(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((entry) => this.decode(entry));
    }
    if (!isRecord(value)) {
      return value;
    }
    switch (value[SIGNATURE]) {
      case undefined:
        return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, this.decode(entry)]));
      case SECRET:
        this.sawSecret = true;
        return this.decode(value.value);
      case RESOURCE:
        return referenceValue(value);
      case OUTPUT:
        this.sawSecret ||= value.secret === true;
        return "value" in value ? this.decode(value.value) : UNKNOWN;
      case ASSET:
        return decodeAsset(value, this.directory);
      case ARCHIVE:
        return this.decodeArchive(value);
      default:
        throw new Error(`The program sent a value with the unknown signature ${String(value[SIGNATURE])}.`);
    }
  }

  private decodeArchive(wire: Record<string, unknown>): CodeArchive {
    if (isRecord(wire.assets)) {
      const entries = Object.entries(wire.assets).map(([name, entry]) => [name, this.decodeEntry(name, entry)]);
      return { assets: Object.fromEntries(entries) };
    }
    if (typeof wire.path === "string") {
      return readFolder(resolve(this.directory, wire.path));
    }
    throw new Error(
      `A remote archive (${String(wire.uri)}) cannot be read without a network. Use an AssetArchive or a FileArchive.`,
    );
  }

  private decodeEntry(name: string, entry: unknown): CodeAsset | CodeArchive {
    const signature = isRecord(entry) ? entry[SIGNATURE] : undefined;
    if (!isRecord(entry) || (signature !== ASSET && signature !== ARCHIVE)) {
      throw new Error(`The archive entry ${name} is neither an asset nor an archive.`);
    }
    return signature === ASSET ? decodeAsset(entry, this.directory) : this.decodeArchive(entry);
  }
}

/** What a provider receives for a resource given as an input: its id, or the URN of a component. */
function referenceValue(reference: Record<string, unknown>): unknown {
  if (!("id" in reference)) {
    return reference.urn;
  }
  return reference.id === "" || reference.id === undefined || reference.id === null ? UNKNOWN : reference.id;
}

function decodeAsset(wire: Record<string, unknown>, directory: string): CodeAsset {
  if (typeof wire.text === "string") {
    return { text: wire.text };
  }
  if (typeof wire.path === "string") {
    return readText(resolve(directory, wire.path));
  }
  throw new Error(
    `A remote asset (${String(wire.uri)}) cannot be read without a network. Use a StringAsset or a FileAsset.`,
  );
}

/** Most that is read from disk for one folder of an archive, in bytes. */
const FOLDER_LIMIT = 20 * 1024 * 1024;

function readFolder(path: string): CodeArchive {
  let total = 0;
  const visit = (folder: string): CodeArchive => {
    const assets: CodeArchive["assets"] = {};
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const child = join(folder, entry.name);
      total += entry.isDirectory() ? 0 : statSync(child).size;
      if (total > FOLDER_LIMIT) {
        throw new Error(
          `The archive ${path} holds more than ${FOLDER_LIMIT} bytes. A function ships only what it needs: ` +
            `name the packages the runtime provides in codePathOptions.extraExcludePackages.`,
        );
      }
      assets[entry.name] = entry.isDirectory() ? visit(child) : readText(child);
    }
    return { assets };
  };
  if (!statSync(path).isDirectory()) {
    throw new Error(`The archive ${basename(path)} is a packed file, which cannot be read here. Give its folder.`);
  }
  return visit(path);
}

function readText(path: string): CodeAsset {
  return { text: readFileSync(path, "utf8") };
}

/**
 * The outputs of a custom resource as the SDK expects them: what the program sent comes back as it was, marks included,
 * and what the provider added follows. References become ids, as a provider would answer: a reference would make the SDK
 * ask for the whole resource again.
 */
export function encodeOutputs(
  wireInputs: Record<string, unknown>,
  inputs: Record<string, unknown>,
  outputs: Record<string, unknown>,
  secretNames: readonly string[],
): Record<string, unknown> {
  const encoded = Object.entries(outputs).flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined) {
      return [];
    }
    const unchanged = name in wireInputs && inputs[name] === value;
    const wire = unchanged ? withoutReferences(wireInputs[name]) : value;
    const secret = secretNames.includes(name) && !isSecret(wire);
    return [[name, secret ? { [SIGNATURE]: SECRET, value: wire } : wire]];
  });
  return Object.fromEntries(encoded);
}

function isSecret(wire: unknown): boolean {
  return isRecord(wire) && wire[SIGNATURE] === SECRET;
}

function withoutReferences(wire: unknown): unknown {
  if (Array.isArray(wire)) {
    return wire.map(withoutReferences);
  }
  if (!isRecord(wire)) {
    return wire;
  }
  if (wire[SIGNATURE] === RESOURCE) {
    return referenceValue(wire);
  }
  return Object.fromEntries(Object.entries(wire).map(([name, entry]) => [name, withoutReferences(entry)]));
}
