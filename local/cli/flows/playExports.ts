/**
 * `npm run flows -- play`: plays exported flows on this machine, with nothing of them deployed or declared. Whatever they
 * name stands in, so an export answers a call, or a chat, as it is.
 */
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { FLOW_TYPES, type FlowKind } from "../../../flows/language/document";
import { Call, type ConnectService, type FunctionInvoker } from "../../connect";
import type { Chat } from "../../connect/chat";
import { idOf } from "../../connect/identifier";
import { type PlaygroundDocument, playground } from "../../connect/playground";
import { staff } from "../agents";
import { typedCommands } from "../commandLine";
import { Conversation } from "../conversation";
import { runPhone } from "../phone";
import type { Terminal } from "../terminal";
import { UsageError } from "../usageError";
import { readTextFile } from "./textFile";

/** Text of `--help`. */
export const PLAY_USAGE = `Usage: npm run flows -- play FILE… [--inputs "1,2,hello"] [--chat] [--closed] [--function NAME=JSON]… [--json]

Plays exported contact flows and modules. Files that name each other are linked; queues, hours, prompts, agents, functions
and bots stand in. The first file answers. Without --inputs, in a terminal, you are given a phone.

  --inputs LIST         what the customer does each time the flow waits, separated by commas: keys are pressed, words are
                        said, and "-" is silence; after the last one, silence
  --chat                the customer writes instead of calling
  --closed              hours of operation are closed
  --no-agents           nobody answers the queues
  --patience SECONDS    how long the customer waits in a queue; default 600
  --type TYPE           type of the first file, where the export does not say: ${FLOW_TYPES.slice(0, 3).join(", ")}, … or MODULE
  --function NAME=JSON  what a Lambda function answers, by name or ARN; others answer with an empty object
  --trace               also show the blocks the contact passes
  --json                transcript, trace, attributes and contact records as JSON
  --help                this text`;

/** Virtual time after which a contact that still goes on is left alone, milliseconds. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/** Runs the command with the arguments behind `play`. @throws UsageError naming what is wrong with them */
export async function runPlay(args: string[], out: Terminal): Promise<void> {
  const flags = readPlayFlags(args);
  if (flags === "help") {
    out.line(PLAY_USAGE);
    return;
  }
  const documents = await Promise.all(
    flags.files.map((file, index) => readDocument(file, index === 0 ? flags.type : undefined)),
  );
  const connect = playground(documents, { open: !flags.closed, functions: answering(flags.functions) });
  if (flags.inputs === undefined && !flags.chat && !flags.json && process.stdin.isTTY) {
    const commands = typedCommands(process.stdin, process.stdout, "phone> ");
    await runPhone({ clock: connect.clock, connect }, out, commands, "+12065550100");
    return;
  }
  if (flags.agents) {
    staff({ connect }).forEach((agent) => agent.goOnline());
  }
  const contact = begin(connect, documents, flags);
  const inputs = [...(flags.inputs ?? [])];
  await playOn(connect, contact, inputs);
  if (flags.json) {
    const { transcript, trace, attributes, state } = contact;
    out.line(JSON.stringify({ state, attributes, transcript, trace, records: connect.records }, null, 2));
    return;
  }
  show(out, contact, flags.trace);
  if (inputs.length > 0) {
    out.line(`  Nobody asked for the last of --inputs: ${inputs.join(", ")}`);
  }
}

interface PlayFlags {
  readonly files: readonly string[];
  readonly inputs: readonly string[] | undefined;
  readonly chat: boolean;
  readonly closed: boolean;
  readonly agents: boolean;
  readonly patience: number;
  readonly type: FlowKind | undefined;
  readonly functions: ReadonlyMap<string, unknown>;
  readonly trace: boolean;
  readonly json: boolean;
}

