/** The inbound flow: what a caller hears from "Welcome" to the queue. */
import { talkToBot } from "./bot";
import { sayGoodbye } from "./goodbye";
import { defineFlow, type Flow, type FlowBuilder, hoursRef, queueRef, text } from "./language";
import { greetKnownCaller, helpKnownCaller } from "./selfService";
import { type FlowSettings, menuQueues } from "./settings";
import { obeyCenter } from "./settingsInForce";
import { chooseQueue, waitInQueue } from "./queueing";

/** What a contact's language is unless a flow sets it. */
const DEFAULT_LANGUAGE = "en-US";

export function inboundFlow(settings: FlowSettings): Flow {
  const [firstQueue] = menuQueues(settings);
  return defineFlow(
    {
      name: "inbound",
      type: "CONTACT_FLOW",
      description: "Greets callers, helps them to help themselves, and puts them through to a queue",
      onError: (f) => {
        f.say("We are sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.");
        f.disconnect();
      },
    },
    (f) => {
      prepareCall(f, settings);
      f.attempt((f) => f.say(text`Welcome to ${settings.company}.`));
      if (settings.recording !== "none") {
        f.attempt((f) => f.say("This call may be recorded."));
      }
      if (settings.selfService) {
        obeyCenter(f, settings, {
          medium: "voice",
          closed: (f) => sayGoodbye(f, "We are closed at the moment. Please call again later. Goodbye."),
        });
      }
      f.checkHours(hoursRef(settings.hours), {
        closed: (f) =>
          sayGoodbye(f, "We are closed at the moment. Please call again during our opening hours. Goodbye."),
      });
      f.onError(
        (f) => {
          f.say("Something went wrong on our side. Let me put you through to someone.");
          f.setQueue(queueRef(firstQueue.name));
        },
        (f) => {
          if (settings.bot) {
            greetKnownCaller(f, settings);
            f.onError(
              (f) => f.attempt((f) => f.say("I cannot follow at the moment.")),
              (f) => talkToBot(f, settings, { door: "voice" }),
            );
          } else if (settings.selfService) {
            helpKnownCaller(f, settings);
          }
          chooseQueue(f, settings);
        },
      );
      waitInQueue(f, settings);
    },
  );
}

/** Logging, voice, language and recording. */
function prepareCall(f: FlowBuilder, { logging, voice, language, recording }: FlowSettings): void {
  f.setLogging(logging);
  f.attempt((f) => {
    f.setVoice({ voice });
    if (language !== DEFAULT_LANGUAGE) {
      f.setContactData({ languageCode: language });
    }
  });
  if (recording !== "none") {
    f.setRecording({ agent: recording !== "customer", customer: recording !== "agent" });
  }
}
