/** Picks the architecture a stack asks for and deploys it through one explicit provider. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { advanced } from "./advanced";
import { basic } from "./basic";
import { withoutReplacements } from "./lasting/guard";
import { type Plan, planOf } from "./plan";
import { checkQuotas } from "./quotas";
import { readSettings, type Settings } from "./settings";
import { simple } from "./simple";
import { stackTags } from "./tags";

/** Stack outputs: what a person or another stack needs to find the centre. */
export type StackOutputs = Record<string, pulumi.Input<unknown>>;

/** An architecture: settings and what they take in, outputs out. */
export type Architecture = (settings: Settings, plan: Plan, opts: pulumi.ComponentResourceOptions) => StackOutputs;

const ARCHITECTURES: Record<Settings["architecture"], Architecture> = { simple, basic, advanced };

/** Deploys the stack that Pulumi is running. */
export function deploy(): StackOutputs {
  const settings = readSettings(pulumi.runtime.allConfig(), pulumi.getProject(), pulumi.getStack());
  const plan = planOf(settings);
  checkQuotas(settings, plan);
  const architecture = ARCHITECTURES[settings.architecture];
  return withoutReplacements((opts) => {
    const defaultTags = { tags: stackTags(settings) };
    const provider = new aws.Provider("aws", { region: aws.config.region, defaultTags }, opts);
    return architecture(settings, plan, { ...opts, providers: { aws: provider } });
  });
}
