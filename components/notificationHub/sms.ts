/** Text messages through SNS: the channel, its alarms, and the account's preferences when they are asked for. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sendSmsFactory } from "../../handlers/sendSms";
import type { NotificationHubArgs } from "../notificationHub";
import { accountOf } from "../foundations/account";
import { type ChannelContext, type ChannelParts, makeChannel } from "./channels";
import { watchSpending, watchTextMessages } from "./watch";

/** Dollars of this month that raise an alarm unless told otherwise: an account may spend 1 until AWS raises it. */
const SPEND_ALARM_USD = 0.8;

/** Makes the channel, or nothing when there is no country to send to. */
export function smsChannel(
  name: string,
  args: NotificationHubArgs,
  context: ChannelContext,
  parent: pulumi.Resource,
): Record<string, ChannelParts> {
  const { countries = [], smsPerHour = 3, smsMaxPriceUsd = 0.05, smsOriginationNumber, smsSenderId } = args;
  if (countries.length === 0) return {};
  const sms = makeChannel(
    name,
    {
      channel: "sms",
      description: "Sends text messages, each at most once and within the caps",
      factory: sendSmsFactory,
      environment: {
        COUNTRY_CAPS: countries.map(({ country, perDay }) => `${country}:${perDay}`).join(" "),
        SMS_PER_HOUR: String(smsPerHour),
        SMS_MAX_PRICE: String(smsMaxPriceUsd),
        SURVEY_SITE_URL: context.surveySiteUrl,
        ...(smsOriginationNumber ? { SMS_ORIGINATION_NUMBER: smsOriginationNumber } : {}),
        ...(smsSenderId ? { SMS_SENDER_ID: smsSenderId } : {}),
      },
      permissions: [
        context.ledgerChecks,
        // A telephone number has no ARN: it is allowed with everything, and topics and endpoints are taken away again.
        { actions: ["sns:Publish", "sns:CheckIfPhoneNumberIsOptedOut"], resources: ["*"] },
        {
          effect: "Deny",
          actions: ["sns:Publish"],
          resources: [pulumi.interpolate`arn:${accountOf(parent).partition}:sns:*:*:*`],
        },
      ],
    },
    context,
    parent,
  );
  const { alarmTopicArn } = args;
  watchTextMessages(name, sms.sender, alarmTopicArn, parent);
  watchSpending(name, args.smsSpendAlarmUsd ?? SPEND_ALARM_USD, alarmTopicArn, parent);
  if (args.accountSmsSpendLimitUsd !== undefined) {
    const preferences = { monthlySpendLimit: args.accountSmsSpendLimitUsd, defaultSmsType: "Transactional" };
    new aws.sns.SmsPreferences(`${name}-account-sms`, preferences, { parent });
  }
  return { sms };
}
