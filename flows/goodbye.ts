/** The end of a call. */
import { type FlowBuilder, type Message } from "./language";

/** Says something and hangs up, even if it cannot be said. */
export function sayGoodbye(f: FlowBuilder, message: Message): void {
  f.attempt((f) => f.say(message));
  f.disconnect();
}
