/** Queues, the quick connects agents transfer with, and the routing profiles that decide who answers what. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BuiltHours } from "./hours";
import { type Site, connectOptions, named } from "./site";

/** One queue. */
export interface QueueArgs {
  /** Name, 1 to 127 characters, unique in the instance. */
  name: string;
  /** What the queue is for; up to 250 characters. */
  description?: string;
  /** Name of its hours. */
  hours: string;
  /** Most contacts that may wait, below the instance's concurrent-call quota. Left out, only that quota bounds them. */
  maxContacts?: number;
  /**
   * Name of the claimed number that people see when the centre calls them. Default: the first. Without one, Connect cannot
   * call back from this queue.
   */
  callerNumber?: string;
  /** Names of the quick connects agents see on contacts of this queue. Connect takes 50 when a queue is made. */
  quickConnects?: string[];
}

/** A destination agents can transfer to with one click. */
export interface QuickConnectArgs {
  /** Name, 1 to 127 characters, unique in the instance. */
  name: string;
  /** An outside number in E.164. Only one of `phoneNumber` and `queue` can be given. */
  phoneNumber?: string;
  /** Name of a queue of this centre. */
  queue?: string;
}

/** What a group of agents answers. */
export interface RoutingProfileArgs {
  /** Name, 1 to 127 characters, unique in the instance. */
  name: string;
  /** What the profile is for; up to 250 characters. */
  description?: string;
  /** Queues, in no particular order: `priority` decides. At least one, at most 50 queue and channel pairs. */
  queues: RoutedQueue[];
  /** Chats an agent holds at the same time, 0 to 10. Default 0: voice only. */
  chats?: number;
  /** Tasks an agent holds at the same time, 0 to 10. Default 0. */
  tasks?: number;
}

/** A queue in a routing profile. */
export interface RoutedQueue {
  /** Name of the queue. */
  queue: string;
  /** 1 (answered first) to 99. Default 1. */
  priority?: number;
  /** Seconds a contact waits before these agents are offered it, 0 to 9,999. Default 0. */
  delaySeconds?: number;
}

/** What queues refer to. */
export interface QueueSurroundings {
  /** Hours by name. */
  hours: ReadonlyMap<string, BuiltHours>;
  /** Claimed numbers by name. */
  numbers: ReadonlyMap<string, aws.connect.PhoneNumber>;
  /** Name people see, where the network shows one, when the centre calls them; up to 255 characters. */
  callerName?: string;
  /** Id of the flow that carries a contact to a queue's quick connect. */
  transferFlowId(): pulumi.Input<string>;
}

/** Makes the quick connects and queues in an order in which each finds what it names. */
export function buildQueues(
  site: Site,
  queues: QueueArgs[],
  quickConnects: QuickConnectArgs[],
  around: QueueSurroundings,
): ReadonlyMap<string, aws.connect.Queue> {
  const built = new Map<string, aws.connect.Queue>();
  const connects = new Map<string, aws.connect.QuickConnect>();
  const declared = new Map(quickConnects.map((connect) => [connect.name, connect]));
  const wanted = new Map(queues.map((queue) => [queue.name, queue]));
  const opened: string[] = [];

  const queueNamed = (name: string, askedBy: string): aws.connect.Queue => {
    const ready = built.get(name);
    if (ready) {
      return ready;
    }
    const args = named(wanted, "queue", name, askedBy);
    if (opened.includes(name)) {
      const circle = [...opened.slice(opened.indexOf(name)), name].join(" → ");
      throw new Error(
        `Queues and quick connects form a circle (${circle}): Connect makes one before the other. Leave one quick connect out of its queue.`,
      );
    }
    opened.push(name);
    const quickConnectIds = (args.quickConnects ?? []).map((connect) => connectNamed(connect, name).quickConnectId);
    opened.pop();
    const queue = buildQueue(site, args, around, quickConnectIds);
    built.set(name, queue);
    return queue;
  };

  const connectNamed = (name: string, queue: string): aws.connect.QuickConnect => {
    const ready = connects.get(name);
    if (ready) {
      return ready;
    }
    const args = named(declared, "quick connect", name, `Queue ${queue}`);
    const target = args.queue === undefined ? undefined : queueNamed(args.queue, `Quick connect ${name}`);
    const connect = buildQuickConnect(site, args, target, around);
    connects.set(name, connect);
    return connect;
  };

  for (const queue of queues) {
    queueNamed(queue.name, `Queue ${queue.name}`);
  }
  for (const connect of quickConnects) {
    connectNamed(connect.name, "-");
  }
  return built;
}

