/** The flow behind quick connects to queues: an agent passes a contact on. */
import { sayGoodbye } from "./goodbye";
import { sayGoodbyeIn, type Words } from "./inLanguage";
import { defineFlow, type Flow, goOn, system } from "./language";
import { setChatHooks, setHooks, setTaskHooks } from "./queueing";
import { type FlowSettings } from "./settings";
import { keepCallback, obeyQueue, queueInForce, redirect, setQueueMusic } from "./settingsInForce";

const CLOSED: Words = {
  en: "This department is closed at the moment. Please call again later. Goodbye.",
  es: "Este departamento está cerrado en este momento. Vuelva a intentarlo más tarde. Adiós.",
};

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
      const intoQueue = f.forwardLabel("into the queue");
      if (settings.bot) {
        f.compare(
          system.channel,
          {
            CHAT: (f) => setChatHooks(f, settings),
            TASK: (f) => {
              setTaskHooks(f);
              // A task can wait until somebody is there again.
              f.attempt((f) => redirect(f, queueInForce(f, settings, system.queueName)));
              f.goto(intoQueue);
            },
          },
          (f) => setHooks(f, settings),
        );
      } else {
        setHooks(f, settings);
      }
      const closed = f.forwardLabel("closed");
      obeyQueue(f, settings, {
        name: system.queueName,
        closed: (f) => f.goto(closed),
        also: (f, queue) => {
          keepCallback(f, settings, queue);
          setQueueMusic(f, queue, goOn);
        },
      });
      f.place(intoQueue);
      f.transferToQueue({
        onAtCapacity: (f) => sayGoodbye(f, "All lines of this department are busy. Please call again later. Goodbye."),
      });
      f.place(closed);
      if (settings.bot) {
        sayGoodbyeIn(f, CLOSED);
      } else {
        sayGoodbye(f, CLOSED.en);
      }
    },
  );
}
