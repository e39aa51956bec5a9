/** Amazon Connect in the local provider. Limits are those of the Connect API. */
import { numberOf, uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { arnOf, type Computed, named, type ResourceRequest, type ResourceType, textOf, token } from "./resourceType";

const NAME = 127;
const DESCRIPTION = 250;
const FLOW_DESCRIPTION = 500;
const ALIAS = /^(?!d-)([\da-zA-Z]+)([-]*[\da-zA-Z])*$/;
const FLOW_TYPES = [
  "CONTACT_FLOW",
  "CUSTOMER_QUEUE",
  "CUSTOMER_HOLD",
  "CUSTOMER_WHISPER",
  "AGENT_HOLD",
  "AGENT_WHISPER",
  "OUTBOUND_WHISPER",
  "AGENT_TRANSFER",
  "QUEUE_TRANSFER",
];
const CHANNELS = ["VOICE", "CHAT", "TASK", "EMAIL"];

/** Which storage each kind of data may go to. */
const STORAGE: Record<string, readonly string[]> = {
  CALL_RECORDINGS: ["S3"],
  CHAT_TRANSCRIPTS: ["S3"],
  SCHEDULED_REPORTS: ["S3"],
  ATTACHMENTS: ["S3"],
  CONTACT_EVALUATIONS: ["S3"],
  SCREEN_RECORDINGS: ["S3"],
  EMAIL_MESSAGES: ["S3"],
  CONTACT_TRACE_RECORDS: ["KINESIS_STREAM", "KINESIS_FIREHOSE"],
  AGENT_EVENTS: ["KINESIS_STREAM"],
  MEDIA_STREAMS: ["KINESIS_VIDEO_STREAM"],
  REAL_TIME_CONTACT_ANALYSIS_SEGMENTS: ["KINESIS_STREAM"],
  REAL_TIME_CONTACT_ANALYSIS_CHAT_SEGMENTS: ["KINESIS_STREAM"],
  REAL_TIME_CONTACT_ANALYSIS_VOICE_SEGMENTS: ["KINESIS_STREAM"],
};

/** ARN of an instance, from its id. */
export function instanceArn(request: ResourceRequest): string {
  return arnOf(request.context, "connect", `instance/${textOf(request.inputs, "instanceId")}`);
}

/** A child of an instance: `id` is `<instance>:<child>`, the child's own id is an output of its own. */
function child(path: string, idOutput: string): (request: ResourceRequest) => Computed {
  return (request) => {
    const id = uuidOf(request.urn);
    return {
      id: `${textOf(request.inputs, "instanceId")}:${id}`,
      outputs: { arn: `${instanceArn(request)}/${path}/${id}`, [idOutput]: id },
    };
  };
}

function nameAndDescription(checks: InputChecks, description: number = DESCRIPTION): void {
  checks.required("instanceId");
  checks.text("name", { minimum: 1, maximum: NAME });
  checks.text("description", { minimum: 1, maximum: description });
}

const instance: ResourceType = {
  taggable: true,
  defaults: {
    autoResolveBestVoicesEnabled: true,
    contactFlowLogsEnabled: false,
    contactLensEnabled: true,
    earlyMediaEnabled: true,
    multiPartyConferenceEnabled: false,
  },
  check: (checks) => {
    checks.required("identityManagementType", "inboundCallsEnabled", "outboundCallsEnabled");
    checks.oneOf("identityManagementType", ["SAML", "CONNECT_MANAGED", "EXISTING_DIRECTORY"]);
    checks.text("instanceAlias", {
      minimum: 1,
      maximum: 45,
      pattern: ALIAS,
      patternMeaning: "letters, digits and single hyphens, not starting with d-",
    });
    if (checks.inputs.instanceAlias === undefined && checks.inputs.directoryId === undefined) {
      checks.refuse("instanceAlias is missing; give it, or a directoryId");
    }
  },
  compute: ({ urn, context }) => {
    const id = uuidOf(urn);
    const role = `role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_${id.slice(0, 8)}`;
    return {
      id,
      outputs: {
        arn: arnOf(context, "connect", `instance/${id}`),
        createdTime: "2026-01-01T00:00:00Z",
        serviceRole: `arn:${context.partition}:iam::${context.accountId}:${role}`,
        status: "ACTIVE",
      },
    };
  },
};

const storageConfig: ResourceType = {
  check: (checks) => {
    checks.required("instanceId", "resourceType", "storageConfig");
    checks.oneOf("resourceType", Object.keys(STORAGE));
    const allowed = STORAGE[String(checks.known("resourceType"))];
    if (allowed !== undefined) {
      checks.oneOf("storageConfig.storageType", allowed);
    }
  },
  compute: ({ urn, inputs }) => {
    const associationId = uuidOf(urn).replace(/-/g, "");
    const id = `${textOf(inputs, "instanceId")}:${associationId}:${textOf(inputs, "resourceType")}`;
    return { id, outputs: { associationId } };
  },
};

const queue: ResourceType = {
  autoName: named(NAME),
  taggable: true,
  defaults: { status: "ENABLED" },
  check: (checks) => {
    nameAndDescription(checks);
    checks.required("hoursOfOperationId");
    checks.childId("hoursOfOperationId");
    checks.integer("maxContacts", 0, 2_147_483_647);
    checks.oneOf("status", ["ENABLED", "DISABLED"]);
    checks.count("quickConnectIds", 0, 700);
    checks.text("outboundCallerConfig.outboundCallerIdName", { minimum: 1, maximum: 255 });
  },
  compute: child("queue", "queueId"),
};

const routingProfile: ResourceType = {
  autoName: named(NAME),
  taggable: true,
  check: (checks) => {
    nameAndDescription(checks);
    checks.required("description", "defaultOutboundQueueId", "mediaConcurrencies");
    checks.childId("defaultOutboundQueueId");
    for (const { channel, concurrency } of checks.list("mediaConcurrencies")) {
      checks.oneOf("mediaConcurrencies.channel", CHANNELS, channel);
      checks.integer("mediaConcurrencies.concurrency", 1, channel === "VOICE" ? 1 : 10, concurrency);
    }
    for (const { channel, delay, priority, queueId } of checks.list("queueConfigs")) {
      checks.oneOf("queueConfigs.channel", CHANNELS, channel);
      checks.integer("queueConfigs.delay", 0, 9999, delay);
      checks.integer("queueConfigs.priority", 1, 99, priority);
      checks.childId("queueConfigs.queueId", queueId);
    }
  },
  compute: child("routing-profile", "routingProfileId"),
};

const securityProfile: ResourceType = {
  autoName: named(NAME),
  taggable: true,
  check: (checks) => {
    nameAndDescription(checks);
    checks.count("permissions", 0, 500);
  },
  compute: child("security-profile", "securityProfileId"),
};

const user: ResourceType = {
  autoName: named(100),
  taggable: true,
  check: (checks) => {
    checks.required("instanceId", "phoneConfig", "routingProfileId", "securityProfileIds");
    checks.text("name", { maximum: 100, pattern: /^[\w.@+-]+$/, patternMeaning: "letters, digits and _ . @ + -" });
    checks.text("password", {
      minimum: 8,
      maximum: 64,
      pattern: /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)/,
      patternMeaning: "with a lower-case letter, an upper-case letter and a digit",
    });
    checks.childId("routingProfileId");
    checks.count("securityProfileIds", 1, 10);
    checks.oneOf("phoneConfig.phoneType", ["SOFT_PHONE", "DESK_PHONE"]);
  },
  compute: child("agent", "userId"),
};

