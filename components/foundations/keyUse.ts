/** What a function has to be allowed so that a service may use the customer key in its name. */
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import type { HandlerPermission } from "./handlerFunction";

/**
 * Use of the customer key through one service and no other: with the function's credentials alone the key opens nothing.
 *
 * @param service as in the service's host name, such as `dynamodb`
 * @param actions `kms:Decrypt` to read; `kms:GenerateDataKey` as well to write
 */
export function keyUse(
  parent: pulumi.Resource,
  keyArn: pulumi.Input<string>,
  service: string,
  actions: string[],
): HandlerPermission {
  const { region } = accountOf(parent);
  return {
    actions,
    resources: [keyArn],
    condition: { StringEquals: { "kms:ViaService": pulumi.interpolate`${service}.${region}.amazonaws.com` } },
  };
}
