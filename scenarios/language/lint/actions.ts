/** Whether what observations do can have an effect, and what they assert can be true. */
import type { TestFindings } from "../testFinding";
import { NAMESPACES } from "../../../flows/language/namespaces";
import { isReference } from "../../../flows/language/references";
import type { Observation, ObservationAction, Override, TestCase } from "../testCase";
import type { LintOptions } from "./lintTestCase";

/** What a contact has before its first flow has run. */
const FROM_THE_START = new Set(
  "Attributes Channel ContactId InitialContactId InitiationMethod InstanceARN AwsRegion CustomerEndpoint SystemEndpoint SegmentAttributes Name".split(
    " ",
  ),
);

/** Seconds Connect waits for a function at most. */
const FUNCTION_LIMIT_SECONDS = 8;

/** Checks every action of a test case. */
export function checkActions({ observations }: TestCase, options: LintOptions, findings: TestFindings): void {
  const channel = options.entryPoint ?? "VOICE_CALL";
  for (const observation of observations) {
    for (const action of observation.actions) {
      checkMoment(observation, action, channel, findings);
      if (action.kind === "assert") checkAssert(observation, action, options, findings);
      if (action.kind === "override") checkOverride(action.id, action.override, findings);
      if (action.kind === "log") {
        for (const path of Object.values(action.expressions)) checkPath(action.id, path, findings);
      }
    }
    checkContradictions(observation, findings);
  }
  checkLiveAgent(observations, findings);
}

function checkMoment(
  { event }: Observation,
  { id, kind }: ObservationAction,
  channel: string,
  findings: TestFindings,
): void {
  if (kind === "press" && channel === "CHAT") {
    findings.error("T441", id, "presses keys in a chat.", "Connect refuses DtmfInput for a CHAT; send an Utterance.");
  }
  if (kind === "press" && event.type === "TestInitiated") {
    findings.warning("T442", id, "presses keys before any flow listens.", "Press them when the menu is heard.");
  }
  if (event.type === "TestCompleted" && (kind === "press" || kind === "say" || kind === "override")) {
    findings.error("T443", id, "comes after the end of the test.", "Do it on an earlier observation.");
  }
}

type Assertion = Extract<ObservationAction, { kind: "assert" }>;

function checkPath(id: string, path: string, findings: TestFindings): string | undefined {
  const root = /^\$\.([A-Za-z]+)/.exec(path)?.[1];
  if (!isReference(path) || root === undefined) {
    findings.error("T451", id, `reads "${path}".`, "Write one reference, such as $.Attributes.customerId.");
    return undefined;
  }
  if (!NAMESPACES.has(root)) {
    findings.warning(
      "T452",
      id,
      `reads $.${root}, a namespace nobody documents.`,
      "Write for example $.Attributes.name.",
    );
  }
  return root;
}

function checkAssert({ event }: Observation, assert: Assertion, options: LintOptions, findings: TestFindings): void {
  const { id, path, operator, operand } = assert;
  const root = checkPath(id, path, findings);
  if (operator.startsWith("Number") && (operand.trim() === "" || !Number.isFinite(Number(operand)))) {
    findings.error("T453", id, `${operator} "${operand}" is never true.`, "Compare with a number.");
  }
  if (root === "Channel" && operator === "Equals" && operand !== channelOf(options)) {
    findings.error("T454", id, `$.Channel is never "${operand}" here.`, `It is "${channelOf(options)}".`);
  }
  if (event.type === "TestInitiated" && root !== undefined && !FROM_THE_START.has(root)) {
    findings.error("T455", id, `asserts ${path} before any flow has run.`, "Assert it on a later observation.");
  }
  const given = /^\$\.Attributes\.([\w-]+)$/.exec(path)?.[1];
  if (event.type === "TestInitiated" && given !== undefined && options.attributes !== undefined) {
    if (!Object.keys(options.attributes).includes(given)) {
      findings.error("T456", id, `asserts ${path}, which nothing has set yet.`, "Give it in the initialization data.");
    }
  }
}

function channelOf({ entryPoint }: LintOptions): string {
  return entryPoint === "CHAT" ? "CHAT" : "VOICE";
}

/** Two assertions of one moment about one value that cannot both be true. */
function checkContradictions({ id, actions }: Observation, findings: TestFindings): void {
  const asserted = actions.filter((action): action is Assertion => action.kind === "assert");
  for (const [index, one] of asserted.entries()) {
    for (const other of asserted.slice(index + 1).filter(({ path }) => path === one.path)) {
      if (contradict(one, other) || contradict(other, one)) {
        findings.error(
          "T457",
          id,
          `asserts that ${one.path} is ${one.operator} "${one.operand}" and ${other.operator} "${other.operand}".`,
          "Both are tested at the same moment; keep one.",
        );
      }
    }
  }
}

function contradict(exact: Assertion, other: Assertion): boolean {
  if (exact.operator !== "Equals") return false;
  const [value, operand] = [exact.operand, other.operand];
  const [a, b] = [Number(value), Number(operand)];
  switch (other.operator) {
    case "Equals":
      return value !== operand;
    case "TextStartsWith":
      return !value.startsWith(operand);
    case "TextEndsWith":
      return !value.endsWith(operand);
    case "TextContains":
      return !value.includes(operand);
    case "NumberGreaterThan":
      return !(a > b);
    case "NumberGreaterOrEqualTo":
      return !(a >= b);
    case "NumberLessThan":
      return !(a < b);
    case "NumberLessOrEqualTo":
      return !(a <= b);
    case "Exists":
      return false;
  }
}

function checkOverride(id: string, { resource, strategy, actionType }: Override, findings: TestFindings): void {
  if (resource.trim() === "") {
    findings.error("T521", id, "names no resource.", "Connect refuses an override without the resource it is for.");
  }
  if (strategy.kind === "substitute" && strategy.resource === resource) {
    findings.warning("T522", id, "substitutes a resource by itself.", "Name another one as SubstituteArn.");
  }
  if (strategy.kind === "substitute" && !/^arn:|^\$\{\{/.test(strategy.resource)) {
    findings.warning("T523", id, `substitutes "${strategy.resource}".`, "SubstituteArn is documented to be an ARN.");
  }
  if (strategy.kind !== "substitute" && strategy.delaySeconds > FUNCTION_LIMIT_SECONDS) {
    findings.warning(
      "T524",
      id,
      `answers after ${strategy.delaySeconds} s.`,
      `Connect waits at most ${FUNCTION_LIMIT_SECONDS} s, so this is a time limit exceeded; make it an Error if you mean one.`,
    );
  }
  if (actionType === "ConnectParticipantWithLexBot" && strategy.kind === "result") {
    findings.warning("T525", id, "mocks a bot's answer, whose form nobody documents.", "Try it on an instance first.");
  }
}

/** A simulated contact that is queued can be offered to an agent who is at work. */
function checkLiveAgent(observations: readonly Observation[], findings: TestFindings): void {
  const ends = observations.some(({ actions }) => actions.some(({ kind }) => kind === "endTest" || kind === "hangUp"));
  if (ends || observations.length === 0) return;
  const last = observations[observations.length - 1];
  findings.warning(
    "T618",
    last?.id,
    "Nothing ends this test.",
    "End it (TestControl, EndTest) before the contact is queued: else it can reach an agent, and lasts until it times out.",
  );
}
