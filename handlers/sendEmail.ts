/** Sends e-mail from its queue; each message at least once. */
import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SESv2, type SendEmailCommandInput } from "@aws-sdk/client-sesv2";
import { again, once } from "./notifications/clients";
import { type Written } from "./notifications/catalogue";
import { type Addressed, type Sender } from "./notifications/deliver";
import { emailTexts } from "./notifications/emailTexts";
import { type LedgerClient } from "./notifications/ledger";
import { customerFinder, type QueueHandler, sendBatch } from "./notifications/sendBatch";
import { requireVariables } from "./support/requireVariables";

/** The part of the SES client e-mail needs. Tests give their own. */
export interface MailClient {
  sendEmail(input: SendEmailCommandInput): Promise<unknown>;
}

/** What an e-mail says. */
export const emailOf = ({ kind, locale, slots }: Addressed): Written["email"] | undefined => {
  const texts: Record<string, Record<string, (slots: never) => Written["email"]>> = emailTexts;
  return texts[kind]?.[locale]?.(slots as never);
};

/** The sender of e-mail through SES. */
const emailSender = (mail: MailClient): Sender => ({
  channel: "email",
  check: (request) => Promise.resolve(emailOf(request) ? undefined : "dropped"),
  send: async (request) => {
    const { subject = "", text = "" } = emailOf(request) ?? {};
    await mail.sendEmail({
      FromEmailAddress: process.env.EMAIL_FROM,
      ConfigurationSetName: process.env.CONFIGURATION_SET,
      Destination: { ToAddresses: [request.to] },
      Content: {
        Simple: {
          Subject: { Data: subject, Charset: "UTF-8" },
          Body: { Text: { Data: text, Charset: "UTF-8" } },
        },
      },
    });
  },
});

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: NOTIFICATIONS_TABLE, EMAIL_FROM,
 * CONFIGURATION_SET; CUSTOMERS_TABLE (to find addresses by number) and SURVEY_SITE_URL if there are any.
 *
 * @param client where the tables are; tests give their own
 * @param ses where messages leave
 * @param now the clock, epoch milliseconds
 */
export const sendEmailFactory = (client?: LedgerClient, ses?: MailClient, now = Date.now): QueueHandler => {
  requireVariables(["NOTIFICATIONS_TABLE", "EMAIL_FROM", "CONFIGURATION_SET"]);
  const tables = client ?? new DynamoDB(again());
  const tools = {
    tables,
    sender: emailSender(ses ?? new SESv2(once())),
    now,
    newOwner: () => randomUUID(),
    surveySite: process.env.SURVEY_SITE_URL ?? "",
    ...(process.env.CUSTOMERS_TABLE ? { findCustomer: customerFinder(tables) } : {}),
  };
  return (event) => sendBatch(event, tools);
};
