/** Flaws of contact flows. */
import { type Flaw, inText, called, without } from "../flaw";

const FLOW = "connect/contactFlow:ContactFlow";
const INBOUND = called(/flow-inbound$/);

interface Action {
  Identifier: string;
  Type: string;
  Parameters: Record<string, unknown>;
  Transitions: {
    NextAction?: string;
    Errors?: { NextAction: string; ErrorType: string }[];
    Conditions?: { NextAction: string }[];
  };
}

/** Changes the actions of the flow callers come to. */
function actions(name: string, rule: string, change: (all: Action[]) => void): Flaw {
  return inText(name, rule, FLOW, INBOUND, "content", (text) => {
    const document: { Actions: Action[] } = JSON.parse(text);
    change(document.Actions);
    return JSON.stringify(document);
  });
}

/** Changes the first action of a type. */
function action(name: string, rule: string, type: string, change: (found: Action, all: Action[]) => void): Flaw {
  return actions(name, rule, (all) => {
    const found = all.find(({ Type }) => Type === type);
    if (!found) throw new Error(`The flow has no ${type}.`);
    change(found, all);
  });
}

/** Takes a block out of every way; what led to it leads to what came after. */
function bypass(all: Action[], type: string): void {
  for (const removed of all.filter(({ Type }) => Type === type)) {
    const { Conditions = [], Errors = [], NextAction } = removed.Transitions;
    const next = Conditions[0]?.NextAction ?? NextAction ?? Errors[0]?.NextAction ?? "";
    for (const { Transitions } of all) {
      for (const way of [Transitions, ...(Transitions.Errors ?? []), ...(Transitions.Conditions ?? [])]) {
        if (way.NextAction === removed.Identifier) way.NextAction = next;
      }
    }
  }
}

export const FLOW_FLAWS: readonly Flaw[] = [
  inText("a flow that is no flow", "G-20", FLOW, INBOUND, "content", () => "{}"),
  action("a way to a block that is not there", "G-20", "UpdateContactTargetQueue", ({ Transitions }) => {
    Transitions.NextAction = "nowhere";
  }),
  action("a block that leads nowhere", "G-20", "UpdateContactTextToSpeechVoice", ({ Transitions }) => {
    Transitions.NextAction = "";
  }),
  action("a block of an unknown type", "G-20", "MessageParticipant", (found) => {
    found.Type = "SingToParticipant";
  }),
  actions("a block nobody comes to", "G-20", (all) => {
    const last = all.at(-1);
    if (last) all.push({ ...last, Identifier: "alone" });
  }),
  action("two blocks of one name", "G-20", "MessageParticipant", (found, all) => void all.push({ ...found })),
  action("a function whose failure leads nowhere", "G-21", "InvokeLambdaFunction", ({ Transitions }) => {
    Transitions.Errors = [];
  }),
  action("a full queue that leads nowhere", "G-21", "TransferContactToQueue", ({ Transitions }) => {
    Transitions.Errors = [];
  }),
  action("hours whose failure leads nowhere", "G-21", "CheckHoursOfOperation", ({ Transitions }) => {
    Transitions.Errors = [];
  }),
  action("an endless circle", "G-22", "UpdateContactTargetQueue", (found) => {
    found.Transitions = {
      NextAction: found.Identifier,
      Errors: [{ NextAction: found.Identifier, ErrorType: "NoMatchingError" }],
    };
  }),
  action("a circle of two blocks", "G-22", "UpdateFlowLoggingBehavior", (found, all) => {
    const voice = all.find(({ Type }) => Type === "UpdateContactTextToSpeechVoice");
    if (voice)
      voice.Transitions = {
        NextAction: found.Identifier,
        Errors: [{ NextAction: found.Identifier, ErrorType: "NoMatchingError" }],
      };
    if (voice) found.Transitions = { NextAction: voice.Identifier };
  }),
  actions("a queue whose hours nobody checks", "G-23", (all) => bypass(all, "CheckHoursOfOperation")),
  actions("a queue whose staff nobody looks at", "G-23", (all) => bypass(all, "GetMetricData")),
  action("a function of another account", "G-24", "InvokeLambdaFunction", ({ Parameters }) => {
    Parameters["LambdaFunctionARN"] = "arn:aws:lambda:us-east-1:999988887777:function:x";
  }),
  action("a queue of another instance", "G-24", "UpdateContactTargetQueue", ({ Parameters }) => {
    Parameters["QueueId"] = "arn:aws:connect:us-east-1:123456789012:instance/other/queue/x";
  }),
  action("a flow that waits twenty seconds", "G-24", "InvokeLambdaFunction", ({ Parameters }) => {
    Parameters["InvocationTimeLimitSeconds"] = "20";
  }),
  action("a flow that gives up before the function", "G-24", "InvokeLambdaFunction", ({ Parameters }) => {
    Parameters["InvocationTimeLimitSeconds"] = "2";
  }),
  action("a card number in clear", "G-24", "GetParticipantInput", (found) => {
    found.Parameters = {
      Text: "Your card number, please.",
      StoreInput: "True",
      InputTimeLimitSeconds: "5",
      InputValidation: { CustomValidation: { MaximumLength: "16" } },
    };
    found.Transitions = {
      NextAction: found.Transitions.Errors?.[0]?.NextAction ?? "",
      Errors: [{ NextAction: found.Transitions.Errors?.[0]?.NextAction ?? "", ErrorType: "NoMatchingError" }],
    };
  }),
  {
    ...without(
      "a function the instance may not call",
      "G-24",
      "connect/lambdaFunctionAssociation:LambdaFunctionAssociation",
    ),
    mutate: (graph) => {
      const type = "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation";
      const removed = new Set(graph.resources.filter((resource) => resource.type === type));
      graph.resources.splice(
        0,
        graph.resources.length,
        ...graph.resources.filter((resource) => !removed.has(resource)),
      );
      return graph.resources.filter((resource) => resource.type === `aws:${FLOW}`).map(({ name }) => name);
    },
  },
];
