/** The bot's part of a contact: it answers until the customer wants nothing more, or a person. */
import { confirmChange } from "./confirmChange";
import { type BotBranch, type FlowBuilder, system, text, type TextValue } from "./language";
import { CONCIERGE, contact, remembered } from "./contracts";
import { type FlowSettings } from "./settings";

/** Requests a customer can have one after the other before a person takes over. */
const ROUNDS = 6;

/** What is not known yet. An attribute cannot be empty, and the code hook takes this for nothing. */
const UNKNOWN = "none";

type Branch = BotBranch<"CONTACT_FLOW", never, (typeof CONCIERGE)["sessionAttributes"][number]>;

/** How a contact reaches the bot. */
export interface BotDoor {
  readonly door: "voice" | "chat";
}

/**
 * Lets the bot help. Whoever wants a person, or is not understood, goes on with the statements after it; a bot that fails
 * takes the error handler around it. What was understood stays in the contact attributes `door`, `intent`, `customerId` and
 * `verified` (`pin`, `number` or `none`), for the agent to see.
 *
 * Who the customer is goes from one question to the next in flow attributes, which nothing outside of the flow can set.
 */
export function talkToBot(f: FlowBuilder, settings: FlowSettings, { door }: BotDoor): void {
  const sessionAttributes: Record<string, TextValue> = {
    door,
    ...(door === "voice" && { callerNumber: system.customerNumber }),
    customerId: remembered.customerId,
    verified: remembered.verified,
  };
  f.attempt((f) => f.setAttributes({ door }));
  f.setFlowAttributes({ botPrompt: "How can I help you?", customerId: UNKNOWN, verified: UNKNOWN });
  f.loop({ times: ROUNDS, name: "bot" }, (f) => {
    f.askBot(
      CONCIERGE,
      { name: "bot", say: text`${remembered.botPrompt}`, sessionAttributes },
      {
        intents: { TalkToPerson: leave, FallbackIntent: leave, Goodbye: (f) => f.disconnect() },
        onNoMatch: (f, answer) => {
          remember(f, answer);
          if (door === "voice") confirm(f, settings, answer.sessionAttributes);
          keepHelping(f, answer);
        },
      },
    );
  });
}

/** The customer wants a person, or needs one. */
const leave: Branch = (f, answer) => {
  remember(f, answer);
  f.leaveLoop();
};

/** The bot has done what it was asked, or hands over because it cannot. */
const keepHelping: Branch = (f, { sessionAttributes: { customerId, verified, handover } }) => {
  f.compare(handover, { true: (f) => f.leaveLoop() });
  f.setFlowAttributes({ botPrompt: "Is there anything else I can do for you?", customerId, verified });
};

/** Keeps what was understood for the agent; who the customer is, only once the bot knows. */
const remember: Branch = (f, { intentName, sessionAttributes: { customerId, verified } }) => {
  f.attempt((f) => {
    f.setAttributes({ intent: intentName, verified });
    const keep = (f: FlowBuilder): void => f.setAttributes({ customerId });
    f.compare(verified, { pin: keep, number: keep });
  });
};

/** Confirms by text message what the bot has changed, where the number that calls is a customer's. */
function confirm(f: FlowBuilder, settings: FlowSettings, attributes: Parameters<Branch>[1]["sessionAttributes"]): void {
  if (!settings.notifications) return;
  const { changed, changedOrder: orderId, changedDay: deliveryDay } = attributes;
  f.compare(contact.caller, {
    known: (f) =>
      f.compare(changed, {
        orderCancelled: (f) => confirmChange(f, settings, { kind: "orderCancelled", orderId }),
        deliveryDayChanged: (f) => confirmChange(f, settings, { kind: "deliveryDayChanged", orderId, deliveryDay }),
      }),
  });
}
