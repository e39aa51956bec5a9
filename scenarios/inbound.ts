/** Scenarios of the shipped inbound flow: what callers meet on their usual ways, and when something is in their way. */
import type { FlowSettings } from "../flows/settings";
import { defineScenario, type Scenario, type ScenarioBuilder } from "./language";

/** A number nobody has. */
const CALLER = "+12065550123";

/** How the handlers answer when there is nothing to say. */
const NOTHING_SET = {
  state: "open",
  hasMessage: "false",
  message: "",
  plain: "",
  music: "",
  redirect: "false",
  redirectQueue: "",
  redirectArn: "",
  callback: "on",
  priority: "normal",
};
const UNKNOWN_CALLER = { caller: "unknown", openOrders: "0" };
const ORDER = {
  caller: "known",
  customerId: "C-1001",
  spokenName: "Ana",
  openOrders: "1",
  orderId: "O-2001",
  orderStatus: "placed",
  orderSpoken: "Your desk lamp comes on Tuesday.",
  orderChangeable: "true",
};

/** The scenarios of a centre with these settings; those of self-service where it has that. */
export function inboundScenarios(settings: FlowSettings): Scenario[] {
  const calls = [reachesTheQueue, outsideOpeningHours, fullQueue];
  const operations = [operationsMessage, closedByOperations, closedQueue, ...(settings.callback ? [noCallback] : [])];
  const selfService = [heardOrder, cancelledOrder, ...operations, failingLookup];
  const told = settings.selfService ? [...calls, ...selfService] : calls;
  return (
    told
      .filter((tell) => tell !== cancelledOrder || (settings.orderChanges ?? true))
      // With a bot there is no order menu: it takes customers as they are in the tables, which a test case cannot fill.
      .filter((tell) => !settings.bot || ![heardOrder, cancelledOrder].includes(tell))
      .map((tell) => tell(settings))
  );
}

const caller = { flow: "inbound", from: CALLER } as const;

/** Opening hours, settings and caller as on a quiet morning, whatever the real ones are. */
function quietMorning(
  s: ScenarioBuilder,
  { selfService, hours }: FlowSettings,
  { found = UNKNOWN_CALLER, ofQueue = NOTHING_SET }: { found?: object; ofQueue?: object } = {},
): void {
  // Hours are checked for the centre and once more for the queue, and settings are read for both; an override holds once.
  s.hours(hours, "open");
  s.hours(hours, "open");
  if (!selfService) return;
  s.answers("readSettings", NOTHING_SET);
  s.answers("readSettings", { ...ofQueue });
  s.answers("lookupCaller", { ...found });
}

/** From the choice of a queue, past the bot if there is one, to the music. */
function choosesFirstQueue(s: ScenarioBuilder, settings: FlowSettings): string {
  const name = asksForFirstQueue(s, settings);
  s.hears("While you wait: for jazz, press 1");
  s.presses("1");
  return name;
}

function asksForFirstQueue(s: ScenarioBuilder, { queues, bot }: FlowSettings): string {
  const [first] = queues;
  if (bot) {
    s.hears("How can I help you?");
    s.says("I want to talk to a person");
  }
  if (first === undefined) throw new Error("The settings promise at least one queue.");
  if (queues.length > 1) {
    s.hears(`For ${first.spokenName}, press ${first.digit}.`);
    s.presses(first.digit);
  }
  return first.name;
}

function reachesTheQueue(settings: FlowSettings): Scenario {
  const description = "A caller nobody knows is welcomed, chooses a queue and waits in it";
  return defineScenario({ ...caller, name: "A caller reaches the queue", description }, (s) => {
    quietMorning(s, settings);
    s.hears(`Welcome to ${settings.company}.`);
    const queue = choosesFirstQueue(s, settings);
    s.reachesQueue(queue);
    s.value("$.Queue.Name", "Equals", queue);
    s.attribute("queue", queue);
  });
}

function outsideOpeningHours({ company, hours, selfService }: FlowSettings): Scenario {
  const description = "Outside the opening hours a caller is told so";
  return defineScenario({ ...caller, name: "A caller outside the opening hours", description }, (s) => {
    s.hours(hours, "closed");
    if (selfService) s.answers("readSettings", NOTHING_SET);
    s.hears(`Welcome to ${company}.`);
    s.checksHours(hours);
    s.hears("We are closed at the moment. Please call again during our opening hours.");
  });
}

