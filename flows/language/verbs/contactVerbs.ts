/** Verbs for what is known about the contact, and for what happens to it later. */
import { type EVENT_HOOKS } from "../actionSpecs";
import { type FlowKind } from "../document";
import { type FlowRef } from "../placeholders";
import { type Reference, type TextValue } from "../references";
import { type AttributeValue, wordsOf } from "../values";
import { ConversationVerbs } from "./conversationVerbs";

/** A moment of a contact at which a flow of its own can run. */
export type EventHook = (typeof EVENT_HOOKS)[number];

/** What the service itself keeps about a contact; at least one of these. */
export interface ContactData {
  name?: TextValue;
  description?: TextValue;
  /** For example "en-US". */
  languageCode?: string | Reference;
  customerId?: TextValue;
  wisdomSessionArn?: Reference;
}

export interface VoiceOptions {
  /** An Amazon Polly voice, for example "Joanna". */
  voice: string | Reference;
  engine?: "Standard" | "Neural" | "Generative";
  style?: "None" | "Conversational" | "Newscaster";
}

export abstract class ContactVerbs<Kind extends FlowKind> extends ConversationVerbs<Kind> {
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

  /** Sets flow attributes, all or none (UpdateFlowAttributes). They last as long as the flow. */
  setFlowAttributes(attributes: { readonly [name: string]: AttributeValue }): void {
    const values = Object.entries(attributes).map(([name, value]) => [name, { Value: value }] as const);
    this.record({
      type: "UpdateFlowAttributes",
      verb: "set-flow",
      words: Object.keys(attributes).join(" "),
      parameters: { FlowAttributes: Object.fromEntries(values) },
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
        WisdomSessionArn: data.wisdomSessionArn,
      },
    });
  }

  /**
   * Chooses the flow that runs at some moment of this contact (UpdateContactEventHooks). `runs: false` keeps the choice
   * and switches it off, `runs: true` on again.
   */
  setEventHook(hook: EventHook, flow: FlowRef | Reference, options: { runs?: boolean } = {}): void {
    const { runs } = options;
    this.record({
      type: "UpdateContactEventHooks",
      verb: "hook",
      words: hook,
      parameters: {
        EventHooks: { [hook]: flow },
        // The console writes this boolean in lower case.
        EventHooksConfiguration: runs === undefined ? undefined : { [hook]: { DisableExecution: String(!runs) } },
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

  /** Switches the flow log on or off, for the rest of the contact (UpdateFlowLoggingBehavior). */
  setLogging(enabled: boolean): void {
    this.record({
      type: "UpdateFlowLoggingBehavior",
      verb: "logging",
      words: "",
      parameters: { FlowLoggingBehavior: enabled ? "Enabled" : "Disabled" },
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
