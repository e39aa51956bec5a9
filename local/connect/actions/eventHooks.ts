/** UpdateContactEventHooks: which flow plays when something happens to the contact. */
import type { FlowKind } from "../../../flows/language/document";
import type { EventHook } from "../contact";
import type { FlowRun } from "../flowRun";
import type { CompiledFlow } from "../step";
import type { ActionCompiler } from "../stepBuilder";

const HOOK_FLOWS: Readonly<Record<EventHook, readonly FlowKind[]>> = {
  AgentHold: ["AGENT_HOLD"],
  AgentWhisper: ["AGENT_WHISPER"],
  CustomerHold: ["CUSTOMER_HOLD"],
  CustomerQueue: ["CUSTOMER_QUEUE"],
  CustomerRemaining: ["CONTACT_FLOW"],
  CustomerWhisper: ["CUSTOMER_WHISPER"],
  DefaultAgentUI: ["CONTACT_FLOW"],
  DisconnectAgentUI: ["CONTACT_FLOW"],
  PauseContact: ["CONTACT_FLOW"],
  ResumeContact: ["CONTACT_FLOW"],
};

function isHook(name: string): name is EventHook {
  return Object.prototype.hasOwnProperty.call(HOOK_FLOWS, name);
}

/** Hooks a flow to an event of the contact, or (`DisableExecution`) lets nothing play then, not even the default. */
export const updateContactEventHooks: ActionCompiler = (builder) => {
  const [hook = ""] = builder.keys("EventHooks");
  if (builder.keys("EventHooks").length !== 1 || !isHook(hook)) {
    builder.problem(`EventHooks needs exactly one of ${Object.keys(HOOK_FLOWS).join(", ")}`);
  }
  const disabled = builder.flag("EventHooksConfiguration", hook, "DisableExecution");
  const flowId = builder.value("EventHooks", hook);
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return builder.resolved([flowId], (run, id) => {
    if (!isHook(hook)) return failed;
    const flow = disabled ? null : hookable(run, hook, id, builder.finder.find(id));
    if (flow === undefined) return failed;
    run.contact.hooks = new Map(run.contact.hooks).set(hook, flow);
    return next;
  });
};

/** The flow, when it may be hooked to the event; else a diagnostic says why not. */
function hookable(run: FlowRun, hook: EventHook, id: string, flow: CompiledFlow | undefined): CompiledFlow | undefined {
  if (flow !== undefined && HOOK_FLOWS[hook].includes(flow.kind)) return flow;
  run.diagnose(
    flow === undefined
      ? `no flow "${id}" is declared (aws.connect.ContactFlow)`
      : `flow "${flow.name}" is of type ${flow.kind}; ${hook} takes ${HOOK_FLOWS[hook].join(", ")}`,
  );
  return undefined;
}
