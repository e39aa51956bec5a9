/** The buckets, Firehose streams and schedules of a whole centre: wired together, and gone with it. */
import { existsSync } from "node:fs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { LocalCenter } from "../../local/center";
import { REGION } from "../support/graphs";
import { BUCKET_KEY, START, StoreGraph } from "./support";

const BUCKET = "analytics";

function graphWith(settings: Parameters<StoreGraph["bucket"]>[1] = {}) {
  const instance = { identityManagementType: "CONNECT_MANAGED", inboundCallsEnabled: true, outboundCallsEnabled: true };
  const ids = { id: "11111111-2222-4333-8444-555555555555", arn: "arn:aws:connect:us-east-1:123456789012:instance/x" };
  return new StoreGraph()
    .add("aws:connect/instance:Instance", "center", { ...instance, instanceAlias: "center" }, ids)
    .bucket(BUCKET, settings)
    .bucketKey()
    .build();
}

describe("a centre with buckets", () => {
  it("shares them between S3's API and this machine's tools, and removes the folder when it is closed", async () => {
    const center = await LocalCenter.fromGraph(graphWith(), { startAt: START });
    const { url: endpoint, administrator: credentials } = center.gateway;
    const s3 = new S3Client({ endpoint, region: REGION, credentials });
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "rows/a.gz", Body: "x" }));
    s3.destroy();
    expect(center.objects.list(BUCKET).map(({ key }) => key)).to.deep.equal(["rows/a.gz"]);
    const file = center.objects.pathOf(BUCKET, "rows/a.gz");
    expect(existsSync(file)).to.equal(true);
    await center.close();
    expect(existsSync(file)).to.equal(false);
  });

  it("has no timer for streams, schedules and buckets that do nothing", async () => {
    const lifecycle = [{ id: "old", status: "Enabled", filter: { prefix: "" }, expiration: { days: 1 } }];
    const graph = graphWith({ lifecycle, keyArn: BUCKET_KEY });
    const center = await LocalCenter.fromGraph(graph, { startAt: START });
    expect(center.clock.nextAt()).to.equal(undefined);
    expect([center.firehose.list(), center.schedules.list(), center.notifications.lost]).to.deep.equal([[], [], []]);
    await center.close();
  });
});
