/** Changes what the operations team has set, and writes down who did, when and why. */
import { type AttributeValue, DynamoDB } from "@aws-sdk/client-dynamodb";
import { randomInt, randomUUID } from "node:crypto";
import { type Catalogue } from "../administration/catalogue";
import { type TimedChange, valuesAt } from "../administration/changes";
import { mergeText, overlaps, type WriteSummary } from "../administration/mergeText";
import { lostRedirects, redirectProblems } from "../administration/redirects";
import { queueOf, queueScope } from "../administration/scopes";
import { type HttpAnswer } from "./http/httpEvent";
import { type Applied, applyEdit, checkRole } from "./portal/applyEdit";
import { historyRow, itemsAfter, newestVersion, rowOfVersion } from "./portal/history";
import { type PortalEvent } from "./portal/portalEvent";
import { portalHandler } from "./portal/portalHandler";
import { type Edit, readEdit } from "./portal/readEdit";
import { invalid, refusal } from "./portal/refusal";
import { catalogueReader, PORTAL_CLIENT, readRow, readRows, type ScopeRow } from "./portal/settingsTable";
import { type User } from "./portal/user";
import { type ChangeTables, REDIRECTS_KEY, writeChanges } from "./portal/writeChanges";

/** What tests replace. */
export interface ChangesParts {
  tables?: ChangeTables;
  now?: () => number;
}

/** Times a write is tried when something it depends on changes at the same moment. */
const ATTEMPTS = 5;

/**
 * Milliseconds after which no write begins: it could come after the answer that says it failed, even minutes later, when
 * the container is woken for another request.
 */
const LATEST_WRITE_MS = 3_000;

const TOO_LATE = "The settings answer too slowly at the moment. Look at what holds now, and try again.";

/** What is set in a scope, as it is answered. */
const stateOf = (version: number, changes: readonly TimedChange[], now: number): object => ({
  version,
  changes,
  inForce: valuesAt(changes, now),
});

/** What the history has of a write, without what it made of the changes. */
const summaryOf = (item: Record<string, AttributeValue>): WriteSummary => {
  const { version, at, by, why, action, field } = historyRow(item);
  return { version, at, by, why, action, ...(field ? { field } : {}) };
};

/** Waits a little, longer with every attempt, and never as long as somebody else. */
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, randomInt(20 * 2 ** attempt)));

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SETTINGS_TABLE, HISTORY_TABLE,
 * HISTORY_DAYS (how long a row of the history is kept) and USER_POOL_CLIENT_ID.
 *
 * `POST /api/changes` sets something or ends it, `POST /api/undo` takes a write back. Both name the version of the scope
 * that their author has seen: when it is not the newest, nothing is written, and the answer (409) says what the others
 * did. A write whose answer was lost is found again by its id, so that it counts once.
 *
 * @param parts what tests replace
 */
