/** The command line of `npm run flows`. */
import { parseArgs } from "node:util";
import { FLOW_TYPES, type FlowKind } from "../../../flows/language/document";
import { UsageError } from "../usageError";

/** Text of `--help`. */
export const FLOWS_USAGE = `Usage: npm run flows -- [COMMAND] [--stack dev] [--config key=value]… [--json]

Lists, draws, compares and checks contact flows, without an account or a network.

  (no command)            list the flows of the stack's program with what is wrong with them
  diff REVISION           say what changed in the flows since a revision of git, such as main or HEAD~3
  diff --files A B        say what changed from one flow document to another
  check FILE…             check flow documents; exit code 1 when Connect would refuse one
  import FILE             print the TypeScript source of a flow document; into a file: npm run -s flows -- import F > G
  play FILE…              play exported flows as they are; play --help says how

  --stack NAME            whose settings to use (Pulumi.NAME.yaml); default dev
  --config key=value      override a setting of the stack; can be given several times
  --svg DIRECTORY         draw each flow as DIRECTORY/NAME.svg; with check, each document that is checked
  --flow NAME             only this flow; can be given several times
  --call KEYS             play a call on this machine that answers each question with the next of these keys, such
                          as "1,2,#" (an empty one says nothing), and draw its path over the flows it went through
  --from NUMBER           who calls; default +12065550100
  --trace FILE            draw the path of a trace instead: a JSON list of {"flow", "action", "next"}
  --type TYPE             what the documents of check and import are, when they do not say so themselves
  --name NAME             what import calls the flow; default: the name of the file
  --markdown              write a diff for a comment on a pull request
  --json                  for other programs
  --cwd DIRECTORY         directory of Pulumi.yaml; default: this one
  --help                  this text`;

/** What every form of the command knows. */
interface CommonFlags {
  readonly json: boolean;
  readonly cwd: string;
}

/** Which program is meant. */
export interface ProgramFlags extends CommonFlags {
  readonly stack: string;
  readonly config: Record<string, string>;
}

/** `npm run flows` without a command. */
export interface ListFlags extends ProgramFlags {
  readonly command: "list";
  readonly svg: string | undefined;
  /** Names of the flows that are wanted; none means all. */
  readonly flows: readonly string[];
  /** What the caller answers, in order. */
  readonly call: readonly string[] | undefined;
  readonly from: string;
  readonly trace: string | undefined;
}

/** `npm run flows -- diff`. */
export interface DiffFlags extends ProgramFlags {
  readonly command: "diff";
  readonly markdown: boolean;
  readonly against: { readonly revision: string } | { readonly files: readonly [before: string, after: string] };
  readonly type: FlowKind | undefined;
}

/** `npm run flows -- check`. */
export interface CheckFlags extends CommonFlags {
  readonly command: "check";
  readonly files: readonly string[];
  readonly type: FlowKind | undefined;
  /** Where to draw the documents, too. */
  readonly svg?: string;
}

/** `npm run flows -- import`. */
export interface ImportFlags extends CommonFlags {
  readonly command: "import";
  readonly file: string;
  readonly type: FlowKind | undefined;
  readonly name: string | undefined;
}

export type FlowsFlags = ListFlags | DiffFlags | CheckFlags | ImportFlags;

const OPTIONS = {
  stack: { type: "string" },
  config: { type: "string", multiple: true },
  svg: { type: "string" },
  flow: { type: "string", multiple: true },
  call: { type: "string" },
  from: { type: "string" },
  trace: { type: "string" },
  type: { type: "string" },
  name: { type: "string" },
  files: { type: "boolean" },
  markdown: { type: "boolean" },
  json: { type: "boolean" },
  cwd: { type: "string" },
  help: { type: "boolean" },
} as const;

type Flag = keyof typeof OPTIONS;
type Values = ReturnType<typeof parsed>["values"];

const PROGRAM: readonly Flag[] = ["stack", "config", "json", "cwd", "help"];

/** The flags each command takes. */
const ALLOWED: Readonly<Record<FlowsFlags["command"], readonly Flag[]>> = {
  list: [...PROGRAM, "svg", "flow", "call", "from", "trace"],
  diff: [...PROGRAM, "files", "markdown", "type"],
  check: ["type", "svg", "json", "cwd", "help"],
  import: ["type", "name", "json", "cwd", "help"],
};

/**
 * Reads the flags.
 * @throws UsageError naming the allowed ones
 */
