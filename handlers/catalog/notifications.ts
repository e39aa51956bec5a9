/** Messages to customers, during and after a contact. */
import { DYNAMODB, SNS, CRYPTO, type HandlerAction, type HandlerEntry } from "./handlerEntry";
import { notifyFactory } from "../notify";
import { saveSurveyFactory } from "../saveSurvey";
import { sendEmailFactory } from "../sendEmail";
import { sendPushFactory } from "../sendPush";
import { sendSmsFactory } from "../sendSms";
import { surveyPageFactory } from "../surveyPage";

/** What keeping the ledger of notifications takes, all of it on one table. */
const LEDGER_ACTIONS: readonly HandlerAction[] = [
  { action: "dynamodb:GetItem", target: "NOTIFICATIONS_TABLE" },
  { action: "dynamodb:PutItem", target: "NOTIFICATIONS_TABLE" },
  { action: "dynamodb:UpdateItem", target: "NOTIFICATIONS_TABLE" },
];

/** Looking up, with a claim, who asked not to be sent text messages. */
const OPT_OUT: HandlerAction = { action: "dynamodb:ConditionCheckItem", target: "NOTIFICATIONS_TABLE" };
const NO_OPT_OUT: HandlerAction = { ...OPT_OUT, neverMade: true };

export const notificationHandlers: Readonly<Record<string, HandlerEntry>> = {
  notify: {
    kind: "flow",
    factory: notifyFactory,
    description: "Asks the notification hub to tell the customer something during the contact",
    variables: ["NOTIFICATIONS_TOPIC"],
    optionalVariables: ["SURVEY_SITE_URL"],
    actions: [{ action: "sns:Publish", target: "NOTIFICATIONS_TOPIC" }],
    modules: [SNS, CRYPTO],
    maximumBytes: 14_336,
    answerKeys: ["notified"],
  },
  saveSurvey: {
    kind: "flow",
    factory: saveSurveyFactory,
    description: "Stores what a customer answered to the survey by keypad or in a chat, once a contact",
    variables: ["SURVEYS_TABLE"],
    actions: [{ action: "dynamodb:UpdateItem", target: "SURVEYS_TABLE" }],
    modules: [DYNAMODB],
    maximumBytes: 8_192,
    answerKeys: ["result"],
  },
  surveyPage: {
    kind: "http",
    factory: surveyPageFactory,
    description: "Shows the survey behind a link and takes its answer, once",
    variables: ["SURVEYS_TABLE"],
    actions: [
      { action: "dynamodb:GetItem", target: "SURVEYS_TABLE" },
      { action: "dynamodb:PutItem", target: "SURVEYS_TABLE" },
      { action: "dynamodb:DeleteItem", target: "SURVEYS_TABLE" },
    ],
    modules: [DYNAMODB, CRYPTO],
    maximumBytes: 16_384,
  },
  sendSms: {
    kind: "queue",
    factory: sendSmsFactory,
    description: "Sends text messages, each at most once and within the caps",
    variables: ["NOTIFICATIONS_TABLE", "COUNTRY_CAPS", "SMS_PER_HOUR", "SMS_MAX_PRICE"],
    optionalVariables: ["SURVEY_SITE_URL", "SMS_ORIGINATION_NUMBER", "SMS_SENDER_ID"],
    // A number has no ARN: publishing to one is allowed on everything or not at all. The component denies topics again.
    actions: [
      ...LEDGER_ACTIONS,
      OPT_OUT,
      { action: "sns:Publish", target: "*" },
      { action: "sns:CheckIfPhoneNumberIsOptedOut", target: "*" },
    ],
    modules: [DYNAMODB, SNS, CRYPTO],
    maximumBytes: 49_152,
  },
  sendEmail: {
    kind: "queue",
    factory: sendEmailFactory,
    description: "Sends e-mail, each message at least once",
    variables: ["NOTIFICATIONS_TABLE", "EMAIL_FROM", "CONFIGURATION_SET"],
    optionalVariables: ["CUSTOMERS_TABLE", "SURVEY_SITE_URL"],
    actions: [...LEDGER_ACTIONS, NO_OPT_OUT, { action: "ses:SendEmail", target: "EMAIL_FROM" }],
    modules: [DYNAMODB, "@aws-sdk/client-sesv2", CRYPTO],
    maximumBytes: 49_152,
  },
  sendPush: {
    kind: "queue",
    factory: sendPushFactory,
    description: "Sends push messages to telephones, each at least once",
    variables: ["NOTIFICATIONS_TABLE"],
    optionalVariables: ["CUSTOMERS_TABLE"],
    actions: [...LEDGER_ACTIONS, NO_OPT_OUT, { action: "sns:Publish", target: "*" }],
    modules: [DYNAMODB, SNS, CRYPTO],
    maximumBytes: 49_152,
  },
};
