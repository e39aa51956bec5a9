/** What changed inside a block, in words. */
import { type JsonValue } from "../document";
import { duration, NO_NAMES, plainWords, referenceInWords, resourceInWords, textInWords } from "../picture/names";
import { isReference } from "../references";
import { type Block, shortened } from "./side";

/** Words for parameters whose names a person would not use. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["InputTimeLimitSeconds", "timeout"],
  ["InvocationTimeLimitSeconds", "time limit"],
  ["TimeLimitSeconds", "timeout"],
  ["InterruptFrequencySeconds", "interval"],
  ["ThirdPartyConnectionTimeLimitSeconds", "rings for"],
  ["LoopCount", "rounds"],
  ["QueueId", "queue"],
  ["AgentId", "agent"],
  ["HoursOfOperationId", "hours of operation"],
  ["LambdaFunctionARN", "function"],
  ["ContactFlowId", "flow"],
  ["FlowModuleId", "module"],
  ["TextToSpeechVoice", "voice"],
  ["ComparisonValue", "compares"],
  ["MaximumLength", "most digits"],
  ["RecordedParticipants", "recorded"],
  ["QueuePriority", "priority"],
  ["CallbackNumber", "number"],
]);

/** Parameters that only group others; what is inside says enough. */
const GROUPS: ReadonlySet<string> = new Set([
  "Attributes",
  "FlowAttributes",
  "LambdaInvocationAttributes",
  "EventHooks",
  "InputValidation",
  "CustomValidation",
  "LexV2Bot",
  "Value",
]);

/** The parameters that differ, each as `timeout 5 s → 8 s`. What is said is left out: it has sentences of its own. */
export function parameterChanges(before: Block, after: Block): string[] {
  const old = leaves(before.action.Parameters ?? {});
  const fresh = leaves(after.action.Parameters ?? {});
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return paths
    .filter((path) => old.get(path) !== fresh.get(path) && !isSpeech(path))
    .map((path) => {
      const [was, is] = [old.get(path), fresh.get(path)].map((value) => value && shown(path, value));
      const name = nameOf(path);
      return was === undefined
        ? `${name} is now ${is ?? "empty"}`
        : is === undefined
          ? `${name} is gone (it was ${was})`
          : `${name} ${was} → ${is}`;
    });
}

/** Whether a parameter holds what is heard. */
export function isSpeech(path: string): boolean {
  return /^(Messages\.\d+\.)?(Text|SSML|PromptId)$/.test(path);
}

function nameOf(path: string): string {
  const keys = path
    .split(".")
    .filter((key, index, all) => !GROUPS.has(key) && !(/^\d+$/.test(key) && index === all.length - 1));
  return keys.map((key) => WORDS.get(key) ?? (path.includes("Attributes.") ? key : plainWords(key))).join(" ") || path;
}

function shown(path: string, value: string): string {
  if (/Seconds$/.test(path)) {
    return duration(value);
  }
  if (isReference(value)) {
    return referenceInWords(value);
  }
  return shortened(/^(arn:|\$\{\{)/.test(value) ? resourceInWords(value, NO_NAMES) : textInWords(value) || "empty");
}

/** Scalars of parameters by path; a list of scalars counts as one. */
function leaves(value: JsonValue, path = ""): Map<string, string> {
  if (Array.isArray(value) && value.every((entry) => typeof entry !== "object")) {
    return new Map([[path, value.map(String).join(", ") || "nobody"]]);
  }
  if (typeof value !== "object" || value === null) {
    return new Map([[path, typeof value === "boolean" ? (value ? "True" : "False") : String(value)]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, path === "" ? key : `${path}.${key}`)]),
  );
}
