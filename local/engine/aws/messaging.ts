/** SQS, SNS, SES and what ties queues to functions, in the local provider. */
import { isRecord } from "../graph";
import { uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { arnOf, named, type ResourceRequest, type ResourceType, textOf, token } from "./resourceType";

const PROTOCOLS = ["sqs", "sms", "lambda", "firehose", "application", "email", "email-json", "http", "https"];
const PLATFORMS = ["ADM", "APNS", "APNS_SANDBOX", "BAIDU", "GCM", "MACOS", "MACOS_SANDBOX", "MPNS", "WNS"];
const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/;

/** First-in-first-out queues and topics are told by the end of their name, which the provider adds itself. */
function fifoName(property: string, maximum: number): ResourceType["autoName"] {
  return {
    property: "name",
    maximum,
    transform: (name, inputs) => (inputs[property] === true ? `${name.slice(0, maximum - 5)}.fifo` : name),
  };
}

function checkFifo(checks: InputChecks, property: string, thing: string): void {
  const name = checks.known("name");
  const fifo = checks.known(property) === true;
  if (typeof name === "string" && name.endsWith(".fifo") !== fifo) {
    checks.refuse(
      `name is "${name}" and ${property} is ${fifo}; the name of a FIFO ${thing}, and of no other, ends with .fifo`,
    );
  }
  if (!fifo && checks.known("contentBasedDeduplication") === true) {
    checks.refuse(`contentBasedDeduplication is true; only a FIFO ${thing} deduplicates (set ${property})`);
  }
}

const topic: ResourceType = {
  autoName: fifoName("fifoTopic", 256),
  policies: { policy: 30_720 },
  taggable: true,
  check: (checks) => {
    checks.text("name", { maximum: 256, pattern: /^[\w-]+(\.fifo)?$/, patternMeaning: "letters, digits, _ and -" });
    checks.text("displayName", { maximum: 100 });
    checks.json("deliveryPolicy");
    checks.oneOf("tracingConfig", ["PassThrough", "Active"]);
    checks.oneOf("signatureVersion", [1, 2]);
    checkFifo(checks, "fifoTopic", "topic");
  },
  compute: ({ inputs, context }) => {
    const arn = arnOf(context, "sns", textOf(inputs, "name"));
    return { id: arn, outputs: { arn, owner: context.accountId, beginningArchiveTime: "" } };
  },
};

const topicPolicy: ResourceType = {
  policies: { policy: 30_720 },
  check: (checks) => {
    checks.required("arn", "policy");
    checks.arn("arn");
  },
  compute: ({ inputs, context }) => ({ id: textOf(inputs, "arn"), outputs: { owner: context.accountId } }),
};

/** What an endpoint of a protocol looks like, and how to say so. */
const ENDPOINTS: Record<string, { pattern: RegExp; meaning: string }> = {
  sqs: { pattern: /^arn:[^:]+:sqs:/, meaning: "the ARN of a queue (its URL is refused)" },
  lambda: { pattern: /^arn:[^:]+:lambda:/, meaning: "the ARN of a function" },
  application: { pattern: /^arn:[^:]+:sns:[^:]*:[^:]*:endpoint\//, meaning: "the ARN of a platform endpoint" },
  firehose: { pattern: /^arn:[^:]+:firehose:/, meaning: "the ARN of a delivery stream" },
  sms: { pattern: /^\+[1-9]\d{1,14}$/, meaning: "a phone number in E.164 form such as +12065550100" },
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, meaning: "an e-mail address" },
  "email-json": { pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, meaning: "an e-mail address" },
  http: { pattern: /^http:\/\//, meaning: "an http:// URL" },
  https: { pattern: /^https:\/\//, meaning: "an https:// URL" },
};

function checkEndpoint(checks: InputChecks): void {
  const protocol = checks.known("protocol");
  const endpoint = checks.known("endpoint");
  const rule = typeof protocol === "string" ? ENDPOINTS[protocol] : undefined;
  if (rule !== undefined && typeof endpoint === "string" && !rule.pattern.test(endpoint)) {
    checks.refuse(`endpoint is not what protocol "${String(protocol)}" takes; give ${rule.meaning}`);
  }
  if (checks.known("rawMessageDelivery") === true && !["sqs", "http", "https", "firehose"].includes(String(protocol))) {
    checks.refuse(`rawMessageDelivery is true; only sqs, http, https and firehose take raw messages`);
  }
}

/** A filter policy may name 5 keys, and 150 combinations of their values; AWS refuses the subscription beyond. */
function checkFilter(checks: InputChecks): void {
  const filter = checks.json("filterPolicy", 262_144);
  if (filter === undefined) {
    return;
  }
  const leaves = leavesOf(filter);
  if (leaves.some((leaf) => !Array.isArray(leaf) || leaf.length === 0)) {
    checks.refuse(`filterPolicy has a value that is no list; write {"key":["value"]}`);
  }
  const combinations = leaves.reduce<number>((product, leaf) => product * (Array.isArray(leaf) ? leaf.length : 1), 1);
  if (leaves.length > 5 || combinations > 150) {
    checks.refuse(
      `filterPolicy has ${leaves.length} keys and ${combinations} combinations; SNS takes at most 5 keys and 150`,
    );
  }
  if (checks.known("filterPolicyScope") !== "MessageBody" && Object.values(filter).some(isRecord)) {
    checks.refuse(`filterPolicy is nested; only filterPolicyScope MessageBody reads nested keys`);
  }
}

function leavesOf(filter: Record<string, unknown>): unknown[] {
  return Object.entries(filter).flatMap(([key, value]) => {
    if (key === "$or" && Array.isArray(value)) {
      return value.filter(isRecord).flatMap(leavesOf);
    }
    return isRecord(value) ? leavesOf(value) : [value];
  });
}

/** `{"deadLetterTargetArn": …}` of a subscription or, with `maxReceiveCount`, of a queue. */
function checkRedrive(checks: InputChecks, counted: boolean): void {
  const redrive = checks.json("redrivePolicy");
  if (redrive === undefined) {
    return;
  }
  if (typeof redrive.deadLetterTargetArn !== "string" || !/^arn:[^:]+:sqs:/.test(redrive.deadLetterTargetArn)) {
    checks.refuse(`redrivePolicy.deadLetterTargetArn must be the ARN of a queue`);
  }
  if (counted) {
    const given = redrive.maxReceiveCount;
    checks.integer("redrivePolicy.maxReceiveCount", 1, 1000, typeof given === "string" ? Number(given) : (given ?? ""));
  }
}

const topicSubscription: ResourceType = {
  defaults: { confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false, rawMessageDelivery: false },
  check: (checks) => {
    checks.required("endpoint", "protocol", "topic");
    checks.oneOf("protocol", PROTOCOLS);
    checks.arn("topic");
    checkEndpoint(checks);
    checkFilter(checks);
    checkRedrive(checks, false);
    checks.oneOf("filterPolicyScope", ["MessageAttributes", "MessageBody"]);
    if (checks.inputs.filterPolicyScope !== undefined && checks.inputs.filterPolicy === undefined) {
      checks.refuse("filterPolicyScope is given without a filterPolicy; give both or neither");
    }
  },
  compute: ({ urn, inputs, context }) => {
    const arn = `${textOf(inputs, "topic")}:${uuidOf(urn)}`;
    const pendingConfirmation = ["email", "email-json", "http", "https"].includes(textOf(inputs, "protocol"));
    return {
      id: arn,
      outputs: {
        arn,
        confirmationWasAuthenticated: !pendingConfirmation,
        ownerId: context.accountId,
        pendingConfirmation,
      },
    };
  },
};

const platformApplication: ResourceType = {
  autoName: named(256),
  check: (checks) => {
    checks.required("platform", "platformCredential");
    checks.oneOf("platform", PLATFORMS);
    checks.text("name", { maximum: 256, pattern: /^[\w.-]+$/, patternMeaning: "letters, digits and _ - ." });
    if (String(checks.known("platform")).startsWith("APNS")) {
      checks.required("platformPrincipal");
    }
    for (const role of ["successFeedbackRoleArn", "failureFeedbackRoleArn"]) {
      checks.arn(role);
    }
  },
  compute: ({ inputs, context }) => {
    const arn = arnOf(context, "sns", `app/${textOf(inputs, "platform")}/${textOf(inputs, "name")}`);
    return { id: arn, outputs: { arn } };
  },
};

/** SMS settings of a whole account and region: there is one. */
const smsPreferences: ResourceType = {
  check: (checks) => {
    checks.text("defaultSenderId", {
      maximum: 11,
      pattern: SENDER_ID,
      patternMeaning: "3 to 11 letters, digits and -, with a letter among them",
    });
    checks.oneOf("defaultSmsType", ["Promotional", "Transactional"]);
    checks.integer("monthlySpendLimit", 0, 1_000_000);
    checks.arn("deliveryStatusIamRoleArn");
    const rate = checks.known("deliveryStatusSuccessSamplingRate");
    if (rate !== undefined) {
      checks.integer("deliveryStatusSuccessSamplingRate", 0, 100, Number(rate));
    }
  },
  compute: () => ({ id: "aws_sns_sms_id", outputs: {} }),
};

const queue: ResourceType = {
  autoName: fifoName("fifoQueue", 80),
  policies: { policy: 262_144 },
  taggable: true,
  defaults: {
    contentBasedDeduplication: false,
    delaySeconds: 0,
    fifoQueue: false,
    maxMessageSize: 262_144,
    messageRetentionSeconds: 345_600,
    receiveWaitTimeSeconds: 0,
    visibilityTimeoutSeconds: 30,
  },
  check: (checks) => {
    checks.text("name", { maximum: 80, pattern: /^[\w-]+(\.fifo)?$/, patternMeaning: "letters, digits, _ and -" });
    checks.integer("delaySeconds", 0, 900);
    checks.integer("maxMessageSize", 1024, 1_048_576);
    checks.integer("messageRetentionSeconds", 60, 1_209_600);
    checks.integer("receiveWaitTimeSeconds", 0, 20);
    checks.integer("visibilityTimeoutSeconds", 0, 43_200);
    checks.integer("kmsDataKeyReusePeriodSeconds", 60, 86_400);
    checks.oneOf("deduplicationScope", ["queue", "messageGroup"]);
    checks.oneOf("fifoThroughputLimit", ["perQueue", "perMessageGroupId"]);
    checkFifo(checks, "fifoQueue", "queue");
    checkRedrive(checks, true);
    checkAllowedSources(checks);
    if (checks.inputs.kmsMasterKeyId !== undefined && checks.known("sqsManagedSseEnabled") === true) {
      checks.refuse("sqsManagedSseEnabled is true and kmsMasterKeyId is given; a queue has one kind of encryption");
    }
  },
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    const url = `https://sqs.${context.region}.amazonaws.com/${context.accountId}/${name}`;
    const managed = inputs.kmsMasterKeyId === undefined && inputs.sqsManagedSseEnabled === undefined;
    return {
      id: url,
      outputs: { arn: arnOf(context, "sqs", name), url, ...(managed ? { sqsManagedSseEnabled: true } : {}) },
    };
  },
};

function checkAllowedSources(checks: InputChecks): void {
  const allow = checks.json("redriveAllowPolicy");
  if (allow === undefined) {
    return;
  }
  const { redrivePermission, sourceQueueArns } = allow;
  checks.oneOf("redriveAllowPolicy.redrivePermission", ["allowAll", "denyAll", "byQueue"], redrivePermission ?? "");
  const sources = Array.isArray(sourceQueueArns) ? sourceQueueArns.length : 0;
  if ((redrivePermission === "byQueue") !== sources > 0 || sources > 10) {
    checks.refuse(`redriveAllowPolicy has ${sources} sourceQueueArns; byQueue needs 1 to 10, the others none`);
  }
}

/** A setting of a queue, which has the queue's id, its URL. */
function queueSetting(required: string, check?: ResourceType["check"]): ResourceType {
  return {
    check: (checks) => {
      checks.required("queueUrl", required);
      checkQueueUrl(checks);
      check?.(checks);
    },
    compute: ({ inputs }) => ({ id: textOf(inputs, "queueUrl"), outputs: {} }),
  };
}

function checkQueueUrl(checks: InputChecks): void {
  const url = checks.known("queueUrl");
  if (typeof url === "string" && !url.startsWith("https://")) {
    checks.refuse(`queueUrl is "${url}"; give the queue's url (its ARN is refused)`);
  }
}

const functionEventInvokeConfig: ResourceType = {
  defaults: { maximumRetryAttempts: 2 },
  check: (checks) => {
    checks.required("functionName");
    checks.integer("maximumRetryAttempts", 0, 2);
    checks.integer("maximumEventAgeInSeconds", 60, 21_600);
    checks.arn("destinationConfig.onFailure.destination");
    checks.arn("destinationConfig.onSuccess.destination");
  },
  compute: ({ inputs }) => {
    const qualifier = textOf(inputs, "qualifier");
    const name = textOf(inputs, "functionName");
    return { id: qualifier === "" ? name : `${name}:${qualifier}`, outputs: {} };
  },
};

/** An identity is a domain or one address. */
const emailIdentity: ResourceType = {
  taggable: true,
  check: (checks) => {
    checks.required("emailIdentity");
    checks.text("emailIdentity", {
      maximum: 320,
      pattern: /^([^\s@]+@)?([a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}$/,
      patternMeaning: "a domain or an e-mail address",
    });
    checks.text("configurationSetName", { maximum: 64 });
  },
  compute: ({ inputs, context }) => {
    const identity = textOf(inputs, "emailIdentity");
    const identityType = identity.includes("@") ? "EMAIL_ADDRESS" : "DOMAIN";
    const arn = arnOf(context, "ses", `identity/${identity}`);
    // AWS verifies later: a new identity waits for its DNS records or the click in a mail.
    return {
      id: identity,
      outputs: { arn, identityType, verificationStatus: "PENDING", verifiedForSendingStatus: false },
    };
  },
};

const configurationSet: ResourceType = {
  taggable: true,
  check: (checks) => {
    checks.required("configurationSetName");
    checks.text("configurationSetName", {
      minimum: 1,
      maximum: 64,
      pattern: /^[\w-]+$/,
      patternMeaning: "letters, digits, _ and -",
    });
    checks.oneOf("deliveryOptions.tlsPolicy", ["REQUIRE", "OPTIONAL"]);
    for (const reason of [checks.known("suppressionOptions.suppressedReasons") ?? []].flat()) {
      checks.oneOf("suppressionOptions.suppressedReasons", ["BOUNCE", "COMPLAINT"], String(reason));
    }
  },
  compute: ({ inputs, context }: ResourceRequest) => {
    const name = textOf(inputs, "configurationSetName");
    return { id: name, outputs: { arn: arnOf(context, "ses", `configuration-set/${name}`) } };
  },
};

/** Resource types of queues, topics, mail and their ties to functions, by token. */
export const messagingTypes: Record<string, ResourceType> = {
  [token("sns", "Topic")]: topic,
  [token("sns", "TopicPolicy")]: topicPolicy,
  [token("sns", "TopicSubscription")]: topicSubscription,
  [token("sns", "PlatformApplication")]: platformApplication,
  [token("sns", "SmsPreferences")]: smsPreferences,
  [token("sqs", "Queue")]: queue,
  [token("sqs", "QueuePolicy")]: { ...queueSetting("policy"), policies: { policy: 262_144 } },
  [token("sqs", "RedrivePolicy")]: queueSetting("redrivePolicy", (checks) => checkRedrive(checks, true)),
  [token("sqs", "RedriveAllowPolicy")]: queueSetting("redriveAllowPolicy", checkAllowedSources),
  [token("lambda", "FunctionEventInvokeConfig")]: functionEventInvokeConfig,
  [token("sesv2", "EmailIdentity")]: emailIdentity,
  [token("sesv2", "ConfigurationSet")]: configurationSet,
};
