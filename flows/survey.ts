/** The survey: what a caller hears when the agent has hung up. */
import { sayGoodbye } from "./goodbye";
import { sayGoodbyeIn } from "./inLanguage";
import { TIME_LIMIT_SECONDS } from "./contracts";
import { defineFlow, type Flow, type FlowBuilder, functionRef, type MenuKey, system } from "./language";
import { type FlowSettings } from "./settings";

/** Stores a score. */
export const SAVE_SURVEY = { fn: functionRef("saveSurvey"), returns: ["result"] } as const;

/** Times the question is heard. */
const ROUNDS = 2;

const SCORES: readonly MenuKey[] = ["1", "2", "3", "4", "5"];

/**
 * Runs as the `CustomerRemaining` hook, which the inbound flow sets: callers who stay on the line are asked for a score. In
 * chats, where there are no keys to press, customers are thanked; their question comes by link.
 */
export function surveyFlow(settings: FlowSettings): Flow {
  return defineFlow(
    {
      name: "survey",
      type: "CONTACT_FLOW",
      description: "Asks callers for a score when the agent has hung up",
      onError: (f) => sayGoodbye(f, "Thank you. Goodbye."),
    },
    (f) => {
      f.setLogging(settings.logging);
      f.compare(system.channel, { VOICE: (f) => askForScore(f, settings) });
      sayGoodbyeIn(f, { en: "Thank you. Goodbye.", es: "Gracias. Adiós." });
    },
  );
}

function askForScore(f: FlowBuilder, settings: FlowSettings): void {
  f.attempt((f) => f.setVoice({ voice: settings.voice }));
  f.loop({ times: ROUNDS, name: "score" }, (f) =>
    f.menu(
      {
        name: "score",
        say: "How satisfied are you with this call? Press 1 for not at all, up to 5 for very satisfied, or just hang up.",
      },
      {
        ...Object.fromEntries(SCORES.map((score) => [score, (f: FlowBuilder) => saveScore(f, settings, score)])),
        onTimeout: (f) => f.leaveLoop(),
        onNoMatch: (f) => f.say("Please press a key from 1 to 5."),
      },
    ),
  );
}

/** A score that cannot be stored is no reason to keep a caller: who answers is thanked either way. */
function saveScore(f: FlowBuilder, settings: FlowSettings, score: string): void {
  f.attempt((f) => {
    f.invokeLambda(SAVE_SURVEY.fn, {
      name: `score ${score}`,
      timeLimitSeconds: settings.flowTimeLimitSeconds ?? TIME_LIMIT_SECONDS,
      parameters: { score, through: "keypad" },
      returns: SAVE_SURVEY.returns,
    });
    f.setAttributes({ surveyed: "true" });
  });
  f.leaveLoop();
}
