/**
 * The CrossGuard pack: `pulumi preview --policy-pack policies`. The engine gives a pack the stack's configuration, as it
 * gives it to the program, so that production is asked for more than development.
 */
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./pack";
import { RULES } from "./rules";
import { SUPPRESSIONS } from "./suppressions";

new PolicyPack("contact-center", {
  description: "Rules of a contact centre on Amazon Connect",
  enforcementLevel: "mandatory",
  policies: policiesOf({ rules: RULES, suppressions: SUPPRESSIONS, production: isProduction() }),
});

function isProduction(): boolean {
  const config: unknown = JSON.parse(process.env["PULUMI_CONFIG"] ?? "{}");
  const setting = Object.entries(config ?? {}).find(([key]) => key.endsWith(":production"));
  return setting !== undefined && String(setting[1]) === "true";
}
