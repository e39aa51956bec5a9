/** Contacts beside the one in the flow: tasks and chats it starts, the one it came from, the agent it goes to. */
import { idOf } from "../identifier";
import type { FlowRun } from "../flowRun";
import type { ContactReference } from "../contactStarts";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";
import { Arguments, type Argument } from "./arguments";
import { isOneTooMany } from "./started";

const MAX_TASK_DELAY_SECONDS = 518_400;
/** Starts another contact; whatever speaks against it is a diagnostic. */
function start<T>(run: FlowRun, begin: () => T): T | undefined {
  if (isOneTooMany(run)) return undefined;
  try {
    return begin();
  } catch (error) {
    run.diagnose(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function references(builder: StepBuilder, args: Arguments): Argument<Record<string, ContactReference>> {
  const entries = builder.keys("References").map((name) => ({
    name,
    type: builder.raw("References", name, "Type") ?? "STRING",
    value: args.text("References", name, "Value"),
  }));
  return (run, detail) =>
    Object.fromEntries(entries.map(({ name, type, value }) => [name, { Type: type, Value: value(run, detail) ?? "" }]));
}

/** Seconds until the task begins; undefined when DelaySeconds or ScheduledTime says nothing legal. */
function delayOf(run: FlowRun, delay: string | undefined, scheduled: string | undefined): number | undefined {
  if (delay === undefined && scheduled === undefined) return 0;
  // A scheduled time is epoch seconds, or ISO 8601.
  const at =
    scheduled === undefined ? Number.NaN : /^\d+$/.test(scheduled) ? Number(scheduled) : Date.parse(scheduled) / 1_000;
  const seconds = delay === undefined ? Math.ceil(at - run.runtime.clock.now() / 1_000) : Number(delay);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TASK_DELAY_SECONDS ? seconds : undefined;
}

/** Creates a task: a contact of its own, now or later. Its id is `$.Task.ContactId`. */
export const createTask: ActionCompiler = (builder) => {
  const args = new Arguments(builder);
  const flow = args.text("ContactFlowId");
  const name = args.text("Name");
  const description = args.text("Description");
  const attributes = args.map("Attributes");
  const refers = references(builder, args);
  const [delay, scheduled] = [args.text("DelaySeconds"), args.text("ScheduledTime")];
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const detail: unknown[] = [];
    const [flowId, title, about] = [flow(run, detail) ?? "", name(run, detail) ?? "", description(run, detail)];
    const given = { attributes: attributes(run, detail), references: refers(run, detail) };
    const [after, at] = [delay(run, detail), scheduled(run, detail)];
    run.detail = detail;
    const delaySeconds = delayOf(run, after, at);
    if (delaySeconds === undefined) {
      run.diagnose(
        `the task is to begin after ${after ?? at}; allowed are 1 to ${MAX_TASK_DELAY_SECONDS} seconds from now`,
      );
      return failed;
    }
    const task = start(run, () =>
      run.runtime.starts.task({
        flow: flowId,
        name: title,
        ...(about !== undefined && { description: about }),
        ...given,
        delaySeconds,
        relatedTo: run.contact,
      }),
    );
    if (task === undefined) return failed;
    run.contact.facts = { ...run.contact.facts, Task: { ContactId: task.contactId } };
    run.result = task.contactId;
    return next;
  };
};

/** Writes to a customer first: a chat of its own (SMS) begins with its flow. */
export const startOutboundChatContact: ActionCompiler = (builder) => {
  const args = new Arguments(builder);
  const flow = args.text("ContactFlowArn");
  const otherFlow = args.text("ContactFlowId");
  const address = args.text("DestinationEndpoint", "Address");
  const attributes = args.map("Attributes");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const detail: unknown[] = [];
    const flowId = flow(run, detail) ?? otherFlow(run, detail) ?? "";
    const to = address(run, detail);
    const given = attributes(run, detail);
    run.detail = detail;
    if (to === undefined || to === "") {
      run.diagnose("DestinationEndpoint.Address leads to nobody; give the customer's number");
      return failed;
    }
    const chat = start(run, () =>
      run.runtime.starts.chat({ flow: flowId, customerName: to, attributes: given, relatedTo: run.contact }),
    );
    if (chat === undefined) return failed;
    run.result = chat.contactId;
    return next;
  };
};

/** Puts a caller who was transferred to an agent's quick connect into that agent's own queue. */
export const transferContactToAgent: ActionCompiler = (builder) => {
  const queued = builder.end("queued");
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const queue = run.contact.targetQueue;
    const agentQueue = queue === null || queue.agent === null ? undefined : queue;
    if (agentQueue?.hasRoom(true) === true) {
      run.result = agentQueue.name;
      return queued;
    }
    run.diagnose(
      agentQueue === undefined
        ? "there is no agent to transfer to: this action is for flows of quick connects to agents"
        : `the queue of agent ${agentQueue.name} is at capacity`,
    );
    return failed;
  };
};

/** Sets who is on hold in the contact this one was transferred from. */
export const updatePreviousContactParticipantState: ActionCompiler = (builder) => {
  const state = builder.raw("PreviousContactParticipantState");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    if (run.contact.previous === null) {
      run.diagnose(`there is no previous contact to set to ${state}`);
      return failed;
    }
    run.result = state;
    return next;
  };
};

/** Goes on with a contact that was paused. Only tasks can be paused. */
export const resumeContact: ActionCompiler = (builder) => {
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const { contact } = run;
    if (contact.channel === "TASK") {
      // Whether the service minds is not documented; there is nothing to do, so the flow goes on.
      if (contact.agent?.resumedByFlow(contact) !== true) run.diagnose("the task is not paused; it goes on as it was");
      return next;
    }
    run.diagnose(`a ${contact.channel} contact cannot be paused, so it cannot be resumed; only tasks can`);
    return failed;
  };
};

/** Connects an outgoing call with whom it was made for. Calls that came in are connected already. */
export const completeOutboundCall: ActionCompiler = (builder) => {
  const { next } = builder;
  return (run) => {
    if (run.contact.initiationMethod === "INBOUND")
      run.diagnose("the call came in; there is no outgoing call to complete");
    return next;
  };
};

/** Who answered an outgoing call: a person, or a voicemail with or without a beep. */
export const checkOutboundCallStatus: ActionCompiler = (builder) => {
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const { contact } = run;
    if (contact.initiationMethod === "INBOUND" || contact.initiationMethod === "API" || !contact.customerPresent) {
      run.diagnose("this is no outgoing call that somebody has answered");
      return failed;
    }
    const { status } = (contact.facts?.OutboundCall ?? {}) as { status?: string };
    run.result = status ?? "CallAnswered";
    return match(run.result as string, run);
  };
};

/** Begins a session of the agent assistant. */
export const createWisdomSession: ActionCompiler = (builder) => {
  const args = new Arguments(builder);
  const assistant = args.text("WisdomAssistantArn");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const detail: unknown[] = [];
    const arn = assistant(run, detail);
    run.detail = detail;
    if (arn === undefined || arn === "" || run.contact.channel === "TASK") {
      run.diagnose(
        run.contact.channel === "TASK"
          ? "a task has no conversation an assistant could follow"
          : "WisdomAssistantArn leads to nothing; give the ARN of an assistant",
      );
      return failed;
    }
    const { instance } = run.runtime;
    const session = `arn:aws:wisdom:${instance.region}:${instance.accountId}:session/${idOf(arn)}/${run.contact.id}`;
    run.contact.facts = { ...run.contact.facts, Wisdom: { SessionArn: session } };
    run.result = session;
    return next;
  };
};
