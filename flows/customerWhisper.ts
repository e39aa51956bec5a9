/** The customer whisper: what a caller hears just before the agent joins. */
import { defineFlow, type Flow } from "./language";

export function customerWhisperFlow(): Flow {
  return defineFlow(
    {
      name: "customer-whisper",
      type: "CUSTOMER_WHISPER",
      description: "Thanks the caller for waiting just before the agent joins",
      onError: (f) => f.endFlow(),
    },
    (f) => {
      f.say("Thank you for waiting. You are being connected.");
      f.endFlow();
    },
  );
}
