/** What one key alone cannot show: names that must exist or be unique, and choices that exclude each other. */
import { AGENTS_UNSAID, workloadOf } from "../../planning/workload";
import type { SettingsMistake } from "../settings";
import { routingProfilesOf, type Settings } from "./schema";

/** Connect's most pairs of queue and channel in one routing profile. */
const MAX_QUEUE_CHANNELS = 50;

/** Languages of the shipped bot. */
const BOT_LANGUAGES = ["en-US", "es-US"];

/** A check and the keys it reads: without them it would speak of defaults instead of what was written. */
interface CrossCheck {
  reads: (keyof Settings)[];
  find(settings: Settings): SettingsMistake[];
}

const CHECKS: CrossCheck[] = [
  { reads: ["existingInstanceId", "instanceAlias"], find: aliasMistakes },
  { reads: ["production", "existingInstanceId", "identityManagement"], find: productionMistakes },
  { reads: ["identityManagement", "directoryId"], find: directoryMistakes },
  { reads: ["identityManagement", "users"], find: usernameMistakes },
  { reads: ["hours"], find: ({ hours }) => duplicates(hours.map(nameOf), at("hours", "name")) },
  { reads: ["queues"], find: queueMistakes },
  { reads: ["quickConnects"], find: quickConnectMistakes },
  {
    reads: ["phoneNumbers"],
    find: ({ phoneNumbers }) => duplicates(phoneNumbers.map(nameOf), at("phoneNumbers", "name")),
  },
  { reads: ["holidays"], find: holidayMistakes },
  {
    reads: ["users"],
    find: ({ users }) =>
      duplicates(
        users.map((user) => user.username),
        at("users", "username"),
      ),
  },
  { reads: ["routingProfiles"], find: profileMistakes },
  { reads: ["routingProfiles", "queues"], find: channelMistakes },
  { reads: ["architecture", "routingProfiles", "slack"], find: answeringMistakes },
  { reads: ["architecture", "language"], find: languageMistakes },
  { reads: ["notifications"], find: senderMistakes },
  { reads: ["analytics"], find: analyticsMistakes },
  { reads: ["architecture", "workload"], find: chatMistakes },
  { reads: ["agents", "contactsPerHour", "workload"], find: workloadMistakes },
  { reads: ["queues", "quotas"], find: waitingMistakes },
  { reads: ["queues", "hours"], find: hoursReferences },
  { reads: ["queues", "quickConnects"], find: quickConnectReferences },
  { reads: ["routingProfiles", "queues"], find: routedReferences },
  { reads: ["users", "routingProfiles"], find: profileReferences },
];

/**
 * Every mistake between keys.
 *
 * @param settings the settings, with defaults for keys that failed.
 * @param failed keys with a mistake of their own; checks that read one of them are left out.
 */
export function crossChecks(settings: Settings, failed: ReadonlySet<string>): SettingsMistake[] {
  return CHECKS.filter(({ reads }) => !reads.some((key) => failed.has(key))).flatMap(({ find }) => find(settings));
}

function mistake(key: string, given: unknown, allowed: string): SettingsMistake {
  return { key, given: given === undefined ? "nothing" : JSON.stringify(given), allowed };
}

const nameOf = (entry: { name: string }) => entry.name;

const at = (list: string, key: string) => (index: number) => `${list}[${index}].${key}`;

/** Names an earlier entry has too. Connect compares names without regard to case. */
function duplicates(names: string[], keyOf: (index: number) => string): SettingsMistake[] {
  const seen = new Set<string>();
  return names.flatMap((given, index) => {
    const folded = given.toLowerCase();
    const again = seen.has(folded);
    seen.add(folded);
    return again ? [mistake(keyOf(index), given, "a name no other entry has, in small or capital letters")] : [];
  });
}

/** The bot of the advanced architecture hands chats over, and what is asked in Slack as tasks: somebody has to take them. */
function answeringMistakes({ architecture, routingProfiles, slack }: Settings): SettingsMistake[] {
  if (architecture !== "advanced" || routingProfiles === undefined) {
    return [];
  }
  const nobody = (channel: "chats" | "tasks") => routingProfiles.every((profile) => profile[channel] === 0);
  const missing = (channel: "chats" | "tasks", why: string) =>
    mistake(`routingProfiles[0].${channel}`, 0, `1 to 10 in at least one routing profile: ${why}`);
  return [
    ...(nobody("chats") ? [missing("chats", "the architecture advanced hands chats over to agents")] : []),
    ...(slack && nobody("tasks") ? [missing("tasks", "what is asked in Slack reaches agents as tasks")] : []),
  ];
}

