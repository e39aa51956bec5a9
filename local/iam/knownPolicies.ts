/** AWS managed policies a function's role commonly carries; others cannot be evaluated without AWS. */
import { normalizeStatement, type Statement } from "./policyDocument";

function allow(...actions: string[]): Statement[] {
  return [normalizeStatement({ Effect: "Allow", Action: actions, Resource: "*" })];
}

const logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

const policies: Record<string, Statement[]> = {
  "service-role/AWSLambdaBasicExecutionRole": allow(...logs),
  AWSXRayDaemonWriteAccess: allow(
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
  ),
  "service-role/AWSLambdaDynamoDBExecutionRole": allow(
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    ...logs,
  ),
};

/** The statements of an AWS managed policy, or undefined when its content is not known here. */
export function knownPolicy(arn: string): Statement[] | undefined {
  const name = /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  return name === undefined ? undefined : policies[name];
}