function buildQueue(
  site: Site,
  args: QueueArgs,
  around: QueueSurroundings,
  quickConnectIds: pulumi.Output<string>[],
): aws.connect.Queue {
  return site.lane.add(
    new aws.connect.Queue(
      `${site.name}-queue-${args.name}`,
      {
        instanceId: site.instanceId,
        name: args.name,
        description: args.description ?? `Contacts for ${args.name}`,
        hoursOfOperationId: named(around.hours, "hours", args.hours, `Queue ${args.name}`).hoursOfOperationId,
        maxContacts: args.maxContacts,
        outboundCallerConfig: outboundCaller(args, around),
        quickConnectIds: quickConnectIds.length > 0 ? quickConnectIds : undefined,
      },
      connectOptions(site),
    ),
  );
}

/** Who the queue is when it calls people back. */
function outboundCaller(args: QueueArgs, { numbers, callerName }: QueueSurroundings) {
  const number =
    args.callerNumber === undefined
      ? [...numbers.values()][0]
      : named(numbers, "phone number", args.callerNumber, `Queue ${args.name}`);
  return number && { outboundCallerIdName: callerName, outboundCallerIdNumberId: number.id };
}

function buildQuickConnect(
  site: Site,
  args: QuickConnectArgs,
  queue: aws.connect.Queue | undefined,
  around: QueueSurroundings,
): aws.connect.QuickConnect {
  if ((args.phoneNumber === undefined) === (queue === undefined)) {
    throw new Error(`Quick connect ${args.name}: give exactly one of phoneNumber and queue.`);
  }
  const quickConnectConfig = queue
    ? {
        quickConnectType: "QUEUE",
        queueConfigs: [{ queueId: queue.queueId, contactFlowId: around.transferFlowId() }],
      }
    : { quickConnectType: "PHONE_NUMBER", phoneConfigs: [{ phoneNumber: args.phoneNumber ?? "" }] };
  return site.lane.add(
    new aws.connect.QuickConnect(
      `${site.name}-quick-connect-${args.name}`,
      { instanceId: site.instanceId, name: args.name, quickConnectConfig },
      connectOptions(site),
    ),
  );
}

/** Makes every routing profile; the map is by name. */
export function buildRoutingProfiles(
  site: Site,
  profiles: RoutingProfileArgs[],
  queues: ReadonlyMap<string, aws.connect.Queue>,
): ReadonlyMap<string, aws.connect.RoutingProfile> {
  return new Map(profiles.map((profile) => [profile.name, buildRoutingProfile(site, profile, queues)]));
}

function buildRoutingProfile(
  site: Site,
  args: RoutingProfileArgs,
  queues: ReadonlyMap<string, aws.connect.Queue>,
): aws.connect.RoutingProfile {
  const [first] = args.queues;
  if (first === undefined) {
    throw new Error(`Routing profile ${args.name} has no queue; give it at least one.`);
  }
  const find = (name: string) => named(queues, "queue", name, `Routing profile ${args.name}`);
  const channels = [
    { channel: "VOICE", concurrency: 1 },
    { channel: "CHAT", concurrency: args.chats ?? 0 },
    { channel: "TASK", concurrency: args.tasks ?? 0 },
  ].filter((media) => media.concurrency > 0);
  return site.lane.add(
    new aws.connect.RoutingProfile(
      `${site.name}-routing-profile-${args.name}`,
      {
        instanceId: site.instanceId,
        name: args.name,
        description: args.description ?? `Agents of ${args.name}`,
        defaultOutboundQueueId: find(first.queue).queueId,
        mediaConcurrencies: channels,
        queueConfigs: args.queues.flatMap((routed) =>
          channels.map(({ channel }) => ({
            channel,
            queueId: find(routed.queue).queueId,
            priority: routed.priority ?? 1,
            delay: routed.delaySeconds ?? 0,
          })),
        ),
      },
      connectOptions(site),
    ),
  );
}
