/** The customer key of a stream: Firehose uses it by a grant, which the key's policy has to let be made. */
import type { ResourceGraph } from "../engine/graph";
import { resourcesOfType, textOf } from "../graphValues";
import { evaluate } from "../iam/evaluate";
import { parsePolicy } from "../iam/policyDocument";
import { keyNamed } from "../services/access";
import type { FirehoseDefinition } from "./streamDefinition";

/** Why the key of a stream cannot be used; undefined when it can, or when the stream has none. */
export function keyProblem(graph: ResourceGraph, { keyArn, name }: FirehoseDefinition): string | undefined {
  const arn = keyNamed(graph, keyArn)?.customerKeyArn;
  const key = resourcesOfType(graph, "aws:kms/key:Key").find((one) => textOf(one, "arn") === arn);
  if (!key || arn === undefined) return undefined;
  if (key.inputs["isEnabled"] === false) return `key ${arn} of stream ${name} is disabled`;
  const attached = resourcesOfType(graph, "aws:kms/keyPolicy:KeyPolicy").find((one) =>
    [key.id, arn].includes(textOf(one, "keyId")),
  );
  const policy = attached?.inputs["policy"] ?? key.inputs["policy"];
  // A key without a policy of its own has one that leaves everything to the account.
  if (policy === undefined) return undefined;
  const { accountId, partition, region } = graph;
  const context = new Map([
    ["kms:viaservice", [`firehose.${region}.amazonaws.com`]],
    ["kms:calleraccount", [accountId]],
    ["kms:grantisforawsresource", ["true"]],
  ]);
  const caller = { aws: [accountId, `arn:${partition}:iam::${accountId}:root`] };
  const effect = evaluate(
    parsePolicy(policy, `Key policy of "${key.name}"`),
    { action: "kms:CreateGrant", resource: arn, context },
    caller,
  );
  if (effect === "allow") return undefined;
  return `the policy of key ${arn} lets nobody of the account make the grant Firehose needs (kms:CreateGrant)`;
}
