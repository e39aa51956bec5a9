/** What is stored of a contact: call recordings while an agent is connected, transcripts of chats. */
import type { Contact } from "./contact";
import { stamp } from "./timestamps";

/** Where a call recording lies: `bucket/key`, without scheme. */
export interface RecordingInfo {
  readonly DeletionReason: null;
  readonly Location: string;
  readonly Status: "AVAILABLE";
  readonly Type: "AUDIO";
}

/** One recording or transcript with its times. */
export interface RecordingDetail {
  readonly DeletionReason: null;
  readonly FragmentStartNumber: null;
  readonly FragmentStopNumber: null;
  readonly Location: string;
  readonly MediaStreamType: "AUDIO" | "CHAT";
  readonly ParticipantType: null;
  readonly StartTimestamp: string | null;
  readonly Status: "AVAILABLE";
  readonly StopTimestamp: string | null;
  readonly StorageType: "S3";
}

/** A bucket and the beginning of its keys. */
interface Storage {
  readonly bucket: string;
  readonly prefix: string;
}

/** `<prefix>/YYYY/MM/DD/<ContactId>_YYYYMMDDTHH:MM_UTC.<extension>`. */
function location({ bucket, prefix }: Storage, contact: Contact, startedAt: number, extension: string): string {
  const at = new Date(startedAt).toISOString();
  const minute = `${at.slice(0, 10).replace(/-/g, "")}T${at.slice(11, 16)}`;
  return `${bucket}/${prefix}/${at.slice(0, 10).replace(/-/g, "/")}/${contact.id}_${minute}_UTC.${extension}`;
}

/** A call is recorded only while an agent is connected. */
function callRecording(contact: Contact): string | undefined {
  const { recordings } = contact.runtime.instance;
  const { connectedToAgentAt, recorded, channel } = contact;
  if (recordings === undefined || recorded.length === 0 || connectedToAgentAt === null || channel !== "VOICE") {
    return undefined;
  }
  return location(recordings, contact, connectedToAgentAt, "wav");
}

/** The recording of a call, when there is one. */
export function recordingOf(contact: Contact): RecordingInfo | null {
  const Location = callRecording(contact);
  return Location === undefined ? null : { DeletionReason: null, Location, Status: "AVAILABLE", Type: "AUDIO" };
}

/** Everything stored of a contact. Chats are stored whenever there is a place for them. */
export function recordingsOf(contact: Contact): RecordingDetail[] {
  const call = callRecording(contact);
  if (call !== undefined) return [detail(call, "AUDIO", contact.connectedToAgentAt, contact.agentLeftAt)];
  const { transcripts } = contact.runtime.instance;
  if (contact.channel !== "CHAT" || transcripts === undefined) return [];
  const { initiatedAt, disconnectedAt } = contact;
  return [detail(location(transcripts, contact, initiatedAt, "json"), "CHAT", initiatedAt, disconnectedAt)];
}

function detail(
  Location: string,
  MediaStreamType: "AUDIO" | "CHAT",
  startedAt: number | null,
  stoppedAt: number | null,
): RecordingDetail {
  return {
    DeletionReason: null,
    FragmentStartNumber: null,
    FragmentStopNumber: null,
    Location,
    MediaStreamType,
    ParticipantType: null,
    StartTimestamp: stamp(startedAt),
    Status: "AVAILABLE",
    StopTimestamp: stamp(stoppedAt),
    StorageType: "S3",
  };
}