const quickConnect: ResourceType = {
  autoName: named(NAME),
  taggable: true,
  check: (checks) => {
    nameAndDescription(checks);
    checks.required("quickConnectConfig");
    checks.oneOf("quickConnectConfig.quickConnectType", ["USER", "QUEUE", "PHONE_NUMBER"]);
  },
  compute: child("transfer-destination", "quickConnectId"),
};

const phoneNumber: ResourceType = {
  taggable: true,
  check: (checks) => {
    checks.required("countryCode", "targetArn", "type");
    checks.text("countryCode", { maximum: 2, pattern: /^[A-Z]{2}$/, patternMeaning: "an ISO 3166 code such as US" });
    checks.oneOf("type", ["TOLL_FREE", "DID", "UIFN", "SHARED", "THIRD_PARTY_TF", "THIRD_PARTY_DID", "SHORT_CODE"]);
    checks.arn("targetArn");
    checks.text("description", { maximum: FLOW_DESCRIPTION });
  },
  compute: ({ urn, inputs, context }) => {
    const id = uuidOf(urn);
    const area = textOf(inputs, "type") === "TOLL_FREE" ? "800" : "206";
    const line = String(100 + numberOf(urn, 100)).padStart(4, "0");
    return {
      id,
      outputs: {
        arn: arnOf(context, "connect", `phone-number/${id}`),
        phoneNumber: `+1${area}555${line}`,
        statuses: [{ message: "", status: "CLAIMED" }],
      },
    };
  },
};

