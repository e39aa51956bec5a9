/**
 * Random legal flow documents, made from the action table alone: branches that meet again, circles, blocks nothing leads
 * to. What they say makes no sense; every one of them is a document the service would take.
 */
import fc from "fast-check";
import {
  ACTION_SPECS,
  type ActionParameters,
  type ActionSpec,
  type ConditionSpec,
  type FlowAction,
  type FlowDocument,
  FLOW_TYPES,
  type FlowKind,
  type JsonValue,
  outcomeOf,
  type ParameterSpec,
  type Transitions,
  validate,
} from "../../flows/language";

export interface ArbitraryFlow {
  readonly type: FlowKind;
  readonly document: FlowDocument;
}

export interface ArbitraryFlowOptions {
  /** Default: all flow types and modules. */
  readonly types?: readonly FlowKind[];
  /** Most actions before the one that ends the flow. Default 12. */
  readonly maxActions?: number;
  /** Action types to choose from, for example those an engine plays. Default: all that are legal in the flow type. */
  readonly actions?: (type: string, spec: ActionSpec) => boolean;
}

/** A legal flow: `validate` finds no error in it. */
export function arbitraryFlow(options: ArbitraryFlowOptions = {}): fc.Arbitrary<ArbitraryFlow> {
  const { types = [...FLOW_TYPES, "MODULE"], maxActions = 12, actions = () => true } = options;
  return fc.constantFrom(...types).chain((type) => {
    const legal = Object.entries(ACTION_SPECS).filter(
      ([name, spec]) => spec.flowTypes.includes(type) && !spec.terminal && actions(name, spec),
    );
    return fc
      .array(
        fc.constantFrom(...legal).chain(([name, spec]) => arbitraryDraft(name, spec)),
        { maxLength: maxActions },
      )
      .chain((drafts) => wired(type, drafts))
      .filter(({ document }) => validate(document, { type }).every(({ severity }) => severity === "warning"));
  });
}

/** An action whose ways out lead nowhere yet. */
interface Draft {
  readonly type: string;
  readonly parameters: ActionParameters;
  readonly conditions: readonly (readonly [operator: string, operand: string])[];
  readonly errors: readonly string[];
  readonly next: "absent" | "free" | "mirror";
}

function arbitraryDraft(type: string, spec: ActionSpec): fc.Arbitrary<Draft> {
  return parametersOf(type, spec).chain((parameters) => {
    const outcome = outcomeOf(spec, parameters);
    const { requiredErrors = [], optionalErrors = [], conditions = { form: "none" } } = outcome ?? {};
    return fc.record({
      type: fc.constant(type),
      parameters: fc.constant(parameters),
      conditions: conditionsOf(conditions, parameters),
      errors: fc
        .tuple(fc.subarray([...optionalErrors]), fc.boolean())
        .map(([optional, first]) => (first ? [...optional, ...requiredErrors] : [...requiredErrors, ...optional])),
      next: fc.constantFrom(...(spec.holds ? (["absent", "free", "mirror"] as const) : (["free", "mirror"] as const))),
    });
  });
}

/** Leads every way out somewhere. One way out of each action leads forward, so that no circle is without an end. */
function wired(type: FlowKind, drafts: readonly Draft[]): fc.Arbitrary<ArbitraryFlow> {
  const names = [...drafts.map((_, index) => `block ${index}`), "end"];
  const anywhere = fc.nat({ max: names.length - 1 });
  const actions = drafts.map((draft, index) => {
    const ways = draft.conditions.length + draft.errors.length;
    const forward = fc.integer({ min: index + 1, max: names.length - 1 });
    return fc
      .tuple(fc.array(anywhere, { minLength: ways, maxLength: ways }), forward, fc.nat(), anywhere)
      .map(([targets, onward, mirrored, free]): FlowAction => {
        const leads = targets.map((target, way) => (way === ways - 1 ? onward : target));
        const next = ways === 0 ? onward : draft.next === "mirror" ? (leads[mirrored % ways] ?? onward) : free;
        return asAction(draft, names, { index, leads, next });
      });
  });
  return fc.tuple(...actions).map((written) => ({
    type,
    document: {
      Version: "2019-10-30",
      StartAction: names[0] ?? "end",
      Actions: [...written, ending(type)],
      ...(type === "MODULE" && { Settings: MODULE_SETTINGS }),
    },
  }));
}

