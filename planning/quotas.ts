/**
 * Amazon Connect's service quotas and what a centre needs of them. Defaults are those of Amazon's page "Amazon Connect service
 * quotas" as of 2026; a new account may have less, and the console shows what it has. Pure.
 */
import { linesNeeded } from "./erlang";
import type { Workload } from "./workload";

/** A quota of an instance. */
export interface Quota {
  /** Code by which Service Quotas knows it. */
  readonly code: string;
  /** What Amazon calls it. */
  readonly title: string;
  /** What an account has without asking. */
  readonly granted: number;
  readonly adjustable: boolean;
}

/** Quotas that a centre can run into, by the name settings use. */
export const CONNECT_QUOTAS = {
  concurrentCalls: { code: "L-12AB7C57", title: "Concurrent active calls per instance", granted: 10, adjustable: true },
  concurrentChats: {
    code: "L-D4BA6F6E",
    title: "Concurrent active chats per instance",
    granted: 500,
    adjustable: true,
  },
  users: { code: "L-9A46857E", title: "Users per instance", granted: 500, adjustable: true },
  phoneNumbers: { code: "L-8F812903", title: "Phone numbers per instance", granted: 5, adjustable: true },
  flows: { code: "L-22922690", title: "Flows per instance", granted: 100, adjustable: true },
  queues: { code: "L-19A87C94", title: "Queues per instance", granted: 100, adjustable: true },
  queuesPerRoutingProfile: {
    code: "L-516BC0EB",
    title: "Queues per routing profile per instance",
    granted: 50,
    adjustable: true,
  },
  routingProfiles: { code: "L-D3E7BE26", title: "Routing profiles per instance", granted: 500, adjustable: true },
  hoursOfOperation: { code: "L-20CD02F7", title: "Hours of operation per instance", granted: 100, adjustable: true },
  quickConnects: { code: "L-68BBE2E8", title: "Quick connects per instance", granted: 100, adjustable: true },
} as const satisfies Readonly<Record<string, Quota>>;

/** A quota by name. */
export type QuotaName = keyof typeof CONNECT_QUOTAS;

/** Quotas an account has been granted where they are not the defaults, by name; a new account may have less. */
export type GrantedQuotas = Partial<Readonly<Record<QuotaName, number>>>;

/** How many of each thing a stack declares. */
export interface Inventory {
  readonly phoneNumbers: number;
  readonly flows: number;
  readonly queues: number;
  /** Queues and channels of the routing profile that has most. */
  readonly queuesPerRoutingProfile: number;
  readonly routingProfiles: number;
  readonly hoursOfOperation: number;
  readonly quickConnects: number;
}

/** A quota, what a plan takes of it and what there is. */
export interface QuotaNeed extends Quota {
  readonly name: QuotaName;
  readonly needed: number;
  /** What the account has: the default, or what the settings say was granted. */
  readonly available: number;
  /** Whether more has to be asked for. */
  readonly short: boolean;
}

/** Share of callers that may meet a fast busy in the busiest hour. */
const BLOCKING = 0.001;

/** What peaks within the busiest hour add to its mean. */
const HEADROOM = 1.25;

/** Users for each agent employed: supervisors and administrators sign in, too. */
const USERS_A_PERSON = 1.05;

/** What a centre of this workload needs of each quota. */
export function quotaNeeds(workload: Workload, inventory: Inventory, granted: GrantedQuotas = {}): QuotaNeed[] {
  const needed: Readonly<Record<QuotaName, number>> = {
    ...inventory,
    concurrentCalls: concurrentCalls(workload),
    concurrentChats: concurrentChats(workload),
    users: Math.ceil(workload.people * USERS_A_PERSON),
  };
  return Object.entries(CONNECT_QUOTAS).map(([key, quota]) => {
    const name = key as QuotaName;
    const available = granted[name] ?? quota.granted;
    return { ...quota, name, needed: needed[name], available, short: needed[name] > available };
  });
}

/**
 * Calls at once: those in menus, in the queue and with agents count; callbacks that wait do not. As many lines as lose one
 * caller in a thousand (Erlang B) when a quarter more call than in the mean of the busiest hour.
 */
export function concurrentCalls(workload: Workload): number {
  return linesNeeded(HEADROOM * erlangs(workload) * (1 - workload.chats), BLOCKING);
}

/** Chats at once, by the same rule. */
export function concurrentChats(workload: Workload): number {
  return workload.chats === 0 ? 0 : linesNeeded(HEADROOM * erlangs(workload) * workload.chats, BLOCKING);
}

/** Contacts under way on average in the busiest hour, from the first word of a menu to the agent's goodbye. */
function erlangs({ contactsPerHour, allPerHour, handleTime, selfServiceTime, figures }: Workload): number {
  const inMenus = (allPerHour / 3_600) * selfServiceTime;
  const withAgents = (contactsPerHour / 3_600) * (1 - figures.abandonment) * handleTime;
  return inMenus + figures.queueLength + withAgents;
}

/** What has to be asked for, a line each; empty when everything is granted. */
export function missingQuotas(needs: readonly QuotaNeed[]): string[] {
  return needs
    .filter(({ short }) => short)
    .map(
      ({ name, title, code, needed, available, adjustable }) =>
        `${name}: ${needed.toLocaleString("en-US")} needed, ${available.toLocaleString("en-US")} there. ` +
        (adjustable
          ? `Ask Service Quotas for "${title}" (${code}), then say in the settings that it is granted.`
          : `"${title}" cannot be raised; spread the centre over more instances.`),
    );
}

/** Lambda's limit of executions at once, for the account and Region. A new account may have as few as ten until it is used. */
const LAMBDA: Quota = { code: "L-B99A9384", title: "Concurrent executions", granted: 1_000, adjustable: true };

/** Executions that Lambda never lets anybody reserve. */
const UNRESERVED = 100;

/** What reservations take of {@link LAMBDA}: all of them together, and what has to be left. */
export function lambdaNeed(reserved: number, available: number = LAMBDA.granted) {
  const needed = reserved === 0 ? 0 : reserved + UNRESERVED;
  return { ...LAMBDA, name: "lambdaConcurrency" as const, needed, available, short: needed > available };
}
