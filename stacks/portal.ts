/** The operations portal of the architecture advanced. */
import { type ContactCenter, OperationsPortal, type PortalLanguageArgs } from "../components";
import { shippedBots } from "../components/shippedBots";
import type { Base } from "./basic";
import type { StackOutputs } from "./deploy";
import type { Settings } from "./settings";
import type * as pulumi from "@pulumi/pulumi";

/** The portal of a centre and its settings table. */
export function portalOf(
  settings: Settings,
  { plan, key, alarms, logs, selfService }: Base,
  center: ContactCenter,
  opts: pulumi.ComponentResourceOptions,
): OperationsPortal {
  const { historyDays, domain } = settings.portal;
  return new OperationsPortal(
    "portal",
    {
      company: settings.company,
      center,
      settingsTable: { name: selfService.settingsTableName, arn: selfService.settingsTableArn },
      languages: messageLanguages(settings),
      timeZone: settings.timeZone,
      historyDays,
      keyArn: key.arn,
      alarmTopicArn: alarms.arn,
      logRetentionDays: settings.logRetentionDays,
      logs,
      firewall: plan.firewall,
      threatProtection: settings.production,
      domain: domain && { aliases: [domain.name], certificateArn: domain.certificateArn },
      reservedConcurrency: settings.handlerConcurrency,
      protectData: settings.production,
    },
    opts,
  );
}

/** What a person, a command or another stack needs of the portal. */
export function portalOutputs({ portal: { domain } }: Settings, portal: OperationsPortal): StackOutputs {
  return {
    portalUrl: portal.url,
    ...(domain && { portalHost: portal.host }),
    portalUserPoolId: portal.userPoolId,
    portalUserPoolClientId: portal.userPoolClientId,
    portalHistoryTable: portal.historyTableName,
  };
}

/** The stack's own language and voice, and what else the bot speaks. */
export function messageLanguages({ company, language, voice }: Settings): PortalLanguageArgs[] {
  const spoken = shippedBots({ company }).flatMap(({ voices }) => Object.entries(voices));
  const others = spoken.filter(([other]) => other !== language);
  return [{ language, voice }, ...others.map(([other, speaks]) => ({ language: other, voice: speaks }))];
}
