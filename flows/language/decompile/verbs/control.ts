/** Reads questions the flow asks itself, Lambda functions, and the ways to other flows. */
import {
  branch,
  call,
  cases,
  errorBranch,
  type Expression,
  fields,
  fieldsOf,
  isReferenceTo,
  list,
  literal,
  number,
  object,
  type Reader,
  type Readers,
  resultBranch,
  resultBranches,
  statement,
  string,
  texts,
} from "./reader";

const otherwise = "NoMatchingCondition";

const compare: Reader = (subject) => {
  const { action, parameters, write } = subject;
  const value = write.text(parameters["ComparisonValue"]);
  if (!value || !isReferenceTo(value)) {
    return [];
  }
  const conditions = action.Transitions?.Conditions ?? [];
  const operands = conditions.map(({ Condition }) => Condition.Operands[0] ?? "");
  const areTexts = conditions.every(({ Condition }) => Condition.Operator === "Equals");
  const last = errorBranch(subject, otherwise, true);
  // An object keeps the order of its keys only while they do not look like numbers, and holds each once.
  const keepsOrder = operands.every((key, at) => key !== "__proto__" && (!/^\d+$/.test(key) || rises(operands, at)));
  const operators = conditions.map(({ Condition }) => Condition.Operator);
  return [
    areTexts && keepsOrder && new Set(operands).size === operands.length
      ? statement("compare", value, object(resultBranches(subject)), last)
      : undefined,
    isMixed(operators) ? undefined : statement("compareWith", comparedAs(value, operators), cases(subject), last),
  ];
};

function rises(operands: readonly string[], at: number): boolean {
  const before = operands.slice(0, at);
  return before.every((key) => /^\d+$/.test(key) && Number(key) < Number(operands[at]));
}

/** Whether text and numbers are compared at once: then neither type of value has all the operators. */
function isMixed(operators: readonly string[]): boolean {
  return ["Number", "Text"].every((kind) => operators.some((operator) => operator.startsWith(kind)));
}

/** The value as what its operators compare. */
function comparedAs(value: Expression, operators: readonly string[]): Expression {
  const isNumber = operators.some((operator) => operator.startsWith("Number"));
  return isNumber && !isNumberReference(value) ? call("asNumber", value) : value;
}

function isNumberReference(value: Expression): boolean {
  return value.kind === "name" && /^queueMetric\.(?!name|arn)/.test(value.name);
}

const checkHours: Reader = (subject) => {
  const { HoursOfOperationId: id } = subject.parameters;
  const hours = id === undefined ? { kind: "name" as const, name: "undefined" } : subject.write.resource("hours", id);
  return [
    statement(
      "checkHours",
      hours,
      fields({ open: resultBranch(subject, "True"), closed: resultBranch(subject, "False") }),
    ),
  ];
};

const checkMetric: Reader = (subject) => {
  const { parameters, write } = subject;
  const metric = String(parameters["MetricType"]);
  const options = fields({ queue: write.resource("queue", parameters["QueueId"]) });
  const last = errorBranch(subject, otherwise, true);
  const none = errorBranch(subject, otherwise, true);
  if (metric.startsWith("NumberOfAgents")) {
    const branches = fields({ some: resultBranch(subject, "0"), none });
    return [statement("checkAgents", literal(metric.slice("NumberOfAgents".length)), options, branches)];
  }
  return [
    metric === "NumberOfContactsInQueue"
      ? statement("checkQueue", literal("size"), options, cases(subject), last)
      : statement("checkQueue", literal("oldestSeconds"), options, cases(subject, 1000), last),
  ];
};

const getMetrics: Reader = ({ parameters, write }) => {
  const { QueueId, QueueChannel } = parameters;
  const options = fields({ queue: write.resource("queue", QueueId), channel: string(QueueChannel) });
  return [statement("getMetrics", ...(options.kind === "object" && options.entries.length > 0 ? [options] : []))];
};