function fullQueue(settings: FlowSettings): Scenario {
  const description = "A caller for whom there is no room is told so, and offered a callback where there is one";
  return defineScenario({ ...caller, name: "A caller meets a full queue", description }, (s) => {
    quietMorning(s, settings);
    const [first] = settings.queues;
    s.queueFails(first?.name ?? "");
    s.reachesQueue(choosesFirstQueue(s, settings));
    s.hears("All our lines are busy.");
    if (!settings.callback) return s.hears("Please call again later.");
    s.hears("To be called back on the number you are calling from, press 1.");
    s.presses("1");
    s.hears("You keep your place, and we will call you back.");
  });
}

/** Greeted by name and offered the order. */
function isOfferedTheOrder(s: ScenarioBuilder, settings: FlowSettings): void {
  quietMorning(s, settings, { found: ORDER });
  s.invokes("lookupCaller");
  s.hears("Hello Ana");
  s.hears("For the status of your order, press 1.");
}

function heardOrder(settings: FlowSettings): Scenario {
  const description = "A caller who is known by number hears when the order comes, and is put through";
  return defineScenario({ ...caller, name: "A known caller hears about the order", description }, (s) => {
    isOfferedTheOrder(s, settings);
    s.presses("1");
    s.hears(ORDER.orderSpoken);
    s.hears("To talk to us, press 3.");
    s.presses("3");
    s.reachesQueue(choosesFirstQueue(s, settings));
    s.attribute("customerId", ORDER.customerId);
    s.attribute("orderId", ORDER.orderId);
  });
}

function cancelledOrder(settings: FlowSettings): Scenario {
  const description = "A known caller cancels an order, and is told that it is";
  return defineScenario({ ...caller, name: "A known caller cancels an order", description }, (s) => {
    s.answers("updateOrder", {
      result: "done",
      spoken: "Your order is cancelled.",
      orderStatus: "cancelled",
      deliveryDay: "",
    });
    isOfferedTheOrder(s, settings);
    s.presses("2");
    s.hears("To cancel your order, press 1.");
    s.presses("1");
    s.hears("To cancel your order now, press 1.");
    s.presses("1");
    s.invokes("updateOrder");
    s.hears("Your order is cancelled.");
    s.hears("For the status of your order, press 1.");
    s.attribute("orderStatus", "cancelled");
  });
}

function operationsMessage(settings: FlowSettings): Scenario {
  const message = "Deliveries take a day longer this week.";
  const description = "Callers hear what the operations team has to say, and go on";
  return defineScenario({ ...caller, name: "A caller hears the message of the day", description }, (s) => {
    s.answers("readSettings", { ...NOTHING_SET, hasMessage: "true", message });
    quietMorning(s, settings);
    s.hears(message);
    s.reachesQueue(choosesFirstQueue(s, settings));
  });
}

function closedByOperations({ company }: FlowSettings): Scenario {
  const description = "When the operations team closes the centre, callers are told so whatever the hours are";
  return defineScenario({ ...caller, name: "A caller while the centre is closed by hand", description }, (s) => {
    s.answers("readSettings", { ...NOTHING_SET, state: "closed" });
    s.hears(`Welcome to ${company}.`);
    s.hears("We are closed at the moment. Please call again later.");
  });
}

function closedQueue(settings: FlowSettings): Scenario {
  const message = "Everybody is at a training today.";
  const description = "When the operations team closes a queue, callers for it hear why, and are not put into it";
  return defineScenario({ ...caller, name: "A caller while a queue is closed by hand", description }, (s) => {
    quietMorning(s, settings, { ofQueue: { ...NOTHING_SET, state: "closed", hasMessage: "true", message } });
    asksForFirstQueue(s, settings);
    s.hears(message);
    s.hears(
      settings.queues.length > 1
        ? "This department is closed at the moment. To choose another one, press 1."
        : "Nobody can take your call at the moment.",
    );
  });
}

function noCallback(settings: FlowSettings): Scenario {
  const description =
    "When the operations team has switched callbacks off, a caller for whom there is no room hears of none";
  return defineScenario({ ...caller, name: "A caller meets a full queue without callbacks", description }, (s) => {
    quietMorning(s, settings, { ofQueue: { ...NOTHING_SET, callback: "off", music: "jazz" } });
    s.queueFails(settings.queues[0]?.name ?? "");
    s.reachesQueue(asksForFirstQueue(s, settings));
    s.attribute("callback", "off");
    s.hears("All our lines are busy.");
    s.hears("Please call again later.");
  });
}

function failingLookup(settings: FlowSettings): Scenario {
  const description = "When nothing is known of a caller because a function fails, the caller still reaches the queue";
  return defineScenario({ ...caller, name: "A caller while the look-up fails", description }, (s) => {
    s.fails("lookupCaller");
    quietMorning(s, settings);
    s.invokes("lookupCaller");
    s.reachesQueue(choosesFirstQueue(s, settings));
  });
}
