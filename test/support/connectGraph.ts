/** Small resource graphs for tests of the local Amazon Connect, written as a program would register them. */
import type { FlowAction, FlowDocument } from "../../flows/language/document";
import { Clock } from "../../local/clock";
import { type Call, type ConnectOptions, ConnectService } from "../../local/connect";
import type { GraphResource, ResourceGraph } from "../../local/engine/graph";

export const REGION = "us-east-1";
export const ACCOUNT = "123456789012";
export const INSTANCE_ID = "11111111-2222-4333-8444-555555555555";
export const INSTANCE_ARN = `arn:aws:connect:${REGION}:${ACCOUNT}:instance/${INSTANCE_ID}`;
export const NUMBER = "+12065550100";
/** A Tuesday, ten in the morning in Seattle. */
export const START = Date.parse("2026-03-03T18:00:00Z");

type Values = Record<string, unknown>;

/** One resource as the engine describes it. */
export function resource(type: string, name: string, inputs: Values, outputs: Values = {}, id = name): GraphResource {
  return {
    urn: `urn:pulumi:test::contact-center::${type}::${name}`,
    type,
    name,
    custom: true,
    id,
    inputs,
    outputs: { ...inputs, ...outputs },
    secretInputs: [],
    dependencies: [],
    propertyDependencies: {},
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    ignoreChanges: [],
  };
}

function child(type: string, name: string, path: string, idField: string, inputs: Values): GraphResource {
  const id = `id-${name}`;
  return resource(
    type,
    name,
    { instanceId: INSTANCE_ID, name, ...inputs },
    { arn: `${INSTANCE_ARN}/${path}/${id}`, [idField]: id },
    `${INSTANCE_ID}:${id}`,
  );
}

export function instance(inputs: Values = {}): GraphResource {
  return resource(
    "aws:connect/instance:Instance",
    "instance",
    { inboundCallsEnabled: true, outboundCallsEnabled: true, contactFlowLogsEnabled: true, ...inputs },
    { arn: INSTANCE_ARN },
    INSTANCE_ID,
  );
}

export function flowArn(name: string): string {
  return `${INSTANCE_ARN}/contact-flow/id-${name}`;
}

