/** The contact flows this project ships, as ContactCenter takes them. */
import { flowCatalog, type FlowSettings } from "../flows/catalog";
import { toJson } from "../flows/language";
import type { FlowArgs } from "./contactCenter/flows";

export type { FlowArgs } from "./contactCenter/flows";
export type { FlowSettings } from "../flows/catalog";

/** Every shipped flow for these settings, validated, with placeholders for what the stack makes. */
export function shippedFlows(settings: FlowSettings): FlowArgs[] {
  return flowCatalog(settings).map(({ name, type, description, document }) => ({
    name,
    type,
    description,
    content: toJson(document),
  }));
}