function readPlayFlags(args: string[]): PlayFlags | "help" {
  const { values, positionals } = parsed(args);
  if (values.help) {
    return "help";
  }
  if (positionals.length === 0) {
    throw new UsageError("play needs a file: an exported contact flow as JSON.");
  }
  const patience = Number(values.patience ?? "600");
  if (!(patience > 0)) {
    throw new UsageError(`--patience ${values.patience} is not a number of seconds above 0.`);
  }
  return {
    files: positionals,
    inputs: values.inputs?.split(",").map((input) => input.trim()),
    chat: values.chat === true,
    closed: values.closed === true,
    agents: values["no-agents"] !== true,
    patience,
    type: values.type === undefined ? undefined : flowKind(values.type),
    functions: new Map((values.function ?? []).map(functionAnswer)),
    trace: values.trace === true,
    json: values.json === true,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        inputs: { type: "string" },
        chat: { type: "boolean" },
        closed: { type: "boolean" },
        "no-agents": { type: "boolean" },
        patience: { type: "string" },
        type: { type: "string" },
        function: { type: "string", multiple: true },
        trace: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    const problem = error instanceof Error ? error.message.split(/\. |\.?\n/)[0] : String(error);
    throw new UsageError(`${problem}.`);
  }
}

function flowKind(text: string): FlowKind {
  const kind = ([...FLOW_TYPES, "MODULE"] as const).find((known) => known === text.toUpperCase());
  if (kind === undefined) {
    throw new UsageError(`--type ${text} is no type of flow; it is one of ${FLOW_TYPES.join(", ")} or MODULE.`);
  }
  return kind;
}

function functionAnswer(text: string): [string, unknown] {
  const at = text.indexOf("=");
  try {
    if (at > 0) {
      return [text.slice(0, at), JSON.parse(text.slice(at + 1))];
    }
  } catch {
    // Said below, for both ways to be wrong.
  }
  throw new UsageError(`--function ${text} is not NAME=JSON, such as 'lookupCaller={"caller":"known"}'.`);
}

async function readDocument(file: string, type: FlowKind | undefined): Promise<PlaygroundDocument> {
  const document = await readTextFile(file, process.cwd());
  return { name: basename(file).replace(/\.json$/i, ""), document, ...(type !== undefined && { type }) };
}

/** Functions that answer as they are told, by name or ARN; with a version or alias they are the same function. */
function answering(answers: ReadonlyMap<string, unknown>): FunctionInvoker {
  return {
    invoke: (arn) => {
      const name = arn.split(":")[6] ?? arn;
      return { ok: true, payload: answers.get(arn) ?? answers.get(name) ?? {} };
    },
  };
}

function begin(connect: ConnectService, documents: readonly PlaygroundDocument[], flags: PlayFlags): Call | Chat {
  if (!flags.chat) {
    return connect.dial({ from: "+12065550199", patience: flags.patience });
  }
  const flow = connect.instance.phoneNumbers[0]?.flowId ?? documents[0]?.name ?? "";
  return connect.chat({ flow: idOf(flow), patience: flags.patience });
}

/** Lets virtual time pass until the contact is over, giving an input each time the flow waits for one. */
async function playOn(connect: ConnectService, contact: Call | Chat, inputs: string[]): Promise<void> {
  const { clock } = connect;
  const end = clock.now() + LONGEST_MS;
  await contact.settled();
  while (contact.state !== "ended" && clock.now() < end) {
    const input = contact.state === "waiting-for-input" ? inputs.shift() : undefined;
    if (input !== undefined && input !== "-") {
      give(contact, input);
    } else {
      const next = clock.nextAt();
      if (next === undefined) {
        return;
      }
      await clock.advance(Math.max(0, next - clock.now()));
    }
    await contact.settled();
  }
}

function give(contact: Call | Chat, input: string): void {
  if (!(contact instanceof Call)) {
    contact.send(input);
  } else if (/^[0-9*#]+$/.test(input)) {
    contact.press(input);
  } else {
    contact.speak(input);
  }
}

function show(out: Terminal, contact: Call | Chat, withTrace: boolean): void {
  const [first] = contact.transcript;
  new Conversation(out, contact, first?.at ?? contact.contact.initiatedAt).show();
  out.line(contact.state === "ended" ? "  The contact has ended." : `  The contact goes on: ${contact.state}.`);
  const attributes = Object.entries(contact.attributes);
  if (attributes.length > 0) {
    out.line(`  Attributes: ${attributes.map(([key, value]) => `${key}=${value}`).join(", ")}`);
  }
  if (withTrace) {
    for (const { flow, action, type, branch } of contact.trace) {
      out.line(`    ${flow} / ${action} (${type}) → ${branch.label}`);
    }
  }
}
