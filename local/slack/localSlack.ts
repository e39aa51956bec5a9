/** Slack beside a centre: there when the program declares functions that want a Slack app's secret. */
import type { ResourceGraph } from "../engine/graph";
import { recordOf, resourcesOfType } from "../graphValues";
import { SlackService } from "./slackService";

/** Variable by which a function is told where the app's secret is. */
const SECRET_VARIABLE = "SLACK_SECRET_ARN";

/** What Slack needs of the centre around it. */
export interface SlackSurroundings {
  /** Epoch milliseconds: Slack's clock goes as the functions' do, or every signature would be too old. */
  now(): number;
  /** Address on this machine of something on AWS. */
  resolve(address: string): string | undefined;
}

/** Starts a workspace for a graph that has a Slack app; undefined for any other. */
export async function startSlack(graph: ResourceGraph, around: SlackSurroundings): Promise<SlackService | undefined> {
  if (secretsOf(graph).length === 0) return undefined;
  const { slackRequestUrl } = graph.outputs;
  const requestUrl = () => (typeof slackRequestUrl === "string" ? around.resolve(slackRequestUrl) : undefined);
  return SlackService.start({ now: () => around.now(), requestUrl });
}

/** ARNs of the secrets that want the app's signing secret and bot token. */
export function secretsOf(graph: ResourceGraph): string[] {
  const arns = resourcesOfType(graph, "aws:lambda/function:Function").flatMap((resource) => {
    const variables = recordOf(resource, "environment")?.["variables"];
    const arn = Object.entries((variables ?? {}) as Record<string, unknown>).find(([name]) => name === SECRET_VARIABLE);
    return typeof arn?.[1] === "string" ? [arn[1]] : [];
  });
  return [...new Set(arns)];
}

/** What a function of the app is told: where Slack is. */
export function slackEnvironment(
  slack: SlackService | undefined,
  { environment }: { readonly environment: Record<string, string> },
): Record<string, string> {
  return slack !== undefined && SECRET_VARIABLE in environment ? { SLACK_API_URL: slack.apiUrl } : {};
}