interface Ways {
  readonly index: number;
  readonly leads: readonly number[];
  readonly next: number;
}

function asAction(draft: Draft, names: readonly string[], { index, leads, next }: Ways): FlowAction {
  const name = (at: number | undefined): string => names[at ?? 0] ?? "end";
  const transitions: Transitions = {
    ...(draft.next !== "absent" && { NextAction: name(next) }),
    Conditions: draft.conditions.map(([Operator, operand], way) => {
      return { NextAction: name(leads[way]), Condition: { Operator, Operands: [operand] } };
    }),
    Errors: draft.errors.map((ErrorType, way) => {
      return { NextAction: name(leads[draft.conditions.length + way]), ErrorType };
    }),
  };
  return { Identifier: name(index), Type: draft.type, Parameters: draft.parameters, Transitions: transitions };
}

const MODULE_SETTINGS = { InputParameters: [], OutputParameters: [], Transitions: [] };

/** How a flow of a type ends. A flow for callers on hold never does. */
function ending(type: FlowKind): FlowAction {
  const end = (Type: string): FlowAction => ({ Identifier: "end", Type, Parameters: {}, Transitions: {} });
  switch (type) {
    case "CUSTOMER_HOLD":
    case "AGENT_HOLD":
      return { ...end("MessageParticipantIteratively"), Parameters: { Messages: [{ Text: "Please hold." }] } };
    case "MODULE":
      return end("EndFlowModuleExecution");
    case "CUSTOMER_QUEUE":
    case "CUSTOMER_WHISPER":
    case "AGENT_WHISPER":
    case "OUTBOUND_WHISPER":
      return end("EndFlowExecution");
    default:
      return end("DisconnectParticipant");
  }
}

function conditionsOf(spec: ConditionSpec, parameters: ActionParameters): fc.Arbitrary<[string, string][]> {
  const equals = (results: readonly string[]): [string, string][] => results.map((result) => ["Equals", result]);
  const numbers = ["Equals", "NumberGreaterThan", "NumberLessThan", "NumberGreaterOrEqualTo", "NumberLessOrEqualTo"];
  switch (spec.form) {
    case "none":
      return fc.constant([]);
    case "exactly":
      return fc.shuffledSubarray([...spec.results], { minLength: spec.results.length }).map(equals);
    case "among":
      return fc.shuffledSubarray([...spec.results]).map(equals);
    case "named":
      return fc.uniqueArray(NAME, { maxLength: 3 }).map(equals);
    case "any":
      return fc.array(fc.tuple(fc.constantFrom(...numbers, "TextContains", "TextStartsWith"), NAME), { maxLength: 4 });
    case "percentages":
      return fc
        .uniqueArray(fc.integer({ min: 2, max: 100 }), { maxLength: 3 })
        .map((shares) => [...shares].sort((a, b) => a - b).map((share) => ["NumberLessThan", String(share)]));
    case "anyAgents":
      return fc.constant([["NumberGreaterThan", "0"]]);
    case "amounts":
      return fc.array(fc.tuple(fc.constantFrom(...numbers), AMOUNT), { minLength: 1, maxLength: 3 });
    case "events": {
      const { Events: events } = parameters;
      return fc.constant(equals(["WaitCompleted", ...(Array.isArray(events) ? events.map(String) : [])]));
    }
  }
}

const AMOUNT = fc.nat({ max: 5000 }).map(String);
const NAME = fc.oneof(fc.constantFrom("Yes", "no", "order status", "1", "O'Hara", "__proto__"), AMOUNT);
const REFERENCE = fc.constantFrom(
  "$.Attributes.name",
  "$.Attributes.['my key']",
  "$.External.answer",
  "$.StoredCustomerInput",
  "$.CustomerEndpoint.Address",
  "$.FlowAttributes.seen",
  "$.Lex.Slots.city",
);
const LITERAL = fc.constantFrom(
  "Hello.",
  "Press 1; it's `free` for ${you}.",
  'Say "yes"\nor \\no\\.',
  "Grüezi – 你好 🙂",
  " ",
  "5",
  "True",
  "arn:aws:connect:us-east-1:123456789012:instance/i/queue/q",
);
const WORDS = fc.array(fc.oneof(LITERAL, REFERENCE), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(" "));

