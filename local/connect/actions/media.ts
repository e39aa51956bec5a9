/** What is recorded, streamed and processed of a conversation. */
import { MessageProcessor } from "../messageProcessor";
import type { ActionCompiler } from "../stepBuilder";
import { Arguments } from "./arguments";

/** Chooses who is recorded and what is analysed. Each form is for one channel. */
export const updateContactRecordingAndAnalyticsBehavior: ActionCompiler = (builder) => {
  const channel = builder.has("VoiceBehavior") ? "VOICE" : builder.has("ChatBehavior") ? "CHAT" : undefined;
  const path = ["VoiceBehavior", "VoiceRecordingBehavior", "RecordedParticipants"];
  const recorded = builder.has(...path) ? new Arguments(builder).list(...path) : undefined;
  const { next } = builder;
  const mismatch = builder.error("ChannelMismatch");
  return (run) => {
    const { contact } = run;
    if (channel !== undefined && contact.channel !== channel) {
      run.diagnose(`${channel === "VOICE" ? "VoiceBehavior" : "ChatBehavior"} is not for ${contact.channel} contacts`);
      return mismatch;
    }
    if (recorded !== undefined) contact.recorded = recorded;
    return next;
  };
};

/** Starts or stops the live stream of the customer's audio; where it is to be found is `$.MediaStreams`. */
export const updateContactMediaStreamingBehavior: ActionCompiler = (builder) => {
  const enabled = builder.raw("MediaStreamingState") === "Enabled";
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const { contact, runtime } = run;
    const { instance, clock } = runtime;
    if (!instance.streamsMedia) {
      run.diagnose(
        "the instance streams no media: declare aws.connect.InstanceStorageConfig with resourceType MEDIA_STREAMS",
      );
      return failed;
    }
    const now = String(clock.now());
    const stream = `${instance.alias}-contact-${contact.initial.id}`;
    const started = {
      StreamARN: `arn:aws:kinesisvideo:${instance.region}:${instance.accountId}:stream/${stream}/${contact.initial.initiatedAt}`,
      StartTimestamp: now,
      StartFragmentNumber: now.padStart(38, "0"),
    };
    const running = contact.facts?.MediaStreams as { Customer: { Audio: typeof started } } | undefined;
    const audio = enabled ? started : running && { ...running.Customer.Audio, StopTimestamp: now };
    contact.facts = { ...contact.facts, MediaStreams: audio && { Customer: { Audio: audio } } };
    return next;
  };
};

/** Lets a function process every message of a chat from now on, or ends that. */
export const updateContactMediaProcessing: ActionCompiler = (builder) => {
  const args = new Arguments(builder);
  const processor = args.text("ChatProcessor", "LambdaProcessorARN");
  const enabled = builder.raw("ChatProcessor", "ProcessingEnabled")?.toLowerCase() !== "false";
  const unprocessed = builder.raw("ChatProcessor", "ChatProcessorSettings", "DeliverUnprocessedMessages");
  const deliverUnprocessed = unprocessed?.toLowerCase() !== "false";
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const detail: unknown[] = [];
    const arn = processor(run, detail);
    run.detail = detail;
    const { contact, runtime } = run;
    if (!enabled) {
      contact.processor = null;
      return next;
    }
    const missing =
      arn === undefined
        ? ["ChatProcessor.LambdaProcessorARN is missing; give the ARN of a function"]
        : runtime.instance.lambda.missing(arn);
    for (const reason of missing) run.diagnose(reason);
    if (arn === undefined || missing.length > 0) return failed;
    contact.processor = new MessageProcessor(runtime, arn, deliverUnprocessed);
    return next;
  };
};
