/** The illegal neighbours of a legal action: each differs in one thing, and is made from the action's description. */
import {
  type ActionParameters,
  type ActionSpec,
  actionSpec,
  type ConditionSpec,
  type ConditionTransition,
  type FlowAction,
  type FlowKind,
  type JsonValue,
  outcomeOf,
  type ParameterSpec,
  type Transitions,
} from "../../flows/language";
import { type ActionRow, minimalAction } from "./actionRows";

export interface Neighbour {
  readonly does: string;
  readonly action: FlowAction;
  readonly type: FlowKind;
  readonly code: string;
  readonly severity: "error" | "warning";
}

interface Change {
  readonly does: string;
  readonly code: string;
  readonly parameters?: ActionParameters;
  readonly transitions?: Transitions;
  readonly severity?: "error" | "warning";
}

/** Every illegal neighbour of a row's smallest shape. */
export function neighboursOf(row: ActionRow): Neighbour[] {
  const spec = actionSpec(row.type);
  const [type] = row.flowTypes;
  if (!spec || type === undefined) {
    return [];
  }
  const whole = minimalAction(row);
  const changes = [...parameterChanges(spec, whole.Parameters ?? {}), ...transitionChanges(spec, whole)];
  return [
    ...changes.map(({ does, code, parameters, transitions, severity }): Neighbour => {
      return {
        does,
        code,
        type,
        severity: severity ?? (spec.confirmed ? "error" : "warning"),
        action: {
          ...whole,
          Parameters: parameters ?? whole.Parameters ?? {},
          Transitions: transitions ?? whole.Transitions ?? {},
        },
      };
    }),
    ...wrongFlowTypes(row, spec, whole),
  ];
}

const ALL_KINDS: readonly FlowKind[] = [
  "CONTACT_FLOW",
  "AGENT_TRANSFER",
  "QUEUE_TRANSFER",
  "CUSTOMER_QUEUE",
  "CUSTOMER_WHISPER",
  "AGENT_WHISPER",
  "OUTBOUND_WHISPER",
  "CUSTOMER_HOLD",
  "AGENT_HOLD",
  "MODULE",
];

function wrongFlowTypes({ flowTypes, variant }: ActionRow, spec: ActionSpec, action: FlowAction): Neighbour[] {
  // An audio file is refused in whispers by a rule of its own.
  const legal =
    variant === "audio in S3" ? [...flowTypes, ...ALL_KINDS.filter((k) => k.endsWith("WHISPER"))] : flowTypes;
  return ALL_KINDS.filter((kind) => !legal.includes(kind)).map((type): Neighbour => {
    const isCertain = spec.confirmed && !spec.disputedFlowTypes?.includes(type);
    return { does: `it is in ${type}`, code: "F202", type, action, severity: isCertain ? "error" : "warning" };
  });
}

function parameterChanges(spec: ActionSpec, parameters: ActionParameters): Change[] {
  const specs = spec.parameters ?? {};
  return [
    {
      does: "it has a parameter nobody knows",
      code: "F301",
      parameters: { ...parameters, Surprise: "x" },
      ...(spec.open && { severity: "warning" as const }),
    },
    ...fieldChanges("", specs, parameters).map(({ does, code, value, severity }): Change => {
      return { does, code, parameters: value, ...(severity && { severity }) };
    }),
    ...(spec.choose ?? []).flatMap(({ names, max, min }): Change[] => {
      const both = Object.fromEntries(names.slice(0, max + 1).map((name) => [name, sample(specs[name])]));
      const none = Object.fromEntries(Object.entries(parameters).filter(([name]) => !names.includes(name)));
      return [
        ...(max < names.length
          ? [
              {
                does: `it sets ${Object.keys(both).join(" and ")}`,
                code: "F303",
                parameters: { ...parameters, ...both },
              },
            ]
          : []),
        ...(min > 0 ? [{ does: `it sets none of ${names.join(", ")}`, code: "F303", parameters: none }] : []),
      ];
    }),
  ];
}

interface ValueChange {
  readonly does: string;
  readonly code: string;
  readonly value: ActionParameters;
  readonly severity?: "warning";
}

type Fields = { readonly [name: string]: JsonValue };

/** Changes to the fields that are there, and the absence of those that must be. */
function fieldChanges(path: string, specs: { readonly [name: string]: ParameterSpec }, fields: Fields): ValueChange[] {
  return Object.entries(fields).flatMap(([name, value]): ValueChange[] => {
    const spec = specs[name];
    const others = Object.fromEntries(Object.entries(fields).filter(([other]) => other !== name));
    if (!spec) {
      return [];
    }
    return [
      ...(spec.required ? [{ does: `it lacks ${path}${name}`, code: "F302", value: others }] : []),
      ...valueChanges(path + name, spec, value).map((change) => {
        return { ...change, value: { ...fields, [name]: change.value } };
      }),
    ];
  });
}

interface Replacement {
  readonly does: string;
  readonly code: string;
  readonly value: JsonValue;
  readonly severity?: "warning";
}

