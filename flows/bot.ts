/** The bot's part of a contact: it answers until the customer wants nothing more, or a person. */
import { confirmChange } from "./confirmChange";
import { type Body, type BotBranch, type FlowBuilder, system, text, type TextValue } from "./language";
import { CONCIERGE, contact, remembered } from "./contracts";
import { sayGoodbye } from "./goodbye";
import { type FlowSettings } from "./settings";

/** Requests a customer can have one after the other before a person takes over. */
const ROUNDS = 6;

/** Seconds after which a customer who writes no more has left the chat. */
const IDLE_SECONDS = 900;

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
    const options = { name: "bot", say: text`${remembered.botPrompt}`, sessionAttributes };
    const intents = { TalkToPerson: leave, FallbackIntent: leave, Goodbye: (f: FlowBuilder) => f.disconnect() };
    if (door === "chat") {
      const onTimeout: Body = (f) =>
        sayGoodbye(f, "You have not written for a while, so this chat ends here. Goodbye.");
      f.askBot(
        CONCIERGE,
        { ...options, chatTimeoutSeconds: IDLE_SECONDS },
        { intents, onNoMatch: keepHelping, onTimeout },
      );
    } else {
      f.askBot(CONCIERGE, options, {
        intents,
        onNoMatch: (f, answer) => {
          confirm(f, settings, answer.sessionAttributes);
          keepHelping(f, answer);
        },
      });
    }
  });
}

/** The customer wants a person, or needs one. */
const leave: Branch = (f, answer) => {
  remember(f, answer);
  f.leaveLoop();
};

/** The bot has done what it was asked, or hands over because it cannot. */
const keepHelping: Branch = (f, answer) => {
  remember(f, answer);
  const { customerId, verified, handover } = answer.sessionAttributes;
  f.compare(handover, { true: (f) => f.leaveLoop() });
  const remain = (f: FlowBuilder): void => f.setFlowAttributes({ customerId, verified });
  f.setFlowAttributes({
    botPrompt: "Is there anything else I can do for you?",
    customerId: UNKNOWN,
    verified: UNKNOWN,
  });
  f.compare(verified, { pin: remain, number: remain });
};

/** Keeps what was understood for the agent; who the customer is, only once the bot knows. */
const remember: Branch = (f, { intentName, sessionAttributes: { customerId, verified } }) => {
  f.attempt((f) => {
    f.setAttributes({ intent: intentName, verified: UNKNOWN });
    const keep = (f: FlowBuilder): void => f.setAttributes({ customerId, verified });
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
