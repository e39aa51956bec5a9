/** The flow behind quick connects to queues: an agent passes a contact on. */
import { defineFlow, type Flow, system } from "./language";
import { sayGoodbye } from "./goodbye";
import { setChatHooks, setHooks, setTaskHooks } from "./queueing";
import { type FlowSettings } from "./settings";

export function queueTransferFlow(settings: FlowSettings): Flow {
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
      f.setLogging(settings.logging);
      if (settings.bot) {
        f.compare(system.channel, { CHAT: (f) => setChatHooks(f, settings), TASK: (f) => setTaskHooks(f) }, (f) =>
          setHooks(f, settings),
        );
      } else {
        setHooks(f, settings);
      }
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