/** Parameters of a legal action. The rules between parameters that the table cannot say are kept here. */
function parametersOf(type: string, spec: ActionSpec): fc.Arbitrary<ActionParameters> {
  if (type === "GetParticipantInput") {
    return inputParameters();
  }
  return spec.parameters ? fieldsOf(spec.parameters, spec.choose ?? []) : fc.constant({});
}

function inputParameters(): fc.Arbitrary<{ [name: string]: JsonValue }> {
  const seconds = fc.integer({ min: 1, max: 179 }).map(String);
  const validation: fc.Arbitrary<JsonValue> = fc.oneof(
    fc.constant({ PhoneNumberValidation: { NumberFormat: "Local", CountryCode: "US" } }),
    fc.integer({ min: 1, max: 20 }).map((length) => ({ CustomValidation: { MaximumLength: String(length) } })),
  );
  const menu = fc.record({ Text: WORDS, InputTimeLimitSeconds: seconds, StoreInput: fc.constant("False") });
  const store = fc.record<{ [name: string]: JsonValue }>(
    {
      Text: WORDS,
      InputTimeLimitSeconds: seconds,
      StoreInput: fc.constant("True"),
      InputValidation: validation,
      DTMFConfiguration: fc.constantFrom<JsonValue>({ DisableCancelKey: "False" }, { InputTerminationSequence: "#" }),
    },
    { requiredKeys: ["InputTimeLimitSeconds", "StoreInput", "InputValidation"] },
  );
  return fc.oneof(menu, store);
}

type Fields = { readonly [name: string]: ParameterSpec };
type Choices = NonNullable<ParameterSpec["choose"]>;

/** Fields of an object: the required ones, some of the others, and of each choice as many as it asks for. */
function fieldsOf(specs: Fields, choices: Choices): fc.Arbitrary<{ [name: string]: JsonValue }> {
  const chosen = new Set(choices.flatMap(({ names }) => names));
  const free = Object.keys(specs).filter((name) => !specs[name]?.required && !chosen.has(name));
  const required = Object.keys(specs).filter((name) => specs[name]?.required);
  const picked = choices.map(({ names, min, max }) => {
    const known = names.filter((name) => specs[name]);
    return fc.subarray(known, {
      minLength: Math.min(min, known.length),
      maxLength: Math.min(max, known.length, min + 1),
    });
  });
  return fc.tuple(fc.subarray(free), ...picked).chain((lists) => {
    const names = [...new Set([...required, ...lists.flat()])];
    const values = names.map((name) => valueOf(specs[name] ?? { kind: "static" }));
    return fc.tuple(...values).map((given) => Object.fromEntries(names.map((name, at) => [name, given[at] ?? ""])));
  });
}

function valueOf(spec: ParameterSpec): fc.Arbitrary<JsonValue> {
  const { items = { kind: "dynamic" }, entries = {} } = spec;
  const length = { minLength: entries.min ?? 0, maxLength: Math.min(entries.max ?? 3, 3) };
  switch (spec.shape ?? "scalar") {
    case "scalar":
      return scalarOf(spec);
    case "list":
      return fc.array(valueOf(items), length);
    case "map":
      return fc
        .uniqueArray(fc.tuple(fc.constantFrom("name", "my key", "order-id", "constructor"), valueOf(items)), {
          ...length,
          selector: ([name]) => name,
        })
        .map((given) => Object.fromEntries(given));
    case "object":
      return spec.fields
        ? fieldsOf(spec.fields, spec.choose ?? [])
        : fc.constantFrom<JsonValue>({}, { Any: ["thing", { at: "all" }] });
  }
}

function scalarOf({ kind, values, flag, integer, pattern }: ParameterSpec): fc.Arbitrary<string> {
  const choices = flag ? ["True", "False", "true", "false"] : values;
  const literal = choices
    ? fc.constantFrom(...choices)
    : integer
      ? fc.integer({ min: Math.max(integer.min, -1000), max: Math.min(integer.max, 1000) }).map(String)
      : pattern
        ? fc.constantFrom("#", "1", "*1#").filter((text) => pattern.test(text))
        : fc.constantFrom("plain", "arn:aws:connect:us-east-1:123456789012:instance/i/queue/q", "<speak>Hi.</speak>");
  switch (kind) {
    case "static":
      return literal;
    case "reference":
      return REFERENCE;
    case "staticOrReference":
      return fc.oneof(literal, REFERENCE);
    case "dynamic":
      return choices || integer || pattern ? fc.oneof(literal, REFERENCE) : fc.oneof(literal, WORDS);
  }
}
