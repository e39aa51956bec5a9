/** Verbs for what the caller hears and presses. */
import { MENU_KEYS } from "../actionSpecs";
import { type FlowKind } from "../document";
import { type DialogKind, type In, type SpeechKind, type WaitingKind } from "../kinds";
import { type PromptRef } from "../placeholders";
import { type Reference, storedInput, type TextValue } from "../references";
import { type Body, type Outcome, Statements } from "../statements";
import { type AudioAt, type Message, messageBody, type ParameterValues, type PromptAt, wordsOf } from "../values";

/** A key of the telephone. */
export type MenuKey = (typeof MENU_KEYS)[number];

export interface MenuOptions {
  /** What the menu says; nothing for a silent one. */
  say?: Message;
  /** Names the menu in identifiers, so that its text can change without a new identifier. Default: the text. */
  name?: string;
  /** Seconds to wait for a key, 1 to 179 (`InputTimeLimitSeconds`). Default 5. */
  timeoutSeconds?: number;
}

/** What each key does, and what happens without one. */
export type MenuBranches<Kind extends FlowKind> = { readonly [key in MenuKey]?: Body<Kind> } & {
  /** No key in time. */
  readonly onTimeout: Body<Kind>;
  /** A key the menu does not have. */
  readonly onNoMatch: Body<Kind>;
};

interface StoreOptions {
  say?: Message;
  /** Names the block in identifiers, so that its text can change without a new identifier. Default: the text. */
  name?: string;
  /** Seconds to wait for the first key, 1 to 179 (`InputTimeLimitSeconds`). Default 5. */
  timeoutSeconds?: number;
  /** Seconds between two keys, 1 to 20. Default 5. */
  interdigitSeconds?: number;
  /** Keys that end the input, up to five of 0-9, #, *. Default "#". */
  terminator?: string;
  /** Whether `*` clears what was typed (the default) or counts as input. */
  cancelKey?: boolean;
}

export interface StoreDigitsOptions extends StoreOptions {
  /** Most keys (`MaximumLength`), at least 1. */
  maximumLength: number;
  /** Encrypts the input with a public key, so that it appears nowhere in clear. */
  encryption?: { keyId: string; publicKeyPem: string };
}

export interface StorePhoneNumberOptions extends StoreOptions {
  /** "Local" numbers get the country's code in front; "E164" ones are typed with it. */
  format: "Local" | "E164";
  /** ISO country of local numbers, for example "US". */
  countryCode?: string;
}

export interface LoopPromptsOptions {
  /** What is played, over and over. */
  messages: readonly [Message, ...Message[]];
  /** Names the block in identifiers. Default: the messages. */
  name?: string;
}

export interface InterruptedPromptsOptions extends LoopPromptsOptions {
  /**
   * Seconds after which the prompts are interrupted. Stay above 20: an agent is offered the contact for 20 seconds,
   * and a contact that leaves the queue meanwhile is an error.
   */
  interruptEverySeconds: number;
  /** Whether the messages go on playing during the interrupt. */
  keepPlaying?: boolean;
}

export interface PhoneTransferOptions {
  /** Seconds to wait for an answer, 0 to 600. */
  limitSeconds?: number;
  /** Keys to press once connected: up to 50 of 0-9, `,` (pause), `*`, `#`. */
  dtmf?: TextValue;
  callerNumber?: TextValue;
  callerName?: TextValue;
}

export abstract class ParticipantVerbs<Kind extends FlowKind> extends Statements<Kind> {
  /** Says text or markup, or plays a prompt (MessageParticipant). */
  say(this: this & In<SpeechKind>, message: Message): void {
    const isSpoken = typeof message === "string" || ["reference", "text", "ssml"].includes(message.kind);
    const verb = isSpoken ? "say" : "play";
    this.record({
      type: "MessageParticipant",
      verb,
      words: wordsOf(message),
      parameters: messageBody(message),
    });
  }

  /** Plays a prompt of the instance, or an audio file (MessageParticipant with `PromptId` or `Media`). */
  play(this: this & In<SpeechKind>, prompt: PromptRef | PromptAt | AudioAt): void {
    this.say(prompt);
  }

  /** Asks for one key (GetParticipantInput, menu form). Voice only: a chat takes the generic error. */
  menu(this: this & In<DialogKind>, options: MenuOptions, branches: MenuBranches<Kind>): void {
    const { say, name, timeoutSeconds = 5 } = options;
    this.record({
      type: "GetParticipantInput",
      verb: "menu",
      words: name ?? wordsOf(say ?? ""),
      parameters: {
        ...(say !== undefined && messageBody(say)),
        InputTimeLimitSeconds: timeoutSeconds,
        StoreInput: false,
      },
      results: MENU_KEYS.flatMap((key): Outcome[] => {
        const body = branches[key];
        return body ? [{ result: key, body }] : [];
      }),
      errors: [
        { result: "InputTimeLimitExceeded", body: branches.onTimeout },
        { result: "NoMatchingCondition", body: branches.onNoMatch },
      ],
      next: { mirrors: "NoMatchingCondition" },
    });
  }