function valueChanges(path: string, spec: ParameterSpec, value: JsonValue): Replacement[] {
  const wrongShape = { does: `${path} is null`, code: "F309", value: null };
  switch (spec.shape ?? "scalar") {
    case "scalar":
      return [wrongShape, { does: `${path} is empty`, code: "F306", value: "" }, ...scalarChanges(path, spec)];
    case "list":
      return [
        wrongShape,
        { does: `${path} is text`, code: "F309", value: "x" },
        ...(spec.entries?.min ? [{ does: `${path} has no entries`, code: "F304", value: [] }] : []),
        ...(spec.items && Array.isArray(value) && value[0] !== undefined
          ? valueChanges(`${path}[0]`, spec.items, value[0] as JsonValue).map((change) => {
              return { ...change, value: [change.value, ...(value as JsonValue[]).slice(1)] };
            })
          : []),
      ];
    case "map":
      return [wrongShape, ...(spec.entries?.min ? [{ does: `${path} is empty`, code: "F304", value: {} }] : [])];
    case "object":
      return [
        wrongShape,
        { does: `${path} is a list`, code: "F309", value: [] },
        ...(spec.fields && typeof value === "object" && value !== null
          ? fieldChanges(`${path}.`, spec.fields, value as Fields)
          : []),
      ];
  }
}

function scalarChanges(path: string, { kind, values, grows, flag, integer, pattern }: ParameterSpec): Replacement[] {
  const unknown = { does: `${path} is a value nobody knows`, code: "F308", value: "surprise" };
  return [
    ...(kind === "static" ? [{ does: `${path} is a reference`, code: "F307", value: "$.Attributes.x" }] : []),
    ...(kind === "staticOrReference"
      ? [{ does: `${path} has a reference inside`, code: "F307", value: "x $.Attributes.x" }]
      : []),
    ...(kind === "reference" ? [{ does: `${path} is text`, code: "F307", value: "x" }] : []),
    ...(values ? [{ ...unknown, ...(grows && { severity: "warning" as const }) }] : []),
    ...(flag || pattern ? [unknown] : []),
    ...(integer
      ? [
          { does: `${path} is too small`, code: "F308", value: String(integer.min - 1) },
          { does: `${path} is too large`, code: "F308", value: String(integer.max * 10 + 1) },
          { does: `${path} is no number`, code: "F308", value: "many" },
        ]
      : []),
  ];
}

/** Some legal value. */
function sample(spec: ParameterSpec | undefined): JsonValue {
  if (spec?.fields) {
    return Object.fromEntries(Object.entries(spec.fields).map(([name, field]) => [name, sample(field)]));
  }
  return spec?.values?.[0] ?? (spec?.integer ? String(Math.max(spec.integer.min, 1)) : "x");
}

function transitionChanges(spec: ActionSpec, action: FlowAction): Change[] {
  const ways = action.Transitions ?? {};
  if (spec.terminal) {
    return [{ does: "it leads somewhere", code: "F401", transitions: { NextAction: "end" } }];
  }
  const { Errors = [], Conditions = [] } = ways;
  const outcome = outcomeOf(spec, action.Parameters ?? {});
  const allowed = [...(outcome?.requiredErrors ?? []), ...(outcome?.optionalErrors ?? [])];
  const foreign = ["NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded", "QueueAtCapacity", "Surprise"];
  return [
    ...(outcome?.requiredErrors ?? []).map((type): Change => ({
      does: `${type} leads nowhere`,
      code: "F402",
      transitions: { ...ways, Errors: Errors.filter(({ ErrorType }) => ErrorType !== type) },
    })),
    ...foreign
      .filter((type) => !allowed.includes(type))
      .map((type): Change => ({
        does: `it wires ${type}`,
        code: "F403",
        transitions: { ...ways, Errors: [...Errors, { NextAction: "end", ErrorType: type }] },
        ...(spec.open && { severity: "warning" as const }),
      })),
    ...(spec.holds
      ? []
      : [
          {
            does: "it has no NextAction",
            code: "F406",
            transitions: { Errors, Conditions },
            ...(spec.handsOver && { severity: "warning" as const }),
          },
        ]),
    ...conditionChanges(outcome?.conditions ?? { form: "none" }, ways),
  ];
}

function conditionChanges(spec: ConditionSpec, ways: Transitions): Change[] {
  const { Conditions = [] } = ways;
  const condition = (Operator: string, ...Operands: string[]): ConditionTransition => ({
    NextAction: "end",
    Condition: { Operator, Operands },
  });
  const change = (does: string, ...conditions: ConditionTransition[]): Change => {
    return { does, code: "F405", transitions: { ...ways, Conditions: conditions } };
  };
  const unknown = change("an operator is unknown", condition("Surprise", "1"));
  const empty = change("an operand is empty", condition("Equals", ""));
  const two = change("a condition has two operands", condition("Equals", "1", "2"));
  switch (spec.form) {
    case "none":
      return [change("it has a condition", condition("Equals", "1"))];
    case "exactly":
      return [
        unknown,
        change("its conditions are missing"),
        change("a result is not its own", ...Conditions, condition("Equals", "Surprise")),
      ];
    case "among":
      return [unknown, empty, two, change("a result is not its own", condition("Equals", "Surprise"))];
    case "named":
      return [unknown, empty, change("it compares otherwise", condition("TextContains", "x"))];
    case "any":
      return [unknown, empty, two];
    case "percentages":
      return [unknown, change("thresholds fall", condition("NumberLessThan", "61"), condition("NumberLessThan", "21"))];
    case "anyAgents":
      return [change("it asks for another number", condition("NumberGreaterThan", "3")), change("it asks nothing")];
    case "amounts":
      return [change("it asks nothing"), change("it compares text", condition("TextContains", "x"))];
    case "events":
      return [
        change("the end of the time is missing"),
        change("an event nobody awaits", condition("Equals", "Surprise")),
      ];
  }
}
