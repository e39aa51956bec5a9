/** Security profiles and, for small teams, the users themselves. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type Site, connectOptions, named } from "./site";

/** What a kind of user may do in Connect's own pages. */
export interface SecurityProfileArgs {
  /** Name, 1 to 127 characters, unique in the instance. */
  name: string;
  /** What the profile is for; up to 250 characters. */
  description: string;
  /** Connect's own permission names, such as `BasicAgentAccess`. At most 500. */
  permissions: string[];
}

/** One user. */
export interface UserArgs {
  /** User name: 1 to 20 characters when Connect manages users, up to 100 with SAML, where it is the name in the assertion. */
  username: string;
  /** First name, 1 to 100 characters. */
  firstName: string;
  /** Last name, 1 to 100 characters. */
  lastName: string;
  /** E-mail address, for users that Connect manages; others bring theirs when they sign in. */
  email?: string;
  /** Name of the routing profile. */
  routingProfile: string;
  /** Name of the security profile. */
  securityProfile: string;
}

/**
 * Most users a stack manages one by one. Connect's control plane takes two requests a second, and 10,000 user resources
 * cost minutes and gigabytes before the first request; larger teams sign in through SAML and are provisioned in bulk.
 */
export const MAX_USERS = 50;

/** The security profiles every centre has: nobody may change flows, and only the administrator users. */
const SECURITY_PROFILES: SecurityProfileArgs[] = [
  { name: "contact-agent", description: "Answers contacts", permissions: ["BasicAgentAccess"] },
  {
    name: "contact-supervisor",
    description: "Watches queues, listens in, hears recordings, reads reports",
    permissions: [
      "BasicAgentAccess",
      "AccessMetrics",
      "RealTimeMetrics.Access",
      "HistoricalMetrics.Access",
      "ManagerListenIn",
      "ContactSearch.View",
      "ContactAttributes.View",
      "ListenCallRecordings",
      "ContactRecording.Access",
      "MetricsReports.Create",
      "MetricsReports.Edit",
      "MetricsReports.View",
      "MetricsReports.Schedule",
      "Queues.View",
      "RoutingPolicies.View",
    ],
  },
  {
    name: "contact-administrator",
    description: "Looks at everything the stack manages and provisions users; changes come through the stack",
    permissions: [
      "AccessMetrics",
      "RealTimeMetrics.Access",
      "HistoricalMetrics.Access",
      "ContactFlows.View",
      "ContactFlowModules.View",
      "HoursOfOperation.View",
      "PhoneNumbers.View",
      "Prompts.View",
      "Queues.View",
      "RoutingPolicies.View",
      "SecurityProfiles.View",
      "TransferDestinations.View",
      "Users.View",
      "Users.Create",
      "Users.Edit",
    ],
  },
];

/** The security profiles of a centre whose agents may, or may not, place calls. */
export function securityProfileArgs(agentsPlaceCalls: boolean): SecurityProfileArgs[] {
  return SECURITY_PROFILES.map((profile) =>
    agentsPlaceCalls && profile.permissions.includes("BasicAgentAccess")
      ? { ...profile, permissions: [...profile.permissions, "OutboundCallAccess"] }
      : profile,
  );
}

/** Makes every security profile; the map is by name. */
export function buildSecurityProfiles(
  site: Site,
  profiles: SecurityProfileArgs[],
): ReadonlyMap<string, aws.connect.SecurityProfile> {
  return new Map(
    profiles.map((profile) => [
      profile.name,
      site.lane.add(
        new aws.connect.SecurityProfile(
          `${site.name}-security-profile-${profile.name}`,
          {
            instanceId: site.instanceId,
            name: profile.name,
            description: profile.description,
            permissions: profile.permissions,
          },
          connectOptions(site),
        ),
      ),
    ]),
  );
}

/** Makes the users of a small team and gives the first passwords of those Connect manages, by user name. */
export function buildUsers(
  site: Site,
  users: UserArgs[],
  routingProfiles: ReadonlyMap<string, aws.connect.RoutingProfile>,
  securityProfiles: ReadonlyMap<string, aws.connect.SecurityProfile>,
  managedByConnect: boolean,
): Record<string, pulumi.Output<string>> {
  if (users.length > MAX_USERS) {
    throw new Error(
      `${users.length} users are given; a stack manages ${MAX_USERS} at most. Let larger teams sign in with SAML (identityManagement: SAML) and provision them in bulk.`,
    );
  }
  const passwords: Record<string, pulumi.Output<string>> = {};
  for (const user of users) {
    const askedBy = `User ${user.username}`;
    const password = managedByConnect ? firstPassword(site, user.username) : undefined;
    if (password) {
      passwords[user.username] = pulumi.secret(password.result);
    }
    site.lane.add(
      new aws.connect.User(
        `${site.name}-user-${user.username}`,
        {
          instanceId: site.instanceId,
          name: user.username,
          password: password?.result,
          identityInfo: {
            firstName: user.firstName,
            lastName: user.lastName,
            // With SAML the address comes with the assertion, and Connect refuses it here.
            email: managedByConnect ? user.email : undefined,
          },
          // Calls come to the browser; after-contact work ends when the agent says so.
          phoneConfig: { phoneType: "SOFT_PHONE", autoAccept: false, afterContactWorkTimeLimit: 0 },
          routingProfileId: named(routingProfiles, "routing profile", user.routingProfile, askedBy).routingProfileId,
          securityProfileIds: [
            named(securityProfiles, "security profile", user.securityProfile, askedBy).securityProfileId,
          ],
        },
        connectOptions(site),
      ),
    );
  }
  return passwords;
}

/** A password made by the provider and kept as a secret in the stack's state; Connect asks for 8 to 64 characters. */
function firstPassword(site: Site, username: string): random.RandomPassword {
  return new random.RandomPassword(
    `${site.name}-user-${username}-password`,
    { length: 24, minLower: 1, minUpper: 1, minNumeric: 1, special: false },
    { parent: site.parent },
  );
}
