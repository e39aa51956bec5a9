/** The scenario catalogue: every scenario this project ships. Tests play all of them, in both forms. */
import type { FlowSettings } from "../flows/settings";
import { inboundScenarios } from "./inbound";
import type { Scenario } from "./language";

/** Every scenario of a centre with these settings. */
export function scenarioCatalog(settings: FlowSettings): Scenario[] {
  return inboundScenarios(settings);
}
