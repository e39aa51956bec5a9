/** What a graph has that no price is known for: an hourly price that is not in the list must not pass for none. Pure. */
import type { PricedResource } from "./resources";
import { isPriced } from "./standingCost";

/** Types of AWS that cost nothing while they are idle, by module; what they cost in use follows from the contacts. */
const IDLE: Readonly<Record<string, readonly string[]>> = {
  apigatewayv2: ["api", "authorizer", "integration", "route", "stage"],
  athena: ["namedQuery", "workgroup"],
  cloudcontrol: ["resource"],
  cloudformation: ["stack"],
  cloudfront: ["distribution", "originAccessControl", "responseHeadersPolicy"],
  cloudwatch: ["logGroup", "logStream"],
  cognito: ["managedLoginBranding", "userGroup", "userPool", "userPoolClient", "userPoolDomain"],
  connect: [
    "contactFlow",
    "contactFlowModule",
    "instance",
    "instanceStorageConfig",
    "lambdaFunctionAssociation",
    "phoneNumberContactFlowAssociation",
    "queue",
    "quickConnect",
    "routingProfile",
    "securityProfile",
    "user",
  ],
  dynamodb: ["table", "tableItem"],
  ec2: ["defaultSecurityGroup", "securityGroup", "subnet", "vpc"],
  glue: ["catalogDatabase", "catalogTable"],
  iam: ["role", "rolePolicy"],
  kinesis: ["firehoseDeliveryStream"],
  kms: ["alias"],
  lambda: ["eventSourceMapping", "function", "functionEventInvokeConfig", "permission"],
  redshiftdata: ["statement"],
  redshiftserverless: ["namespace", "usageLimit", "workgroup"],
  s3: [
    "bucket",
    "bucketLifecycleConfiguration",
    "bucketNotification",
    "bucketObjectv2",
    "bucketPolicy",
    "bucketPublicAccessBlock",
    "bucketServerSideEncryptionConfiguration",
    "bucketVersioning",
  ],
  secretsmanager: ["secretVersion"],
  servicequotas: ["serviceQuota"],
  sesv2: ["configurationSet", "emailIdentity"],
  sns: ["platformApplication", "smsPreferences", "topic", "topicPolicy", "topicSubscription"],
  sqs: ["queue", "queuePolicy", "redriveAllowPolicy"],
};

/** Types of AWS whose price is not known here, in order; a table whose capacity is provisioned is paid by the hour, too. */
export function unpriced(resources: readonly PricedResource[]): string[] {
  const unknown = resources.filter(({ type, inputs }) => {
    const [, module = "", name = ""] = /^aws:(\w+)\/(\w+):/.exec(type) ?? [];
    if (module === "" || isPriced(type)) return false;
    const provisioned = type === "aws:dynamodb/table:Table" && inputs.billingMode !== "PAY_PER_REQUEST";
    return provisioned || IDLE[module]?.includes(name) !== true;
  });
  return [...new Set(unknown.map(({ type }) => type))].sort();
}
