/** G-20 to G-24: contact flows, as they are deployed. */
import {
  type Finding as FlowFinding,
  type FlowDocument,
  type FlowKind,
  kindNamed,
  validate,
} from "../../flows/language";
import { FUNCTION } from "../model/edges";
import { type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { allTexts, at, entries, isFields, isText, parsed } from "../model/value";

const FLOW = "connect/contactFlow:ContactFlow";
const MODULE = "connect/contactFlowModule:ContactFlowModule";

/** One flow whose content is known. */
interface Deployed {
  readonly resource: Resource;
  readonly document: FlowDocument;
  readonly kind: FlowKind;
  readonly findings: readonly FlowFinding[];
}

/** Flows are validated once for all five rules. */
const validated = new WeakMap<Stack, readonly Deployed[]>();

function flowsOf(stack: Stack): readonly Deployed[] {
  const known =
    validated.get(stack) ?? [...stack.of(FLOW), ...stack.of(MODULE)].flatMap((flow) => deployed(stack, flow));
  validated.set(stack, known);
  return known;
}

function deployed(stack: Stack, resource: Resource): Deployed[] {
  const document = parsed(resource.props["content"]);
  const kind = resource.type.endsWith("Module") ? "MODULE" : (kindNamed(resource.props["type"]) ?? "CONTACT_FLOW");
  if (!isDocument(document)) return [];
  const functionTimeouts = Object.fromEntries(
    stack.of(FUNCTION).flatMap(({ props }) => {
      return isText(props["arn"]) && typeof props["timeout"] === "number" ? [[props["arn"], props["timeout"]]] : [];
    }),
  );
  return [{ resource, document, kind, findings: validate(document, { type: kind, functionTimeouts }) }];
}

/** Whether a value has the shape of flow language; what stands in it the validator looks at. */
function isDocument(value: unknown): value is FlowDocument {
  return (
    isFields(value) &&
    isText(value["StartAction"]) &&
    Array.isArray(value["Actions"]) &&
    value["Actions"].every(isFields)
  );
}

/** A rule that reports the validator's findings of some codes. */
function rule(
  codes: RegExp,
  said: Omit<Rule, "stack" | "each">,
  more: (flow: Deployed, stack: Stack, report: Report) => void = () => undefined,
): Rule {
  return {
    ...said,
    stack: (stack, report) => {
      for (const flow of flowsOf(stack)) {
        for (const { code, action, message } of flow.findings) {
          if (codes.test(code)) report(flow.resource, code, `${action ?? "The flow"}: ${message}`);
        }
        more(flow, stack, report);
      }
    },
  };
}

const documents: Rule = rule(/^F(1|2|3|40[134567]|501|6)/, {
  id: "G-20",
  title: "Every flow is one the service takes, and every way out leads to a block.",
  protects: "A deployment fails half-way, or a caller reaches a block that is not there.",
  references: ["Amazon Connect flow language"],
});

export const flowDocuments: Rule = {
  ...documents,
  stack: (stack, report) => {
    documents.stack?.(stack, report);
    const known = new Set(flowsOf(stack).map(({ resource }) => resource));
    for (const flow of [...stack.of(FLOW), ...stack.of(MODULE)]) {
      if (isText(flow.props["content"]) && !known.has(flow)) report(flow, "F100", "It is not flow language.");
    }
  },
};

export const errorBranches: Rule = rule(/^F402$/, {
  id: "G-21",
  title: "Every block that can fail has somewhere to go when it does.",
  protects: "A caller hears silence because a function or a queue failed.",
  references: ["Amazon Connect best practices"],
});

export const cycles: Rule = rule(/^F50[2-5]$/, {
  id: "G-22",
  title: "Every circle in a flow ends or lets the caller do something.",
  protects: "A call goes round until somebody hangs up, and is paid by the minute.",
  references: ["Amazon Connect best practices"],
});

const TRANSFER = "TransferContactToQueue";

export const openingHours: Rule = rule(
  /^$/,
  {
    id: "G-23",
    title: "Nobody is put in a queue that is closed, and no caller in one nobody works on.",
    protects: "Callers wait at night for agents who went home.",
    references: ["Amazon Connect best practices"],
  },
  ({ resource, document }, stack, report) => {
    // A task is work for whoever comes next: it may wait until morning, and hears nothing.
    if (!document.Actions.some(({ Type }) => Type === "MessageParticipant")) return;
    if (reachesQueue(document, /^CheckHoursOfOperation$/)) {
      report(resource, "hours", "Check the hours of operation on every way to a queue.");
    }
    const called = stack.of("connect/phoneNumberContactFlowAssociation:PhoneNumberContactFlowAssociation");
    const takesCalls = called.some((number) => namesFlow(stack, number, resource));
    if (takesCalls && reachesQueue(document, /^(CheckMetricData|GetMetricData|GetCurrentMetricData)$/)) {
      report(resource, "staffing", "Look at the staff on every way to a queue.");
    }
  },
);

function namesFlow(stack: Stack, number: Resource, flow: Resource): boolean {
  const id = at(number.props, "contactFlowId");
  const own = flow.props["contactFlowId"];
  return stack.names(number, "contactFlowId", flow) || (isText(id) && id === own);
}

/** Where a block leads to, but for where tasks alone go: a task may wait until morning. */
function waysOut({ Parameters, Transitions }: FlowDocument["Actions"][number]): string[] {
  const byChannel = at(Parameters, "ComparisonValue") === "$.Channel";
  const conditions = entries(at(Transitions, "Conditions")).filter((condition) => {
    return !(byChannel && entries(at(condition, "Condition.Operands")).includes("TASK"));
  });
  const ways = [Transitions, ...conditions, ...entries(at(Transitions, "Errors"))];
  return ways.map((way) => at(way, "NextAction")).filter(isText);
}

/** Whether some way from the start to a queue leaves out every block of a type. */
function reachesQueue(document: FlowDocument, unless: RegExp): boolean {
  const blocks = new Map(document.Actions.map((action) => [action.Identifier, action]));
  const seen = new Set<string>();
  const waiting = [document.StartAction];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const action = blocks.get(id);
    if (!action || seen.has(id) || unless.test(action.Type)) continue;
    seen.add(id);
    if (action.Type === TRANSFER) return true;
    waiting.push(...waysOut(action));
  }
  return false;
}

