/** Callers, chats, the web page and Slack: every request of the functions behind flows, the bot and its doors. */
import { playKnownCaller, playUnknownCaller } from "../../local/cli/demo/calls";
import { terminal } from "../../local/cli/terminal";
import { ask, enter, siteOf } from "../advanced/doors";
import { connectEvent } from "../support/connectEvents";
import type { Stage } from "./stage";

/** Somebody with an order, who changes it, and somebody who waits for a person and answers the survey. */
async function playCalls({ center, customer }: Stage): Promise<void> {
  const stage = { center, out: terminal({ write: () => true }) };
  await playKnownCaller(stage, customer);
  await playUnknownCaller(stage);
}

/** What flows of the architecture basic ask, which an advanced centre leaves to its bot, and what a flow without keys may. */
async function playFlowFunctions(stage: Stage): Promise<void> {
  const { customer } = stage;
  const number = customer.caller ?? "";
  const { orderId = "", customerId = "" } = await stage.invoke("self-service-lookup-caller", connectEvent(number));
  const order = { customerId: String(customerId), orderId: String(orderId), change: "cancel" };
  await stage.invoke("self-service-update-order", connectEvent(number, order));
  await stage.invoke("self-service-read-settings", connectEvent(number, { queue: "support" }));
  if (!stage.has("notifications-save-survey")) return;
  await stage.invoke("notifications-save-survey", connectEvent(number, { score: "5" }));
}

/** Somebody on the web page and somebody in Slack cancel an order and then want a person. */
async function playDoors({ center, customer }: Stage): Promise<void> {
  for (const door of ["web", "slack"] as const) {
    const talk = await enter(center, door, { phoneNumber: customer.caller ?? "", name: "alex" });
    await ask(talk, "cancel my order", { phoneNumber: customer.caller ?? "", pin: customer.pin });
    await talk.say("I want to talk to a person");
    await center.clock.advance(5_000);
    talk.leave();
  }
}

/** Somebody comes back to the web page and reads what was said. */
async function playReload({ center }: Stage): Promise<void> {
  const site = siteOf(center);
  const headers = { "content-type": "application/json", origin: site };
  const opened = await fetch(`${site}/api/conversations`, { method: "POST", headers, body: "{}" });
  const { conversationId, token } = (await opened.json()) as { conversationId: string; token: string };
  const authorization = `Bearer ${token}`;
  await fetch(`${site}/api/conversations/${conversationId}`, { headers: { ...headers, authorization } });
}

/** Plays everything. */
export async function playConversations(stage: Stage): Promise<void> {
  await playCalls(stage);
  await playFlowFunctions(stage);
  await playDoors(stage);
  await playReload(stage);
}
