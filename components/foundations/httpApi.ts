/** An HTTP API of API Gateway in front of handlers: named routes, a common rate, tokens, and a log without anybody's data. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { HandlerLogs } from "./handlerLogs";

/** Arguments of {@link HttpApi}. */
export interface HttpApiArgs {
  description: string;
  /** ARN of the customer key for the access log. */
  keyArn: pulumi.Input<string>;
  /** Days the access log is kept. */
  logRetentionDays: number;
  /** Log groups it shares with other APIs. Left out, it has one of its own. */
  logs?: HandlerLogs;
  /** Requests a second of everybody together; twice as many in a burst. */
  requestsPerSecond: number;
}

/** A handler that answers requests. */
export interface RequestHandler {
  arn: pulumi.Input<string>;
  functionName: pulumi.Input<string>;
}

/** Whose tokens an API takes. */
export interface TokenArgs {
  /** Who issues them: the `iss` of a token, an https address with `/.well-known/openid-configuration` below it. */
  issuer: pulumi.Input<string>;
  /** Whom they are for: one of a token's `aud`, or of its `client_id` where it has no `aud`. */
  audiences: pulumi.Input<string>[];
  /** What a token has to be good for: one of its `scope`. Tokens that say who somebody is have none, and are refused. */
  scopes: string[];
}

/** Milliseconds API Gateway waits: a little longer than handlers run. */
const INTEGRATION_MILLISECONDS = 8_000;

/**
 * What the access log says of a request: no address, no agent, and the route instead of the path, whose ids would tell
 * which requests are of one conversation.
 */
const LOG_FORMAT = JSON.stringify({
  api: "$context.apiId",
  requestId: "$context.requestId",
  requestTime: "$context.requestTimeEpoch",
  route: "$context.routeKey",
  status: "$context.status",
  responseLength: "$context.responseLength",
  responseLatency: "$context.responseLatency",
  integrationStatus: "$context.integrationStatus",
  integrationLatency: "$context.integrationLatency",
});

/** An HTTP API. It answers nothing until it is told whom to {@link serve}. */
export class HttpApi extends pulumi.ComponentResource {
  /** `https://<id>.execute-api.<Region>.amazonaws.com` */
  readonly endpoint: pulumi.Output<string>;
  private readonly api: aws.apigatewayv2.Api;
  private tokens: { authorizerId: pulumi.Input<string>; scopes: string[] } | undefined;
  private served = 0;

  constructor(
    private readonly name: string,
    args: HttpApiArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("contact-center:index:HttpApi", name, {}, opts);
    this.api = new aws.apigatewayv2.Api(
      name,
      { protocolType: "HTTP", description: args.description },
      { parent: this },
    );
    const log =
      args.logs?.services("requests") ??
      new aws.cloudwatch.LogGroup(
        `${name}-access-log`,
        { retentionInDays: args.logRetentionDays, kmsKeyId: args.keyArn },
        { parent: this },
      );
    new aws.apigatewayv2.Stage(
      `${name}-stage`,
      {
        apiId: this.api.id,
        name: "$default",
        autoDeploy: true,
        accessLogSettings: { destinationArn: log.arn, format: LOG_FORMAT },
        defaultRouteSettings: {
          throttlingRateLimit: args.requestsPerSecond,
          throttlingBurstLimit: 2 * args.requestsPerSecond,
        },
      },
      { parent: this },
    );
    this.endpoint = this.api.apiEndpoint;
    this.registerOutputs({ endpoint: this.endpoint });
  }

  /**
   * From here on every route asks for a token, but those of OPTIONS, by which browsers ask whether they may ask. API
   * Gateway answers 401 to whoever has none, and the handler is not called.
   *
   * @throws Error when a route was served before: it would be open
   */
  requireTokens({ issuer, audiences, scopes }: TokenArgs): void {
    if (this.served > 0) {
      throw new Error(`HttpApi ${this.name}: requireTokens comes after serve; call it first, or the routes are open.`);
    }
    const authorizer = new aws.apigatewayv2.Authorizer(
      `${this.name}-authorizer`,
      {
        apiId: this.api.id,
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer, audiences },
      },
      { parent: this },
    );
    this.tokens = { authorizerId: authorizer.id, scopes };
  }

  /**
   * Lets a handler answer routes, each a method and a path such as `GET /orders/{id}`. Apart from the constructor,
   * because the handler may have to know an address that leads to this API.
   *
   * @param label tells the second handler and every further one from the others
   */
  serve(handler: RequestHandler, routeKeys: string[], label?: string): void {
    const { api } = this;
    if (this.served > 0 && label === undefined) {
      throw new Error(`HttpApi ${this.name}: label is missing; each handler after the first has one of its own.`);
    }
    this.served += 1;
    const name = label === undefined ? this.name : `${this.name}-${label}`;
    const integration = new aws.apigatewayv2.Integration(
      `${name}-integration`,
      {
        apiId: api.id,
        integrationType: "AWS_PROXY",
        integrationUri: handler.arn,
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: INTEGRATION_MILLISECONDS,
      },
      { parent: this },
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: handler.functionName,
        principal: "apigateway.amazonaws.com",
        // Has the account in it; API Gateway is not known to name it apart.
        sourceArn: pulumi.interpolate`${api.executionArn}/*/*`,
      },
      { parent: this },
    );
    for (const routeKey of routeKeys) {
      new aws.apigatewayv2.Route(
        `${this.name}-${routeKey
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, "-")
          .replace(/-$/, "")}`,
        { apiId: api.id, routeKey, target: pulumi.interpolate`integrations/${integration.id}`, ...this.lock(routeKey) },
        { parent: this, dependsOn: [permission] },
      );
    }
  }

  /** What a route asks for. */
  private lock(routeKey: string): Partial<aws.apigatewayv2.RouteArgs> {
    return this.tokens === undefined || routeKey.startsWith("OPTIONS ")
      ? {}
      : {
          authorizationType: "JWT",
          authorizerId: this.tokens.authorizerId,
          authorizationScopes: this.tokens.scopes,
        };
  }
}
