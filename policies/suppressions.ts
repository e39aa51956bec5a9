/**
 * What the rules find and is meant to be so: each with the reason. One that matches nothing any more makes the tests fail,
 * and there are never more than a dozen kinds.
 */

/** Findings that are accepted. */
export interface Suppression {
  /** `G-02`. */
  readonly rule: string;
  /** Name of the check within the rule. */
  readonly check: string;
  /** Type token and name of the resources. */
  readonly resource: { readonly type: string; readonly name: RegExp };
  /** Whether it holds in every stack, or only where nobody is served yet. */
  readonly stacks: "all" | "development";
  readonly reason: string;
}

/** Most kinds of suppressions there may be. */
export const MOST_SUPPRESSIONS = 12;

export const SUPPRESSIONS: readonly Suppression[] = [
  {
    rule: "G-02",
    check: "access-log",
    resource: { type: "aws:s3/bucket:Bucket", name: /./ },
    stacks: "all",
    reason:
      "Who reads an object is told by data events of the account's CloudTrail, with the identity and within minutes; " +
      "server access logs tell less, later, and would be one more bucket of personal data.",
  },
  {
    rule: "G-04",
    check: "trust-source",
    resource: { type: "aws:iam/role:Role", name: /-copy-role$/ },
    stacks: "all",
    reason:
      "Redshift does not say in whose name it takes on a role; the role can only be given to the stack's own warehouse, " +
      "and reads two folders.",
  },
  {
    rule: "G-12",
    check: "rotation",
    resource: { type: "aws:secretsmanager/secret:Secret", name: /customer-hash/ },
    stacks: "all",
    reason: "With another key the same customer would get another hash, and years of records would fall apart.",
  },
  {
    rule: "G-12",
    check: "rotation",
    resource: { type: "aws:secretsmanager/secret:Secret", name: /slack|origin/ },
    stacks: "all",
    reason:
      "Slack gives its secret out by hand only; what CloudFront sends to the chat's API is made anew by replacing the " +
      "random password, in the same update at both ends.",
  },
  {
    rule: "G-15",
    check: "authorizer",
    resource: { type: "aws:apigatewayv2/route:Route", name: /-(get|post)-survey$/ },
    stacks: "all",
    reason: "The customer has no account: the page is opened by a token of 128 bits that is valid for one contact.",
  },
  {
    rule: "G-15",
    check: "authorizer",
    resource: { type: "aws:apigatewayv2/route:Route", name: /-api-conversations(-|$)/ },
    stacks: "all",
    reason:
      "Anybody may chat: the bridge takes requests only from the site's CloudFront, bounds conversations and turns, and " +
      "knows a conversation by a token of its own.",
  },
  {
    rule: "G-15",
    check: "authorizer",
    resource: { type: "aws:apigatewayv2/route:Route", name: /-slack-(events|commands|interactions)$/ },
    stacks: "all",
    reason: "Slack signs each request; the handler checks signature and age before it reads anything.",
  },
  {
    rule: "G-16",
    check: "default-certificate",
    resource: { type: "aws:cloudfront/distribution:Distribution", name: /./ },
    stacks: "all",
    reason: "Until a company gives the sites a domain of its own there is no certificate to name.",
  },
  {
    rule: "G-16",
    check: "log",
    resource: { type: "aws:cloudfront/distribution:Distribution", name: /./ },
    stacks: "all",
    reason:
      "Files are the same for everybody; every request that reaches code is in the access log of its API. Logs of a site " +
      "would only keep addresses of customers.",
  },
];
