/** Hands what was asked in Slack to a person: a Connect task that knows what was understood and leads back to Slack. */
import { type StartTaskContactRequest, type StartTaskContactResponse } from "@aws-sdk/client-connect";
import { type ChatRequest, contactAttributesOf } from "../conversation/startChat";
import { within } from "../support/within";
import { type SlackJob } from "./readRequest";

/** The part of the Connect client that is used. Tests give their own. */
export interface TaskClient {
  startTaskContact(input: StartTaskContactRequest): Promise<StartTaskContactResponse>;
}

/** Characters of a task's description; Amazon Connect's limit. */
const LONGEST_DESCRIPTION = 4_096;

/**
 * Starts the task, or finds the one already started for this message.
 *
 * @param flowArn `arn:aws:connect:<Region>:<account>:instance/<instance>/contact-flow/<flow>`
 * @param milliseconds how long it may take
 */
export const startTask = async (
  contacts: TaskClient,
  flowArn: string,
  { job, request }: { job: SlackJob; request: ChatRequest },
  milliseconds: number,
): Promise<void> => {
  const [, InstanceId, , ContactFlowId] = flowArn.split("/");
  const attributes = contactAttributesOf(request);
  const link = `https://slack.com/app_redirect?team=${job.teamId}&channel=${job.channelId}`;
  await within(
    milliseconds,
    contacts.startTaskContact({
      InstanceId,
      ContactFlowId,
      ClientToken: job.id,
      Name: request.intent ? `Slack: ${request.intent}` : "Slack",
      Description: (attributes.botTranscript ?? "").slice(-LONGEST_DESCRIPTION),
      References: { Slack: { Type: "URL", Value: link } },
      Attributes: attributes,
    }),
  );
};
