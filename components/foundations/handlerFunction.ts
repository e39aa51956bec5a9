/**
 * The only way to make a Lambda function in this program: a handler factory, serialised by Pulumi, with a role that allows
 * exactly what was asked for, a log that is watched, tracing, bounded time and memory.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type HandlerLogs, type HandlerLogsArgs, handlerLogsOf } from "./handlerLogs";
import { HANDLER_ENTRY, type HandlerFactory, serializeHandler } from "./serializedHandler";

/** Something a function may do: IAM actions on named resources. */
export interface HandlerPermission {
  /** IAM actions, written out: a wildcard is refused. */
  actions: string[];
  /** ARNs the actions are allowed on. `*` only where the service offers nothing narrower. */
  resources: pulumi.Input<string>[];
  /** `Deny` takes away again what a wider permission had to allow. Default `Allow`. */
  effect?: "Allow" | "Deny";
  /** IAM condition block. */
  condition?: pulumi.Input<Record<string, Record<string, pulumi.Input<string> | pulumi.Input<string>[]>>>;
}

/** Arguments of {@link HandlerFunction}. */
export interface HandlerFunctionArgs extends Partial<HandlerLogsArgs> {
  /** A named factory from `handlers/`: runs once per container and returns the handler. */
  factory: HandlerFactory;
  /** What the function is for; shown in the Lambda console. */
  description: string;
  /** Environment variables: names and ARNs, never secrets. */
  environment: Record<string, pulumi.Input<string>>;
  /** What the function may do besides writing its log and its traces. */
  permissions: HandlerPermission[];
  /**
   * Where it logs and who is told of its failures, together with other functions. Left out, it makes its own of `keyArn`,
   * `alarmTopicArn` and `logRetentionDays`, which are then asked for.
   */
  logs?: HandlerLogs;
  /** Seconds until Lambda ends an invocation, 1 to 7, or to 60 off the contact's path, or to 900 for a job. Default 4. */
  timeoutSeconds?: number;
  /** False for a function nobody waits for in a conversation, such as a queue's. Default true: Connect waits 8 s at most. */
  onContactPath?: boolean;
  /** Whether it works through something on its own, by a schedule or a command. Only off the contact's path. Default false. */
  job?: boolean;
  /** Memory in MB, 128 to 10,240; CPU grows with it. Default 512. */
  memoryMb?: number;
  /** Containers kept for this function alone, and at most. Left out, it shares the account's. */
  reservedConcurrency?: number;
}

/** The longest time limit on Connect's path: one second less than Connect waits, so that our own error is seen. */
export const MAX_TIMEOUT_SECONDS = 7;

/** The longest time limit of other functions: what runs longer is a job. */
export const MAX_BACKGROUND_TIMEOUT_SECONDS = 60;

/** The longest time limit of jobs: the longest Lambda has. */
export const MAX_JOB_TIMEOUT_SECONDS = 900;

const DEFAULT_TIMEOUT_SECONDS = 4;
const DEFAULT_MEMORY_MB = 512;

/**
 * A Lambda function made of a handler factory.
 *
 * Errors: a captured secret, a wildcard action and a time limit beyond {@link MAX_TIMEOUT_SECONDS} stop the program.
 */
export class HandlerFunction extends pulumi.ComponentResource {
  /** Function ARN without version or alias: the form Connect associates. */
  readonly arn: pulumi.Output<string>;
  /** Function name. */
  readonly functionName: pulumi.Output<string>;
  /** Name of its log group, which it may share: what a metric filter of the component's own reads. */
  readonly logGroupName: pulumi.Output<string>;
  /** Name of its role: who it is to databases that know roles by name. */
  readonly roleName: pulumi.Output<string>;

  constructor(name: string, args: HandlerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:HandlerFunction", name, {}, opts);
    checkArgs(name, args);
    const logs = logsOf(this, name, args);
    const logGroup = logs.functions((args.onContactPath ?? true) ? "conversation" : "background");
    const role = new aws.iam.Role(
      `${name}-role`,
      { description: `Runs ${name}`, assumeRolePolicy: assumedByLambda() },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: rolePolicy(logGroup.arn, args.permissions) },
      { parent: this },
    );
    const lambda = new aws.lambda.Function(
      name,
      {
        description: args.description,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        architectures: ["arm64"],
        handler: HANDLER_ENTRY,
        code: serializeHandler(name, args.factory),
        role: role.arn,
        timeout: args.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
        memorySize: args.memoryMb ?? DEFAULT_MEMORY_MB,
        reservedConcurrentExecutions: args.reservedConcurrency,
        environment: { variables: args.environment },
        loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
        tracingConfig: { mode: "Active" },
      },
      // Without its policy a function that is called at once fails its first calls.
      { parent: this, dependsOn: [policy] },
    );
    this.arn = lambda.arn;
    this.functionName = lambda.name;
    this.logGroupName = logGroup.name;
    this.roleName = role.name;
    logs.add({ label: name, functionName: this.functionName });
    this.registerOutputs({ arn: this.arn, functionName: this.functionName });
  }
}

function logsOf(parent: pulumi.Resource, name: string, args: HandlerFunctionArgs): HandlerLogs {
  const { logs, keyArn, alarmTopicArn, logRetentionDays } = args;
  if (logs !== undefined) return logs;
  if (keyArn === undefined || alarmTopicArn === undefined || logRetentionDays === undefined) {
    throw new Error(
      `HandlerFunction ${name}: it has nowhere to log; give logs, or keyArn, alarmTopicArn and logRetentionDays.`,
    );
  }
  return handlerLogsOf(parent, name, { keyArn, alarmTopicArn, logRetentionDays });
}

function checkArgs(name: string, args: HandlerFunctionArgs): void {
  const timeout = args.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const onPath = args.onContactPath ?? true;
  if (onPath && args.job === true) {
    throw new Error(
      `HandlerFunction ${name}: job is true, and so is onContactPath; nobody waits for a job, set onContactPath to false.`,
    );
  }
  const longest = longestTimeout(onPath, args.job ?? false);
  if (!Number.isInteger(timeout) || timeout < 1 || timeout > longest) {
    const reason = onPath ? ", because Connect waits 8 s at most" : "";
    throw new Error(
      `HandlerFunction ${name}: timeoutSeconds is ${timeout}; allowed are whole seconds from 1 to ${longest}${reason}.`,
    );
  }
  for (const action of args.permissions.flatMap((permission) => permission.actions)) {
    if (action.includes("*")) {
      throw new Error(
        `HandlerFunction ${name}: action "${action}" has a wildcard; name each action the handler calls.`,
      );
    }
  }
}

function longestTimeout(onPath: boolean, job: boolean): number {
  if (onPath) return MAX_TIMEOUT_SECONDS;
  return job ? MAX_JOB_TIMEOUT_SECONDS : MAX_BACKGROUND_TIMEOUT_SECONDS;
}

function assumedByLambda(): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ],
  });
}

function rolePolicy(logGroupArn: pulumi.Input<string>, permissions: HandlerPermission[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Log",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [pulumi.interpolate`${logGroupArn}:*`],
      },
      // X-Ray offers no resource to narrow these two to.
      { Sid: "Trace", Effect: "Allow", Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], Resource: ["*"] },
      ...permissions.map((permission) => ({
        Effect: permission.effect ?? "Allow",
        Action: permission.actions,
        Resource: permission.resources,
        ...(permission.condition ? { Condition: permission.condition } : {}),
      })),
    ],
  });
}
