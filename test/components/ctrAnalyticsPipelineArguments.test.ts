import { expect } from "chai";
import { CtrAnalyticsPipeline, type CtrAnalyticsPipelineArgs } from "../../components/ctrAnalyticsPipeline";
import { run } from "../support/mocks";

const pipeline = (changes: Partial<CtrAnalyticsPipelineArgs>) =>
  new CtrAnalyticsPipeline("analytics", {
    keyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555",
    alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
    logRetentionDays: 30,
    warehouse: "athena",
    databaseName: "contact_center_test",
    ...changes,
  });

describe("arguments of CtrAnalyticsPipeline", () => {
  const refused: [what: string, changes: Partial<CtrAnalyticsPipelineArgs>, says: RegExp][] = [
    [
      "an unknown warehouse",
      { warehouse: "snowflake" },
      /warehouse is "snowflake"; allowed are athena, redshift, both/,
    ],
    ["a database Athena would not find", { databaseName: "Contacts" }, /databaseName is "Contacts"/],
    ["settings of Redshift without Redshift", { redshift: {} }, /redshift is given as well; leave it out/],
    ["shards without a stream", { streamed: false, shardCount: 1 }, /shardCount is 1; .*leave one of the two out/],
    ["shards without events", { agentEventShardCount: 1 }, /agentEventShardCount is 1; .*set agentEvents/],
    ["no shard", { shardCount: 0 }, /shardCount is 0; allowed are whole numbers from 1 to 500/],
    ["half a shard", { shardCount: 1.5 }, /shardCount is 1.5/],
    ["rows for a day", { retainRowsDays: 1 }, /retainRowsDays is 1; allowed are whole numbers from 15/],
    ["raw records for ever", { retainRawDays: 100_000 }, /retainRawDays is 100000/],
    ["a scan of nothing", { scanLimitBytes: 0 }, /scanLimitBytes is 0/],
    ["an attribute that is a list", { keptAttributes: ["a,b"] }, /keptAttributes is "a,b"/],
    ["a service level of no time", { serviceLevelSeconds: 0 }, /serviceLevelSeconds is 0/],
    ["a first day that is none", { firstDay: "tomorrow" }, /since is "tomorrow"/],
    [
      "loads all the time",
      { warehouse: "both", redshift: { loadEveryMinutes: 0 } },
      /loadEveryMinutes is 0; .* 1 to 1440/,
    ],
    [
      "12 RPUs",
      { warehouse: "both", redshift: { baseCapacity: 12 } },
      /baseCapacity is 12; RPUs are 4, or a multiple of 8/,
    ],
    [
      "less at most than at least",
      { warehouse: "both", redshift: { baseCapacity: 16, maximumCapacity: 8 } },
      /maximumCapacity is 8; it cannot be less than baseCapacity, 16/,
    ],
    ["no use at all", { warehouse: "both", redshift: { rpuHours: 0 } }, /rpuHours is 0/],
    [
      "a limit a week",
      { warehouse: "both", redshift: { limitPeriod: "weekly" } },
      /limitPeriod is "weekly"; .*daily and/,
    ],
    ["two subnets", { warehouse: "both", redshift: { subnetIds: ["a", "b"], securityGroupIds: ["g"] } }, /three Avail/],
    [
      "subnets without a group",
      { warehouse: "both", redshift: { subnetIds: ["a", "b", "c"] } },
      /together, or neither/,
    ],
    [
      "addresses for given subnets",
      { warehouse: "both", redshift: { subnetIds: ["a", "b", "c"], securityGroupIds: ["g"], addressPrefix: "10.1" } },
      /addressPrefix is "10.1"; .*leave it out/,
    ],
  ];
  for (const [what, changes, says] of refused) {
    it(`refuses ${what}`, async () => {
      await run("update", () => expect(() => pipeline(changes)).to.throw(says));
    });
  }
});
