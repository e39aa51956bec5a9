/** Calls the Lambda function of a bot's alias, if Amazon Lex may. */
import type { ResourceGraph } from "../../engine/graph";
import { evaluate } from "../../iam/evaluate";
import { normalizeStatement, type PolicyStatement } from "../../iam/policyDocument";
import type { InvocationOutcome } from "../../lambda/invocationOutcome";
import type { AliasDefinition } from "../bot/deployment";
import { LexError } from "../lexError";

/** The functions a bot can call; `LambdaService` is one. */
export interface HookFunctions {
  invoke(arn: string, payload: unknown, options?: { callerLimitMs?: number }): Promise<InvocationOutcome>;
  resourcePolicy(arn: string): PolicyStatement[];
}

const PRINCIPAL = "lexv2.amazonaws.com";
/** Longest a bot waits for its function, milliseconds. */
const HOOK_LIMIT_MS = 30_000;

/** Calls the functions of bots. */
export class CodeHook {
  /** Aliases and functions known to belong together: what a program declares does not change while it runs. */
  private readonly allowed = new Set<string>();

  constructor(
    private readonly graph: ResourceGraph,
    private readonly functions: HookFunctions,
  ) {}

  /**
   * Calls the function of an alias for one locale and gives what it returned.
   * @throws LexError when there is none, it may not be called, or it fails
   */
  async call(alias: AliasDefinition, localeId: string, event: Record<string, unknown>): Promise<unknown> {
    const arn = alias.locales.get(localeId)?.codeHookArn;
    if (arn === undefined) {
      throw new LexError(
        "DependencyFailedException",
        `The intent has a code hook, and alias ${alias.name} names no Lambda function for ${localeId}: give its ` +
          `BotAliasLocaleSetting a CodeHookSpecification`,
      );
    }
    this.authorize(arn, alias);
    const outcome = await this.functions.invoke(arn, event, { callerLimitMs: HOOK_LIMIT_MS });
    if (outcome.ok) return outcome.payload;
    const name = arn.split(":")[6] ?? arn;
    if (outcome.error === "Throttled") {
      throw new LexError("ThrottlingException", `Function ${name} is at its most concurrent executions`);
    }
    // Of the time a function takes here only running into a limit counts: this machine is not AWS.
    const waitedMs = outcome.error === "Timeout" ? outcome.durationMs : 0;
    throw new LexError(
      "DependencyFailedException",
      `Function ${name} failed: ${outcome.error}: ${outcome.message}`,
      waitedMs,
    );
  }

  private authorize(arn: string, alias: AliasDefinition): void {
    const pair = `${alias.arn} ${arn}`;
    if (this.allowed.has(pair)) return;
    const { accountId } = this.graph;
    const context = new Map([
      ["aws:sourcearn", [alias.arn]],
      ["aws:sourceaccount", [accountId]],
    ]);
    const statements = this.functions.resourcePolicy(arn).map(normalizeStatement);
    const resource = arn.split(":").slice(0, 7).join(":");
    const request = { action: "lambda:InvokeFunction", resource, context };
    if (evaluate(statements, request, { aws: [], service: PRINCIPAL }) === "allow") return void this.allowed.add(pair);
    throw new LexError(
      "DependencyFailedException",
      `${PRINCIPAL} may not invoke function ${arn.split(":")[6] ?? arn}: declare aws.lambda.Permission with action ` +
        `"lambda:InvokeFunction", principal "${PRINCIPAL}", sourceArn ${alias.arn}, sourceAccount ${accountId}`,
    );
  }
}
