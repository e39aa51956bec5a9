/** The agent whisper: what an agent hears before the caller joins. */
import { contact } from "./contracts";
import { defineFlow, type Flow, greaterThan, system, text } from "./language";
import { type FlowSettings } from "./settings";

export function agentWhisperFlow({ selfService, bot }: FlowSettings): Flow {
  return defineFlow(
    {
      name: "agent-whisper",
      type: "AGENT_WHISPER",
      description: "Tells the agent the queue, and what is known about the caller's order",
      onError: (f) => f.endFlow(),
    },
    (f) => {
      // With a bot there are chats and tasks as well.
      f.say(bot ? text`A contact for ${system.queueName}.` : text`A call for ${system.queueName}.`);
      if (selfService) {
        // Contacts that were not looked up have no such attribute, and go on without a match.
        f.compareWith(contact.openOrders, [
          [greaterThan(0), (f) => f.say(text`About order ${contact.orderId}, which is ${contact.orderStatus}.`)],
        ]);
      }
      f.endFlow();
    },
  );
}
