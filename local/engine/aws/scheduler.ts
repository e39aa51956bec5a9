/** EventBridge Scheduler in the local provider. */
import { parseSchedule } from "../../scheduler/scheduleExpression";
import type { InputChecks } from "./checks";
import { checkInner } from "./nestedChecks";
import { arnOf, named, type ResourceType, textOf, token } from "./resourceType";

const NAME = { maximum: 64, pattern: /^[\w.-]+$/, patternMeaning: "letters, digits and _ . -" };

const scheduleGroup: ResourceType = {
  autoName: named(64),
  taggable: true,
  check: (checks) => checks.text("name", NAME),
  compute: ({ inputs, context }) => {
    const name = textOf(inputs, "name");
    const made = "2026-01-01T00:00:00Z";
    const arn = arnOf(context, "scheduler", `schedule-group/${name}`);
    return { id: name, outputs: { arn, creationDate: made, lastModificationDate: made, state: "ACTIVE" } };
  },
};

const schedule: ResourceType = {
  autoName: named(64),
  defaults: { groupName: "default", scheduleExpressionTimezone: "UTC", state: "ENABLED" },
  check: (checks) => {
    checks.text("name", NAME);
    checks.required("flexibleTimeWindow", "scheduleExpression", "target");
    checks.text("description", { maximum: 512 });
    checks.oneOf("state", ["ENABLED", "DISABLED"]);
    checks.oneOf("actionAfterCompletion", ["NONE", "DELETE"]);
    checks.arn("kmsKeyArn");
    checkExpression(checks);
    checkInner(checks, "flexibleTimeWindow", checkWindow);
    checkInner(checks, "target", checkTarget);
  },
  compute: ({ inputs, context }) => {
    const place = `${textOf(inputs, "groupName")}/${textOf(inputs, "name")}`;
    return { id: place, outputs: { arn: arnOf(context, "scheduler", `schedule/${place}`) } };
  },
};

function checkExpression(checks: InputChecks): void {
  const expression = checks.known("scheduleExpression");
  const timeZone = checks.known("scheduleExpressionTimezone");
  if (typeof expression !== "string") return;
  try {
    parseSchedule(expression, typeof timeZone === "string" ? timeZone : "UTC");
  } catch (error) {
    checks.refuse(`scheduleExpression: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkWindow(window: InputChecks): void {
  window.required("mode");
  window.oneOf("mode", ["OFF", "FLEXIBLE"]);
  window.integer("maximumWindowInMinutes", 1, 1440);
  const flexible = window.known("mode") === "FLEXIBLE";
  if (flexible !== (window.inputs.maximumWindowInMinutes !== undefined)) {
    window.refuse("maximumWindowInMinutes goes with mode FLEXIBLE, and only with it");
  }
}

function checkTarget(target: InputChecks): void {
  target.required("arn", "roleArn");
  target.arn("arn");
  target.arn("roleArn");
  const arn = target.known("arn");
  if (typeof arn === "string" && arn.includes(":lambda:")) checkJson(target);
  checkInner(target, "retryPolicy", (retry) => {
    retry.integer("maximumRetryAttempts", 0, 185);
    retry.integer("maximumEventAgeInSeconds", 60, 86_400);
  });
  checkInner(target, "deadLetterConfig", (deadLetter) => {
    deadLetter.required("arn");
    const queue = deadLetter.known("arn");
    if (typeof queue === "string" && (!/^arn:[^:]+:sqs:/.test(queue) || queue.endsWith(".fifo"))) {
      deadLetter.refuse(`arn is "${queue}"; it must be the ARN of a standard queue`);
    }
  });
}

/** A function takes any JSON, not an object alone. */
function checkJson(target: InputChecks): void {
  const input = target.known("input");
  if (typeof input !== "string") return;
  try {
    JSON.parse(input);
  } catch {
    target.refuse("input is not JSON, which is what a function takes (pulumi.jsonStringify)");
  }
}

/** Resource types of schedules by token. */
export const schedulerTypes: Record<string, ResourceType> = {
  [token("scheduler", "Schedule")]: schedule,
  [token("scheduler", "ScheduleGroup")]: scheduleGroup,
};
