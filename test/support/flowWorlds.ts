/** What the worlds are made of in which flows are tried: what handlers answer, hours that are over, queues that are full. */
import type { TestCenter } from "contact-center/testing";
import type { World } from "./explorer";

/** What functions answer, by name. */
export type Answers = Record<string, Record<string, string> | undefined>;

const NO_ORDER = { orderId: "", orderStatus: "", orderSpoken: "", orderChangeable: "false", deliveryDay: "" };
/** What the look-up says of callers. */
export const STRANGER = { caller: "unknown", customerId: "", spokenName: "", openOrders: "0", ...NO_ORDER };
/** See {@link STRANGER}. */
export const CUSTOMER = { ...STRANGER, caller: "known", customerId: "c-1", spokenName: "Alex" };
const WITH_ORDER = {
  ...CUSTOMER,
  openOrders: "1",
  orderId: "o-1",
  orderStatus: "placed",
  orderSpoken: "Your lamp has been placed.",
  orderChangeable: "true",
  deliveryDay: "2026-11-25",
};
/** Settings when nothing is set. */
export const OPEN = {
  ...{ state: "open", hasMessage: "false", message: "", plain: "", music: "" },
  ...{ redirect: "false", redirectQueue: "", redirectArn: "" },
  ...{ callback: "on", priority: "normal", source: "table" },
};
/** Settings of a queue whose contacts go to another one, or to one that is not there any more. */
export const TO_SALES = { ...OPEN, redirect: "true", redirectQueue: "sales" };
const TO_NOWHERE = { ...OPEN, redirect: "true", redirectQueue: "gone" };
const DONE = { result: "done", spoken: "It is done.", orderStatus: "cancelled", deliveryDay: "" };
const USUAL: Answers = { "lookup-caller": WITH_ORDER, "update-order": DONE, "read-settings": OPEN };

/** Nothing can be found out about a queue. */
const UNKNOWN_QUEUE: Answers = { "read-settings of a queue": undefined };

/**
 * What the handlers answer; undefined fails. `read-settings of a queue` is for questions about one queue, `read-settings of
 * sales` for those about this one.
 */
function answering(answers: Answers): (center: TestCenter) => void {
  const all: Answers = { ...USUAL, ...answers };
  return (center) => {
    const arnOf = (queue: string) => center.connect.instance.queues.find(({ name }) => name === queue)?.arn ?? queue;
    for (const name of Object.keys(all).filter((name) => !name.includes(" of "))) {
      center.answers(name, ({ Details }) => {
        const { queue } = Details.Parameters;
        const asked = queue ? [`${name} of ${queue}`, `${name} of a queue`, name] : [name];
        const answer = all[asked.find((name) => name in all) ?? name];
        if (answer === undefined) throw new Error("this handler fails in this world");
        return answer.redirectQueue ? { ...answer, redirectArn: arnOf(answer.redirectQueue) } : answer;
      });
    }
  };
}

/** A world in which handlers answer as usual but for these. */
export function world(name: string, answers: Answers = {}, more: Partial<World> = {}): World {
  const answer = answering(answers);
  const prepare = more.prepare ?? (() => undefined);
  return {
    name,
    ...more,
    prepare: (center) => {
      answer(center);
      prepare(center);
    },
  };
}

const HOURS = ["main", "evening"];
const QUEUES = ["support", "sales"];

/** Hours that are over. */
export function closed(...hours: string[]): Partial<World> {
  return { prepare: (center) => hours.forEach((name) => center.hours(name).close()) };
}

/** No contact fits into these queues any more. */
export function full(...queues: string[]): Partial<World> {
  return { prepare: (center) => queues.forEach((name) => center.queue(name).becomesFull()) };
}

