/** What the resource graph declares of one Amazon Connect instance, read once. Nothing that is not declared exists. */
import type { FlowKind } from "../../flows/language/document";
import { type GraphResource, type ResourceGraph, isRecord } from "../engine/graph";
import { Fields } from "./fields";
import { type HoursConfig, HoursOfOperation } from "./hours";
import { idOf } from "./identifier";
import { LambdaAccess } from "./lambdaAccess";
import { StreamAssociations } from "./streaming/streamAssociations";

/** A flow or module as registered, not compiled yet. */
export interface FlowDeclaration {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly kind: FlowKind;
  readonly content: string | undefined;
  /** Logical name of the Pulumi resource. */
  readonly resource: string;
}

/** `aws.connect.Queue`. */
export interface QueueDeclaration {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly hours: HoursOfOperation | undefined;
  readonly hoursOfOperationId: string;
  /** Most contacts waiting; undefined when the queue sets no limit. */
  readonly maxContacts: number | undefined;
  readonly enabled: boolean;
  readonly outboundNumber: string | undefined;
  readonly outboundFlowId: string | undefined;
  readonly quickConnectIds: readonly string[];
}

/** `aws.connect.RoutingProfile`. */
export interface RoutingProfileDeclaration {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly defaultOutboundQueueId: string | undefined;
  /** Contacts of a channel an agent takes at once. */
  readonly concurrency: ReadonlyMap<string, number>;
  /** Channels whose busy agents are offered contacts of other channels (`ROUTE_ANY_CHANNEL`). */
  readonly shared: ReadonlySet<string>;
  readonly queues: readonly {
    readonly queueId: string;
    readonly channel: string;
    readonly priority: number;
    readonly delaySeconds: number;
  }[];
}

/** `aws.connect.User`. */
export interface UserDeclaration {
  readonly id: string;
  readonly arn: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly routingProfileId: string;
  readonly autoAccept: boolean;
  /** Longest after-contact work in seconds; 0 is no limit. */
  readonly afterContactWorkTimeLimit: number;
}

/** `aws.connect.QuickConnect`. */
export interface QuickConnectDeclaration {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly phoneNumber?: string;
  readonly flowId?: string;
  readonly queueId?: string;
  readonly userId?: string;
}

/** `aws.connect.PhoneNumber`, with the flow it is associated with. */
export interface PhoneNumberDeclaration {
  readonly number: string;
  readonly resource: string;
  readonly flowId: string | undefined;
}

/** One instance and everything declared in it. */
export class Instance {
  readonly id: string;
  readonly arn: string;
  readonly alias: string;
  readonly region: string;
  readonly accountId: string;
  readonly inboundCallsEnabled: boolean;
  readonly outboundCallsEnabled: boolean;
  /** `contactFlowLogsEnabled`: whether logging that a flow switches on is written at all. */
  readonly flowLogsEnabled: boolean;
  readonly flows: readonly FlowDeclaration[];
  readonly hours: ReadonlyMap<string, HoursOfOperation>;
  readonly queues: readonly QueueDeclaration[];
  readonly routingProfiles: readonly RoutingProfileDeclaration[];
  readonly users: readonly UserDeclaration[];
  readonly quickConnects: readonly QuickConnectDeclaration[];
  /** In order of registration. */
  readonly phoneNumbers: readonly PhoneNumberDeclaration[];
  /** Prompt id to name, of prompts the program declares. */
  readonly prompts: ReadonlyMap<string, string>;
  /** Names of the statuses the program declares (AWS::Connect::AgentStatus), besides Available and Offline. */
  readonly agentStatuses: readonly string[];
  /** Bucket and key prefix of call recordings, when the program associates one. */
  readonly recordings: { readonly bucket: string; readonly prefix: string } | undefined;
  /** The same for transcripts of chats. */
  readonly transcripts: { readonly bucket: string; readonly prefix: string } | undefined;
  /** Whether the program associates a video stream, which live media streaming needs. */
  readonly streamsMedia: boolean;
  readonly lambda: LambdaAccess;
  readonly streaming: StreamAssociations;

