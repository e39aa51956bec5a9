/** A site of static files: a private bucket behind CloudFront, with strict headers, and an HTTP API under /api when wanted. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "./privateBucket";
import { keptFile } from "./keptFile";
import { SiteFirewall } from "./siteFirewall";

/** A file of a site. */
export interface SiteFile {
  /** Path below the site's root, without a leading slash, such as `index.html`. */
  path: string;
  /** Its text. Known only when it is deployed, an Output. Long texts are uploaded as files: Pulumi's state has their hash. */
  text: pulumi.Input<string>;
  /** Whether the name changes with the content: then browsers keep it for a year. Default false, they ask each time. */
  immutable?: boolean;
}

/** An HTTP API that answers below `/api/`. */
export interface SiteApiArgs {
  /** Its address, `https://<id>.execute-api.<Region>.amazonaws.com`. */
  endpoint: pulumi.Input<string>;
  /**
   * What CloudFront sends along in {@link ORIGIN_HEADER}, so that the API can refuse whoever goes round it. Left out, it
   * sends nothing: an API that asks for tokens is locked already.
   */
  originSecret?: pulumi.Input<string>;
}

/** A name of the site's own. */
export interface SiteDomainArgs {
  /** Host names, such as `chat.example.com`. */
  aliases: pulumi.Input<string>[];
  /** ARN of an ACM certificate in us-east-1 that covers them. */
  certificateArn: pulumi.Input<string>;
}

/** Where CloudFront's access log goes. It has viewers' addresses: nobody's, unless somebody has a reason to keep them. */
export interface SiteAccessLogArgs {
  /** `<bucket>.s3.amazonaws.com`; a bucket that allows ACLs, because CloudFront writes with one. */
  bucketDomainName: pulumi.Input<string>;
  prefix?: string;
}

/** What pages of the site may do: values of a Content-Security-Policy, each list in addition to `'self'`. */
export interface SiteContentPolicy {
  /** Origins it may connect to besides its own. */
  connect?: pulumi.Input<string>[];
  /** Origins whose pages may show it in a frame. Default none. */
  frameAncestors?: pulumi.Input<string>[];
}

/** Arguments of {@link StaticSite}. */
export interface StaticSiteArgs {
  /** What the site is; shown in the CloudFront console. */
  description: string;
  /** Its files. `index.html` answers at the root. */
  files: SiteFile[];
  /** What its pages may do. */
  contentPolicy?: SiteContentPolicy;
  /** An API of the same origin. */
  api?: SiteApiArgs;
  /** Path of the file that is shown for what is not there. Not together with `api`, whose own errors it would hide. */
  notFoundPage?: string;
  /** Own names. Left out, the site has one of cloudfront.net, whose certificate also takes TLS below 1.2. */
  domain?: SiteDomainArgs;
  /** Whether AWS WAF stands before it, in us-east-1: a rate an address, and Amazon's common rules. Default false. */
  firewall?: boolean;
  /** Requests one address may make in 5 minutes, with `firewall`; 10 or more. Default 300. */
  requestsPerAddress?: number;
  /** Whether requests of the API may be long and have tags in them, with `firewall`: what reads them has to check. Default false. */
  markup?: boolean;
  /** Left out, no access log is written. */
  accessLog?: SiteAccessLogArgs;
}

/** Header in which CloudFront tells the API that a request came through it. */
export const ORIGIN_HEADER = "x-origin-verify";

/** Policies CloudFront brings; their ids are the same in every account. */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Errors CloudFront would keep for 10 s and give to others: an API's belong to whoever asked. */
const KEPT_ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/** Seconds browsers remember to use HTTPS only: two years, what preload lists ask for. */
const HSTS_SECONDS = 63_072_000;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
};

