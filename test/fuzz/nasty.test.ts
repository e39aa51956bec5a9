/** Documents written to break what passes them: the validator finds no error in any, so the engine has to play them. */
import { expect } from "chai";
import { type ActionParameters, type ConditionTransition, type FlowDocument, validate } from "../../flows/language";
import type { ConnectService, TranscriptEntry } from "../../local/connect";
import { playground } from "../../local/connect/playground";

/** An action that goes on with the next one, and to the end on every error. */
interface Part {
  readonly type: string;
  readonly parameters: ActionParameters;
  readonly errors?: readonly string[];
  readonly conditions?: readonly ConditionTransition[];
  /** Where it leads when no condition is true. */
  readonly otherwise?: string;
}

function flowOf(...parts: readonly Part[]): FlowDocument {
  const actions = parts.map(({ type, parameters, errors = ["NoMatchingError"], conditions, otherwise }, index) => ({
    Identifier: `a${index}`,
    Type: type,
    Parameters: parameters,
    Transitions: {
      NextAction: index + 1 < parts.length ? `a${index + 1}` : "bye",
      Errors: [
        ...errors.map((ErrorType) => ({ ErrorType, NextAction: "bye" })),
        ...(otherwise === undefined ? [] : [{ ErrorType: "NoMatchingCondition", NextAction: otherwise }]),
      ],
      ...(conditions && { Conditions: conditions }),
    },
  }));
  const bye = { Identifier: "bye", Type: "DisconnectParticipant", Parameters: {}, Transitions: {} };
  return { Version: "2019-10-30", StartAction: "a0", Actions: [...actions, bye] };
}

const QUEUE: Part = { type: "UpdateContactTargetQueue", parameters: { QueueId: "support" } };
const NUMBER = { Type: "TELEPHONE_NUMBER", Address: "+12065550100" };

/** Calls a flow, and lets an hour pass. */
async function played(document: FlowDocument): Promise<{ service: ConnectService; said: readonly TranscriptEntry[] }> {
  const errors = validate(document, { type: "CONTACT_FLOW" }).filter(({ severity }) => severity === "error");
  expect(errors).to.deep.equal([]);
  const service = playground([{ name: "main", document, type: "CONTACT_FLOW" }], { lenient: false });
  service.dial({ from: "+12065550150" });
  await service.clock.advance(3_600_000);
  return { service, said: service.interactions.flatMap(({ transcript }) => transcript) };
}

describe("documents that are legal and nasty", () => {
  for (const root of [
    "Queue",
    "Agent",
    "Attributes",
    "Customer",
    "Lex",
    "Metrics",
    "Views",
    "Tags",
    "SegmentAttributes",
  ]) {
    for (const name of ["__proto__", "constructor", "toString"]) {
      it(`read nothing at $.${root}.${name}`, async () => {
        const path = `$.${root}.${name}`;
        const { said } = await played(
          flowOf(
            QUEUE,
            {
              type: "Compare",
              parameters: { ComparisonValue: path },
              errors: [],
              otherwise: "a2",
              conditions: [{ NextAction: "bye", Condition: { Operator: "TextContains", Operands: ["o"] } }],
            },
            { type: "MessageParticipant", parameters: { Text: `<${path}>` } },
          ),
        );
        expect(said.map(({ text }) => text)).to.include("<>");
      });
    }
  }

  const circles: [what: string, ...parts: Part[]][] = [
    [
      "callbacks whose flow creates callbacks",
      {
        type: "UpdateContactCallbackNumber",
        parameters: { CallbackNumber: "$.CustomerEndpoint.Address" },
        errors: ["InvalidCallbackNumber", "CallbackNumberNotDialable"],
      },
      QUEUE,
      {
        type: "CreateCallbackContact",
        parameters: {
          InitialCallDelaySeconds: "1",
          RetryDelaySeconds: "1",
          MaximumConnectionAttempts: "1",
          ContactFlowId: "main",
        },
      },
    ],
    ["tasks whose flow creates tasks", { type: "CreateTask", parameters: { ContactFlowId: "main", Name: "again" } }],
    [
      "chats whose flow starts chats",
      {
        type: "StartOutboundChatContact",
        parameters: {
          SourceEndpoint: NUMBER,
          DestinationEndpoint: NUMBER,
          ContactFlowArn: "main",
          ContactSubtype: "connect:SMS",
        },
      },
    ],
  ];
  for (const [what, ...parts] of circles) {
    it(`end ${what} after fifty contacts, and say so`, async () => {
      const { service, said } = await played(flowOf(...parts));
      expect(service.records).to.have.length(51);
      expect(said.map(({ text }) => text).join()).to.contain(
        "have started 50 others already; they go round in circles",
      );
    });
  }
});