  /** @throws Error when the graph declares no `aws.connect.Instance`, or hours that cannot be read */
  constructor(private readonly graph: ResourceGraph) {
    const [instance] = this.all("aws:connect/instance:Instance");
    if (instance === undefined) {
      throw new Error(`Stack "${graph.stack}" declares no aws.connect.Instance, so there is nothing to call.`);
    }
    const fields = Fields.of(instance);
    this.id = instance.id ?? fields.text("id") ?? "";
    this.region = graph.region;
    this.accountId = graph.accountId;
    this.arn =
      fields.text("arn") ?? `arn:${graph.partition}:connect:${graph.region}:${graph.accountId}:instance/${this.id}`;
    this.alias = fields.text("instanceAlias") ?? this.id;
    this.inboundCallsEnabled = fields.flag("inboundCallsEnabled") ?? true;
    this.outboundCallsEnabled = fields.flag("outboundCallsEnabled") ?? true;
    this.flowLogsEnabled = fields.flag("contactFlowLogsEnabled") ?? false;
    this.flows = this.readFlows();
    this.hours = this.readHours();
    this.phoneNumbers = this.readPhoneNumbers();
    this.queues = this.readQueues();
    this.routingProfiles = this.all("aws:connect/routingProfile:RoutingProfile").map(readRoutingProfile);
    this.users = this.all("aws:connect/user:User").map(readUser);
    this.quickConnects = this.all("aws:connect/quickConnect:QuickConnect").map(readQuickConnect);
    this.prompts = this.readPrompts();
    this.agentStatuses = this.cloudControl("AWS::Connect::AgentStatus").flatMap(({ state: { Name } }) =>
      typeof Name === "string" && Name !== "Available" && Name !== "Offline" ? [Name] : [],
    );
    this.recordings = this.readStorage("CALL_RECORDINGS", "CallRecordings");
    this.transcripts = this.readStorage("CHAT_TRANSCRIPTS", "ChatTranscripts");
    this.streamsMedia = this.all("aws:connect/instanceStorageConfig:InstanceStorageConfig").some(
      (resource) => Fields.of(resource).text("resourceType") === "MEDIA_STREAMS",
    );
    this.lambda = new LambdaAccess(graph, this);
    this.streaming = new StreamAssociations(graph);
  }

  private all(type: string): GraphResource[] {
    return this.graph.resources.filter((resource) => resource.type === type);
  }

  private cloudControl(typeName: string): { resource: GraphResource; state: Record<string, unknown> }[] {
    return this.all("aws:cloudcontrol/resource:Resource").flatMap((resource) => {
      if (resource.inputs.typeName !== typeName) return [];
      const text = Fields.of(resource).text("properties") ?? resource.inputs.desiredState;
      const state: unknown = JSON.parse(typeof text === "string" ? text : "{}");
      return isRecord(state) ? [{ resource, state }] : [];
    });
  }

  private readFlows(): FlowDeclaration[] {
    const read = (type: string, idField: string): FlowDeclaration[] =>
      this.all(type).map((resource) => {
        const fields = Fields.of(resource);
        const arn = fields.text("arn") ?? "";
        return {
          id: fields.text(idField) ?? idOf(arn || (resource.id ?? "")),
          arn,
          name: fields.text("name") ?? resource.name,
          kind: idField === "contactFlowModuleId" ? "MODULE" : ((fields.text("type") ?? "CONTACT_FLOW") as FlowKind),
          content: fields.text("content"),
          resource: resource.name,
        };
      });
    return [
      ...read("aws:connect/contactFlow:ContactFlow", "contactFlowId"),
      ...read("aws:connect/contactFlowModule:ContactFlowModule", "contactFlowModuleId"),
    ];
  }

  private readHours(): Map<string, HoursOfOperation> {
    const hours = new Map<string, HoursOfOperation>();
    for (const { resource, state } of this.cloudControl("AWS::Connect::HoursOfOperation")) {
      const arn = typeof state.HoursOfOperationArn === "string" ? state.HoursOfOperationArn : (resource.id ?? "");
      // The constructor of HoursOfOperation checks every field and says which is wrong.
      const config = state as { [Field in keyof HoursConfig]: HoursConfig[Field] };
      hours.set(idOf(arn), new HoursOfOperation(idOf(arn), arn, config));
    }
    return hours;
  }

  private readPhoneNumbers(): PhoneNumberDeclaration[] {
    const flowOf = new Map<string, string>();
    for (const link of this.all("aws:connect/phoneNumberContactFlowAssociation:PhoneNumberContactFlowAssociation")) {
      const fields = Fields.of(link);
      flowOf.set(idOf(fields.text("phoneNumberId") ?? ""), idOf(fields.text("contactFlowId") ?? ""));
    }
    return this.all("aws:connect/phoneNumber:PhoneNumber").map((resource) => ({
      number: Fields.of(resource).text("phoneNumber") ?? "",
      resource: resource.name,
      flowId: flowOf.get(idOf(resource.id ?? "")),
    }));
  }

