/** The flow behind quick connects to queues: an agent passes a contact on. */
import { defineFlow, type Flow } from "./language";
import { sayGoodbye } from "./goodbye";
import { setHooks } from "./queueing";
import { type FlowSettings } from "./settings";

export function queueTransferFlow({ logging }: FlowSettings): Flow {
  return defineFlow(
    {
      name: "queue-transfer",
      type: "QUEUE_TRANSFER",
      description: "Puts a contact an agent passes on into the queue of the quick connect",
      onError: (f) => {
        f.say("The transfer did not work. Please call us again. Goodbye.");
        f.disconnect();
      },
    },
    (f) => {
      f.setLogging(logging);
      setHooks(f);
      f.attempt((f) =>
        f.checkHours(undefined, {
          closed: (f) => sayGoodbye(f, "This department is closed at the moment. Please call again later. Goodbye."),
        }),
      );
      f.transferToQueue({
        onAtCapacity: (f) => sayGoodbye(f, "All lines of this department are busy. Please call again later. Goodbye."),
      });
    },
  );
}
