/** Defines a flow: records it, turns it into a document and refuses it if the service would. */
import { type FlowDocument, type FlowKind, type JsonValue } from "./document";
import { emit } from "./emit";
import { isUnacceptable } from "./finding";
import { writeBlock } from "./flowBuilder";
import { FlowError } from "./flowError";
import { type Habits, Recorder } from "./recorder";
import { type Body } from "./statements";
import { describeFindings, type Finding, validate } from "./validate";

/**
 * A flow. What it shares with {@link Habits} is for flows that come from elsewhere: what they leave out, blocks nothing
 * leads to, and `check: "report"` for those the service would refuse.
 */
export interface FlowOptions<Kind extends FlowKind = FlowKind> extends Habits {
  /** Name of the flow, 1 to 127 characters; other flows name it in `flowRef`. */
  name: string;
  /** What the flow is for; it cannot change once the flow exists. Statements illegal in this type do not compile. */
  type: Kind;
  /** At most 500 characters. */
  description?: string;
  /** What happens when a block fails and nothing closer handles it. It must end, with a goodbye for example. */
  onError: Body<Kind>;
  /** Blocks nothing leads to, kept all the same. */
  unreachable?: Body<Kind>;
  /** Input and output parameters of a module, as the document holds them (`Settings`). Null leaves them out. */
  settings?: { readonly [key: string]: JsonValue } | null;
}

/** A flow that is complete and legal, but for the ARNs of what it names. */
export interface Flow {
  readonly name: string;
  readonly type: FlowKind;
  readonly description?: string;
  readonly document: FlowDocument;
  /** What is wrong with it, of a flow defined with `check: "report"`. */
  readonly findings?: readonly Finding[];
}

const MAX_NAME_LENGTH = 127;
const MAX_DESCRIPTION_LENGTH = 500;

/**
 * Defines a flow that reads like the conversation it is.
 * @throws FlowError when a path does not end, or when the service would refuse the flow; it lists everything wrong.
 *   With `check: "report"` the second is left to who reads `findings`.
 */
export function defineFlow<Kind extends FlowKind>(options: FlowOptions<Kind>, body: Body<Kind>): Flow {
  const { name, type, description, check = "refuse", optionalErrors, leaveOut, endings, settings } = options;
  checkTexts(options);
  const recorder = new Recorder(name, type, { check, optionalErrors, leaveOut, endings });
  writeBlock(recorder.rootHandler, options.onError);
  writeBlock(recorder.root, body);
  writeBlock(recorder.unreached, options.unreachable ?? (() => undefined));
  const document = emit(recorder, settings);
  const findings = validate(document, { type });
  const errors = findings.filter(isUnacceptable);
  if (errors.length > 0 && check === "refuse") {
    throw new FlowError(`The flow ${name} would be refused:\n${describeFindings(errors)}`);
  }
  return {
    name,
    type,
    ...(description !== undefined && { description }),
    document,
    ...(check === "report" && { findings }),
  };
}

function checkTexts({ name, description = "" }: { name: string; description?: string }): void {
  if (name.length < 1 || name.length > MAX_NAME_LENGTH) {
    throw new FlowError(`The flow name ${JSON.stringify(name)} has ${name.length} characters; 1 to 127 are allowed.`);
  }
  if (description.length > MAX_DESCRIPTION_LENGTH) {
    throw new FlowError(
      `The description of ${name} has ${description.length} characters; at most ${MAX_DESCRIPTION_LENGTH} are allowed.`,
    );
  }
}
