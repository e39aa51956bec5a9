/** An edit on its way into the table: what it makes of what is there, and who may do that. */
import { prune, type TimedChange } from "../../administration/changes";
import { sizeProblem, withChange, withoutChange, withoutWrite } from "../../administration/edits";
import { CENTER } from "../../administration/scopes";
import { type HistoryRow } from "./history";
import { type Edit } from "./readEdit";
import { invalid, refusal } from "./refusal";
import { isAtLeast, type User } from "./user";

/** What an edit makes of a scope. */
export interface Applied {
  field: string;
  before: TimedChange[];
  after: TimedChange[];
}

/** What it takes besides the edit. */
export interface Circumstances {
  user: User;
  /** The scope's changes as they are. */
  changes: readonly TimedChange[];
  /** How many scopes there are, the centre and its queues. */
  scopes: number;
  /** The write that is to be taken back, when one is. */
  undone: HistoryRow | undefined;
  /** Made up for a new change. */
  id: string;
  now: number;
  at: string;
}

/** Closing the whole centre, and opening it again, takes an administrator. @throws PortalRefusal 403 */
export const checkRole = ({ scope }: Edit, field: string, { role }: User): void => {
  if (scope !== CENTER || field !== "state" || isAtLeast(role, "administrator")) return;
  throw refusal(403, "Forbidden", "Closing and opening the whole centre takes the group administrator.");
};

/**
 * What an edit makes of a scope's changes; undefined when it takes back a write whose field was touched again since.
 *
 * @throws PortalRefusal 400 or 403
 */
export const applyEdit = (edit: Edit, circumstances: Circumstances): Applied | undefined => {
  const { user, changes, scopes, undone, id, now, at } = circumstances;
  const { deed, why } = edit;
  const before = prune(changes, now);
  const made = (field: string, after: TimedChange[]): Applied => {
    checkRole(edit, field, user);
    const problem = sizeProblem(after, scopes);
    if (problem) throw invalid([problem]);
    return { field, before, after };
  };
  if (deed.action === "change") {
    const change = { id, ...deed.change, by: user.username, at, why } as TimedChange;
    return made(change.field, withChange(changes, change, now));
  }
  if (deed.action === "end") {
    const ended = before.find((change) => change.id === deed.id);
    if (ended) return made(ended.field, withoutChange(changes, deed.id, now));
    const allowed = "the id of a change that is not over";
    throw invalid([{ path: "end", given: "a change that is over or never was", allowed }]);
  }
  if (!undone?.field) {
    const allowed = "a version that the history still has";
    throw invalid([{ path: "undo", given: `version ${deed.undo}`, allowed }]);
  }
  checkRole(edit, undone.field, user);
  const after = withoutWrite(changes, undone, now);
  return after && made(undone.field, after);
};
