/** TransferToFlow, modules, and the ends of flows. */
import type { FlowKind } from "../../../flows/language/document";
import type { ActionCompiler } from "../stepBuilder";

/** Modules may be invoked this many levels deep. */
export const MAX_MODULE_DEPTH = 5;
const TRANSFER_TARGETS: readonly FlowKind[] = ["CONTACT_FLOW", "AGENT_TRANSFER", "QUEUE_TRANSFER"];

/** Disconnects the customer. */
export const disconnectParticipant: ActionCompiler = (builder) => {
  const end = builder.end("disconnect");
  return () => end;
};

/** Ends the flow; in a queue or whisper flow the contact goes on. */
export const endFlowExecution: ActionCompiler = (builder) => {
  const end = builder.end("finished");
  return () => end;
};

/** Ends a module: the flow that invoked it goes on. */
export const endFlowModuleExecution: ActionCompiler = (builder) => {
  const end = builder.end("returned");
  return () => end;
};

/** Goes on with another flow. Contact attributes stay; what belongs to the flow does not. */
export const transferToFlow: ActionCompiler = (builder) => {
  const flowId = builder.value("ContactFlowId");
  if (flowId === undefined) builder.problem("ContactFlowId is missing; give the id or ARN of a flow");
  const entered = builder.end("entered", "transferred");
  const failed = builder.error("NoMatchingError");
  return builder.resolved([flowId], (run, id) => {
    const flow = builder.finder.find(id);
    if (flow === undefined || !TRANSFER_TARGETS.includes(flow.kind)) {
      run.diagnose(
        flow === undefined
          ? `no flow "${id}" is declared (aws.connect.ContactFlow)`
          : `flow "${flow.name}" is of type ${flow.kind}; a contact can be transferred to ${TRANSFER_TARGETS.join(", ")}`,
      );
      return failed;
    }
    run.enter(flow, null);
    return entered;
  });
};

/** Plays a module, then goes on. The module has its own external values, stored input and flow attributes. */
export const invokeFlowModule: ActionCompiler = (builder) => {
  const moduleId = builder.value("FlowModuleId");
  if (moduleId === undefined) builder.problem("FlowModuleId is missing; give the id or ARN of a module");
  const entered = builder.end("entered", "invoked");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return builder.resolved([moduleId], (run, id) => {
    const flow = builder.finder.find(id);
    if (flow === undefined || flow.kind !== "MODULE") {
      run.diagnose(
        flow === undefined
          ? `no module "${id}" is declared (aws.connect.ContactFlowModule)`
          : `"${flow.name}" is a flow, not a module; use TransferToFlow`,
      );
      return failed;
    }
    if (run.depth >= MAX_MODULE_DEPTH) {
      run.diagnose(`modules are nested more than ${MAX_MODULE_DEPTH} levels deep`);
      return failed;
    }
    run.enter(flow, next);
    return entered;
  });
};
