/** What references can begin with: the names Amazon Connect looks up while a contact is in a flow. */
export const NAMESPACES: ReadonlySet<string> = new Set([
  ..."Attributes Channel ContactId InitialContactId PreviousContactId InitiationMethod InstanceARN AwsRegion".split(
    " ",
  ),
  ..."CustomerEndpoint SystemEndpoint CustomerId Name Description LanguageCode TextToSpeechVoiceId References".split(
    " ",
  ),
  ..."Queue Agent FlowAttributes External StoredCustomerInput Lex Metrics Tags LambdaInvocation Media".split(" "),
  ..."MediaStreams SegmentAttributes Customer Case Wisdom Task Module Modules Views".split(" "),
]);
