/**
 * SES (API v2) of the local run: SendEmail from the identities the program declares, into the outbox. On AWS an identity
 * waits for its DNS records or a click; here every declared one counts as verified until a test says otherwise.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { ResourceGraph } from "../engine/graph";
import type { Principal, ServiceAnswer, ServiceRequest } from "../gateway/service";
import { resourcesOfType, textOf } from "../graphValues";
import type { Outbox } from "../outbox/outbox";
import { requirePermissions, type Authorizer } from "../services/access";
import { EVERYTHING, ServiceFaults } from "../services/faults";
import { jsonAnswer, jsonError, jsonInput, type Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { emailOf, type Email } from "./email";

/** What the local SES works with. */
export interface SesOptions {
  clock: Clock;
  outbox: Outbox;
  /** Who decides about permissions; everyone may do everything when left out. */
  iam?: Authorizer;
}

interface Identity {
  arn: string;
  verified: boolean;
  configurationSet?: string;
}

const SEND_EMAIL = /^\/v2\/email\/outbound-emails\/?(\?|$)/;

/** The local SES: made from a graph, registered at the gateway with its `handle`. */
export class SesService {
  /** Faults set on an identity (`example.com`) or, with `*`, on all. */
  readonly faults = new ServiceFaults(() => {
    return new ServiceError("TooManyRequestsException", "Maximum sending rate exceeded.", 429);
  });
  readonly #identities = new Map<string, Identity>();
  readonly #configurationSets = new Map<string, string>();

  private constructor(
    private readonly graph: ResourceGraph,
    private readonly options: SesOptions,
  ) {
    for (const identity of resourcesOfType(graph, "aws:sesv2/emailIdentity:EmailIdentity")) {
      const name = (textOf(identity, "emailIdentity") ?? identity.id ?? "").toLowerCase();
      const configurationSet = textOf(identity, "configurationSetName");
      this.#identities.set(name, { arn: textOf(identity, "arn") ?? "", verified: true, configurationSet });
    }
    for (const set of resourcesOfType(graph, "aws:sesv2/configurationSet:ConfigurationSet")) {
      this.#configurationSets.set(textOf(set, "configurationSetName") ?? set.id ?? "", textOf(set, "arn") ?? "");
    }
  }

  static fromGraph(graph: ResourceGraph, options: SesOptions): SesService {
    return new SesService(graph, options);
  }

  /** Names of the declared identities: domains and addresses. */
  list(): string[] {
    return [...this.#identities.keys()];
  }

  /** Says whether a declared identity is verified. Throws when it is not declared. */
  setVerified(identity: string, verified: boolean): void {
    const known = this.#identities.get(identity.toLowerCase());
    if (!known) throw new Error(`The program declares no identity "${identity}"; it has ${this.list().join(", ")}.`);
    known.verified = verified;
  }

  /** Answers one request from the gateway; register it there as `ses`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      if (request.method !== "POST" || !SEND_EMAIL.test(request.path)) {
        const message = `The local SES serves SendEmail (POST /v2/email/outbound-emails) only.`;
        throw new ServiceError("NotFoundException", message, 404);
      }
      const email = emailOf(jsonInput(request.body));
      const target = this.#nameFor(email.fromAddress) ?? EVERYTHING;
      return await this.faults.meet(target, "SendEmail", async () =>
        jsonAnswer(this.#send(email, request.principal), "rest"),
      );
    } catch (error) {
      if (error instanceof ServiceError) return jsonError(error, "rest");
      throw error;
    }
  }

  #send(email: Email, principal: Principal): Json {
    const identity = this.#identityFor(email);
    const { outbox, clock } = this.options;
    const named = email.configurationSet;
    const setArn = named === undefined ? undefined : this.#configurationSets.get(named);
    this.#authorize(email, principal, identity.arn, setArn);
    if (named !== undefined && setArn === undefined) {
      throw new ServiceError("NotFoundException", `Configuration set <${named}> does not exist.`, 404);
    }
    const messageId = `${randomUUID()}-000000`;
    for (const to of email.to.length > 0 ? email.to : [...email.cc, ...email.bcc]) {
      outbox.add({
        channel: "email",
        at: clock.now(),
        messageId,
        to,
        from: email.from,
        subject: email.subject,
        text: email.text ?? textOfHtml(email.html ?? ""),
        ...(email.html === undefined ? {} : { html: email.html }),
        ...(email.cc.length === 0 ? {} : { cc: email.cc }),
        ...(email.bcc.length === 0 ? {} : { bcc: email.bcc }),
        ...(email.replyTo.length === 0 ? {} : { replyTo: email.replyTo }),
        ...(Object.keys(email.headers).length === 0 ? {} : { headers: email.headers }),
        configurationSet: named ?? identity.configurationSet,
      });
    }
    return { MessageId: messageId };
  }

  #authorize(email: Email, principal: Principal, identityArn: string, setArn: string | undefined): void {
    const context = { "ses:FromAddress": email.fromAddress };
    const resources = setArn === undefined ? [identityArn] : [identityArn, setArn];
    const permissions = resources.map((resource) => ({ action: "ses:SendEmail", resource, context }));
    requirePermissions(this.options.iam, principal, permissions, () => "AccessDeniedException");
  }

  /** The declared identity an address belongs to: itself, its domain, or a domain above. */
  #nameFor(address: string): string | undefined {
    const [, domain = ""] = address.toLowerCase().split("@");
    const labels = domain.split(".");
    const names = [address.toLowerCase(), ...labels.map((_, index) => labels.slice(index).join("."))];
    return names.find((name) => this.#identities.has(name));
  }

  #identityFor({ fromAddress }: Email): Identity {
    const name = this.#nameFor(fromAddress);
    const identity = name === undefined ? undefined : this.#identities.get(name);
    if (identity?.verified) return identity;
    const region = this.graph.region.toUpperCase();
    const why = identity ? "is not verified" : "is not declared by the program";
    const domain = fromAddress.slice(fromAddress.indexOf("@") + 1);
    const message = `Email address is not verified. The following identities failed the check in region ${region}: ${name ?? domain} (local run: it ${why})`;
    throw new ServiceError("MessageRejected", message);
  }
}

/** The words of an HTML part, for a reader without HTML. */
function textOfHtml(html: string): string {
  const words = html.replace(/<(br|\/p|\/div|\/tr|\/h\d)[^>]*>/gi, "\n").replace(/<[^>]*>/g, "");
  return words
    .replace(/&nbsp;/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .trim();
}
