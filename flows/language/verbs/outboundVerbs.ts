/** Verbs that begin something: tasks, text messages, and the calls a campaign or an agent places. */
import { type FlowKind } from "../document";
import { type In } from "../kinds";
import { type FlowRef } from "../placeholders";
import { type Reference, type TextValue } from "../references";
import { type Body } from "../statements";
import { type ParameterValues, wordsOf } from "../values";
import { CustomerVerbs } from "./customerVerbs";

interface TaskBase {
  /** What the agent sees first. */
  name: TextValue;
  /** The flow the task runs. */
  flow: FlowRef | Reference;
  description?: TextValue;
  attributes?: { readonly [name: string]: TextValue };
  /** What the task links to, by the name the agent sees. */
  references?: { readonly [name: string]: { type: "URL" | "EMAIL" | "NUMBER" | "STRING" | "DATE"; value: TextValue } };
  /** Id of a task template. */
  template?: string;
}

/** A task, now or later: after some seconds, 1 to 518,400, or at a time behind a reference, but not both. */
export type TaskOptions = TaskBase &
  ({ delaySeconds?: number; scheduledTime?: undefined } | { delaySeconds?: undefined; scheduledTime: TextValue });

export interface OutboundCallOptions {
  callerNumber?: TextValue;
  /** Seconds to wait for an answer, 1 to 600. */
  limitSeconds?: number;
}

/** Who answered a call that a campaign placed. A branch that is left out leads to the next statement. */
export interface OutboundBranches<Kind extends FlowKind> {
  readonly onAnswered?: Body<Kind>;
  readonly onVoicemailBeep?: Body<Kind>;
  readonly onVoicemailNoBeep?: Body<Kind>;
  readonly onNotDetected?: Body<Kind>;
}

export interface OutboundChatOptions {
  /** ARN of the instance's number that the message comes from. */
  from: string | Reference;
  /** The customer's number in E.164. */
  to: TextValue;
  /** The flow the chat runs. */
  flow: FlowRef | Reference;
  message?: TextValue;
  /** Relates the chat to this contact. */
  related?: boolean;
}

/** Flows of calls that are not placed yet. */
export type OutboundKind = "OUTBOUND_WHISPER" | "CAMPAIGN" | "MODULE";

export abstract class OutboundVerbs<Kind extends FlowKind> extends CustomerVerbs<Kind> {
  /** Makes a task for somebody (CreateTask); `system.createdTaskId` names it. */
  createTask(options: TaskOptions): void {
    const references = Object.entries(options.references ?? {}).map(([name, { type, value }]) => {
      return [name, { Type: type, Value: value } satisfies ParameterValues] as const;
    });
    this.record({
      type: "CreateTask",
      verb: "task",
      words: wordsOf(options.name),
      parameters: {
        ContactFlowId: options.flow,
        Name: options.name,
        Description: options.description,
        Attributes: options.attributes,
        References: references.length > 0 ? Object.fromEntries(references) : undefined,
        DelaySeconds: options.delaySeconds,
        ScheduledTime: options.scheduledTime,
        TaskTemplateId: options.template,
      },
    });
  }

  /** Starts a conversation by text message (StartOutboundChatContact). */
  startOutboundChat(options: OutboundChatOptions): void {
    const { message } = options;
    this.record({
      type: "StartOutboundChatContact",
      verb: "outbound-chat",
      words: wordsOf(options.to),
      parameters: {
        SourceEndpoint: { Type: "CONNECT_PHONENUMBER_ARN", Address: options.from },
        DestinationEndpoint: { Type: "TELEPHONE_NUMBER", Address: options.to },
        ContactFlowArn: options.flow,
        ContactSubtype: "connect:SMS",
        InitialSystemMessage: message === undefined ? undefined : { Content: message },
        RelatedContact: options.related ? "CURRENT" : undefined,
      },
    });
  }

  /** Places the call now, with another caller number for example (CompleteOutboundCall). */
  completeOutboundCall(this: this & In<OutboundKind>, options: OutboundCallOptions = {}): void {
    const { callerNumber } = options;
    this.record({
      type: "CompleteOutboundCall",
      verb: "place-call",
      words: "",
      parameters: {
        CallerId: callerNumber === undefined ? undefined : { Number: callerNumber },
        ConnectionTimeLimitSeconds: options.limitSeconds,
      },
    });
  }

  /** Asks who answered the call of a campaign (CheckOutboundCallStatus). */
  checkOutboundCall(this: this & In<"CONTACT_FLOW" | "CAMPAIGN" | "MODULE">, branches: OutboundBranches<Kind>): void {
    this.record({
      type: "CheckOutboundCallStatus",
      verb: "call-status",
      words: "",
      parameters: {},
      results: [
        { result: "CallAnswered", body: branches.onAnswered },
        { result: "VoicemailBeep", body: branches.onVoicemailBeep },
        { result: "VoicemailNoBeep", body: branches.onVoicemailNoBeep },
        { result: "NotDetected", body: branches.onNotDetected },
      ],
      next: { mirrors: "NoMatchingError" },
    });
  }

  /** Resumes a paused task (ResumeContact). */
  resumeContact(): void {
    this.record({ type: "ResumeContact", verb: "resume", words: "", parameters: {} });
  }
}
