/** The shape, defaults and limits of a stack's settings. Limits are Amazon Connect's own unless said otherwise. */
import * as v from "valibot";
import type { SettingsMistake } from "../settings";

/** Most users that a stack manages one by one (see components/contactCenter/people). */
const MAX_USERS = 50;

/** Connect's most overrides for one set of hours. */
const MAX_HOLIDAYS = 50;

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"] as const;

/** Retentions CloudWatch Logs accepts, in days. */
const LOG_RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const says = (allowed: string) => allowed;

/** One of the given texts. */
function oneOf<const T extends readonly string[]>(allowed: T) {
  return v.picklist(allowed, says(`one of ${allowed.join(", ")}`));
}

/** Text that people or Connect read: no control characters, bounded. */
function text(longest: number) {
  const rule = says(`a text of 1 to ${longest} characters without control characters`);
  return v.pipe(v.string(rule), v.trim(), v.minLength(1, rule), v.maxLength(longest, rule), v.regex(/^\P{C}+$/u, rule));
}

/** A whole number in a range. */
function whole(least: number, most: number) {
  const rule = says(`a whole number from ${least} to ${most}`);
  return v.pipe(v.number(rule), v.integer(rule), v.minValue(least, rule), v.maxValue(most, rule));
}

function matching(pattern: RegExp, rule: string) {
  return v.pipe(v.string(rule), v.regex(pattern, rule));
}

/** A name in resource names too: short, plain, unique among its kind. */
const name = matching(
  /^[a-zA-Z][a-zA-Z0-9-]{0,39}$/,
  "a name of 1 to 40 letters, digits and hyphens that starts with a letter",
);

const timeOfDay = matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a time HH:MM from 00:00 to 23:59");

const date = v.pipe(
  v.string("a date YYYY-MM-DD"),
  v.check((given) => isDate(given), "a date YYYY-MM-DD"),
);

const e164 = matching(/^\+[1-9]\d{6,14}$/, "a phone number in E.164, such as +12065550100");

const email = matching(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address");

const timeZone = v.pipe(
  v.string("an IANA time zone such as Europe/Berlin"),
  v.check((given) => isTimeZone(given), "an IANA time zone such as Europe/Berlin"),
);

const flag = v.boolean("true or false");

function list<T extends v.GenericSchema>(item: T, what: string) {
  return v.array(item, says(`a list of ${what}`));
}

function some<T extends v.GenericSchema>(item: T, what: string) {
  return v.pipe(list(item, what), v.minLength(1, says(`a list with at least one of ${what}`)));
}

/** Days something is kept, or for ever. */
const retention = v.custom<number | "forever">(
  (given) => given === "forever" || (Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 36_500),
  "a whole number of days from 1 to 36500, or forever",
);

/** An object that refuses keys it does not know, so that a typing mistake is not silently ignored. */
function record<T extends v.ObjectEntries>(entries: T) {
  const keys = Object.keys(entries).join(", ");
  return v.strictObject(entries, says(`an object with the keys ${keys}`));
}

const openPeriod = record({ days: some(oneOf(DAYS), "days"), from: timeOfDay, to: timeOfDay });

const WEEKDAYS = [{ days: DAYS.slice(0, 5), from: "08:00", to: "18:00" }];

/** Everything a stack can set, with its defaults. */
export const SETTINGS_SCHEMA = v.object({
  stack: v.string(),
  architecture: v.optional(oneOf(["simple", "basic"]), "basic"),
  production: v.optional(flag, false),
  company: v.optional(text(60), "Example Company"),
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
    some(record({ name, timeZone: v.optional(timeZone), open: some(openPeriod, "periods {days, from, to}") }), "hours"),
    [{ name: "main", open: WEEKDAYS }],
  ),
  holidays: v.optional(
    v.pipe(
      list(
        record({ name: text(127), from: date, till: v.optional(date), open: v.optional(list(openPeriod, "periods")) }),
        "holidays",
      ),
      v.maxLength(MAX_HOLIDAYS, says(`at most ${MAX_HOLIDAYS} holidays, Connect's limit of overrides`)),
    ),
    [],
  ),
  queues: v.optional(
    some(
      record({
        name,
        spokenName: v.optional(text(60)),
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
          username: matching(/^[a-zA-Z0-9_.@-]{1,100}$/, "1 to 100 letters, digits and _ . @ -"),
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
        says(
          `at most ${MAX_USERS} users; larger teams sign in with identityManagement: SAML and are provisioned in bulk`,
        ),
      ),
    ),
    [],
  ),
  phoneNumbers: v.optional(
    list(
      record({
        name,
        country: matching(/^[A-Z]{2}$/, "a two-letter country code such as US"),
        type: oneOf(["DID", "TOLL_FREE"]),
        prefix: v.optional(matching(/^\+\d{1,10}$/, "a prefix with + and country code")),
      }),
      "phone numbers",
    ),
    [{ name: "main", country: "US", type: "DID" }],
  ),
  callback: v.optional(flag, true),
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
    v.picklist(LOG_RETENTION, says(`a retention of CloudWatch Logs: ${LOG_RETENTION.join(", ")}`)),
    30,
  ),
  alarmEmail: v.optional(email),
  tags: v.optional(v.record(v.string(), v.string(says("a text")), says("an object of texts")), {}),
});

