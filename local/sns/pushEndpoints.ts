/** Devices of push services: the platform applications the program declares, and the endpoints made at run time. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import { isRecord, type ResourceGraph } from "../engine/graph";
import { resourcesOfType, textOf } from "../graphValues";
import type { Outbox } from "../outbox/outbox";
import { ServiceError } from "../services/serviceError";
import { invalidParameter, textFor, type Publication } from "./publication";

/** One device of one application. */
export interface PushEndpoint {
  readonly arn: string;
  readonly applicationArn: string;
  readonly platform: string;
  token: string;
  enabled: boolean;
  customUserData?: string;
}

/** Longest payload of a push message in bytes. */
const MAX_PAYLOAD_BYTES = 4096;

/** The endpoints of one account. */
export class PushEndpoints {
  readonly #applications: ReadonlyMap<string, string>;
  readonly #endpoints = new Map<string, PushEndpoint>();

  constructor(
    graph: ResourceGraph,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {
    const declared = resourcesOfType(graph, "aws:sns/platformApplication:PlatformApplication");
    this.#applications = new Map(declared.map((one) => [textOf(one, "arn") ?? "", textOf(one, "platform") ?? ""]));
  }

  /** CreatePlatformEndpoint: the same token with the same attributes is the same endpoint. */
  create(applicationArn: string, token: string, attributes: Record<string, string>): PushEndpoint {
    const platform = this.#applications.get(applicationArn);
    if (platform === undefined) throw new ServiceError("NotFound", "PlatformApplication does not exist", 404);
    if (token === "") throw invalidParameter("Token Reason: cannot be empty");
    const { CustomUserData, Enabled = "true" } = attributes;
    const known = [...this.#endpoints.values()].find(
      (one) => one.applicationArn === applicationArn && one.token === token,
    );
    if (known) {
      if (known.customUserData === CustomUserData && known.enabled === (Enabled === "true")) return known;
      const reason = `Endpoint ${known.arn} already exists with the same Token, but different attributes.`;
      throw invalidParameter(`Token Reason: ${reason}`);
    }
    const arn = `${applicationArn.replace(":app/", ":endpoint/")}/${randomUUID()}`;
    const enabled = Enabled === "true";
    const endpoint = { arn, applicationArn, platform, token, enabled, customUserData: CustomUserData };
    this.#endpoints.set(arn, endpoint);
    return endpoint;
  }

  /** An endpoint by its ARN; throws NotFound. */
  get(arn: string): PushEndpoint {
    const endpoint = this.#endpoints.get(arn);
    if (endpoint) return endpoint;
    throw new ServiceError("NotFound", "Endpoint does not exist", 404);
  }

  /** GetEndpointAttributes. */
  attributes(arn: string): Record<string, string> {
    const { token, enabled, customUserData } = this.get(arn);
    const attributes: Record<string, string> = { Enabled: String(enabled), Token: token };
    if (customUserData !== undefined) attributes["CustomUserData"] = customUserData;
    return attributes;
  }

  /** SetEndpointAttributes: a new token, enabled again, or one's own data. */
  setAttributes(arn: string, { Token, Enabled, CustomUserData }: Record<string, string>): void {
    const endpoint = this.get(arn);
    endpoint.token = Token ?? endpoint.token;
    endpoint.customUserData = CustomUserData ?? endpoint.customUserData;
    if (Enabled !== undefined) endpoint.enabled = Enabled.toLowerCase() === "true";
  }

  /** DeleteEndpoint: also when there is none. */
  delete(arn: string): void {
    this.#endpoints.delete(arn);
  }

  /** What a push service does when an app is uninstalled: the next message is refused. */
  disable(arn: string): void {
    this.get(arn).enabled = false;
  }

  /** Sends to a device. Throws EndpointDisabled when its token is no longer good. */
  send(arn: string, publication: Publication, messageId: string, topicArn?: string): void {
    const { enabled, platform } = this.get(arn);
    if (!enabled) throw new ServiceError("EndpointDisabled", "Endpoint is disabled", 400);
    const payload = textFor(publication, platform);
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) throw invalidParameter("Message too long");
    const { title, text } = shownOf(payload);
    const at = this.clock.now();
    this.outbox.add({ channel: "push", at, messageId, to: arn, platform, title, text, payload, topicArn });
  }
}

/** What a person sees of a payload of Apple or Google; a bare text is shown as it is. */
function shownOf(payload: string): { title?: string; text: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    return { text: payload };
  }
  const at = (value: unknown, ...path: string[]): unknown =>
    path.reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), value);
  const google = at(parsed, "fcmV1Message", "message", "notification") ?? at(parsed, "notification");
  const shown = at(parsed, "aps", "alert") ?? google;
  if (typeof shown === "string") return { text: shown };
  if (!isRecord(shown)) return { text: payload };
  const title = typeof shown["title"] === "string" ? shown["title"] : undefined;
  return { title, text: String(shown["body"] ?? "") };
}
