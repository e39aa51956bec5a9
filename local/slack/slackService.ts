/**
 * Slack of the local run: a workspace in which people write to the bot. What they write is signed and sent to the app's
 * request URL as Slack does it, sent again when it is not answered in time, and what the app posts is kept and shown.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signatureHeaders } from "./signature";
import { type SlackAnswer, type SlackFault, WebApi } from "./webApi";
import { GENERAL, type SlackMessage, Workspace } from "./workspace";

export type { SlackMessage } from "./workspace";
export type { SlackFault } from "./webApi";

/** Milliseconds Slack waits for an answer, and how often it sends again. */
const PATIENCE_MS = 3_000;
const MOST_RETRIES = 3;

/** Largest request the Web API takes here. */
const MOST_BYTES = 1_000_000;

/** How a delivery ended. */
export interface Delivery {
  /** Status of the last answer; 0 when there was none in time. */
  readonly status: number;
  /** How often it was sent. */
  readonly attempts: number;
  readonly body: string;
}

/** What the workspace needs. */
export interface SlackOptions {
  /** Epoch milliseconds: what Slack's clock shows. */
  now?: () => number;
  /** Where the app takes events, commands and buttons; undefined while it is not known. */
  requestUrl(): string | undefined;
}

/** A workspace with one app. */
export class SlackService {
  /** What the app's secret has to hold. */
  readonly secret: { signingSecret: string; botToken: string } = {
    signingSecret: randomBytes(16).toString("hex"),
    botToken: `xoxb-${randomBytes(12).toString("hex")}`,
  };
  readonly workspace: Workspace;
  private readonly webApi: WebApi;
  private readonly server: Server;
  private readonly now: () => number;
  private fault: SlackFault | undefined;
  private count = 0;

  private constructor(private readonly options: SlackOptions) {
    this.now = options.now ?? Date.now;
    this.workspace = new Workspace(this.now);
    this.webApi = new WebApi(this.workspace, () => this.secret.botToken, this.now);
    this.server = createServer((request, response) => void this.serve(request, response));
  }

  /** Opens the Web API on a free port of 127.0.0.1. */
  static async start(options: SlackOptions): Promise<SlackService> {
    const slack = new SlackService(options);
    await new Promise<void>((resolve, reject) => {
      slack.server.once("error", reject);
      slack.server.listen(0, "127.0.0.1", resolve);
    });
    return slack;
  }

  /** Where the Web API is: what the app calls in place of https://slack.com/api. */
  get apiUrl(): string {
    return `${this.origin}/api`;
  }

  /** Makes every call of the Web API fail this way, until it is set to undefined. */
  set webApiFault(fault: SlackFault | undefined) {
    this.fault = fault;
  }

  /** A person writes to the bot: in the direct conversation, or mentions it in a channel everybody reads. */
  say(name: string, text: string, options: { inChannel?: boolean } = {}): Promise<Delivery> {
    const user = this.workspace.person(name);
    const channel = options.inChannel === true ? GENERAL : this.workspace.direct(name);
    const { ts } = this.workspace.write({ channel, from: user, text });
    const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    const event =
      options.inChannel === true
        ? { type: "app_mention", user, channel, ts, text: `<@${this.workspace.botId}> ${escaped}` }
        : { type: "message", channel_type: "im", user, channel, ts, text: escaped };
    const { teamId } = this.workspace;
    const id = this.nextId("Ev");
    return this.send("events", JSON.stringify({ type: "event_callback", team_id: teamId, event_id: id, event }));
  }

  /** A person types a slash command, in the direct conversation. */
  command(name: string, text: string, command = "/ask"): Promise<Delivery> {
    const form = this.answerable(name);
    const fields = { ...form.ids, command, text, channel_name: "directmessage", response_url: form.responseUrl };
    return this.send("commands", new URLSearchParams(fields).toString());
  }

  /** A person presses a button of a message. */
  press(name: string, message: SlackMessage, label: string): Promise<Delivery> {
    const value = message.buttons.get(label);
    if (value === undefined) {
      const labels = [...message.buttons.keys()].join(", ") || "none";
      throw new Error(`The message has no button "${label}". Its buttons are: ${labels}.`);
    }
    const { ids, responseUrl } = this.answerable(name);
    const payload = {
      type: "block_actions",
      trigger_id: ids.trigger_id,
      team: { id: ids.team_id },
      user: { id: ids.user_id },
      channel: { id: ids.channel_id, name: "directmessage" },
      response_url: responseUrl,
      actions: [{ type: "button", value }],
    };
    return this.send("interactions", new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
  }

  /** Checks the request URL, as Slack does when it is entered; answers whether the app gave the challenge back. */
  async verifyUrl(): Promise<boolean> {
    const challenge = randomBytes(20).toString("hex");
    const { status, body } = await this.send("events", JSON.stringify({ type: "url_verification", challenge }));
    return status === 200 && body.includes(challenge);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private nextId(kind: string): string {
    return `${kind}0${String(++this.count).padStart(8, "0")}`;
  }

  /** The ids of a command or button of a person, and the address where it can be answered. */
  private answerable(name: string) {
    const channel = this.workspace.direct(name);
    const user = this.workspace.person(name);
    const trigger = this.nextId("trigger.");
    this.webApi.openAddress(trigger, channel, user);
    const ids = { team_id: this.workspace.teamId, channel_id: channel, user_id: user, trigger_id: trigger };
    return { ids, responseUrl: `${this.origin}/responses/${trigger}` };
  }

  /** Sends a request until it is answered with 2xx, at most four times. */
  private async send(path: string, body: string): Promise<Delivery> {
    const url = this.options.requestUrl();
    if (url === undefined)
      throw new Error("The program declares no request URL for Slack (a stack output slackRequestUrl).");
    const type = path === "events" ? "application/json" : "application/x-www-form-urlencoded";
    let last: Delivery = { status: 0, attempts: 0, body: "" };
    for (let retry = 0; retry <= MOST_RETRIES; retry++) {
      const headers = {
        "content-type": type,
        ...signatureHeaders(this.secret.signingSecret, body, Math.floor(this.now() / 1_000)),
        ...(retry > 0 && {
          "x-slack-retry-num": String(retry),
          "x-slack-retry-reason": last.status === 0 ? "http_timeout" : "http_error",
        }),
      };
      last = { ...(await attempt(`${url}/${path}`, headers, body)), attempts: retry + 1 };
      if (last.status >= 200 && last.status < 300) break;
    }
    return last;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.fault === "hang") return;
    const text = await readBody(request);
    const answer = text === undefined ? { status: 413, body: { ok: false } } : this.answer(request, text);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body));
  }

  private answer(request: IncomingMessage, text: string): SlackAnswer {
    if (this.fault === "throttled") return { status: 429, headers: { "retry-after": "1" }, body: { ok: false } };
    if (this.fault === "failing") return { status: 500, body: { ok: false } };
    if (this.fault === "refusing") return { status: 200, body: { ok: false, error: "account_inactive" } };
    const [, kind, name = ""] = /^\/(api|responses)\/([\w.]+)$/.exec(request.url ?? "") ?? [];
    const args = parsed(text);
    if (request.method !== "POST" || kind === undefined || args === undefined) {
      return { status: 404, body: { ok: false, error: "not_found" } };
    }
    return kind === "api"
      ? this.webApi.call(name, request.headers.authorization, args)
      : this.webApi.respond(name, args);
  }
}

async function attempt(
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<Omit<Delivery, "attempts">> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { method: "POST", headers, body, signal });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: "" };
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MOST_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
