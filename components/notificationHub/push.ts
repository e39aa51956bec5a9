/** Push messages through SNS: an application for each push service, and the channel. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sendPushFactory } from "../../handlers/sendPush";
import type { NotificationHubArgs } from "../notificationHub";
import { type ChannelContext, type ChannelParts, customerLookUp, makeChannel } from "./channels";

/** The applications, by platform. Their credentials are secrets in the state, whatever the caller made of them. */
export function pushApplications(
  name: string,
  { pushApplications: applications = [] }: NotificationHubArgs,
  parent: pulumi.Resource,
): Record<string, aws.sns.PlatformApplication> {
  const made = applications.map(({ platform, credential, principal, appleTeamId, appleBundleId }) => {
    const application = new aws.sns.PlatformApplication(
      `${name}-${platform.toLowerCase().replace("_", "-")}`,
      {
        platform,
        platformCredential: pulumi.secret(credential),
        platformPrincipal: principal === undefined ? undefined : pulumi.secret(principal),
        applePlatformTeamId: appleTeamId,
        applePlatformBundleId: appleBundleId,
      },
      { parent },
    );
    return [platform, application] as const;
  });
  return Object.fromEntries(made);
}

/** Makes the channel, or nothing when there is no application. Its sender reaches their endpoints and no topic. */
export function pushChannel(
  name: string,
  args: NotificationHubArgs,
  applications: Record<string, aws.sns.PlatformApplication>,
  context: ChannelContext,
  parent: pulumi.Resource,
): Record<string, ChannelParts> {
  const endpoints = Object.values(applications).map(({ arn }) =>
    arn.apply((application) => `${application.replace(":app/", ":endpoint/")}/*`),
  );
  if (endpoints.length === 0) return {};
  const push = makeChannel(
    name,
    {
      channel: "push",
      description: "Sends push messages to telephones, each at least once",
      factory: sendPushFactory,
      environment: customerLookUp(args).environment,
      permissions: [{ actions: ["sns:Publish"], resources: endpoints }, ...customerLookUp(args).permissions],
    },
    context,
    parent,
  );
  return { push };
}
