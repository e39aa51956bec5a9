/** G-06 and G-07: the instance, and where it stores what customers said. */
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { isService, knownStatements, isConfined } from "../model/statements";
import { at, isBetween, isOneOf, isText, isTrue, texts, UNKNOWN } from "../model/value";
import { BUCKET } from "./storage";

const STORAGE = "connect/instanceStorageConfig:InstanceStorageConfig";
const STREAM = "kinesis/stream:Stream";
const DELIVERY = "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const KEY = "kms/key:Key";

/** Permissions by which somebody becomes somebody else, or changes what callers hear. */
const POWERFUL =
  /^(Users\.(Create|Edit|Delete|EditPermission)|SecurityProfiles\.(Create|Edit|Delete)|ContactFlows\.(Create|Edit|Delete|Publish)|PhoneNumbers\.(Claim|Edit|Release))/;

export const instance: Rule = {
  id: "G-06",
  title: "The instance writes its flow log, and its people sign in through the company in production.",
  protects: "Nobody can say what a caller went through; an agent who left still signs in.",
  references: ["Connect.2", "Amazon Connect security best practices"],
  each: {
    "aws:connect/instance:Instance": (resource, report, { production }) => {
      demand(
        resource,
        report,
        ["contactFlowLogsEnabled", isTrue, "flow-log", "Set contactFlowLogsEnabled to true."],
        ["inboundCallsEnabled", (value) => value !== undefined, "calls", "Say whether calls come in."],
        ["outboundCallsEnabled", (value) => value !== undefined, "calls", "Say whether calls go out."],
      );
      const throughCompany = isOneOf("SAML", "EXISTING_DIRECTORY");
      if (production) {
        demand(resource, report, [
          "identityManagementType",
          throughCompany,
          "sign-in",
          "Set SAML or EXISTING_DIRECTORY.",
        ]);
      }
    },
    "aws:connect/securityProfile:SecurityProfile": (resource, report) => {
      const name = resource.props["name"];
      const powerful = texts(resource.props["permissions"]).filter((permission) => POWERFUL.test(permission));
      const administers = isText(name) && /admin/i.test(name);
      const message = `Leave ${powerful.join(", ")} to administrators.`;
      if (powerful.length > 0 && !administers) report(resource, "powerful-profile", message);
    },
  },
};

export const storedByConnect: Rule = {
  id: "G-07",
  title: "What Connect stores is encrypted with one key of the stack, the stream of contact records too.",
  protects: "Recordings are readable by anybody in the account; or Connect drops every contact record without a word.",
  references: ["KMS.4", "KMS.5", "Kinesis.1", "S3.17"],
  each: {
    "aws:kms/key:Key": (resource, report) => {
      const rotates = "Set enableKeyRotation to true.";
      demand(
        resource,
        report,
        ["enableKeyRotation", isTrue, "rotation", rotates],
        [
          "rotationPeriodInDays",
          (days) => days === undefined || isBetween(90, 365)(days),
          "rotation",
          "At least yearly.",
        ],
        ["deletionWindowInDays", isBetween(30, 30), "deletion", "Set deletionWindowInDays to 30."],
        ["isEnabled", (value) => value !== false, "enabled", "Leave isEnabled out."],
        ["bypassPolicyLockoutSafetyCheck", (value) => !isTrue(value), "key-policy", "Leave the check on."],
      );
      keyPolicy(resource, report);
    },
  },
  stack: (stack, report) => {
    const keys = new Map<Resource, Resource>();
    for (const config of stack.of(STORAGE)) {
      const key = keyOf(stack, config, report);
      if (key) keys.set(key, config);
      ourPlace(stack, config, report);
    }
    const [first, ...others] = [...keys.values()];
    for (const other of first ? others : []) {
      report(other, "one-key", `It uses another key than ${first?.name}: Connect drops the records of a stream then.`);
    }
  },
};

function keyPolicy(resource: Resource, report: Report): void {
  for (const statement of knownStatements(resource.props["policy"])) {
    if (statement.effect !== "Allow") continue;
    const open = statement.notPrincipals || statement.principals.some((principal) => principal === "*");
    if (open || (statement.principals.some(isService) && !isConfined(statement))) {
      report(resource, "key-policy", "Confine every statement for services or everybody by account or source.");
    }
    const wide = statement.actions.some((action) => action === "kms:*" || action === "*");
    if (wide && statement.principals.some((principal) => !/:root$/.test(principal))) {
      report(resource, "key-policy", "Name the actions: kms:* is for the account itself.");
    }
  }
}

/** The key what a storage configuration names is encrypted with, or a report that it is none of the stack's. */
function keyOf(stack: Stack, config: Resource, report: Report): Resource | undefined {
  const type = at(config.props, "storageConfig.storageType");
  if (type === "KINESIS_STREAM") return keyOfStream(stack, config, report);
  if (type === "KINESIS_FIREHOSE") return keyOfDelivery(stack, config, report);
  const prefix = type === "KINESIS_VIDEO_STREAM" ? "storageConfig.kinesisVideoStreamConfig" : "storageConfig.s3Config";
  const path = `${prefix}.encryptionConfig.keyId`;
  demand(config, report, [
    `${prefix}.encryptionConfig.encryptionType`,
    isOneOf("KMS"),
    "encryption",
    "Set encryptionConfig with encryptionType KMS.",
  ]);
  return keyAt(stack, config, config, path, report);
}

function keyOfStream(stack: Stack, config: Resource, report: Report): Resource | undefined {
  const stream = stack.named(config, "storageConfig.kinesisStreamConfig.streamArn", STREAM);
  if (!stream) return undefined;
  demand(stream, report, ["encryptionType", isOneOf("KMS"), "encryption", "Set encryptionType to KMS."]);
  return keyAt(stack, stream, stream, "kmsKeyId", report);
}

function keyOfDelivery(stack: Stack, config: Resource, report: Report): Resource | undefined {
  const delivery = stack.named(config, "storageConfig.kinesisFirehoseConfig.firehoseArn", DELIVERY);
  return delivery && keyAt(stack, delivery, delivery, "serverSideEncryption.keyArn", report);
}

function keyAt(stack: Stack, by: Resource, guilty: Resource, path: string, report: Report): Resource | undefined {
  const key = stack.named(by, path, KEY);
  const value = at(by.props, path);
  if (!key && value !== UNKNOWN) {
    report(guilty, "encryption", `Set ${path} to the stack's own key: AWS' own keys are not accepted for it.`);
  }
  return key;
}

/** What is stored goes where the other rules look. */
function ourPlace(stack: Stack, config: Resource, report: Report): void {
  const places: readonly (readonly [path: string, type: string])[] = [
    ["storageConfig.s3Config.bucketName", BUCKET],
    ["storageConfig.kinesisStreamConfig.streamArn", STREAM],
    ["storageConfig.kinesisFirehoseConfig.firehoseArn", DELIVERY],
  ];
  for (const [path, type] of places) {
    const value = at(config.props, path);
    if (isText(value) && !stack.identified(value, type)) {
      report(config, "place", `${value} is not of this stack: nobody watches over it.`);
    }
  }
}
