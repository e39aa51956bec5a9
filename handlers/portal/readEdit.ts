/** What somebody wants to change, as it is sent. */
import { type Catalogue } from "../../administration/catalogue";
import { checkChange, checkReason, isScope, type CheckedChange } from "../../administration/checkChange";
import { recordOf } from "../../administration/fields";
import { isProblems, type Problem, shown } from "../../administration/problem";
import { CENTER, queueScope } from "../../administration/scopes";
import { readFields } from "./body";
import { type PortalEvent } from "./portalEvent";
import { invalid } from "./refusal";

/** What is to be done. */
export type Deed =
  | { action: "change"; change: CheckedChange }
  /** @property id of the change that is to end */
  | { action: "end"; id: string }
  /** @property undo the version that is to be taken back */
  | { action: "undo"; undo: number };

/** An edit that has the right form. */
export interface Edit {
  scope: string;
  /** The version its author has seen. */
  version: number;
  why: string;
  deed: Deed;
  /** As it was sent, for whoever has to decide again. */
  mine: Record<string, unknown>;
}

const scopeOf = (scope: unknown, catalogue: Catalogue): string => {
  if (isScope(scope, catalogue)) return scope;
  const allowed = [CENTER, ...catalogue.queues.map(({ name }) => queueScope(name))].join(", ");
  throw invalid([{ path: "scope", given: shown(scope), allowed }]);
};

const isVersion = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least;

const isSeen = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

const deedOf = (
  fields: Record<string, unknown>,
  scope: string,
  catalogue: Catalogue,
  now: number,
): Deed | Problem[] => {
  const { change, end, undo } = fields;
  if ("undo" in fields) {
    if (isVersion(undo, 1)) return { action: "undo", undo };
    return [{ path: "undo", given: shown(undo), allowed: "a version of the history: a whole number from 1" }];
  }
  if (end !== undefined) {
    if (typeof end === "string" && change === undefined) return { action: "end", id: end };
    return [{ path: "end", given: shown(end), allowed: "the id of a change, and no new change with it" }];
  }
  const checked = checkChange(scope, change, catalogue, now);
  return isProblems(checked) ? checked : { action: "change", change: checked };
};

/**
 * Reads an edit.
 *
 * @throws PortalRefusal 413, or 400 with everything that is wrong
 */
export const readEdit = (event: PortalEvent, catalogue: Catalogue, now: number): Edit => {
  const undoes = event.rawPath === "/api/undo";
  const fields = readFields(
    event,
    undoes ? ["scope", "version", "undo", "why"] : ["scope", "version", "change", "end", "why"],
  );
  const scope = scopeOf(fields.scope, catalogue);
  const deed = deedOf(
    undoes ? { undo: fields.undo } : { change: fields.change, end: fields.end },
    scope,
    catalogue,
    now,
  );
  const change = recordOf(fields.change);
  const why = checkReason(change && fields.why === undefined ? change.why : fields.why);
  // A row that was written by hand may have any number: what was seen is what has to be sent.
  const seen = isSeen(fields.version)
    ? fields.version
    : [{ path: "version", given: shown(fields.version), allowed: "the version that was seen: a number from 0" }];
  if (isProblems(deed) || isProblems(why) || isProblems(seen)) {
    throw invalid([deed, why, seen].flatMap((checked) => (isProblems(checked) ? checked : [])));
  }
  const { scope: _scope, version: _version, ...mine } = fields;
  return { scope, version: seen, why, deed, mine };
};
