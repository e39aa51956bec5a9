/**
 * Refuses a preview or update that would replace the instance, a number, a table or anything else that keeps data, in every
 * stack and with the reason. A Pulumi program does not see what is deployed; but a hook on a resource that changes in place is
 * told what it was. That resource is a stash: it lives in the stack's state and nowhere else.
 *
 * `protect` stands behind it in production. It also stops deletions, which here are a person's own decision.
 */
import * as pulumi from "@pulumi/pulumi";
import { fixedInputs, type LastingInputs, lastingKey, replacements } from "./replacement";

/**
 * Runs what declares resources with the options it is given, and keeps a record of those that last for the next deployment to
 * be compared with. The record waits for nothing, so it is refused before the resources that wait for others are reached; only
 * `up --skip-preview` may have begun with a replacement by then.
 */
export function withoutReplacements<T>(declare: (opts: pulumi.ComponentResourceOptions) => T): T {
  const lasting: Record<string, Record<string, unknown>> = {};
  const keep: pulumi.ResourceTransformation = ({ type, name, props }) => {
    const fixed = fixedInputs(type, props);
    if (fixed !== undefined) lasting[lastingKey(type, name)] = fixed;
    return undefined;
  };
  const declared = declare({ transformations: [keep] });
  const guard = new pulumi.ResourceHook("refuse-replacements", refuseReplacements, { onDryRun: true });
  new pulumi.Stash("lasting", { input: lasting }, { hooks: { beforeUpdate: [guard] } });
  return declared;
}

/**
 * Compares what is deployed with what is to be.
 * @throws Error that names every resource that would be replaced, why, what is lost, and what to do
 */
export function refuseReplacements({
  oldInputs,
  newInputs,
}: Pick<pulumi.ResourceHookArgs, "oldInputs" | "newInputs">): void {
  const found = replacements(lastingIn(oldInputs), lastingIn(newInputs));
  if (found.length === 0) return;
  throw new Error(
    `This deployment would lose what cannot be had again:\n${found.map((each) => `  ${each}`).join("\n")}\n` +
      "Put the settings back as they were. A centre that is to be another one is another stack; one that may be lost is " +
      "destroyed first (pulumi destroy).",
  );
}

function lastingIn(inputs: Record<string, unknown> = {}): LastingInputs {
  const input: unknown = inputs.input;
  return isLasting(input) ? input : {};
}

function isLasting(value: unknown): value is LastingInputs {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "object");
}
