/** Resources that stand in for what the flows of a playground name, as a program would register them. */
import type { FlowDocument, FlowKind } from "../../../flows/language/document";
import type { GraphResource, ResourceGraph } from "../../engine/graph";

type Values = Record<string, unknown>;

export const REGION = "us-east-1";
export const ACCOUNT = "123456789012";
export const INSTANCE_ID = "00000000-0000-4000-8000-000000000000";
export const INSTANCE_ARN = `arn:aws:connect:${REGION}:${ACCOUNT}:instance/${INSTANCE_ID}`;
/** Hours every stand-in queue has. */
export const HOURS_ID = "always-open";

const DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

function resource(type: string, name: string, id: string, inputs: Values, outputs: Values = {}): GraphResource {
  return {
    urn: `urn:pulumi:playground::contact-center::${type}::${name}`,
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

/** The ARN of something in the instance. */
export function arnOf(path: string, id: string): string {
  return `${INSTANCE_ARN}/${path}/${id}`;
}

function child(type: string, path: string, idField: string, id: string, inputs: Values): GraphResource {
  return resource(
    type,
    String(inputs.name),
    `${INSTANCE_ID}:${id}`,
    { instanceId: INSTANCE_ID, ...inputs },
    {
      arn: arnOf(path, id),
      [idField]: id,
    },
  );
}

export function instance(): GraphResource {
  const inputs = { inboundCallsEnabled: true, outboundCallsEnabled: true, contactFlowLogsEnabled: true };
  return resource("aws:connect/instance:Instance", "playground", INSTANCE_ID, inputs, { arn: INSTANCE_ARN });
}

/** What live media streaming needs. */
export function mediaStreams(): GraphResource {
  const type = "aws:connect/instanceStorageConfig:InstanceStorageConfig";
  return resource(type, "media streams", "media-streams", { instanceId: INSTANCE_ID, resourceType: "MEDIA_STREAMS" });
}

/** Hours that are open around the clock, or never. */
export function hours(id: string, name: string, open: boolean): GraphResource {
  const midnight = { Hours: 0, Minutes: 0 };
  const state = {
    Name: name,
    TimeZone: "UTC",
    Config: open ? DAYS.map((Day) => ({ Day, StartTime: midnight, EndTime: midnight })) : [],
    HoursOfOperationArn: arnOf("operating-hours", id),
  };
  const inputs = { typeName: "AWS::Connect::HoursOfOperation", desiredState: JSON.stringify(state) };
  return resource("aws:cloudcontrol/resource:Resource", name, id, inputs, { properties: JSON.stringify(state) });
}

export function queue(id: string, name: string, outboundFlowId?: string): GraphResource {
  const outbound = outboundFlowId === undefined ? {} : { outboundCallerConfig: { outboundFlowId } };
  return child("aws:connect/queue:Queue", "queue", "queueId", id, { name, hoursOfOperationId: HOURS_ID, ...outbound });
}

/** One routing profile that serves every queue on every channel. */
export function routingProfile(id: string, queueIds: readonly string[]): GraphResource {
  const channels = ["VOICE", "CHAT", "TASK"];
  return child("aws:connect/routingProfile:RoutingProfile", "routing-profile", "routingProfileId", id, {
    name: id,
    mediaConcurrencies: channels.map((channel) => ({ channel, concurrency: 1 })),
    queueConfigs: queueIds.flatMap((queueId) =>
      channels.map((channel) => ({ channel, queueId, priority: 1, delay: 0 })),
    ),
  });
}

export function user(id: string, name: string, routingProfileId: string): GraphResource {
  return child("aws:connect/user:User", "agent", "userId", id, {
    name,
    routingProfileId,
    identityInfo: { firstName: name, lastName: "" },
    phoneConfig: { phoneType: "SOFT_PHONE", autoAccept: false, afterContactWorkTimeLimit: 10 },
  });
}

export function prompt(id: string, name: string): GraphResource {
  const state = { Name: name, PromptArn: arnOf("prompt", id) };
  const inputs = { typeName: "AWS::Connect::Prompt", desiredState: JSON.stringify(state) };
  return resource("aws:cloudcontrol/resource:Resource", `prompt ${name}`, id, inputs, {
    properties: JSON.stringify(state),
  });
}

/** A function with everything Amazon Connect needs to invoke it. */
export function lambda(arn: string): GraphResource[] {
  const name = arn.split(":")[6] ?? arn;
  return [
    resource("aws:lambda/function:Function", name, name, {}, { name, arn }),
    resource("aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation", `${name}-association`, name, {
      instanceId: INSTANCE_ID,
      functionArn: arn,
    }),
    resource("aws:lambda/permission:Permission", `${name}-permission`, name, {
      action: "lambda:InvokeFunction",
      function: arn,
      principal: "connect.amazonaws.com",
      sourceArn: INSTANCE_ARN,
    }),
  ];
}

export function flow(id: string, name: string, kind: FlowKind, document: FlowDocument): GraphResource {
  const content = JSON.stringify(document);
  return kind === "MODULE"
    ? child("aws:connect/contactFlowModule:ContactFlowModule", "flow-module", "contactFlowModuleId", id, {
        name,
        content,
      })
    : child("aws:connect/contactFlow:ContactFlow", "contact-flow", "contactFlowId", id, { name, type: kind, content });
}

/** A claimed number and the flow it leads to. */
export function phoneNumber(number: string, name: string, flowId: string): GraphResource[] {
  const association = "aws:connect/phoneNumberContactFlowAssociation:PhoneNumberContactFlowAssociation";
  return [
    resource("aws:connect/phoneNumber:PhoneNumber", name, number, { type: "DID" }, { phoneNumber: number }),
    resource(association, `${name} number`, number, {
      instanceId: INSTANCE_ID,
      phoneNumberId: number,
      contactFlowId: flowId,
    }),
  ];
}

/** The graph of a program that registers nothing but these. */
export function graphOf(resources: readonly GraphResource[]): ResourceGraph {
  return {
    project: "contact-center",
    stack: "playground",
    preview: false,
    region: REGION,
    accountId: ACCOUNT,
    partition: "aws",
    resources: [...resources],
    outputs: {},
  };
}
