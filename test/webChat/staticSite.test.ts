import { expect } from "chai";
import { StaticSite, type StaticSiteArgs } from "../../components/foundations/staticSite";
import { MODES, run, type Run, valueOf } from "../support/mocks";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555";
const INDEX = { path: "index.html", text: "<!doctype html>" };

const site = (changes: Partial<StaticSiteArgs> = {}) =>
  new StaticSite("portal", { description: "Portal", files: [INDEX], ...changes });

interface Statement {
  Sid: string;
  Effect: string;
  Principal: unknown;
  Action: string;
  Resource: unknown;
  Condition: unknown;
}

function statements(of: Run<StaticSite>): Statement[] {
  const { policy } = of.one("aws:s3/bucketPolicy:BucketPolicy").inputs;
  return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
}

for (const mode of MODES) {
  describe(`StaticSite (${mode})`, () => {
    let standard: Run<StaticSite>;

    before(async () => (standard = await run(mode, () => site())));

    it("reads its files from a private bucket, over HTTPS only, with the strict headers on every answer", () => {
      const { inputs } = standard.one("aws:cloudfront/distribution:Distribution");
      expect(inputs).to.deep.include({
        enabled: true,
        defaultRootObject: "index.html",
        httpVersion: "http2and3",
        orderedCacheBehaviors: [],
        customErrorResponses: [],
        viewerCertificate: { cloudfrontDefaultCertificate: true },
      });
      expect(inputs.defaultCacheBehavior).to.deep.include({
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD"],
        compress: true,
      });
      expect(standard.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).to.include({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      const { securityHeadersConfig } = standard.one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
        .inputs as { securityHeadersConfig: Record<string, object> };
      expect(securityHeadersConfig).to.have.all.keys(
        "contentSecurityPolicy",
        "contentTypeOptions",
        "referrerPolicy",
        "strictTransportSecurity",
      );
    });

    it("shows a page for what is missing, and keeps files whose names change for a year", async () => {
      const files = [INDEX, { path: "404.html", text: "gone" }, { path: "app.1a2b.js", text: "1", immutable: true }];
      const { one, all } = await run(mode, () => site({ files, notFoundPage: "404.html" }));
      expect(one("aws:cloudfront/distribution:Distribution").inputs.customErrorResponses).to.deep.equal([
        { errorCode: 404, responseCode: 404, responsePagePath: "/404.html", errorCachingMinTtl: 10 },
      ]);
      const kept = all("aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => inputs.cacheControl);
      expect(kept).to.have.members(["no-cache", "no-cache", "public, max-age=31536000, immutable"]);
    });

    it("takes TLS 1.2 at the least under names of its own", async () => {
      const domain = { aliases: ["portal.example.com"], certificateArn: CERTIFICATE };
      const { one } = await run(mode, () => site({ domain }));
      expect(one("aws:cloudfront/distribution:Distribution").inputs).to.deep.include({
        aliases: ["portal.example.com"],
        viewerCertificate: {
          acmCertificateArn: CERTIFICATE,
          sslSupportMethod: "sni-only",
          minimumProtocolVersion: "TLSv1.2_2021",
        },
      });
    });
  });
}

describe("StaticSite", () => {
  it("lets its own distribution read the bucket, and nobody else", async () => {
    const standard = await run("update", () => site());
    const arn = await valueOf(standard.result.distributionArn);
    const allowed = statements(standard).filter(({ Effect }) => Effect === "Allow");
    expect(allowed.map(({ Action }) => Action)).to.deep.equal(["s3:GetObject", "s3:ListBucket"]);
    for (const { Principal, Condition } of allowed) {
      expect(Principal).to.deep.equal({ Service: "cloudfront.amazonaws.com" });
      expect(Condition).to.deep.equal({ StringEquals: { "AWS:SourceArn": arn } });
    }
    expect(await valueOf(standard.result.url)).to.match(/^https:\/\/d\w+\.cloudfront\.net$/);
  });

  it("says in one policy that only its own scripts and styles run, and that nothing is sent elsewhere", async () => {
    const { one } = await run("update", () => site());
    const { securityHeadersConfig } = one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs as {
      securityHeadersConfig: Record<string, Record<string, unknown>>;
    };
    const { contentSecurityPolicy, contentTypeOptions, strictTransportSecurity } = securityHeadersConfig;
    expect(String(contentSecurityPolicy?.contentSecurityPolicy).split("; ")).to.have.members([
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
    for (const header of Object.values(securityHeadersConfig)) expect(header).to.include({ override: true });
    expect(contentTypeOptions).to.deep.equal({ override: true });
    expect(strictTransportSecurity).to.include({ accessControlMaxAgeSec: 63_072_000 });
  });

  it("speaks TLS to its API and signs what it asks of its bucket", async () => {
    const api = { endpoint: "https://abc.execute-api.us-east-1.amazonaws.com", originSecret: "s" };
    const { one } = await run("update", () => site({ api }));
    const { origins } = one("aws:cloudfront/distribution:Distribution").inputs as {
      origins: { originId: string; domainName: string; customOriginConfig?: object }[];
    };
    const origin = origins.find(({ originId }) => originId === "api");
    expect(origin).to.include({ domainName: "abc.execute-api.us-east-1.amazonaws.com" });
    expect(origin?.customOriginConfig).to.deep.include({
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"],
    });
    expect(one("aws:cloudfront/originAccessControl:OriginAccessControl").inputs).to.include({
      signingBehavior: "always",
      signingProtocol: "sigv4",
    });
  });

  it("may be framed by nobody unless a site is named", async () => {
    const { one } = await run("update", () => site());
    expect(JSON.stringify(one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy").inputs)).to.contain(
      "frame-ancestors 'none'",
    );
  });

  it("refuses what would break, naming the argument and what to do", async () => {
    const api = { endpoint: "https://abcdefghij.execute-api.us-east-1.amazonaws.com", originSecret: "secret" };
    const wrong: [Partial<StaticSiteArgs>, RegExp][] = [
      [{ files: [] }, /files has no index\.html; add/],
      [{ files: [INDEX, { path: "/a.js", text: "" }] }, /"\/a\.js" is not allowed/],
      [{ files: [INDEX, { path: "../a.js", text: "" }] }, /"\.\.\/a\.js" is not allowed/],
      [{ files: [INDEX, { path: "api/a.js", text: "" }], api }, /api\/ is the API's/],
      [{ files: [INDEX, { path: "a.exe", text: "" }] }, /content type is not known; known are css/],
      [{ notFoundPage: "index.html", api }, /notFoundPage and api are both given/],
      [{ notFoundPage: "404.html" }, /"404\.html" is none of the files/],
      [{ firewall: true, requestsPerAddress: 5 }, /requestsPerAddress is 5; .* from 10/],
    ];
    for (const [changes, message] of wrong) {
      const { result } = await run("update", () => {
        try {
          return String(site(changes));
        } catch (error) {
          return String(error);
        }
      });
      expect(result).to.match(message);
    }
  });
});
