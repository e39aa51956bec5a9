/** DynamoDB, S3, KMS, Athena and Glue in the local provider. */
import { isRecord } from "../graph";
import { uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { arnOf, documentOf, named, type ResourceType, textOf, token } from "./resourceType";

const table: ResourceType = {
  autoName: named(255),
  taggable: true,
  defaults: { billingMode: "PROVISIONED", deletionProtectionEnabled: false, tableClass: "STANDARD" },
  check: (checks) => {
    checks.text("name", {
      minimum: 3,
      maximum: 255,
      pattern: /^[\w.-]+$/,
      patternMeaning: "letters, digits and _ . -",
    });
    checks.oneOf("billingMode", ["PROVISIONED", "PAY_PER_REQUEST"]);
    checks.oneOf("streamViewType", ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]);
    if (checks.known("streamEnabled") === true) checks.required("streamViewType");
    checks.required("hashKey", "attributes");
    checkKeys(checks);
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    const arn = arnOf(context, "dynamodb", `table/${name}`);
    const streamLabel = "2026-01-01T00:00:00.000";
    const stream = inputs.streamEnabled === true ? { streamArn: `${arn}/stream/${streamLabel}`, streamLabel } : {};
    return { id: name, outputs: { arn, ...stream } };
  },
};

/** Every declared attribute must be a key of the table or an index, and every key must be declared. */
function checkKeys(checks: InputChecks): void {
  const declared = checks.list("attributes").map((attribute) => String(attribute.name));
  for (const { type } of checks.list("attributes")) {
    checks.oneOf("attributes.type", ["S", "N", "B"], type);
  }
  const indexes = [...checks.list("globalSecondaryIndexes"), ...checks.list("localSecondaryIndexes")];
  const keys = [checks.inputs, ...indexes].flatMap(({ hashKey, rangeKey }) => [hashKey, rangeKey]);
  const used = keys.filter((key) => typeof key === "string");
  for (const key of used.filter((key) => !declared.includes(key))) {
    checks.refuse(`attributes lacks "${key}", which is a key; declare it with its type`);
  }
  for (const name of declared.filter((name) => !used.includes(name))) {
    checks.refuse(`attributes has "${name}", which is no key of the table or an index; leave it out`);
  }
}

const tableItem: ResourceType = {
  check: (checks) => {
    checks.required("tableName", "hashKey", "item");
    const item = checks.json("item");
    for (const property of ["hashKey", "rangeKey"]) {
      const key = checks.known(property);
      if (item !== undefined && typeof key === "string" && !isRecord(item[key])) {
        checks.refuse(`item has no "${key}", the ${property} of the table; write it as {"${key}":{"S":"…"}}`);
      }
    }
  },
  compute: ({ inputs }) => {
    const item = documentOf(inputs, "item");
    const value = (property: string): string => {
      const attribute = item[textOf(inputs, property)];
      return isRecord(attribute) ? String(Object.values(attribute)[0]) : "";
    };
    const range = inputs.rangeKey === undefined ? {} : { rangeKeyValue: value("rangeKey") };
    const outputs = { hashKeyValue: value("hashKey"), ...range };
    return { id: [textOf(inputs, "tableName"), ...Object.values(outputs)].join("|"), outputs };
  },
};

const bucket: ResourceType = {
  autoName: { property: "bucket", maximum: 63, transform: (name) => name.toLowerCase() },
  taggable: true,
  defaults: { forceDestroy: false, objectLockEnabled: false },
  check: (checks) =>
    checks.text("bucket", {
      minimum: 3,
      maximum: 63,
      pattern: /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
      patternMeaning: "lower-case letters, digits, - and ., starting and ending with a letter or digit",
    }),
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "bucket");
    return {
      id: name,
      outputs: {
        arn: `arn:${context.partition}:s3:::${name}`,
        bucketDomainName: `${name}.s3.amazonaws.com`,
        bucketRegion: context.region,
        bucketRegionalDomainName: `${name}.s3.${context.region}.amazonaws.com`,
        hostedZoneId: "Z3AQBSTGFYJSTF",
      },
    };
  },
};

/** A setting of a bucket, which has the bucket's id. */
function bucketSetting(check?: ResourceType["check"], ...required: string[]): ResourceType {
  return {
    check: (checks) => {
      checks.required("bucket", ...required);
      check?.(checks);
    },
    compute: ({ inputs }) => ({ id: textOf(inputs, "bucket"), outputs: {} }),
  };
}

function checkLifecycle(checks: InputChecks): void {
  for (const { id, status } of checks.list("rules")) {
    checks.oneOf(`rules.${String(id)}.status`, ["Enabled", "Disabled"], status);
  }
}

const key: ResourceType = {
  taggable: true,
  policies: { policy: 32_768 },
  defaults: {
    customerMasterKeySpec: "SYMMETRIC_DEFAULT",
    isEnabled: true,
    keyUsage: "ENCRYPT_DECRYPT",
    multiRegion: false,
  },
  check: (checks) => {
    checks.text("description", { maximum: 8192 });
    checks.integer("deletionWindowInDays", 7, 30);
    checks.integer("rotationPeriodInDays", 90, 2560);
  },
  compute: ({ urn, context }) => {
    const keyId = uuidOf(urn);
    return { id: keyId, outputs: { arn: arnOf(context, "kms", `key/${keyId}`), keyId } };
  },
};

const alias: ResourceType = {
  autoName: { property: "name", maximum: 256, transform: (name) => `alias/${name}` },
  check: (checks) => {
    checks.required("targetKeyId");
    const form = {
      pattern: /^alias\/(?!aws\/)[\w/-]+$/,
      patternMeaning: "alias/<letters, digits, _ / ->, not alias/aws/",
    };
    checks.text("name", { maximum: 256, ...form });
  },
  compute: ({ inputs, context }) => {
    const target = textOf(inputs, "targetKeyId");
    return {
      id: textOf(inputs, "name"),
      outputs: {
        arn: arnOf(context, "kms", textOf(inputs, "name")),
        targetKeyArn: target.startsWith("arn:") ? target : arnOf(context, "kms", `key/${target}`),
      },
    };
  },
};

/** Resource types that hold data, and the keys that encrypt it, by token. */
export const dataTypes: Record<string, ResourceType> = {
  [token("dynamodb", "Table")]: table,
  [token("dynamodb", "TableItem")]: tableItem,
  [token("s3", "Bucket")]: bucket,
  [token("s3", "BucketPublicAccessBlock")]: bucketSetting(),
  [token("s3", "BucketPolicy")]: { ...bucketSetting(undefined, "policy"), policies: { policy: 20_480 } },
  [token("s3", "BucketLifecycleConfiguration")]: bucketSetting(checkLifecycle, "rules"),
  [token("s3", "BucketServerSideEncryptionConfiguration")]: bucketSetting(undefined, "rules"),
  [token("s3", "BucketVersioning")]: bucketSetting((checks) => {
    checks.oneOf("versioningConfiguration.status", ["Enabled", "Suspended", "Disabled"]);
  }, "versioningConfiguration"),
  [token("s3", "BucketOwnershipControls")]: bucketSetting((checks) => {
    checks.oneOf("rule.objectOwnership", ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"]);
  }, "rule"),
  [token("s3", "BucketLogging")]: bucketSetting(undefined, "targetBucket", "targetPrefix"),
  [token("kms", "Key")]: key,
  [token("kms", "Alias")]: alias,
};
