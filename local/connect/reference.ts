/** References of the flow language (`$.Attributes.name`), compiled to functions that read the running contact. */
import type { Agent } from "./agent";
import type { FlowRun } from "./flowRun";
import type { Queue } from "./queue";
import type { Channel } from "./types";

/** Reads a reference; undefined when it leads to nothing. */
export type Getter = (run: FlowRun) => string | undefined;

/** One reference, also inside text. `$.Attributes.['my key']` and `$.Attributes['my key']` are both written. */
export const REFERENCE = /\$\.[A-Za-z_][\w-]*(?:\.[A-Za-z0-9_][\w-]*|\.?\['[^']*'\]|\.?\["[^"]*"\])*/g;

function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (const [, plain, single, double] of path.slice(1).matchAll(/\.?\['([^']*)'\]|\.?\["([^"]*)"\]|\.([\w-]+)/g)) {
    segments.push(plain ?? single ?? double ?? "");
  }
  return segments;
}

type GetterMaker = (path: readonly string[]) => Getter | undefined;

/** For roots that stand alone, such as `$.ContactId`. */
function leaf(getter: Getter): GetterMaker {
  return (path) => (path.length === 0 ? getter : undefined);
}

/** For roots with one free name behind them, such as `$.Attributes.name`. */
function named(make: (key: string) => Getter): GetterMaker {
  return ([key, ...rest]) => (key === undefined || rest.length > 0 ? undefined : make(key));
}

/** For features this run does not have: legal, and never set. */
const absent: GetterMaker = () => () => undefined;

function endpoint(address: Getter): GetterMaker {
  return named((key) => {
    if (key === "Address") return address;
    if (key === "Type") return (run) => (address(run) === undefined ? undefined : "TELEPHONE_NUMBER");
    return () => undefined;
  });
}

const QUEUE_FIELDS: Record<string, (queue: Queue) => string | undefined> = {
  Name: (queue) => queue.name,
  ARN: (queue) => queue.arn,
  "OutboundCallerId.Address": (queue) => queue.outboundNumber,
};

const AGENT_FIELDS: Record<string, (agent: Agent) => string | undefined> = {
  UserName: (agent) => agent.username,
  FirstName: (agent) => agent.firstName,
  LastName: (agent) => agent.lastName,
  ARN: (agent) => agent.arn,
};

/** Flow types in which an agent is known. */
const WITH_AGENT = new Set(["AGENT_WHISPER", "CUSTOMER_WHISPER", "OUTBOUND_WHISPER", "AGENT_HOLD", "CUSTOMER_HOLD"]);

/** Own keys only: a path such as `$.External.toString` leads to nothing. */
function hasOwn(value: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(value, key);
}

/** Follows names into a nested value; only leaves have text. */
function nested(value: unknown, path: readonly string[]): string | undefined {
  let at = value;
  for (const key of path) {
    if (typeof at !== "object" || at === null || !hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at === undefined || at === null || typeof at === "object" ? undefined : String(at);
}

const SUBTYPES: Readonly<Record<Channel, string>> = {
  VOICE: "connect:Telephony",
  CHAT: "connect:Chat",
  TASK: "connect:Task",
  EMAIL: "connect:Email",
};

/** What a flow has set (UpdateContactData), and the subtype of the contact. */
function segmentAttribute({ contact }: FlowRun, key: string): string | undefined {
  return (
    nested(contact.facts?.SegmentAttributes, [key]) ??
    (key === "connect:Subtype" ? SUBTYPES[contact.channel] : undefined)
  );
}

const ROOTS: ReadonlyMap<string, GetterMaker> = new Map<string, GetterMaker>([
  ["ContactId", leaf((run) => run.contact.id)],
  ["InitialContactId", leaf((run) => run.contact.initial.id)],
  ["PreviousContactId", leaf((run) => run.contact.previous?.id)],
  ["Channel", leaf((run) => run.contact.channel)],
  ["InitiationMethod", leaf((run) => (run.inWhisper ? undefined : run.contact.initiationMethod))],
  ["InstanceARN", leaf((run) => run.runtime.instance.arn)],
  ["AwsRegion", leaf((run) => run.runtime.instance.region)],
  ["CustomerEndpoint", endpoint((run) => run.contact.customerAddress)],
  ["SystemEndpoint", endpoint((run) => run.contact.systemAddress)],
  ["CustomerId", leaf((run) => run.contact.data.CustomerId)],
  ["Name", leaf((run) => run.contact.data.Name)],
  ["Description", leaf((run) => run.contact.data.Description)],
  ["LanguageCode", leaf((run) => run.contact.data.LanguageCode)],
  ["TextToSpeechVoiceId", leaf((run) => run.contact.voice)],
  [
    "References",
    ([key = "", field = ""]) =>
      (run) =>
        nested(run.contact.references.get(key), [field]),
  ],
  [
    "Queue",
    (path) => {
      const field = path.join(".");
      const read = hasOwn(QUEUE_FIELDS, field) ? QUEUE_FIELDS[field] : undefined;
      return read && ((run) => (run.contact.workingQueue === null ? undefined : read(run.contact.workingQueue)));
    },
  ],
  [
    "Agent",
    named((key) => (run) => {
      const read = hasOwn(AGENT_FIELDS, key) ? AGENT_FIELDS[key] : undefined;
      const agent = WITH_AGENT.has(run.frame.flow.kind) || run.frame.parent !== null ? run.contact.agent : null;
      return agent === null ? undefined : read?.(agent);
    }),
  ],
  ["Attributes", named((key) => (run) => run.contact.attributes.get(key))],
  ["FlowAttributes", named((key) => (run) => run.frame.flowAttributes?.get(key))],
  ["External", (path) => (path.length === 0 ? undefined : (run) => nested(run.frame.external, path))],
  ["StoredCustomerInput", leaf((run) => run.frame.storedInput)],
  ["Lex", (path) => (path.length === 0 ? undefined : (run) => nested(run.frame.lex, path))],
  ["Metrics", (path) => (path.length === 0 ? undefined : (run) => nested(run.frame.metrics, path))],
  ["Tags", named((key) => (run) => run.contact.tags.get(key))],
  ["LambdaInvocation", named((key) => (run) => (key === "InvocationId" ? run.frame.invocationId : undefined))],
  ["Views", (path) => (path.length === 0 ? undefined : (run) => nested(run.frame.views, path))],
  ["SegmentAttributes", named((key) => (run) => segmentAttribute(run, key))],
  ["Media", (path) => (path.join(".") === "InitialMessage" ? (run) => run.contact.initialMessage : () => undefined)],
  ...["Task", "MediaStreams", "Customer", "Case", "Wisdom"].map((root): [string, GetterMaker] => [
    root,
    (path) => (path.length === 0 ? undefined : (run) => nested(run.contact.facts?.[root], path)),
  ]),
  ["Module", absent],
  ["Modules", absent],
]);

/** The reader of a whole reference, or undefined when its first name is none Amazon Connect knows. */
export function compileReference(path: string): Getter | undefined {
  const [root = "", ...rest] = segmentsOf(path);
  return ROOTS.get(root)?.(rest);
}
