/** What customers hear, press, say and see. */
import { generateKeyPairSync } from "node:crypto";
import type { Call, Chat } from "../../../local/connect";
import type { Cases, World } from "./circumstance";

function call({ contact }: World): Call {
  return contact as Call;
}

function chat({ contact }: World): Chat {
  return contact as Chat;
}

const minute = ({ service }: World): Promise<void> => service.clock.advance(60_000);
const UNSET = "$.Attributes.nothing";
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = publicKey.export({ type: "spki", format: "pem" }).toString();
const SAYS_INTENT: [string, string][] = [["Equals", "OrderStatus"]];
const BOT_DOWN = {
  options: {
    bots: {
      recognize: () => {
        throw new Error("the bot is down");
      },
    },
  },
};
const LATE_BOT = {
  options: {
    bots: { recognize: () => ({ messages: [], dialogState: "Fulfilled" as const, durationMs: 6_001 }) },
  },
};
const VIEW_ACTION: [string, string][] = [["Equals", "Next"]];

export const PARTICIPANT_CASES: Cases = {
  MessageParticipant: {
    NextAction: {},
    // More characters than a message may have.
    NoMatchingError: {
      before: [["UpdateContactAttributes", { Attributes: { long: "x".repeat(3_001) }, TargetContact: "Current" }]],
      parameters: { Text: "$.Attributes.long" },
    },
  },
  "MessageParticipant (markup)": {
    NextAction: {},
    NoMatchingError: {
      before: [["UpdateContactAttributes", { Attributes: { name: "Tom & Alex" }, TargetContact: "Current" }]],
      parameters: { SSML: "<speak>$.Attributes.name</speak>" },
    },
  },
  "MessageParticipant (prompt)": {
    NextAction: {},
    NoMatchingError: { parameters: { PromptId: UNSET } },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  "MessageParticipant (audio in S3)": {
    NextAction: {},
    NoMatchingError: { channel: "CHAT" },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  MessageParticipantIteratively: {
    // Goes on until an agent answers.
    end: {
      act: async ({ service }) => {
        service.agent("agent-1").goOnline();
        await service.clock.advance(5_000);
      },
    },
    NoMatchingError: { parameters: { Messages: [{ PromptId: UNSET }] } },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  "MessageParticipantIteratively (interrupted)": {
    "Equals MessagesInterrupted": { act: minute },
    NoMatchingError: { parameters: { Messages: [{ PromptId: UNSET }] } },
    "wrong channel": { channel: "TASK", expects: "NoMatchingError" },
  },
  "GetParticipantInput (menu)": {
    "Equals 1": { conditions: [["Equals", "1"]], act: (world) => call(world).press("1") },
    "Equals #": { conditions: [["Equals", "#"]], act: (world) => call(world).press("#") },
    InputTimeLimitExceeded: { act: minute },
    NoMatchingCondition: { conditions: [["Equals", "1"]], act: (world) => call(world).press("2") },
    NoMatchingError: { parameters: { PromptId: UNSET } },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  "GetParticipantInput (digits)": {
    NextAction: { act: (world) => call(world).press("12") },
    NoMatchingError: { parameters: { PromptId: UNSET } },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  "GetParticipantInput (encrypted digits)": {
    NextAction: {
      parameters: { InputEncryption: { EncryptionKeyId: "key", Key: PEM } },
      act: (world) => call(world).press("4711#"),
    },
    // What the row has is no certificate.
    NoMatchingError: { act: (world) => call(world).press("4711#") },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  "GetParticipantInput (phone number)": {
    NextAction: { act: (world) => call(world).press("12065550155#") },
    InvalidPhoneNumber: { act: (world) => call(world).press("12#") },
    NoMatchingError: { parameters: { PromptId: UNSET } },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  ConnectParticipantWithLexBot: {
    "Equals OrderStatus": { conditions: SAYS_INTENT, act: (world) => call(world).speak("OrderStatus") },
    NoMatchingCondition: { conditions: SAYS_INTENT, act: (world) => call(world).speak("something else") },
    NoMatchingError: { ...BOT_DOWN, act: (world) => call(world).speak("OrderStatus") },
    // A caller who never says a word, to a bot that never gives up.
    InputTimeLimitExceeded: {
      options: { bots: { recognize: () => ({ messages: [], dialogState: "ElicitIntent" }) } },
      act: minute,
    },
    "wrong channel": { channel: "TASK", expects: "NoMatchingError" },
  },
  "ConnectParticipantWithLexBot (chat with a time limit)": {
    "Equals OrderStatus": {
      channel: "CHAT",
      parameters: { LexInitializationData: undefined, Text: "How can I help?" },
      conditions: SAYS_INTENT,
      act: (world) => chat(world).send("OrderStatus"),
    },
    NoMatchingCondition: {
      channel: "CHAT",
      parameters: { LexInitializationData: undefined, Text: "How can I help?" },
      act: (world) => chat(world).send("something else"),
    },
    // Begun without a message.
    NoMatchingError: { channel: "CHAT" },
    InputTimeLimitExceeded: {
      channel: "CHAT",
      parameters: { LexInitializationData: undefined, Text: "How can I help?" },
      act: ({ service }) => service.clock.advance(301_000),
    },
    "a late bot": {
      ...LATE_BOT,
      channel: "CHAT",
      parameters: { LexInitializationData: undefined, Text: "How can I help?" },
      expects: "NoMatchingError",
      act: async (world) => {
        chat(world).send("OrderStatus");
        await world.service.clock.advance(10_000);
      },
    },
    "wrong channel": { channel: "VOICE", expects: "NoMatchingError" },
  },
  DisconnectParticipant: { end: {} },
  ShowView: {
    "Equals Next": {
      channel: "CHAT",
      conditions: VIEW_ACTION,
      act: (world) => chat(world).choose("Next", { name: "Alex" }),
    },
    NoMatchingCondition: { channel: "CHAT", conditions: VIEW_ACTION, act: (world) => chat(world).choose("Back") },
    TimeLimitExceeded: { channel: "CHAT", act: ({ service }) => service.clock.advance(400_000) },
    NoMatchingError: { channel: "CHAT", parameters: { ViewResource: { Id: UNSET } } },
    "wrong channel": { expects: "NoMatchingError" },
  },
  "TransferParticipantToThirdParty (goes on)": {
    NextAction: { act: ({ service }) => service.clock.advance(120_000) },
    CallFailed: { options: { dialOut: () => ({ answer: "busy" }) } },
    ConnectionTimeLimitExceeded: { options: { dialOut: () => ({ answer: "no-answer" }) }, act: minute },
    NoMatchingError: { parameters: { ThirdPartyConnectionTimeLimitSeconds: UNSET } },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
  "TransferParticipantToThirdParty (hands off)": {
    end: {},
    NoMatchingError: { options: { dialOut: () => ({ answer: "busy" }) } },
    "wrong channel": { channel: "CHAT", expects: "NoMatchingError" },
  },
};
