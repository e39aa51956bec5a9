/** Test cases Amazon Connect runs itself: for each scenario one AWS::Connect::TestCase, published, on the deployed flows. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bind, placeholders } from "../flows/language";
import { buildHours, type OpenPeriod } from "./contactCenter/hours";
import { type Site, connectOptions } from "./contactCenter/site";
import { RequestLane } from "./foundations/requestLane";

/** One test case. */
export interface TestCaseArgs {
  /** Name, 1 to 127 characters, unique in the instance. */
  name: string;
  /** What it shows; up to 500 characters. */
  description?: string;
  /** Document in the Testing language as JSON, with placeholders for what the stack makes; up to 256,000 characters. */
  content: string;
  /** Where the simulated contact comes in (`EntryPoint`) as JSON, with placeholders. */
  entryPoint: string;
  /** Contact attributes it begins with (`InitializationData`) as JSON. */
  initializationData?: string;
}

/** Arguments of {@link FlowTestCases}. */
export interface FlowTestCasesArgs {
  /** ARN of the Connect instance. */
  instanceArn: pulumi.Input<string>;
  testCases: TestCaseArgs[];
  /** ARNs of what placeholders stand for, by token such as `queue:support`; see ContactCenter.resourceArns. */
  resourceArns: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Tags of the test cases, which the provider's default tags do not reach. */
  tags?: Record<string, string>;
}

const EVERY_DAY = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/** Hours that test cases put in the place of others: Connect takes no mocked answer about hours, but other hours it does. */
const TEST_HOURS: Record<string, OpenPeriod[]> = {
  "test-open": [{ days: EVERY_DAY, from: "00:00", to: "00:00" }],
  "test-closed": [],
};

/**
 * Test cases of a centre, and the hours they stand on: `test-open` and `test-closed`, made when a test case names them.
 *
 * They are made one after the other, because the control plane takes two requests a second, and after everything they
 * name. A test case runs when somebody starts it (console, or StartTestCaseExecution): at most 5 at once, 5 minutes each.
 *
 * Errors: a placeholder that stands for nothing in `resourceArns`.
 */
export class FlowTestCases extends pulumi.ComponentResource {
  /** ARNs of the test cases by name. */
  readonly testCaseArns: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: FlowTestCasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:FlowTestCases", name, {}, opts);
    const given = pulumi.output(args.resourceArns);
    // What a test case names exists before it; so do its hours, which would otherwise compete with the centre's resources.
    const instanceArn = pulumi.all([args.instanceArn, given]).apply(([arn]) => arn);
    const site: Site = {
      name,
      parent: this,
      lane: new RequestLane(),
      instanceArn,
      instanceId: instanceArn.apply((arn) => arn.slice(arn.lastIndexOf("/") + 1)),
      protectData: false,
      tags: args.tags ?? {},
    };
    const bindings = pulumi
      .all([given, hoursNamedBy(site, args.testCases)])
      .apply(([all, own]) => ({ ...all, ...own }));
    const made = args.testCases.map((testCase) => [testCase.name, buildOne(site, testCase, bindings)] as const);
    this.testCaseArns = pulumi.output(Object.fromEntries(made.map(([testCase, resource]) => [testCase, resource.id])));
    this.registerOutputs({ testCaseArns: this.testCaseArns });
  }
}

/** The hours of its own that test cases name, by token. */
function hoursNamedBy(site: Site, testCases: readonly TestCaseArgs[]): Record<string, pulumi.Output<string>> {
  const tokens = new Set(testCases.flatMap(({ content }) => placeholders(content).map(({ token }) => token)));
  const wanted = Object.entries(TEST_HOURS).filter(([hours]) => tokens.has(`hours:${hours}`));
  const built = buildHours(
    site,
    wanted.map(([hours, open]) => ({ name: hours, timeZone: "UTC", open })),
  );
  return Object.fromEntries([...built].map(([hours, { arn }]) => [`hours:${hours}`, arn]));
}

function buildOne(site: Site, testCase: TestCaseArgs, bindings: pulumi.Output<Record<string, string>>) {
  const { name, description, initializationData } = testCase;
  const desiredState = pulumi.all([site.instanceArn, bindings]).apply(([InstanceArn, all]) =>
    JSON.stringify({
      InstanceArn,
      Name: name,
      Description: description,
      Content: bind(testCase.content, all),
      EntryPoint: JSON.parse(bind(testCase.entryPoint, all)) as unknown,
      InitializationData: initializationData,
      Status: "PUBLISHED",
      Tags: Object.entries(site.tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  const typeName = "AWS::Connect::TestCase";
  return site.lane.add(
    new aws.cloudcontrol.Resource(`${site.name}-${slug(name)}`, { typeName, desiredState }, connectOptions(site)),
  );
}

/** A name as part of a resource's. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
