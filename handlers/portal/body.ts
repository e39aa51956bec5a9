/** What is sent to the portal. */
import { recordOf } from "../../administration/fields";
import { bodyOf, isTooLong } from "../http/httpEvent";
import { type PortalEvent } from "./portalEvent";
import { invalid, refusal } from "./refusal";

/** Most bytes of a body. */
const LONGEST_BODY = 65_536;

/** Most objects and lists inside one another; an edit has three. What is much deeper could not be written out again. */
const DEEPEST = 8;

/** How many objects and lists are inside one another, `DEEPEST` and one more at most. */
const depthOf = (value: unknown, around = 0): number => {
  if (typeof value !== "object" || value === null || around > DEEPEST) return around;
  return Object.values(value).reduce((most: number, each) => Math.max(most, depthOf(each, around + 1)), around + 1);
};

/**
 * The fields of a request's body.
 *
 * @param allowed names of fields; others are refused, so that nothing is overlooked
 * @throws PortalRefusal 413 or 400
 */
export const readFields = (event: PortalEvent, allowed: readonly string[]): Record<string, unknown> => {
  if (isTooLong(event, LONGEST_BODY)) {
    throw refusal(413, "TooLong", `The request has more than ${LONGEST_BODY} bytes. Send a shorter text.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(bodyOf(event) ?? "");
  } catch {
    throw invalid([{ path: "body", given: "no JSON in UTF-8", allowed: "an object of JSON" }]);
  }
  if (depthOf(value) > DEEPEST) {
    throw invalid([{ path: "body", given: "JSON too deep in itself", allowed: `at most ${DEEPEST} levels` }]);
  }
  const fields = recordOf(value);
  if (!fields) throw invalid([{ path: "body", given: "JSON of another kind", allowed: "an object" }]);
  const unknown = Object.keys(fields).filter((name) => !allowed.includes(name));
  if (unknown.length) {
    throw invalid(unknown.map((name) => ({ path: name.slice(0, 60), given: "a field", allowed: allowed.join(", ") })));
  }
  return fields;
};
