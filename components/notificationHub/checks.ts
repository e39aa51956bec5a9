/** What is wrong with the arguments of a notification hub, said before anything is deployed. */
import type { NotificationHubArgs } from "../notificationHub";

/** Most messages to one number in an hour that can be asked for: the ledger keeps each one's time in the number's row. */
const MOST_PER_HOUR = 20;

/** @throws Error that says what was given, what is allowed and what to do */
export function checkHubArgs(name: string, args: NotificationHubArgs): void {
  const refuse = (property: string, given: unknown, allowed: string): never => {
    throw new Error(`NotificationHub ${name}: ${property} is ${JSON.stringify(given)}; ${allowed}.`);
  };
  const seen: string[] = [];
  for (const { country, perDay } of args.countries ?? []) {
    if (!/^[A-Z]{2}$/.test(country)) refuse("a country", country, "write ISO 3166 codes such as US");
    if (seen.includes(country)) refuse("a country", country, "it is there twice; name each country once");
    if (!Number.isInteger(perDay) || perDay < 1 || perDay > 9_999_999) {
      refuse(`perDay of ${country}`, perDay, "allowed are whole numbers from 1 to 9,999,999");
    }
    seen.push(country);
  }
  const {
    smsPerHour = 3,
    smsMaxPriceUsd = 0.05,
    smsOriginationNumber,
    smsSenderId,
    emailFrom,
    pushApplications,
  } = args;
  if (!Number.isInteger(smsPerHour) || smsPerHour < 1 || smsPerHour > MOST_PER_HOUR) {
    refuse("smsPerHour", smsPerHour, `allowed are whole numbers from 1 to ${MOST_PER_HOUR}`);
  }
  if (!(smsMaxPriceUsd > 0 && smsMaxPriceUsd <= 1)) {
    refuse("smsMaxPriceUsd", smsMaxPriceUsd, "allowed are dollars above 0 up to 1, the most a segment may cost");
  }
  if (smsOriginationNumber !== undefined && !/^\+?\d{5,14}$/.test(smsOriginationNumber)) {
    refuse("smsOriginationNumber", smsOriginationNumber, "give your own number, 5 to 14 digits");
  }
  if (smsSenderId !== undefined && !/^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/.test(smsSenderId)) {
    refuse("smsSenderId", smsSenderId, "it has 3 to 11 letters, digits and -, with a letter among them");
  }
  if (emailFrom !== undefined && !/^[\w.+-]+@([\w-]+\.)+[A-Za-z]{2,}$/.test(emailFrom)) {
    refuse("emailFrom", emailFrom, "give an address such as no-reply@example.com");
  }
  if (emailFrom !== undefined && args.emailDomain !== undefined && !emailFrom.endsWith(`@${args.emailDomain}`)) {
    refuse("emailFrom", emailFrom, `it has to end with @${args.emailDomain}, the domain that is verified`);
  }
  for (const { platform } of pushApplications ?? []) {
    if (!/^(APNS|APNS_SANDBOX|GCM)$/.test(platform)) {
      refuse("a push platform", platform, "allowed are APNS, APNS_SANDBOX and GCM");
    }
  }
}
