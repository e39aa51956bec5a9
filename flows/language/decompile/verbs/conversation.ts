/** Reads who else leads the conversation, a bot or a view, and what is streamed of it. */
import {
  call,
  errorBranch,
  fields,
  fieldsOf,
  list,
  literal,
  message,
  number,
  object,
  type Reader,
  type Readers,
  resultBranches,
  statement,
  string,
  texts,
} from "./reader";

const askBot: Reader = (subject) => {
  const { action, parameters, write, name } = subject;
  const bot = write.resource("bot", fieldsOf(parameters["LexV2Bot"])["AliasArn"]);
  const intents = resultBranches(subject);
  if (!bot || new Set(intents.map(([intent]) => intent)).size < intents.length) {
    return [];
  }
  const timeout = fieldsOf(parameters["LexTimeoutSeconds"])["Text"];
  const options = fields({
    name: name === undefined ? undefined : string(name),
    say: message(subject, parameters),
    initialMessage: write.text(fieldsOf(parameters["LexInitializationData"])["InitialMessage"]),
    sessionAttributes: texts(subject, parameters["LexSessionAttributes"]),
    chatTimeoutSeconds: number(timeout),
  });
  const described = call("describeBot", bot, object(intents.map(([intent]) => [intent, list([])] as const)));
  const onNoMatch = errorBranch(subject, "NoMatchingCondition");
  const errors = action.Transitions?.Errors ?? [];
  const onTimeout = errors.some(({ ErrorType }) => ErrorType === "InputTimeLimitExceeded")
    ? errorBranch(subject, "InputTimeLimitExceeded")
    : undefined;
  return onNoMatch
    ? [statement("askBot", described, options, fields({ intents: object(intents), onNoMatch, onTimeout }))]
    : [];
};

const showView: Reader = (subject) => {
  const { parameters, write, name } = subject;
  const view = write.resource("view", fieldsOf(parameters["ViewResource"])["Id"]);
  const actions = resultBranches(subject);
  if (!view || new Set(actions.map(([action]) => action)).size < actions.length) {
    return [];
  }
  const data = parameters["ViewData"];
  const options = fields({
    name: name === undefined ? undefined : string(name),
    timeoutSeconds: number(parameters["InvocationTimeLimitSeconds"]),
    data: data === undefined ? undefined : write.any(data),
    sensitive: parameters["SensitiveDataConfiguration"] === undefined ? undefined : literal(true),
  });
  const described = call("describeView", view, fields({ actions: list(actions.map(([action]) => literal(action))) }));
  const branches = fields({
    actions: object(actions),
    onNoMatch: errorBranch(subject, "NoMatchingCondition"),
    onTimeout: errorBranch(subject, "TimeLimitExceeded"),
  });
  return [statement("showView", described, options, branches)];
};

const mediaStreaming: Reader = ({ parameters }) => {
  const { MediaStreamingState: state, Participants } = parameters;
  const [participant] = Array.isArray(Participants) ? Participants : [];
  const directions = fieldsOf(participant)["MediaDirections"];
  const isDefault = JSON.stringify(directions) === JSON.stringify(["From", "To"]);
  const verb = state === "Enabled" ? "startMediaStreaming" : "stopMediaStreaming";
  return [
    isDefault || !Array.isArray(directions)
      ? statement(verb)
      : statement(verb, list(directions.map((direction) => literal(direction)))),
  ];
};

const previousParticipant: Reader = ({ parameters }) => [
  statement("setPreviousParticipant", string(parameters["PreviousContactParticipantState"])),
];

export const conversationReaders: Readers = {
  ConnectParticipantWithLexBot: askBot,
  ShowView: showView,
  UpdateContactMediaStreamingBehavior: mediaStreaming,
  UpdatePreviousContactParticipantState: previousParticipant,
};
