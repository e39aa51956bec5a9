/** Lets the instance's flows call Lambda functions: the association Connect needs and the permission Lambda needs. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../foundations/account";
import { type Site, connectOptions } from "./site";

/** Associates each function with the instance and lets this instance alone invoke it. */
export function buildFunctionAssociations(site: Site, functions: Record<string, pulumi.Input<string>>): void {
  const account = accountOf(site.parent);
  for (const [name, functionArn] of Object.entries(functions)) {
    new aws.lambda.Permission(
      `${site.name}-may-invoke-${name}`,
      {
        function: functionArn,
        action: "lambda:InvokeFunction",
        principal: "connect.amazonaws.com",
        sourceArn: site.instanceArn,
        sourceAccount: account.id,
      },
      { parent: site.parent },
    );
    site.lane.add(
      new aws.connect.LambdaFunctionAssociation(
        `${site.name}-function-${name}`,
        { instanceId: site.instanceId, functionArn },
        connectOptions(site),
      ),
    );
  }
}
