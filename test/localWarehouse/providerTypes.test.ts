/** Networks, Glue's catalogue and Redshift Serverless in the local provider: what they are called, and what AWS refuses. */
import { expect } from "chai";
import { createOutputs, DEFAULT_ACCOUNT, invoke } from "../../local/engine/awsProvider";

const CONTEXT = { project: "center", stack: "dev", ...DEFAULT_ACCOUNT };

function made(type: string, inputs: Record<string, unknown>) {
  return createOutputs(type, "thing", inputs, CONTEXT);
}

const view = (definition: unknown) =>
  `/* Presto View: ${Buffer.from(JSON.stringify(definition)).toString("base64")} */`;
const PROJECTED = {
  databaseName: "d",
  name: "t",
  partitionKeys: [{ name: "arrived", type: "string" }],
};
const HOURS = {
  "projection.enabled": "true",
  "projection.arrived.type": "date",
  "projection.arrived.format": "yyyy-MM-dd-HH",
  "projection.arrived.range": "NOW-14DAYS,NOW+1HOURS",
};
const WORKGROUP = { namespaceName: "center", workgroupName: "center" };

describe("networks in the local provider", () => {
  it("gives each resource an id of its kind and an ARN", () => {
    for (const [type, inputs, id] of [
      ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }, /^vpc-0[0-9a-f]{16}$/],
      ["aws:ec2/subnet:Subnet", { vpcId: "vpc-1", cidrBlock: "10.0.0.0/24" }, /^subnet-0/],
      ["aws:ec2/routeTable:RouteTable", { vpcId: "vpc-1" }, /^rtb-0/],
      ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcId: "vpc-1", serviceName: "com.amazonaws.us-east-1.s3" }, /^vpce-0/],
      ["aws:ec2/securityGroup:SecurityGroup", { vpcId: "vpc-1" }, /^sg-0/],
    ] as const) {
      const thing = made(type, inputs);
      expect(thing.id, type).to.match(id);
      expect(thing.outputs.arn, type).to.match(new RegExp(`^arn:aws:ec2:us-east-1:123456789012:[a-z-]+/${thing.id}$`));
    }
  });

  it("knows the Availability Zones of a Region", () => {
    const zones = (region: string) =>
      invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {}, { ...CONTEXT, region });
    expect(zones("us-east-1").names).to.have.length(6);
    expect(zones("eu-central-1")).to.deep.include({
      names: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
      zoneIds: ["euc1-az1", "euc1-az2", "euc1-az3"],
    });
    expect((zones("ap-southeast-2").zoneIds as string[])[0]).to.equal("apse2-az1");
  });

  const refused: [string, Record<string, unknown>, string][] = [
    ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/8" }, "a block here is /16 to /28"],
    ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.1/16" }, "host bits zero"],
    [
      "aws:ec2/subnet:Subnet",
      { vpcId: "v", cidrBlock: "10.0.0.0/24", availabilityZone: "eu-west-1a" },
      "not in us-east-1",
    ],
    ["aws:ec2/routeTableAssociation:RouteTableAssociation", { routeTableId: "r" }, "one of subnetId, gatewayId"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcId: "v", serviceName: "com.amazonaws.us-east-1.kms" }, "type Interface"],
    ["aws:ec2/vpcEndpoint:VpcEndpoint", { vpcId: "v", serviceName: "a.s3", subnetIds: ["s"] }, "takes routeTableIds"],
    ["aws:ec2/securityGroup:SecurityGroup", { name: "sg-mine" }, "without sg- at its start"],
    ["aws:ec2/securityGroup:SecurityGroup", { ingress: [{ protocol: "http", fromPort: 80, toPort: 80 }] }, "tcp, udp"],
    [
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
      { securityGroupId: "s", ipProtocol: "tcp" },
      "give one of cidrIpv4",
    ],
  ];
  for (const [type, inputs, message] of refused) {
    it(`refuses ${type.split(":").at(-1)}: ${message}`, () => expect(() => made(type, inputs)).to.throw(message));
  }
});

