/** Differences of contact flows in a person's words. */
export { type Change, type ChangeKind, describeChanges, type DescribeOptions } from "./describeChanges";
export { changesToMarkdown, changesToText, describeFlows, type FlowChanges, type NamedFlow } from "./describeFlows";
