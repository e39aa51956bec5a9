/** What every architecture tells ContactCenter: the settings in the component's own words. */
import type { ContactCenterArgs, FlowArgs, HoursArgs } from "../components";
import type { Plan } from "./plan";
import { stackTags } from "./tags";
import type { Settings } from "./settings";
import { routingProfilesOf } from "./settings/schema";

/** Arguments of the ContactCenter of a stack, without what only some architectures have. */
export function centerArgs(settings: Settings, plan: Plan, flows: FlowArgs[]): ContactCenterArgs {
  const profiles = routingProfilesOf(settings);
  return {
    instance: {
      existingInstanceId: settings.existingInstanceId,
      alias: settings.instanceAlias,
      identityManagement: settings.identityManagement,
      directoryId: settings.directoryId,
      flowLogs: settings.flowLogs,
      logRetentionDays: settings.logRetentionDays,
      // A callback is a call the instance places.
      outboundCalls: settings.outboundCalls || settings.callback,
    },
    agentsPlaceCalls: settings.outboundCalls,
    callerName: settings.company,
    hours: settings.hours.map((hours) => hoursArgs(settings, hours)),
    queues: settings.queues.map(({ name, description, hours, maxContacts, quickConnects }) => ({
      name,
      description,
      hours: hours ?? mainHours(settings),
      maxContacts: maxContacts ?? plan.maxContacts,
      quickConnects,
    })),
    quickConnects: settings.quickConnects,
    routingProfiles: profiles,
    users: settings.users.map((user) => ({ ...user, routingProfile: user.routingProfile ?? first(profiles).name })),
    flows,
    queueTransferFlow: "queue-transfer",
    phoneNumbers: settings.phoneNumbers.map((number) => ({ ...number, flow: "inbound" })),
    protectData: settings.production,
    tags: stackTags(settings),
  };
}

/** Name of the hours that hold for queues that name none, and for the centre's front door: the first. */
export function mainHours(settings: Settings): string {
  return first(settings.hours).name;
}

/** The hours of the centre's front door. */
export function mainHoursArgs(settings: Settings): HoursArgs {
  return hoursArgs(settings, first(settings.hours));
}

function hoursArgs(settings: Settings, hours: Settings["hours"][number]): HoursArgs {
  return {
    name: hours.name,
    timeZone: hours.timeZone ?? settings.timeZone,
    open: hours.open,
    holidays: settings.holidays,
  };
}

function first<T>(all: T[]): T {
  const [one] = all;
  if (one === undefined) {
    throw new Error("The settings promise at least one entry here.");
  }
  return one;
}
