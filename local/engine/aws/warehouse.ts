/** What data is queried with, in the local provider: Glue's catalogue, Athena and Redshift Serverless. */
import { isRecord } from "../graph";
import { uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { checkProjection, checkView } from "./glueTable";
import { arnOf, named, type ResourceRequest, type ResourceType, textOf, token } from "./resourceType";

const athenaWorkgroup: ResourceType = {
  autoName: named(128),
  taggable: true,
  defaults: { forceDestroy: false, state: "ENABLED" },
  check: (checks) => {
    checks.text("name", { maximum: 128, pattern: /^[\w.-]+$/, patternMeaning: "letters, digits and _ . -" });
    checks.integer("configuration.bytesScannedCutoffPerQuery", 10_485_760, Number.MAX_SAFE_INTEGER);
    checks.oneOf("state", ["ENABLED", "DISABLED"]);
    const location = "configuration.resultConfiguration.outputLocation";
    checks.text(location, { maximum: 1024, pattern: /^s3:\/\/[^/]+/, patternMeaning: "s3://bucket/prefix/" });
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    return { id: name, outputs: { arn: arnOf(context, "athena", `workgroup/${name}`) } };
  },
};

const namedQuery: ResourceType = {
  autoName: named(128),
  defaults: { workgroup: "primary" },
  check: (checks) => {
    checks.required("database", "query");
    checks.text("query", { minimum: 1, maximum: 262_144 });
    checks.text("description", { maximum: 1024 });
  },
  compute: ({ urn }) => ({ id: uuidOf(urn), outputs: {} }),
};

const catalogName = {
  maximum: 255,
  pattern: /^[^A-Z]+$/,
  patternMeaning: "without upper-case letters, which Glue folds and Athena then does not find",
};

const catalogDatabase: ResourceType = {
  autoName: named(255),
  taggable: true,
  check: (checks) => checks.text("name", catalogName),
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    const catalogId = catalogOf(inputs, context);
    return { id: `${catalogId}:${name}`, outputs: { arn: arnOf(context, "glue", `database/${name}`), catalogId } };
  },
};

const catalogTable: ResourceType = {
  autoName: named(255),
  check: (checks) => {
    checks.required("databaseName");
    checks.text("name", catalogName);
    checks.oneOf("tableType", ["EXTERNAL_TABLE", "VIRTUAL_VIEW", "MANAGED_TABLE", "GOVERNED"]);
    if (checks.known("tableType") === "VIRTUAL_VIEW") checkView(checks);
    else checkProjection(checks);
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    const database = textOf(inputs, "databaseName");
    const catalogId = catalogOf(inputs, context);
    const arn = arnOf(context, "glue", `table/${database}/${name}`);
    return { id: `${catalogId}:${database}:${name}`, outputs: { arn, catalogId } };
  },
};

function catalogOf(inputs: Record<string, unknown>, context: ResourceRequest["context"]): string {
  return textOf(inputs, "catalogId") || context.accountId;
}

const serverlessName = {
  minimum: 3,
  maximum: 64,
  pattern: /^[a-z0-9-]+$/,
  patternMeaning: "lower-case letters, digits and -",
};

const namespace: ResourceType = {
  taggable: true,
  defaults: { dbName: "dev", adminUsername: "admin", manageAdminPassword: false },
  check: (checks) => {
    checks.required("namespaceName");
    checks.text("namespaceName", serverlessName);
    checks.text("dbName", {
      minimum: 1,
      maximum: 64,
      pattern: /^[a-z][\w$]*$/i,
      patternMeaning: "letters, digits and _",
    });
    checks.text("adminUsername", { minimum: 1, maximum: 128 });
    if (checks.inputs.manageAdminPassword === true && checks.inputs.adminUserPassword !== undefined) {
      checks.refuse("adminUserPassword is given with manageAdminPassword; Redshift makes the password itself then");
    }
    const roles = checks.known("iamRoles");
    const standard = checks.known("defaultIamRoleArn");
    if (typeof standard === "string" && Array.isArray(roles) && !roles.includes(standard)) {
      checks.refuse("defaultIamRoleArn is not among iamRoles; add it there");
    }
    for (const log of [checks.known("logExports")].flat()) {
      checks.oneOf("logExports", ["userlog", "connectionlog", "useractivitylog"], log);
    }
  },
  compute: ({ urn, inputs, context }) => {
    const namespaceId = uuidOf(urn);
    const secret = `secret:redshift!${textOf(inputs, "namespaceName")}-${textOf(inputs, "adminUsername")}-`;
    const suffix = uuidOf(`secret ${urn}`).slice(0, 6);
    return {
      id: textOf(inputs, "namespaceName"),
      outputs: {
        arn: arnOf(context, "redshift-serverless", `namespace/${namespaceId}`),
        namespaceId,
        iamRoles: inputs.iamRoles ?? [],
        ...(inputs.manageAdminPassword === true && {
          adminPasswordSecretArn: arnOf(context, "secretsmanager", `${secret}${suffix}`),
        }),
      },
    };
  },
};