export function readFlowsFlags(args: string[]): FlowsFlags | "help" {
  const { values, positionals } = parsed(args);
  if (values.help === true) {
    return "help";
  }
  const [word, ...names] = positionals;
  const command = word === undefined ? "list" : commandOf(word);
  const given = (Object.keys(values) as Flag[]).filter((flag) => !ALLOWED[command].includes(flag));
  if (given.length > 0) {
    const allowed = ALLOWED[command].map((flag) => `--${flag}`).join(", ");
    const where = command === "list" ? "without a command" : `with ${command}`;
    throw new UsageError(`--${given[0]} says nothing ${where}. Allowed are ${allowed}.`);
  }
  switch (command) {
    case "list":
      return listFlags(values);
    case "diff":
      return { command, ...program(values), ...diffFlags(values, names) };
    case "check":
      return { command, ...common(values), files: atLeastOne(names), type: typeOf(values), svg: values.svg };
    case "import":
      return { command, ...common(values), file: exactlyOne(names), type: typeOf(values), name: values.name };
  }
}

function commandOf(word: string): "diff" | "check" | "import" {
  if (word === "diff" || word === "check" || word === "import") {
    return word;
  }
  throw new UsageError(`"${word}" is no command. Allowed are diff, check, import, play, or none to list the flows.`);
}

function common({ json, cwd }: Values): CommonFlags {
  return { json: json === true, cwd: cwd ?? process.cwd() };
}

function program(values: Values): ProgramFlags {
  return {
    ...common(values),
    stack: values.stack ?? "dev",
    config: Object.fromEntries((values.config ?? []).map(setting)),
  };
}

function listFlags(values: Values): ListFlags {
  const { call, trace, svg } = values;
  if (call !== undefined && trace !== undefined) {
    throw new UsageError("--call and --trace exclude each other. Give one of them.");
  }
  const path = call !== undefined ? "--call" : "--trace";
  if ((call ?? trace) !== undefined && svg === undefined) {
    throw new UsageError(`${path} draws a path, so it needs --svg DIRECTORY as well.`);
  }
  if (values.from !== undefined && call === undefined) {
    throw new UsageError("--from says who calls, so it needs --call KEYS as well.");
  }
  return {
    command: "list",
    ...program(values),
    svg,
    flows: values.flow ?? [],
    call: call === undefined ? undefined : keys(call),
    from: values.from ?? "+12065550100",
    trace,
  };
}

function diffFlags(values: Values, names: string[]): Pick<DiffFlags, "markdown" | "against" | "type"> {
  const markdown = values.markdown === true;
  if (markdown && values.json === true) {
    throw new UsageError("--markdown and --json exclude each other. Give one of them.");
  }
  const [first, second] = names;
  if (values.files === true) {
    if (first === undefined || second === undefined || names.length > 2) {
      throw new UsageError(
        `diff --files takes two documents, ${names.length} given. Write diff --files before.json after.json.`,
      );
    }
    return { markdown, against: { files: [first, second] }, type: typeOf(values) };
  }
  if (first === undefined || names.length > 1) {
    throw new UsageError(
      `diff takes one revision, ${names.length} given. Write diff main, or diff --files A.json B.json.`,
    );
  }
  return { markdown, against: { revision: first }, type: undefined };
}

function keys(text: string): string[] {
  const answers = text.split(",").map((answer) => answer.trim());
  const wrong = answers.find((answer) => !/^[0-9*#]*$/.test(answer));
  if (wrong !== undefined) {
    throw new UsageError(
      `--call ${text}: "${wrong}" cannot be pressed on a phone. Write keys 0 to 9, * and #, such as "1,2,#".`,
    );
  }
  return text.trim() === "" ? [] : answers;
}

function typeOf({ type }: Values): FlowKind | undefined {
  const types: readonly FlowKind[] = [...FLOW_TYPES, "MODULE"];
  const found = types.find((one) => one === type);
  if (type !== undefined && found === undefined) {
    throw new UsageError(`--type ${type} is not a flow type. Allowed are ${types.join(", ")}.`);
  }
  return found;
}

function atLeastOne(names: string[]): string[] {
  if (names.length === 0) {
    throw new UsageError("check takes the files to check, none given. Write check inbound.json.");
  }
  return names;
}

function exactlyOne(names: string[]): string {
  const [name] = names;
  if (name === undefined || names.length > 1) {
    throw new UsageError(`import takes one file, ${names.length} given. Write import inbound.json.`);
  }
  return name;
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message.split(/\. |\.?\n/)[0] : String(error);
    throw new UsageError(
      `${problem}. Allowed are ${Object.keys(OPTIONS)
        .map((flag) => `--${flag}`)
        .join(", ")}.`,
    );
  }
}

function setting(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new UsageError(`--config ${text} is not key=value. Write --config company="Example Company".`);
  }
  return [text.slice(0, at), text.slice(at + 1)];
}
