/** G-15: APIs. */
import { FUNCTION, LOG_GROUP } from "../model/edges";
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { at, entries, isBetween, isOneOf, isText, passes, texts, UNKNOWN } from "../model/value";

const API = "apigatewayv2/api:Api";
const STAGE = "apigatewayv2/stage:Stage";
const ROUTE = "apigatewayv2/route:Route";
const AUTHORIZER = "apigatewayv2/authorizer:Authorizer";

/** Requests a second a stage takes at most: what a bot flood costs is bounded. */
const MOST_REQUESTS = 1000;

export const apis: Rule = {
  id: "G-15",
  title: "Every route asks who calls, and every stage bounds and logs its requests.",
  protects: "Anybody calls the portal's functions; a flood of requests becomes a bill.",
  references: ["APIGateway.1", "APIGateway.8", "APIGateway.9"],
  each: {
    "aws:apigatewayv2/stage:Stage": (resource, report) => {
      const settings = "defaultRouteSettings";
      demand(
        resource,
        report,
        ["accessLogSettings.destinationArn", isText, "access-log", "Set accessLogSettings."],
        ["accessLogSettings.format", isText, "access-log", "Say what the access log holds."],
        [`${settings}.throttlingRateLimit`, isBetween(0.1, MOST_REQUESTS), "throttling", "Set throttlingRateLimit."],
        [`${settings}.throttlingBurstLimit`, isBetween(1, MOST_REQUESTS), "throttling", "Set throttlingBurstLimit."],
      );
    },
    "aws:apigatewayv2/api:Api": (resource, report) =>
      demand(
        resource,
        report,
        ["corsConfiguration.allowOrigins", areExact, "cors", "Name each origin exactly, with https."],
        ["corsConfiguration.allowHeaders", (names) => !texts(names).includes("*"), "cors", "Name the headers."],
        ["corsConfiguration.allowMethods", (names) => !texts(names).includes("*"), "cors", "Name the methods."],
        ["routeKey", (key) => !isText(key), "default-route", "Declare routes one by one."],
      ),
    "aws:apigatewayv2/route:Route": (resource, report) =>
      demand(resource, report, [
        "routeKey",
        (key) => isText(key) && /^(GET|PUT|POST|PATCH|DELETE|HEAD|OPTIONS) \/[^*]*$/.test(key) && !key.includes("+}"),
        "default-route",
        "Name method and path: whatever else is asked for is refused by the service.",
      ]),
    "aws:apigatewayv2/authorizer:Authorizer": (resource, report) =>
      demand(
        resource,
        report,
        ["authorizerType", isOneOf("JWT"), "authorizer", "Use an authorizer of type JWT."],
        ["jwtConfiguration.issuer", isText, "authorizer", "Name the issuer."],
        ["jwtConfiguration.audiences", (names) => entries(names).length > 0, "authorizer", "Name the audience."],
        ["identitySources", onlyHeader, "authorizer", "Take the token from the Authorization header."],
      ),
    "aws:apigatewayv2/integration:Integration": (resource, report) =>
      demand(resource, report, ["timeoutMilliseconds", isBetween(50, 10_000), "timeout", "Wait 10 seconds at most."]),
  },
  stack: (stack, report) => {
    stack.of(ROUTE).forEach((route) => asksWho(stack, route, report));
    stack.of(API).forEach((api) => {
      if (stack.naming(api, STAGE, "apiId").length === 0)
        report(api, "throttling", "Give it a stage that bounds requests.");
    });
    stack.of(STAGE).forEach((stage) => logsHere(stack, stage, report));
    stack.of(AUTHORIZER).forEach((authorizer) => trustsOwnPool(stack, authorizer, report));
    stack.of("apigatewayv2/integration:Integration").forEach((integration) => {
      const uri = integration.props["integrationUri"];
      const ours = uri === UNKNOWN || stack.mentions(integration, "integrationUri", integration);
      if (ours || !isText(uri)) return;
      if (
        !stack
          .of(FUNCTION)
          .some((fn) => stack.mentions(integration, "integrationUri", fn) || uri === fn.props["invokeArn"])
      ) {
        report(integration, "target", "Lead to a function of the stack.");
      }
    });
  },
};

function areExact(origins: unknown): boolean {
  return entries(origins).every(
    (origin) => origin === UNKNOWN || (isText(origin) && /^https:\/\/[^*/]+$/.test(origin)),
  );
}

function onlyHeader(sources: unknown): boolean {
  const [first, ...others] = entries(sources);
  return first === "$request.header.Authorization" && others.length === 0;
}

function asksWho(stack: Stack, route: Resource, report: Report): void {
  const { routeKey, authorizationType } = route.props;
  if (isText(routeKey) && routeKey.startsWith("OPTIONS ")) return;
  if (
    authorizationType === "JWT" &&
    !passes(route.props["authorizationScopes"], (scopes) => texts(scopes).length > 0)
  ) {
    report(route, "scopes", "Name authorizationScopes: without them an id token opens the route too.");
  }
  const token = passes(authorizationType, isOneOf("JWT")) && at(route.props, "authorizerId") !== undefined;
  const unknown = at(route.props, "authorizerId") === UNKNOWN;
  const ours = unknown || stack.named(route, "authorizerId", AUTHORIZER);
  if (!(token && ours) && !passes(authorizationType, isOneOf("AWS_IAM"))) {
    report(route, "authorizer", "Set authorizationType to JWT and authorizerId to an authorizer of the stack.");
  }
}

function logsHere(stack: Stack, stage: Resource, report: Report): void {
  const destination = at(stage.props, "accessLogSettings.destinationArn");
  if (!isText(destination) || stack.of(LOG_GROUP).some((group) => stack.mentions(stage, "accessLogSettings", group)))
    return;
  report(stage, "access-log", "Log into a log group of the stack.");
}

function trustsOwnPool(stack: Stack, authorizer: Resource, report: Report): void {
  const { jwtConfiguration } = authorizer.props;
  const pools = stack.of("cognito/userPool:UserPool");
  const clients = stack.of("cognito/userPoolClient:UserPoolClient");
  if (pools.length === 0 || jwtConfiguration === UNKNOWN) return;
  const both = [pools, clients].every((group) =>
    group.some((one) => stack.mentions(authorizer, "jwtConfiguration", one)),
  );
  if (!both) report(authorizer, "authorizer", "Trust the stack's own user pool and its client.");
}
