/** What the plan of a stack needs beyond what its account was granted: refused, or asked for. */
import * as pulumi from "@pulumi/pulumi";
import { type ContactCenter, QuotaRequests } from "../components";
import { askedFor } from "../components/quotaRequests";
import type { Plan, QuotaNeed } from "./plan";
import type { Settings } from "./settings";

/**
 * Stops a preview or update whose plan exceeds the account's quotas, or warns where the stack asks for more itself.
 *
 * @throws RunError that lists every quota: what is needed, what there is, its code, and what to do
 */
export function checkQuotas(settings: Settings, plan: Plan): void {
  const short = plan.quotas.filter((need) => need.short);
  if (short.length === 0) return;
  if (!settings.quotas.request || short.some(({ adjustable }) => !adjustable)) {
    throw new pulumi.RunError(refusal(settings, plan, short));
  }
  // Not awaited: the SDK keeps the program alive until its engine has taken the message.
  void pulumi.log.warn(
    `${heading(settings, plan)}\n${lines(short)}\nThe stack asks Service Quotas for it. Until it is granted the centre is as ` +
      `small as its quotas; then say so: ${settingOf(short)}`,
  );
}

/** Asks for every adjustable quota that is short, where the settings want it: once there is the instance it is about. */
export function requestQuotas(
  settings: Settings,
  plan: Plan,
  center: ContactCenter,
  opts: pulumi.ComponentResourceOptions,
): void {
  const requests = plan.quotas.filter(({ short, adjustable }) => short && adjustable);
  if (!settings.quotas.request || requests.length === 0) return;
  new QuotaRequests("quotas", { requests }, { ...opts, dependsOn: [center] });
}

function refusal(settings: Settings, plan: Plan, short: readonly QuotaNeed[]): string {
  const fixed = short.filter(({ adjustable }) => !adjustable).map(({ name }) => name);
  const asked = short.filter(({ adjustable }) => adjustable);
  const todo = [
    ...(asked.length > 0
      ? [
          `Ask Service Quotas for more, then say in Pulumi.${settings.stack}.yaml what was granted: ${settingOf(asked)}; ` +
            `or let the stack ask: ${settingKey()} { request: true }.`,
        ]
      : []),
    ...(fixed.length > 0 ? [`${fixed.join(", ")} cannot be raised: spread the centre over more instances.`] : []),
  ];
  return `${heading(settings, plan)}\n${lines(short)}\n${todo.join("\n")}`;
}

function heading({ stack }: Settings, { workload, sized }: Plan): string {
  const size = `${number(workload.agents)} agents, ${number(workload.contactsPerHour)} contacts in the busiest hour`;
  return `Stack "${stack}"${sized ? ` (${size})` : ""} needs more than its account is said to have:`;
}

function lines(short: readonly QuotaNeed[]): string {
  return short
    .map(
      ({ name, needed, available, title, service, code }) =>
        `  ${name}: needed ${number(needed)}, there ${number(available)}: "${title}" (${service}, ${code})`,
    )
    .join("\n");
}

/** The setting that says all of this was granted, ready to be copied. */
function settingOf(short: readonly QuotaNeed[]): string {
  return `${settingKey()} { ${short.map(({ name, needed }) => `${name}: ${askedFor(needed)}`).join(", ")} }`;
}

function settingKey(): string {
  return `${pulumi.getProject()}:quotas:`;
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
