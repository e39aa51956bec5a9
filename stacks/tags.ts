/** The tags every resource of a stack carries. */
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings";

/** Project and stack, so that cost and ownership are found, and whatever tags the settings add. */
export function stackTags(settings: Settings): Record<string, string> {
  return { project: pulumi.getProject(), stack: settings.stack, ...settings.tags };
}
