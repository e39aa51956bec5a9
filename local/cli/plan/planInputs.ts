/** What a plan starts from: the figures in a stack's configuration, and the flags that go before them. */
import { withPrices, type PriceList } from "../../../planning/prices";
import { CONNECT_QUOTAS, type GrantedQuotas } from "../../../planning/quotas";
import { AGENTS_UNSAID, type Workload, type WorkloadInputs } from "../../../planning/workload";
import { isRecord } from "../../engine/graph";
import { readProject, readStackConfig } from "../../engine/project";
import type { PlanFlags } from "./planFlags";

/** What the settings of a stack say of its size. */
export interface PlanInputs {
  readonly stack: string;
  readonly architecture: string;
  readonly inputs: WorkloadInputs;
  readonly granted: GrantedQuotas;
  /** Lambda executions at once the account was granted; undefined: the default. */
  readonly lambdaConcurrency: number | undefined;
  /** Whether contact records are loaded into Redshift, and whether agent events are streamed. */
  readonly usesRedshift: boolean;
  readonly hasAgentEvents: boolean;
  /** Whether the stack asks for the quotas that are short. */
  readonly requests: boolean;
  readonly prices: PriceList;
}

/**
 * Reads the stack's configuration. Whatever it says wrongly in other settings, the program itself refuses.
 * @throws Error for an unknown stack; RangeError for a figure or price that makes no sense
 */
export function readPlanInputs({ cwd, stack, config, workload }: PlanFlags): PlanInputs {
  const project = readProject(cwd);
  const { values } = readStackConfig(project, stack, config);
  const value = (name: string): unknown => parsed(values[`${project.name}:${name}`]);
  const analytics = value("analytics");
  const { warehouse, agentEvents } = isRecord(analytics) ? analytics : {};
  const { request, lambdaConcurrency, ...quotas } = numbersAt("quotas", value("quotas"), ["request"]);
  return {
    stack,
    architecture: String(value("architecture")),
    inputs: together(stackFigures(value), workload),
    granted: quotas,
    lambdaConcurrency,
    usesRedshift: warehouse === "redshift" || warehouse === "both",
    hasAgentEvents: agentEvents === true,
    requests: request === 1,
    prices: withPrices(numbersAt("prices", value("prices"))),
  };
}

function stackFigures(value: (name: string) => unknown): WorkloadInputs {
  const size = numbersAt("agents and contactsPerHour", {
    agents: value("agents"),
    contactsPerHour: value("contactsPerHour"),
  });
  return { ...numbersAt("workload", value("workload")), ...size };
}

/** The stack's figures with the flags before them. A size that is given by one figure is not held to the stack's other. */
export function together(stack: WorkloadInputs, flags: WorkloadInputs): WorkloadInputs {
  const resized = flags.agents !== undefined || flags.contactsPerHour !== undefined;
  const { agents, contactsPerHour, ...habits } = stack;
  const sized = resized ? habits : { ...habits, agents, contactsPerHour };
  const unsaid = !resized && agents === undefined && contactsPerHour === undefined;
  return { ...sized, ...(unsaid && { agents: AGENTS_UNSAID }), ...flags };
}

/** A value of the configuration is text; structures are JSON. */
function parsed(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The numbers of a structure. @throws RangeError that names what is none */
function numbersAt(name: string, value: unknown, flags: readonly string[] = []): Record<string, number> {
  if (value === undefined) return {};
  if (!isRecord(value))
    throw new RangeError(`The setting ${name} is ${JSON.stringify(value)}; write names and numbers.`);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    entries.map(([key, entry]) => {
      const number = flags.includes(key) ? Number(entry === true || entry === "true") : Number(entry);
      if (Number.isFinite(number) && entry !== "") return [key, number];
      throw new RangeError(`The setting ${name} has ${key} ${JSON.stringify(entry)}; allowed: a number.`);
    }),
  );
}

/** As much of every quota as no centre needs: a plan is never refused for one, and never for a queue that holds more than it has lines. */
const PLENTY = 1_000_000;

/**
 * The configuration a plan is evaluated with: the stack's own with the size that is planned, and every quota as if it had been
 * granted, because a stack whose quotas are short refuses its preview, and the plan is what shows it.
 */
export function evaluationConfig({ requests }: PlanInputs, workload: Workload, inputs: WorkloadInputs) {
  const { agents: _, contactsPerHour, ...habits } = inputs;
  const names = [...Object.keys(CONNECT_QUOTAS), "lambdaConcurrency"];
  return {
    agents: workload.agents,
    ...(contactsPerHour !== undefined && { contactsPerHour }),
    ...(Object.keys(habits).length > 0 && { workload: habits }),
    ...(!requests && { quotas: Object.fromEntries(names.map((name) => [name, PLENTY])) }),
  };
}
