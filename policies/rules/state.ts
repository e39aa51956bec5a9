/** G-09 and G-10: what holds data is protected, and nothing is bound to one account or Region. */
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { allTexts, isOneOf, isText, isTrue } from "../model/value";
import { BUCKET, holdsSite } from "./storage";

/** Types that hold what cannot be made again: customers' data, numbers, people, keys. Buckets are looked at on their own. */
const STATEFUL: readonly string[] = [
  "connect/instance:Instance",
  "connect/phoneNumber:PhoneNumber",
  "dynamodb/table:Table",
  "kinesis/stream:Stream",
  "kms/key:Key",
  "cognito/userPool:UserPool",
  "redshiftserverless/namespace:Namespace",
];

/** Connect stops logging for good when its log group is deleted. */
const FLOW_LOG = /^\/aws\/connect\//;

export const protection: Rule = {
  id: "G-09",
  title: "In production, what holds data is protected from destroy, and by the service where it offers that.",
  protects: "A mistyped command or setting deletes the instance, its numbers or a year of records.",
  references: ["DynamoDB.6", "Cognito.4", "RDS.8"],
  each: {
    "aws:dynamodb/table:Table": (resource, report, { production }) => {
      const message = "Set deletionProtectionEnabled to true.";
      if (production) demand(resource, report, ["deletionProtectionEnabled", isTrue, "deletion", message]);
    },
    "aws:cognito/userPool:UserPool": (resource, report, { production }) => {
      const message = "Set deletionProtection to ACTIVE.";
      if (production) demand(resource, report, ["deletionProtection", isOneOf("ACTIVE"), "deletion", message]);
    },
    "aws:secretsmanager/secret:Secret": (resource, report, { production }) => {
      const message = "Leave recoveryWindowInDays out, or set 7 to 30: at 0 nothing brings a secret back.";
      if (production) demand(resource, report, ["recoveryWindowInDays", (days) => days !== 0, "deletion", message]);
    },
  },
  stack: (stack, report) => {
    if (!stack.production) return;
    for (const type of STATEFUL) stack.of(type).forEach((resource) => isProtected(resource, report));
    for (const bucket of stack.of(BUCKET)) {
      if (isMadeAgain(stack, bucket)) continue;
      isProtected(bucket, report);
      demand(bucket, report, ["forceDestroy", (force) => !isTrue(force), "deletion", "Leave forceDestroy out."]);
    }
    for (const group of stack.of("cloudwatch/logGroup:LogGroup")) {
      const name = group.props["name"];
      if (isText(name) && FLOW_LOG.test(name)) isProtected(group, report);
    }
  },
};

function isProtected(resource: Resource, report: Report): void {
  if (!resource.protect) report(resource, "protect", "Set protect: true in its options.");
}

/** Files of sites come from the program, answers of queries from a query: both are made again, unless data lies beside. */
function isMadeAgain(stack: Stack, bucket: Resource): boolean {
  const answers = stack
    .of("athena/workgroup:Workgroup")
    .some((group) => stack.mentions(group, "configuration", bucket));
  return (answers || holdsSite(stack, bucket)) && !holdsData(stack, bucket);
}

const WRITERS: readonly (readonly [type: string, path: string])[] = [
  ["connect/instanceStorageConfig:InstanceStorageConfig", "storageConfig"],
  ["kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "extendedS3Configuration"],
  ["lambda/eventSourceMapping:EventSourceMapping", "destinationConfig"],
  ["glue/catalogTable:CatalogTable", "storageDescriptor"],
];

function holdsData(stack: Stack, bucket: Resource): boolean {
  return WRITERS.some(([type, path]) => stack.of(type).some((by) => stack.mentions(by, path, bucket)));
}

const ACCOUNT = /(?<![\w.-])\d{12}(?![\w.-])/g;
const REGION =
  /\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov|-iso[a-z]?)?-(?:central|east|north|northeast|northwest|south|southeast|southwest|west)-\d\b/g;

/** Types that CloudFront wants in us-east-1 wherever the stack is. */
const GLOBAL = /^aws:(wafv2|acm|cloudfront)\//;

/** Texts in which numbers and names mean something else. */
const FREE_TEXT = /^(code|source|content|templateBody|description|dashboardBody|sql|tags|tagsAll)(\.|$)/;

export const portable: Rule = {
  id: "G-10",
  title: "No account and no Region but the stack's own is written down anywhere.",
  protects: "A stack in another account or Region reaches into this one, or does not work.",
  references: ["Well-Architected SEC01"],
  stack: (stack, report) => {
    const own = homeOf(stack);
    for (const resource of stack.resources) {
      for (const [path, text] of allTexts(resource.props)) {
        if (text.length >= 9 && !FREE_TEXT.test(path)) foreign(resource, path, text, own, report);
      }
    }
  },
};

interface Home {
  readonly accounts: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
}

/** The account and the Region most ARNs of the stack name. */
function homeOf(stack: Stack): Home {
  const accounts = new Map<string, number>();
  const regions = new Map<string, number>();
  for (const { props } of stack.resources) {
    if (!isText(props["arn"])) continue;
    const [, , , region = "", account = ""] = props["arn"].split(":");
    if (region !== "") regions.set(region, (regions.get(region) ?? 0) + 1);
    if (account !== "") accounts.set(account, (accounts.get(account) ?? 0) + 1);
  }
  return { accounts: mostNamed(accounts), regions: mostNamed(regions) };
}

function mostNamed(counts: ReadonlyMap<string, number>): ReadonlySet<string> {
  const [first] = [...counts].sort(([, one], [, other]) => other - one);
  return new Set(first ? [first[0]] : []);
}

function foreign(resource: Resource, path: string, text: string, own: Home, report: Report): void {
  // Before anything is created nothing tells which account and Region are the stack's own.
  if (own.accounts.size === 0) return;
  for (const [account] of text.matchAll(ACCOUNT)) {
    if (!own.accounts.has(account)) report(resource, "account", `${path} names the account ${account}.`);
  }
  for (const [region] of text.matchAll(REGION)) {
    if (own.regions.has(region) || (region === "us-east-1" && GLOBAL.test(resource.type))) continue;
    report(resource, "region", `${path} names the Region ${region}.`);
  }
}
