/** The shape, defaults and limits of a stack's settings. Limits are Amazon Connect's own unless said otherwise. */
import * as v from "valibot";
import { agents, alarms, figure, prices, quotas, workload } from "./planRules";
import {
  attributeKey,
  certificateArn,
  country,
  date,
  e164,
  email,
  flag,
  hostName,
  list,
  matching,
  name,
  naming,
  oneOf,
  record,
  retention,
  rpus,
  securityGroupId,
  some,
  spoken,
  subnetId,
  tags,
  text,
  timeOfDay,
  timeZone,
  webOrigin,
  whole,
} from "./rules";

/** Most users that a stack manages one by one (see components/contactCenter/people). */
const MAX_USERS = 50;

/** Connect's most overrides for one set of hours. */
const MAX_HOLIDAYS = 50;

/** Connect's most entries (one for each day of each period) in one set of hours or one override. */
const MAX_OPENINGS = 100;

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;

/** Retentions CloudWatch Logs accepts, in days. */
const LOG_RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const openPeriod = record({ days: some(oneOf(DAYS), "days"), from: timeOfDay, to: timeOfDay });

const WEEKDAYS = [{ days: DAYS.slice(0, 5), from: "08:00", to: "18:00" }];

/** Periods that together have no more entries than a set of hours holds. */
function atMostOpenings<T extends v.GenericSchema<unknown, v.InferOutput<typeof openPeriod>[]>>(periods: T) {
  return v.pipe(
    periods,
    v.check(
      (given) => given.reduce((entries, { days }) => entries + days.length, 0) <= MAX_OPENINGS,
      `periods with at most ${MAX_OPENINGS} entries, days times periods, Connect's limit for one set of hours`,
    ),
  );
}

