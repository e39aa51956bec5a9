/** E-mail through SES: the verified sender, how mail is handed over, and the channel. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sendEmailFactory } from "../../handlers/sendEmail";
import type { NotificationHubArgs } from "../notificationHub";
import { type ChannelContext, type ChannelParts, customerLookUp, makeChannel } from "./channels";

/** Makes the channel, or nothing when there is no address to send from. */
export function emailChannel(
  name: string,
  args: NotificationHubArgs,
  context: ChannelContext,
  parent: pulumi.Resource,
): Record<string, ChannelParts> {
  const { emailFrom, emailDomain } = args;
  if (emailFrom === undefined) return {};
  const settings = new aws.sesv2.ConfigurationSet(
    `${name}-email-settings`,
    {
      // Not named by Pulumi: SES wants a name.
      configurationSetName: `${name}-${pulumi.getStack()}`,
      deliveryOptions: { tlsPolicy: "REQUIRE" },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
    },
    { parent },
  );
  const identity = new aws.sesv2.EmailIdentity(
    `${name}-email-sender`,
    { emailIdentity: emailDomain ?? emailFrom, configurationSetName: settings.configurationSetName },
    { parent },
  );
  const email = makeChannel(
    name,
    {
      channel: "email",
      description: "Sends e-mail, each message at least once",
      factory: sendEmailFactory,
      environment: {
        EMAIL_FROM: emailFrom,
        CONFIGURATION_SET: settings.configurationSetName,
        SURVEY_SITE_URL: context.surveySiteUrl,
        ...customerLookUp(args).environment,
      },
      permissions: [
        {
          actions: ["ses:SendEmail"],
          resources: [identity.arn, settings.arn],
          condition: { StringEquals: { "ses:FromAddress": emailFrom } },
        },
        ...customerLookUp(args).permissions,
      ],
    },
    context,
    parent,
  );
  return { email };
}
