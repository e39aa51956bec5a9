/** Roles that AWS services take on in this account's name: for this account only, with exactly what is named. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";
import type { HandlerPermission } from "./handlerFunction";

/** A role with its policy. What is made with it depends on the policy as well, or the service finds itself refused. */
export interface ServiceRole {
  arn: pulumi.Output<string>;
  name: pulumi.Output<string>;
  policy: aws.iam.RolePolicy;
}

/** Services that do not say in whose name they take on a role; only who may pass the role to them keeps others out. */
const WITHOUT_SOURCE = ["redshift.amazonaws.com", "redshift-serverless.amazonaws.com"];

/** Makes a role for services such as `firehose.amazonaws.com`. */
export function serviceRole(
  parent: pulumi.Resource,
  name: string,
  services: string[],
  permissions: HandlerPermission[],
): ServiceRole {
  const account = accountOf(parent);
  const source = { Condition: { StringEquals: { "aws:SourceAccount": account.id } } };
  const assumeRolePolicy = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: services },
        Action: "sts:AssumeRole",
        ...(services.some((service) => WITHOUT_SOURCE.includes(service)) ? {} : source),
      },
    ],
  });
  const role = new aws.iam.Role(name, { description: `Used by ${services.join(", ")}`, assumeRolePolicy }, { parent });
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: role.name, policy: policyDocument(permissions) },
    { parent },
  );
  return { arn: role.arn, name: role.name, policy };
}

/** Permissions as a policy document. @throws Error when an action has a wildcard */
export function policyDocument(permissions: HandlerPermission[]): pulumi.Output<string> {
  for (const action of permissions.flatMap(({ actions }) => actions)) {
    if (action.includes("*")) {
      throw new Error(`Action "${action}" has a wildcard; name each action that is needed.`);
    }
  }
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: permissions.map(({ effect = "Allow", actions, resources, condition }) => ({
      Effect: effect,
      Action: actions,
      Resource: resources,
      ...(condition ? { Condition: condition } : {}),
    })),
  });
}
