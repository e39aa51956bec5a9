/** The user pools a program declares, with the groups, clients and domain of each. */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { numberOf, recordOf, resourcesOfType, textOf } from "../graphValues";

/** A group of users. */
export interface UserGroup {
  readonly name: string;
  readonly description: string;
}

/** How long the tokens of a client are good for, seconds. */
export interface TokenLives {
  readonly access: number;
  readonly id: number;
  readonly refresh: number;
}

/** An application that signs people in. */
export interface UserPoolClient {
  readonly id: string;
  readonly name: string;
  /** Undefined for a public client, such as a page. */
  readonly secret: string | undefined;
  /** Where people return to after they signed in, as the program declares it: addresses on AWS. */
  readonly callbackUrls: readonly string[];
  /** Where people return to after they signed out. */
  readonly logoutUrls: readonly string[];
  readonly scopes: readonly string[];
  /** Whether the code flow is allowed, the only one that is done here. */
  readonly codeFlow: boolean;
  readonly lives: TokenLives;
  /** Whether a refresh token is good for one use only, and brings the next one. */
  readonly rotates: boolean;
  /** Seconds that a refresh token may be used again, for an answer that was lost on its way. */
  readonly graceSeconds: number;
}

/** One user pool. */
export interface UserPool {
  /** E.g. `us-east-1_aBcDeF123`. */
  readonly id: string;
  readonly name: string;
  /** The issuer of its tokens on AWS, without `https://`. */
  readonly issuer: string;
  /** Host name of its sign-in pages on AWS; undefined when the program declares no domain. */
  readonly domain: string | undefined;
  /** What Cognito asks for besides the password. */
  readonly secondFactor: "ON" | "OPTIONAL" | "OFF";
  readonly groups: readonly UserGroup[];
  readonly clients: readonly UserPoolClient[];
}

/** Every pool of a graph that an application can sign people in with: that has a client. */
export function declaredUserPools(graph: ResourceGraph): UserPool[] {
  const pools = resourcesOfType(graph, "aws:cognito/userPool:UserPool").map((resource) => readPool(graph, resource));
  return pools.filter(({ clients }) => clients.length > 0);
}

function readPool(graph: ResourceGraph, resource: GraphResource): UserPool {
  const id = resource.id ?? "";
  const of = (type: string): GraphResource[] =>
    resourcesOfType(graph, `aws:cognito/${type}`).filter((child) => textOf(child, "userPoolId") === id);
  const secondFactor = textOf(resource, "mfaConfiguration");
  return {
    id,
    name: resource.name,
    issuer: textOf(resource, "endpoint") ?? `cognito-idp.${graph.region}.amazonaws.com/${id}`,
    domain: of("userPoolDomain:UserPoolDomain").map((domain) => hostOf(graph, domain))[0],
    secondFactor: secondFactor === "ON" || secondFactor === "OPTIONAL" ? secondFactor : "OFF",
    groups: of("userGroup:UserGroup").map((group) => ({
      name: textOf(group, "name") ?? group.name,
      description: textOf(group, "description") ?? "",
    })),
    clients: of("userPoolClient:UserPoolClient").map(readClient),
  };
}

/** A domain is a prefix in Cognito's own, or a whole name with a certificate. */
function hostOf({ region }: ResourceGraph, resource: GraphResource): string {
  const domain = textOf(resource, "domain") ?? "";
  return textOf(resource, "certificateArn") === undefined ? `${domain}.auth.${region}.amazoncognito.com` : domain;
}

const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

function readClient(resource: GraphResource): UserPoolClient {
  const texts = (property: string): string[] => [resource.inputs[property] ?? []].flat().map(String);
  const units = recordOf(resource, "tokenValidityUnits") ?? {};
  const seconds = (property: string, unit: string, standardUnit: string, standard: number): number =>
    (numberOf(resource, property) || standard) * (SECONDS[String(units[unit] ?? standardUnit)] ?? 1);
  const rotation = recordOf(resource, "refreshTokenRotation");
  const { retryGracePeriodSeconds } = rotation ?? {};
  return {
    id: resource.id ?? "",
    name: textOf(resource, "name") ?? resource.name,
    secret: textOf(resource, "clientSecret") || undefined,
    callbackUrls: texts("callbackUrls"),
    logoutUrls: texts("logoutUrls"),
    scopes: texts("allowedOauthScopes"),
    codeFlow: resource.inputs.allowedOauthFlowsUserPoolClient === true && texts("allowedOauthFlows").includes("code"),
    lives: {
      access: seconds("accessTokenValidity", "accessToken", "hours", 1),
      id: seconds("idTokenValidity", "idToken", "hours", 1),
      refresh: seconds("refreshTokenValidity", "refreshToken", "days", 30),
    },
    rotates: rotation?.feature === "ENABLED",
    graceSeconds: typeof retryGracePeriodSeconds === "number" ? retryGracePeriodSeconds : 0,
  };
}
