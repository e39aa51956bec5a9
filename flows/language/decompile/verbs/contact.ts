/** Reads what is known about the contact, where it is queued, and what is recorded of it. */
import {
  errorBranch,
  fields,
  fieldsOf,
  isReferenceTo,
  list,
  literal,
  number,
  type Reader,
  type Readers,
  statement,
  string,
  type Subject,
  texts,
} from "./reader";

const setAttributes: Reader = (subject) => {
  const { Attributes, TargetContact } = subject.parameters;
  const attributes = texts(subject, Attributes);
  return [
    TargetContact === "Related"
      ? statement("setAttributes", attributes, literal(TargetContact))
      : statement("setAttributes", attributes),
  ];
};

const setContactData: Reader = ({ parameters, write }) => [
  statement(
    "setContactData",
    fields({
      name: write.text(parameters["Name"]),
      description: write.text(parameters["Description"]),
      languageCode: write.text(parameters["LanguageCode"]),
      customerId: write.text(parameters["CustomerId"]),
    }),
  ),
];

const setEventHook: Reader = ({ parameters, write }) => {
  const [[hook, flow] = [], ...others] = Object.entries(fieldsOf(parameters["EventHooks"]));
  return hook === undefined || others.length > 0
    ? []
    : [statement("setEventHook", literal(hook), write.resource("flow", flow))];
};

const setQueue: Reader = ({ parameters, write }) => {
  const { AgentId: agent, QueueId: queue } = parameters;
  if (queue !== undefined) {
    return [statement("setQueue", write.resource("queue", queue))];
  }
  return [statement("setAgent", write.text(agent))];
};

const transferToQueue: Reader = (subject) => [
  statement("transferToQueue", fields({ onAtCapacity: errorBranch(subject, "QueueAtCapacity") })),
];

const moveToQueue: Reader = (subject) => [
  statement(
    "moveToQueue",
    subject.write.resource("queue", subject.parameters["QueueId"]),
    fields({ onAtCapacity: errorBranch(subject, "QueueAtCapacity") }),
  ),
];

const setCallbackNumber: Reader = (subject) => {
  const number = subject.write.text(subject.parameters["CallbackNumber"]);
  const branches = fields({
    onInvalidNumber: errorBranch(subject, "InvalidCallbackNumber"),
    onNotDialable: errorBranch(subject, "CallbackNumberNotDialable"),
  });
  return [number && isReferenceTo(number) ? statement("setCallbackNumber", number, branches) : undefined];
};

const createCallback: Reader = ({ parameters, write }) => [
  statement(
    "createCallback",
    fields({
      initialDelaySeconds: number(parameters["InitialCallDelaySeconds"]),
      retryDelaySeconds: number(parameters["RetryDelaySeconds"]),
      maximumAttempts: number(parameters["MaximumConnectionAttempts"]),
      queue: write.resource("queue", parameters["QueueId"]),
      flow: write.resource("flow", parameters["ContactFlowId"]),
      callerNumber: write.text(fieldsOf(parameters["CallerId"])["Number"]),
    }),
  ),
];

const setRecording: Reader = ({ parameters }) => {
  const { RecordedParticipants, IVRRecordingBehavior } = fieldsOf(parameters["RecordingBehavior"]);
  const recorded = Array.isArray(RecordedParticipants) ? RecordedParticipants : [];
  const automated = IVRRecordingBehavior === undefined ? undefined : literal(IVRRecordingBehavior === "Enabled");
  return [
    statement(
      "setRecording",
      fields({
        agent: literal(recorded.includes("Agent")),
        customer: literal(recorded.includes("Customer")),
        automated,
      }),
    ),
  ];
};

const setVoice: Reader = ({ parameters, write }) => [
  statement(
    "setVoice",
    fields({
      voice: write.text(parameters["TextToSpeechVoice"]),
      engine: string(parameters["TextToSpeechEngine"]),
      style: string(parameters["TextToSpeechStyle"]),
    }),
  ),
];

const setRouting: Reader = ({ parameters }) => [
  statement("setPriority", number(parameters["QueuePriority"])),
  statement("adjustQueueTime", number(parameters["QueueTimeAdjustmentSeconds"])),
];

function untag({ parameters }: Subject): ReturnType<Reader> {
  const { TagKeys: keys } = parameters;
  return [Array.isArray(keys) ? statement("untag", list(keys.map(literal))) : undefined];
}

export const contactReaders: Readers = {
  UpdateContactAttributes: setAttributes,
  UpdateContactData: setContactData,
  UpdateContactEventHooks: setEventHook,
  UpdateContactTargetQueue: setQueue,
  TransferContactToQueue: transferToQueue,
  DequeueContactAndTransferToQueue: moveToQueue,
  UpdateContactCallbackNumber: setCallbackNumber,
  CreateCallbackContact: createCallback,
  UpdateContactRecordingBehavior: setRecording,
  UpdateContactTextToSpeechVoice: setVoice,
  UpdateContactRoutingBehavior: setRouting,
  TagContact: (subject) => [statement("tag", texts(subject, subject.parameters["Tags"]))],
  UntagContact: untag,
};
