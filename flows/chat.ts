/** The flow of chats: the bot first, unless the customer has talked to it already, and then a person. */
import { talkToBot } from "./bot";
import { contact } from "./contracts";
import { sayGoodbyeIn, sayIn, useCustomersLanguage } from "./inLanguage";
import { defineFlow, type Flow, type FlowBuilder, goOn, hoursRef, queueRef, text } from "./language";
import { setChatHooks } from "./queueing";
import { type FlowSettings, menuQueues } from "./settings";
import { obeyCenter, obeyQueue, setQueuePriority } from "./settingsInForce";

/** Where a chat comes from that a bot has served already: our own chat page. */
const FROM_WEB = "web";

export function chatFlow(settings: FlowSettings): Flow {
  const [firstQueue] = menuQueues(settings);
  return defineFlow(
    {
      name: "chat",
      type: "CONTACT_FLOW",
      description: "Serves chats: the bot answers first, then a person",
      onError: (f) => {
        f.say("We are sorry, something went wrong on our side. Please write again in a few minutes. Goodbye.");
        f.disconnect();
      },
    },
    (f) => {
      const person = f.forwardLabel("person");
      f.setLogging(settings.logging);
      useCustomersLanguage(f, settings);
      f.setQueue(queueRef(firstQueue.name));
      f.attempt((f) => f.setAttributes({ queue: firstQueue.name }));
      f.compare(contact.door, { [FROM_WEB]: goOn }, (f) =>
        f.attempt((f) => f.say(text`Welcome to ${settings.company}.`)),
      );
      obeyCenter(f, settings, {
        medium: "chat",
        closed: (f) =>
          sayGoodbyeIn(f, {
            en: "Nobody can answer at the moment. Please write again later. Goodbye.",
            es: "En este momento nadie puede atenderle. Escríbanos de nuevo más tarde. Adiós.",
          }),
      });
      f.compare(contact.door, { [FROM_WEB]: (f) => f.goto(person) });
      f.onError(
        (f) => f.attempt((f) => f.say("I cannot follow at the moment. Let me find somebody for you.")),
        (f) => talkToBot(f, settings, { door: "chat" }),
      );
      f.place(person);
      findPerson(f, settings);
    },
  );
}

/** Puts the chat into the queue, when somebody is there to answer it. */
function findPerson(f: FlowBuilder, settings: FlowSettings): void {
  const closed = f.forwardLabel("closed");
  f.attempt((f) => f.checkHours(hoursRef(settings.hours), { closed: (f) => f.goto(closed) }));
  f.attempt((f) =>
    sayIn(f, { en: "I am looking for somebody to help you.", es: "Estoy buscando a alguien que le atienda." }),
  );
  obeyQueue(f, settings, {
    name: contact.queue,
    medium: "chat",
    closed: (f) => f.goto(closed),
    also: (f, queue) => setQueuePriority(f, queue),
  });
  setChatHooks(f, settings);
  f.transferToQueue({
    onAtCapacity: (f) =>
      sayGoodbyeIn(f, {
        en: "Everybody is busy. Please write again later. Goodbye.",
        es: "Todos están ocupados. Escríbanos de nuevo más tarde. Adiós.",
      }),
  });
  f.place(closed);
  sayGoodbyeIn(f, {
    en: "Nobody is here at the moment. Please write again during our opening hours. Goodbye.",
    es: "En este momento no hay nadie. Escríbanos de nuevo en nuestro horario de atención. Adiós.",
  });
}
