/** CheckMetricData, GetMetricData: how busy queues and agents are. Exact at the moment, where the service lags 5 to 10 s. */
import type { AgentState } from "../agent";
import type { FlowRun } from "../flowRun";
import type { Queue } from "../queue";
import type { ActionCompiler } from "../stepBuilder";
import type { Channel } from "../types";
import { CHANNELS, ONLINE, STAFFED } from "../workforce";
import { queueParameter } from "./queueing";

/** Agents in any of some states who serve a queue. */
function agentsIn(queue: Queue, states: readonly AgentState[]): number {
  if (queue.agent !== null) return states.includes(queue.agent.state) ? 1 : 0;
  let count = 0;
  for (const profile of queue.profiles) for (const state of states) count += profile.count(state);
  return count;
}

/** Agents a contact of a channel could be offered to now; without a channel, a contact of any. */
function available(queue: Queue, channel: Channel | undefined): number {
  if (channel !== undefined && queue.agent === null) {
    return queue.serving(channel).reduce((sum, { slots }) => sum + slots.available.size, 0);
  }
  const channels = channel === undefined ? CHANNELS : [channel];
  if (queue.agent !== null) return channels.some((one) => queue.agent?.canTake(one)) ? 1 : 0;
  return new Set(channels.flatMap((one) => queue.serving(one).flatMap(({ slots }) => [...slots.available]))).size;
}

function oldestAgeMs(run: FlowRun, queue: Queue, channel?: Channel): number | undefined {
  const oldest = queue.oldestEnqueuedAt(channel);
  return oldest === undefined ? undefined : run.runtime.clock.now() - oldest;
}

const METRICS: ReadonlyMap<string, (run: FlowRun, queue: Queue) => number> = new Map([
  // Who is free for calls is of no use to a chat.
  ["NumberOfAgentsAvailable", (run, queue) => available(queue, run.contact.channel)],
  ["NumberOfAgentsStaffed", (_run, queue) => agentsIn(queue, STAFFED)],
  ["NumberOfAgentsOnline", (_run, queue) => agentsIn(queue, ONLINE)],
  ["NumberOfContactsInQueue", (_run, queue) => queue.waiting.size],
  // Named seconds, compared in milliseconds.
  ["OldestContactInQueueAgeSeconds", (run, queue) => oldestAgeMs(run, queue) ?? 0],
]);

/** Branches on a metric of a queue, else of the target queue. */
export const checkMetricData: ActionCompiler = (builder) => {
  const type = builder.raw("MetricType") ?? "";
  const metric = METRICS.get(type);
  if (metric === undefined) builder.problem(`MetricType is "${type}"; allowed are ${[...METRICS.keys()].join(", ")}`);
  const { value, find } = queueParameter(builder);
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  return builder.resolved([value], (run, id) => {
    const queue = value === undefined ? targetQueue(run) : find(run, id);
    if (queue === undefined || metric === undefined) return failed;
    const result = String(metric(run, queue));
    run.result = result;
    return match(result, run);
  });
};

function targetQueue(run: FlowRun): Queue | undefined {
  const queue = run.contact.workingQueue ?? undefined;
  if (queue === undefined) run.diagnose("no queue is given and no target queue is set (UpdateContactTargetQueue)");
  return queue;
}

function countOf(agents: number): { Count: string } {
  return { Count: String(agents) };
}

/** Fills `$.Metrics`. */
export const getMetricData: ActionCompiler = (builder) => {
  const { value, find } = queueParameter(builder);
  const channel = builder.value("QueueChannel");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return builder.resolved([value, channel], (run, first, second) => {
    const queue = value === undefined ? targetQueue(run) : find(run, first);
    const wanted = channel === undefined ? undefined : value === undefined ? first : second;
    if (queue === undefined) return failed;
    const only = CHANNELS.find((name) => name === wanted?.toUpperCase());
    if (wanted !== undefined && only === undefined) {
      run.diagnose(`QueueChannel is "${wanted}"; allowed are Voice, Chat, Task and Email`);
      return failed;
    }
    const agents = (...states: AgentState[]): { Count: string } => countOf(agentsIn(queue, states));
    const age = oldestAgeMs(run, queue, only);
    run.frame.metrics = {
      Queue: {
        Name: queue.name,
        ARN: queue.arn,
        Size: String(only === undefined ? queue.waiting.size : queue.waiting.on(only).size),
        OldestContactAge: String(Math.floor((age ?? 0) / 1_000)),
      },
      Agents: {
        Online: agents(...ONLINE),
        Available: countOf(available(queue, only)),
        Staffed: agents(...STAFFED),
        AfterContactWork: agents("after-contact-work"),
        Busy: agents("ringing", "on-contact"),
        Missed: agents("missed"),
        NonProductive: agents("non-productive"),
      },
    };
    return next;
  });
};
