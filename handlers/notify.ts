/** Tells a customer something during the contact: asks the notification hub for it and lets the conversation go on. */
import { createHash } from "node:crypto";
import { SNS } from "@aws-sdk/client-sns";
import { type ConnectEvent, type ConnectHandler } from "./connectEvent";
import { requestNotification, type TopicClient } from "./notifications/publish";
import { examine } from "./notifications/request";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";
import { within } from "./support/within";

/** What the flow learns. `false`: the request was not in order, or nobody took it in time. */
export type NotifyAnswer = { notified: "true" | "false" };

/** Milliseconds a caller waits at most, and a background invocation. */
const CALLER_MS = 250;
const BACKGROUND_MS = 3000;

/**
 * The request a flow's parameters describe. Its event is this contact, this message and what it says: a step that is
 * invoked again asks for nothing new, and a second change of mind does.
 */
const requestOf = (event: ConnectEvent, now: number): Record<string, unknown> => {
  const { ContactId: contactId, CustomerEndpoint } = event?.Details?.ContactData ?? {};
  const { kind, channel, locale = "en", to, customer, background: _, ...slots } = event?.Details?.Parameters ?? {};
  const words = Object.entries(slots).sort(([one], [other]) => (one < other ? -1 : 1));
  const hash = createHash("sha256")
    .update(JSON.stringify([to, customer, words]))
    .digest("hex")
    .slice(0, 16);
  const number = customer || (CustomerEndpoint?.Address ?? "");
  return {
    eventId: `${contactId ?? ""}:${hash}`,
    kind,
    channel,
    locale: locale.slice(0, 2).toLowerCase(),
    requestedAt: now,
    ...(contactId ? { contactId } : {}),
    ...(to ? { to } : { customer: number }),
    slots,
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: NOTIFICATIONS_TOPIC; SURVEY_SITE_URL if
 * there is one.
 *
 * Parameters of the flow's block: `kind`, `channel`, `locale` (en), `to` (an address) or `customer` (the number a customer is
 * known by; the caller's own unless given), and the message's slots.
 *
 * The answer comes within 250 ms. A flow that starts the function asynchronously hears no answer and adds `background` =
 * `true`: it then has 3 s, and what fails is thrown, so that Lambda tries twice more.
 *
 * @param client what the topic is published to; tests give their own
 * @param now the clock, epoch milliseconds
 * @throws Error when SNS refuses for good (not allowed, no such topic): a wrong deployment, not a bad moment
 */
export const notifyFactory = (client?: TopicClient, now = Date.now): ConnectHandler<NotifyAnswer> => {
  requireVariables(["NOTIFICATIONS_TOPIC"]);
  const timeouts = { connectionTimeout: 300, requestTimeout: 900, socketTimeout: 900, throwOnRequestTimeout: true };
  const topics = client ?? new SNS({ maxAttempts: 2, requestHandler: timeouts });
  return async (event) => {
    const start = Date.now();
    const background = event?.Details?.Parameters?.background === "true";
    const log = (outcome: string, failure?: string) => logOutcome({ outcome, failure, ms: Date.now() - start });
    const examined = examine(requestOf(event, now()), { now: now(), surveySite: process.env.SURVEY_SITE_URL ?? "" });
    if ("refusal" in examined) {
      log(examined.refusal, "RefusedRequest");
      return { notified: "false" };
    }
    try {
      await within(background ? BACKGROUND_MS : CALLER_MS, requestNotification(topics, examined.request));
      log("notified");
      return { notified: "true" };
    } catch (error) {
      const { name = "Error" } = error as { name?: string };
      log("unavailable", name);
      if (background || /Denied|NotFound|Authorization/.test(name)) throw error;
      return { notified: "false" };
    }
  };
};
