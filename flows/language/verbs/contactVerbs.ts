/** Verbs for what is known about the contact, where it is queued, and what is recorded of it. */
import { type EVENT_HOOKS } from "../actionSpecs";
import { type FlowRef, type QueueRef } from "../placeholders";
import { type Reference, type TextValue } from "../references";
import { type Body } from "../statements";
import { type AttributeValue, wordsOf } from "../values";
import { ParticipantVerbs } from "./participantVerbs";

/** A moment of a contact at which a flow of its own can run. */
export type EventHook = (typeof EVENT_HOOKS)[number];

/** A queue by name, or its ARN behind a reference. */
export type Queue = QueueRef | Reference;

export interface ContactData {
  name?: TextValue;
  description?: TextValue;
  /** For example "en-US". */
  languageCode?: string | Reference;
  customerId?: TextValue;
}

export interface CallbackOptions {
  /** Seconds before the first dial, 1 to 259,200. */
  initialDelaySeconds: number;
  /** Seconds between two dials, 1 to 259,200. */
  retryDelaySeconds: number;
  /** Dials in total (`MaximumConnectionAttempts`), at least 1. */
  maximumAttempts: number;
  /** Default: the queue the contact is in, or is set to. */
  queue?: Queue;
}

export interface RecordingOptions {
  agent: boolean;
  customer: boolean;
  /** Records the automated part of the call too. */
  automated?: boolean;
}

export interface VoiceOptions {
  /** An Amazon Polly voice, for example "Joanna". */
  voice: string | Reference;
  engine?: "Standard" | "Neural" | "Generative";
  style?: "None" | "Conversational" | "Newscaster";
}

export abstract class ContactVerbs extends ParticipantVerbs {
  /** Sets contact attributes, all or none (UpdateContactAttributes). At most 32 KB per contact. */
  setAttributes(
    attributes: { readonly [name: string]: AttributeValue },
    contact: "Current" | "Related" = "Current",
  ): void {
    this.record({
      type: "UpdateContactAttributes",
      verb: "set",
      words: Object.keys(attributes).join(" "),
      parameters: { Attributes: attributes, TargetContact: contact },
    });
  }

  /** Sets what the service itself keeps about the contact (UpdateContactData). */
  setContactData(data: ContactData): void {
    this.record({
      type: "UpdateContactData",
      verb: "set-contact",
      words: Object.keys(data).join(" "),
      parameters: {
        Name: data.name,
        Description: data.description,
        LanguageCode: data.languageCode,
        CustomerId: data.customerId,
      },
    });
  }

  /** Chooses the flow that runs at some moment of this contact (UpdateContactEventHooks). */
  setEventHook(hook: EventHook, flow: FlowRef | Reference): void {
    this.record({
      type: "UpdateContactEventHooks",
      verb: "hook",
      words: hook,
      parameters: { EventHooks: { [hook]: flow } },
    });
  }

  /** Chooses the queue that `transferToQueue` and metrics use (UpdateContactTargetQueue). */
  setQueue(queue: Queue): void {
    this.record({
      type: "UpdateContactTargetQueue",
      verb: "queue",
      words: wordsOf(queue),
      parameters: { QueueId: queue },
    });
  }

  /** Chooses the agent that `transferToQueue` transfers to, by ARN or id (UpdateContactTargetQueue). */
  setAgent(agent: string | Reference): void {
    this.record({
      type: "UpdateContactTargetQueue",
      verb: "agent",
      words: wordsOf(agent),
      parameters: { AgentId: agent },
    });
  }

  /** Puts the contact into the queue chosen before (TransferContactToQueue). Only its branches stay in this flow. */
  transferToQueue(branches: { readonly onAtCapacity: Body }): void {
    this.record({
      type: "TransferContactToQueue",
      verb: "to-queue",
      words: "",
      parameters: {},
      errors: [{ result: "QueueAtCapacity", body: branches.onAtCapacity }],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Moves a queued contact to another queue (DequeueContactAndTransferToQueue), at most eleven times a contact. */
  moveToQueue(queue: Queue, branches: { readonly onAtCapacity: Body }): void {
    this.record({
      type: "DequeueContactAndTransferToQueue",
      verb: "to-queue",
      words: wordsOf(queue),
      parameters: { QueueId: queue },
      errors: [{ result: "QueueAtCapacity", body: branches.onAtCapacity }],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Says which number to call back (UpdateContactCallbackNumber). Voice only. */
  setCallbackNumber(
    number: Reference,
    branches: { readonly onInvalidNumber: Body; readonly onNotDialable: Body },
  ): void {
    this.record({
      type: "UpdateContactCallbackNumber",
      verb: "callback-number",
      words: wordsOf(number),
      parameters: { CallbackNumber: number },
      errors: [
        { result: "InvalidCallbackNumber", body: branches.onInvalidNumber },
        { result: "CallbackNumberNotDialable", body: branches.onNotDialable },
      ],
    });
  }

  /** Queues a call back to the number set before (CreateCallbackContact). */
  createCallback(options: CallbackOptions): void {
    this.record({
      type: "CreateCallbackContact",
      verb: "create-callback",
      words: options.queue ? wordsOf(options.queue) : "",
      parameters: {
        InitialCallDelaySeconds: options.initialDelaySeconds,
        RetryDelaySeconds: options.retryDelaySeconds,
        MaximumConnectionAttempts: options.maximumAttempts,
        QueueId: options.queue,
      },
    });
  }

  /** Chooses who is recorded once an agent has joined (UpdateContactRecordingBehavior). The last one executed wins. */
  setRecording(options: RecordingOptions): void {
    const { automated } = options;
    this.record({
      type: "UpdateContactRecordingBehavior",
      verb: "recording",
      words: "",
      parameters: {
        RecordingBehavior: {
          RecordedParticipants: [...(options.agent ? ["Agent"] : []), ...(options.customer ? ["Customer"] : [])],
          IVRRecordingBehavior: automated === undefined ? undefined : automated ? "Enabled" : "Disabled",
        },
      },
    });
  }

  /** Chooses the voice text is spoken with (UpdateContactTextToSpeechVoice). */
  setVoice(options: VoiceOptions): void {
    this.record({
      type: "UpdateContactTextToSpeechVoice",
      verb: "voice",
      words: wordsOf(options.voice),
      parameters: {
        TextToSpeechVoice: options.voice,
        TextToSpeechEngine: options.engine,
        TextToSpeechStyle: options.style,
      },
    });
  }

  /** Sets the contact's priority in its queue: 1 is served first, 5 is the default (UpdateContactRoutingBehavior). */
  setPriority(priority: number): void {
    this.record({
      type: "UpdateContactRoutingBehavior",
      verb: "priority",
      words: String(priority),
      parameters: { QueuePriority: priority },
    });
  }

  /** Makes the contact look as if it had waited longer, or shorter if negative (UpdateContactRoutingBehavior). */
  adjustQueueTime(seconds: number): void {
    this.record({
      type: "UpdateContactRoutingBehavior",
      verb: "queue-time",
      words: String(seconds),
      parameters: { QueueTimeAdjustmentSeconds: seconds },
    });
  }

  /** Adds tags for billing reports, at most six (TagContact). */
  tag(tags: { readonly [key: string]: TextValue }): void {
    this.record({ type: "TagContact", verb: "tag", words: Object.keys(tags).join(" "), parameters: { Tags: tags } });
  }

  /** Removes tags (UntagContact). */
  untag(keys: readonly [string, ...string[]]): void {
    this.record({ type: "UntagContact", verb: "untag", words: keys.join(" "), parameters: { TagKeys: keys } });
  }
}
