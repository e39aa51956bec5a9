/** What sites and APIs stand on: routes that ask for tokens, long files beside the state, and what pages may load. */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { HttpApi } from "../../components/foundations/httpApi";
import { keptFile } from "../../components/foundations/keptFile";
import { type SiteContentPolicy, StaticSite } from "../../components/foundations/staticSite";
import { assetText, MODES, run } from "../support/mocks";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:state";
const ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_aBcDeF123";
const TOKENS = { issuer: ISSUER, audiences: ["client"], scopes: ["openid"] };

const handler = { arn: FUNCTION, functionName: "state" };
const api = () =>
  new HttpApi("api", { description: "Of a test", keyArn: "arn:aws:kms:x", logRetentionDays: 30, requestsPerSecond: 5 });
const site = (contentPolicy: SiteContentPolicy, text = "<!doctype html>") =>
  new StaticSite("site", { description: "Of a test", files: [{ path: "index.html", text }], contentPolicy });

const ROUTE = "aws:apigatewayv2/route:Route";

for (const mode of MODES) {
  describe(`HttpApi with tokens (${mode})`, () => {
    it("asks for one on every route but those of OPTIONS, whichever handler answers", async () => {
      const { all, one } = await run(mode, () => {
        const made = api();
        made.requireTokens(TOKENS);
        made.serve(handler, ["GET /api/state", "OPTIONS /api/state"]);
        made.serve(handler, ["POST /api/changes"], "changes");
      });
      expect(one("aws:apigatewayv2/authorizer:Authorizer").inputs).to.deep.include({
        authorizerType: "JWT",
        identitySources: ["$request.header.Authorization"],
        jwtConfiguration: { issuer: ISSUER, audiences: ["client"] },
      });
      const locks = all(ROUTE).map(({ inputs }) => [
        inputs.routeKey,
        inputs.authorizationType,
        inputs.authorizationScopes,
        "authorizerId" in inputs,
      ]);
      expect(locks).to.have.deep.members([
        ["GET /api/state", "JWT", ["openid"], true],
        ["OPTIONS /api/state", undefined, undefined, false],
        ["POST /api/changes", "JWT", ["openid"], true],
      ]);
      const names = all("aws:apigatewayv2/integration:Integration").map(({ name }) => name);
      expect(names).to.have.members(["api-integration", "api-changes-integration"]);
    });

    it("asks for none where none is wanted", async () => {
      const { one, all } = await run(mode, () => api().serve(handler, ["GET /x"]));
      expect(one(ROUTE).inputs).to.have.all.keys("apiId", "routeKey", "target");
      expect(all("aws:apigatewayv2/authorizer:Authorizer")).to.deep.equal([]);
    });

    it("refuses to leave a route open, and a second handler without a label", async () => {
      await run(mode, () => {
        const made = api();
        made.serve(handler, ["GET /x"]);
        expect(() => made.requireTokens(TOKENS)).to.throw(/call it first, or the routes are open/);
        expect(() => made.serve(handler, ["GET /y"])).to.throw(/label is missing/);
      });
    });
  });

  describe(`StaticSite with long files (${mode})`, () => {
    it("uploads them as files, so that the state has their hash only, and writes short ones down", async () => {
      const long = "0123456789abcdef".repeat(1_024);
      const { one } = await run(mode, () => site({}, long));
      const { inputs } = one("aws:s3/bucketObjectv2:BucketObjectv2");
      expect(inputs).not.to.have.property("content");
      expect((await assetText(inputs.source)).text).to.equal(long);
      const short = await run(mode, () => site({}, long.slice(1)));
      expect(short.one("aws:s3/bucketObjectv2:BucketObjectv2").inputs).to.include({ content: long.slice(1) });
    });
  });
}

describe("what a site's pages may load", () => {
  const policyOf = async (contentPolicy: SiteContentPolicy): Promise<string[]> => {
    const { one } = await run("update", () => site(contentPolicy));
    const { securityHeadersConfig } = one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs as {
      securityHeadersConfig: { contentSecurityPolicy: { contentSecurityPolicy: string } };
    };
    return securityHeadersConfig.contentSecurityPolicy.contentSecurityPolicy.split("; ");
  };

  it("is its own, and of the rest what is named", async () => {
    expect(await policyOf({})).to.deep.equal([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      "frame-ancestors 'none'",
    ]);
    const wide = await policyOf({ connect: ["https://www.example.com"], frameAncestors: ["https://www.example.com"] });
    expect(wide).to.include("connect-src 'self' https://www.example.com");
    expect(wide).to.include("frame-ancestors 'self' https://www.example.com");
  });
});

describe("a long text kept as a file", () => {
  let folder = "";

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "kept-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("has the same path from run to run, and another with another text", () => {
    const first = keptFile("js/app.js", "one", folder);
    expect(keptFile("js/app.js", "one", folder)).to.equal(first);
    expect(keptFile("js/app.js", "two", folder)).not.to.equal(first);
    expect(readFileSync(first, "utf8")).to.equal("one");
    expect(readdirSync(folder)).to.have.length(2);
  });

  it("is written anew where somebody has changed it", () => {
    const file = keptFile("app.js", "one", folder);
    writeFileSync(file, "another");
    expect(readFileSync(keptFile("app.js", "one", folder), "utf8")).to.equal("one");
  });

  it("lie elsewhere when their folder cannot be written to, such as one that was installed read-only", () => {
    const taken = join(folder, "taken");
    writeFileSync(taken, "a file where a folder would have to be");
    const file = keptFile("app.js", "one", join(taken, "files"));
    expect(readFileSync(file, "utf8")).to.equal("one");
    expect(keptFile("app.js", "one", join(taken, "files")), "once a process").to.equal(file);
    expect(statSync(dirname(file)).mode & 0o077, "nobody else's").to.equal(0);
  });

  it("is removed when no run has asked for it for two weeks", () => {
    const [old, used] = [keptFile("app.js", "old", folder), keptFile("app.js", "used", folder)];
    const longAgo = new Date(Date.now() - 15 * 86_400_000);
    for (const file of [old, used]) utimesSync(file, longAgo, longAgo);
    keptFile("app.js", "used", folder);
    keptFile("app.js", "new", folder);
    expect([existsSync(old), existsSync(used)]).to.deep.equal([false, true]);
  });
});
