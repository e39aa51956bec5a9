/** A copy of the program with its text edited, brought up as a centre: what is missing, or new, must show. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startCenter, type LocalCenter, type StartOptions } from "../../local/center";
import { PROJECT } from "./evaluated";

/** Files and folders a program is made of. */
export const PROGRAM = [
  "index.ts",
  "package.json",
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "tsconfig.json",
  "tsconfig.pulumi.json",
  "stacks",
  "components",
  "bots",
  "flows",
  "handlers",
  "widget",
  "scenarios",
  "planning",
  "warehouse",
  "administration",
  "portal",
];

/** One change of the program's text. */
export interface Edit {
  /** File below the project. */
  file: string;
  /** The text to take out or replace; it must be there exactly once. */
  find: string;
  /** What to put instead. Default: nothing. */
  replace?: string;
}

/** Starts a centre from the edited program, gives it to `use`, and removes every trace. */
export async function withEditedProgram<T>(
  edits: Edit | readonly Edit[],
  use: (center: LocalCenter) => Promise<T>,
  options: Partial<StartOptions> = {},
): Promise<T> {
  // Below the project, so that its node_modules are found as from anywhere in it.
  const folder = mkdtempSync(join(mkCache(), "edited-"));
  try {
    for (const entry of PROGRAM) {
      cpSync(join(PROJECT, entry), join(folder, entry), { recursive: true });
    }
    for (const edit of [edits].flat()) apply(folder, edit);
    const center = await startCenter({ stack: "dev", ...options, cwd: folder });
    try {
      return await use(center);
    } finally {
      await center.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mkCache(): string {
  const cache = join(PROJECT, ".cache");
  mkdirSync(cache, { recursive: true });
  return cache;
}

function apply(folder: string, { file, find, replace = "" }: Edit): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${file} must hold exactly once: ${find}`);
  }
  writeFileSync(path, `${before}${replace}${after}`);
}
