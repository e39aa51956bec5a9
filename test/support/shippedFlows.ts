/** The flows this project ships, as documents to bring back. */
import { flowCatalog } from "../../flows/catalog";
import { type Flow } from "../../flows/language";

/** Every shipped flow, with everything switched on. */
export function shippedFlows(): Flow[] {
  return flowCatalog({
    company: "Example Company",
    voice: "Joanna",
    language: "en-GB",
    logging: true,
    hours: "main",
    queues: ["sales", "support"].map((name, at) => ({ name, spokenName: name, digit: String(at + 1) })),
    recording: "both",
    selfService: true,
    callback: true,
    callbackToAnyNumber: true,
  });
}
