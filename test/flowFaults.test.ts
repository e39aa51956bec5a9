/** Every way through the shipped flows: calls that find them, blocks that fail, and what becomes of the callers. */
import { openCenter } from "contact-center/testing";
import { evaluated } from "./support/evaluated";
import { describeEveryWay } from "./support/everyWay";
import { callWorlds, WITH_QUICK_CONNECT } from "./support/flowWorlds";

/** What the stacks can make of the flows. */
const VARIANTS = {
  "with callback": { callback: "true" },
  "with callback to any number": { callback: "true", callbackToAnyNumber: "true" },
  "without callback": { callback: "false" },
};

for (const [variant, settings] of Object.entries(VARIANTS)) {
  describeEveryWay(`shipped flows ${variant}`, {
    worlds: callWorlds,
    open: async (coverage) => {
      const graph = await evaluated("dev", { ...WITH_QUICK_CONNECT, ...settings });
      return openCenter({ graph, at: "2026-11-23T15:00:00Z", coverage, keep: 0 });
    },
  });
}
