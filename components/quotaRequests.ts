/** Asks Service Quotas for what a centre needs beyond what its account was granted. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A quota to be raised. */
export interface QuotaRequest {
  /** Name within the stack, such as `concurrentCalls`. */
  name: string;
  /** Code of the service in Service Quotas, such as `connect`. */
  service: string;
  /** Code of the quota, such as `L-12AB7C57`. */
  code: string;
  /** What is needed, a whole number from 1; as much is asked for, rounded up ({@link askedFor}). */
  needed: number;
}

/** Arguments of {@link QuotaRequests}. */
export interface QuotaRequestsArgs {
  /** Quotas to be raised, each of them once. */
  requests: QuotaRequest[];
}

/**
 * Requests for higher quotas. Amazon answers each: small ones within hours, large ones within weeks, and `up` does not wait.
 * When one is granted, say so in the settings; the request then leaves the program and stays as it is in the account.
 *
 * A request holds for the account and Region. Several of Connect's quotas can also be raised for one instance, which Service
 * Quotas takes by the console only; whether Amazon raises a quota of instances for an account that asks this way is its own
 * decision, quota by quota.
 *
 * What was granted is never given back: Service Quotas lowers nothing, so no request is ever deleted (`retainOnDelete`), and
 * asking for less than the account has, or had been asked for, is refused: then say in the settings what it has.
 *
 * Errors: a need that is no whole number from 1; two requests for the same quota.
 */
export class QuotaRequests extends pulumi.ComponentResource {
  /** What was asked for, by name. */
  readonly values: pulumi.Output<Record<string, number>>;

  constructor(name: string, { requests }: QuotaRequestsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:QuotaRequests", name, {}, opts);
    checkRequests(name, requests);
    const made = requests.map((request) => [request.name, this.request(name, request).value] as const);
    this.values = pulumi.output(Object.fromEntries(made));
    this.registerOutputs({ values: this.values });
  }

  private request(name: string, { name: quota, service, code, needed }: QuotaRequest): aws.servicequotas.ServiceQuota {
    return new aws.servicequotas.ServiceQuota(
      `${name}-${kebab(quota)}`,
      { serviceCode: service, quotaCode: code, value: askedFor(needed) },
      { parent: this, retainOnDelete: true },
    );
  }
}

/**
 * A round figure from `needed` on and less than five percent above it: a centre that grows by a few agents does not ask again,
 * and a person at Amazon reads it.
 */
export function askedFor(needed: number): number {
  const step = Math.max(1, 5 * 10 ** (Math.floor(Math.log10(needed)) - 2));
  return Math.ceil(needed / step) * step;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function checkRequests(name: string, requests: QuotaRequest[]): void {
  const seen = new Set<string>();
  for (const { name: quota, service, code, needed } of requests) {
    if (!Number.isInteger(needed) || needed < 1) {
      throw new Error(
        `QuotaRequests ${name}: ${needed} is needed of ${quota}; give a whole number from 1, or leave it out.`,
      );
    }
    const key = `${service}/${code}`;
    if (seen.has(key)) throw new Error(`QuotaRequests ${name}: ${key} is asked for twice; name each quota once.`);
    seen.add(key);
  }
}
