/** What is said in Slack: through the Web API with the bot's token, or where a command wants its answer. */
import { type Said } from "../conversation/messages";
import { within } from "../support/within";
import { type SlackJob } from "./readRequest";

/** Where Slack's Web API is; the local run gives its own by environment. */
const WEB_API = "https://slack.com/api";

/** Where commands and buttons are answered. Any other place would be a request in our name to whoever wrote it there. */
const RESPONSE_ORIGIN = "https://hooks.slack.com";

/** Milliseconds Slack may take. */
const SLACK_MILLISECONDS = 3_000;

/** What an answer looks like. */
interface SlackMessage {
  text: string;
  blocks?: unknown[];
}

/** What is said is text: Slack formats nothing in it and looks up no address. */
const PLAIN = { mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;

/** Slack reads three characters as markup even so: escaped, what is said can neither mention nor link anything. */
const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (mark) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[mark] ?? "");

/** The bot's messages as one of Slack's; buttons say their value when pressed. */
export const messageOf = (said: readonly Said[]): SlackMessage => {
  const text = said.map((one) => escaped(one.text)).join("\n");
  const buttons = said.flatMap((one) => one.buttons ?? []);
  if (!buttons.length) return { text };
  const elements = buttons.map(({ label, value }, index) => ({
    type: "button",
    action_id: `say-${index}`,
    text: { type: "plain_text", text: label },
    value,
  }));
  const plain = said.map((one) => one.text).join("\n");
  return {
    text,
    blocks: [
      { type: "section", text: { type: "plain_text", text: plain } },
      { type: "actions", elements },
    ],
  };
};

/** Fails a job so that it is done again: Slack did not take what was said. */
const notTaken = (name: string): Error => Object.assign(new Error("Slack did not take the message"), { name });

const send = async (url: string, token: string | undefined, body: unknown): Promise<void> => {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
  const request = fetch(url, { method: "POST", headers, body: JSON.stringify(body), redirect: "error" });
  const response = await within(SLACK_MILLISECONDS, request);
  if (!response.ok) throw notTaken(response.status === 429 ? "SlackThrottled" : "SlackFailed");
  if (!token) return;
  const { ok } = (await within(SLACK_MILLISECONDS, response.json())) as { ok?: boolean };
  if (ok !== true) throw notTaken("SlackRefused");
};

/**
 * Answers a job: where its command or button wants the answer, to the person alone in a channel others read, or in the
 * direct conversation.
 *
 * @throws Error named SlackThrottled, SlackFailed, SlackRefused or Deadline: it was not said, as far as is known
 */
export const post = async (job: SlackJob, token: string, message: SlackMessage): Promise<void> => {
  const api = process.env.SLACK_API_URL || WEB_API;
  const { responseUrl, channelId, userId, isPublic, threadTs } = job;
  if (
    responseUrl &&
    new URL(responseUrl).origin === (process.env.SLACK_API_URL ? new URL(api).origin : RESPONSE_ORIGIN)
  ) {
    return send(responseUrl, undefined, { response_type: "ephemeral", replace_original: false, ...PLAIN, ...message });
  }
  const thread = threadTs ? { thread_ts: threadTs } : {};
  const to = isPublic ? { channel: channelId, user: userId } : { channel: channelId };
  return send(`${api}/${isPublic ? "chat.postEphemeral" : "chat.postMessage"}`, token, {
    ...to,
    ...thread,
    ...PLAIN,
    ...message,
  });
};
