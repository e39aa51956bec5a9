/** Values nobody puts into a flow, until somebody does. */
import type { Dice } from "./dice";

const TEXTS = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "𝕬𝖇𝖈",
  "‮evil",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "-1",
  "0",
  "1",
  "1.5",
  "1e9",
  "1e999",
  "NaN",
  "Infinity",
  "0x10",
  "99999999999999999999",
  "True",
  "true",
  "NoMatchingError",
  "$.",
  "$..",
  "$.Attributes",
  "$.Attributes.constructor",
  "$.Attributes.__proto__.x",
  "$.Attributes.['",
  "$.Attributes.['a b']",
  "$.External",
  "$.External.__proto__.polluted",
  "$.External.list.0.deep",
  "$.Lex.Slots.toString",
  "$.FlowAttributes.x",
  "$.Metrics.Queue.Size",
  "$.StoredCustomerInput",
  "$.Queue.Name",
  "$.Agent.UserName",
  "$.CustomerEndpoint.Address",
  "$.SegmentAttributes['connect:Subtype']",
  "a $.Attributes.x b $.External.y",
  "<speak>hi</speak>",
  "<speak>a & b</speak>",
  "<speak><break time='99999s'/></speak>",
  "<speak>",
  "+12065550123",
  "arn:aws:lambda:us-east-1:123456789012:function:f",
  "arn:aws:connect:us-east-1:123456789012:instance/i/queue/q",
  "x".repeat(7_000),
];
const NUMBERS = [0, -0, 1, -1, 1.5, 1e9, -1e9, 1e308, Number.MAX_SAFE_INTEGER, 5e-324];
const KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "",
  "0",
  "a.b",
  "$",
  "NextAction",
  "é",
];

/** A strange text. */
export function strangeText(dice: Dice): string {
  return dice.pick(TEXTS);
}

/** A strange name of a property. */
export function strangeKey(dice: Dice): string {
  return dice.pick(KEYS);
}

/** Anything JSON can hold. */
export function strangeValue(dice: Dice): unknown {
  switch (dice.below(8)) {
    case 0:
      return dice.pick(NUMBERS);
    case 1:
      return dice.chance(0.5);
    case 2:
      return null;
    case 3:
      return [];
    case 4:
      return {};
    case 5:
      return dice.chance(0.2) ? nested(dice.pick([10, 99, 500])) : [strangeText(dice), dice.pick(NUMBERS)];
    default:
      return strangeText(dice);
  }
}

/** Lists in lists. */
function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { Text: value };
  return value;
}