export function queueArn(name: string): string {
  return `${INSTANCE_ARN}/queue/id-${name}`;
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

export function flow(name: string, document: FlowDocument | string, type = "CONTACT_FLOW"): GraphResource {
  const content = typeof document === "string" ? document : JSON.stringify(document);
  return child("aws:connect/contactFlow:ContactFlow", name, "contact-flow", "contactFlowId", { type, content });
}

export function flowModule(name: string, document: FlowDocument): GraphResource {
  const content = JSON.stringify(document);
  return child("aws:connect/contactFlowModule:ContactFlowModule", name, "flow-module", "contactFlowModuleId", {
    content,
  });
}

/** A claimed number and the flow it leads to. */
export function number(flowName: string, phoneNumber = NUMBER): GraphResource[] {
  const id = `number-${phoneNumber}`;
  return [
    resource("aws:connect/phoneNumber:PhoneNumber", id, { targetArn: INSTANCE_ARN, type: "DID" }, { phoneNumber }, id),
    resource("aws:connect/phoneNumberContactFlowAssociation:PhoneNumberContactFlowAssociation", `${id}-flow`, {
      instanceId: INSTANCE_ID,
      phoneNumberId: id,
      contactFlowId: `id-${flowName}`,
    }),
  ];
}

export function hours(name: string, state: Values): GraphResource {
  const arn = `${INSTANCE_ARN}/operating-hours/id-${name}`;
  const desired = { InstanceArn: INSTANCE_ARN, Name: name, ...state };
  return resource(
    "aws:cloudcontrol/resource:Resource",
    name,
    { typeName: "AWS::Connect::HoursOfOperation", desiredState: JSON.stringify(desired) },
    { properties: JSON.stringify({ ...desired, HoursOfOperationArn: arn }) },
    arn,
  );
}

export const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

export function time(text: string): { Hours: number; Minutes: number } {
  const [Hours = 0, Minutes = 0] = text.split(":").map(Number);
  return { Hours, Minutes };
}

export function openings(days: readonly string[], from: string, to: string): Values[] {
  return days.map((Day) => ({ Day, StartTime: time(from), EndTime: time(to) }));
}

export const ALWAYS_OPEN = hours("always", { TimeZone: "America/Los_Angeles", Config: openings(DAYS, "0:00", "0:00") });

export function queue(name: string, inputs: Values = {}): GraphResource {
  return child("aws:connect/queue:Queue", name, "queue", "queueId", { hoursOfOperationId: "id-always", ...inputs });
}

export function routingProfile(
  name: string,
  queues: readonly { name: string; priority?: number; delay?: number }[],
  inputs: Values = {},
): GraphResource {
  return child("aws:connect/routingProfile:RoutingProfile", name, "routing-profile", "routingProfileId", {
    defaultOutboundQueueId: `id-${queues[0]?.name}`,
    mediaConcurrencies: [{ channel: "VOICE", concurrency: 1 }],
    queueConfigs: queues.map(({ name: queueName, priority = 1, delay = 0 }) => ({
      channel: "VOICE",
      queueId: `id-${queueName}`,
      priority,
      delay,
    })),
    ...inputs,
  });
}

export function user(name: string, routingProfileName: string, inputs: Values = {}): GraphResource {
  return child("aws:connect/user:User", name, "agent", "userId", {
    identityInfo: { firstName: "Alex", lastName: "Example" },
    phoneConfig: { phoneType: "SOFT_PHONE", autoAccept: false, afterContactWorkTimeLimit: 10 },
    routingProfileId: `id-${routingProfileName}`,
    ...inputs,
  });
}

/** A function with everything Amazon Connect needs to invoke it; leave parts out by name. */
export function lambda(
  name: string,
  leaveOut: readonly ("association" | "permission")[] = [],
  permission: Values = {},
): GraphResource[] {
  const arn = functionArn(name);
  return [
    resource("aws:lambda/function:Function", name, { role: "role" }, { name, arn }),
    ...(leaveOut.includes("association")
      ? []
      : [
          resource("aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation", `${name}-association`, {
            instanceId: INSTANCE_ID,
            functionArn: arn,
          }),
        ]),
    ...(leaveOut.includes("permission")
      ? []
      : [
          resource("aws:lambda/permission:Permission", `${name}-permission`, {
            action: "lambda:InvokeFunction",
            function: name,
            principal: "connect.amazonaws.com",
            sourceArn: INSTANCE_ARN,
            sourceAccount: ACCOUNT,
            ...permission,
          }),
        ]),
  ];
}

export function graph(...resources: readonly (GraphResource | readonly GraphResource[])[]): ResourceGraph {
  return {
    project: "contact-center",
    stack: "test",
    preview: false,
    region: REGION,
    accountId: ACCOUNT,
    partition: "aws",
    resources: resources.flat(),
    outputs: {},
  };
}

/** A document from actions written as `{ id: [type, parameters, transitions] }`; the first one starts. */
export type Sketch = Record<string, readonly [type: string, parameters?: Values, transitions?: Wiring]>;

export interface Wiring {
  readonly next?: string;
  /** Error type to action. */
  readonly errors?: Record<string, string>;
  /** Operand to action, with Equals; or `[operator, operand, action]`. */
  readonly when?: Record<string, string> | readonly (readonly [string, string, string])[];
}

export function document(sketch: Sketch): FlowDocument {
  const Actions = Object.entries(sketch).map(([Identifier, [Type, Parameters = {}, wiring]]): FlowAction => {
    const when = wiring?.when ?? {};
    const conditions = Array.isArray(when)
      ? (when as readonly (readonly [string, string, string])[])
      : Object.entries(when).map(([operand, action]) => ["Equals", operand, action] as const);
    return {
      Identifier,
      Type,
      Parameters: Parameters as FlowAction["Parameters"],
      Transitions:
        wiring === undefined
          ? {}
          : {
              ...(wiring.next !== undefined && { NextAction: wiring.next }),
              Errors: Object.entries(wiring.errors ?? {}).map(([ErrorType, NextAction]) => ({ ErrorType, NextAction })),
              Conditions: conditions.map(([Operator, operand, NextAction]) => ({
                NextAction,
                Condition: { Operator, Operands: [operand] },
              })),
            },
    };
  });
  return { Version: "2019-10-30", StartAction: Actions[0]?.Identifier ?? "", Actions };
}

/** Says a text and goes on. */
export function say(text: string, next: string): Sketch[string] {
  return ["MessageParticipant", { Text: text }, { next }];
}

export const BYE: Sketch[string] = ["DisconnectParticipant"];

/** A service for a graph, with a clock at START and functions that are not expected to be called. */
export function serve(program: ResourceGraph, options: Partial<ConnectOptions> = {}): ConnectService {
  return ConnectService.fromGraph(program, {
    clock: new Clock(START),
    functions: {
      invoke: (arn) => {
        throw new Error(`unexpected invocation of ${arn}`);
      },
    },
    ...options,
  });
}

/** A service whose only number plays one inbound flow, next to other resources. */
export function play(
  sketch: Sketch,
  resources: readonly GraphResource[] = [],
  options: Partial<ConnectOptions> = {},
): ConnectService {
  return serve(graph(instance(), flow("main", document(sketch)), number("main"), ALWAYS_OPEN, resources), options);
}

export const CALLER = "+12065550123";

/** What the system and the agents said, in order. */
export function heard(call: Pick<Call, "transcript">): string[] {
  return call.transcript.filter(({ who }) => who === "system").map(({ text }) => text);
}

export function diagnostics(call: Pick<Call, "transcript">): string[] {
  return call.transcript.filter(({ who }) => who === "diagnostic").map(({ text }) => text);
}

/** The branches taken, as `action:label`. */
export function path(call: Call): string[] {
  return call.trace.map(({ action, branch }) => `${action}:${branch.label}`);
}
