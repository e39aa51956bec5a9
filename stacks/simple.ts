/** simple: calls. Numbers, hours, a menu, queues, routing profiles, agents. Nothing in it costs while nobody calls. */
import type * as pulumi from "@pulumi/pulumi";
import { ContactCenter } from "../components";
import { centerArgs } from "./center";
import { stackFlows } from "./flows";
import type { StackOutputs } from "./deploy";
import type { Plan } from "./plan";
import { requestQuotas } from "./quotas";
import { deployTestCases } from "./testCases";
import type { Settings } from "./settings";

/** Deploys the simple architecture. */
export function simple(settings: Settings, plan: Plan, opts: pulumi.ComponentResourceOptions): StackOutputs {
  const center = new ContactCenter("center", centerArgs(settings, plan, stackFlows(settings)), opts);
  requestQuotas(settings, plan, center, opts);
  return { ...centerOutputs(center), ...deployTestCases(settings, center, opts) };
}

/** Outputs every architecture has. */
export function centerOutputs(center: ContactCenter): StackOutputs {
  return {
    instanceId: center.instanceId,
    instanceArn: center.instanceArn,
    phoneNumbers: center.phoneNumbers,
    queueArns: center.queueArns,
    firstPasswords: center.firstPasswords,
  };
}
