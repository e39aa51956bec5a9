/** The flow catalogue: every flow this project ships. Tests enumerate it, so a flow that is not here is not tested. */
import { agentWhisperFlow } from "./agentWhisper";
import { chatFlow } from "./chat";
import { chatQueueFlow } from "./chatQueue";
import { customerQueueFlow } from "./customerQueue";
import { customerWhisperFlow } from "./customerWhisper";
import { inboundFlow } from "./inbound";
import { type Flow } from "./language";
import { queueTransferFlow } from "./queueTransfer";
import { type FlowSettings } from "./settings";
import { surveyFlow } from "./survey";
import { taskFlow } from "./task";

export type { FlowSettings } from "./settings";

/** Every flow of a centre with these settings, in an order in which each comes after the flows it names. */
export function flowCatalog(settings: FlowSettings): Flow[] {
  return [
    ...(settings.survey ? [surveyFlow(settings)] : []),
    ...(settings.bot ? [chatQueueFlow()] : []),
    customerQueueFlow(settings),
    agentWhisperFlow(settings),
    customerWhisperFlow(),
    queueTransferFlow(settings),
    inboundFlow(settings),
    ...(settings.bot ? [chatFlow(settings), taskFlow(settings)] : []),
  ];
}
