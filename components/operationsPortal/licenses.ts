/** The licences of the packages that are in a bundle, as one text to serve beside it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The part of a path up to and with the name of the last package in it. */
const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

const LICENSE_FILE = /^(licen[cs]e|notice|third-party-licenses)(\.(md|txt))?$/i;

/**
 * Names, versions and licence files of the packages of a bundle.
 *
 * @param inputs files of the bundle, as esbuild names them
 * @param folder what these names are relative to
 */
export function licenses(inputs: readonly string[], folder: string): string {
  const packages = new Set(inputs.flatMap((input) => PACKAGE.exec(input)?.[0] ?? []));
  return [...packages]
    .sort()
    .map((path) => licenseOf(resolve(folder, path)))
    .join("\n");
}

function licenseOf(path: string): string {
  const manifest = join(path, "package.json");
  if (!existsSync(manifest)) {
    throw new Error(`${path} has no package.json, so the licence of what is bundled from it is not known.`);
  }
  const { name, version, license } = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, unknown>;
  const files = readdirSync(path).filter((file) => LICENSE_FILE.test(file));
  const texts = files.sort().map((file) => readFileSync(join(path, file), "utf8").trim());
  return [`${String(name)} ${String(version)} (${String(license)})`, ...texts, ""].join("\n\n");
}
