/** A small network without a way to the internet: private subnets in three zones, and S3 through an endpoint of its own. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";

/** Arguments of {@link PrivateNetwork}. */
export interface PrivateNetworkArgs {
  /** What the network is for; shown in the VPC console. */
  description: string;
  /** Buckets that can be reached from it, for reading, as ARNs. */
  bucketArns: pulumi.Input<string>[];
  /** First two numbers of its addresses, `10.0` to `10.255`: it takes the first 1,024 of them. Default `10.90`. */
  addressPrefix?: string;
}

/** Zones Redshift Serverless asks for, each with addresses enough for hundreds of RPUs in a /24. */
const ZONES = 3;

/** A network with neither internet gateway nor NAT: it costs nothing, and nothing can leave it but to the named buckets. */
export class PrivateNetwork extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly subnetIds: pulumi.Output<string>[];
  /** A group that takes no connection, and opens them to S3 alone. */
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: PrivateNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:PrivateNetwork", name, args, opts);
    const prefix = addressesOf(name, args.addressPrefix ?? "10.90");
    const tags = { Name: args.description };
    const vpc = new aws.ec2.Vpc(
      name,
      { cidrBlock: `${prefix}.0.0/22`, enableDnsSupport: true, enableDnsHostnames: true, tags },
      { parent: this },
    );
    // The group every VPC is born with lets its members talk to each other and to everybody: without rules, to nobody.
    new aws.ec2.DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.id, tags }, { parent: this });
    this.vpcId = vpc.id;
    this.subnetIds = this.subnets(name, vpc, prefix, tags);
    const { region } = accountOf(this);
    const endpoint = new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: vpc.id,
        serviceName: pulumi.interpolate`com.amazonaws.${region}.s3`,
        vpcEndpointType: "Gateway",
        // The main table of the VPC, which holds for every subnet that names no other.
        routeTableIds: [vpc.mainRouteTableId],
        policy: this.endpointPolicy(args.bucketArns),
        tags,
      },
      { parent: this },
    );
    this.securityGroupId = this.securityGroup(name, vpc, endpoint, tags);
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: this.subnetIds, securityGroupId: this.securityGroupId });
  }

  private subnets(
    name: string,
    vpc: aws.ec2.Vpc,
    prefix: string,
    tags: Record<string, string>,
  ): pulumi.Output<string>[] {
    const { names } = aws.getAvailabilityZonesOutput(
      // Local Zones and Wavelength Zones have no warehouses; an account opts in to them.
      { state: "available", filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] },
      { parent: this },
    );
    return Array.from({ length: ZONES }, (_, index) => {
      const subnet = new aws.ec2.Subnet(
        `${name}-${index + 1}`,
        {
          vpcId: vpc.id,
          cidrBlock: `${prefix}.${index}.0/24`,
          availabilityZone: names.apply((zones) => zoneOf(name, zones, index)),
          mapPublicIpOnLaunch: false,
          tags,
        },
        { parent: this },
      );
      return subnet.id;
    });
  }

  /** Whoever is in the network reads the named buckets, as far as a role of this account allows it, and no others. */
  private endpointPolicy(bucketArns: pulumi.Input<string>[]): pulumi.Output<string> {
    return pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "NamedBuckets",
          Effect: "Allow",
          Principal: "*",
          Action: ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"],
          Resource: bucketArns.flatMap((arn) => [arn, pulumi.interpolate`${arn}/*`]),
          Condition: { StringEquals: { "aws:PrincipalAccount": accountOf(this).id } },
        },
      ],
    });
  }

  private securityGroup(
    name: string,
    vpc: aws.ec2.Vpc,
    endpoint: aws.ec2.VpcEndpoint,
    tags: Record<string, string>,
  ): pulumi.Output<string> {
    const group = new aws.ec2.SecurityGroup(
      `${name}-closed`,
      {
        vpcId: vpc.id,
        description: "Takes no connection; opens them to S3 alone",
        ingress: [],
        egress: [
          {
            description: "S3 through the endpoint",
            protocol: "tcp",
            fromPort: 443,
            toPort: 443,
            prefixListIds: [endpoint.prefixListId],
          },
        ],
        tags,
      },
      { parent: this },
    );
    return group.id;
  }
}

function addressesOf(name: string, prefix: string): string {
  const second = /^10\.(\d{1,3})$/.exec(prefix)?.[1];
  if (second === undefined || Number(second) > 255) {
    throw new Error(
      `PrivateNetwork ${name}: addressPrefix is "${prefix}"; give the first two numbers of private addresses, 10.0 to 10.255.`,
    );
  }
  return prefix;
}

function zoneOf(name: string, zones: string[], index: number): string {
  const zone = zones[index];
  if (zone === undefined) {
    throw new Error(
      `PrivateNetwork ${name}: this Region has ${zones.length} zones for this account, and ${ZONES} are needed. Give subnets of your own instead.`,
    );
  }
  return zone;
}
