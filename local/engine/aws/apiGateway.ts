/** HTTP APIs of API Gateway in the local provider. REST and WebSocket APIs are other services, and not described. */
import { lowerIdOf } from "../identity";
import type { InputChecks } from "./checks";
import { checkEach, checkInner } from "./nestedChecks";
import { arnOf, named, type ProviderContext, type ResourceType, textOf, token } from "./resourceType";

/** Methods a route or a CORS configuration may name; `ANY` and `*` come in addition. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Longest an HTTP API waits for its integration, milliseconds. */
const MAX_INTEGRATION_MS = 30_000;

/** A route key: `$default`, or a method and a path whose parameters are `{name}` and, at the end, `{name+}`. */
const ROUTE_KEY =
  /^(\$default|(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/([^/{}\s]*|\{\w[\w.-]*\}))*(\/\{\w[\w.-]*\+\})?)$/;

const api: ResourceType = {
  autoName: named(128),
  taggable: true,
  defaults: {
    apiKeySelectionExpression: "$request.header.x-api-key",
    disableExecuteApiEndpoint: false,
    ipAddressType: "ipv4",
    routeSelectionExpression: "$request.method $request.path",
  },
  check: (checks) => {
    checks.required("protocolType");
    if (checks.known("protocolType") === "WEBSOCKET") {
      checks.refuse('protocolType is "WEBSOCKET"; the local provider describes HTTP APIs only');
    } else checks.oneOf("protocolType", ["HTTP"]);
    for (const property of ["body", "target", "routeKey", "credentialsArn"]) {
      if (checks.inputs[property] !== undefined) {
        checks.refuse(`${property} is given; declare an aws.apigatewayv2.Route and Integration instead`);
      }
    }
    checks.text("description", { maximum: 1024 });
    checks.text("version", { minimum: 1, maximum: 64 });
    checkCors(checks);
  },
  compute: ({ urn, context }) => {
    const id = lowerIdOf(urn, 10);
    return {
      id,
      outputs: {
        arn: apiArn(context, `apis/${id}`),
        apiEndpoint: endpointOf(context, id),
        executionArn: arnOf(context, "execute-api", id),
      },
    };
  },
};

function checkCors(checks: InputChecks): void {
  const known = (name: string): unknown => checks.known(`corsConfiguration.${name}`);
  const texts = (name: string): string[] => [known(name) ?? []].flat().map(String);
  if (known("allowCredentials") === true) {
    for (const name of ["allowOrigins", "allowHeaders", "allowMethods"]) {
      if (texts(name).includes("*")) {
        checks.refuse(`corsConfiguration.${name} is "*" with allowCredentials; name what is allowed`);
      }
    }
  }
  for (const method of texts("allowMethods")) checks.oneOf("corsConfiguration.allowMethods", [...METHODS, "*"], method);
  for (const origin of texts("allowOrigins")) {
    if (origin !== "*" && !/^[a-z][a-z0-9+.-]*:\/\/[^/\s]+$/i.test(origin)) {
      checks.refuse(`corsConfiguration.allowOrigins has "${origin}"; an origin is like https://www.example.com, or *`);
    }
  }
  checks.integer("corsConfiguration.maxAge", -1, 86_400);
}

const integration: ResourceType = {
  defaults: { connectionType: "INTERNET", payloadFormatVersion: "1.0", timeoutMilliseconds: MAX_INTEGRATION_MS },
  check: (checks) => {
    checks.required("apiId", "integrationType", "integrationUri");
    checks.oneOf("integrationType", ["AWS_PROXY"]);
    checks.oneOf("connectionType", ["INTERNET"]);
    checks.oneOf("payloadFormatVersion", ["2.0"]);
    checks.oneOf("integrationMethod", ["POST"]);
    checks.integer("timeoutMilliseconds", 50, MAX_INTEGRATION_MS);
    checks.text("description", { maximum: 1024 });
    checks.text("integrationUri", {
      maximum: 2048,
      pattern: /^arn:[a-z-]+:(lambda:[a-z0-9-]+:\d{12}:function:|apigateway:[a-z0-9-]+:lambda:path\/)/,
      patternMeaning: "a function's invokeArn or arn",
    });
  },
  compute: ({ urn }) => ({
    id: lowerIdOf(urn, 7),
    outputs: { integrationResponseSelectionExpression: "" },
  }),
};