/** Worlds of calls to the inbound flow. */
export function callWorlds(): World[] {
  const forQueues = (answer: Record<string, string>) => ({ "read-settings of a queue": { ...OPEN, ...answer } });
  const stranger = { "lookup-caller": STRANGER };
  return [
    world("a customer with an order"),
    world("a customer whose order cannot be changed", { "lookup-caller": { ...WITH_ORDER, orderChangeable: "false" } }),
    world("a customer without orders", { "lookup-caller": CUSTOMER }),
    world("a stranger", stranger),
    world("an update that is refused", { "update-order": { ...DONE, result: "refused" } }),
    world("handlers that fail", { "lookup-caller": undefined, "update-order": undefined, "read-settings": undefined }),
    world("an update that fails", { "update-order": undefined }),
    world("a message", { "read-settings": { ...OPEN, hasMessage: "true", message: "A storm delays us." } }),
    world("a closed centre", { "read-settings": { ...OPEN, state: "closed" } }),
    world("a closed queue", forQueues({ state: "closed" })),
    world("pop for everybody", forQueues({ music: "pop" })),
    world("jazz for everybody", forQueues({ music: "jazz" })),
    world("rock and a message", forQueues({ music: "rock", hasMessage: "true", message: "Hello." })),
    ...["highest", "high", "low"].map((priority) =>
      world(`${priority} priority`, { ...stranger, ...forQueues({ priority }) }),
    ),
    world("no callbacks", forQueues({ callback: "off" })),
    world("no callbacks from full queues", forQueues({ callback: "off" }), full(...QUEUES)),
    world("another queue", { ...stranger, ...forQueues(TO_SALES) }),
    world("another queue out of its hours", { ...stranger, ...forQueues(TO_SALES) }, closed("evening")),
    world("another queue that is gone", { ...stranger, ...forQueues(TO_NOWHERE) }),
    world("no settings of a department out of its hours", { ...stranger, ...UNKNOWN_QUEUE }, closed("evening")),
    world("no settings to transfer by", { ...stranger, ...UNKNOWN_QUEUE }, { agent: true, ...closed("evening") }),
    ...transferWorlds(),
    world("out of hours", {}, closed(...HOURS)),
    world("a department out of its hours", stranger, { agent: true, ...closed("evening") }),
    world("full queues", stranger, full(...QUEUES)),
    world("an agent on line", stranger, { agent: true }),
    world("an agent on line for a customer", {}, { agent: true }),
    world("a full queue to transfer to", {}, { agent: true, ...full("sales") }),
    world("one caller ahead", stranger, { ahead: 1 }),
    world("two callers ahead", stranger, { ahead: 2 }),
    world("an anonymous caller", { "lookup-caller": { ...STRANGER, caller: "anonymous" } }, { from: "anonymous" }),
  ];
}

/** Worlds of customers an agent passes on to sales. */
export function transferWorlds(): World[] {
  const passedOn = (name: string, answer: Record<string, string>) =>
    world(
      `a transfer to ${name}`,
      { "lookup-caller": STRANGER, "read-settings of sales": { ...OPEN, ...answer } },
      { agent: true },
    );
  return [
    passedOn("a closed queue", { state: "closed" }),
    passedOn("a queue that leads to another", { redirect: "true", redirectQueue: "support" }),
    ...["jazz", "pop", "rock"].map((music) => passedOn(`a queue with ${music}`, { music })),
  ];
}

const ALWAYS = [
  {
    days: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
    from: "00:00",
    to: "00:00",
  },
];

/** The development stack of basic, with a quick connect so that agents can transfer. */
export const WITH_QUICK_CONNECT = {
  architecture: "basic",
  quickConnects: JSON.stringify([{ name: "to-sales", queue: "sales" }]),
  queues: JSON.stringify([
    { name: "support", spokenName: "help", digit: 1, quickConnects: ["to-sales"] },
    { name: "sales", spokenName: "orders", digit: 2, hours: "evening" },
  ]),
  hours: JSON.stringify(["main", "evening"].map((name) => ({ name, open: ALWAYS }))),
};
