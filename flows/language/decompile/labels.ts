/** Names of places in a flow: what a person called the block, or what it says. */
import { type FlowAction, type FlowDocument, type JsonValue } from "../document";
import { camelCase, isGenerated } from "./source";

/** Most words of a text in a name. */
const MAX_WORDS = 4;

const NAMES_BY_TYPE: { readonly [type: string]: string } = {
  DisconnectParticipant: "disconnect",
  EndFlowExecution: "end",
  EndFlowModuleExecution: "end",
  TransferContactToQueue: "transfer to queue",
  TransferToFlow: "transfer to flow",
  GetParticipantInput: "input",
  MessageParticipant: "message",
  MessageParticipantIteratively: "prompts",
  InvokeLambdaFunction: "function",
  Compare: "compare",
  CheckHoursOfOperation: "hours",
  ConnectParticipantWithLexBot: "bot",
  ShowView: "view",
  Loop: "loop",
  UpdateContactTargetQueue: "queue",
  UpdateContactRecordingBehavior: "recording",
  UpdateContactAttributes: "attributes",
  UpdateFlowAttributes: "flow attributes",
  UpdateContactEventHooks: "hook",
  UpdateContactRoutingBehavior: "priority",
  InvokeFlowModule: "module",
  CheckMetricData: "check",
  TransferParticipantToThirdParty: "phone",
  Wait: "wait",
};

/** Gives out the labels of one flow. */
export class Labels {
  private readonly actions: ReadonlyMap<string, FlowAction>;
  private readonly given = new Map<string, string>();
  private readonly used = new Set<string>();

  constructor(document: FlowDocument) {
    this.actions = new Map(document.Actions.map((action) => [action.Identifier, action]));
  }

  /** What a person called the block, if anybody did. */
  readonly friendly = (identifier: string): string | undefined =>
    isGenerated(identifier) || identifier.length > 40 ? undefined : identifier;

  /** The label of a block; always the same for one block, and of no other. */
  readonly name = (identifier: string): string => {
    const known = this.given.get(identifier);
    if (known !== undefined) {
      return known;
    }
    const wanted = this.friendly(identifier) ?? this.words(identifier);
    let name = wanted;
    for (let copy = 2; this.used.has(name); copy++) {
      name = `${wanted} ${copy}`;
    }
    this.used.add(name);
    this.given.set(identifier, name);
    return name;
  };

  private words(identifier: string): string {
    const action = this.actions.get(identifier);
    if (!action) {
      return "missing block";
    }
    const said = [action.Parameters?.["Text"], action.Parameters?.["SSML"]].find(isText);
    const words = said === undefined ? [] : wordsOf(said);
    return words.length > 0 ? words.join(" ") : (NAMES_BY_TYPE[action.Type] ?? decamelized(action.Type));
  }
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && !value.startsWith("$.");
}

function wordsOf(text: string): string[] {
  const words = text
    .replace(/<[^<>]*>/g, " ")
    .replace(/\$\.[\w.'[\]-]+/g, " ")
    .split(/[^\p{L}\p{N}'’]+/u)
    .filter((word) => word !== "");
  return words.slice(0, MAX_WORDS).map((word) => word.toLowerCase());
}

function decamelized(type: string): string {
  return camelCase(type)
    .replace(/([A-Z])/g, " $1")
    .toLowerCase();
}
