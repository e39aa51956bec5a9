/** Takes one fuzzed document through everything the project does with documents, and says how far it came. */
import { FlowError, validate, type FlowDocument, type FlowKind } from "../../flows/language";
import { decompile } from "../../flows/language/decompile";
import { InvalidContactFlowException } from "../../local/connect";
import { entryFlow, playground } from "../../local/connect/playground";
import type { Seedling } from "./corpus";
import { Dice } from "./dice";
import { mutant } from "./mutate";
import { bots, functions, walk } from "./walk";

/** How far a document came. */
export interface Examined {
  /** Not even JSON. */
  readonly broken: boolean;
  /** The validator found no error in it. */
  readonly accepted: boolean;
  /** Walks through it. */
  readonly walks: number;
}

const ACCEPTED_WALKS = ["VOICE", "VOICE", "CHAT"] as const;
const LENIENT_WALKS = ["VOICE", "CHAT"] as const;

/** The `number`-th document of a seed. */
export function fuzzed(corpus: readonly Seedling[], seed: number, number: number): { text: string; type: FlowKind } {
  const dice = new Dice(seed, 2 * number);
  const { document, type } = dice.pick(corpus);
  return { text: mutant(document, dice), type };
}

/**
 * Examines the `number`-th document of a seed.
 * @throws whatever must not be thrown: every exception of this is a defect
 */
export async function examine(corpus: readonly Seedling[], seed: number, number: number): Promise<Examined> {
  const { text, type } = fuzzed(corpus, seed, number);
  const dice = new Dice(seed, 2 * number + 1);
  const document = parsed(text);
  const accepted = document !== undefined && hasNoError(document, type);
  if (document !== undefined && number % DECOMPILED === 0) decompiled(document, type);
  const connect = load(text, type, !accepted, dice);
  // What the validator passes, the engine loads; what it refuses may be beyond reading.
  if (connect === undefined) return { broken: document === undefined, accepted, walks: 0 };
  const entry = connect.flows.all().some(({ name }) => name === entryFlow(NAME)) ? entryFlow(NAME) : NAME;
  const chats = entry !== NAME || type === "CONTACT_FLOW";
  const channels = accepted ? ACCEPTED_WALKS : LENIENT_WALKS;
  for (const channel of channels) await walk(connect, entry, chats ? channel : "VOICE", dice);
  JSON.stringify([connect.records, connect.flowLogs]);
  return { broken: document === undefined, accepted, walks: channels.length };
}

const NAME = "fuzzed";

/** Every so many documents are decompiled, which takes as long as everything else together. */
const DECOMPILED = 4;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function hasNoError(document: unknown, type: FlowKind): boolean {
  // The validator takes any document, whatever its type says.
  return validate(document as FlowDocument, { type, channels: ["VOICE", "CHAT"] }).every(
    ({ severity }) => severity === "warning",
  );
}

/** Source, or an error that says why there is none. */
function decompiled(document: unknown, type: FlowKind): void {
  try {
    // The decompiler takes any document too.
    decompile(document as FlowDocument, { name: NAME, type });
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
  }
}

function load(text: string, type: FlowKind, lenient: boolean, dice: Dice): ReturnType<typeof playground> | undefined {
  try {
    return playground([{ name: NAME, document: text, type }], {
      lenient,
      seed: dice.number,
      keep: 8,
      speech: dice.pick(["instant", 170]),
      functions: functions(dice),
      bots: bots(dice),
    });
  } catch (error) {
    if (lenient && error instanceof InvalidContactFlowException) return undefined;
    throw error;
  }
}
