/** The flows this project ships, as documents to bring back. */
import { flowCatalog } from "../../flows/catalog";
import { type Flow } from "../../flows/language";
import { FLOW_SETTINGS } from "./flowSettings";

/** Every shipped flow, with everything switched on. */
export function shippedFlows(): Flow[] {
  return flowCatalog({ ...FLOW_SETTINGS, language: "en-GB", callbackToAnyNumber: true });
}
