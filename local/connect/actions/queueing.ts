/** UpdateContactTargetQueue, TransferContactToQueue, DequeueContactAndTransferToQueue. */
import type { FlowRun } from "../flowRun";
import { idOf } from "../identifier";
import type { Queue } from "../queue";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";
import type { Value } from "../template";
import { MAX_CHAIN } from "../transfers";
import type { InitiationMethod } from "../types";

/** Reads `QueueId` or `AgentId`, of which exactly one is set. */
export function queueParameter(builder: StepBuilder): {
  value: Value | undefined;
  find: (run: FlowRun, id: string) => Queue | undefined;
} {
  const queueId = builder.value("QueueId");
  const agentId = builder.value("AgentId");
  if (queueId !== undefined && agentId !== undefined) builder.problem("QueueId and AgentId are set together; set one");
  const literal = queueId?.literal;
  const literalId = literal === undefined ? "" : idOf(literal);
  const find = (run: FlowRun, id: string): Queue | undefined => {
    const { queues, agents } = run.runtime;
    const queue =
      agentId === undefined
        ? queues.get(id === literal ? literalId : idOf(id))
        : (agents.find((agent) => agent.id === idOf(id))?.personalQueue ?? undefined);
    if (queue === undefined) {
      const what =
        agentId === undefined
          ? `queue "${id}" is declared (aws.connect.Queue)`
          : `agent "${id}" is declared (aws.connect.User)`;
      run.diagnose(`no ${what}`);
    }
    return queue;
  };
  return { value: queueId ?? agentId, find };
}

/** Contacts that may exceed the limit of a queue by its buffer. */
const BUFFERED: readonly InitiationMethod[] = ["CALLBACK", "TRANSFER", "QUEUE_TRANSFER"];

/** Whether a queue takes contacts at all. */
function open(run: FlowRun, queue: Queue): boolean {
  if (!queue.enabled) run.diagnose(`queue ${queue.name} is disabled (status DISABLED)`);
  return queue.enabled;
}

/** Sets the working queue. */
export const updateContactTargetQueue: ActionCompiler = (builder) => {
  const { value, find } = queueParameter(builder);
  if (value === undefined) builder.problem("QueueId or AgentId is missing; give the id or ARN of a queue");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return builder.resolved([value], (run, id) => {
    const queue = find(run, id);
    if (queue === undefined) return failed;
    run.contact.targetQueue = queue;
    return next;
  });
};

/** Places the contact in its working queue. On success the flow is over and the queue flow plays. */
export const transferContactToQueue: ActionCompiler = (builder) => {
  const queued = builder.end("queued");
  const full = builder.error("QueueAtCapacity");
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const { contact } = run;
    const queue = contact.targetQueue;
    if (queue === null) {
      run.diagnose("no target queue is set; run UpdateContactTargetQueue first");
      return failed;
    }
    if (!contact.customerPresent && contact.callback === null) {
      run.diagnose("the customer has hung up and cannot be queued");
      return failed;
    }
    if (!open(run, queue)) return failed;
    run.result = queue.name;
    return queue.hasRoom(BUFFERED.includes(contact.initiationMethod)) ? queued : full;
  };
};

/** Moves the contact to another queue. */
export const dequeueContactAndTransferToQueue: ActionCompiler = (builder) => {
  const { value, find } = queueParameter(builder);
  if (value === undefined) builder.problem("QueueId or AgentId is missing; give the id or ARN of a queue");
  const requeued = builder.end("requeued");
  const full = builder.error("QueueAtCapacity");
  const failed = builder.error("NoMatchingError");
  return builder.resolved([value], (run, id) => {
    const { contact } = run;
    const queue = find(run, id);
    if (queue === undefined || !open(run, queue)) return failed;
    let chain = 1;
    for (let before = contact.previous; before !== null; before = before.previous) chain++;
    if (!contact.waitingInQueue || contact.offeredTo !== null || chain >= MAX_CHAIN) {
      run.diagnose(
        !contact.waitingInQueue
          ? "the contact is not in a queue"
          : chain >= MAX_CHAIN
            ? `a chain has at most ${MAX_CHAIN} contacts, so this one cannot be moved again`
            : "an agent is being offered the contact right now; interrupt prompts less often than every 20 seconds",
      );
      return failed;
    }
    if (!queue.hasRoom(true)) return full;
    contact.requeueTo = queue;
    run.result = queue.name;
    return requeued;
  });
};
