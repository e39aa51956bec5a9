/** HTTP APIs: routes, events, answers, permissions, CORS and throttles, with a function that really runs. */
import { expect } from "chai";
import type { GraphResource } from "../../local/engine/graph";
import { IamService } from "../../local/iam/iamService";
import { LambdaService } from "../../local/lambda/lambdaService";
import { LocalWeb } from "../../local/web/localWeb";
import type { ProxyEvent } from "../../local/web/proxyEvent";
import { matchRoute } from "../../local/web/routes";
import { API, API_HOST, type Answer, ask, ECHO, graphOf, handler, permission, routes, stage } from "./webProgram";

const opened: { close(): Promise<void> }[] = [];
let now = Date.parse("2026-03-03T18:00:00Z");

async function open(
  ...resources: GraphResource[]
): Promise<(path: string, options?: Parameters<typeof ask>[2]) => Promise<Answer>> {
  const graph = graphOf([API, ...resources]);
  const lambda = LambdaService.fromGraph(graph, { iam: IamService.fromGraph(graph), mode: "inProcess" });
  const web = await LocalWeb.open(graph, { now: () => now });
  opened.push(web, lambda);
  web.serve({ functions: lambda });
  const url = web.apis[0]?.url ?? "";
  return (path, options) => ask(url, path, options);
}

const answering = (text: string): GraphResource[] => handler("echo", `exports.handler = async (event) => ${text};`);

