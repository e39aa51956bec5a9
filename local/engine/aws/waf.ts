/** Web ACLs of AWS WAF in the local provider. */
import { isRecord } from "../graph";
import { uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { checkEach, checkInner } from "./nestedChecks";
import { named, type ResourceType, textOf, token } from "./resourceType";

const ACTIONS = ["allow", "block", "count", "captcha", "challenge"];

const webAcl: ResourceType = {
  autoName: named(128),
  taggable: true,
  check: (checks) => {
    checks.required("defaultAction", "scope", "visibilityConfig");
    checks.text("name", { maximum: 128, pattern: /^[\w-]+$/, patternMeaning: "letters, digits, _ and -" });
    checks.text("description", { minimum: 1, maximum: 256 });
    checks.oneOf("scope", ["CLOUDFRONT", "REGIONAL"]);
    const region = checks.known("region");
    if (checks.known("scope") === "CLOUDFRONT" && region !== undefined && region !== "us-east-1") {
      checks.refuse(
        `scope is CLOUDFRONT in ${String(region)}; it must be us-east-1: give region: "us-east-1", or a ` +
          `provider for that Region`,
      );
    }
    checkInner(checks, "defaultAction", (action) => checkOne(action, ["allow", "block"]));
    checkInner(checks, "visibilityConfig", checkVisibility);
    checkEach(checks, "rules", checkRule);
    const priorities = checks.list("rules").map(({ priority }) => priority);
    if (new Set(priorities).size < priorities.length) checks.refuse("rules share a priority; each has its own");
  },
  compute: ({ urn, inputs, context }) => {
    const id = uuidOf(urn);
    const scope = inputs.scope === "CLOUDFRONT" ? "global" : "regional";
    const region = textOf(inputs, "region") || context.region;
    const resource = `${scope}/webacl/${textOf(inputs, "name")}/${id}`;
    return {
      id,
      outputs: {
        arn: `arn:${context.partition}:wafv2:${region}:${context.accountId}:${resource}`,
        applicationIntegrationUrl: "",
        capacity: 2 * [inputs.rules ?? []].flat().length,
        lockToken: uuidOf(`${urn}:lock`),
      },
    };
  },
};

function checkRule(rule: InputChecks): void {
  rule.required("name", "priority", "statement", "visibilityConfig");
  rule.text("name", { minimum: 1, maximum: 128, pattern: /^[\w-]+$/, patternMeaning: "letters, digits, _ and -" });
  rule.integer("priority", 0, 2_147_483_647);
  checkInner(rule, "visibilityConfig", checkVisibility);
  checkInner(rule, "action", (action) => checkOne(action, ACTIONS));
  if ((rule.inputs.action === undefined) === (rule.inputs.overrideAction === undefined)) {
    rule.refuse("action is missing or given with overrideAction; a rule has one of them");
  }
  checkInner(rule, "statement", (statement) => {
    checkInner(statement, "rateBasedStatement", (rate) => {
      rate.required("limit", "aggregateKeyType");
      rate.integer("limit", 10, 2_000_000_000);
      rate.oneOf("aggregateKeyType", ["IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"]);
      rate.oneOf("evaluationWindowSec", [60, 120, 300, 600]);
      if (rate.inputs.aggregateKeyType === "FORWARDED_IP") rate.required("forwardedIpConfig");
    });
  });
}

function checkVisibility(visibility: InputChecks): void {
  visibility.required("cloudwatchMetricsEnabled", "metricName", "sampledRequestsEnabled");
  visibility.text("metricName", {
    minimum: 1,
    maximum: 128,
    pattern: /^[\w-]+$/,
    patternMeaning: "letters, digits, _ and -",
  });
}

/** An action is a structure with one name in it: `{ block: {} }`. */
function checkOne(action: InputChecks, allowed: readonly string[]): void {
  const given = Object.keys(action.inputs).filter((name) => isRecord(action.inputs[name]));
  if (given.length !== 1 || !allowed.includes(given[0] ?? "")) {
    action.refuse(
      `${given.join(" and ") || "{}"} is given; it must be one of ${allowed.join(", ")}, such as { ${allowed[0] ?? ""}: {} }`,
    );
  }
}

/** Resource types of AWS WAF by token. */
export const wafTypes: Record<string, ResourceType> = {
  [token("wafv2", "WebAcl")]: webAcl,
};
