/** What callers can settle by themselves: look after their orders. */
import { contact, LOOKUP_CALLER, remembered, TIME_LIMIT_SECONDS, UPDATE_ORDER } from "./contracts";
import {
  asNumber,
  atLeast,
  type Body,
  type FlowBuilder,
  greaterThan,
  lessThan,
  ssml,
  storedInput,
  type TextValue,
  goOn,
} from "./language";
import { confirmChange } from "./confirmChange";
import { type FlowSettings } from "./settings";

/** Times a caller hears the order menu before going on to the queues. */
const MENU_ROUNDS = 3;

/** Most days a delivery can be put off. */
const MAX_DAYS = 7;

/** Greets callers we know by name and offers them their orders. Everybody then goes on to the queues. */
export function helpKnownCaller(f: FlowBuilder, settings: FlowSettings): void {
  greetKnownCaller(f, settings, (f) => offerOrders(f, settings));
}

/** Greets callers we know by name; `withOrders` is for those with an open order. A failing look-up stops nobody. */
export function greetKnownCaller(f: FlowBuilder, settings: FlowSettings, withOrders: Body = goOn): void {
  f.attempt((f) => {
    f.say("One moment, please.");
    const found = f.invokeLambda(LOOKUP_CALLER.fn, {
      name: "caller",
      timeLimitSeconds: settings.flowTimeLimitSeconds ?? TIME_LIMIT_SECONDS,
      returns: LOOKUP_CALLER.returns,
    });
    f.setAttributes({ caller: found.caller, openOrders: found.openOrders });
    f.compare(
      found.caller,
      {
        known: (f) => {
          f.setAttributes({ customerId: found.customerId });
          f.say(ssml`<speak>Hello ${found.spokenName}, good to hear from you.</speak>`);
          f.compareWith(found.openOrders, [
            [
              greaterThan(0),
              (f) => {
                f.setAttributes({ orderId: found.orderId, orderStatus: found.orderStatus });
                f.setFlowAttributes({ orderSpoken: found.orderSpoken, orderChangeable: found.orderChangeable });
                withOrders(f);
              },
            ],
          ]);
        },
      },
      (f) => f.say("Thank you for calling."),
    );
  });
}

/** The order menu. */
function offerOrders(f: FlowBuilder, settings: FlowSettings): void {
  const mayChange = settings.orderChanges ?? true;
  f.loop({ times: MENU_ROUNDS, name: "orders" }, (f) =>
    f.menu(
      {
        name: "orders",
        say: mayChange
          ? "For the status of your order, press 1. To change your order, press 2. To talk to us, press 3."
          : "For the status of your order, press 1. To talk to us, press 3.",
      },
      {
        "1": (f) => f.say(ssml`<speak>${remembered.orderSpoken}</speak>`),
        ...(mayChange && { "2": (f: FlowBuilder) => changeOrder(f, settings) }),
        "3": (f) => f.leaveLoop(),
        "0": (f) => f.leaveLoop(),
        onTimeout: (f) => f.leaveLoop(),
        onNoMatch: (f) => f.say("Sorry, that is not one of the choices."),
      },
    ),
  );
}

function changeOrder(f: FlowBuilder, settings: FlowSettings): void {
  f.compare(
    remembered.orderChangeable,
    {
      true: (f) =>
        f.menu(
          {
            name: "change order",
            say: "To cancel your order, press 1. To choose another day for its delivery, press 2. To go back, press 9.",
          },
          {
            "1": (f) => cancelOrder(f, settings),
            "2": (f) => chooseDay(f, settings),
            "9": goOn,
            onTimeout: goOn,
            onNoMatch: (f) => f.say("Sorry, that is not one of the choices."),
          },
        ),
    },
    (f) => f.say("Your order can no longer be changed."),
  );
}

function cancelOrder(f: FlowBuilder, settings: FlowSettings): void {
  const keep: Body = (f) => f.say("Your order stays as it is.");
  f.menu(
    { name: "confirm cancel", say: "To cancel your order now, press 1. To keep it, press 2." },
    {
      "1": (f) => updateOrder(f, settings, { change: "cancel" }),
      "2": keep,
      onTimeout: keep,
      onNoMatch: keep,
    },
  );
}

function chooseDay(f: FlowBuilder, settings: FlowSettings): void {
  const unclear: Body = (f) => f.say("Sorry, that is not one of the days. Your order stays as it is.");
  const day = f.storeDigits({
    name: "delivery day",
    say: `In how many days should we deliver? For tomorrow, press 1, for the day after, press 2, and so on up to ${MAX_DAYS}.`,
    maximumLength: 1,
  });
  f.compareWith(
    asNumber(day),
    [
      [lessThan(1), unclear],
      [greaterThan(MAX_DAYS), unclear],
      [atLeast(1), (f) => updateOrder(f, settings, { change: "deliveryDay", day: storedInput })],
    ],
    unclear,
  );
}

/** Changes the order and says what came of it. */
function updateOrder(f: FlowBuilder, settings: FlowSettings, change: { change: string; day?: TextValue }): void {
  f.onError(
    (f) => f.say("I could not confirm that change. Please talk to us about it."),
    (f) => {
      f.say("One moment, please.");
      const answer = f.invokeLambda(UPDATE_ORDER.fn, {
        name: change.change,
        parameters: { ...change, customerId: contact.customerId, orderId: contact.orderId },
        timeLimitSeconds: settings.flowTimeLimitSeconds ?? TIME_LIMIT_SECONDS,
        returns: UPDATE_ORDER.returns,
      });
      f.say(ssml`<speak>${answer.spoken}</speak>`);
      f.compare(answer.result, {
        done: (f) => {
          f.attempt((f) => {
            f.setFlowAttributes({
              orderSpoken: answer.spoken,
              ...(change.change === "cancel" && { orderChangeable: "false" }),
            });
            f.setAttributes({ orderStatus: answer.orderStatus });
          });
          const { orderId } = contact;
          const { deliveryDay } = answer;
          const cancelled = { kind: "orderCancelled", orderId } as const;
          const moved = { kind: "deliveryDayChanged", orderId, deliveryDay } as const;
          confirmChange(f, settings, change.change === "cancel" ? cancelled : moved);
        },
      });
    },
  );
}
