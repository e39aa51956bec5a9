/** How many contacts flows may start from one contact: a flow whose task, chat or callback starts the same flow never ends. */
import type { Contact } from "../contact";
import type { FlowRun } from "../flowRun";

/** Contacts that flows may start from one contact, and those from theirs, before it counts as going round in circles. */
export const MAX_STARTED = 50;

/** Contacts started on behalf of the first one, counted there. */
const STARTED = new WeakMap<Contact, number>();

/** Counts one more contact that a flow is about to start. True, after a diagnostic, when it is one too many. */
export function isOneTooMany(run: FlowRun): boolean {
  let first = run.contact.initial;
  while (first.related !== null) first = first.related.initial;
  const count = (STARTED.get(first) ?? 0) + 1;
  STARTED.set(first, count);
  if (count <= MAX_STARTED) return false;
  run.diagnose(`flows of this contact have started ${MAX_STARTED} others already; they go round in circles`);
  return true;
}
