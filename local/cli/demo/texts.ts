/** The bot's other doors: a chat that an agent takes over, messages in Slack, and what left the centre meanwhile. */
import { renderOutbox } from "../../outbox/renderOutbox";
import { agentFor } from "../agents";
import type { Seeded } from "../seed";
import { converse, heading, type Reply, type Stage, until } from "./script";

/** Who writes in Slack. */
const COLLEAGUE = "Robin";

/** Real milliseconds the bot has for an answer in Slack; a busy machine takes its time. */
const SLACK_MILLISECONDS = 60_000;

const ASKS_AND_WANTS_A_PERSON: readonly Reply[] = [
  { asked: /help you/, say: "When are you open?" },
  { asked: /anything else/, say: "Can I talk to a person about my rug?" },
];

/** A customer chats with the bot, and then with an agent. */
export async function playChat(stage: Stage): Promise<void> {
  const { center, out } = stage;
  heading(out, "Chat: a customer asks the bot, and then wants a person");
  const chat = center.connect.chat({ flow: "chat", customerName: "Customer" });
  const conversation = await converse(stage, chat, ASKS_AND_WANTS_A_PERSON);
  await until(center, () => chat.contact.waitingInQueue || chat.state === "ended");
  conversation.show();
  const agent = chat.contact.waitingInQueue ? agentFor(center, chat.contact.queue?.name) : undefined;
  if (agent === undefined) {
    out.line("  No routing profile serves this queue; the customer leaves.");
  } else {
    conversation.note(`agent ${agent.username} comes on line`, center.clock.now());
    agent.goOnline();
    await until(center, () => chat.state === "with-agent");
    agent.send("Hello, this is a person. Which rug is it?");
    chat.send("The blue one. Thank you, I have found it.");
    await center.clock.advance(1_000);
  }
  chat.hangUp();
  agent?.goOffline();
  await center.clock.advance(60_000);
  conversation.show();
}

/** Somebody asks the bot in Slack about the order that was changed on the phone. */
export async function playSlack({ center, out }: Stage, seeded: Seeded | undefined): Promise<void> {
  const { slack } = center;
  if (slack === undefined) return;
  const { caller = "", pin = "" } = seeded ?? {};
  heading(out, `Slack: ${COLLEAGUE} writes to the bot`);
  const messages = pin === "" ? ["When are you open?"] : ["Where is my order?", caller, pin];
  const stop = center.followRealTime();
  try {
    for (const text of messages) {
      const before = slack.workspace.messages.length;
      out.line(`  ${out.paint("green", COLLEAGUE.padEnd(8))}  ${text === pin ? "••••" : text}`);
      await slack.say(COLLEAGUE, text);
      const isAnswer = ({ from }: { from: string }, index: number) => index > before && from === "bot";
      const answer = await slack.workspace.waitFor(isAnswer, SLACK_MILLISECONDS);
      out.line(`  ${out.paint("cyan", "bot".padEnd(8))}  ${answer.text}`);
    }
  } finally {
    await stop();
  }
}

/** Shows every message that would have left the centre. */
export async function showOutbox({ center, out }: Stage): Promise<void> {
  heading(out, "Outbox: what would have been sent");
  // What was asked for last may still be on its way.
  await center.clock.advance(60_000);
  out.line(renderOutbox(center.outbox));
}

/** Says where the chat page is. */
export function showChatPage({ center, out }: Stage): void {
  const { chatUrl } = center.graph.outputs;
  const url = typeof chatUrl === "string" ? center.web.resolve(chatUrl) : undefined;
  if (url !== undefined) {
    out.line(`The chat page, as long as this runs: ${out.paint("bold", url)}`);
  }
}
