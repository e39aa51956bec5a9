/** What is done to documents: to their text, to the JSON they are, and to the flow that JSON is. */
import { ACTION_SPECS, type FlowDocument } from "../../flows/language";
import type { Dice } from "./dice";
import { strangeKey, strangeText, strangeValue } from "./values";

type Json = Record<string, unknown> | unknown[];
type Place = { readonly holder: Record<string, unknown>; readonly key: string };

const TYPES = Object.keys(ACTION_SPECS);
const OPERATORS = ["Equals", "NumberGreaterThan", "NumberLessThan", "TextStartsWith", "TextContains", "And", ""];
const ERRORS = [
  "NoMatchingError",
  "NoMatchingCondition",
  "QueueAtCapacity",
  "InputTimeLimitExceeded",
  "CallFailed",
  "x",
];
const NUMBERS = ["1e999", "-1", "0", "1e-400", "99999999999999999999", '"1e999"', '"-1"', '""', "null"];

const DEEP = 20_000;

/** A mutant of a document, as text. */
export function mutant(document: FlowDocument, dice: Dice): string {
  const copy = JSON.parse(JSON.stringify(document)) as Record<string, unknown>;
  // Some are left as they are, and most are changed little: what is refused at once tests little.
  const changes = dice.pick([0, 1, 1, 1, 2, 2, 3, 6]);
  for (let change = 0; change < changes; change++) {
    if (dice.chance(0.65)) changeFlow(copy, dice);
    else changeJson(copy, dice);
  }
  const text = JSON.stringify(copy);
  return dice.chance(0.05) ? changeText(text, dice) : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A place somewhere in the document, the deeper the likelier. */
function somewhere(root: Json, dice: Dice): Place | undefined {
  let holder = root as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return undefined;
    const key = dice.pick(keys);
    const value = holder[key];
    if (typeof value !== "object" || value === null || Object.keys(value).length === 0 || dice.chance(0.15)) {
      return { holder, key };
    }
    holder = value as Record<string, unknown>;
  }
}

function changeJson(root: Record<string, unknown>, dice: Dice): void {
  const place = somewhere(root, dice);
  if (place === undefined) return;
  const { holder, key } = place;
  const value = holder[key];
  switch (dice.below(7)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      return;
    case 1:
      return set(holder, strangeKey(dice), value);
    case 2:
      if (!Array.isArray(holder)) delete holder[key];
      return set(holder, strangeKey(dice), value);
    case 3:
      return set(holder, key, otherType(value));
    case 4: {
      const other = somewhere(root, dice);
      if (other !== undefined) set(holder, key, JSON.parse(JSON.stringify(other.holder[other.key] ?? null)));
      return;
    }
    default:
      return set(holder, key, strangeValue(dice));
  }
}

/** Sets a property of the very name, `__proto__` too, as JSON.parse does. */
function set(holder: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

function otherType(value: unknown): unknown {
  if (typeof value === "string") return /^\d+$/.test(value) ? Number(value) : [value];
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return Object.fromEntries(Object.entries(value));
  return isObject(value) ? Object.values(value) : String(value);
}

function changeFlow(root: Record<string, unknown>, dice: Dice): void {
  const actions = (Array.isArray(root.Actions) ? root.Actions : []).filter(isObject);
  if (actions.length === 0) return;
  const action = dice.pick(actions);
  const other = dice.pick(actions);
  switch (dice.below(9)) {
    case 0:
      return swap(action, other, dice.pick(["Type", "Parameters", "Transitions", "Identifier"]));
    case 1:
      return set(action, "Type", dice.pick(TYPES));
    case 2:
      return set(root, "StartAction", action.Identifier);
    case 3:
      (root.Actions as unknown[]).push(JSON.parse(JSON.stringify(action)));
      return;
    case 4:
      return changeParameter(action, dice);
    default:
      return changeTransitions(action, other, dice);
  }
}

function swap(one: Record<string, unknown>, two: Record<string, unknown>, key: string): void {
  const value = one[key];
  set(one, key, two[key]);
  set(two, key, value);
}

function changeParameter(action: Record<string, unknown>, dice: Dice): void {
  const parameters = isObject(action.Parameters) ? action.Parameters : {};
  const place = somewhere(parameters, dice);
  if (place === undefined) return;
  // Texts stay texts most of the time, as in a flow somebody edits.
  set(place.holder, place.key, dice.chance(0.7) ? strangeText(dice) : strangeValue(dice));
}

function changeTransitions(action: Record<string, unknown>, other: Record<string, unknown>, dice: Dice): void {
  const transitions = isObject(action.Transitions) ? action.Transitions : {};
  const { Errors, Conditions } = transitions;
  const ways = [Errors, Conditions].flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
  switch (dice.below(6)) {
    case 0:
      return set(transitions, "NextAction", other.Identifier);
    case 1:
      if (Array.isArray(Errors)) Errors.push({ ErrorType: dice.pick(ERRORS), NextAction: other.Identifier });
      return;
    case 2:
      if (Array.isArray(Conditions)) {
        const Condition = { Operator: dice.pick(OPERATORS), Operands: [strangeText(dice)] };
        Conditions.push({ NextAction: other.Identifier, Condition });
      }
      return;
    case 3:
      if (Array.isArray(Errors)) Errors.splice(dice.below(Errors.length + 1), 1);
      return;
    default:
      if (ways.length > 0) set(dice.pick(ways), "NextAction", other.Identifier);
  }
}

function changeText(text: string, dice: Dice): string {
  const at = dice.below(text.length);
  switch (dice.below(5)) {
    case 4:
      // Deeper than JSON.stringify could write it.
      return text.replace(/"(Text|Parameters|Transitions|Type)":/, `"deep":${"[".repeat(DEEP)}${"]".repeat(DEEP)},$&`);
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + strangeText(dice) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at, at + 200) + text.slice(at);
    default:
      return text.replace(/"\d+"/g, (found) => (dice.chance(0.2) ? dice.pick(NUMBERS) : found));
  }
}
