/** What a block does, in a person's words: what is said, which keys, which queue. */
import { type ActionParameters, type FlowAction, type JsonValue } from "../document";
import { duration, type NameFinder, plainWords, resourceInWords, speechInWords, textInWords } from "./names";

/** What kind of thing a block does; decides its colour and sign. */
export type Family = "speech" | "input" | "decision" | "data" | "function" | "queue" | "setting" | "end";

/** A block in words. */
export interface BlockWords {
  readonly family: Family;
  /** What it does, a few words such as "Say" or "Menu". */
  readonly verb: string;
  /** What tells it apart: the text that is said, the queue's name. Empty where the verb says all. */
  readonly text: string;
}

type Describe = (read: Reader) => Omit<BlockWords, "family">;

/** Describes an action. A type that is not known keeps its own name. */
export function describeBlock(action: FlowAction, nameOf: NameFinder): BlockWords {
  const [family, describe] = WORDS.get(action.Type) ?? [
    "setting" as const,
    () => ({ verb: plainVerb(action.Type), text: "" }),
  ];
  return { family, ...describe(new Reader(action.Parameters ?? {}, nameOf)) };
}

function plainVerb(type: string): string {
  const words = plainWords(type);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Reads parameters as words. */
class Reader {
  constructor(
    readonly parameters: ActionParameters,
    readonly nameOf: NameFinder,
  ) {}

  value(path: string): JsonValue | undefined {
    let value: JsonValue | undefined = this.parameters;
    for (const key of path.split(".")) {
      value =
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? (value as ActionParameters)[key]
          : undefined;
    }
    return value;
  }

  text(path: string): string {
    const value = this.value(path);
    return value === undefined || typeof value === "object" ? "" : textInWords(String(value));
  }

  seconds(path: string): string {
    const value = this.value(path);
    return value === undefined || typeof value === "object" ? "" : duration(String(value));
  }

  is(path: string, expected: string): boolean {
    return String(this.value(path)).toLowerCase() === expected.toLowerCase();
  }

  resource(path: string): string {
    const value = this.value(path);
    return typeof value === "string" ? resourceInWords(value, this.nameOf) : "";
  }

  entries(path: string): [string, JsonValue][] {
    const value = this.value(path);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  }

  list(path: string): readonly JsonValue[] {
    const value = this.value(path);
    return Array.isArray(value) ? value : [];
  }

  /** What is heard: “text”, the words of SSML, or a prompt's name. */
  heard(): string {
    const said = this.value("SSML") ?? this.value("Text");
    if (typeof said === "string") {
      const words = /^\s*<speak/.test(said) ? speechInWords(said) : textInWords(said).trim();
      // Blocks that wait for a bot or a key carry a blank where nothing is to be said.
      return words === "" ? "" : `“${words}”`;
    }
    return this.value("PromptId") === undefined ? "" : `♪ ${this.resource("PromptId")}`;
  }

  /** `key = value` of a map, joined. */
  pairs(path: string): string {
    return this.entries(path)
      .map(([key, value]) => `${textInWords(key)} = ${this.scalar(value)}`)
      .join(", ");
  }

  private scalar(value: JsonValue): string {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return this.scalar((value as ActionParameters)["Value"] ?? "");
    }
    return typeof value === "object"
      ? JSON.stringify(value)
      : /^arn:|^\$\{\{/.test(String(value))
        ? resourceInWords(String(value), this.nameOf)
        : textInWords(String(value));
  }
}

const joined = (...parts: string[]): string => parts.filter((part) => part !== "").join(" · ");
const fixed =
  (verb: string): Describe =>
  () => ({ verb, text: "" });
const titled =
  (verb: string, text: (read: Reader) => string): Describe =>
  (read) => ({ verb, text: text(read) });

const WORDS: ReadonlyMap<string, readonly [Family, Describe]> = new Map<string, readonly [Family, Describe]>([
  [
    "MessageParticipant",
    ["speech", (r) => ({ verb: r.value("PromptId") === undefined ? "Say" : "Play", text: r.heard() })],
  ],
  ["MessageParticipantIteratively", ["speech", loopPrompts]],
  ["GetParticipantInput", ["input", (r) => (r.is("StoreInput", "True") ? ask(r) : menu(r))]],
  ["ConnectParticipantWithLexBot", ["input", (r) => ({ verb: `Bot ${bot(r)}`.trim(), text: r.heard() })]],
  ["ShowView", ["input", titled("Show a form", (r) => r.resource("ViewResource.Id"))]],
  ["Compare", ["decision", (r) => ({ verb: "Depends on", text: r.text("ComparisonValue").replace(/^‹(.*)›$/, "$1") })]],
  [
    "CheckHoursOfOperation",
    ["decision", titled("Opening hours", (r) => r.resource("HoursOfOperationId") || "of the queue")],
  ],
  [
    "CheckMetricData",
    ["decision", titled("Check", (r) => joined(metric(r.text("MetricType")), r.resource("QueueId")))],
  ],
  ["DistributeByPercentage", ["decision", fixed("Share out by chance")]],
  ["Loop", ["decision", titled("Repeat", (r) => times(r.text("LoopCount")))]],
  [
    "Wait",
    [
      "decision",
      titled("Wait", (r) =>
        joined(`up to ${r.seconds("TimeLimitSeconds")}`, ...r.list("Events").map((event) => plainWords(String(event)))),
      ),
    ],
  ],
  ["GetMetricData", ["data", titled("Look at the queue", (r) => r.resource("QueueId"))]],
  [
    "InvokeLambdaFunction",
    [
      "function",
      (r) => ({
        verb: r.is("InvocationType", "ASYNCHRONOUS") ? "Start function" : "Ask function",
        text: r.resource("LambdaFunctionARN"),
      }),
    ],
  ],
  ["InvokeFlowModule", ["function", titled("Run module", (r) => r.resource("FlowModuleId"))]],
  ["UpdateContactAttributes", ["data", titled("Remember", (r) => r.pairs("Attributes"))]],
  ["UpdateFlowAttributes", ["data", titled("Remember in this flow", (r) => r.pairs("FlowAttributes"))]],
  ["UpdateContactData", ["data", titled("Contact data", contactData)]],
  ["TagContact", ["data", titled("Tag", (r) => r.pairs("Tags"))]],
  ["UntagContact", ["data", titled("Remove tags", (r) => r.list("TagKeys").map(String).join(", "))]],
  [
    "UpdateContactTargetQueue",
    [
      "queue",
      (r) =>
        r.value("AgentId") === undefined
          ? { verb: "Queue", text: r.resource("QueueId") }
          : { verb: "Agent", text: r.resource("AgentId") },
    ],
  ],
  ["TransferContactToQueue", ["queue", fixed("Wait in the queue")]],
  [
    "DequeueContactAndTransferToQueue",
    ["queue", titled("Move to queue", (r) => r.resource("QueueId") || r.resource("AgentId"))],
  ],
  ["TransferContactToAgent", ["queue", fixed("Connect to the agent")]],
  [
    "TransferParticipantToThirdParty",
    [
      "queue",
      titled("Connect to number", (r) =>
        joined(r.text("ThirdPartyPhoneNumber"), `rings ${r.seconds("ThirdPartyConnectionTimeLimitSeconds")}`),
      ),
    ],
  ],
  ["TransferToFlow", ["queue", titled("Go to flow", (r) => r.resource("ContactFlowId"))]],
  [
    "CreateCallbackContact",
    [
      "queue",
      titled("Queue a callback", (r) => joined(r.resource("QueueId"), `after ${r.seconds("InitialCallDelaySeconds")}`)),
    ],
  ],
  [
    "UpdateContactCallbackNumber",
    ["queue", titled("Call back at", (r) => r.text("CallbackNumber").replace(/^‹(.*)›$/, "$1"))],
  ],
  ["CreateTask", ["queue", titled("Create a task", (r) => r.text("Name"))]],
  ["UpdateContactEventHooks", ["setting", (r) => eventHook(r)]],
  [
    "UpdateFlowLoggingBehavior",
    ["setting", (r) => ({ verb: `Flow log ${r.is("FlowLoggingBehavior", "Enabled") ? "on" : "off"}`, text: "" })],
  ],
  [
    "UpdateContactRecordingBehavior",
    ["setting", (r) => ({ verb: "Record", text: recorded(r, "RecordingBehavior.RecordedParticipants") })],
  ],
  [
    "UpdateContactRecordingAndAnalyticsBehavior",
    ["setting", titled("Record", (r) => recorded(r, "VoiceBehavior.VoiceRecordingBehavior.RecordedParticipants"))],
  ],
  [
    "UpdateContactTextToSpeechVoice",
    [
      "setting",
      titled("Voice", (r) => joined(r.text("TextToSpeechVoice"), r.text("TextToSpeechEngine").toLowerCase())),
    ],
  ],
  [
    "UpdateContactRoutingBehavior",
    [
      "setting",
      (r) =>
        r.value("QueuePriority") === undefined
          ? { verb: "Queue age", text: `${r.text("QueueTimeAdjustmentSeconds")} s` }
          : { verb: "Priority", text: r.text("QueuePriority") },
    ],
  ],
  ["UpdateContactRoutingCriteria", ["setting", fixed("Route by skill")]],
  [
    "UpdateContactMediaStreamingBehavior",
    ["setting", titled("Stream audio", (r) => r.text("MediaStreamingState").toLowerCase())],
  ],
  ["DisconnectParticipant", ["end", fixed("Hang up")]],
  ["EndFlowExecution", ["end", fixed("End of the flow")]],
  ["EndFlowModuleExecution", ["end", fixed("Back from the module")]],
]);

function menu(read: Reader): Omit<BlockWords, "family"> {
  const wait = read.seconds("InputTimeLimitSeconds");
  return { verb: wait === "" ? "Menu" : `Menu, waits ${wait}`, text: read.heard() };
}

function ask(read: Reader): Omit<BlockWords, "family"> {
  const length = read.text("InputValidation.CustomValidation.MaximumLength");
  const phone = read.value("InputValidation.PhoneNumberValidation") !== undefined;
  const what = phone
    ? "Ask for a number"
    : length === "1"
      ? "Ask for a digit"
      : `Ask for up to ${length || "20"} digits`;
  return { verb: what, text: read.heard() };
}

function bot(read: Reader): string {
  const name = read.resource("LexV2Bot.AliasArn") || read.text("LexBot.Name");
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}

function loopPrompts(read: Reader): Omit<BlockWords, "family"> {
  const messages = read.list("Messages").map((message) => {
    return typeof message === "object" && message !== null && !Array.isArray(message)
      ? new Reader(message as ActionParameters, read.nameOf).heard()
      : "";
  });
  const every = read.seconds("InterruptFrequencySeconds");
  return { verb: every === "" ? "Play again and again" : `Play, interrupt every ${every}`, text: messages.join(" ") };
}

function contactData(read: Reader): string {
  return Object.keys(read.parameters)
    .filter((key) => key !== "TargetContact" && typeof read.value(key) !== "object")
    .map((key) => `${plainWords(key)} = ${read.text(key)}`)
    .join(", ");
}

function eventHook(read: Reader): Omit<BlockWords, "family"> {
  const [hook, value] = read.entries("EventHooks")[0] ?? ["", ""];
  return {
    verb: `${plainVerb(hook)} flow`,
    text: typeof value === "string" ? resourceInWords(value, read.nameOf) : "",
  };
}

function recorded(read: Reader, path: string): string {
  const who = read.list(path).map((participant) => String(participant).toLowerCase());
  return who.length === 0 ? "nobody" : who.join(" and ");
}

function metric(type: string): string {
  return plainWords(type.replace(/^NumberOf/, ""));
}

function times(count: string): string {
  return count === "1" ? "once" : `up to ${count} times`;
}
