/** The end of a call. */
import { type DialogKind, type FlowBuilder, type Message } from "./language";

/** Says something and hangs up. If it cannot be said, a bare goodbye is tried before the line goes dead. */
export function sayGoodbye(f: FlowBuilder<DialogKind>, message: Message): void {
  f.onError(
    (f) => f.attempt((f) => f.say("Goodbye.")),
    (f) => f.say(message),
  );
  f.disconnect();
}
