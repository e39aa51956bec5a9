/** The command line of `npm run preview`. */
import { parseArgs } from "node:util";
import { UsageError } from "./usageError";

/** Text of `--help`. */
export const USAGE = `Usage: npm run preview -- [--stack dev] [--json | --mermaid | --diff ARCHITECTURE] [--config key=value]…

Shows what a stack declares, without the Pulumi CLI, an account or a network.

  --stack NAME         whose settings to use (Pulumi.NAME.yaml); default dev
  --json               the whole graph, sorted, for other programs
  --mermaid            the components as a flowchart for Markdown
  --diff ARCHITECTURE  what the stack adds to (+), takes from (-) and changes of (~) the same stack with that
                       architecture, such as simple
  --config key=value   override a setting of the stack; can be given several times
  --cwd DIRECTORY      directory of Pulumi.yaml; default: this one
  --help               this text`;

/** What to show. */
export interface PreviewFlags {
  stack: string;
  cwd: string;
  show: "tree" | "json" | "mermaid" | "diff";
  /** Architecture to compare with, for `diff`. */
  against: string;
  config: Record<string, string>;
}

/**
 * Reads the flags.
 * @throws UsageError naming the allowed ones.
 */
export function readPreviewFlags(args: string[]): PreviewFlags | "help" {
  const values = parsed(args);
  if (values.help === true) {
    return "help";
  }
  const shown = (["json", "mermaid", "diff"] as const).filter((flag) => values[flag] !== undefined);
  if (shown.length > 1) {
    throw new UsageError(`${shown.map((flag) => `--${flag}`).join(" and ")} exclude each other. Give one of them.`);
  }
  return {
    stack: values.stack ?? "dev",
    cwd: values.cwd ?? process.cwd(),
    show: shown[0] ?? "tree",
    against: values.diff ?? "",
    config: Object.fromEntries((values.config ?? []).map(setting)),
  };
}

const OPTIONS = {
  stack: { type: "string" },
  json: { type: "boolean" },
  mermaid: { type: "boolean" },
  diff: { type: "string" },
  config: { type: "string", multiple: true },
  cwd: { type: "string" },
  help: { type: "boolean" },
} as const;

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const problem = error instanceof Error ? error.message.split(". ")[0] : String(error);
    const allowed = Object.keys(OPTIONS).map((flag) => `--${flag}`);
    throw new UsageError(`${problem}. Allowed are ${allowed.join(", ")}.`);
  }
}

function setting(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new UsageError(`--config ${text} is not key=value. Write --config company="Example Company".`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}
