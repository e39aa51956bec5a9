/** A contact centre on Amazon Connect: instance, hours, queues, routing, people, numbers, flows and what is recorded. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { buildBotAssociations } from "./contactCenter/bots";
import { type FlowArgs, type FlowModuleArgs, FlowRegistry } from "./contactCenter/flows";
import { buildFunctionAssociations } from "./contactCenter/functions";
import { type BuiltHours, buildHours, type HoursArgs } from "./contactCenter/hours";
import { buildInstance, type InstanceArgs } from "./contactCenter/instance";
import { bindNumbers, claimNumbers, type PhoneNumberArgs } from "./contactCenter/numbers";
import { buildSecurityProfiles, buildUsers, securityProfileArgs, type UserArgs } from "./contactCenter/people";
import {
  buildQueues,
  buildRoutingProfiles,
  type QueueArgs,
  type QuickConnectArgs,
  type RoutingProfileArgs,
} from "./contactCenter/queues";
import { named, type Site } from "./contactCenter/site";
import { type BuiltStorage, buildStorage, type StorageArgs } from "./contactCenter/storage";
import { buildStreams, type StreamsArgs } from "./contactCenter/streams";

/** Arguments of {@link ContactCenter}. */
export interface ContactCenterArgs {
  /** A new instance, or one that exists. */
  instance: InstanceArgs;
  /** Opening hours with their holidays. */
  hours: HoursArgs[];
  /** Any number of queues; an instance has 100 until its quota is raised. */
  queues: QueueArgs[];
  /** Destinations agents can transfer to. */
  quickConnects?: QuickConnectArgs[];
  /** Who answers which queues. */
  routingProfiles: RoutingProfileArgs[];
  /** Users of a small team, 50 at most; larger teams sign in with SAML and are provisioned in bulk. */
  users?: UserArgs[];
  /** Whether agents may place calls of their own. Default false: then nobody can run up charges by calling out. */
  agentsPlaceCalls?: boolean;
  /** Contact flows, with placeholders for queues, hours, functions, prompts, bots, views, modules and other flows. */
  flows: FlowArgs[];
  /** Flow modules: parts that flows share. Default: none. */
  modules?: FlowModuleArgs[];
  /** Numbers to claim, each answered by a flow. */
  phoneNumbers: PhoneNumberArgs[];
  /** Name people see, where the network shows one, when the centre calls them back; up to 255 characters. */
  callerName?: string;
  /** Name of the flow (type QUEUE_TRANSFER) that carries a contact to a queue's quick connect. */
  queueTransferFlow?: string;
  /** Lambda functions that flows call, as name → function ARN. */
  functions?: Record<string, pulumi.Input<string>>;
  /** Lex V2 bots that flows ask, as name → ARN of the bot's alias; each is associated with the instance. */
  bots?: Record<string, pulumi.Input<string>>;
  /** Views that flows show in chats, as name → view ARN, with a version such as `:$LATEST`. */
  views?: Record<string, pulumi.Input<string>>;
  /** Recordings, transcripts and reports. Left out, nothing is stored. */
  storage?: StorageArgs;
  /** Where Connect publishes contact records and agent events. Left out, it publishes neither. */
  streams?: StreamsArgs;
  /** Whether instance, numbers and recordings survive `pulumi destroy` and mistakes. Default false. */
  protectData?: boolean;
  /** Tags for resources that the provider's default tags do not reach. */
  tags?: Record<string, string>;
}

/**
 * A contact centre. Connect resources are made one after the other, because the control plane takes two requests a second.
 *
 * Errors: a name that is not declared, a circle of flows or of queues and quick connects, more than 50 users, both an
 * existing and a new instance.
 */
export class ContactCenter extends pulumi.ComponentResource {
  /** Id of the Connect instance. */
  readonly instanceId: pulumi.Output<string>;
  /** ARN of the Connect instance. */
  readonly instanceArn: pulumi.Output<string>;
  /** Claimed numbers in E.164, by name. */
  readonly phoneNumbers: pulumi.Output<Record<string, string>>;
  /** Queue ARNs by name. */
  readonly queueArns: pulumi.Output<Record<string, string>>;
  /** ARNs of everything a flow or test case can name, by the token of its placeholder, such as `queue:support`. */
  readonly resourceArns: pulumi.Output<Record<string, string>>;
  /** First passwords of users that Connect manages, by user name; secret. */
  readonly firstPasswords: pulumi.Output<Record<string, string>>;
  /** Bucket with recordings and transcripts, if anything is stored. */
  readonly recordingsBucketName: pulumi.Output<string> | undefined;
  /** Bucket with scheduled reports, if anything is stored. */
  readonly reportsBucketName: pulumi.Output<string> | undefined;

