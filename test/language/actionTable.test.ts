import { expect } from "chai";
import {
  ACTION_SPECS,
  actionSpec,
  type AnyBody,
  type ActionParameters,
  defineFlow,
  type FlowAction,
  type FlowBuilder,
  type FlowDocument,
  type FlowKind,
  type JsonValue,
  validate,
} from "../../flows/language";
import { ACTION_ROWS, type ActionRow, flowAround, minimalAction, rowName } from "../support/actionRows";
import { ACTION_VERBS, type Verb } from "../support/actionVerbs";
import { neighboursOf } from "../support/illegalNeighbours";

/** Types that are described, but work no more, or are known by name only. */
const NOT_IN_TABLE = [
  "CheckVoiceId",
  "StartVoiceIdStream",
  "AuthenticateParticipant",
  "LoadContactContent",
  "CreatePersistentContactAssociation",
  "EvaluateDataTableValues",
  "CreateContact",
  "StartOutboundEmailContact",
  "RenderMessageTemplate",
  "CheckSegmentMembership",
  "RouteContactToAgent",
];

function end(f: FlowBuilder<never>, type: FlowKind): void {
  if (type === "MODULE") {
    f.endModule();
  } else if (type.endsWith("HOLD")) {
    f.loopPrompts({ name: "end", messages: ["Please hold."] });
  } else if (type === "CUSTOMER_QUEUE" || type.endsWith("WHISPER")) {
    f.endFlow();
  } else {
    f.disconnect();
  }
}

/** Whether nothing can follow the verb of a row. */
function endsPath({ type, variant, minimal }: ActionRow): boolean {
  return (
    minimal.ends === true ||
    ["MessageParticipantIteratively", "TransferToFlow"].includes(type) ||
    variant === "hands off"
  );
}

function built(row: ActionRow, verb: Verb, type: FlowKind): FlowDocument {
  const onError: AnyBody = (f) => end(f, type);
  const body: AnyBody = (f) => {
    verb(f);
    if (!endsPath(row)) {
      end(f, type);
    }
  };
  return defineFlow<never>({ name: "test", type: type as never, onError }, body).document;
}

/** Paths of the leaves of parameters; entries of lists and keys the author chooses count as one. */
function leaves(value: JsonValue | ActionParameters, path = ""): string[] {
  if (typeof value !== "object" || value === null) {
    return [path];
  }
  return Object.entries(value).flatMap(([key, entry]: [string, JsonValue]) => leaves(entry, `${path}.${key}`));
}

function wiring({ Transitions = {} }: FlowAction) {
  return {
    errors: (Transitions.Errors ?? []).map(({ ErrorType }) => ErrorType).sort(),
    operators: [...new Set((Transitions.Conditions ?? []).map(({ Condition }) => Condition.Operator))],
  };
}

describe("the action table of the flow language", () => {
  it("has a description and a verb for every row, and no row without", () => {
    const described = Object.keys(ACTION_SPECS).filter((type) => !NOT_IN_TABLE.includes(type));
    expect([...new Set(ACTION_ROWS.map(({ type }) => type))].sort()).to.deep.equal(described.sort());
    expect([...ACTION_VERBS.keys()].sort()).to.deep.equal(ACTION_ROWS.map(rowName).sort());
  });

  for (const row of ACTION_ROWS) {
    const name = rowName(row);

    it(`${name} is accepted in its smallest shape, in each of its flow types`, () => {
      for (const type of row.flowTypes) {
        expect(validate(flowAround(minimalAction(row), type), { type }), type).to.deep.equal([]);
      }
    });

    it(`${name} is written by its verb, in each of its flow types`, () => {
      const verb = ACTION_VERBS.get(name);
      for (const type of verb ? row.flowTypes.filter((kind) => kind !== "CAMPAIGN") : []) {
        const document = built(row, verb ?? (() => undefined), type);
        expect(validate(document, { type }), type).to.deep.equal([]);
        const action = document.Actions.find(({ Identifier }) => Identifier === document.StartAction);
        const minimal = minimalAction(row);
        expect(action?.Type).to.equal(row.type);
        expect(leaves(action?.Parameters ?? {})).to.include.members(leaves(minimal.Parameters ?? {}).filter(Boolean));
        const { errors, operators } = wiring(action ?? minimal);
        expect(
          errors.filter((error) => error !== "NoMatchingError" || wiring(minimal).errors.includes(error)),
        ).to.deep.equal(wiring(minimal).errors);
        expect(operators).to.include.members(wiring(minimal).operators);
      }
    });

    it(`${name} is found fault with in every illegal neighbour of that shape`, () => {
      const missed = neighboursOf(row).filter(({ action, type, code, severity }) => {
        const findings = validate(flowAround(action, type), { type });
        return !findings.some((found) => found.action === "it" && found.code === code && found.severity === severity);
      });
      expect(missed.map(({ does, severity, code }) => `${does}: ${severity} ${code}`)).to.deep.equal([]);
    });
  }

  it("finds neighbours of every kind", () => {
    const kinds = new Set(ACTION_ROWS.flatMap((row) => neighboursOf(row).map(({ code }) => code)));
    expect([...kinds].sort()).to.deep.equal([
      "F202",
      "F301",
      "F302",
      "F303",
      "F304",
      "F306",
      "F307",
      "F308",
      "F309",
      "F401",
      "F402",
      "F403",
      "F405",
      "F406",
    ]);
  });

  it("is confirmed for what was seen to be accepted, and says so of the rest", () => {
    const unconfirmed = ACTION_ROWS.filter(({ type }) => actionSpec(type)?.confirmed === false);
    expect([...new Set(unconfirmed.map(({ type }) => type))]).to.include.members(["CreateTask", "ResumeContact"]);
  });
});
