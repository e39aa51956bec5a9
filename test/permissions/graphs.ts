/** The stacks whose roles are proven: development with Athena, production with Redshift, each with all that settings add. */
import type { ResourceGraph } from "../../local/engine/graph";
import { evaluated } from "../support/evaluated";

const EVERYTHING = {
  architecture: "advanced",
  slack: "true",
  survey: "true",
  notifications: JSON.stringify({ countries: ["US", "CA"], emailFrom: "no-reply@example.com" }),
  routingProfiles: JSON.stringify([
    { name: "everyone", chats: 2, tasks: 1, queues: [{ queue: "support" }, { queue: "sales" }] },
  ]),
};

/** One stack. */
export interface ProvenStack {
  readonly name: "dev" | "prod";
  readonly config: Readonly<Record<string, string>>;
}

/** The stacks. */
export const PROVEN: readonly ProvenStack[] = [
  {
    name: "dev",
    config: { ...EVERYTHING, analytics: JSON.stringify({ warehouse: "athena", agentEvents: true }) },
  },
  {
    name: "prod",
    config: {
      ...EVERYTHING,
      users: "[]",
      analytics: JSON.stringify({ warehouse: "redshift", agentEvents: true, redshift: { loadEveryMinutes: 30 } }),
    },
  },
];

/** The graph of one. */
export function graphOf({ name, config }: ProvenStack): Promise<ResourceGraph> {
  return evaluated(name, { ...config });
}
