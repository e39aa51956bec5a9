/** Messages to customers by every channel, and the survey behind its link: every request of the notification hub. */
import type { Stage } from "./stage";

/** What a flow asks for is sent by SMS, e-mail and push. */
async function playChannels(stage: Stage): Promise<void> {
  const { hub, customer } = stage;
  for (const channel of ["sms", "email", "push"] as const) {
    await hub.notify({ kind: "orderCancelled", orderId: "O-7", locale: "en-US", channel }, `contact-${channel}`);
    // A request for nobody in particular names a customer, whose address is looked up.
    await hub.publish({ eventId: `event-${channel}`, channel, customer: customer.caller ?? "" });
    await hub.seconds(2);
  }
}

/** A link of the survey, opened, and answered once. */
async function playSurveyPage(stage: Stage): Promise<void> {
  if (!stage.has("notifications-survey-page")) return;
  const { center } = stage;
  const link = center.outbox.entries.map(({ text }) => /\?token=([\w-]+)/.exec(text ?? "")?.[1]).find(Boolean);
  if (link === undefined) throw new Error("Nobody was sent a link to the survey.");
  const request = (method: string) => ({
    requestContext: { http: { method } },
    queryStringParameters: { token: link },
  });
  await stage.invoke("notifications-survey-page", request("GET"));
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ token: link, score: "4", comment: "Thank you" });
  await stage.invoke("notifications-survey-page", { ...request("POST"), headers, body });
}

/** Plays everything. Somebody has to have been served by an agent before. */
export async function playMessages(stage: Stage): Promise<void> {
  await playChannels(stage);
  await playSurveyPage(stage);
}
