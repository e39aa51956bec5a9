/** Everything a centre of some architecture can show: calls and, where there is a bot, a chat and messages in Slack. */
import type { Seeded } from "../seed";
import { playKnownCaller, playUnknownCaller } from "./calls";
import type { Stage } from "./script";
import { playChat, playSlack } from "./texts";

/** Plays it, and prints it as it goes. */
export async function play(stage: Stage, seeded: Seeded | undefined): Promise<void> {
  if (seeded) await playKnownCaller(stage, seeded);
  await playUnknownCaller(stage);
  if (!stage.center.lex.isEmpty) {
    await playChat(stage);
    await playSlack(stage, seeded);
  }
}