/** Connect asks the bot in the contact's language; a bot that does not have it does not answer. */
function languageMistakes({ architecture, language }: Settings): SettingsMistake[] {
  return architecture === "advanced" && !BOT_LANGUAGES.includes(language)
    ? [
        mistake(
          "language",
          language,
          `a language of the bot with the architecture advanced: ${BOT_LANGUAGES.join(", ")}`,
        ),
      ]
    : [];
}

/** A text message comes from a number or from a name. */
function senderMistakes({ notifications: { smsOriginationNumber, smsSenderId } }: Settings): SettingsMistake[] {
  return smsOriginationNumber !== undefined && smsSenderId !== undefined
    ? [
        mistake(
          "notifications.smsSenderId",
          smsSenderId,
          "nothing when smsOriginationNumber is set; only one of the two",
        ),
      ]
    : [];
}

/** What only Redshift reads, and what it needs of a network that exists: three subnets, each in a zone of its own. */
function analyticsMistakes({ analytics: { warehouse, redshift } }: Settings): SettingsMistake[] {
  if (redshift === undefined) {
    return [];
  }
  if (warehouse !== "redshift" && warehouse !== "both") {
    return [mistake("analytics.redshift", redshift, "nothing, unless analytics.warehouse is redshift or both")];
  }
  const { subnetIds, securityGroupIds } = redshift;
  if ((subnetIds === undefined) !== (securityGroupIds === undefined)) {
    const allowed = "subnetIds and securityGroupIds together, or neither: then a network is made";
    return [mistake("analytics.redshift", redshift, allowed)];
  }
  return [
    ...(subnetIds !== undefined && subnetIds.length < 3
      ? [mistake("analytics.redshift.subnetIds", subnetIds, "at least three subnets, each in a zone of its own")]
      : []),
    ...duplicates(subnetIds ?? [], (index) => `analytics.redshift.subnetIds[${index}]`),
    ...(securityGroupIds?.length === 0
      ? [mistake("analytics.redshift.securityGroupIds", securityGroupIds, "at least one security group")]
      : []),
  ];
}

/** Chats come with the architecture advanced; planned elsewhere they would take callers' lines out of the plan. */
function chatMistakes({ architecture, workload: { chats = 0 } }: Settings): SettingsMistake[] {
  return architecture !== "advanced" && chats > 0
    ? [mistake("workload.chats", chats, "0, unless the architecture is advanced, which has chats")]
    : [];
}

/** Figures that make sense one by one and are no centre together, as planning finds. */
function workloadMistakes({ agents, contactsPerHour, workload }: Settings): SettingsMistake[] {
  try {
    workloadOf({
      ...workload,
      contactsPerHour,
      agents: agents ?? (contactsPerHour === undefined ? AGENTS_UNSAID : undefined),
    });
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [mistake("workload", { agents, contactsPerHour, ...workload }, `figures of one centre. ${error.message}`)];
  }
}

/** Connect refuses a queue that may hold as many contacts as the instance may have calls. */
function waitingMistakes({ queues, quotas: { concurrentCalls } }: Settings): SettingsMistake[] {
  if (concurrentCalls === undefined) return [];
  return queues.flatMap(({ maxContacts = 0 }, index) =>
    maxContacts < concurrentCalls
      ? []
      : [
          mistake(
            at("queues", "maxContacts")(index),
            maxContacts,
            `less than quotas.concurrentCalls, ${concurrentCalls}`,
          ),
        ],
  );
}

function aliasMistakes({ existingInstanceId, instanceAlias }: Settings): SettingsMistake[] {
  if (existingInstanceId && instanceAlias) {
    const allowed = "nothing when existingInstanceId is set; only one of the two";
    return [mistake("instanceAlias", instanceAlias, allowed)];
  }
  if (!existingInstanceId && !instanceAlias) {
    const allowed = "an alias for the new instance (or existingInstanceId); it is unique in all of AWS";
    return [mistake("instanceAlias", undefined, allowed)];
  }
  return [];
}

function productionMistakes({ production, existingInstanceId, identityManagement }: Settings): SettingsMistake[] {
  return production && !existingInstanceId && identityManagement === "CONNECT_MANAGED"
    ? [mistake("identityManagement", identityManagement, "SAML or EXISTING_DIRECTORY in production")]
    : [];
}

function directoryMistakes({ identityManagement, directoryId }: Settings): SettingsMistake[] {
  return (identityManagement === "EXISTING_DIRECTORY") !== (directoryId !== undefined)
    ? [mistake("directoryId", directoryId, "a directory id with identityManagement EXISTING_DIRECTORY, else nothing")]
    : [];
}

function usernameMistakes({ identityManagement, users }: Settings): SettingsMistake[] {
  return users.flatMap(({ username }, index) =>
    identityManagement === "CONNECT_MANAGED" && username.length > 20
      ? [mistake(at("users", "username")(index), username, "1 to 20 characters when Connect manages the users")]
      : [],
  );
}

