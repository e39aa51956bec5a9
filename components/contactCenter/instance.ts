/** The Amazon Connect instance itself: a new one with its flow-log group, or one that exists. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dataOptions } from "../foundations/dataProtection";
import { RequestLane } from "../foundations/requestLane";
import type { Site } from "./site";

/** The instance a centre is built on. */
export interface InstanceArgs {
  /**
   * Id of an instance that exists; it is used as it is and never changed or deleted. Only one of `existingInstanceId` and
   * `alias` can be given.
   */
  existingInstanceId?: pulumi.Input<string>;
  /** Alias of a new instance, 1 to 45 letters, digits and hyphens, unique in all of AWS and never changeable. */
  alias?: string;
  /** How agents sign in to a new instance: CONNECT_MANAGED, SAML or EXISTING_DIRECTORY. Never changeable. */
  identityManagement?: string;
  /** Directory id for EXISTING_DIRECTORY. */
  directoryId?: pulumi.Input<string>;
  /** Whether flows write their steps to CloudWatch Logs. Default true. */
  flowLogs?: boolean;
  /** Days the flow log is kept. Default 30. */
  logRetentionDays?: number;
  /** Whether the instance can call out at all, which callbacks need. Default false: a centre that only answers. */
  outboundCalls?: boolean;
}

/** Makes or finds the instance and starts the lane its children wait in. */
export function buildInstance(
  name: string,
  parent: pulumi.ComponentResource,
  args: InstanceArgs,
  protectData: boolean,
  tags: Record<string, string>,
): Site {
  const lane = new RequestLane();
  const site = { name, parent, lane, protectData, tags };
  if (args.existingInstanceId !== undefined) {
    if (args.alias !== undefined) {
      throw new Error(`ContactCenter ${name}: both existingInstanceId and alias are given; only one can be.`);
    }
    const existing = aws.connect.getInstanceOutput({ instanceId: args.existingInstanceId }, { parent });
    return { ...site, instanceId: pulumi.output(args.existingInstanceId), instanceArn: existing.arn };
  }
  const instance = newInstance(name, parent, args, protectData);
  lane.add(instance);
  return { ...site, instanceId: instance.id, instanceArn: instance.arn };
}

function newInstance(name: string, parent: pulumi.ComponentResource, args: InstanceArgs, protectData: boolean) {
  const flowLogs = args.flowLogs ?? true;
  const dependsOn: pulumi.Resource[] = [];
  if (flowLogs && args.alias !== undefined) {
    // Connect writes to this name and makes the group itself, without retention, when it is not there yet.
    dependsOn.push(
      new aws.cloudwatch.LogGroup(
        `${name}-flow-log`,
        { name: `/aws/connect/${args.alias}`, retentionInDays: args.logRetentionDays ?? 30 },
        dataOptions(parent, protectData),
      ),
    );
  }
  return new aws.connect.Instance(
    `${name}-instance`,
    {
      identityManagementType: args.identityManagement ?? "CONNECT_MANAGED",
      instanceAlias: args.alias,
      directoryId: args.directoryId,
      inboundCallsEnabled: true,
      outboundCallsEnabled: args.outboundCalls ?? false,
      contactFlowLogsEnabled: flowLogs,
      contactLensEnabled: true,
      autoResolveBestVoicesEnabled: true,
    },
    { ...dataOptions(parent, protectData), dependsOn },
  );
}