/** A stack's settings with every default applied. */
export type Settings = v.InferOutput<typeof SETTINGS_SCHEMA>;

/** The keys a stack may set. */
export const closedKeys: string[] = Object.keys(SETTINGS_SCHEMA.entries).filter((key) => key !== "stack");

/** What one key alone cannot show: names that must exist or be unique, and choices that exclude each other. */
export function crossChecks(settings: Settings): SettingsMistake[] {
  return [
    ...identityMistakes(settings),
    ...duplicateMistakes(settings),
    ...referenceMistakes(settings),
    ...dateMistakes(settings),
  ];
}

function identityMistakes(settings: Settings): SettingsMistake[] {
  const mistakes: SettingsMistake[] = [];
  const add = (key: string, given: unknown, allowed: string) =>
    mistakes.push({ key, given: JSON.stringify(given) ?? "nothing", allowed });
  if (settings.existingInstanceId && settings.instanceAlias) {
    add("instanceAlias", settings.instanceAlias, "nothing when existingInstanceId is set; only one of the two");
  }
  if (settings.production && !settings.existingInstanceId && settings.identityManagement === "CONNECT_MANAGED") {
    add("identityManagement", settings.identityManagement, "SAML or EXISTING_DIRECTORY in production");
  }
  if (!settings.existingInstanceId && !settings.instanceAlias) {
    add(
      "instanceAlias",
      undefined,
      "an alias for the new instance (or existingInstanceId); it is unique in all of AWS",
    );
  }
  if ((settings.identityManagement === "EXISTING_DIRECTORY") !== (settings.directoryId !== undefined)) {
    add("directoryId", settings.directoryId, "a directory id with identityManagement EXISTING_DIRECTORY, else nothing");
  }
  if (settings.identityManagement === "CONNECT_MANAGED") {
    settings.users.forEach((user, index) => {
      if (user.username.length > 20) {
        add(`users[${index}].username`, user.username, "1 to 20 characters when Connect manages the users");
      }
    });
  }
  return mistakes;
}

