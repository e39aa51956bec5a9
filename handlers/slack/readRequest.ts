/** What Slack wants: an event, a slash command or a button, as a job for later; or nothing that concerns us. */

/** Something a person said to the bot in Slack. What is sent to the queue, as JSON. */
export interface SlackJob {
  /** Unique to what was said: an event's id, or a command's or button's trigger. Retries have the same. */
  id: string;
  teamId: string;
  channelId: string;
  userId: string;
  /** What was said, 1 to 1,024 characters. */
  text: string;
  /** Whether others see what is said there: then nothing personal is asked for, and only the person sees the answer. */
  isPublic: boolean;
  /** The thread to answer in. */
  threadTs?: string;
  /** Where a command or button is answered. */
  responseUrl?: string;
}

/** What a request turned out to be. */
export type SlackRequest =
  | { kind: "challenge"; challenge: string }
  | { kind: "job"; job: SlackJob }
  | { kind: "ignored" }
  | { kind: "malformed" };

type Fields = Record<string, unknown>;

/** Characters of what is said; Lex's limit. */
const LONGEST_TEXT = 1024;

const IGNORED: SlackRequest = { kind: "ignored" };
const MALFORMED: SlackRequest = { kind: "malformed" };

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** Slack's ids are capital letters and digits. */
const idOf = (value: unknown): string => (typeof value === "string" && /^[A-Z0-9]{1,32}$/.test(value) ? value : "");

const tokenOf = (value: unknown): string => (typeof value === "string" && /^[\w.:-]{1,128}$/.test(value) ? value : "");

/** What was said, without mentions and control characters. Slack escapes three characters and nothing else. */
const saidBy = (text: unknown): string =>
  (typeof text === "string" ? text : "")
    .slice(0, 8 * LONGEST_TEXT)
    // What is in angle brackets has none: without that, a text of open ones would be searched to its end from each.
    .replace(/<@[A-Z0-9]+(\|[^<>]*)?>/g, " ")
    .replace(/<(?:mailto:|tel:)?([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) => label ?? target)
    .replace(/&(amp|lt|gt);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">" })[name] ?? "")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, LONGEST_TEXT);

const jobOf = (job: SlackJob): SlackRequest =>
  job.id && job.teamId && job.channelId && job.userId ? (job.text ? { kind: "job", job } : IGNORED) : MALFORMED;

/** An event of the Events API. Only what people write to the bot is heeded: answering bots would never end. */
const readEvent = (body: Fields): SlackRequest => {
  const event = fieldsOf(body.event);
  const type = event.type;
  const isDirect = type === "message" && event.channel_type === "im";
  if (!isDirect && type !== "app_mention") return IGNORED;
  if (event.bot_id !== undefined || event.subtype !== undefined || event.user === undefined) return IGNORED;
  const threadTs = tokenOf(event.thread_ts) || (isDirect ? "" : tokenOf(event.ts));
  return jobOf({
    id: tokenOf(body.event_id),
    teamId: idOf(body.team_id),
    channelId: idOf(event.channel),
    userId: idOf(event.user),
    text: saidBy(event.text),
    isPublic: !isDirect,
    ...(threadTs ? { threadTs } : {}),
  });
};

/** A slash command. Its name is the app's business: whatever it is called, its text is for the bot. */
const readCommand = (form: URLSearchParams): SlackRequest => {
  const responseUrl = form.get("response_url") ?? "";
  return jobOf({
    id: tokenOf(form.get("trigger_id")),
    teamId: idOf(form.get("team_id")),
    channelId: idOf(form.get("channel_id")),
    userId: idOf(form.get("user_id")),
    text: saidBy(form.get("text") || "help"),
    isPublic: form.get("channel_name") !== "directmessage",
    ...(responseUrl ? { responseUrl } : {}),
  });
};

/** A button of an answer of ours: its value is what the person says. */
const readAction = (payload: Fields): SlackRequest => {
  if (payload.type !== "block_actions") return IGNORED;
  const [action] = Array.isArray(payload.actions) ? payload.actions.map(fieldsOf) : [];
  const { id: channelId, name } = fieldsOf(payload.channel);
  const responseUrl = typeof payload.response_url === "string" ? payload.response_url : "";
  return jobOf({
    id: tokenOf(payload.trigger_id),
    teamId: idOf(fieldsOf(payload.team).id),
    channelId: idOf(channelId),
    userId: idOf(fieldsOf(payload.user).id),
    text: saidBy(action?.value),
    isPublic: name !== "directmessage",
    ...(responseUrl ? { responseUrl } : {}),
  });
};

const parsed = (text: string): Fields => {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
};

/**
 * Reads a request whose signature is good.
 *
 * @param contentType as sent: events are JSON, commands and buttons are forms
 */
export const readRequest = (contentType: string, text: string): SlackRequest => {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    const form = new URLSearchParams(text);
    const payload = form.get("payload");
    return payload === null ? readCommand(form) : readAction(parsed(payload));
  }
  const body = parsed(text);
  if (body.type === "url_verification") {
    const challenge = tokenOf(body.challenge);
    return challenge ? { kind: "challenge", challenge } : MALFORMED;
  }
  return body.type === "event_callback" ? readEvent(body) : MALFORMED;
};
