/** G-03: topics and queues. */
import { failureQueues, QUEUE, redriveTarget } from "../model/edges";
import { demand, type Report, type Rule } from "../model/rule";
import { type Resource, type Stack } from "../model/stack";
import { deniesPlainText, isConfined, isService, knownStatements, statementsOf } from "../model/statements";
import { isBetween, passes, UNKNOWN } from "../model/value";
import { ownKey } from "./storage";

const TOPIC = "sns/topic:Topic";

/** Days a message that failed is kept at least: somebody is back from holiday by then. 14 is all SQS offers. */
const FAILURE_DAYS = 14;

export const messaging: Rule = {
  id: "G-03",
  title: "Topics and queues are encrypted with the stack's key, take no stranger's messages, and lose none.",
  protects: "Messages about customers are read, forged, or vanish after a few failed attempts.",
  references: ["SNS.1", "SNS.4", "SQS.1", "SQS.3"],
  each: {
    "aws:sqs/queuePolicy:QueuePolicy": openStatements,
    "aws:sns/topicPolicy:TopicPolicy": openStatements,
  },
  stack: (stack, report) => {
    const failures = failureQueues(stack);
    for (const queue of stack.of(QUEUE)) {
      keyed(stack, queue, report);
      tlsOnly(queue, stack.naming(queue, "sqs/queuePolicy:QueuePolicy", "queueUrl"), /^(sqs:\*|\*)$/i, report);
      if (failures.has(queue)) keepsLong(queue, report);
      else redrives(stack, queue, report);
    }
    for (const topic of stack.of(TOPIC)) {
      keyed(stack, topic, report);
      tlsOnly(topic, stack.naming(topic, "sns/topicPolicy:TopicPolicy", "arn"), /^(sns:publish|sns:\*|\*)$/i, report);
    }
  },
};

function keyed(stack: Stack, resource: Resource, report: Report): void {
  if (!ownKey(stack, resource, "kmsMasterKeyId")) {
    report(resource, "encryption", "Set kmsMasterKeyId to the stack's own key.");
  }
}

function tlsOnly(resource: Resource, policies: readonly Resource[], action: RegExp, report: Report): void {
  const [policy] = policies;
  const statements = policy && statementsOf(policy.props["policy"]);
  if (statements === UNKNOWN || statements?.some((statement) => deniesPlainText(statement, action))) return;
  report(policy ?? resource, "tls", "Deny what arrives while aws:SecureTransport is false.");
}

function openStatements(resource: Resource, report: Report): void {
  for (const statement of knownStatements(resource.props["policy"])) {
    const open = statement.notPrincipals || statement.principals.includes("*");
    if (statement.effect === "Allow" && (open || statement.principals.some(isService)) && !isConfined(statement)) {
      report(resource, "open-policy", "Confine the statement by aws:SourceArn or aws:SourceAccount.");
    }
    if (statement.effect === "Allow" && statement.actions.some((action) => action.endsWith("*"))) {
      report(resource, "open-policy", "Name the actions that are allowed.");
    }
  }
}

function keepsLong(queue: Resource, report: Report): void {
  const message = `Messages that failed are kept ${FAILURE_DAYS} days: set messageRetentionSeconds.`;
  const least = FAILURE_DAYS * 24 * 3600;
  demand(queue, report, ["messageRetentionSeconds", isBetween(least, least), "failure-retention", message]);
}

function redrives(stack: Stack, queue: Resource, report: Report): void {
  const policy = queue.props["redrivePolicy"];
  if (!passes(policy, (value) => value !== undefined && value !== "") || !redriveTarget(stack, queue)) {
    if (policy !== UNKNOWN) report(queue, "redrive", "Give it a redrivePolicy with a queue of the stack for failures.");
  }
}