const distribute: Reader = (subject) => {
  let before = 1;
  const shares = (subject.action.Transitions?.Conditions ?? []).map(({ Condition }, at) => {
    const threshold = Number(Condition.Operands[0]);
    const share = threshold - before;
    before = threshold;
    return list([literal(Number.isFinite(share) ? share : 0), branch(`c${at}`)]);
  });
  return [statement("distribute", list(shares), errorBranch(subject, otherwise, true))];
};

const loop: Reader = (subject) => {
  const { action, name, parameters } = subject;
  const options = fields({
    times: number(parameters["LoopCount"]),
    name: name === undefined ? undefined : string(name),
  });
  const [first] = action.Transitions?.Conditions ?? [];
  return first?.Condition.Operands[0] === "ContinueLooping"
    ? [statement("loop", options, branch("c0"), resultBranch(subject, "DoneLooping"))]
    : [];
};

const wait: Reader = (subject) => {
  const { parameters, name } = subject;
  const seconds = number(parameters["TimeLimitSeconds"]);
  const options = fields({ seconds, name: name === undefined ? undefined : string(name) });
  const branches = fields({
    onCompleted: resultBranch(subject, "WaitCompleted"),
    onCustomerReturned: resultBranch(subject, "CustomerReturned", false),
    onBotDisconnected: resultBranch(subject, "BotParticipantDisconnected", false),
    onBotNotFound: errorBranch(subject, "ParticipantNotFound", true),
  });
  return [statement("wait", options, branches)];
};

const transferToFlow: Reader = ({ parameters, write }) => [
  statement("transferToFlow", write.resource("flow", parameters["ContactFlowId"])),
];

const invokeModule: Reader = ({ parameters, write }) => {
  const module = write.resource("module", parameters["FlowModuleId"]);
  return [statement("invokeModule", module)];
};

const setFlowAttributes: Reader = ({ parameters, write }) => {
  const values = Object.entries(fieldsOf(parameters["FlowAttributes"])).map(([key, held]): [string, Expression] => {
    const { Value: value = "" } = fieldsOf(held);
    return [key, write.attribute(value) ?? write.any(value)];
  });
  return [statement("setFlowAttributes", object(values))];
};

const invokeLambda: Reader = (subject) => {
  const { parameters, write, name } = subject;
  const fn = write.resource("function", parameters["LambdaFunctionARN"]);
  const options = {
    name: name === undefined ? undefined : string(name),
    parameters: texts(subject, parameters["LambdaInvocationAttributes"]),
    timeLimitSeconds: number(parameters["InvocationTimeLimitSeconds"]),
  };
  const returning = fields({ ...options, returns: list([]) });
  const { ResponseType: type } = fieldsOf(parameters["ResponseValidation"]);
  if (parameters["InvocationType"] === "ASYNCHRONOUS") {
    return [statement("startLambda", fn, fields(options))];
  }
  // A function the flow waits for has to have a limit.
  if (!options.timeLimitSeconds) {
    return [];
  }
  return [
    type === "JSON"
      ? statement("invokeLambdaForJson", fn, fields({ ...options, returns: object([]) }))
      : statement("invokeLambda", fn, returning),
  ];
};

const setLogging: Reader = ({ parameters }) => [
  statement("setLogging", literal(parameters["FlowLoggingBehavior"] === "Enabled")),
];

export const controlReaders: Readers = {
  Compare: compare,
  CheckHoursOfOperation: checkHours,
  CheckMetricData: checkMetric,
  GetMetricData: getMetrics,
  DistributeByPercentage: distribute,
  Loop: loop,
  Wait: wait,
  TransferToFlow: transferToFlow,
  InvokeFlowModule: invokeModule,
  InvokeLambdaFunction: invokeLambda,
  UpdateFlowAttributes: setFlowAttributes,
  UpdateFlowLoggingBehavior: setLogging,
  EndFlowExecution: () => [statement("endFlow")],
  EndFlowModuleExecution: () => [statement("endModule")],
};
