/** G-17 and G-18: the warehouse, its network, and queries. */
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { isConfined, knownStatements } from "../model/statements";
import { at, entries, isBetween, isOneOf, isText, isTrue, passes, texts, UNKNOWN } from "../model/value";
import { ownKey } from "./storage";

const WORKGROUP = "redshiftserverless/workgroup:Workgroup";
const NAMESPACE = "redshiftserverless/namespace:Namespace";
const LIMIT = "redshiftserverless/usageLimit:UsageLimit";
const LOGS = ["userlog", "connectionlog", "useractivitylog"];
const ANYWHERE = /^(0\.0\.0\.0\/0|::\/0)$/;

export const warehouse: Rule = {
  id: "G-17",
  title: "The warehouse is reached by its API only, logs who asked what, and cannot spend without a bound.",
  protects: "Every contact of years is read from the internet, or a query costs a month's budget.",
  references: ["RedshiftServerless.1", "RedshiftServerless.2", "RedshiftServerless.3", "RedshiftServerless.5", "EC2.2"],
  each: {
    "aws:redshiftserverless/namespace:Namespace": (resource, report) =>
      demand(
        resource,
        report,
        ["manageAdminPassword", isTrue, "admin", "Set manageAdminPassword to true."],
        ["adminUserPassword", (value) => !isText(value), "admin", "Leave the password to Secrets Manager."],
        [
          "adminUsername",
          (name) => isText(name) && !/^(admin|awsuser|root)$/.test(name),
          "admin",
          "Choose another name.",
        ],
        ["dbName", (name) => isText(name) && name !== "dev", "database", "Name the database."],
        ["logExports", (logs) => LOGS.every((log) => texts(logs).includes(log)), "log", `Export ${LOGS.join(", ")}.`],
      ),
    "aws:redshiftserverless/workgroup:Workgroup": (resource, report) => {
      demand(
        resource,
        report,
        ["publiclyAccessible", (value) => !isTrue(value), "public", "Set publiclyAccessible to false."],
        ["enhancedVpcRouting", isTrue, "routing", "Set enhancedVpcRouting to true."],
        ["maxCapacity", isBetween(1, 1024), "capacity", "Set maxCapacity."],
        [
          "securityGroupIds",
          (ids) => entries(ids).length > 0,
          "network",
          "Name a security group: the default is open.",
        ],
        ["subnetIds", (ids) => entries(ids).length >= 3, "network", "Name three subnets, each in a zone of its own."],
      );
      parameter(resource, "require_ssl", "tls", report);
      parameter(resource, "enable_user_activity_logging", "log", report);
    },
    "aws:ec2/subnet:Subnet": (resource, report) =>
      demand(resource, report, [
        "mapPublicIpOnLaunch",
        (value) => !isTrue(value),
        "public",
        "Give no public addresses.",
      ]),
    "aws:ec2/securityGroup:SecurityGroup": opens,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (resource, report) => {
      opens(resource, report);
      const rules = [...entries(resource.props["ingress"]), ...entries(resource.props["egress"])];
      if (rules.length > 0) report(resource, "network", "Leave the default group empty.");
    },
    "aws:ec2/internetGateway:InternetGateway": (resource, report) =>
      report(resource, "network", "Leave the network closed."),
    "aws:ec2/route:Route": (resource, report) =>
      demand(resource, report, ["destinationCidrBlock", isNarrow, "network", "Leave the network closed."]),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (resource, report) => {
      if (resource.props["policy"] === undefined) report(resource, "endpoint", "Give the endpoint a policy.");
      for (const statement of knownStatements(resource.props["policy"])) {
        const wide = statement.actions.some((action) => action.includes("*")) || statement.resources.includes("*");
        if (statement.effect === "Allow" && (wide || (statement.principals.includes("*") && !isConfined(statement)))) {
          report(resource, "endpoint", "Name actions and buckets, for this account only.");
        }
      }
    },
  },
  stack: (stack, report) => {
    for (const namespace of stack.of(NAMESPACE)) {
      for (const path of ["kmsKeyId", "adminPasswordSecretKmsKeyId"]) {
        if (!ownKey(stack, namespace, path)) report(namespace, "encryption", `Set ${path} to the stack's own key.`);
      }
    }
    for (const group of stack.of(WORKGROUP)) bounded(stack, group, report);
    if (stack.of(WORKGROUP).length === 0) return;
    for (const vpc of stack.of("ec2/vpc:Vpc")) {
      if (stack.naming(vpc, "ec2/defaultSecurityGroup:DefaultSecurityGroup", "vpcId").length === 0) {
        report(vpc, "network", "Empty its default security group with a DefaultSecurityGroup.");
      }
    }
  },
};

