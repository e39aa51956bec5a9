/** G-01 and G-12: Lambda functions, their logs, and secrets in plain sight. */
import { awaitedFunctions, FUNCTION, LOG_GROUP, readingFunctions } from "../model/edges";
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { allTexts, at, holdsUnknown, isBetween, isFields, isOneOf, isText, isTrue, UNKNOWN } from "../model/value";

const LAMBDA = `aws:${FUNCTION}`;

/** Runtimes AWS has promised to keep for years; the one the handlers are written and tested for. */
const RUNTIMES = ["nodejs24.x"];

/** Seconds a function may take for whose answer somebody waits: Connect gives up after 8. */
const AWAITED_SECONDS = 7;

/** Seconds a function may take that reads a stream or a queue: while it does, its shard or its messages stand still. */
const READER_SECONDS = 60;

/** Seconds Lambda allows at most. */
const MOST_SECONDS = 900;

/** Days the logs of a production stack are kept at least: a year, as auditors ask. */
const PRODUCTION_DAYS = 365;

/** Amazon Connect writes its flow log with a key of its own and takes no other. */
const OF_CONNECT = /^\/aws\/connect\//;

export const functions: Rule = {
  id: "G-01",
  title: "Functions run a supported runtime, end in time, are traced and log where the stack keeps logs.",
  protects: "A caller hears silence because a function hangs; a failure leaves no trace.",
  references: ["Lambda.2", "Lambda.7", "CloudWatch.16"],
  each: {
    [LAMBDA]: (resource, report) =>
      demand(
        resource,
        report,
        ["runtime", isOneOf(...RUNTIMES), "runtime", `Use the runtime ${RUNTIMES.join(" or ")}.`],
        ["memorySize", isBetween(128, 10_240), "memory", "Set memorySize, 128 to 10240 MB: the default is slow."],
        ["tracingConfig.mode", isOneOf("Active"), "tracing", "Set tracingConfig.mode to Active."],
        ["timeout", isBetween(1, MOST_SECONDS), "timeout", "Set timeout: the default is 3 seconds."],
        ["loggingConfig.logGroup", isText, "log", "Set loggingConfig.logGroup to a log group of the stack."],
        [
          "reservedConcurrentExecutions",
          (count) => count !== 0,
          "reserved",
          "It never runs: reserve 1 or more, or none.",
        ],
        ["vpcConfig.subnetIds", (ids) => !ids || (Array.isArray(ids) && ids.length === 0), "network", IN_NETWORK],
      ),
    [`aws:${LOG_GROUP}`]: (resource, report, { production }) => {
      const name = at(resource.props, "name");
      const least = production ? PRODUCTION_DAYS : 1;
      demand(
        resource,
        report,
        ["retentionInDays", isBetween(least, 3653), "retention", `Set retentionInDays, ${least} to 3653.`],
        [
          "skipDestroy",
          (skip) => !isTrue(skip),
          "left-behind",
          "Leave skipDestroy out: the log would belong to nobody.",
        ],
      );
      if (!isText(name) || !OF_CONNECT.test(name)) {
        demand(resource, report, ["kmsKeyId", isText, "log-key", "Set kmsKeyId to the stack's key."]);
      }
    },
  },
  stack: (stack, report) => {
    const awaited = awaitedFunctions(stack);
    const reading = readingFunctions(stack);
    for (const resource of stack.of(FUNCTION)) {
      if (awaited.has(resource)) withinSeconds(resource, AWAITED_SECONDS, "Somebody waits for its answer", report);
      else if (reading.has(resource)) withinSeconds(resource, READER_SECONDS, "Its stream or queue waits", report);
      logsHere(stack, resource, report);
    }
  },
};

const IN_NETWORK =
  "Leave vpcConfig out: all it calls has public endpoints, and a network adds seconds and ways to fail.";

function withinSeconds(resource: Resource, most: number, why: string, report: Report): void {
  demand(resource, report, ["timeout", isBetween(1, most), "timeout", `${why}: set timeout to ${most} s or less.`]);
}

function logsHere(stack: Stack, resource: Resource, report: Report): void {
  const group = at(resource.props, "loggingConfig.logGroup");
  if (isText(group) && !stack.identified(group, LOG_GROUP)) {
    report(resource, "log", `It logs to ${group}, which is no log group of the stack.`);
  }
}

/** What secrets look like wherever they stand: prefixes their issuers gave them so that they are found. */
const SECRETS =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|\bxox[abeoprs]-[\w-]{10,}|\bxapp-\d-[\w-]{10,}|\bgh[pousr]_\w{30,}|\bgithub_pat_\w{20,}|\b[sr]k_(live|test)_\w{16,}|-----BEGIN ([A-Z]+ )?PRIVATE KEY-----|\bAIza[\w-]{35}\b|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/;

/** Names of settings that promise a secret. */
const SECRET_NAME = /(SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(_ID)?$/i;

/** A text as random as a key: long, no words, capitals, small letters and digits. */
const RANDOM = /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9+/=_-]{32,}$/;

/** Properties that are meant to hold a secret, and that Pulumi keeps encrypted. */
const SECRET_PLACES = new Set(["aws:secretsmanager/secretVersion:SecretVersion"]);

export const secrets: Rule = {
  id: "G-12",
  title: "No secret stands in a setting, a text or the code; functions are told where it is kept.",
  protects: "Whoever may look at a function or at the state reads the secret.",
  references: ["SecretsManager.1", "SecretsManager.4", "Lambda.1", "IAM.3"],
  each: {
    [LAMBDA]: (resource, report) => {
      const variables = at(resource.props, "environment.variables");
      for (const [name, value] of Object.entries(isFields(variables) ? variables : {})) {
        if (value === UNKNOWN || !isText(value) || /^arn:/.test(value)) continue;
        if (SECRET_NAME.test(name)) {
          report(resource, "environment", `${name} promises a secret: give the ARN of one in Secrets Manager.`);
        } else if (RANDOM.test(value)) {
          report(resource, "environment", `${name} looks like a key: keep it in Secrets Manager, give its ARN.`);
        }
      }
    },
    "aws:secretsmanager/secret:Secret": (resource, report) =>
      demand(resource, report, ["kmsKeyId", isText, "secret-key", "Set kmsKeyId to the stack's key."]),
  },
  stack: (stack, report) => {
    for (const resource of stack.resources) {
      if (!SECRET_PLACES.has(resource.type)) inPlainSight(resource, report);
    }
    for (const secret of stack.of("secretsmanager/secret:Secret")) rotates(stack, secret, report);
  },
};

function inPlainSight(resource: Resource, report: Report): void {
  for (const [path, text] of allTexts(resource.props)) {
    if (SECRETS.test(text))
      report(resource, "text", `${path} holds what looks like a secret: keep it in Secrets Manager.`);
  }
}

function rotates(stack: Stack, secret: Resource, report: Report): void {
  const rotations = stack.of("secretsmanager/secretRotation:SecretRotation");
  if (holdsUnknown(secret.props["rotationRules"])) return;
  if (!rotations.some((rotation) => stack.names(rotation, "secretId", secret))) {
    report(secret, "rotation", "Rotate the secret with aws.secretsmanager.SecretRotation.");
  }
}
