/** What the concierge can be asked for and what it asks back, the same in every language. */
import type { Intent, LocaleOf, Slot, SlotType } from "../language";

/** Slot types of its own. */
export const CONCIERGE_SLOT_TYPES = {
  Pin: {
    description: "The PIN a customer proves an account with",
    parent: "AMAZON.AlphaNumeric",
    pattern: "[0-9]{4,6}",
  },
} as const satisfies Record<string, SlotType>;

/** What it asks for. Number and PIN stay out of conversation logs. */
export const CONCIERGE_SLOTS = {
  phoneNumber: {
    description: "The number the account is known by",
    type: "AMAZON.PhoneNumber",
    obfuscated: true,
    keypadDigits: 15,
  },
  pin: { description: "The PIN of the account", type: "Pin", obfuscated: true, keypadDigits: 6 },
  deliveryDay: { description: "The day the customer wants", type: "AMAZON.Date", obfuscated: false },
} as const satisfies Record<string, Slot>;

/** Whether a customer has to be identified is for the code hook to say: it knows the door and the caller's number. */
const IDENTIFICATION = { phoneNumber: { priority: 1 }, pin: { priority: 2 } } as const;

/** What a customer can want. */
export const CONCIERGE_INTENTS = {
  OrderStatus: {
    description: "Where an order is and when it arrives",
    slots: IDENTIFICATION,
    dialogHook: true,
    fulfilmentHook: true,
  },
  ChangeDeliveryDay: {
    description: "Has an order delivered on another day",
    slots: { ...IDENTIFICATION, deliveryDay: { priority: 3, required: true } },
    dialogHook: true,
    fulfilmentHook: true,
  },
  CancelOrder: {
    description: "Cancels an order that has not left yet",
    slots: IDENTIFICATION,
    dialogHook: true,
    fulfilmentHook: true,
    confirms: true,
  },
  OpeningHours: { description: "When the centre is open", dialogHook: false, fulfilmentHook: true },
  TalkToPerson: { description: "Hands over to an agent", dialogHook: false, fulfilmentHook: true },
  Goodbye: { description: "Ends the conversation", dialogHook: false, fulfilmentHook: true },
} as const satisfies Record<string, Intent>;

/** What the concierge has to say in each language. */
export type ConciergeTexts = LocaleOf<typeof CONCIERGE_SLOT_TYPES, typeof CONCIERGE_SLOTS, typeof CONCIERGE_INTENTS>;
