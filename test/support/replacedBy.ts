/**
 * Which change of a resource makes the provider replace it, for every type the program registers: the schema's
 * `ForceNew` properties of the Terraform resources that @pulumi/aws is made of, and Cloud Control's create-only properties.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord, type GraphResource, type ResourceGraph } from "../../local/engine/graph";
import { LASTING_KINDS } from "../../stacks/lasting/replacement";
import { PROJECT } from "./evaluated";

const ALL = "every input";

/** Inputs whose change replaces a resource, by type; those of what lasts are the product's own table. */
const REPLACING: Readonly<Record<string, readonly string[] | typeof ALL>> = {
  ...Object.fromEntries(Object.entries(LASTING_KINDS).map(([type, { fixed }]) => [type, fixed])),
  "aws:apigatewayv2/api:Api": ["protocolType"],
  "aws:apigatewayv2/authorizer:Authorizer": ["apiId"],
  "aws:apigatewayv2/integration:Integration": ["apiId", "integrationType", "integrationSubtype"],
  "aws:apigatewayv2/route:Route": ["apiId"],
  "aws:apigatewayv2/stage:Stage": ["apiId", "name"],
  "aws:athena/namedQuery:NamedQuery": ALL,
  "aws:athena/workgroup:Workgroup": ["name"],
  "aws:cloudcontrol/resource:Resource": ["typeName"],
  "aws:cloudformation/stack:Stack": ["name", "onFailure", "timeoutInMinutes", "disableRollback"],
  "aws:cloudfront/distribution:Distribution": [],
  "aws:cloudfront/function:Function": ["name"],
  "aws:cloudfront/originAccessControl:OriginAccessControl": [],
  "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": [],
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": ["alarmName", "actionsSuppressor"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": ["name", "logGroupName"],
  "aws:cloudwatch/logStream:LogStream": ["name", "logGroupName"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  "aws:cognito/managedLoginBranding:ManagedLoginBranding": ["clientId", "userPoolId"],
  "aws:cognito/userGroup:UserGroup": ["name", "userPoolId"],
  "aws:cognito/userPoolClient:UserPoolClient": ["userPoolId", "generateSecret"],
  "aws:cognito/userPoolDomain:UserPoolDomain": ["domain", "userPoolId"],
  "aws:connect/contactFlow:ContactFlow": ["instanceId", "type"],
  "aws:connect/contactFlowModule:ContactFlowModule": ["instanceId"],
  "aws:connect/instanceStorageConfig:InstanceStorageConfig": ["instanceId", "resourceType"],
  "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation": ALL,
  "aws:connect/phoneNumberContactFlowAssociation:PhoneNumberContactFlowAssociation": ALL,
  "aws:connect/queue:Queue": ["instanceId"],
  "aws:connect/quickConnect:QuickConnect": ["instanceId"],
  "aws:connect/routingProfile:RoutingProfile": ["instanceId"],
  "aws:connect/securityProfile:SecurityProfile": ["instanceId", "name"],
  "aws:connect/user:User": ["instanceId", "name", "password", "directoryUserId"],
  "aws:dynamodb/tableItem:TableItem": ["tableName", "hashKey", "rangeKey"],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["vpcId"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId", "gatewayId"],
  "aws:ec2/securityGroup:SecurityGroup": ["name", "description", "vpcId"],
  "aws:ec2/subnet:Subnet": ["availabilityZone", "availabilityZoneId", "cidrBlock", "vpcId"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["serviceName", "vpcId", "vpcEndpointType", "serviceRegion", "privateDnsEnabled"],
  "aws:glue/catalogDatabase:CatalogDatabase": ["name", "catalogId"],
  "aws:glue/catalogTable:CatalogTable": ["name", "databaseName", "catalogId"],
  "aws:iam/role:Role": ["name", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "role"],
  "aws:kms/alias:Alias": ["name"],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    "eventSourceArn",
    "startingPosition",
    "startingPositionTimestamp",
  ],
  "aws:lambda/function:Function": ["name", "packageType"],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ["functionName", "qualifier"],
  "aws:lambda/permission:Permission": ALL,
  "aws:redshiftdata/statement:Statement": ALL,
  "aws:redshiftserverless/usageLimit:UsageLimit": ["resourceArn", "usageType", "period"],
  "aws:redshiftserverless/workgroup:Workgroup": ["workgroupName", "namespaceName"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["bucket"],
  "aws:s3/bucketNotification:BucketNotification": ["bucket"],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["bucket", "key"],
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["bucket"],
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["bucket"],
  "aws:s3/bucketVersioning:BucketVersioning": ["bucket"],
  "aws:scheduler/schedule:Schedule": ["name", "groupName"],
  "aws:scheduler/scheduleGroup:ScheduleGroup": ["name"],
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretId", "secretString", "secretBinary"],
  "aws:servicequotas/serviceQuota:ServiceQuota": ["quotaCode", "serviceCode"],
  "aws:sesv2/configurationSet:ConfigurationSet": ["configurationSetName"],
  "aws:sesv2/emailIdentity:EmailIdentity": ["emailIdentity"],
  "aws:sns/smsPreferences:SmsPreferences": [],
  "aws:sns/topic:Topic": ["name", "fifoTopic"],
  "aws:sns/topicPolicy:TopicPolicy": ["arn"],
  "aws:sns/topicSubscription:TopicSubscription": ["endpoint", "protocol", "topicArn"],
  "aws:sqs/queuePolicy:QueuePolicy": ["queueUrl"],
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ["queueUrl"],
  "aws:wafv2/webAcl:WebAcl": ["name", "scope"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ALL,
  "random:index/randomId:RandomId": ALL,
  "random:index/randomPassword:RandomPassword": ALL,
  "pulumi:index:Stash": [],
  "pulumi:providers:aws": [],
  "pulumi:providers:random": [],
};

/** Properties of Cloud Control's types that are given when a resource is made, and never again. */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  "AWS::Connect::IntegrationAssociation": ["InstanceId", "IntegrationType", "IntegrationArn"],
  "AWS::Lex::BotAlias": ["BotId"],
  "AWS::Lex::BotVersion": ["BotId"],
};

/** Types of a graph that nothing is known of here. */
export function unknownTypes({ resources }: ResourceGraph): string[] {
  const custom = resources.filter(({ custom }) => custom).map(({ type }) => type);
  return [...new Set(custom)].filter((type) => REPLACING[type] === undefined).sort();
}

/** `name.input` of every change between two graphs for which the provider would replace a resource. */
export function replaced(before: ResourceGraph, after: ResourceGraph): string[] {
  const later = new Map(after.resources.map((resource) => [resource.urn, resource]));
  return before.resources.flatMap((resource) => {
    const now = later.get(resource.urn);
    return now === undefined ? [] : replacedBy(resource, now).map((input) => `${resource.name}.${input}`);
  });
}

function replacedBy({ type, inputs }: GraphResource, { inputs: now }: GraphResource): string[] {
  const replacing = REPLACING[type] ?? [];
  const inputNames = replacing === ALL ? [...new Set([...Object.keys(inputs), ...Object.keys(now)])] : replacing;
  const changed = inputNames.filter((input) => canonical(inputs[input]) !== canonical(now[input]));
  return [...changed, ...createOnly(inputs, now)];
}

function createOnly(inputs: Record<string, unknown>, now: Record<string, unknown>): string[] {
  const properties = CREATE_ONLY[String(inputs.typeName)] ?? [];
  const [was, is] = [stateOf(inputs), stateOf(now)];
  return properties
    .filter((name) => canonical(was[name]) !== canonical(is[name]))
    .map((name) => `desiredState.${name}`);
}

function stateOf({ desiredState }: Record<string, unknown>): Record<string, unknown> {
  const state: unknown = typeof desiredState === "string" ? JSON.parse(desiredState) : {};
  return isRecord(state) ? state : {};
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part,
  );
}

/** What the SDK's own documentation says of a replacement. */
const SAYS_SO =
  /forces? (a )?(new resource|replacement|the (re-?)?creation)|force (a )?new resource|will (re-?create|recreate) the resource/i;

/** Inputs of a type of which the SDK's documentation says that a change replaces the resource, and the table does not. */
export function forgotten(type: string): string[] {
  const [, module = "", file = "", resource = ""] = /^aws:(\w+)\/(\w+):(\w+)$/.exec(type) ?? [];
  const path = join(PROJECT, "node_modules/@pulumi/aws", module, `${file}.d.ts`);
  const known = REPLACING[type];
  if (!existsSync(path) || known === ALL || known === undefined) return [];
  const [, args = ""] = readFileSync(path, "utf8").split(`export interface ${resource}Args {`);
  return [...args.matchAll(/\/\*\*(?<text>(?:(?!\*\/)[^])*)\*\/\s+(?<input>\w+)\??:/g)].flatMap(({ groups }) =>
    SAYS_SO.test(groups?.text ?? "") && !known.includes(groups?.input ?? "") ? [`${type}.${groups?.input ?? ""}`] : [],
  );
}

/** Types the table knows. */
export const KNOWN_TYPES: readonly string[] = Object.keys(REPLACING);