export const portalChangesFactory = (parts: ChangesParts = {}): ((event: PortalEvent) => Promise<HttpAnswer>) => {
  const { now = Date.now, tables = new DynamoDB(PORTAL_CLIENT) } = parts;
  const catalogueOf = catalogueReader(tables, now);

  /** The answer to an edit that others came before. */
  const conflictOf = (edit: Edit, row: ScopeRow, since: readonly WriteSummary[], field: string | undefined) =>
    refusal(409, "Conflict", mergeText(edit.scope, since, field), {
      current: stateOf(row.version, row.changes, now()),
      changedSince: since,
      mine: edit.mine,
      overlaps: since.length === 0 || overlaps(since, field),
    });

  /** Somebody else was faster: says what they did. Undefined when it was this very write, whose answer was lost. */
  const conflict = async (edit: Edit, row: ScopeRow, id: string, field: string | undefined) => {
    const items = await itemsAfter(tables, edit.scope, edit.version);
    return items.some((item) => item.write?.S === id) ? undefined : conflictOf(edit, row, items.map(summaryOf), field);
  };

  /** What is to be taken back has been changed again: to take it back would take that back, too. */
  const undoConflict = async (edit: Edit, row: ScopeRow, version: number, field: string | undefined) => {
    const since = (await itemsAfter(tables, edit.scope, version)).map(summaryOf);
    return conflictOf(
      edit,
      row,
      since.filter((write) => write.field === field),
      field,
    );
  };

  /** The field an edit is about, as far as can be told. */
  const fieldOf = async ({ deed, scope }: Edit, { changes }: ScopeRow): Promise<string | undefined> => {
    if (deed.action === "change") return deed.change.field;
    if (deed.action === "end") return changes.find(({ id }) => id === deed.id)?.field;
    return (await rowOfVersion(tables, scope, deed.undo))?.field;
  };

  /**
   * Checks where redirects lead. The count is read before the queues: who writes in between is noticed by it.
   *
   * @returns the count, when the edit has to do with redirects at all
   */
  const checkRedirects = async (edit: Edit, applied: Applied, { queues }: Catalogue): Promise<number | undefined> => {
    const name = queueOf(edit.scope);
    if (name === undefined || !["state", "redirect"].includes(applied.field)) return undefined;
    const { version } = await readRow(tables, REDIRECTS_KEY);
    const others = queues.filter((queue) => queue.name !== name);
    const rows = await readRows(
      tables,
      others.map((queue) => queueScope(queue.name)),
    );
    const set = Object.fromEntries(others.map((queue) => [queue.name, rows[queueScope(queue.name)]?.changes ?? []]));
    const had = redirectProblems({ ...set, [name]: applied.before }, name, now()).map(({ given }) => given);
    const has = redirectProblems({ ...set, [name]: applied.after }, name, now());
    const leads = has.filter(({ given }) => !had.includes(given));
    // What is taken back may have led to a queue that was removed since.
    const gone = lostRedirects(applied.after, queues)
      .filter((change) => !applied.before.some(({ id }) => id === change.id))
      .map(({ value }) => ({
        path: "redirect",
        given: `${value.queue}, which is not the queue it was`,
        allowed: "queues that are there: redirect anew",
      }));
    const problems = [...leads, ...gone];
    if (problems.length) throw invalid(problems);
    return version;
  };

  const write = async (edit: Edit, user: User, catalogue: Catalogue): Promise<object> => {
    const { scope, deed, why } = edit;
    const scopes = catalogue.queues.length + 1;
    if (deed.action === "change") checkRole(edit, deed.change.field, user);
    const id = randomUUID();
    const began = now();
    let least = 0;
    let failed: Error | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(attempt);
      const row = await readRow(tables, scope);
      if (row.version !== edit.version) {
        const found = await conflict(edit, row, id, await fieldOf(edit, row));
        if (found) throw found;
        return { scope, state: stateOf(row.version, row.changes, now()) };
      }
      const undone = deed.action === "undo" ? await rowOfVersion(tables, scope, deed.undo) : undefined;
      const at = new Date(now()).toISOString();
      const applied = applyEdit(edit, { user, changes: row.changes, scopes, undone, id, now: now(), at });
      if (!applied) throw await undoConflict(edit, row, undone?.version ?? 0, undone?.field);
      const redirects = await checkRedirects(edit, applied, catalogue);
      const version = Math.max(Math.floor(row.version), least) + 1;
      const counted = redirects === undefined ? {} : { redirects };
      const language = catalogue.languages[0] ?? "";
      const facts = {
        id,
        scope,
        seen: row.version,
        version,
        at,
        by: user.username,
        why,
        action: deed.action,
        language,
      };
      if (now() - began > LATEST_WRITE_MS) throw refusal(503, "Unavailable", TOO_LATE);
      const written = await writeChanges(tables, { ...facts, ...applied, ...counted });
      if (written === "written") return { scope, state: stateOf(version, applied.after, now()) };
      failed = written instanceof Error ? written : undefined;
      // The row was removed by hand and begins anew: its history goes on.
      if (written === "versionTaken") least = await newestVersion(tables, scope);
    }
    if (failed) throw failed;
    throw refusal(503, "Busy", "Others change the same at this moment. Look at what holds now, and try again.");
  };

  const answer = async (user: User, event: PortalEvent): Promise<object> => {
    const catalogue = await catalogueOf();
    if (!catalogue) throw refusal(503, "NoCatalogue", "The settings table has no catalogue of queues. Deploy again.");
    return write(readEdit(event, catalogue, now()), user, catalogue);
  };
  const route = { role: "operator" as const, answer };
  const variables = ["SETTINGS_TABLE", "HISTORY_TABLE", "HISTORY_DAYS", "USER_POOL_CLIENT_ID"];
  return portalHandler({ variables, routes: { "POST /api/changes": route, "POST /api/undo": route }, now });
};
