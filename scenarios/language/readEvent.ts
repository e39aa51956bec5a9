/** Reads what an observation waits for. */
import { EVENT_TYPES, OBSERVABLE_ACTIONS } from "./document";
import { brief, type Place } from "./place";
import type { MessageMatch, ObservedEvent } from "./testCase";

const MATCHES: readonly ("Inclusion" | "Similarity")[] = ["Inclusion", "Similarity"];

/** The event of an observation; undefined when it cannot be read, which is then noted. */
export function readEvent(event: Place): ObservedEvent | undefined {
  if (!event.record("T301", "The event")) return undefined;
  if (event.at("Identifier").absent) {
    event.warn("T302", "has no Identifier.", "Give the event one of its own: the service is seen to demand it.");
  }
  const actor = event.at("Actor");
  if (actor.value !== "System") {
    actor.fault("T303", `is ${brief(actor.value)}.`, 'Events come from the "System".');
  }
  const type = event.at("Type").word("T301", "The type of an event", EVENT_TYPES);
  const properties = event.at("Properties");
  if (!properties.absent && !properties.record("T301", "Properties")) return undefined;
  switch (type) {
    case "MessageReceived":
      return readMessage(event, properties);
    case "FlowActionStarted":
      return readStart(properties);
    case undefined:
      return undefined;
    default:
      return { type };
  }
}

const FORMS = [
  ["Text", "text"],
  ["SSML", "ssml"],
  ["PromptId", "prompt"],
] as const;

function readMessage(event: Place, properties: Place): ObservedEvent | undefined {
  const given = FORMS.filter(([name]) => !properties.at(name).absent);
  const media = properties.at("Media");
  if (given.length + (media.absent ? 0 : 1) !== 1) {
    const names = [...given.map(([name]) => name), ...(media.absent ? [] : ["Media"])];
    properties.notes.cannotRead(
      "T311",
      properties.where,
      names.length === 0 ? "names no message." : `names ${names.join(" and ")}.`,
      "Give exactly one of Text, SSML, PromptId and Media.",
    );
    return undefined;
  }
  const [one] = given;
  const [name, form] = one ?? (["Uri", "media"] as const);
  const place = one === undefined ? media.at("Uri") : properties.at(name);
  const expected = place.text("T311", `The expected ${name}`);
  if (expected.trim() === "" && typeof place.value === "string") {
    place.fault("T312", "is empty.", "Connect refuses an observation that waits for an empty message; give its words.");
  }
  return { type: "MessageReceived", form, expected, match: readMatch(event, properties) };
}

/** Three places and two spellings are in use; one is documented. */
function readMatch(event: Place, properties: Place): MessageMatch {
  const inside = properties.at("MatchingCriteria");
  const beside = event.at("MatchingCriteria");
  const place = inside.absent ? beside : inside;
  if (place.absent) {
    inside.warn("T313", "is missing.", 'Say how messages are compared: { "Type": "Inclusion" } or "Similarity".');
    return "Similarity";
  }
  if (place === beside || place.fields === undefined) {
    place.warn(
      "T314",
      `is ${brief(place.value)}${place === beside ? " beside Properties" : ""}; it is seen to be stored and never to match.`,
      'Write { "Type": "Inclusion" } or { "Type": "Similarity" } inside Properties.',
    );
  }
  const type = place.fields === undefined ? place : place.at("Type");
  if (type.value === "Contains") {
    type.fault("T315", 'is "Contains", which is what the console shows.', 'Write "Inclusion".');
    return "Inclusion";
  }
  return type.word("T316", "MatchingCriteria", MATCHES) ?? "Similarity";
}

function readStart(properties: Place): ObservedEvent {
  const place = properties.at("ActionType");
  const written = place.text("T321", "ActionType");
  const actionType = written.trim();
  const known = OBSERVABLE_ACTIONS.get(actionType);
  if (written !== "" && known === undefined) {
    place.warn(
      "T322",
      `is ${brief(actionType)}, which is not documented to be observable.`,
      `Documented are ${[...OBSERVABLE_ACTIONS.keys()].join(", ")}.`,
    );
  }
  const parameters = properties.at("ActionParameters");
  const resource = known === undefined ? undefined : parameters.at(...known);
  if (resource === undefined || resource.absent) {
    if (known !== undefined) {
      parameters.warn(
        "T323",
        `does not say ${known.join(".")}.`,
        `Name the resource with ${known.join(".")}; without it any ${actionType} is meant.`,
      );
    }
    return { type: "FlowActionStarted", actionType, resource: undefined };
  }
  return { type: "FlowActionStarted", actionType, resource: resource.text("T321", "The resource") };
}