/** A static site. */
export class StaticSite extends pulumi.ComponentResource {
  /** `https://` and the site's name: the first alias, or the one of cloudfront.net. No slash at the end. */
  readonly url: pulumi.Output<string>;
  /** The name CloudFront gave the site, to which a name of its own points. */
  readonly host: pulumi.Output<string>;
  /** ARN of the distribution. */
  readonly distributionArn: pulumi.Output<string>;
  /** Bucket the files lie in. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: StaticSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:StaticSite", name, {}, opts);
    checkArgs(name, args);
    const firewall = args.firewall
      ? new SiteFirewall(
          `${name}-firewall`,
          { requestsPerAddress: args.requestsPerAddress, markup: args.markup },
          { parent: this },
        )
      : undefined;
    // The bucket's policy names the distribution, which fetches from the bucket.
    const [distributionArn, resolveArn] = pulumi.deferredOutput<string>();
    const bucket = new PrivateBucket(`${name}-files`, { distributionArn, derived: true }, { parent: this });
    args.files.forEach((file) => this.object(name, file, bucket.bucketName));
    const distribution = this.distribution(name, args, bucket, firewall);
    resolveArn(distribution.arn);
    this.host = distribution.domainName;
    this.distributionArn = distribution.arn;
    this.bucketName = bucket.bucketName;
    this.url = pulumi.interpolate`https://${args.domain?.aliases[0] ?? distribution.domainName}`;
    this.registerOutputs({ url: this.url, distributionArn: this.distributionArn, bucketName: this.bucketName });
  }

  private object(name: string, { path, text, immutable }: SiteFile, bucket: pulumi.Input<string>): void {
    new aws.s3.BucketObjectv2(
      `${name}-${path.replaceAll(/[^A-Za-z0-9]+/g, "-")}`,
      {
        bucket,
        key: path,
        ...contentOf(path, text),
        contentType: contentTypeOf(path),
        // Asking costs little: what has not changed is not sent again. So a page never meets scripts of another version.
        cacheControl: immutable ? "public, max-age=31536000, immutable" : "no-cache",
      },
      { parent: this },
    );
  }

  private distribution(
    name: string,
    args: StaticSiteArgs,
    bucket: PrivateBucket,
    firewall: SiteFirewall | undefined,
  ): aws.cloudfront.Distribution {
    const access = new aws.cloudfront.OriginAccessControl(
      `${name}-access`,
      {
        description: `Reads the files of ${name}`,
        originAccessControlOriginType: "s3",
        signingBehavior: "always",
        signingProtocol: "sigv4",
      },
      { parent: this },
    );
    const headers = this.headersPolicy(name, args.contentPolicy ?? {});
    const common = { viewerProtocolPolicy: "redirect-to-https", compress: true, responseHeadersPolicyId: headers.id };
    const files = {
      originId: "files",
      domainName: bucket.regionalDomainName,
      originAccessControlId: access.id,
    };
    return new aws.cloudfront.Distribution(
      name,
      {
        enabled: true,
        comment: args.description,
        defaultRootObject: "index.html",
        httpVersion: "http2and3",
        isIpv6Enabled: true,
        aliases: args.domain?.aliases,
        origins: [files, ...(args.api ? [apiOrigin(args.api)] : [])],
        defaultCacheBehavior: {
          ...common,
          targetOriginId: files.originId,
          allowedMethods: ["GET", "HEAD"],
          cachedMethods: ["GET", "HEAD"],
          cachePolicyId: CACHING_OPTIMIZED,
        },
        orderedCacheBehaviors: args.api ? [{ ...apiBehavior(), ...common, viewerProtocolPolicy: "https-only" }] : [],
        customErrorResponses: errorResponses(args),
        viewerCertificate: certificateOf(args.domain),
        restrictions: { geoRestriction: { restrictionType: "none" } },
        webAclId: firewall?.arn,
        loggingConfig: args.accessLog && {
          bucket: args.accessLog.bucketDomainName,
          prefix: args.accessLog.prefix,
          includeCookies: false,
        },
      },
      { parent: this },
    );
  }

  private headersPolicy(name: string, policy: SiteContentPolicy): aws.cloudfront.ResponseHeadersPolicy {
    return new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-headers`,
      {
        comment: `Headers of ${name}`,
        securityHeadersConfig: {
          contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(policy), override: true },
          contentTypeOptions: { override: true },
          referrerPolicy: { referrerPolicy: "no-referrer", override: true },
          strictTransportSecurity: {
            accessControlMaxAgeSec: HSTS_SECONDS,
            includeSubdomains: true,
            override: true,
          },
        },
        customHeadersConfig: {
          items: [
            {
              header: "Permissions-Policy",
              value: "camera=(), geolocation=(), microphone=(), payment=()",
              override: true,
            },
          ],
        },
      },
      { parent: this },
    );
  }
}

/** Text of this length and more lies beside the state and not in it. */
const LONG_TEXT = 16_384;

function contentOf(path: string, text: pulumi.Input<string>): Pick<aws.s3.BucketObjectv2Args, "content" | "source"> {
  return typeof text === "string" && text.length >= LONG_TEXT
    ? { source: new pulumi.asset.FileAsset(keptFile(path, text)) }
    : { content: text };
}

function checkArgs(name: string, { files, api, notFoundPage }: StaticSiteArgs): void {
  const paths = files.map(({ path }) => path);
  if (!paths.includes("index.html")) {
    throw new Error(`StaticSite ${name}: files has no index.html; add the page that is shown at the root.`);
  }
  for (const path of paths) {
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path) || (api !== undefined && path.startsWith("api/"))) {
      const taken = api === undefined ? "" : "; api/ is the API's";
      throw new Error(
        `StaticSite ${name}: file path "${path}" is not allowed; use letters, digits, ., _ and -, no leading /${taken}.`,
      );
    }
    contentTypeOf(path);
  }
  if (notFoundPage !== undefined && api !== undefined) {
    throw new Error(
      `StaticSite ${name}: notFoundPage and api are both given; CloudFront would show the page in place of the API's own 403 and 404. Leave notFoundPage out.`,
    );
  }
  if (notFoundPage !== undefined && !paths.includes(notFoundPage)) {
    throw new Error(`StaticSite ${name}: notFoundPage "${notFoundPage}" is none of the files; add it to files.`);
  }
}