describe("an HTTP API", () => {
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });

  it("hands the function an event of payload format 2.0, to the letter", async () => {
    const send = await open(
      ...handler("echo", ECHO),
      permission("echo"),
      stage(),
      ...routes("echo", "POST /orders/{id}/lines"),
    );
    const answer = await send("/orders/a%20b/lines?x=1&y=2&x=3", {
      method: "POST",
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "tester",
        "X-Mixed-Case": "kept",
        Cookie: "s=1; t=2",
      },
      body: '{"é":1}',
    });
    const event = answer.json<ProxyEvent>();
    expect(event.requestContext.requestId)
      .to.equal(answer.headers["apigw-requestid"])
      .and.to.match(/^[0-9a-f-]{36}$/);
    expect(event).to.deep.equal({
      version: "2.0",
      routeKey: "POST /orders/{id}/lines",
      rawPath: "/orders/a%20b/lines",
      rawQueryString: "x=1&y=2&x=3",
      cookies: ["s=1", "t=2"],
      headers: {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "tester",
        "x-mixed-case": "kept",
        host: API_HOST,
        "content-length": "8",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
      },
      queryStringParameters: { x: "1,3", y: "2" },
      pathParameters: { id: "a b" },
      requestContext: {
        accountId: "123456789012",
        apiId: API.id,
        domainName: API_HOST,
        domainPrefix: API.id,
        http: {
          method: "POST",
          path: "/orders/a%20b/lines",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "tester",
        },
        requestId: event.requestContext.requestId,
        routeKey: "POST /orders/{id}/lines",
        stage: "$default",
        time: "03/Mar/2026:18:00:00 +0000",
        timeEpoch: now,
      },
      body: '{"é":1}',
      isBase64Encoded: false,
    });
    expect(answer.headers).to.deep.include({ "x-from": "function", "set-cookie": ["a=1; Path=/", "b=2"] });
  });

  it("encodes what is not text, forms included", async () => {
    const send = await open(...handler("echo", ECHO), permission("echo"), stage(), ...routes("echo", "$default"));
    const post = async (type: string) =>
      (await send("/any", { method: "POST", headers: { "Content-Type": type }, body: "a=b" })).json<ProxyEvent>();
    for (const type of ["application/x-www-form-urlencoded", "image/png", "application/octet-stream"]) {
      expect(await post(type)).to.deep.include({ body: "YT1i", isBase64Encoded: true, routeKey: "$default" });
    }
    for (const type of ["text/plain", "application/json", "application/problem+json", "application/xml"]) {
      expect(await post(type)).to.deep.include({ body: "a=b", isBase64Encoded: false });
    }
  });

  it("takes the most specific route", () => {
    const keys = ["$default", "ANY /{all+}", "GET /a/{id}", "ANY /a/b", "GET /a/b", "GET /a/{rest+}", "POST /a/{id}"];
    const found = (method: string, path: string) => {
      const match = matchRoute(
        keys.map((key) => ({ key })),
        method,
        path,
      );
      return [match?.route.key, match?.parameters];
    };
    expect(found("GET", "/a/b")).to.deep.equal(["GET /a/b", {}]);
    expect(found("PUT", "/a/b")).to.deep.equal(["ANY /a/b", {}]);
    expect(found("GET", "/a/c")).to.deep.equal(["GET /a/{id}", { id: "c" }]);
    expect(found("GET", "/a/c/d")).to.deep.equal(["GET /a/{rest+}", { rest: "c/d" }]);
    expect(found("POST", "/a/c/d")).to.deep.equal(["ANY /{all+}", { all: "a/c/d" }]);
    expect(found("GET", "/")).to.deep.equal(["$default", {}]);
    expect(matchRoute([{ key: "GET /a/{id}" }], "GET", "/a/")).to.equal(undefined);
    expect(matchRoute([{ key: "GET /a" }], "POST", "/a")).to.equal(undefined);
  });

  it("knows nothing of paths without a route, and nothing at all without a deployment", async () => {
    const parts = [...handler("echo", ECHO), permission("echo"), ...routes("echo", "GET /a")];
    const send = await open(...parts, stage());
    expect([(await send("/a")).status, (await send("/b")).status]).to.deep.equal([200, 404]);
    expect((await send("/b")).json()).to.deep.equal({ message: "Not Found" });
    const undeployed = await open(...parts, stage({ autoDeploy: false }));
    expect((await undeployed("/a")).status).to.equal(404);
    const named = await open(...parts, stage({ name: "v1" }));
    const event = (await named("/v1/a")).json<ProxyEvent>();
    expect([event.rawPath, event.routeKey, event.requestContext.stage]).to.deep.equal(["/v1/a", "GET /a", "v1"]);
    expect((await named("/a")).status).to.equal(404);
  });

  it("makes answers of what functions give", async () => {
    const cases: [text: string, status: number, type: string, body: string][] = [
      ['"words"', 200, "application/json", "words"],
      ["({ a: 1 })", 200, "application/json", '{"a":1}'],
      ['({ statusCode: 201, body: "made" })', 201, "text/plain;charset=UTF-8", "made"],
      ['({ statusCode: 200, body: "aGk=", isBase64Encoded: true })', 200, "text/plain;charset=UTF-8", "hi"],
      ["({ statusCode: 204 })", 204, "text/plain;charset=UTF-8", ""],
      ['({ statusCode: "200", headers: { "content-type": "a/b", "x-n": 7 }, body: "" })', 200, "a/b", ""],
      ['({ statusCode: 700, body: "" })', 500, "application/json", '{"message":"Internal Server Error"}'],
      ["({ statusCode: 200, body: { a: 1 } })", 500, "application/json", '{"message":"Internal Server Error"}'],
      [
        '({ statusCode: 200, headers: { "x": "a\\r\\nb: c" } })',
        500,
        "application/json",
        '{"message":"Internal Server Error"}',
      ],
      ['Promise.reject(new Error("no"))', 500, "application/json", '{"message":"Internal Server Error"}'],
    ];
    for (const [text, status, type, body] of cases) {
      const send = await open(...answering(text), permission("echo"), stage(), ...routes("echo", "GET /a"));
      const answer = await send("/a");
      expect([answer.status, answer.headers["content-type"], answer.text], text).to.deep.equal([status, type, body]);
    }
  });

  it("fails as API Gateway does when it may not invoke the function", async () => {
    const parts = [...handler("echo", ECHO), stage(), ...routes("echo", "GET /a", "POST /a")];
    const missing = await open(...parts);
    expect((await missing("/a")).json()).to.deep.equal({ message: "Internal Server Error" });
    const other = await open(...parts, permission("echo", "arn:aws:execute-api:us-east-1:123456789012:other/*/*"));
    expect((await other("/a")).status).to.equal(500);
    const narrow = await open(...parts, permission("echo", `${String(API.outputs.executionArn)}/*/GET/a`));
    expect([(await narrow("/a")).status, (await narrow("/a", { method: "POST" })).status]).to.deep.equal([200, 500]);
  });

  it("calls an integration that takes too long unavailable", async () => {
    const [integration, route] = routes("echo", "GET /a");
    if (integration === undefined || route === undefined) throw new Error("no route");
    const hasty = { ...integration, outputs: { ...integration.outputs, timeoutMilliseconds: 50 } };
    const send = await open(
      ...answering("new Promise((resolve) => setTimeout(resolve, 60_000))"),
      permission("echo"),
      stage(),
      hasty,
      route,
    );
    const answer = await send("/a");
    expect([answer.status, answer.json()]).to.deep.equal([503, { message: "Service Unavailable" }]);
  });

  it("throttles each route of a stage on its own, and lets more in as time passes", async () => {
    const throttled = stage({ defaultRouteSettings: { throttlingBurstLimit: 2, throttlingRateLimit: 1 } });
    const send = await open(
      ...handler("echo", ECHO),
      permission("echo"),
      throttled,
      ...routes("echo", "GET /a", "GET /b"),
    );
    const statuses = async (path: string, count: number): Promise<number[]> => {
      const answers: number[] = [];
      for (let i = 0; i < count; i++) answers.push((await send(path)).status);
      return answers;
    };
    expect(await statuses("/a", 3)).to.deep.equal([200, 200, 429]);
    expect((await send("/a")).json()).to.deep.equal({ message: "Too Many Requests" });
    expect(await statuses("/b", 1)).to.deep.equal([200]);
    now += 1_000;
    expect(await statuses("/a", 2)).to.deep.equal([200, 429]);
  });

  it("answers preflight requests itself, and says who may read in the function's place", async () => {
    const send = await open(...handler("echo", ECHO), permission("echo"), stage(), ...routes("echo", "POST /a"));
    const preflight = (origin: string) =>
      send("/a", { method: "OPTIONS", headers: { Origin: origin, "Access-Control-Request-Method": "POST" } });
    const allowed = await preflight("https://www.example.com");
    expect(allowed.status).to.equal(204);
    expect(allowed.headers).to.deep.include({
      "access-control-allow-origin": "https://www.example.com",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "content-type",
    });
    expect((await preflight("https://evil.example.com")).headers).not.to.have.property("access-control-allow-origin");
    const post = (origin: string) => send("/a", { method: "POST", headers: { Origin: origin } });
    expect((await post("https://www.example.com")).headers["access-control-allow-origin"]).to.equal(
      "https://www.example.com",
    );
    expect((await post("https://evil.example.com")).headers).not.to.have.property("access-control-allow-origin");
  });

  it("takes no more than 10 MB, and no event Lambda would not take", async () => {
    const send = await open(...handler("echo", ECHO), permission("echo"), stage(), ...routes("echo", "POST /a"));
    for (const size of [10 * 1024 * 1024 + 1, 7 * 1024 * 1024]) {
      const answer = await send("/a", { method: "POST", body: Buffer.alloc(size, 97) });
      expect([answer.status, answer.json()]).to.deep.equal([413, { message: "Request Entity Too Large" }]);
    }
  });

  it("does not answer to names that are not its own", async () => {
    const send = await open(...handler("echo", ECHO), permission("echo"), stage(), ...routes("echo", "GET /a"));
    expect((await send("/a", { headers: { Host: "attacker.example.com" } })).status).to.equal(421);
    expect((await send("/a", { headers: { Host: API_HOST } })).status).to.equal(200);
  });
});