  private readQueues(): QueueDeclaration[] {
    return this.all("aws:connect/queue:Queue").map((resource) => {
      const fields = Fields.of(resource);
      const hoursOfOperationId = idOf(fields.text("hoursOfOperationId") ?? "");
      const outbound = fields.inner("outboundCallerConfig");
      const numberId = outbound.text("outboundCallerIdNumberId");
      const number = this.all("aws:connect/phoneNumber:PhoneNumber").find(
        ({ id }) => numberId !== undefined && idOf(id ?? "") === idOf(numberId),
      );
      return {
        id: fields.text("queueId") ?? idOf(resource.id ?? ""),
        arn: fields.text("arn") ?? "",
        name: fields.text("name") ?? resource.name,
        hours: this.hours.get(hoursOfOperationId),
        hoursOfOperationId,
        maxContacts: fields.number("maxContacts"),
        enabled: (fields.text("status") ?? "ENABLED") === "ENABLED",
        outboundNumber: number && Fields.of(number).text("phoneNumber"),
        outboundFlowId: outbound.text("outboundFlowId"),
        quickConnectIds: fields.texts("quickConnectIds").map(idOf),
      };
    });
  }

  private readPrompts(): Map<string, string> {
    const prompts = new Map<string, string>();
    for (const { state } of this.cloudControl("AWS::Connect::Prompt")) {
      if (typeof state.PromptArn === "string") prompts.set(idOf(state.PromptArn), String(state.Name));
    }
    return prompts;
  }

  private readStorage(resourceType: string, folder: string): Instance["recordings"] {
    for (const resource of this.all("aws:connect/instanceStorageConfig:InstanceStorageConfig")) {
      const fields = Fields.of(resource);
      const s3 = fields.inner("storageConfig").inner("s3Config");
      const bucket = s3.text("bucketName");
      if (fields.text("resourceType") === resourceType && bucket !== undefined) {
        return { bucket, prefix: s3.text("bucketPrefix") ?? `connect/${this.alias}/${folder}` };
      }
    }
    return undefined;
  }
}

function readRoutingProfile(resource: GraphResource): RoutingProfileDeclaration {
  const fields = Fields.of(resource);
  return {
    id: fields.text("routingProfileId") ?? idOf(resource.id ?? ""),
    arn: fields.text("arn") ?? "",
    name: fields.text("name") ?? resource.name,
    defaultOutboundQueueId: fields.text("defaultOutboundQueueId"),
    concurrency: new Map(
      fields.list("mediaConcurrencies").map((media) => [media.text("channel") ?? "", media.number("concurrency") ?? 0]),
    ),
    shared: new Set(
      fields
        .list("mediaConcurrencies")
        .filter((media) => media.inner("crossChannelBehavior").text("behaviorType") === "ROUTE_ANY_CHANNEL")
        .map((media) => media.text("channel") ?? ""),
    ),
    queues: fields.list("queueConfigs").map((queue) => ({
      queueId: idOf(queue.text("queueId") ?? ""),
      channel: queue.text("channel") ?? "",
      priority: queue.number("priority") ?? 1,
      delaySeconds: queue.number("delay") ?? 0,
    })),
  };
}

function readUser(resource: GraphResource): UserDeclaration {
  const fields = Fields.of(resource);
  const identity = fields.inner("identityInfo");
  const phone = fields.inner("phoneConfig");
  return {
    id: fields.text("userId") ?? idOf(resource.id ?? ""),
    arn: fields.text("arn") ?? "",
    username: fields.text("name") ?? resource.name,
    firstName: identity.text("firstName") ?? "",
    lastName: identity.text("lastName") ?? "",
    routingProfileId: idOf(fields.text("routingProfileId") ?? ""),
    autoAccept: phone.flag("autoAccept") ?? false,
    afterContactWorkTimeLimit: phone.number("afterContactWorkTimeLimit") ?? 0,
  };
}

function readQuickConnect(resource: GraphResource): QuickConnectDeclaration {
  const fields = Fields.of(resource);
  const config = fields.inner("quickConnectConfig");
  const [phone] = config.list("phoneConfigs");
  const [target] = [...config.list("queueConfigs"), ...config.list("userConfigs")];
  const reference = (name: string): string | undefined => {
    const value = target?.text(name);
    return value === undefined ? undefined : idOf(value);
  };
  return {
    id: fields.text("quickConnectId") ?? idOf(resource.id ?? ""),
    name: fields.text("name") ?? resource.name,
    type: config.text("quickConnectType") ?? "",
    phoneNumber: phone?.text("phoneNumber"),
    flowId: reference("contactFlowId"),
    queueId: reference("queueId"),
    userId: reference("userId"),
  };
}
