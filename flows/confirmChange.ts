/** The text message that confirms what a caller has changed. */
import { NOTIFY } from "./contracts";
import { type FlowBuilder, type TextValue } from "./language";
import { type FlowSettings } from "./settings";

/** What was changed: the message of the catalogue (`handlers/notifications/catalogue.ts`) and what it is filled with. */
export type OrderChange =
  | { readonly kind: "orderCancelled"; readonly orderId: TextValue }
  | { readonly kind: "deliveryDayChanged"; readonly orderId: TextValue; readonly deliveryDay: TextValue };

/** Has a text message sent to the number that calls, where the settings have messages. The caller does not wait for it. */
export function confirmChange(f: FlowBuilder, settings: FlowSettings, change: OrderChange): void {
  if (!settings.notifications) return;
  const parameters = { channel: "sms", locale: settings.language, background: "true", ...change };
  f.attempt((f) => f.startLambda(NOTIFY.fn, { name: `notify ${change.kind}`, parameters }));
}
