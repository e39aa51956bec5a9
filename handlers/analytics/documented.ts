/**
 * The fields of contact records that Amazon Connect documents, and which of their parts are kept beyond the columns of their
 * own. What is named nowhere here is never copied; only its name is.
 */

/** Documented fields of a contact record, whether they are kept or not. */
export const RECORD_FIELDS = (
  "AWSAccountId AWSContactTraceRecordFormatVersion AdditionalEmailRecipients Agent AgentConnectionAttempts " +
  "AnsweringMachineDetectionStatus Attributes Campaign Channel ChatMetrics ConnectedToSystemTimestamp " +
  "ContactAssociationId ContactDetails ContactEvaluations ContactId Customer CustomerEndpoint CustomerId " +
  "CustomerVoiceActivity DisconnectDetails DisconnectReason DisconnectTimestamp GlobalResiliencyMetadata " +
  "InitialContactId InitiationMethod InitiationTimestamp InstanceARN LastPausedTimestamp LastResumedTimestamp " +
  "LastUpdateTimestamp MediaStreams NextContactId PreviousContactId QualityMetrics Queue Recording Recordings " +
  "References RelatedContactId RoutingCriteria ScheduledTimestamp SegmentAttributes SystemEndpoint Tags " +
  "TaskTemplateInfo TotalPauseCount TotalPauseDurationInSeconds TransferCompletedTimestamp " +
  "TransferredToEndpoint VoiceIdResult WisdomInfo"
).split(" ");

/** Documented fields of the agent. */
export const AGENT_FIELDS = (
  "ARN AfterContactWorkDuration AfterContactWorkEndTimestamp AfterContactWorkStartTimestamp " +
  "AgentInitiatedHoldDuration AgentInteractionDuration AgentPauseDuration Capabilities " +
  "ConnectedToAgentTimestamp CustomerHoldDuration DeviceInfo HierarchyGroups LongestHoldDuration " +
  "NumberOfHolds RoutingProfile Username stateTransitions"
).split(" ");

/** Documented fields of the queue. */
export const QUEUE_FIELDS = "ARN DequeueTimestamp Duration EnqueueTimestamp Name".split(" ");

/** Documented fields of the agent's routing profile. */
export const ROUTING_PROFILE_FIELDS = "ARN Name".split(" ");

/** Documented fields of an endpoint. */
export const ENDPOINT_FIELDS = "Address Type".split(" ");

const DEVICE = "DeviceInfo OperatingSystem PlatformName PlatformVersion Capabilities ScreenShare Video";

/**
 * Fields of a record that are kept in the column `more`, each with the names its parts may have at any depth. None of the
 * parts says who a customer is, and none leads to what customers said: recordings are counted, not pointed at.
 */
export const MORE_OF_RECORD: Readonly<Record<string, string>> = {
  AnsweringMachineDetectionStatus: "",
  Campaign: "CampaignId",
  ChatMetrics:
    "AgentFirstResponseTimeInMillis AgentFirstResponseTimestamp AgentMetrics ChatContactMetrics ConversationAbandon " +
    "ConversationCloseTimeInMillis ConversationTurnCount CustomerMetrics LastMessageTimestamp MaxResponseTimeInMillis " +
    "MessageLengthInChars MessagesSent MultiParty NumResponses ParticipantId ParticipantType " +
    "TotalBotMessageLengthInChars TotalBotMessages TotalMessages TotalResponseTimeInMillis",
  ContactEvaluations: "* DeleteTimestamp EndTimestamp EvaluationArn ExportLocation FormId StartTimestamp Status",
  Customer: DEVICE,
  CustomerVoiceActivity: "GreetingEndTimestamp GreetingStartTimestamp",
  DisconnectDetails: "PotentialDisconnectIssue",
  GlobalResiliencyMetadata: "ActiveRegion OriginRegion TrafficDistributionGroupId",
  LastPausedTimestamp: "",
  LastResumedTimestamp: "",
  MediaStreams: "Type",
  QualityMetrics: "Agent Audio Customer PotentialQualityIssues QualityScore",
  RoutingCriteria:
    "ActivationTimestamp AgentIds AgentsCriteria AndExpression AttributeCondition ComparisonOperator " +
    "DurationInSeconds Expiry ExpiryTimestamp Expression Index MatchCriteria MaxProficiencyLevel MinProficiencyLevel " +
    "Name NotAttributeCondition OrExpression ProficiencyLevel Range Status Steps Value",
  TaskTemplateInfo: "Arn Name",
  TotalPauseCount: "",
  TotalPauseDurationInSeconds: "",
  WisdomInfo: "SessionArn",
};

/** The same for the agent. */
export const MORE_OF_AGENT: Readonly<Record<string, string>> = {
  AgentInitiatedHoldDuration: "",
  AgentPauseDuration: "",
  Capabilities: DEVICE,
  DeviceInfo: DEVICE,
  stateTransitions: "state stateEndTimestamp stateStartTimestamp",
};

/** Segment attributes Amazon Connect sets itself; it also sets the subject of an e-mail, which is not among them. */
export const SEGMENT_ATTRIBUTES =
  "connect:AssignmentType connect:ContactExpiry connect:Direction connect:ScreenSharing".split(" ");