const route: ResourceType = {
  defaults: { apiKeyRequired: false, authorizationType: "NONE" },
  check: (checks) => {
    checks.required("apiId", "routeKey");
    checks.text("routeKey", {
      minimum: 1,
      maximum: 1024,
      pattern: ROUTE_KEY,
      patternMeaning: "$default, or a method (or ANY) and a path such as POST /orders/{id} or ANY /files/{path+}",
    });
    checks.text("target", {
      maximum: 128,
      pattern: /^integrations\/[a-z0-9]+$/,
      patternMeaning: "integrations/<id of the integration>",
    });
    checks.oneOf("authorizationType", ["NONE", "JWT", "AWS_IAM", "CUSTOM"]);
    if (["JWT", "CUSTOM"].includes(String(checks.known("authorizationType")))) checks.required("authorizerId");
    if (checks.inputs.authorizerId !== undefined && checks.known("authorizationType") === "NONE") {
      checks.refuse("authorizerId is given and authorizationType is not; without JWT nobody is asked for a token");
    }
  },
  compute: ({ urn }) => ({ id: lowerIdOf(urn, 7), outputs: {} }),
};

const authorizer: ResourceType = {
  autoName: named(128),
  check: (checks) => {
    checks.required("apiId", "authorizerType");
    checks.oneOf("authorizerType", ["JWT"]);
    checks.required("jwtConfiguration", "identitySources");
    checks.count("identitySources", 1, 1);
    for (const source of [checks.known("identitySources") ?? []].flat().map(String)) {
      if (!/^\$request\.(header|querystring)\.[\w-]+$/i.test(source)) {
        checks.refuse(`identitySources has "${source}"; a token comes as $request.header.Authorization`);
      }
    }
    for (const property of ["authorizerUri", "authorizerPayloadFormatVersion", "authorizerResultTtlInSeconds"]) {
      if (checks.inputs[property] !== undefined) checks.refuse(`${property} is given; a JWT authorizer has none`);
    }
    checkInner(checks, "jwtConfiguration", (jwt) => {
      jwt.required("audiences", "issuer");
      jwt.count("audiences", 1, 50);
      jwt.text("issuer", { maximum: 2048, pattern: /^https:\/\/[^\s?#]+$/, patternMeaning: "an https address" });
    });
  },
  compute: ({ urn }) => ({ id: lowerIdOf(urn, 6), outputs: {} }),
};

const stage: ResourceType = {
  autoName: named(128),
  taggable: true,
  defaults: { autoDeploy: false },
  check: (checks) => {
    checks.required("apiId");
    checks.text("name", {
      minimum: 1,
      maximum: 128,
      pattern: /^(\$default|[\w-]+)$/,
      patternMeaning: "$default, or letters, digits, _ and -",
    });
    checks.text("description", { maximum: 1024 });
    checkInner(checks, "accessLogSettings", (log) => {
      log.required("destinationArn", "format");
      log.arn("destinationArn");
      log.text("format", { minimum: 1, maximum: 3072 });
    });
    checkInner(checks, "defaultRouteSettings", checkThrottling);
    checkEach(checks, "routeSettings", (settings) => {
      settings.required("routeKey");
      checkThrottling(settings);
    });
  },
  compute: ({ inputs, urn, context }) => {
    const apiId = textOf(inputs, "apiId");
    const name = textOf(inputs, "name");
    return {
      id: name,
      outputs: {
        arn: apiArn(context, `apis/${apiId}/stages/${name}`),
        deploymentId: textOf(inputs, "deploymentId") || (inputs.autoDeploy === true ? lowerIdOf(urn, 6) : ""),
        executionArn: `${arnOf(context, "execute-api", apiId)}/${name}`,
        invokeUrl: `${endpointOf(context, apiId)}/${name === "$default" ? "" : name}`,
      },
    };
  },
};

/** The provider sends 0 for a limit that is not given, and a limit of 0 lets nothing through. */
function checkThrottling(limits: InputChecks): void {
  limits.required("throttlingBurstLimit", "throttlingRateLimit");
  limits.integer("throttlingBurstLimit", 1, 1_000_000);
  const rate = limits.known("throttlingRateLimit");
  if (rate !== undefined && !(typeof rate === "number" && rate > 0)) {
    limits.refuse(`throttlingRateLimit is ${JSON.stringify(rate)}; it must be a number of requests a second above 0`);
  }
}

function apiArn(context: ProviderContext, path: string): string {
  return `arn:${context.partition}:apigateway:${context.region}::/${path}`;
}

function endpointOf(context: ProviderContext, apiId: string): string {
  return `https://${apiId}.execute-api.${context.region}.${context.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"}`;
}

/** Resource types of API Gateway by token. */
export const apiGatewayTypes: Record<string, ResourceType> = {
  [token("apigatewayv2", "Api")]: api,
  [token("apigatewayv2", "Authorizer")]: authorizer,
  [token("apigatewayv2", "Integration")]: integration,
  [token("apigatewayv2", "Route")]: route,
  [token("apigatewayv2", "Stage")]: stage,
};