  /**
   * Asks for digits (GetParticipantInput, store form). Returns where they are stored. A caller who types nothing in
   * time goes on with the value {@link STORED_INPUT_TIMEOUT}: compare it.
   */
  storeDigits(this: this & In<DialogKind>, options: StoreDigitsOptions): Reference<"text"> {
    const { encryption } = options;
    this.store(options, [], {
      InputValidation: { CustomValidation: { MaximumLength: options.maximumLength } },
      InputEncryption: encryption && { EncryptionKeyId: encryption.keyId, Key: encryption.publicKeyPem },
    });
    return storedInput;
  }

  /** Asks for a phone number (GetParticipantInput, store form). Returns where it is stored, in E.164. */
  storePhoneNumber(
    this: this & In<DialogKind>,
    options: StorePhoneNumberOptions,
    branches: { readonly onInvalidNumber: Body<Kind> },
  ): Reference<"text"> {
    this.store(options, [{ result: "InvalidPhoneNumber", body: branches.onInvalidNumber }], {
      InputValidation: {
        PhoneNumberValidation: { NumberFormat: options.format, CountryCode: options.countryCode },
      },
    });
    return storedInput;
  }

  private store(options: StoreOptions, errors: readonly Outcome[], validation: ParameterValues): void {
    const { say, name, timeoutSeconds = 5 } = options;
    this.record({
      type: "GetParticipantInput",
      verb: "ask",
      words: name ?? wordsOf(say ?? ""),
      parameters: {
        ...(say !== undefined && messageBody(say)),
        InputTimeLimitSeconds: timeoutSeconds,
        StoreInput: true,
        ...validation,
        DTMFConfiguration: {
          DisableCancelKey: !(options.cancelKey ?? true),
          InputTerminationSequence: options.terminator,
          InterdigitTimeLimitSeconds: options.interdigitSeconds,
        },
      },
      errors,
    });
  }

  /** Plays messages until the contact leaves the queue or the hold (MessageParticipantIteratively). Ends the path. */
  loopPrompts(this: this & In<WaitingKind>, options: LoopPromptsOptions): void;
  /** Plays messages, and every so often does something else in between; its end returns to the messages. */
  loopPrompts(
    this: this & In<WaitingKind>,
    options: InterruptedPromptsOptions,
    branches: { readonly onInterrupt: Body<Kind> },
  ): void;
  loopPrompts(
    this: this & In<WaitingKind>,
    options: LoopPromptsOptions & Partial<InterruptedPromptsOptions>,
    branches?: { onInterrupt: Body<Kind> },
  ): void {
    const { messages, name, keepPlaying } = options;
    this.record({
      type: "MessageParticipantIteratively",
      verb: "loop-prompts",
      words: name ?? messages.map(wordsOf).join(" "),
      parameters: {
        Messages: messages.map(messageBody) as ParameterValues[],
        InterruptFrequencySeconds: options.interruptEverySeconds,
        ContinueMessagingDuringInterrupt: keepPlaying === undefined ? undefined : String(keepPlaying),
      },
      results: branches ? [{ result: "MessagesInterrupted", body: branches.onInterrupt, returns: true }] : [],
      next: branches ? { mirrors: "NoMatchingError" } : "none",
    });
  }

  /** Hangs up, or ends the chat (DisconnectParticipant). Ends the path; whispers and holds use `endFlow`. */
  disconnect(this: this & In<DialogKind>): void {
    this.record({ type: "DisconnectParticipant", verb: "disconnect", words: "", parameters: {}, next: "none" });
  }

  /** Connects the caller to a phone number, and goes on with the flow when that call is over. */
  transferToPhone(
    this: this & In<DialogKind>,
    number: TextValue,
    options: PhoneTransferOptions,
    branches: { readonly onCallFailed: Body<Kind>; readonly onTimeout: Body<Kind> },
  ): void {
    this.transfer(number, options, true, [
      { result: "CallFailed", body: branches.onCallFailed },
      { result: "ConnectionTimeLimitExceeded", body: branches.onTimeout },
    ]);
  }

  /** Connects the caller to a phone number and leaves the flow for good; only the generic error comes back. */
  handOffToPhone(this: this & In<DialogKind>, number: TextValue, options: PhoneTransferOptions = {}): void {
    this.transfer(number, options, false, []);
  }

  private transfer(number: TextValue, options: PhoneTransferOptions, returns: boolean, errors: Outcome[]): void {
    const { callerNumber, callerName } = options;
    const hasCaller = callerNumber !== undefined || callerName !== undefined;
    this.record({
      type: "TransferParticipantToThirdParty",
      verb: "phone",
      words: wordsOf(number),
      parameters: {
        ThirdPartyPhoneNumber: number,
        ThirdPartyConnectionTimeLimitSeconds: options.limitSeconds ?? 30,
        ContinueFlowExecution: returns,
        ThirdPartyDTMFDigits: options.dtmf,
        CallerId: hasCaller ? { Number: callerNumber, Name: callerName } : undefined,
      },
      errors,
      next: returns ? "follow" : { mirrors: "NoMatchingError" },
    });
  }
}