/** Session parameters a workgroup may set. */
const CONFIGURATION = [
  ...["auto_mv", "datestyle", "enable_case_sensitive_identifier", "enable_user_activity_logging", "query_group"],
  ...["require_ssl", "search_path", "use_fips_ssl", "max_query_execution_time", "max_query_blocks_read"],
  ...["max_query_cpu_time", "max_query_cpu_usage_percent", "max_query_queue_time", "max_query_temp_blocks_to_disk"],
  ...["max_join_row_count", "max_nested_loop_join_row_count", "max_return_row_count", "max_scan_row_count"],
];

const serverlessWorkgroup: ResourceType = {
  taggable: true,
  defaults: {
    baseCapacity: 128,
    enhancedVpcRouting: false,
    publiclyAccessible: false,
    port: 5439,
    trackName: "current",
  },
  check: (checks) => {
    checks.required("namespaceName", "workgroupName");
    checks.text("workgroupName", serverlessName);
    checkCapacity(checks);
    const port = checks.known("port");
    if (typeof port === "number" && !((port >= 5431 && port <= 5455) || (port >= 8191 && port <= 8215))) {
      checks.refuse(`port is ${port}; it must be 5431 to 5455 or 8191 to 8215`);
    }
    const subnets = checks.known("subnetIds");
    if (Array.isArray(subnets) && subnets.length < 3 && checks.known("region") !== "us-west-1") {
      checks.refuse(
        `subnetIds has ${subnets.length} entries; a workgroup needs three subnets in three Availability Zones`,
      );
    }
    for (const { parameterKey } of checks.list("configParameters")) {
      checks.oneOf("configParameters.parameterKey", CONFIGURATION, parameterKey);
    }
  },
  compute: ({ urn, inputs, context }) => {
    const workgroupId = uuidOf(urn);
    const { accountId, region } = context;
    const address = `${textOf(inputs, "workgroupName")}.${accountId}.${region}.redshift-serverless.amazonaws.com`;
    return {
      id: textOf(inputs, "workgroupName"),
      outputs: {
        arn: arnOf(context, "redshift-serverless", `workgroup/${workgroupId}`),
        workgroupId,
        endpoints: [{ address, port: inputs.port, vpcEndpoints: [] }],
        subnetIds: inputs.subnetIds ?? [],
        securityGroupIds: inputs.securityGroupIds ?? [],
      },
    };
  },
};

function checkCapacity(checks: InputChecks): void {
  checks.integer("baseCapacity", 4, 1024);
  const base = checks.known("baseCapacity");
  const maximum = checks.known("maxCapacity");
  if (typeof base === "number" && base !== 4 && base % 8 !== 0) {
    checks.refuse(`baseCapacity is ${base} RPU; it must be 4 or a multiple of 8`);
  }
  if (typeof base === "number" && typeof maximum === "number" && maximum < base) {
    checks.refuse(`maxCapacity ${maximum} is below baseCapacity ${base}`);
  }
}

const usageLimit: ResourceType = {
  defaults: { breachAction: "log", period: "monthly" },
  check: (checks) => {
    checks.required("resourceArn", "usageType", "amount");
    checks.arn("resourceArn");
    checks.oneOf("usageType", ["serverless-compute", "cross-region-datasharing"]);
    checks.oneOf("period", ["daily", "weekly", "monthly"]);
    checks.oneOf("breachAction", ["log", "emit-metric", "deactivate"]);
    checks.integer("amount", 1, Number.MAX_SAFE_INTEGER);
  },
  compute: ({ urn, context }) => {
    const id = uuidOf(urn);
    return { id, outputs: { arn: arnOf(context, "redshift-serverless", `usagelimit/${id}`) } };
  },
};

/** The Data API takes so many bytes of SQL. */
const MAX_STATEMENT_BYTES = 100_000;

const statement: ResourceType = {
  defaults: { withEvent: false },
  check: (checks) => {
    checks.required("database", "sql");
    const given = ["workgroupName", "clusterIdentifier"].filter((name) => checks.inputs[name] !== undefined);
    if (given.length !== 1) {
      checks.refuse(`${given.join(" and ") || "no warehouse"} given; give one of workgroupName, clusterIdentifier`);
    }
    checks.text("sql", { minimum: 1, maximum: MAX_STATEMENT_BYTES });
    checks.text("statementName", { maximum: 500 });
    checks.arn("secretArn");
    for (const parameter of checks.list("parameters")) {
      if (!isRecord(parameter) || typeof parameter.name !== "string")
        checks.refuse("parameters: each has name and value");
    }
  },
  compute: ({ urn }) => ({ id: uuidOf(urn), outputs: {} }),
};

/** Resource types of warehouses by token. */
export const warehouseTypes: Record<string, ResourceType> = {
  [token("athena", "Workgroup")]: athenaWorkgroup,
  [token("athena", "NamedQuery")]: namedQuery,
  [token("glue", "CatalogDatabase")]: catalogDatabase,
  [token("glue", "CatalogTable")]: catalogTable,
  [token("redshiftserverless", "Namespace")]: namespace,
  [token("redshiftserverless", "Workgroup")]: serverlessWorkgroup,
  [token("redshiftserverless", "UsageLimit")]: usageLimit,
  [token("redshiftdata", "Statement")]: statement,
};