/** @throws Error naming the endings there are */
function contentTypeOf(path: string): string {
  const type = CONTENT_TYPES[path.split(".").at(-1) ?? ""];
  if (type === undefined) {
    const known = Object.keys(CONTENT_TYPES).join(", ");
    throw new Error(`A site's file "${path}" has an ending whose content type is not known; known are ${known}.`);
  }
  return type;
}

/**
 * Nothing but the site's own scripts and styles; no plug-ins, forms or frames. Whoever may frame it is named here and
 * not by X-Frame-Options, which knows no list and would contradict it.
 */
function contentSecurityPolicy({ connect = [], frameAncestors = [] }: SiteContentPolicy): pulumi.Output<string> {
  return pulumi.all([pulumi.all(connect), pulumi.all(frameAncestors)]).apply(([connects, ancestors]) =>
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src ${["'self'", ...connects].join(" ")}`,
      "base-uri 'none'",
      "form-action 'none'",
      // No script can make HTML, or another script, out of text.
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      `frame-ancestors ${ancestors.length > 0 ? ["'self'", ...ancestors].join(" ") : "'none'"}`,
    ].join("; "),
  );
}

function apiOrigin({ endpoint, originSecret }: SiteApiArgs): aws.types.input.cloudfront.DistributionOrigin {
  return {
    originId: "api",
    domainName: pulumi.output(endpoint).apply((address) => new URL(address).host),
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"],
    },
    customHeaders: originSecret === undefined ? [] : [{ name: ORIGIN_HEADER, value: originSecret }],
  };
}

/** Nothing is kept, and all the viewer sent is passed on but the host name, by which API Gateway finds the API. */
function apiBehavior(): Omit<aws.types.input.cloudfront.DistributionOrderedCacheBehavior, "viewerProtocolPolicy"> {
  return {
    pathPattern: "/api/*",
    targetOriginId: "api",
    allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
    cachedMethods: ["GET", "HEAD"],
    cachePolicyId: CACHING_DISABLED,
    originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
  };
}

function errorResponses({
  api,
  notFoundPage,
}: StaticSiteArgs): aws.types.input.cloudfront.DistributionCustomErrorResponse[] {
  if (api !== undefined) {
    return KEPT_ERRORS.map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 }));
  }
  return notFoundPage === undefined
    ? []
    : [{ errorCode: 404, responseCode: 404, responsePagePath: `/${notFoundPage}`, errorCachingMinTtl: 10 }];
}

/** CloudFront fixes TLSv1 for its own certificate: 1.2 at the least takes a domain of one's own. */
function certificateOf(domain?: SiteDomainArgs): aws.types.input.cloudfront.DistributionViewerCertificate {
  return domain === undefined
    ? { cloudfrontDefaultCertificate: true }
    : {
        acmCertificateArn: domain.certificateArn,
        sslSupportMethod: "sni-only",
        minimumProtocolVersion: "TLSv1.2_2021",
      };
}
