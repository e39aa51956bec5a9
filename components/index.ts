/** The component library: what a Pulumi program composes its contact centre from. */
export { ContactCenter, type ContactCenterArgs } from "./contactCenter";
export { ContactReports, type ContactReportsArgs } from "./contactReports";
export { ConversationalBot, type ConversationalBotArgs } from "./conversationalBot";
export { type AfterContactArgs, CtrAnalyticsPipeline, type CtrAnalyticsPipelineArgs } from "./ctrAnalyticsPipeline";
export type { RedshiftArgs } from "./ctrAnalyticsPipeline/redshiftSettings";
export { FlowTestCases, type FlowTestCasesArgs, type TestCaseArgs } from "./flowTestCases";
export { type FigureArgs, Observability, type ObservabilityArgs, type ObservedThresholds } from "./observability";
export { NotificationHub, type NotificationHubArgs } from "./notificationHub";
export { type FulfilmentArgs, SelfServiceLookup, type SelfServiceLookupArgs } from "./selfServiceLookup";
export {
  OperationsPortal,
  type OperationsPortalArgs,
  type PortalCenterArgs,
  type PortalLanguageArgs,
  type SettingsTableArgs,
} from "./operationsPortal";
export { QuotaRequests, type QuotaRequest, type QuotaRequestsArgs } from "./quotaRequests";
export { SlackApp, type SlackAppArgs } from "./slackApp";
export { WebChat, type WebChatArgs, type WebChatQuotas } from "./webChat";
export type { FlowArgs, FlowModuleArgs } from "./contactCenter/flows";
export type { Holiday, HoursArgs, OpenPeriod } from "./contactCenter/hours";
export type { InstanceArgs } from "./contactCenter/instance";
export type { PhoneNumberArgs } from "./contactCenter/numbers";
export type { SecurityProfileArgs, UserArgs } from "./contactCenter/people";
export type { QueueArgs, QuickConnectArgs, RoutedQueue, RoutingProfileArgs } from "./contactCenter/queues";
export type { StorageArgs } from "./contactCenter/storage";
export type { StreamsArgs } from "./contactCenter/streams";
export { AlarmTopic, type AlarmTopicArgs } from "./foundations/alarmTopic";
export { EncryptionKey, type EncryptionKeyArgs } from "./foundations/encryptionKey";
export { FailureQueue, type FailureQueueArgs } from "./foundations/failureQueue";
export { HandlerFunction, type HandlerFunctionArgs, type HandlerPermission } from "./foundations/handlerFunction";
export type { Panel, Series } from "./foundations/dashboard";
export { HandlerLogs, type HandlerLogsArgs } from "./foundations/handlerLogs";
export { JobQueue, type ConsumerArgs, type JobQueueArgs } from "./foundations/jobQueue";
export { HttpApi, type HttpApiArgs, type RequestHandler, type TokenArgs } from "./foundations/httpApi";
export { PrivateBucket, type PrivateBucketArgs } from "./foundations/privateBucket";
export { SiteFirewall, type SiteFirewallArgs } from "./foundations/siteFirewall";
export {
  ORIGIN_HEADER,
  type SiteAccessLogArgs,
  type SiteApiArgs,
  type SiteContentPolicy,
  type SiteDomainArgs,
  type SiteFile,
  StaticSite,
  type StaticSiteArgs,
} from "./foundations/staticSite";