const isNarrow = (block: unknown): boolean => !isText(block) || !ANYWHERE.test(block);

function opens(resource: Resource, report: Report): void {
  for (const rule of entries(resource.props["ingress"])) {
    const blocks = [...entries(at(rule, "cidrBlocks")), ...entries(at(rule, "ipv6CidrBlocks"))];
    if (!blocks.every(isNarrow)) report(resource, "network", "Let nobody in from everywhere.");
  }
  for (const rule of entries(resource.props["egress"])) {
    const blocks = [...entries(at(rule, "cidrBlocks")), ...entries(at(rule, "ipv6CidrBlocks"))];
    if (!blocks.every(isNarrow)) report(resource, "network", "Name where connections go.");
  }
}

function parameter(resource: Resource, key: string, check: string, report: Report): void {
  const parameters = resource.props["configParameters"];
  if (parameters === UNKNOWN) return;
  const found = entries(parameters).find((entry) => at(entry, "parameterKey") === key);
  if (!found || !passes(at(found, "parameterValue"), isOneOf("true"))) report(resource, check, `Set ${key} to true.`);
}

function bounded(stack: Stack, group: Resource, report: Report): void {
  const limits = stack.of(LIMIT).filter((limit) => {
    const arn = limit.props["resourceArn"];
    return arn === UNKNOWN || stack.identified(isText(arn) ? arn : "", WORKGROUP) === group;
  });
  const stops = limits.some((limit) => passes(limit.props["breachAction"], isOneOf("deactivate")));
  if (!stops) report(group, "spending", "Give it a UsageLimit with breachAction deactivate.");
}

const ATHENA = "athena/workgroup:Workgroup";

export const queries: Rule = {
  id: "G-18",
  title: "Queries in Athena are encrypted, metered, bounded, and cannot choose otherwise.",
  protects: "Answers with customers' data lie open in a bucket; one query reads everything.",
  references: ["Athena.4", "Glue.1"],
  each: {
    "aws:athena/workgroup:Workgroup": (resource, report) => {
      const config = "configuration";
      const encryption = `${config}.resultConfiguration.encryptionConfiguration.encryptionOption`;
      demand(
        resource,
        report,
        [
          `${config}.enforceWorkgroupConfiguration`,
          (value) => value !== false,
          "enforce",
          "Enforce the configuration.",
        ],
        [`${config}.publishCloudwatchMetricsEnabled`, (value) => value !== false, "metrics", "Publish metrics."],
        [`${config}.bytesScannedCutoffPerQuery`, isBetween(10_485_760, 1e13), "cutoff", "Set a cut-off for one query."],
        [encryption, isOneOf("SSE_KMS"), "encryption", "Set encryptionOption to SSE_KMS."],
        [`${config}.resultConfiguration.outputLocation`, isText, "place", "Say where answers go."],
        ["state", (state) => state !== "DISABLED", "state", "Enable or remove it."],
      );
    },
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings": (resource, report) => {
      const mode = "dataCatalogEncryptionSettings.encryptionAtRest.catalogEncryptionMode";
      demand(resource, report, [mode, isOneOf("SSE-KMS"), "catalog", "Set it to SSE-KMS."]);
    },
  },
  stack: (stack, report) => {
    for (const group of stack.of(ATHENA)) {
      const path = "configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn";
      if (!ownKey(stack, group, path)) report(group, "encryption", "Encrypt answers with the stack's own key.");
      const place = at(group.props, "configuration.resultConfiguration.outputLocation");
      const ours = stack.of("s3/bucket:Bucket").some((bucket) => stack.mentions(group, "configuration", bucket));
      if (isText(place) && !ours) report(group, "place", `${place} is no bucket of the stack.`);
    }
    for (const table of stack.of("glue/catalogTable:CatalogTable")) {
      const place = at(table.props, "storageDescriptor.location");
      const ours = stack.of("s3/bucket:Bucket").some((bucket) => stack.mentions(table, "storageDescriptor", bucket));
      if (isText(place) && !ours) report(table, "place", `${place} is no bucket of the stack.`);
    }
  },
};
