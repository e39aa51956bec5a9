/** What stands before a site: a web ACL of AWS WAF that slows an address down and stops what is known to be bad. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Arguments of {@link SiteFirewall}. */
export interface SiteFirewallArgs {
  /** Requests one address may make in 5 minutes; 10 or more, AWS WAF's least. Default 300. */
  requestsPerAddress?: number;
  /**
   * Whether what is sent may be long and have tags in it, because a handler checks it: then Amazon's rules of the body's
   * length and tags count such a request and let it pass. Default false, they block it.
   */
  markup?: boolean;
}

const DEFAULT_REQUESTS = 300;

/** AWS WAF's own least. */
const LEAST_REQUESTS = 10;

/** The one Region that web ACLs of CloudFront are made in, wherever the stack is. */
const CLOUDFRONT_REGION = "us-east-1";

/** The group of {@link MARKUP_RULES}. */
const COMMON_RULES = "AWSManagedRulesCommonRuleSet";

/** Groups of rules Amazon keeps, in the order they are tried. */
const MANAGED_GROUPS = ["AWSManagedRulesAmazonIpReputationList", COMMON_RULES];

/** What Amazon blocks for its body: one of more than 8 KB, and one with what may be HTML, such as a tag of SSML. */
const MARKUP_RULES = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY"];

/** A web ACL for a CloudFront distribution. */
export class SiteFirewall extends pulumi.ComponentResource {
  /** ARN of the web ACL: what a distribution takes as its `webAclId`. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: SiteFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:SiteFirewall", name, args, opts);
    const limit = args.requestsPerAddress ?? DEFAULT_REQUESTS;
    if (!Number.isInteger(limit) || limit < LEAST_REQUESTS) {
      throw new Error(
        `SiteFirewall ${name}: requestsPerAddress is ${limit}; allowed are whole numbers from ${LEAST_REQUESTS}.`,
      );
    }
    const managed = MANAGED_GROUPS.map((group, index) => {
      const counted = args.markup && group === COMMON_RULES ? MARKUP_RULES : [];
      return managedRule(name, group, index + 1, counted);
    });
    const acl = new aws.wafv2.WebAcl(
      name,
      {
        region: CLOUDFRONT_REGION,
        scope: "CLOUDFRONT",
        defaultAction: { allow: {} },
        rules: [rateRule(name, limit), ...managed],
        visibilityConfig: seenAs(name),
      },
      { parent: this },
    );
    this.arn = acl.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

function rateRule(name: string, limit: number): aws.types.input.wafv2.WebAclRule {
  return {
    name: "rate",
    priority: 0,
    action: { block: {} },
    statement: { rateBasedStatement: { limit, aggregateKeyType: "IP", evaluationWindowSec: 300 } },
    visibilityConfig: seenAs(`${name}-rate`),
  };
}

function managedRule(
  name: string,
  group: string,
  priority: number,
  counted: string[],
): aws.types.input.wafv2.WebAclRule {
  const ruleActionOverrides = counted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name: group,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: "AWS",
        name: group,
        ...(ruleActionOverrides.length > 0 ? { ruleActionOverrides } : {}),
      },
    },
    visibilityConfig: seenAs(`${name}-${group}`),
  };
}

/** Counted, but no samples: a sampled request is kept with its address. */
function seenAs(metricName: string): aws.types.input.wafv2.WebAclVisibilityConfig {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
