/** Plays flows without a program around them: flows under development, and exports from the console. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Flow } from "../flows/language/defineFlow";
import { FlowError } from "../flows/language/flowError";
import { PLACEHOLDER } from "../flows/language/placeholders";
import { openExport } from "../flows/language/readExport";
import { Clock } from "../local/clock";
import { entryFlow, playground, type PlaygroundDocument, type PlaygroundOptions } from "../local/connect/playground";
import type { BotInvoker } from "../local/connect/bot";
import type { ConnectService, FunctionInvoker } from "../local/connect";
import { botsByName } from "./bots";
import { type FlowCoverage, flowCoverage } from "./coverage/flowCoverage";
import { MisuseError } from "./expectationError";
import { type FunctionName, type FunctionStandIn, TestFunctions } from "./functions";
import { type Instant, instant } from "./instant";
import { TestCenter } from "./testCenter";

/** A flow: from `defineFlow`, a document with a name, or the path of a file exported from the console. */
export type PlayedFlow = Flow | PlaygroundDocument | string;

/** What stands in for everything the flows name. */
export interface PlayOptions {
  /** Answers of the functions, by name or ARN; others answer with an empty object. */
  readonly functions?: Readonly<Record<string, FunctionStandIn | Readonly<Record<string, unknown>>>>;
  /** Bots, by a part of the ARN of their alias or by the name the flow gives; "*" is every other bot. */
  readonly bots?: Readonly<Record<string, BotInvoker>>;
  /** Whether all hours are open; default true. One alone: `center.hours(name).close()`. */
  readonly open?: boolean;
  /** User names of agents who serve every queue; default `agent-1`. */
  readonly agents?: readonly string[];
  /** Virtual time at the start and after each reset. Default Monday, 2026-03-02T10:00:00-08:00. */
  readonly at?: Instant;
  /** Prompts take no time ("instant", the default), or are spoken at so many words a minute. */
  readonly speech?: PlaygroundOptions["speech"];
  /** How outgoing calls go. Default: answered at once. */
  readonly dialOut?: PlaygroundOptions["dialOut"];
  /** Done at the start and after each reset. */
  readonly prepare?: (center: TestCenter) => void | Promise<void>;
  /** Where what contacts reach is counted. */
  readonly coverage?: FlowCoverage;
}

const EMPTY_ANSWERS: FunctionInvoker = { invoke: () => ({ ok: true, payload: {} }) };
const DEFAULT_START = "2026-03-02T10:00:00-08:00";

/**
 * Plays flows; the first one answers calls, `call(from, { flow })` and `chat({ flow })` take another. Queues, hours, prompts
 * and flows that are not given stand in.
 * @throws MisuseError when a function is given that no flow invokes
 * @throws Error when a document cannot be read
 */
export async function playFlows(
  flows: PlayedFlow | readonly PlayedFlow[],
  options: PlayOptions = {},
): Promise<TestCenter> {
  const given = (Array.isArray(flows) ? (flows as readonly PlayedFlow[]) : [flows as PlayedFlow]).map(read);
  const { at = DEFAULT_START, functions = {}, bots = {}, prepare, coverage = flowCoverage, ...others } = options;
  const startAt = instant(at);
  return TestCenter.open({
    coverage,
    counted: given.map(({ name }) => name),
    prepare,
    start: () => {
      const clock = new Clock(startAt);
      let names: readonly FunctionName[] = [];
      const standIns = new TestFunctions(EMPTY_ANSWERS, () => names);
      const talking = Object.keys(bots).length > 0 && { bots: botsByName(bots) };
      const connect = playground(given, { ...others, ...talking, clock, functions: standIns });
      names = invokedFunctions(connect);
      for (const [name, answer] of Object.entries(functions)) {
        standIns.standIn(name, typeof answer === "function" ? (answer as FunctionStandIn) : () => answer);
      }
      return Promise.resolve({ running: { clock, connect, close: () => Promise.resolve() }, functions: standIns });
    },
  });
}

/** The flow by which a contact gets to a flow of a type that no contact begins with, for `call(from, { flow })`. */
export function wayTo(flow: { readonly name: string }): string {
  return entryFlow(flow.name);
}

function read(flow: PlayedFlow): PlaygroundDocument {
  const { document, ...rest } = typeof flow === "string" ? readFile(flow) : flow;
  const text = typeof document === "string" ? document : JSON.stringify(document);
  return { ...rest, document: text.replace(BOT, (_, _kind, name: string) => botAlias(name)) };
}

const BOT = new RegExp(PLACEHOLDER.source.replace(/\([^)]*\)/, "(bot)"), "g");

/** The alias a bot that a flow names has here; its name is part of the ARN. */
function botAlias(name: string): string {
  return `arn:aws:lex:us-east-1:123456789012:bot-alias/${name.replace(/\W/g, "_")}/TSTALIASID`;
}

function readFile(path: string): PlaygroundDocument {
  const text = readFileSync(path, "utf8");
  try {
    const { content, name = basename(path, ".json"), type } = openExport(text, { file: path });
    return { name, document: JSON.stringify(content), ...(type && { type }) };
  } catch (error) {
    throw error instanceof FlowError ? new MisuseError(error.message) : error;
  }
}

/** Functions the flows invoke by a fixed ARN. */
function invokedFunctions(connect: ConnectService): FunctionName[] {
  const arns = connect.flows
    .all()
    .flatMap(({ steps }) => steps.map(({ action }) => String(action.Parameters?.LambdaFunctionARN ?? "")))
    .filter((arn) => arn.startsWith("arn:"));
  return [...new Set(arns)].map((arn) => {
    const name = arn.split(":")[6] ?? arn;
    return { arn, name, logicalName: name };
  });
}
