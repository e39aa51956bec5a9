/** Sends text messages from their queue, each at most once and never more than the caps allow. */
import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SNS, type MessageAttributeValue, type PublishCommandInput } from "@aws-sdk/client-sns";
import { again, once } from "./notifications/clients";
import { readCountryCaps } from "./notifications/countries";
import { type Addressed, type Sender } from "./notifications/deliver";
import { type LedgerClient } from "./notifications/ledger";
import { forSms, MOST_SEGMENTS, segmentsOf } from "./notifications/segments";
import { type QueueHandler, sendBatch } from "./notifications/sendBatch";
import { smsTexts } from "./notifications/smsTexts";
import { requireVariables } from "./support/requireVariables";

/** The part of the SNS client text messages need. Tests give their own. */
export interface SmsClient {
  publish(input: PublishCommandInput): Promise<unknown>;
  checkIfPhoneNumberIsOptedOut(input: { phoneNumber: string }): Promise<{ isOptedOut?: boolean | undefined }>;
}

/** What a text message says. */
export const smsOf = ({ kind, locale, slots }: Addressed): string => {
  const texts: Record<string, Record<string, (slots: never) => string>> = smsTexts;
  return forSms(texts[kind]?.[locale]?.(slots as never) ?? "");
};

/** A setting of SNS for one message. */
const setting = (value: string, type = "String"): MessageAttributeValue => ({ DataType: type, StringValue: value });

/** The sender of text messages through SNS. */
const smsSender = (topics: SmsClient): Sender => ({
  channel: "sms",
  check: async (request) => {
    const text = smsOf(request);
    if (!text || segmentsOf(text) > MOST_SEGMENTS) return "tooLong";
    const { isOptedOut } = await topics.checkIfPhoneNumberIsOptedOut({ phoneNumber: request.to });
    return isOptedOut ? "optedOut" : undefined;
  },
  send: async (request) => {
    const number = process.env.SMS_ORIGINATION_NUMBER;
    const senderId = process.env.SMS_SENDER_ID;
    const MessageAttributes = {
      "AWS.SNS.SMS.SMSType": setting("Transactional"),
      "AWS.SNS.SMS.MaxPrice": setting(process.env.SMS_MAX_PRICE ?? "", "Number"),
      ...(number ? { "AWS.MM.SMS.OriginationNumber": setting(number) } : {}),
      ...(senderId ? { "AWS.SNS.SMS.SenderID": setting(senderId) } : {}),
    };
    await topics.publish({ PhoneNumber: request.to, Message: smsOf(request), MessageAttributes });
  },
});

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: NOTIFICATIONS_TABLE, COUNTRY_CAPS (`US:500
 * CA:100`), SMS_PER_HOUR (to one number), SMS_MAX_PRICE (USD a segment); SURVEY_SITE_URL, SMS_ORIGINATION_NUMBER and
 * SMS_SENDER_ID if there are any.
 *
 * SNS is asked once: a retry of the SDK after a lost answer would be a second message.
 *
 * @param client where the ledger is; tests give their own
 * @param sns where messages leave
 * @param now the clock, epoch milliseconds
 */
export const sendSmsFactory = (client?: LedgerClient, sns?: SmsClient, now = Date.now): QueueHandler => {
  requireVariables(["NOTIFICATIONS_TABLE", "COUNTRY_CAPS", "SMS_PER_HOUR", "SMS_MAX_PRICE"]);
  const countries = readCountryCaps(process.env.COUNTRY_CAPS ?? "");
  const tools = {
    tables: client ?? new DynamoDB(again()),
    sender: smsSender(sns ?? new SNS(once())),
    now,
    newOwner: () => randomUUID(),
    surveySite: process.env.SURVEY_SITE_URL ?? "",
    smsCaps: { perHour: Number(process.env.SMS_PER_HOUR), countries },
  };
  return (event) => sendBatch(event, tools);
};
