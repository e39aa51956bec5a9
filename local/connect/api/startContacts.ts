/** StartChatContact and StartTaskContact. */
import { isRecord } from "../../engine/graph";
import type { ParticipantService } from "../../participant/participantService";
import type { ConnectService } from "../connectService";
import type { Contact } from "../contact";
import { idOf } from "../identifier";
import { ConnectError, invalidParameter } from "./connectError";
import {
  optionalInteger,
  optionalRecord,
  optionalText,
  type Parameters,
  refuse,
  requiredText,
  textMap,
} from "./parameters";

/** Default quota "Concurrent active chats per instance". */
const CONCURRENT_CHATS = 2_500;
const CONTENT_TYPES = ["text/plain", "text/markdown", "application/json"];

/** Starts a chat for a participant who connects over the Participant Service. */
export function startChat(
  connect: ConnectService,
  participants: ParticipantService,
  parameters: Parameters,
  related: Contact | undefined,
): Record<string, unknown> {
  refuse(parameters, "ParticipantConfiguration", "PersistentChat", "SegmentAttributes", "DisconnectOnCustomerExit");
  const details = optionalRecord(parameters, "ParticipantDetails") ?? {};
  const customerName = requiredText(details, "DisplayName", 256);
  const message = optionalRecord(parameters, "InitialMessage");
  if (message !== undefined && message.ContentType !== "text/plain") {
    throw invalidParameter("InitialMessage.ContentType is text/plain.");
  }
  const initialMessage = message && requiredText(message, "Content", 1_024);
  const contentTypes = contentTypesOf(parameters.SupportedMessagingContentTypes);
  const chats = connect.interactions.filter(({ channel, state }) => channel === "CHAT" && state !== "ended");
  if (chats.length >= CONCURRENT_CHATS) {
    throw new ConnectError(
      "LimitExceededException",
      `${CONCURRENT_CHATS} chats are active, as many as the instance may have.`,
    );
  }
  const durationMinutes = optionalInteger(parameters, "ChatDurationInMinutes", 60, 10_080);
  const { chat, participantId, participantToken } = refused(() =>
    participants.startChat(
      {
        flow: flowOf(connect, parameters, ["CONTACT_FLOW"]),
        customerName,
        attributes: textMap(parameters, "Attributes"),
        initialMessage,
        durationMinutes,
        relatedTo: related,
      },
      contentTypes,
    ),
  );
  return { ContactId: chat.contact.initial.id, ParticipantId: participantId, ParticipantToken: participantToken };
}

function contentTypesOf(given: unknown): string[] {
  const types = [given ?? "text/plain"].flat().map(String);
  const unknown = types.find((type) => !CONTENT_TYPES.includes(type));
  if (unknown !== undefined || !types.includes("text/plain")) {
    throw invalidParameter(
      `SupportedMessagingContentTypes has text/plain and any of ${CONTENT_TYPES.slice(1).join(", ")}.`,
    );
  }
  return types;
}

/** Starts a task. */
export function startTask(
  connect: ConnectService,
  parameters: Parameters,
  related: Contact | undefined,
): Record<string, unknown> {
  refuse(parameters, "PreviousContactId", "TaskTemplateId", "QuickConnectId", "SegmentAttributes", "Attachments");
  const scheduled = parameters.ScheduledTime;
  if (scheduled !== undefined && typeof scheduled !== "number") throw invalidParameter("ScheduledTime is a timestamp.");
  const delaySeconds = scheduled === undefined ? 0 : scheduled - connect.clock.now() / 1_000;
  const task = refused(() =>
    connect.task({
      flow: flowOf(connect, parameters, ["CONTACT_FLOW", "AGENT_TRANSFER", "QUEUE_TRANSFER"]),
      name: requiredText(parameters, "Name", 512),
      description: optionalText(parameters, "Description", 4_096),
      references: referencesOf(parameters),
      attributes: textMap(parameters, "Attributes"),
      delaySeconds,
      relatedTo: related,
    }),
  );
  return { ContactId: task.contact.initial.id };
}

function referencesOf(parameters: Parameters): Record<string, { Type: string; Value: string }> {
  const given = optionalRecord(parameters, "References") ?? {};
  const entries = Object.entries(given).map(([name, reference]): [string, { Type: string; Value: string }] => {
    if (!isRecord(reference)) throw invalidParameter(`Reference "${name}" is a structure with Type and Value.`);
    return [name, { Type: requiredText(reference, "Type", 64), Value: optionalText(reference, "Value", 4_096) ?? "" }];
  });
  return Object.fromEntries(entries);
}

/** Id of the flow a request names; the API takes ids and ARNs, never names. */
function flowOf(connect: ConnectService, parameters: Parameters, kinds: readonly string[]): string {
  const reference = requiredText(parameters, "ContactFlowId", 500);
  const flow = connect.flows.find(reference);
  if (flow === undefined) throw new ConnectError("ResourceNotFoundException", `There is no flow ${idOf(reference)}.`);
  if (kinds.includes(flow.kind)) return reference;
  throw invalidParameter(`Flow ${idOf(reference)} is of type ${flow.kind}; allowed are ${kinds.join(", ")}.`);
}

/** What the centre refuses, it refuses for a parameter. */
function refused<T>(start: () => T): T {
  try {
    return start();
  } catch (error) {
    if (error instanceof ConnectError || !(error instanceof Error)) throw error;
    throw invalidParameter(error.message);
  }
}
