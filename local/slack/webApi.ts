/** Slack's Web API and the addresses where commands are answered, as far as a bot that talks needs them. */
import type { Workspace } from "./workspace";

/** Slack's answer: always HTTP 200 with `ok`, but for throttling. */
export interface SlackAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/** What goes wrong, for tests. */
export type SlackFault = "throttled" | "failing" | "refusing" | "hang";

/** How often and how long a response address takes answers. */
const MOST_RESPONSES = 5;
const RESPONSE_MS = 30 * 60_000;

/** Characters of a message; Slack cuts longer ones. */
const LONGEST_TEXT = 40_000;

interface ResponseAddress {
  readonly channel: string;
  readonly user: string;
  readonly until: number;
  left: number;
}

const refused = (error: string): SlackAnswer => ({ status: 200, body: { ok: false, error } });

/** The methods by name. */
export class WebApi {
  private readonly addresses = new Map<string, ResponseAddress>();

  constructor(
    private readonly workspace: Workspace,
    private readonly token: () => string,
    private readonly now: () => number,
  ) {}

  /** Opens an address where a command or a button is answered. */
  openAddress(id: string, channel: string, user: string): void {
    this.addresses.set(id, { channel, user, until: this.now() + RESPONSE_MS, left: MOST_RESPONSES });
  }

  /** Calls a method. */
  call(method: string, authorization: string | undefined, args: Record<string, unknown>): SlackAnswer {
    if (authorization === undefined) return refused("not_authed");
    if (authorization !== `Bearer ${this.token()}`) return refused("invalid_auth");
    if (method === "auth.test") {
      const { teamId, botId } = this.workspace;
      return { status: 200, body: { ok: true, team_id: teamId, user_id: botId } };
    }
    const isPrivate = method === "chat.postEphemeral";
    if (!isPrivate && method !== "chat.postMessage") return refused("unknown_method");
    const channel = String(args.channel ?? "");
    if (!this.workspace.has(channel)) return refused("channel_not_found");
    if (isPrivate && typeof args.user !== "string") return refused("user_not_found");
    return this.write(channel, args, isPrivate ? String(args.user) : undefined);
  }

  /** Answers a command or button at its address. */
  respond(id: string, args: Record<string, unknown>): SlackAnswer {
    const address = this.addresses.get(id);
    if (address === undefined || address.left <= 0 || address.until < this.now()) {
      return { status: 404, body: { ok: false, error: "used_url" } };
    }
    address.left -= 1;
    return this.write(address.channel, args, args.response_type === "in_channel" ? undefined : address.user);
  }

  private write(channel: string, args: Record<string, unknown>, onlyFor: string | undefined): SlackAnswer {
    const text = typeof args.text === "string" ? args.text : "";
    if (text === "" && args.blocks === undefined) return refused("no_text");
    if (text.length > LONGEST_TEXT) return refused("msg_too_long");
    const threadTs = typeof args.thread_ts === "string" ? args.thread_ts : undefined;
    const { ts } = this.workspace.write({
      channel,
      from: "bot",
      text: shown(text),
      blocks: args.blocks,
      ...(onlyFor !== undefined && { onlyFor }),
      ...(threadTs !== undefined && { threadTs }),
    });
    return { status: 200, body: { ok: true, channel, ts } };
  }
}

/** Text as people see it: Slack's escapes resolved. */
function shown(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: "amp" | "lt" | "gt") => ({ amp: "&", lt: "<", gt: ">" })[name]);
}