/** Everything a stack can set, with its defaults. */
export const SETTINGS_SCHEMA = v.object({
  stack: v.string(),
  architecture: v.optional(oneOf(["simple", "basic", "advanced"]), "basic"),
  production: v.optional(flag, false),
  agents: v.optional(agents),
  contactsPerHour: v.optional(figure("contactsPerHour")),
  workload: v.optional(workload, {}),
  quotas: v.optional(quotas, {}),
  prices: v.optional(prices, {}),
  alarms: v.optional(alarms, {}),
  company: v.optional(spoken(60), "Example Company"),
  instanceAlias: v.optional(
    matching(
      /^(?!d-)(?=.{1,45}$)[\da-zA-Z]+(-+[\da-zA-Z]+)*$/,
      "1 to 45 letters, digits and single hyphens that do not start with d-",
    ),
  ),
  existingInstanceId: v.optional(
    matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "the id (a UUID) of an instance"),
  ),
  identityManagement: v.optional(oneOf(["CONNECT_MANAGED", "SAML", "EXISTING_DIRECTORY"]), "CONNECT_MANAGED"),
  directoryId: v.optional(matching(/^d-[0-9a-f]{10}$/, "a directory id such as d-1234567890")),
  outboundCalls: v.optional(flag, false),
  language: v.optional(matching(/^[a-z]{2}-[A-Z]{2}$/, "a language and region such as en-US"), "en-US"),
  voice: v.optional(matching(/^[A-Z][a-zA-Z]+$/, "the name of an Amazon Polly voice such as Joanna"), "Joanna"),
  timeZone: v.optional(timeZone, "America/New_York"),
  hours: v.optional(
    some(
      record({
        name,
        timeZone: v.optional(timeZone),
        open: atMostOpenings(some(openPeriod, "periods {days, from, to}")),
      }),
      "hours",
    ),
    [{ name: "main", open: WEEKDAYS }],
  ),
  holidays: v.optional(
    v.pipe(
      list(
        record({
          name: text(127),
          from: date,
          till: v.optional(date),
          open: v.optional(atMostOpenings(list(openPeriod, "periods"))),
        }),
        "holidays",
      ),
      v.maxLength(MAX_HOLIDAYS, `at most ${MAX_HOLIDAYS} holidays, Connect's limit of overrides`),
    ),
    [],
  ),
  queues: v.optional(
    some(
      record({
        name,
        spokenName: v.optional(spoken(60)),
        digit: v.optional(whole(1, 9)),
        description: v.optional(text(250)),
        hours: v.optional(name),
        maxContacts: v.optional(whole(1, 100_000)),
        quickConnects: v.optional(list(name, "quick connects"), []),
      }),
      "queues",
    ),
    [{ name: "support" }],
  ),
  quickConnects: v.optional(
    list(record({ name, phoneNumber: v.optional(e164), queue: v.optional(name) }), "quick connects"),
    [],
  ),
  routingProfiles: v.optional(
    some(
      record({
        name,
        description: v.optional(text(250)),
        chats: v.optional(whole(0, 10), 0),
        tasks: v.optional(whole(0, 10), 0),
        queues: some(
          record({ queue: name, priority: v.optional(whole(1, 99), 1), delaySeconds: v.optional(whole(0, 9999), 0) }),
          "queues {queue, priority, delaySeconds}",
        ),
      }),
      "routing profiles",
    ),
  ),
  users: v.optional(
    v.pipe(
      list(
        record({
          username: naming(/^[a-zA-Z0-9_.@-]{1,100}$/, "1 to 100 letters, digits and _ . @ -"),
          firstName: text(100),
          lastName: text(100),
          email: v.optional(email),
          routingProfile: v.optional(name),
          securityProfile: v.optional(
            oneOf(["contact-agent", "contact-supervisor", "contact-administrator"]),
            "contact-agent",
          ),
        }),
        "users",
      ),
      v.maxLength(
        MAX_USERS,
        `at most ${MAX_USERS} users; larger teams sign in with identityManagement: SAML and are provisioned in bulk`,
      ),
    ),
    [],
  ),
  phoneNumbers: v.optional(
    list(
      record({
        name,
        country,
        type: oneOf(["DID", "TOLL_FREE"]),
        prefix: v.optional(matching(/^\+\d{1,10}$/, "a prefix with + and country code")),
      }),
      "phone numbers",
    ),
    [{ name: "main", country: "US", type: "DID" }],
  ),
  callback: v.optional(flag, true),
  callbackToAnyNumber: v.optional(flag, false),
  firewall: v.optional(flag),
  orderChanges: v.optional(flag, true),
  testCases: v.optional(flag, false),
  webChat: v.optional(
    record({
      title: v.optional(spoken(60)),
      allowedOrigins: v.optional(list(webOrigin, "origins of web sites"), []),
    }),
    {},
  ),
  slack: v.optional(flag, false),
  notifications: v.optional(
    record({
      orderChanges: v.optional(flag, true),
      countries: v.optional(some(country, "two-letter country codes"), ["US"]),
      smsPerNumberPerHour: v.optional(whole(1, 20), 3),
      smsPerCountryPerDay: v.optional(whole(1, 1_000_000), 1_000),
      smsOriginationNumber: v.optional(e164),
      smsSenderId: v.optional(
        matching(/^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/, "a sender id of 3 to 11 letters, digits and hyphens"),
      ),
      smsMonthlySpendLimitUsd: v.optional(whole(1, 1_000_000)),
      emailFrom: v.optional(email),
    }),
    {},
  ),
  survey: v.optional(flag, false),
  portal: v.optional(
    record({
      historyDays: v.optional(whole(30, 3_650), 400),
      domain: v.optional(record({ name: hostName, certificateArn })),
    }),
    {},
  ),
  analytics: v.optional(
    record({
      warehouse: v.optional(oneOf(["none", "athena", "redshift", "both"]), "athena"),
      agentEvents: v.optional(flag, false),
      shards: v.optional(whole(1, 500)),
      keptAttributes: v.optional(list(attributeKey, "keys of contact attributes")),
      retainDays: v.optional(whole(15, 3_650), 730),
      redshift: v.optional(
        record({
          loadEveryMinutes: v.optional(whole(1, 1_440), 15),
          baseCapacity: v.optional(rpus),
          rpuHoursPerDay: v.optional(whole(1, 30_000)),
          subnetIds: v.optional(list(subnetId, "subnets")),
          securityGroupIds: v.optional(list(securityGroupId, "security groups")),
        }),
      ),
    }),
    {},
  ),
  recordings: v.optional(
    record({
      record: v.optional(oneOf(["agent", "customer", "both", "none"]), "both"),
      retainDays: v.optional(retention, 365),
    }),
    {},
  ),
  reportRetainDays: v.optional(whole(1, 36_500), 730),
  handlerConcurrency: v.optional(whole(1, 1000)),
  flowLogs: v.optional(flag, true),
  logRetentionDays: v.optional(
    v.picklist(LOG_RETENTION, `a retention of CloudWatch Logs: ${LOG_RETENTION.join(", ")}`),
    30,
  ),
  alarmEmail: v.optional(email),
  tags: v.optional(tags, {}),
});

/** A stack's settings with every default applied. */
export type Settings = v.InferOutput<typeof SETTINGS_SCHEMA>;

/** The keys a stack may set. */
export const closedKeys: string[] = Object.keys(SETTINGS_SCHEMA.entries).filter((key) => key !== "stack");

/** The keys whose values are texts, whatever the text looks like: a company may be called 365. */
export const textKeys: ReadonlySet<string> = new Set(
  Object.entries(SETTINGS_SCHEMA.entries).flatMap(([key, entry]) =>
    "wrapped" in entry &&
    (entry.wrapped.type === "string" ||
      (entry.wrapped.type === "picklist" && entry.wrapped.options.every((option) => typeof option === "string")))
      ? [key]
      : [],
  ),
);

/** Chats and tasks an agent has at once by default, where there are any. */
const CHATS_AT_ONCE = 2;
const TASKS_AT_ONCE = 1;

/** The routing profiles, or one that answers every queue when none is declared. */
export function routingProfilesOf(settings: Settings): NonNullable<Settings["routingProfiles"]> {
  const hasBot = settings.architecture === "advanced";
  const everything = {
    name: "everyone",
    description: "Answers every queue",
    chats: hasBot ? CHATS_AT_ONCE : 0,
    tasks: hasBot && settings.slack ? TASKS_AT_ONCE : 0,
    queues: settings.queues.map((queue) => ({ queue: queue.name, priority: 1, delaySeconds: 0 })),
  };
  return settings.routingProfiles ?? [everything];
}