describe("the warehouse in the local provider", () => {
  it("gives Redshift Serverless its ids, its address and the secret it makes", () => {
    const namespace = made("aws:redshiftserverless/namespace:Namespace", {
      namespaceName: "center",
      adminUsername: "owner",
      manageAdminPassword: true,
    });
    expect(namespace.id).to.equal("center");
    expect(namespace.outputs).to.include({ dbName: "dev" });
    expect(namespace.outputs.adminPasswordSecretArn).to.match(/:secret:redshift!center-owner-[0-9a-f]{6}$/);
    const workgroup = made("aws:redshiftserverless/workgroup:Workgroup", WORKGROUP);
    expect(workgroup.outputs.arn).to.match(/:workgroup\/[0-9a-f-]{36}$/);
    expect(workgroup.outputs.endpoints).to.deep.equal([
      { address: "center.123456789012.us-east-1.redshift-serverless.amazonaws.com", port: 5439, vpcEndpoints: [] },
    ]);
  });

  it("takes a table with projected partitions and a view of Presto", () => {
    expect(made("aws:glue/catalogTable:CatalogTable", { ...PROJECTED, parameters: HOURS }).id).to.equal(
      "123456789012:d:t",
    );
    const viewOriginalText = view({ originalSql: "SELECT 1", catalog: "awsdatacatalog", schema: "d", columns: [] });
    const inputs = {
      databaseName: "d",
      name: "v",
      tableType: "VIRTUAL_VIEW",
      viewOriginalText,
      parameters: { presto_view: "true" },
    };
    expect(made("aws:glue/catalogTable:CatalogTable", inputs).id).to.equal("123456789012:d:v");
  });

  const table = "aws:glue/catalogTable:CatalogTable";
  const refused: [string, Record<string, unknown>, string][] = [
    [table, { ...PROJECTED, parameters: { "projection.enabled": "true" } }, "lacks projection.arrived.type"],
    [table, { ...PROJECTED, parameters: { ...HOURS, "projection.arrived.format": undefined } }, "a date needs one"],
    [
      table,
      { ...PROJECTED, parameters: { ...HOURS, "projection.arrived.range": "yesterday,NOW" } },
      "must be <from>,<to>",
    ],
    [
      table,
      { ...PROJECTED, parameters: { ...HOURS, "projection.arrived.interval.unit": "FORTNIGHTS" } },
      "must be one of YEARS",
    ],
    [
      table,
      { ...PROJECTED, parameters: { ...HOURS, "storage.location.template": "s3://b/${day}/" } },
      "lacks ${arrived}",
    ],
    [
      table,
      { databaseName: "d", name: "v", tableType: "VIRTUAL_VIEW", viewOriginalText: "SELECT 1" },
      "/* Presto View:",
    ],
    [
      table,
      { databaseName: "d", name: "v", tableType: "VIRTUAL_VIEW", viewOriginalText: view({ originalSql: "SELECT 1" }) },
      "the JSON in it lacks schema",
    ],
    ["aws:redshiftserverless/namespace:Namespace", { namespaceName: "Center" }, "lower-case letters, digits and -"],
    [
      "aws:redshiftserverless/namespace:Namespace",
      { namespaceName: "center", manageAdminPassword: true, adminUserPassword: "x" },
      "Redshift makes the password itself",
    ],
    [
      "aws:redshiftserverless/namespace:Namespace",
      { namespaceName: "center", iamRoles: ["a"], defaultIamRoleArn: "b" },
      "not among iamRoles",
    ],
    ["aws:redshiftserverless/workgroup:Workgroup", { ...WORKGROUP, baseCapacity: 12 }, "4 or a multiple of 8"],
    [
      "aws:redshiftserverless/workgroup:Workgroup",
      { ...WORKGROUP, baseCapacity: 16, maxCapacity: 8 },
      "below baseCapacity",
    ],
    ["aws:redshiftserverless/workgroup:Workgroup", { ...WORKGROUP, port: 5000 }, "5431 to 5455"],
    ["aws:redshiftserverless/workgroup:Workgroup", { ...WORKGROUP, subnetIds: ["a", "b"] }, "three Availability Zones"],
    [
      "aws:redshiftserverless/usageLimit:UsageLimit",
      { resourceArn: "arn:aws:x:y", usageType: "serverless-compute", amount: 0 },
      "from 1",
    ],
    [
      "aws:redshiftdata/statement:Statement",
      { database: "d", sql: "SELECT 1" },
      "one of workgroupName, clusterIdentifier",
    ],
  ];
  for (const [type, inputs, message] of refused) {
    it(`refuses ${type.split(":").at(-1)}: ${message}`, () => expect(() => made(type, inputs)).to.throw(message));
  }
});
