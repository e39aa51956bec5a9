/** The customer queue flow: what a caller hears while waiting for an agent. It goes round until an agent is free. */
import { offerCallback } from "./callback";
import { contact, MUSIC } from "./contracts";
import { defineFlow, equals, type Flow, greaterThan, promptAt, queueMetric, text } from "./language";
import { type FlowSettings } from "./settings";
import { unlessCallbackIsOff } from "./settingsInForce";

/** Seconds of music between two announcements. Well above 20, for which an agent is offered the contact. */
const ANNOUNCE_EVERY_SECONDS = 60;

export function customerQueueFlow(settings: FlowSettings): Flow {
  return defineFlow(
    {
      name: "customer-queue",
      type: "CUSTOMER_QUEUE",
      description: "Plays the music a caller chose, says how many are waiting, and offers a callback",
      // A contact that came another way has chosen no music.
      onError: (f) => f.loopPrompts({ name: "plain music", messages: [MUSIC.jazz] }),
    },
    (f) =>
      f.loopPrompts(
        {
          name: "music",
          messages: ["Thank you for waiting. We will be with you as soon as we can.", promptAt(contact.holdMusic)],
          interruptEverySeconds: ANNOUNCE_EVERY_SECONDS,
        },
        {
          onInterrupt: (f) => {
            f.attempt((f) => {
              f.getMetrics({ channel: "Voice" });
              f.compareWith(queueMetric.size, [
                [equals(1), (f) => f.say("You are the only caller waiting. It will not be long.")],
                [greaterThan(1), (f) => f.say(text`There are ${queueMetric.size} callers waiting.`)],
              ]);
            });
            unlessCallbackIsOff(f, settings, (f) => offerCallback(f, settings));
          },
        },
      ),
  );
}
