/** The action table of the local run: what compiles each type. A type that is not here takes an error branch. */
import type { ActionCompiler } from "../stepBuilder";
import { connectParticipantWithLexBot } from "./bot";
import { createCase, getCase, updateCase } from "./cases";
import { voiceIdEnded } from "./ended";
import {
  updateContactMediaProcessing,
  updateContactMediaStreamingBehavior,
  updateContactRecordingAndAnalyticsBehavior,
} from "./media";
import {
  checkOutboundCallStatus,
  completeOutboundCall,
  createTask,
  createWisdomSession,
  resumeContact,
  startOutboundChatContact,
  transferContactToAgent,
  updatePreviousContactParticipantState,
} from "./otherContacts";
import {
  associateContactToCustomerProfile,
  createCustomerProfile,
  getCalculatedAttributesForCustomerProfile,
  getCustomerProfile,
  getCustomerProfileObject,
  updateCustomerProfile,
} from "./profiles";
import { showView } from "./view";
import { createCallbackContact, updateContactCallbackNumber } from "./callback";
import {
  tagContact,
  untagContact,
  updateContactAttributes,
  updateContactData,
  updateContactRecordingBehavior,
  updateContactRoutingBehavior,
  updateContactTextToSpeechVoice,
  updateFlowAttributes,
  updateFlowLoggingBehavior,
} from "./contactState";
import { checkHoursOfOperation, compare, distributeByPercentage, loop, wait } from "./decision";
import {
  disconnectParticipant,
  endFlowExecution,
  endFlowModuleExecution,
  invokeFlowModule,
  transferToFlow,
} from "./flowChange";
import { updateContactEventHooks } from "./eventHooks";
import { getParticipantInput } from "./input";
import { invokeLambdaFunction } from "./lambda";
import { messageParticipant, messageParticipantIteratively } from "./message";
import { checkMetricData, getMetricData } from "./metrics";
import { dequeueContactAndTransferToQueue, transferContactToQueue, updateContactTargetQueue } from "./queueing";
import { updateContactRoutingCriteria } from "./routingCriteria";
import { transferParticipantToThirdParty } from "./thirdParty";

/** Compilers by action type. */
export const ACTIONS: ReadonlyMap<string, ActionCompiler> = new Map<string, ActionCompiler>([
  ["MessageParticipant", messageParticipant],
  ["MessageParticipantIteratively", messageParticipantIteratively],
  ["GetParticipantInput", getParticipantInput],
  ["DisconnectParticipant", disconnectParticipant],
  ["TransferParticipantToThirdParty", transferParticipantToThirdParty],
  ["Compare", compare],
  ["CheckHoursOfOperation", checkHoursOfOperation],
  ["CheckMetricData", checkMetricData],
  ["GetMetricData", getMetricData],
  ["DistributeByPercentage", distributeByPercentage],
  ["Loop", loop],
  ["Wait", wait],
  ["TransferToFlow", transferToFlow],
  ["EndFlowExecution", endFlowExecution],
  ["InvokeFlowModule", invokeFlowModule],
  ["EndFlowModuleExecution", endFlowModuleExecution],
  ["UpdateFlowLoggingBehavior", updateFlowLoggingBehavior],
  ["UpdateFlowAttributes", updateFlowAttributes],
  ["UpdateContactAttributes", updateContactAttributes],
  ["UpdateContactData", updateContactData],
  ["UpdateContactEventHooks", updateContactEventHooks],
  ["UpdateContactTargetQueue", updateContactTargetQueue],
  ["TransferContactToQueue", transferContactToQueue],
  ["DequeueContactAndTransferToQueue", dequeueContactAndTransferToQueue],
  ["CreateCallbackContact", createCallbackContact],
  ["UpdateContactCallbackNumber", updateContactCallbackNumber],
  ["UpdateContactRecordingBehavior", updateContactRecordingBehavior],
  ["UpdateContactTextToSpeechVoice", updateContactTextToSpeechVoice],
  ["UpdateContactRoutingBehavior", updateContactRoutingBehavior],
  ["UpdateContactRoutingCriteria", updateContactRoutingCriteria],
  ["TagContact", tagContact],
  ["UntagContact", untagContact],
  ["InvokeLambdaFunction", invokeLambdaFunction],
  ["ConnectParticipantWithLexBot", connectParticipantWithLexBot],
  ["CreateCase", createCase],
  ["GetCase", getCase],
  ["UpdateCase", updateCase],
  ["UpdateContactMediaProcessing", updateContactMediaProcessing],
  ["UpdateContactMediaStreamingBehavior", updateContactMediaStreamingBehavior],
  ["UpdateContactRecordingAndAnalyticsBehavior", updateContactRecordingAndAnalyticsBehavior],
  ["CheckOutboundCallStatus", checkOutboundCallStatus],
  ["CompleteOutboundCall", completeOutboundCall],
  ["CreateTask", createTask],
  ["CreateWisdomSession", createWisdomSession],
  ["ResumeContact", resumeContact],
  ["StartOutboundChatContact", startOutboundChatContact],
  ["TransferContactToAgent", transferContactToAgent],
  ["UpdatePreviousContactParticipantState", updatePreviousContactParticipantState],
  ["AssociateContactToCustomerProfile", associateContactToCustomerProfile],
  ["CreateCustomerProfile", createCustomerProfile],
  ["GetCalculatedAttributesForCustomerProfile", getCalculatedAttributesForCustomerProfile],
  ["GetCustomerProfile", getCustomerProfile],
  ["GetCustomerProfileObject", getCustomerProfileObject],
  ["UpdateCustomerProfile", updateCustomerProfile],
  ["ShowView", showView],
  ["CheckVoiceId", voiceIdEnded],
  ["StartVoiceIdStream", voiceIdEnded],
]);