  constructor(name: string, args: ContactCenterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:ContactCenter", name, {}, opts);
    const site = buildInstance(name, this, args.instance, args.protectData ?? false, args.tags ?? {});
    const storage = args.storage ? buildStorage(site, args.storage) : undefined;
    buildStreams(site, args.streams ?? {});
    const functions = args.functions ?? {};
    buildFunctionAssociations(site, functions);
    const bots = buildBotAssociations(site, args.bots ?? {});

    const hours = buildHours(site, args.hours);
    const queues = new Map<string, aws.connect.Queue>();
    const given = { function: functions, bot: bots, view: args.views ?? {} };
    const flows = new FlowRegistry(site, args.flows, args.modules ?? [], resolver(site, hours, queues, given));
    const numbers = claimNumbers(site, args.phoneNumbers);
    const around = {
      hours,
      numbers,
      callerName: args.callerName,
      transferFlowId: () => transferFlowId(flows, args.queueTransferFlow),
    };
    for (const [queue, built] of buildQueues(site, args.queues, args.quickConnects ?? [], around)) {
      queues.set(queue, built);
    }
    const routingProfiles = buildRoutingProfiles(site, args.routingProfiles, queues);
    const securityProfiles = buildSecurityProfiles(site, securityProfileArgs(args.agentsPlaceCalls ?? false));
    const managed = (args.instance.identityManagement ?? "CONNECT_MANAGED") === "CONNECT_MANAGED";
    const passwords = buildUsers(site, args.users ?? [], routingProfiles, securityProfiles, managed);
    flows.buildAll();
    bindNumbers(site, args.phoneNumbers, numbers, (flow, askedBy) => flows.flow(flow, askedBy));

    this.instanceId = site.instanceId;
    this.instanceArn = site.instanceArn;
    this.phoneNumbers = pulumi.output(byName(numbers, (number) => number.phoneNumber));
    this.queueArns = pulumi.output(byName(queues, (queue) => queue.arn));
    this.resourceArns = pulumi.output({
      ...tokens(
        "queue",
        byName(queues, (queue) => queue.arn),
      ),
      ...tokens(
        "hours",
        byName(hours, ({ arn }) => arn),
      ),
      ...tokens(
        "flow",
        byName(flows.flows, (flow) => flow.arn),
      ),
      ...tokens("function", functions),
      ...tokens("bot", bots),
    });
    this.firstPasswords = pulumi.secret(passwords);
    [this.recordingsBucketName, this.reportsBucketName] = bucketNames(storage);
    this.registerOutputs({
      instanceId: this.instanceId,
      instanceArn: this.instanceArn,
      phoneNumbers: this.phoneNumbers,
      queueArns: this.queueArns,
    });
  }
}

function byName<T>(things: ReadonlyMap<string, T>, value: (thing: T) => pulumi.Output<string>) {
  return Object.fromEntries([...things].map(([name, thing]) => [name, value(thing)]));
}

/** Names as the tokens of placeholders. */
function tokens(kind: string, arns: Record<string, pulumi.Input<string>>): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(Object.entries(arns).map(([name, arn]) => [`${kind}:${name}`, arn]));
}

function bucketNames(storage: BuiltStorage | undefined) {
  return [storage?.recordings.bucketName, storage?.reports.bucketName] as const;
}

function transferFlowId(flows: FlowRegistry, name: string | undefined): pulumi.Output<string> {
  if (name === undefined) {
    throw new Error("A quick connect to a queue needs queueTransferFlow: the name of a flow of type QUEUE_TRANSFER.");
  }
  return flows.flow(name, "queueTransferFlow").contactFlowId;
}

/** Finds what a flow's placeholders stand for among what this centre has. */
function resolver(
  site: Site,
  hours: ReadonlyMap<string, BuiltHours>,
  queues: ReadonlyMap<string, aws.connect.Queue>,
  given: Record<"function" | "bot" | "view", Record<string, pulumi.Input<string>>>,
) {
  return (kind: string, name: string, askedBy: string): pulumi.Input<string> => {
    switch (kind) {
      case "queue":
        return named(queues, "queue", name, askedBy).arn;
      case "hours":
        return named(hours, "hours", name, askedBy).arn;
      case "function":
      case "bot":
      case "view":
        return named(new Map(Object.entries(given[kind])), kind, name, askedBy);
      case "prompt":
        return aws.connect.getPromptOutput({ instanceId: site.instanceId, name }, { parent: site.parent }).arn;
      default:
        throw new Error(
          `${askedBy} names a ${kind}, "${name}"; a flow can name queues, hours, functions, prompts, bots, views, modules and flows.`,
        );
    }
  };
}
