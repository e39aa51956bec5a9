/**
 * The plan of a stack: what its settings ask for, what that takes of the services, and which quotas it meets. Worked out once,
 * before anything is registered, and handed to everything that has a size. Pure.
 */
import type { AlarmThresholds, Sizes } from "../planning/sizes";
import { sizesFor } from "../planning/sizes";
import { type Inventory, lambdaNeed, type Quota, type QuotaName, quotaNeeds } from "../planning/quotas";
import { AGENTS_UNSAID, type Workload, type WorkloadInputs, workloadOf } from "../planning/workload";
import { featuresOf, stackFlows } from "./flows";
import type { Settings } from "./settings";
import { routingProfilesOf } from "./settings/schema";

/** What a stack is sized by. */
export interface Plan {
  readonly workload: Workload;
  /** Whether the settings say how large the centre is. Nobody is refused for the size of a stack that never spoke of one. */
  readonly sized: boolean;
  readonly sizes: Sizes;
  /** How many of each thing with a quota the stack declares. */
  readonly inventory: Inventory;
  readonly quotas: readonly QuotaNeed[];
  /** Executions reserved for each function that flows and the bot ask; undefined: none. */
  readonly reservedConcurrency: number | undefined;
  /** Whether a second run of a job is kept out by a reservation of one. */
  readonly oneJobAtATime: boolean;
  /** Contacts that may wait in a queue that says nothing itself; undefined: as many as there are lines. */
  readonly maxContacts: number | undefined;
  /** Whether AWS WAF stands before the sites. */
  readonly firewall: boolean;
  /** From where on somebody is told, with what the settings say in place of the plan's. */
  readonly alarms: AlarmThresholds;
}

/** A quota, what the plan takes of it and what there is. */
export interface QuotaNeed extends Quota {
  /** Its name among the settings' `quotas`. */
  readonly name: QuotaName | "lambdaConcurrency";
  /** Code of the service in Service Quotas. */
  readonly service: "connect" | "lambda";
  readonly needed: number;
  /** What the account has: the default, or what the settings say was granted. */
  readonly available: number;
  readonly short: boolean;
}

/** Quotas that the size of a centre takes, not what its stack declares. */
const BY_SIZE: readonly QuotaNeed["name"][] = ["concurrentCalls", "concurrentChats", "users"];

/** The plan of a stack with these settings. */
export function planOf(settings: Settings): Plan {
  const workload = workloadOf(inputsOf(settings));
  const sizes = sizesFor(workload);
  const inventory = inventoryOf(settings);
  const sized = settings.agents !== undefined || settings.contactsPerHour !== undefined;
  const reservedConcurrency = settings.handlerConcurrency ?? (sized ? sizes.reservedConcurrency : undefined);
  const oneJobAtATime = settings.production || reservedConcurrency !== undefined;
  const connect = connectNeeds(settings, workload, inventory).map((need) =>
    sized || !BY_SIZE.includes(need.name) ? need : { ...need, short: false },
  );
  const reserved = reservations(settings, { reservedConcurrency, oneJobAtATime });
  return {
    workload,
    sized,
    sizes,
    inventory,
    quotas: [...connect, { ...lambdaNeed(reserved, settings.quotas.lambdaConcurrency), service: "lambda" }],
    reservedConcurrency,
    oneJobAtATime,
    maxContacts: sized ? waitingRoom(workload, connect) : undefined,
    firewall: settings.firewall ?? (settings.production && (!sized || sizes.firewall)),
    alarms: { ...sizes.alarms, ...settings.alarms },
  };
}

function inputsOf({ agents, contactsPerHour, workload }: Settings): WorkloadInputs {
  return {
    ...workload,
    agents: agents ?? (contactsPerHour === undefined ? AGENTS_UNSAID : undefined),
    contactsPerHour,
  };
}

function connectNeeds({ quotas }: Settings, workload: Workload, inventory: Inventory): QuotaNeed[] {
  return quotaNeeds(workload, inventory, quotas).map((need) => ({ ...need, service: "connect" }));
}

function inventoryOf(settings: Settings): Inventory {
  const profiles = routingProfilesOf(settings);
  const pairs = profiles.map(({ queues, chats, tasks }) => queues.length * (1 + Number(chats > 0) + Number(tasks > 0)));
  return {
    phoneNumbers: settings.phoneNumbers.length,
    flows: stackFlows(settings, featuresOf(settings)).length,
    queues: settings.queues.length,
    queuesPerRoutingProfile: Math.max(...pairs),
    routingProfiles: profiles.length,
    hoursOfOperation: settings.hours.length,
    quickConnects: settings.quickConnects.length,
  };
}

/**
 * Contacts that may wait in one queue. Whoever waits holds a line: with agents and menus busy so many are left, and the next
 * caller is offered a callback, where a caller without a line would hear a fast busy tone. Connect wants it below its quota of
 * calls. Undefined, as many as Connect allows, where nobody calls.
 */
function waitingRoom(
  { agents, chats, allPerHour, selfServiceTime }: Workload,
  needs: readonly QuotaNeed[],
): number | undefined {
  const lines = needs.find(({ name }) => name === "concurrentCalls")?.available ?? 0;
  // A queue holds chats as well, which take no line and no agent of a caller.
  const calls = 1 - chats;
  if (lines < 2 || calls === 0) return undefined;
  const inMenus = (allPerHour / 3_600) * selfServiceTime;
  const callers = Math.max(
    lines - Math.ceil((agents + Math.ceil(inMenus)) * calls),
    Math.floor(lines / LINES_FOR_ONE_WAITING),
    1,
  );
  return Math.min(Math.floor(callers / calls), lines - 1);
}

/** One line in so many may wait in any case, where there are fewer lines than agents. */
const LINES_FOR_ONE_WAITING = 10;

/** Executions the functions and jobs of a stack keep for themselves. */
function reservations(
  settings: Settings,
  { reservedConcurrency = 0, oneJobAtATime }: Pick<Plan, "reservedConcurrency" | "oneJobAtATime">,
): number {
  const jobs = oneJobAtATime ? JOBS[settings.architecture === "advanced" ? settings.analytics.warehouse : "none"] : 0;
  return reservingFunctions(settings) * reservedConcurrency + jobs;
}

/** Jobs of contact analytics: what makes large files of small ones, and what loads them. */
const JOBS = { none: 0, athena: 1, redshift: 1, both: 2 };

/** Functions that reserve: what flows and the bot ask and, with `handlerConcurrency`, those behind the other doors. */
function reservingFunctions({ architecture, handlerConcurrency, slack }: Settings): number {
  const asked = { simple: 0, basic: 3, advanced: 4 }[architecture];
  const doors =
    architecture === "advanced" && handlerConcurrency !== undefined ? WEB_AND_PORTAL + (slack ? SLACK : 0) : 0;
  return asked + doors;
}

const WEB_AND_PORTAL = 4;
const SLACK = 2;
