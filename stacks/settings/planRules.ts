/** The keys by which a stack says how large its centre is, what it was granted, what it pays, and when somebody is told. */
import * as v from "valibot";
import { PRICES, type PriceName } from "../../planning/prices";
import { CONNECT_QUOTAS, type QuotaName } from "../../planning/quotas";
import { RANGES, type WorkloadInputs } from "../../planning/workload";
import { flag, record, whole } from "./rules";

/** Most of anything a quota can grant; far beyond what Amazon does. */
const MOST_GRANTED = 10_000_000;

/** Dearest a unit can be, in US dollars. */
const DEAREST = 1_000_000;

/** A figure of the workload within the range that planning gives it. */
export function figure(name: Exclude<keyof WorkloadInputs, "agents">) {
  const [least, most, what] = RANGES[name];
  return numeric(least, most, what);
}

/** Agents at work in the busiest hour. */
export const agents = whole(RANGES.agents[0], RANGES.agents[1]);

/** What a team knows of its contacts. */
export const workload = record({
  handleTime: v.optional(figure("handleTime")),
  patience: v.optional(figure("patience")),
  serviceLevel: v.optional(figure("serviceLevel")),
  answerWithin: v.optional(figure("answerWithin")),
  shrinkage: v.optional(figure("shrinkage")),
  occupancy: v.optional(figure("occupancy")),
  selfServiceTime: v.optional(figure("selfServiceTime")),
  selfServed: v.optional(figure("selfServed")),
  chats: v.optional(figure("chats")),
  hoursPerDay: v.optional(figure("hoursPerDay")),
  daysPerMonth: v.optional(figure("daysPerMonth")),
});

/** What an account was granted, and whether the stack asks for what is short. */
export const quotas = record({
  ...each(CONNECT_QUOTAS, (): Granted => v.optional(whole(1, MOST_GRANTED))),
  lambdaConcurrency: v.optional(whole(1, MOST_GRANTED)),
  request: v.optional(flag, false),
});

/** Prices in place of those of the price list. */
export const prices = record(each(PRICES, (): OwnPrice => v.optional(numeric(0, DEAREST, "US dollars"))));

/** From where on somebody is told, in place of what follows from the size. */
export const alarms = record({
  queueLength: v.optional(whole(1, 100_000)),
  longestWait: v.optional(whole(1, 86_400)),
  callsPercent: v.optional(whole(1, 100)),
  missedCalls: v.optional(whole(1, 100_000)),
});

type Granted = v.OptionalSchema<ReturnType<typeof whole>, undefined>;
type OwnPrice = v.OptionalSchema<ReturnType<typeof numeric>, undefined>;

function numeric(least: number, most: number, what: string) {
  const rule = `a number from ${least} to ${most} (${what})`;
  return v.pipe(v.number(rule), v.minValue(least, rule), v.maxValue(most, rule));
}

/** The same rule for every name of a table. */
function each<Name extends QuotaName | PriceName, T>(table: Readonly<Record<Name, unknown>>, rule: () => T) {
  return Object.fromEntries(Object.keys(table).map((name) => [name, rule()])) as Record<Name, T>;
}
