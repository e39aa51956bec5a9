/** The customer queue flow of chats: what a customer reads while waiting for an agent. */
import { sayIn } from "./inLanguage";
import { defineFlow, type Flow, goOn } from "./language";

/** Seconds between two messages. */
const REMIND_EVERY_SECONDS = 120;

/** Messages a waiting customer gets; after that the page itself shows that the chat is open. */
const REMINDERS = 5;

export function chatQueueFlow(): Flow {
  return defineFlow(
    {
      name: "chat-queue",
      type: "CUSTOMER_QUEUE",
      description: "Tells customers of a chat that they are in line",
      onError: (f) => f.endFlow(),
    },
    (f) => {
      sayIn(f, {
        en: "Thank you for waiting. Somebody will be with you as soon as possible. You can go on writing meanwhile.",
        es: "Gracias por esperar. Alguien le atenderá lo antes posible. Mientras tanto puede seguir escribiendo.",
      });
      f.loop({ times: REMINDERS, name: "reminders" }, (f) => {
        f.wait({ seconds: REMIND_EVERY_SECONDS, name: "patience" }, { onCompleted: goOn });
        sayIn(f, {
          en: "You are still in line. Thank you for your patience.",
          es: "Sigue usted en la cola. Gracias por su paciencia.",
        });
      });
      f.endFlow();
    },
  );
}