function duplicateMistakes(settings: Settings): SettingsMistake[] {
  const lists: [string, (string | undefined)[]][] = [
    ["hours", settings.hours.map((hours) => hours.name)],
    ["queues", settings.queues.map((queue) => queue.name)],
    ["quickConnects", settings.quickConnects.map((connect) => connect.name)],
    ["routingProfiles", (settings.routingProfiles ?? []).map((profile) => profile.name)],
    ["users", settings.users.map((user) => user.username)],
    ["phoneNumbers", settings.phoneNumbers.map((number) => number.name)],
    ["holidays", settings.holidays.map((holiday) => holiday.name)],
  ];
  const mistakes = lists.flatMap(([key, names]) =>
    names.flatMap((given, index) =>
      given !== undefined && names.indexOf(given) < index
        ? [{ key: `${key}[${index}].name`, given: JSON.stringify(given), allowed: "a name no other entry has" }]
        : [],
    ),
  );
  const digits = settings.queues.map((queue) => queue.digit);
  digits.forEach((digit, index) => {
    if (digit !== undefined && digits.indexOf(digit) < index) {
      mistakes.push({ key: `queues[${index}].digit`, given: String(digit), allowed: "a digit no other queue has" });
    }
  });
  if (settings.queues.length > 9) {
    mistakes.push(...menuMistakes(settings));
  }
  return mistakes;
}

/** A menu has nine keys: with more queues, those callers may choose say so with a digit. */
function menuMistakes(settings: Settings): SettingsMistake[] {
  return settings.queues.some((queue) => queue.digit !== undefined)
    ? []
    : [
        {
          key: "queues",
          given: `${settings.queues.length} queues without a digit`,
          allowed: "a digit (1 to 9) for each queue that callers choose; the others are reached by transfer",
        },
      ];
}

function referenceMistakes(settings: Settings): SettingsMistake[] {
  const hours = settings.hours.map((each) => each.name);
  const queues = settings.queues.map((each) => each.name);
  const connects = settings.quickConnects.map((each) => each.name);
  const profiles = routingProfilesOf(settings).map((each) => each.name);
  const mistakes: SettingsMistake[] = [];
  const refer = (key: string, given: string | undefined, known: string[], what: string) => {
    if (given !== undefined && !known.includes(given)) {
      mistakes.push({
        key,
        given: JSON.stringify(given),
        allowed: `the name of one of the ${what}: ${known.join(", ") || "none is declared"}`,
      });
    }
  };
  settings.queues.forEach((queue, index) => {
    refer(`queues[${index}].hours`, queue.hours, hours, "hours");
    queue.quickConnects.forEach((connect) =>
      refer(`queues[${index}].quickConnects`, connect, connects, "quickConnects"),
    );
  });
  settings.quickConnects.forEach((connect, index) => {
    refer(`quickConnects[${index}].queue`, connect.queue, queues, "queues");
    if ((connect.queue === undefined) === (connect.phoneNumber === undefined)) {
      mistakes.push({
        key: `quickConnects[${index}]`,
        given: JSON.stringify(connect),
        allowed: "exactly one of phoneNumber and queue",
      });
    }
  });
  routingProfilesOf(settings).forEach((profile, index) =>
    profile.queues.forEach((routed, position) =>
      refer(`routingProfiles[${index}].queues[${position}].queue`, routed.queue, queues, "queues"),
    ),
  );
  settings.users.forEach((user, index) =>
    refer(`users[${index}].routingProfile`, user.routingProfile, profiles, "routingProfiles"),
  );
  return mistakes;
}

function dateMistakes(settings: Settings): SettingsMistake[] {
  return settings.holidays.flatMap((holiday, index) =>
    holiday.till !== undefined && holiday.till < holiday.from
      ? [
          {
            key: `holidays[${index}].till`,
            given: JSON.stringify(holiday.till),
            allowed: `a date from ${holiday.from} on`,
          },
        ]
      : [],
  );
}

/** The routing profiles, or one that answers every queue when none is declared. */
export function routingProfilesOf(settings: Settings): NonNullable<Settings["routingProfiles"]> {
  const everything = {
    name: "everyone",
    description: "Answers every queue",
    chats: 0,
    tasks: 0,
    queues: settings.queues.map((queue) => ({ queue: queue.name, priority: 1, delaySeconds: 0 })),
  };
  return settings.routingProfiles ?? [everything];
}

function isDate(given: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(given) && new Date(`${given}T00:00:00Z`).toISOString().startsWith(given);
}

function isTimeZone(given: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: given });
    return true;
  } catch {
    return false;
  }
}
