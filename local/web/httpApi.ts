/**
 * One HTTP API of API Gateway: finds the route, keeps the stage's throttle, asks whether it may invoke the function, invokes
 * it and makes an HTTP answer of what it says. What goes wrong is told in API Gateway's own words.
 */
import { randomUUID } from "node:crypto";
import { evaluate } from "../iam/evaluate";
import { normalizeStatement } from "../iam/policyDocument";
import type { LambdaService } from "../lambda/lambdaService";
import { preflight, withCors } from "./cors";
import type { ApiDeclaration, Integration, Route, Stage } from "./declaredApis";
import { message, type WebRequest, type WebResponse } from "./http";
import type { AuthorizedToken, JwtAuthorizer } from "./jwtAuthorizer";
import { proxyAnswer } from "./proxyAnswer";
import { proxyEvent } from "./proxyEvent";
import { matchRoute } from "./routes";
import { TokenBucket } from "./tokenBucket";

/** Most bytes of an event Lambda takes in a synchronous invocation. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

const PRINCIPAL = "apigateway.amazonaws.com";

/** What an API invokes functions with. */
export type Functions = Pick<LambdaService, "invoke" | "resourcePolicy">;

/** One API. */
export class HttpApi {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(
    readonly declaration: ApiDeclaration,
    private readonly functions: Functions,
    /** Epoch milliseconds, for throttles and for the time in events. */
    private readonly now: () => number,
    /** Its authorizers, by id. */
    private readonly authorizers: ReadonlyMap<string, JwtAuthorizer> = new Map(),
  ) {}

  /** Answers a request. */
  async handle(request: WebRequest): Promise<WebResponse> {
    const requestId = randomUUID();
    const { cors } = this.declaration;
    const answer = preflight(cors, request) ?? withCors(cors, request, await this.route(request, requestId));
    return { ...answer, headers: { ...answer.headers, "apigw-requestid": requestId } };
  }

  private async route(request: WebRequest, requestId: string): Promise<WebResponse> {
    const stage = this.stageOf(request.path);
    if (stage === undefined) return message(404, "Not Found");
    const path = stage.name === "$default" ? request.path : request.path.slice(stage.name.length + 1) || "/";
    const match = matchRoute(this.declaration.routes, request.method, path);
    if (match === undefined) return message(404, "Not Found");
    const { route, parameters } = match;
    if (!this.admits(stage, route.key)) return message(429, "Too Many Requests");
    const authorized = await this.authorize(route, request);
    if (authorized !== undefined && "status" in authorized) return authorized;
    const { integration } = route;
    if (integration === undefined || !this.mayInvoke(integration, stage, route.key)) return failed();
    const facts = { api: this.declaration, stage, routeKey: route.key, pathParameters: parameters, requestId };
    const event = proxyEvent(request, { ...facts, now: this.now(), authorized });
    if (Buffer.byteLength(JSON.stringify(event)) > MAX_EVENT_BYTES) return message(413, "Request Entity Too Large");
    return this.invoke(integration, event);
  }

  /** Undefined where everybody may pass; what kind of authorizer is not known here lets nobody in. */
  private async authorize(route: Route, request: WebRequest): Promise<AuthorizedToken | WebResponse | undefined> {
    if (route.authorizationType === "NONE") return undefined;
    const authorizer = route.authorizationType === "JWT" ? this.authorizers.get(route.authorizerId) : undefined;
    return authorizer?.authorize(request, route.scopes) ?? message(401, "Unauthorized");
  }

  private stageOf(path: string): Stage | undefined {
    const { stages } = this.declaration;
    const deployed = stages.filter((stage) => stage.deployed);
    const named = deployed.find(({ name }) => path === `/${name}` || path.startsWith(`/${name}/`));
    return named ?? deployed.find(({ name }) => name === "$default");
  }

  /** The throttle of a stage holds for each route on its own. */
  private admits(stage: Stage, routeKey: string): boolean {
    const throttle = stage.throttles.get(routeKey) ?? stage.throttle;
    if (throttle === undefined) return true;
    const name = `${stage.name} ${routeKey}`;
    const now = this.now();
    const bucket = this.buckets.get(name) ?? new TokenBucket(throttle.burst, throttle.rate, now);
    this.buckets.set(name, bucket);
    return bucket.take(now);
  }

  /** Whether the function's resource policy lets this route of API Gateway in. */
  private mayInvoke({ functionArn }: Integration, stage: Stage, routeKey: string): boolean {
    const [method = "", path] = routeKey.split(" ");
    const resource = path === undefined ? "$default" : `${method === "ANY" ? "*" : method}${path}`;
    const statements = this.functions.resourcePolicy(functionArn).map(normalizeStatement);
    const context = new Map([
      ["aws:sourcearn", [`${this.declaration.executionArn}/${stage.name}/${resource}`]],
      ["aws:sourceaccount", [this.declaration.accountId]],
    ]);
    const request = { action: "lambda:InvokeFunction", resource: functionArn, context };
    return evaluate(statements, request, { aws: [], service: PRINCIPAL }) === "allow";
  }

  private async invoke({ functionArn, timeoutMs }: Integration, event: unknown): Promise<WebResponse> {
    const outcome = await this.functions.invoke(functionArn, event, { callerLimitMs: timeoutMs });
    if (outcome.ok) return proxyAnswer(outcome.payload) ?? failed();
    // An HTTP API that has waited for its integration as long as it may calls that unavailable.
    return outcome.error === "Timeout" && outcome.durationMs >= timeoutMs
      ? message(503, "Service Unavailable")
      : failed();
  }
}

function failed(): WebResponse {
  return message(500, "Internal Server Error");
}
