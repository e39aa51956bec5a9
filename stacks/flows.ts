/** The shipped contact flows of a stack, from its settings. */
import { shippedFlows, type FlowArgs, type FlowSettings } from "../components/shippedFlows";
import { mainHours } from "./center";
import type { Settings } from "./settings";

/** What an architecture adds to the flows of the simple one. */
export type FlowFeatures = Pick<FlowSettings, "selfService" | "recording" | "bot" | "notifications" | "survey">;

/** Flows of the simple architecture: nothing is recorded, no handler is asked. */
const CALLS_ONLY: FlowFeatures = { selfService: false, recording: "none" };

/** What the architecture of a stack has its flows do. */
export function featuresOf(settings: Settings): FlowFeatures {
  const { architecture, recordings, notifications, survey } = settings;
  const recorded: FlowFeatures = { selfService: true, recording: recordings.record };
  return {
    simple: CALLS_ONLY,
    basic: recorded,
    advanced: { ...recorded, bot: true, notifications: notifications.orderChanges, survey },
  }[architecture];
}

/** The flows of a stack, ready for ContactCenter. */
export function stackFlows(settings: Settings, features?: FlowFeatures): FlowArgs[] {
  return shippedFlows(flowSettings(settings, features));
}

/** What the flows need to know of a stack. */
export function flowSettings(settings: Settings, features: FlowFeatures = CALLS_ONLY): FlowSettings {
  return {
    company: settings.company,
    voice: settings.voice,
    language: settings.language,
    logging: settings.flowLogs,
    hours: mainHours(settings),
    queues: menuQueues(settings),
    callback: settings.callback,
    callbackToAnyNumber: settings.callbackToAnyNumber,
    orderChanges: settings.orderChanges,
    ...features,
  };
}

/** The queues callers choose from: those with a digit, or all of them in order when none has one. */
function menuQueues(settings: Settings): FlowSettings["queues"] {
  const chosen = settings.queues.filter((queue) => queue.digit !== undefined);
  const queues = chosen.length > 0 ? chosen : settings.queues;
  return queues.map((queue, index) => ({
    name: queue.name,
    spokenName: queue.spokenName ?? queue.name,
    digit: String(queue.digit ?? index + 1),
  }));
}