const phoneNumberAssociation: ResourceType = {
  check: (checks) => {
    checks.required("phoneNumberId", "instanceId", "contactFlowId");
    checks.childId("phoneNumberId");
    checks.childId("contactFlowId");
  },
  compute: ({ inputs }) => ({
    id: ["phoneNumberId", "instanceId", "contactFlowId"].map((property) => textOf(inputs, property)).join(","),
    outputs: {},
  }),
};

function flowType(path: string, idOutput: string, type?: readonly string[]): ResourceType {
  return {
    autoName: named(NAME),
    taggable: true,
    ...(type === undefined ? {} : { defaults: { type: "CONTACT_FLOW" } }),
    check: (checks) => {
      nameAndDescription(checks, FLOW_DESCRIPTION);
      checks.required("content");
      if (type !== undefined) {
        checks.oneOf("type", type);
      }
      const content = checks.json("content");
      if (content !== undefined && !(typeof content.StartAction === "string" && Array.isArray(content.Actions))) {
        checks.refuse("content is no flow; a flow is {Version, StartAction, Actions, Metadata}");
      }
    },
    compute: child(path, idOutput),
  };
}

const lambdaFunctionAssociation: ResourceType = {
  check: (checks) => {
    checks.required("functionArn", "instanceId");
    checks.arn("functionArn");
    if (/:function:[^:]+:/.test(String(checks.known("functionArn")))) {
      checks.refuse("functionArn names a version or alias; Connect takes the ARN of the function itself");
    }
  },
  compute: ({ inputs }) => ({ id: `${textOf(inputs, "instanceId")},${textOf(inputs, "functionArn")}`, outputs: {} }),
};

/** Resource types of Amazon Connect by token. */
export const connectTypes: Record<string, ResourceType> = {
  [token("connect", "Instance")]: instance,
  [token("connect", "InstanceStorageConfig")]: storageConfig,
  [token("connect", "Queue")]: queue,
  [token("connect", "RoutingProfile")]: routingProfile,
  [token("connect", "SecurityProfile")]: securityProfile,
  [token("connect", "User")]: user,
  [token("connect", "QuickConnect")]: quickConnect,
  [token("connect", "PhoneNumber")]: phoneNumber,
  [token("connect", "PhoneNumberContactFlowAssociation")]: phoneNumberAssociation,
  [token("connect", "ContactFlow")]: flowType("contact-flow", "contactFlowId", FLOW_TYPES),
  [token("connect", "ContactFlowModule")]: flowType("flow-module", "contactFlowModuleId"),
  [token("connect", "LambdaFunctionAssociation")]: lambdaFunctionAssociation,
};
