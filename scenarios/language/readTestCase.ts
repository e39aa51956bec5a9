/** Reads native test cases, lenient where spellings are known to differ and strict everywhere else. */
import type { TestFinding } from "./testFinding";
import { DRAFT_TEST_LANGUAGE_VERSION, TEST_LANGUAGE_VERSION, USAGE_TYPES } from "./document";
import { brief, Notes, Place } from "./place";
import { type ReadAction, readAction } from "./readAction";
import { readEvent } from "./readEvent";
import { type Observation, type ObservationAction, ONCE, type TestCase, type Usage } from "./testCase";
import { TestCaseError } from "./testCaseError";

/** What reading gave: the test case unless something could not be read, and all there is to say about the document. */
export interface Reading {
  readonly testCase: TestCase | undefined;
  readonly findings: readonly TestFinding[];
}

/**
 * Reads a test case: `Content` as the service stores it (JSON text), or the document itself.
 * @throws TestCaseError naming everything that cannot be read, and nothing else
 */
export function readTestCase(document: unknown): TestCase {
  const { testCase, findings } = readWithNotes(document);
  if (testCase !== undefined) return testCase;
  const errors = findings.filter(({ severity }) => severity === "error");
  throw new TestCaseError("This is no test case of Amazon Connect that can be read:", errors);
}

/** Reads a test case and says in what it differs from what the service is known to take. Never throws. */
export function readWithNotes(document: unknown): Reading {
  const notes = new Notes();
  const root = new Place(parsed(document, notes), "document", notes);
  const observations = notes.failed ? [] : readDocument(root);
  return { testCase: notes.failed ? undefined : { observations }, findings: notes.findings.all };
}

function parsed(document: unknown, notes: Notes): unknown {
  if (typeof document !== "string") return document;
  try {
    return JSON.parse(document) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notes.cannotRead("T101", "document", `is not JSON (${reason}).`, "Give the content of a test case.");
    return undefined;
  }
}

function readDocument(root: Place): Observation[] {
  if (!root.record("T101", "A test case")) return [];
  const version = root.at("Version");
  if (version.value === DRAFT_TEST_LANGUAGE_VERSION) {
    version.warn(
      "T102",
      "is what earlier documentation showed, and seen refused.",
      `Write "${TEST_LANGUAGE_VERSION}".`,
    );
  } else if (version.value !== TEST_LANGUAGE_VERSION) {
    version.fault("T102", `is ${brief(version.value)}.`, `Write "${TEST_LANGUAGE_VERSION}".`);
  }
  const list = root.at("Observations").list("T103", "Observations");
  if (list.length === 0 && Array.isArray(root.at("Observations").value)) {
    root.at("Observations").fault("T104", "is empty.", "A test case without observations tests nothing.");
  }
  return list.map(readObservation).filter((read): read is Observation => read !== undefined);
}

function readObservation(place: Place): Observation | undefined {
  if (!place.record("T201", "An observation")) return undefined;
  const id = place.at("Identifier").text("T201", "The Identifier of an observation");
  const event = readEvent(place.at("Event"));
  const actions = place.at("Actions").list("T202", "Actions", true).map(readAction);
  const usage = readUsage(place.at("Usage"), event?.type === "TestInitiated");
  const next = readNextObservations(place.at("Transitions"));
  if (event === undefined) return undefined;
  return { id, event, actions: chained(actions, place), usage, next };
}

function readNextObservations(transitions: Place): string[] {
  const given = transitions.either("NextObservations", "NextActions");
  if (given?.where.endsWith(".NextActions")) {
    given.warn("T203", "is how earlier documentation named it.", "Write NextObservations.");
  }
  const list = (given ?? transitions.at("NextObservations")).list("T203", "NextObservations", true);
  return list.map((name) => name.text("T203", "The name of an observation"));
}

const USAGE_ALIASES = { EXACTLY: "Exactly", ATLEAST: "AtLeast", ATMOST: "AtMost", ALWAYS: "Always", ANY: "Always" };

function readUsage(place: Place, onStart: boolean): Usage {
  if (place.absent) return ONCE;
  const type = place.at("Type").word("T211", "Usage", USAGE_TYPES, USAGE_ALIASES);
  if (type === undefined) return ONCE;
  if (place.at("Type").value !== type) {
    place.warn("T212", `is ${brief(place.at("Type").value)}, which earlier documentation showed.`, `Write "${type}".`);
  }
  if (onStart) {
    place.warn("T213", "is given for TestInitiated, where it is seen refused.", "Leave it out: a test begins once.");
  }
  const times = place.at("Times");
  const count: unknown = times.absent ? 1 : times.value;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 0) {
    times.refuse("T214", "Times has to be a whole number.");
    return ONCE;
  }
  if (times.absent && type !== "Always") {
    times.warn("T215", "is missing.", `${type} is documented to need Times; without it once is meant.`);
  }
  return { type, times: count };
}

/** Actions in the order in which they run: from the first along NextAction. The others never run, which is noted. */
function chained(read: readonly (ReadAction | undefined)[], observation: Place): ObservationAction[] {
  const all = read.filter((action): action is ReadAction => action !== undefined);
  const ids = all.map(({ action }) => action.id);
  for (const id of new Set(ids.filter((name, index) => ids.indexOf(name) !== index))) {
    observation.fault("T603", `has two actions called ${brief(id)}.`, "Give each its own Identifier.");
  }
  const order: ReadAction[] = [];
  for (let at = all[0]; at !== undefined && !order.includes(at);) {
    order.push(at);
    const { next, place }: ReadAction = at;
    const following = next === undefined ? undefined : all.find(({ action }) => action.id === next);
    if (next !== undefined && following === undefined && all.length === read.length) {
      place.fault("T405", `leads to ${brief(next)}, which is no action of this observation.`, "Correct NextAction.");
    } else if (following !== undefined && order.includes(following)) {
      place.fault("T406", `leads back to ${brief(next)}.`, "Actions run once, one after the other.");
    }
    at = following;
  }
  for (const { place, action } of all.filter((one) => !order.includes(one))) {
    place.warn(
      "T407",
      `(${brief(action.id)}) is led to by no action before it.`,
      `Set NextAction of the action before it in ${observation.where}; here it never runs.`,
    );
  }
  return order.map(({ action }) => action);
}
