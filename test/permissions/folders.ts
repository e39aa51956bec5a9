/** Folders of buckets that are wider than their use: everything a statement was needed for lies in one folder below. */
import type { ResourceGraph } from "../../local/engine/graph";
import type { AccessLog } from "../../local/iam/accessLog";
import { resourcesOfType } from "../../local/graphValues";
import { statementsOf } from "./roleRules";

/** Folders that come and go: of a time, of one event source mapping. */
const PASSING = /^(\d{4}$|\w+=|[0-9a-f]{8}-)/;

/** Roles whose work is on the folders of all datasets, of which a play has not every one. */
export const OF_ALL_DATASETS: readonly string[] = [
  "analytics-compact-rows-role",
  "analytics-replay-raw-records-role",
  "analytics-show-figures-role",
];

/** A resource that could be narrower. */
export interface WideFolder {
  readonly role: string;
  readonly resource: string;
  /** What of it was needed. */
  readonly needed: string;
}

/** The resources that end in a folder and could end in a narrower one. */
export function wideFolders(graph: ResourceGraph, log: AccessLog): WideFolder[] {
  const roles = new Map(resourcesOfType(graph, "aws:iam/role:Role").map(({ name, outputs }) => [name, outputs.arn]));
  return statementsOf(graph).flatMap(({ role, statement }) =>
    (statement.effect === "Deny" ? [] : (statement.resources ?? [])).flatMap((resource) => {
      if (!/:s3:::.*\/\*$/.test(resource)) return [];
      const stem = resource.slice(0, -1);
      const asked = log.accesses.filter(
        (one) =>
          one.roleArn === roles.get(role) && one.resource.startsWith(stem) && statement.actions?.includes(one.action),
      );
      // An object in the folder itself needs all of it.
      const folders = new Set(asked.map((one) => one.resource.slice(stem.length).split("/").slice(0, -1)[0] ?? ""));
      const [folder = ""] = folders;
      const isWide = folders.size === 1 && folder !== "" && !PASSING.test(folder);
      return isWide ? [{ role, resource, needed: `${stem}${folder}/*` }] : [];
    }),
  );
}