function queueMistakes({ queues }: Settings): SettingsMistake[] {
  const digits = queues.map((queue) => queue.digit);
  const mistakes = [
    ...duplicates(queues.map(nameOf), at("queues", "name")),
    ...queues.flatMap((queue, index) =>
      duplicates(queue.quickConnects, (position) => `queues[${index}].quickConnects[${position}]`),
    ),
    ...digits.flatMap((digit, index) =>
      digit !== undefined && digits.indexOf(digit) < index
        ? [mistake(at("queues", "digit")(index), digit, "a digit no other queue has")]
        : [],
    ),
  ];
  // A menu has nine keys: with more queues, those callers may choose say so with a digit.
  if (queues.length > 9 && digits.every((digit) => digit === undefined)) {
    const allowed = "a digit (1 to 9) for each queue that callers choose; the others are reached by transfer";
    mistakes.push({ key: "queues", given: `${queues.length} queues without a digit`, allowed });
  }
  return mistakes;
}

function quickConnectMistakes({ quickConnects }: Settings): SettingsMistake[] {
  return [
    ...duplicates(quickConnects.map(nameOf), at("quickConnects", "name")),
    ...quickConnects.flatMap((connect, index) =>
      (connect.queue === undefined) === (connect.phoneNumber === undefined)
        ? [mistake(`quickConnects[${index}]`, connect, "exactly one of phoneNumber and queue")]
        : [],
    ),
  ];
}

function holidayMistakes({ holidays }: Settings): SettingsMistake[] {
  return [
    ...duplicates(holidays.map(nameOf), at("holidays", "name")),
    ...holidays.flatMap(({ from, till }, index) =>
      till !== undefined && till < from ? [mistake(at("holidays", "till")(index), till, `a date from ${from} on`)] : [],
    ),
  ];
}

function profileMistakes({ routingProfiles = [] }: Settings): SettingsMistake[] {
  return [
    ...duplicates(routingProfiles.map(nameOf), at("routingProfiles", "name")),
    ...routingProfiles.flatMap((profile, index) =>
      duplicates(
        profile.queues.map((routed) => routed.queue),
        (position) => `routingProfiles[${index}].queues[${position}].queue`,
      ),
    ),
  ];
}

function channelMistakes(settings: Settings): SettingsMistake[] {
  return routingProfilesOf(settings).flatMap(({ queues, chats, tasks }, index) => {
    const pairs = queues.length * (1 + Number(chats > 0) + Number(tasks > 0));
    if (pairs <= MAX_QUEUE_CHANNELS) {
      return [];
    }
    const limit = `at most ${MAX_QUEUE_CHANNELS} pairs of queue and channel, Connect's limit for one routing profile`;
    return settings.routingProfiles === undefined
      ? [
          {
            key: "routingProfiles",
            given: `nothing, with ${queues.length} queues for the one default profile`,
            allowed: `routing profiles that share the queues, each with ${limit}`,
          },
        ]
      : [{ key: at("routingProfiles", "queues")(index), given: `${pairs} pairs of queue and channel`, allowed: limit }];
  });
}

/** A mistake when a name is given that is not one of those declared. */
function refer(key: string, given: string | undefined, declared: string[], list: string): SettingsMistake[] {
  return given === undefined || declared.includes(given)
    ? []
    : [mistake(key, given, `the name of one of the ${list}: ${declared.join(", ") || "none is declared"}`)];
}

function hoursReferences({ queues, hours }: Settings): SettingsMistake[] {
  return queues.flatMap((queue, index) => refer(at("queues", "hours")(index), queue.hours, hours.map(nameOf), "hours"));
}

function quickConnectReferences({ queues, quickConnects }: Settings): SettingsMistake[] {
  const connects = quickConnects.map(nameOf);
  const names = queues.map(nameOf);
  return [
    ...queues.flatMap((queue, index) =>
      queue.quickConnects.flatMap((given, position) =>
        refer(`queues[${index}].quickConnects[${position}]`, given, connects, "quickConnects"),
      ),
    ),
    ...quickConnects.flatMap(({ queue }, index) => refer(at("quickConnects", "queue")(index), queue, names, "queues")),
  ];
}

function routedReferences({ routingProfiles = [], queues }: Settings): SettingsMistake[] {
  const names = queues.map(nameOf);
  return routingProfiles.flatMap((profile, index) =>
    profile.queues.flatMap(({ queue }, position) =>
      refer(`routingProfiles[${index}].queues[${position}].queue`, queue, names, "queues"),
    ),
  );
}

function profileReferences(settings: Settings): SettingsMistake[] {
  const profiles = routingProfilesOf(settings).map(nameOf);
  return settings.users.flatMap(({ routingProfile }, index) =>
    refer(at("users", "routingProfile")(index), routingProfile, profiles, "routingProfiles"),
  );
}
