/** Reads what the caller hears, presses or sees. */
import { type JsonValue } from "../../document";
import {
  boolean,
  errorBranch,
  type Expression,
  fields,
  fieldsOf,
  list,
  literal,
  message,
  number,
  object,
  type Reader,
  type Readers,
  resultBranch,
  resultBranches,
  statement,
  string,
  type Subject,
} from "./reader";

const say: Reader = (subject) => {
  const said = message(subject, subject.parameters);
  return [said && statement("say", said)];
};

/** What all forms of input share. */
function prompting(subject: Subject): { [option: string]: Expression | undefined } {
  const { parameters, name } = subject;
  const seconds = number(parameters["InputTimeLimitSeconds"]);
  const isDefault = seconds?.kind === "literal" && seconds.value === 5;
  return {
    name: name === undefined ? undefined : string(name),
    say: message(subject, parameters),
    timeoutSeconds: isDefault ? undefined : seconds,
  };
}

const input: Reader = (subject) => {
  const { parameters } = subject;
  const validation = fieldsOf(parameters["InputValidation"]);
  const phone = fieldsOf(validation["PhoneNumberValidation"]);
  const isMenu = String(parameters["StoreInput"]).toLowerCase() !== "true";
  if (isMenu) {
    const keys = resultBranches(subject);
    const branches = object([
      ...keys,
      ["onTimeout", errorBranch(subject, "InputTimeLimitExceeded")],
      ["onNoMatch", errorBranch(subject, "NoMatchingCondition")],
    ]);
    return [statement("menu", fields(prompting(subject)), branches)];
  }
  const dtmf = fieldsOf(parameters["DTMFConfiguration"]);
  const stored = {
    ...prompting(subject),
    interdigitSeconds: number(dtmf["InterdigitTimeLimitSeconds"]),
    terminator: string(dtmf["InputTerminationSequence"]),
    cancelKey: dtmf["DisableCancelKey"] === "True" ? literal(false) : undefined,
  };
  if (validation["PhoneNumberValidation"] !== undefined) {
    const asked = fields({
      ...stored,
      format: string(phone["NumberFormat"]),
      countryCode: string(phone["CountryCode"]),
    });
    return [
      statement("storePhoneNumber", asked, fields({ onInvalidNumber: errorBranch(subject, "InvalidPhoneNumber") })),
    ];
  }
  const custom = fieldsOf(validation["CustomValidation"]);
  const encryption = fieldsOf(parameters["InputEncryption"]);
  const encrypted = fields({ keyId: string(encryption["EncryptionKeyId"]), publicKeyPem: string(encryption["Key"]) });
  const digits = fields({
    ...stored,
    maximumLength: number(custom["MaximumLength"]),
    encryption: parameters["InputEncryption"] === undefined ? undefined : encrypted,
  });
  return [statement("storeDigits", digits)];
};

const loopPrompts: Reader = (subject) => {
  const { parameters, name } = subject;
  const { Messages: messages } = parameters;
  const played = (Array.isArray(messages) ? messages : []).map((entry: JsonValue) => message(subject, fieldsOf(entry)));
  const known = played.filter((entry): entry is Expression => entry !== undefined);
  if (known.length !== played.length) {
    return [];
  }
  const options = fields({
    name: name === undefined ? undefined : string(name),
    messages: list(known),
    interruptEverySeconds: number(parameters["InterruptFrequencySeconds"]),
    keepPlaying: boolean(parameters["ContinueMessagingDuringInterrupt"]),
  });
  const onInterrupt = resultBranch(subject, "MessagesInterrupted", false);
  return [onInterrupt ? statement("loopPrompts", options, fields({ onInterrupt })) : statement("loopPrompts", options)];
};

const thirdParty: Reader = (subject) => {
  const { parameters, write } = subject;
  const caller = fieldsOf(parameters["CallerId"]);
  const limit = number(parameters["ThirdPartyConnectionTimeLimitSeconds"]);
  const options = fields({
    limitSeconds: limit?.kind === "literal" && limit.value === 30 ? undefined : limit,
    dtmf: write.text(parameters["ThirdPartyDTMFDigits"]),
    callerNumber: write.text(caller["Number"]),
    callerName: write.text(caller["Name"]),
  });
  const branches = fields({
    onCallFailed: errorBranch(subject, "CallFailed"),
    onTimeout: errorBranch(subject, "ConnectionTimeLimitExceeded"),
  });
  const phone = write.text(parameters["ThirdPartyPhoneNumber"]);
  return [
    String(parameters["ContinueFlowExecution"]).toLowerCase() === "true"
      ? statement("transferToPhone", phone, options, branches)
      : isEmpty(options)
        ? statement("handOffToPhone", phone)
        : statement("handOffToPhone", phone, options),
  ];
};

export function isEmpty(expression: Expression): boolean {
  return expression.kind === "object" && expression.entries.length === 0;
}

export const participantReaders: Readers = {
  MessageParticipant: say,
  GetParticipantInput: input,
  MessageParticipantIteratively: loopPrompts,
  TransferParticipantToThirdParty: thirdParty,
  DisconnectParticipant: () => [statement("disconnect")],
};
