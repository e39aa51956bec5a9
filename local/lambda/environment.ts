/** The environment variables of a container: the function's own and those Lambda sets, nothing of this machine's. */
import type { Credentials } from "../gateway/service";
import type { FunctionSpec } from "./functionSpec";
import type { ContextFacts } from "./protocol";

/** Where requests go when a function runs without a gateway: nobody listens there, so nothing ever reaches AWS. */
export const NOWHERE = "http://127.0.0.1:9";

/** Region of an ARN. */
export function regionOf(arn: string): string {
  return arn.split(":")[3] ?? "";
}

/** The variables of one container of a function. */
export function environmentOf(
  spec: FunctionSpec,
  facts: ContextFacts,
  credentials: Credentials,
  endpoint: string,
): Record<string, string> {
  const region = regionOf(spec.arn);
  return {
    ...spec.environment,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: facts.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: facts.functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: facts.memoryLimitInMB,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: facts.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStreamName,
    // A Lambda container has no such files; without these names the SDK reads those of whoever runs this machine.
    AWS_CONFIG_FILE: "/var/task/.aws/config",
    AWS_SHARED_CREDENTIALS_FILE: "/var/task/.aws/credentials",
    LAMBDA_TASK_ROOT: "/var/task",
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    _HANDLER: spec.handler,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
  };
}
