/** What the service itself knows while a contact is in a flow, and what other actions of a flow leave behind. */
import { key, type Reference, referenceTo } from "./references";

function system_(path: string): Reference<"text"> {
  return referenceTo("text", `$.${path}`);
}

function metric(path: string): Reference<"number"> {
  return referenceTo("number", `$.Metrics.${path}`);
}

/** What the service itself knows about the contact. */
export const system = {
  contactId: system_("ContactId"),
  initialContactId: system_("InitialContactId"),
  previousContactId: system_("PreviousContactId"),
  channel: system_("Channel"),
  /** Not available in whispers. */
  initiationMethod: system_("InitiationMethod"),
  instanceArn: system_("InstanceARN"),
  region: system_("AwsRegion"),
  /** The caller's number in E.164. */
  customerNumber: system_("CustomerEndpoint.Address"),
  /** The number that was dialled. */
  dialledNumber: system_("SystemEndpoint.Address"),
  customerId: system_("CustomerId"),
  name: system_("Name"),
  description: system_("Description"),
  /** The first message of a chat. */
  initialMessage: system_("Media.InitialMessage"),
  /** The task `createTask` made. */
  createdTaskId: system_("Task.ContactId"),
  /** The session `createWisdomSession` made. */
  wisdomSessionArn: system_("Wisdom.SessionArn"),
  /** Request id of the last asynchronous invocation. */
  lambdaInvocationId: system_("LambdaInvocation.InvocationId"),
  languageCode: system_("LanguageCode"),
  queueName: system_("Queue.Name"),
  queueArn: system_("Queue.ARN"),
  /** Agents are known only in whispers, holds and transfers to an agent. */
  agentUserName: system_("Agent.UserName"),
  agentFirstName: system_("Agent.FirstName"),
  agentLastName: system_("Agent.LastName"),
} as const;

/** What GetMetricData found: 5 to 10 seconds old, and empty when there is no activity. */
export const queueMetric = {
  name: system_("Metrics.Queue.Name"),
  arn: system_("Metrics.Queue.ARN"),
  /** Contacts in the queue. */
  size: metric("Queue.Size"),
  /** Age of the oldest contact in the queue, in seconds. */
  oldest: metric("Queue.OldestContactAge"),
  agentsOnline: metric("Agents.Online.Count"),
  agentsAvailable: metric("Agents.Available.Count"),
  agentsStaffed: metric("Agents.Staffed.Count"),
  agentsBusy: metric("Agents.Busy.Count"),
  agentsInAfterContactWork: metric("Agents.AfterContactWork.Count"),
  agentsInMissed: metric("Agents.Missed.Count"),
  agentsNonProductive: metric("Agents.NonProductive.Count"),
} as const;

/** Where the customer's audio is streamed to, after `startMediaStreaming`. */
export const mediaStream = {
  streamArn: system_("MediaStreams.Customer.Audio.StreamARN"),
  startTimestamp: system_("MediaStreams.Customer.Audio.StartTimestamp"),
  stopTimestamp: system_("MediaStreams.Customer.Audio.StopTimestamp"),
  startFragment: system_("MediaStreams.Customer.Audio.StartFragmentNumber"),
} as const;

/** A field of the customer's profile, after `getProfile`, for example "FirstName" or "ProfileId". */
export function profileField(name: string): Reference<"text"> {
  return system_(
    `Customer${name
      .split(".")
      .map((part) => key("profile field", part))
      .join("")}`,
  );
}

/** A field of the case, after `getCase` or `createCase`, for example "case_id". */
export function caseField(name: string): Reference<"text"> {
  return system_(`Case${key("case field", name)}`);
}

/** What the flow that invoked this module passed in. */
export function moduleInput(name: string): Reference<"text"> {
  return system_(`Modules.Input${key("module input", name)}`);
}
