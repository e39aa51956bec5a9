/** Settings of the shipped flows for tests and benchmarks. */
import type { FlowSettings } from "../../flows/catalog";

/** What the flows of stack dev are built from. */
export const FLOW_SETTINGS: FlowSettings = {
  company: "Example Company",
  voice: "Joanna",
  language: "en-US",
  logging: true,
  hours: "main",
  queues: [
    { name: "support", spokenName: "help with an order", digit: "1" },
    { name: "sales", spokenName: "a new order", digit: "2" },
  ],
  recording: "both",
  selfService: true,
  callback: true,
};
