/** Events in words. */
import type { ObservedEvent } from "../../scenarios/language";

/** What an observation waits for, as a person would say it. */
export function describeEvent(event: ObservedEvent): string {
  switch (event.type) {
    case "TestInitiated":
      return "the test begins";
    case "TestCompleted":
      return "the test is over";
    case "Disconnected":
      return "the centre ends the contact";
    case "AgentConnected":
      return `${event.agent} and the customer talk`;
    case "FlowActionStarted":
      return `${event.actionType} begins${event.resource === undefined ? "" : ` with ${event.resource}`}`;
    case "MessageReceived": {
      const { match, expected, form } = event;
      if (match instanceof RegExp) return `a message that matches ${String(match)}`;
      if (form === "prompt" || form === "media") return `the ${form === "prompt" ? "prompt" : "recording"} ${expected}`;
      return `a message that ${match === "Inclusion" ? "contains" : "is similar to"} "${expected}"`;
    }
  }
}
