/** Moving messages out of a dead-letter queue: StartMessageMoveTask and its companions, by the virtual clock. */
import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "../clock";
import type { Json } from "../services/jsonProtocol";
import { ServiceError } from "../services/serviceError";
import { wholeNumber } from "./operations";
import type { Queue } from "./queue";

/** Most messages a second a task may be told to move. */
const MAX_RATE = 500;

interface MoveTask {
  readonly handle: string;
  readonly source: Queue;
  readonly destination?: Queue;
  readonly rate?: number;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  failure?: string;
  timer?: Timer;
}

/** The move tasks of all queues. */
export class MoveTasks {
  readonly #tasks: MoveTask[] = [];

  /** @param queues Every queue by ARN. */
  constructor(
    private readonly queues: ReadonlyMap<string, Queue>,
    private readonly clock: Clock,
  ) {}

  /** StartMessageMoveTask: back to where each message failed, or all to one destination. */
  start(input: Json): Json {
    const source = this.#queue(input["SourceArn"]);
    const isDeadLetter = [...this.queues.values()].some(
      ({ definition }) => definition.redrive?.deadLetterArn === source.definition.arn,
    );
    if (!isDeadLetter) {
      throw new ServiceError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
    }
    if (this.#tasks.some((task) => task.source === source && task.status === "RUNNING")) {
      const message =
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.";
      throw new ServiceError("UnsupportedOperation", message);
    }
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.definition.arn })).toString(
        "base64",
      ),
      source,
      destination: input["DestinationArn"] === undefined ? undefined : this.#queue(input["DestinationArn"]),
      rate: wholeNumber(input, "MaxNumberOfMessagesPerSecond", 1, MAX_RATE),
      startedAt: this.clock.now(),
      toMove: source.counts().visible,
      moved: 0,
      status: "RUNNING",
    };
    this.#tasks.unshift(task);
    task.timer = this.clock.after(0, () => this.#moveSome(task));
    return { TaskHandle: task.handle };
  }

  /** ListMessageMoveTasks: the latest first, as many as asked for (1 to 10, else 1). */
  list(input: Json): Json {
    const source = this.#queue(input["SourceArn"]);
    const most = wholeNumber(input, "MaxResults", 1, 10) ?? 1;
    const tasks = this.#tasks.filter((task) => task.source === source).slice(0, most);
    return {
      Results: tasks.map((task) => ({
        TaskHandle: task.status === "RUNNING" ? task.handle : undefined,
        Status: task.status,
        SourceArn: task.source.definition.arn,
        DestinationArn: task.destination?.definition.arn,
        MaxNumberOfMessagesPerSecond: task.rate,
        ApproximateNumberOfMessagesMoved: task.moved,
        ApproximateNumberOfMessagesToMove: task.toMove,
        FailureReason: task.failure,
        StartedTimestamp: task.startedAt,
      })),
    };
  }

  /** CancelMessageMoveTask: what is moved stays moved. */
  cancel(input: Json): Json {
    const task = this.#task(input["TaskHandle"]);
    if (task.status !== "RUNNING") {
      throw new ServiceError("UnsupportedOperation", "Only active tasks can be cancelled.");
    }
    task.timer?.cancel();
    task.status = "CANCELLED";
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  /** The source of a task, for its permissions. */
  sourceOf(handle: unknown): Queue {
    return this.#task(handle).source;
  }

  /** Where messages of a source would go: its destination, or the queues that send their failures to it. */
  destinationsOf(input: Json): Queue[] {
    if (input["DestinationArn"] !== undefined) return [this.#queue(input["DestinationArn"])];
    const source = this.#queue(input["SourceArn"]).definition.arn;
    return [...this.queues.values()].filter(({ definition }) => definition.redrive?.deadLetterArn === source);
  }

  #moveSome(task: MoveTask): void {
    for (let left = Math.min(task.toMove - task.moved, task.rate ?? MAX_RATE); left > 0; left--) {
      const [message] = task.source.takeOut(1);
      if (!message) break;
      const destination = task.destination ?? this.queues.get(message.deadLetterSource ?? "");
      if (!destination) {
        // Nobody knows where it came from: SQS stops the task and leaves the message where it was.
        task.source.take(message);
        task.status = "FAILED";
        task.failure = "CouldNotDetermineMessageSource";
        return;
      }
      const { body, attributes, traceHeader, groupId, deduplicationId } = message;
      destination.send({ body, attributes, traceHeader, groupId, deduplicationId, delaySeconds: 0 }, message.senderId);
      task.moved += 1;
    }
    if (task.moved >= task.toMove || task.source.counts().visible === 0) task.status = "COMPLETED";
    else task.timer = this.clock.after(1000, () => this.#moveSome(task));
  }

  #task(handle: unknown): MoveTask {
    const task = this.#tasks.find((one) => one.handle === handle);
    if (task) return task;
    throw new ServiceError(
      "ResourceNotFoundException",
      "The resource that you specified for the TaskHandle doesn't exist.",
    );
  }

  #queue(arn: unknown): Queue {
    const queue = this.queues.get(String(arn));
    if (queue) return queue;
    throw new ServiceError(
      "ResourceNotFoundException",
      "The resource that you specified for the SourceArn doesn't exist.",
    );
  }
}