export const flowData: Rule = rule(
  /^F7/,
  {
    id: "G-24",
    title: "What callers type in confidence is not kept in clear, and a flow waits only for what belongs to the stack.",
    protects: "Card numbers stand in a log; a flow calls another account's function, or one that hangs.",
    references: ["Amazon Connect best practices", "PCI DSS 3"],
  },
  ({ resource, document }, stack, report) => {
    for (const arn of new Set(allArns(document))) {
      if (!belongs(stack, arn)) report(resource, "arn", `${arn} does not belong to the stack.`);
    }
    for (const action of document.Actions) {
      const arn = action.Type === "InvokeLambdaFunction" ? at(action.Parameters, "LambdaFunctionARN") : undefined;
      if (isText(arn) && !arn.startsWith("$.") && !isAllowed(stack, arn)) {
        report(resource, "function", `${arn} is not allowed to the instance by a LambdaFunctionAssociation.`);
      }
    }
  },
);

function* allArns(document: FlowDocument): Generator<string> {
  for (const action of document.Actions) {
    for (const [, text] of allTexts(action.Parameters)) {
      for (const [arn] of text.matchAll(/arn:[\w-]+:[\w-]+:[\w-]*:\d*:[^\s"'<>{}]+/g)) yield arn;
    }
  }
}

function belongs(stack: Stack, arn: string): boolean {
  if (stack.resources.some(({ props }) => props["arn"] === arn)) return true;
  const ours = stack
    .of("connect/instance:Instance")
    .some(({ props }) => isText(props["arn"]) && arn.startsWith(props["arn"]));
  const declared = [
    ...stack.of("cloudcontrol/resource:Resource"),
    ...stack.of("connect/botAssociation:BotAssociation"),
  ];
  const elsewhere = stack.of("connect/instance:Instance").length === 0 && /:connect:/.test(arn);
  return ours || elsewhere || declared.some(({ props }) => [...allTexts(props)].some(([, text]) => text.includes(arn)));
}

function isAllowed(stack: Stack, arn: string): boolean {
  const associations = stack.of("connect/lambdaFunctionAssociation:LambdaFunctionAssociation");
  return associations.some(({ props }) => entries(props["functionArn"]).includes(arn)) || associations.some(isNotKnown);
}

function isNotKnown({ props }: Resource): boolean {
  return typeof props["functionArn"] === "symbol";
}
