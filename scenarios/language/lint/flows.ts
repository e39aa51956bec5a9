/** Whether the flows can raise what a test case waits for. */
import type { FlowAction, FlowDocument } from "../../../flows/language/document";
import type { TestFindings } from "../testFinding";
import { referencesIn } from "../../../flows/language/references";
import { OVERRIDABLE_ACTIONS } from "../document";
import type { Observation, ObservationAction, TestCase } from "../testCase";
import type { LintOptions } from "./lintTestCase";

/** Holds a test case against the flows its contact may play. */
export function checkFlows(
  { observations }: TestCase,
  flows: readonly FlowDocument[],
  options: LintOptions,
  findings: TestFindings,
): void {
  const actions = flows.flatMap(({ Actions }) => Actions);
  const said = actions.flatMap(spokenBy);
  const attributes = new Set([...Object.keys(options.attributes ?? {}), ...actions.flatMap(attributesSetBy)]);
  for (const observation of observations) {
    checkEvent(observation, actions, said, findings);
    for (const action of observation.actions) {
      if (action.kind === "override") checkTarget(action, actions, findings);
      if (action.kind === "assert") checkAttribute(action, attributes, findings);
    }
  }
}

function checkEvent(
  { id, event }: Observation,
  actions: readonly FlowAction[],
  said: readonly Said[],
  findings: TestFindings,
) {
  if (event.type === "FlowActionStarted") {
    const { actionType, resource } = event;
    if (!actions.some(({ Type }) => Type === actionType)) {
      findings.error("T701", id, `waits for ${actionType}, which no flow has.`, "Wait for something a flow does.");
    } else if (resource !== undefined && !mayUse(actions, actionType, resource)) {
      findings.error(
        "T702",
        id,
        `waits for ${actionType} of ${resource}, which no flow names.`,
        "Correct the resource.",
      );
    }
  }
  if (event.type !== "MessageReceived" || event.match !== "Inclusion") return;
  if (said.some(({ text, complete }) => complete && text.includes(event.expected))) return;
  if (said.every(({ complete }) => complete)) {
    findings.error("T703", id, `waits for "${event.expected}", which no flow says.`, "Correct the words.");
  } else if (!said.some(({ text }) => text.includes(event.expected))) {
    findings.warning(
      "T704",
      id,
      `waits for "${event.expected}", which no flow says in its own words.`,
      "Only a value behind a reference could bring it; check the words.",
    );
  }
}

function checkTarget(
  { id, override }: Extract<ObservationAction, { kind: "override" }>,
  actions: readonly FlowAction[],
  findings: TestFindings,
) {
  const { actionType, resource } = override;
  if (!actions.some(({ Type }) => Type === actionType)) {
    findings.error("T711", id, `overrides ${actionType}, which no flow has.`, "Override what a flow does.");
  } else if (!mayUse(actions, actionType, resource)) {
    findings.error("T712", id, `overrides ${resource}, which no flow uses.`, "Name the resource as the flow does.");
  }
}

function checkAttribute(
  action: Extract<ObservationAction, { kind: "assert" }>,
  set: ReadonlySet<string>,
  findings: TestFindings,
) {
  const name = /^\$\.Attributes\.([\w-]+)$/.exec(action.path)?.[1];
  if (name !== undefined && !set.has(name)) {
    findings.warning(
      "T721",
      action.id,
      `reads ${action.path}, which no flow sets.`,
      "Correct the name of the attribute.",
    );
  }
}

/** Whether a flow names the resource, or takes it from a reference, in which case it may be any. */
function mayUse(actions: readonly FlowAction[], actionType: string, resource: string): boolean {
  const path = OVERRIDABLE_ACTIONS.get(actionType);
  if (path === undefined) return true;
  // A transfer names no queue itself: it takes the one that was set before.
  const types = actionType === "TransferContactToQueue" ? ["UpdateContactTargetQueue"] : [actionType];
  const users = actions.filter(({ Type }) => types.includes(Type));
  return users.some(({ Parameters }) => {
    let value: unknown = Parameters;
    for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name];
    return typeof value !== "string" || value.startsWith("$.") || sameResource(value, resource);
  });
}

/** An id means the same as the ARN that ends with it. */
function sameResource(one: string, other: string): boolean {
  const last = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
  return one === other || last(one) === last(other);
}

interface Said {
  readonly text: string;
  /** False when references inside bring further words. */
  readonly complete: boolean;
}

function spokenBy({ Parameters }: FlowAction): Said[] {
  const bodies = [Parameters, ...listOf(Parameters?.["Messages"])];
  return bodies.flatMap((body) => {
    const { Text, SSML } = (body ?? {}) as Record<string, unknown>;
    const written =
      typeof Text === "string" ? Text : typeof SSML === "string" ? SSML.replace(/<[^>]*>/g, "") : undefined;
    return written === undefined ? [] : [{ text: written, complete: referencesIn(written).length === 0 }];
  });
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function attributesSetBy({ Type, Parameters }: FlowAction): string[] {
  return Type === "UpdateContactAttributes" ? Object.keys(Object(Parameters?.["Attributes"])) : [];
}
