/** CreateCallbackContact, UpdateContactCallbackNumber. */
import { isE164 } from "../phoneNumber";
import type { ActionCompiler } from "../stepBuilder";
import { queueParameter } from "./queueing";
import { isOneTooMany } from "./started";

const MAX_DELAY_SECONDS = 259_200;

/** Stores the number a callback will dial. */
export const updateContactCallbackNumber: ActionCompiler = (builder) => {
  const number = builder.value("CallbackNumber");
  if (number === undefined || number.literal !== undefined) {
    builder.problem("CallbackNumber must be a reference, such as $.StoredCustomerInput or $.CustomerEndpoint.Address");
  }
  const { next } = builder;
  const invalid = builder.error("InvalidCallbackNumber");
  const notDialable = builder.error("CallbackNumberNotDialable");
  return (run) => {
    const digits = number?.resolve(run);
    run.detail = digits;
    if (digits === undefined || !isE164(digits)) {
      run.diagnose(`the callback number is ${digits ?? "not set"}; it must be an E.164 number, such as +12065550100`);
      return invalid;
    }
    if (!run.runtime.instance.outboundCallsEnabled) {
      run.diagnose("the instance makes no outbound calls (outboundCallsEnabled is false)");
      return notDialable;
    }
    run.contact.callbackNumber = digits;
    return next;
  };
};

/** Creates a contact that waits in the customer's place. */
export const createCallbackContact: ActionCompiler = (builder) => {
  const initialDelayMs = builder.integer("InitialCallDelaySeconds", 1, MAX_DELAY_SECONDS) * 1_000;
  const retryDelayMs = builder.integer("RetryDelaySeconds", 1, MAX_DELAY_SECONDS) * 1_000;
  // Published flows have 0; a callback is dialled once at least.
  const maximumAttempts = Math.max(1, builder.integer("MaximumConnectionAttempts", 0, Number.MAX_SAFE_INTEGER));
  const { value, find } = queueParameter(builder);
  const flowId = builder.value("ContactFlowId");
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return builder.resolved([value, flowId], (run, first, second) => {
    const { contact } = run;
    const number = contact.callbackNumber ?? contact.customerAddress ?? "";
    const queue = value === undefined ? (contact.targetQueue ?? undefined) : find(run, first);
    const reference = flowId === undefined ? undefined : value === undefined ? first : second;
    const flow = reference === undefined ? undefined : builder.finder.find(reference);
    if (queue === undefined || !isE164(number) || (reference !== undefined && flow === undefined)) {
      if (!isE164(number))
        run.diagnose(`"${number}" cannot be called back; set a number with UpdateContactCallbackNumber`);
      else if (reference !== undefined && flow === undefined) run.diagnose(`no flow "${reference}" is declared`);
      else if (value === undefined)
        run.diagnose("no queue is given and no target queue is set (UpdateContactTargetQueue)");
      return failed;
    }
    if (isOneTooMany(run)) return failed;
    const plan = { number, retryDelayMs, maximumAttempts, queue, attempts: 0 };
    run.result = run.runtime.callbacks.create(contact, plan, initialDelayMs, flow).id;
    return next;
  });
};
