/** The HTTP APIs a program declares, with their routes, integrations and stages. */
import type { GraphResource, ResourceGraph } from "../engine/graph";
import { isRecord } from "../engine/graph";
import { numberOf, recordOf, recordsOf, resourcesOfType, textOf } from "../graphValues";
import type { AuthorizerDeclaration } from "./jwtAuthorizer";

/** Where a route leads. */
export interface Integration {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/** One route of an API. */
export interface Route {
  /** E.g. `POST /orders/{id}`, or `$default`. */
  readonly key: string;
  /** Undefined when the route names none, or one the program does not declare. */
  readonly integration: Integration | undefined;
  /** `NONE` lets everybody in. */
  readonly authorizationType: string;
  readonly authorizerId: string;
  /** Of which a token has one at least, if there are any. */
  readonly scopes: readonly string[];
}

/** How many requests a route takes. */
export interface Throttle {
  readonly burst: number;
  /** Requests a second. */
  readonly rate: number;
}

/** One stage of an API. */
export interface Stage {
  /** `$default` serves from the root, any other below its name. */
  readonly name: string;
  /** Whether it has a deployment; without one it serves nothing. */
  readonly deployed: boolean;
  readonly variables: Readonly<Record<string, string>>;
  readonly throttle: Throttle | undefined;
  /** Throttles of single routes, by route key. */
  readonly throttles: ReadonlyMap<string, Throttle>;
}

/** `corsConfiguration` of an API. */
export interface CorsConfiguration {
  readonly allowCredentials: boolean;
  readonly allowHeaders: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge: number | undefined;
}

/** One HTTP API. */
export interface ApiDeclaration {
  readonly id: string;
  readonly name: string;
  /** Its domain name on AWS. */
  readonly host: string;
  /** `arn:aws:execute-api:<region>:<account>:<id>` */
  readonly executionArn: string;
  readonly accountId: string;
  /** False when only a domain of its own would reach it (`disableExecuteApiEndpoint`). */
  readonly reachable: boolean;
  readonly cors: CorsConfiguration | undefined;
  readonly routes: readonly Route[];
  readonly stages: readonly Stage[];
  readonly authorizers: readonly AuthorizerDeclaration[];
}

/** Reads every HTTP API of a graph. */
export function declaredApis(graph: ResourceGraph): ApiDeclaration[] {
  return resourcesOfType(graph, "aws:apigatewayv2/api:Api").map((resource) => readApi(graph, resource));
}

function readApi(graph: ResourceGraph, resource: GraphResource): ApiDeclaration {
  const id = resource.id ?? "";
  const of = (type: string): GraphResource[] =>
    resourcesOfType(graph, `aws:apigatewayv2/${type}`).filter((child) => textOf(child, "apiId") === id);
  const integrations = new Map(of("integration:Integration").map((child) => [child.id ?? "", readIntegration(child)]));
  return {
    id,
    name: textOf(resource, "name") ?? resource.name,
    host: (textOf(resource, "apiEndpoint") ?? "").replace("https://", ""),
    executionArn: textOf(resource, "executionArn") ?? "",
    accountId: graph.accountId,
    reachable: resource.inputs.disableExecuteApiEndpoint !== true,
    cors: readCors(recordOf(resource, "corsConfiguration")),
    routes: of("route:Route").map((child) => ({
      key: textOf(child, "routeKey") ?? "",
      integration: integrations.get((textOf(child, "target") ?? "").replace("integrations/", "")),
      authorizationType: textOf(child, "authorizationType") ?? "NONE",
      authorizerId: textOf(child, "authorizerId") ?? "",
      scopes: [child.inputs.authorizationScopes ?? []].flat().map(String),
    })),
    stages: of("stage:Stage").map(readStage),
    authorizers: of("authorizer:Authorizer").map(readAuthorizer),
  };
}

function readIntegration(resource: GraphResource): Integration {
  const uri = textOf(resource, "integrationUri") ?? "";
  return {
    // The invoke ARN has the function's own inside: …/functions/<ARN>/invocations
    functionArn: /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri,
    timeoutMs: numberOf(resource, "timeoutMilliseconds") ?? 30_000,
  };
}

function readAuthorizer(resource: GraphResource): AuthorizerDeclaration {
  const [source = ""] = [resource.inputs.identitySources ?? []].flat().map(String);
  const [, place, name = ""] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
  const { issuer, audiences } = recordOf(resource, "jwtConfiguration") ?? {};
  return {
    id: resource.id ?? "",
    name: textOf(resource, "name") ?? resource.name,
    source: { place: place === "querystring" ? place : "header", name },
    issuer: String(issuer),
    audiences: [audiences ?? []].flat().map(String),
  };
}

function readStage(resource: GraphResource): Stage {
  const variables = recordOf(resource, "stageVariables") ?? {};
  return {
    name: textOf(resource, "name") ?? resource.name,
    deployed: resource.inputs.autoDeploy === true || (textOf(resource, "deploymentId") ?? "") !== "",
    variables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
    throttle: readThrottle(recordOf(resource, "defaultRouteSettings")),
    throttles: new Map(
      recordsOf(resource, "routeSettings").flatMap((settings): [string, Throttle][] => {
        const throttle = readThrottle(settings);
        return throttle === undefined ? [] : [[String(settings.routeKey), throttle]];
      }),
    ),
  };
}

function readThrottle(settings: Record<string, unknown> | undefined): Throttle | undefined {
  if (settings === undefined) return undefined;
  return { burst: Number(settings.throttlingBurstLimit ?? 0), rate: Number(settings.throttlingRateLimit ?? 0) };
}

function readCors(settings: Record<string, unknown> | undefined): CorsConfiguration | undefined {
  if (!isRecord(settings)) return undefined;
  const texts = (name: string): string[] => [settings[name] ?? []].flat().map(String);
  return {
    allowCredentials: settings.allowCredentials === true,
    allowHeaders: texts("allowHeaders"),
    allowMethods: texts("allowMethods"),
    allowOrigins: texts("allowOrigins"),
    exposeHeaders: texts("exposeHeaders"),
    maxAge: typeof settings.maxAge === "number" ? settings.maxAge : undefined,
  };
}
