/**
 * Hours of operation with a time zone and holidays.
 *
 * They go through Cloud Control because the classic resource cannot carry overrides, which is how Connect itself knows
 * holidays: one CheckHoursOfOperation block then answers for both (docs/decisions/001).
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Site, connectOptions } from "./site";

/** One set of opening hours. */
export interface HoursArgs {
  /** Name, 1 to 127 characters, unique in the instance. */
  name: string;
  /** IANA time zone such as `Europe/Berlin`. */
  timeZone: string;
  /** When the centre is open. At most 100 entries. */
  open: OpenPeriod[];
  /** Dates that differ from the week. At most 50. */
  holidays?: Holiday[];
}

/** A period that is open every week. */
export interface OpenPeriod {
  /** MONDAY to SUNDAY. */
  days: string[];
  /** Opening time `HH:MM`, 00:00 to 23:59. */
  from: string;
  /** Closing time `HH:MM`; the same as `from` means the whole day. */
  to: string;
}

/** A date, or several in a row, on which other hours hold. */
export interface Holiday {
  /** Name, 1 to 127 characters. */
  name: string;
  /** First day, `YYYY-MM-DD`. */
  from: string;
  /** Last day, `YYYY-MM-DD`. Default: the first day. */
  till?: string;
  /** Hours on these dates. Left out, the centre is closed all day. */
  open?: OpenPeriod[];
}

/** Hours as other resources refer to them. */
export interface BuiltHours {
  /** Id within the instance. */
  hoursOfOperationId: pulumi.Output<string>;
  /** ARN. */
  arn: pulumi.Output<string>;
}

/** Connect's limit of overrides for one set of hours; it cannot be raised. */
export const MAX_HOLIDAYS = 50;

/** Makes every set of hours; the map is by name. */
export function buildHours(site: Site, all: HoursArgs[]): ReadonlyMap<string, BuiltHours> {
  return new Map(all.map((hours) => [hours.name, buildOne(site, hours)]));
}

function buildOne(site: Site, hours: HoursArgs): BuiltHours {
  const resource = site.lane.add(
    new aws.cloudcontrol.Resource(
      `${site.name}-hours-${hours.name}`,
      { typeName: "AWS::Connect::HoursOfOperation", desiredState: desiredState(site, hours) },
      connectOptions(site),
    ),
  );
  // The ARN is the primary identifier of the type. Read from `properties` it would be unknown in the preview of every
  // change of the hours, and with it every queue and flow that names them.
  const arn = resource.id;
  return { arn, hoursOfOperationId: arn.apply((value) => value.slice(value.lastIndexOf("/") + 1)) };
}

function desiredState(site: Site, hours: HoursArgs): pulumi.Output<string> {
  return pulumi.jsonStringify({
    InstanceArn: site.instanceArn,
    Name: hours.name,
    Description: `Opening hours in ${hours.timeZone}`,
    TimeZone: hours.timeZone,
    Config: hours.open.flatMap(slices),
    HoursOfOperationOverrides: (hours.holidays ?? []).map((holiday) => ({
      OverrideName: holiday.name,
      EffectiveFrom: holiday.from,
      EffectiveTill: holiday.till ?? holiday.from,
      OverrideConfig: (holiday.open ?? []).flatMap(slices),
    })),
    Tags: Object.entries(site.tags).map(([Key, Value]) => ({ Key, Value })),
  });
}

function slices(period: OpenPeriod) {
  return period.days.map((Day) => ({ Day, StartTime: timeSlice(period.from), EndTime: timeSlice(period.to) }));
}

function timeSlice(time: string): { Hours: number; Minutes: number } {
  const [hours, minutes] = time.split(":").map(Number);
  if (hours === undefined || minutes === undefined || !(hours >= 0 && hours < 24) || !(minutes >= 0 && minutes < 60)) {
    throw new Error(`"${time}" is not a time of day; write HH:MM from 00:00 to 23:59.`);
  }
  return { Hours: hours, Minutes: minutes };
}
