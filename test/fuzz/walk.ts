/** Random walks through a document that was loaded: keys, words, choices, silence, agents, functions and bots at random. */
import { type Call, Chat, type ConnectService, type FunctionAnswer } from "../../local/connect";
import type { BotAnswer, BotInvoker } from "../../local/connect/bot";
import type { Monitor } from "../../local/connect/monitor";
import type { Dice } from "./dice";
import { strangeText, strangeValue } from "./values";

/** Most actions of one walk: beyond those after which the engine ends a circle, but not for ever. */
const MOST_ACTIONS = 2_000;

/** Actions up to which everything that ran is rendered; what rendering does to more of them is the same. */
const FEW_ACTIONS = 300;
const MOVES = 14;
const STEPS = [0, 1, 5, 21, 60, 400];
const KEYS = ["1", "2", "9", "0", "*", "#", "12#", "2065550123#", "**##"];

/** A walk that has gone far enough. */
class Spent extends Error {}

/** Takes one walk through the flow of a name. Throws what the engine throws, and nothing else. */
export async function walk(
  connect: ConnectService,
  flow: string,
  channel: "VOICE" | "CHAT",
  dice: Dice,
): Promise<void> {
  let actions = 0;
  const monitor: Monitor = {
    play: (run, step) => {
      if (++actions > MOST_ACTIONS) throw new Spent();
      return step.run(run);
    },
  };
  try {
    const contact =
      channel === "VOICE"
        ? connect.dial({
            flow,
            monitor,
            from: dice.pick(["+12065550123", "anonymous"]),
            patience: dice.pick([30, 1e6]),
          })
        : connect.chat({ flow, monitor, ...(dice.chance(0.5) && { initialMessage: "hello" }) });
    for (let move = 0; move < MOVES && contact.state !== "ended"; move++) {
      await contact.settled();
      act(contact, dice);
      agentActs(connect, dice);
      await connect.clock.advance(dice.pick(STEPS) * 1_000);
    }
    contact.hangUp();
    await connect.clock.advance(3_600_000);
    // What a person sees must be there to be read, whatever has happened.
    if (actions <= FEW_ACTIONS) JSON.stringify([contact.transcript, contact.trace, contact.attributes]);
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
  }
}

function act(contact: Call | Chat, dice: Dice): void {
  if (dice.chance(0.25)) return;
  if (dice.chance(0.03)) return contact.hangUp();
  const words = strangeText(dice).slice(0, 1_000) || "hello";
  if (contact instanceof Chat) {
    if (dice.chance(0.3)) contact.choose(words, { [strangeText(dice)]: strangeValue(dice) });
    else contact.send(words);
  } else if (dice.chance(0.3)) contact.speak(words);
  else contact.press(dice.pick(KEYS));
}

function agentActs({ agents }: ConnectService, dice: Dice): void {
  const [agent] = agents;
  if (agent === undefined) return;
  if (dice.chance(0.3)) agent.goOnline();
  else if (dice.chance(0.2)) agent.hangUp();
  else if (dice.chance(0.1)) agent.goOffline();
}

/** Functions that answer anything, late, or not at all. */
export function functions(dice: Dice): { invoke(): FunctionAnswer | Promise<FunctionAnswer> } {
  return {
    invoke: () => {
      const answer: FunctionAnswer = dice.chance(0.2)
        ? { ok: false, reason: "it fails", durationMs: dice.pick([0, 100, 9_000]) }
        : { ok: true, payload: dice.chance(0.5) ? { [strangeText(dice)]: strangeText(dice) } : strangeValue(dice) };
      return dice.chance(0.2) ? Promise.resolve(answer) : answer;
    },
  };
}

const STATES: readonly BotAnswer["dialogState"][] = ["ElicitIntent", "ElicitSlot", "Fulfilled", "Failed", "Close"];

/** Bots that understand anything, and sometimes fail. */
export function bots(dice: Dice): BotInvoker {
  return {
    recognize: () => {
      if (dice.chance(0.1)) throw new Error("the bot fails");
      const answer: BotAnswer = {
        messages: [{ content: strangeText(dice), contentType: dice.pick(["PlainText", "SSML"]) }],
        dialogState: dice.pick(STATES),
        intentName: strangeText(dice),
        slots: { [strangeText(dice)]: dice.chance(0.5) ? null : strangeText(dice) },
        sessionAttributes: { [strangeText(dice)]: strangeText(dice) },
      };
      return dice.chance(0.2) ? Promise.resolve(answer) : answer;
    },
  };
}
