/** Private networks in the local provider: VPCs, subnets, route tables, endpoints, security groups and Availability Zones. */
import { hexOf } from "../identity";
import type { InputChecks } from "./checks";
import { arnOf, named, type ProviderContext, type ResourceType, textOf, token } from "./resourceType";

/** Zone letters of a Region; the rest have a to c. Accounts see a subset of what a Region has. */
const ZONES: Record<string, string> = {
  "us-east-1": "abcdef",
  "us-west-2": "abcd",
  "us-west-1": "ac",
  "ca-west-1": "abc",
};

const PROTOCOLS = /^(-1|tcp|udp|icmp|icmpv6|all|\d{1,3})$/;
const RULE_TEXT = /^[\w .:/()#,@[\]+=&;{}!$*-]*$/;

/** The id EC2 gives, e.g. `vpc-0a1b…`: a prefix and 17 hex digits. */
function idOf(prefix: string, urn: string): string {
  return `${prefix}-0${hexOf(`${prefix} ${urn}`, 16)}`;
}

/** First and last address of an IPv4 block as numbers; undefined when it is not one, or its host bits are set. */
function rangeOf(cidr: string): { first: number; last: number; length: number } | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr);
  if (!match) return undefined;
  const [a, b, c, d, length] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || length > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - length);
  return first % size === 0 ? { first, last: first + size - 1, length } : undefined;
}

function checkBlock(checks: InputChecks, path: string, shortest: number, longest: number): void {
  const value = checks.known(path);
  if (value === undefined) return;
  const range = typeof value === "string" ? rangeOf(value) : undefined;
  if (!range) {
    checks.refuse(`${path} is ${JSON.stringify(value)}; it must be an IPv4 block such as 10.0.0.0/16, host bits zero`);
  } else if (range.length < shortest || range.length > longest) {
    checks.refuse(`${path} is ${String(value)}; a block here is /${shortest} to /${longest}`);
  }
}

const vpc: ResourceType = {
  taggable: true,
  defaults: { enableDnsHostnames: false, enableDnsSupport: true, instanceTenancy: "default" },
  check: (checks) => {
    if (checks.inputs.cidrBlock === undefined && checks.inputs.ipv4IpamPoolId === undefined) {
      checks.refuse("cidrBlock is missing; give a block such as 10.0.0.0/16");
    }
    checkBlock(checks, "cidrBlock", 16, 28);
    checks.oneOf("instanceTenancy", ["default", "dedicated"]);
  },
  compute: ({ urn, context }) => {
    const id = idOf("vpc", urn);
    return {
      id,
      outputs: {
        arn: arnOf(context, "ec2", `vpc/${id}`),
        ownerId: context.accountId,
        defaultNetworkAclId: idOf("acl", urn),
        defaultRouteTableId: idOf("rtb", urn),
        defaultSecurityGroupId: idOf("sg", urn),
        dhcpOptionsId: idOf("dopt", urn),
        mainRouteTableId: idOf("rtb", urn),
      },
    };
  },
};

const subnet: ResourceType = {
  taggable: true,
  defaults: { assignIpv6AddressOnCreation: false, mapPublicIpOnLaunch: false },
  check: (checks) => {
    checks.required("vpcId", "cidrBlock");
    checkBlock(checks, "cidrBlock", 16, 28);
    const zone = checks.known("availabilityZone");
    const region = String(checks.known("region"));
    if (typeof zone === "string" && !zone.startsWith(region)) {
      checks.refuse(`availabilityZone is "${zone}", which is not in ${region}; take one of getAvailabilityZones`);
    }
  },
  compute: ({ urn, inputs, context }) => {
    const id = idOf("subnet", urn);
    const availabilityZone = textOf(inputs, "availabilityZone") || `${context.region}a`;
    return {
      id,
      outputs: {
        arn: arnOf(context, "ec2", `subnet/${id}`),
        ownerId: context.accountId,
        availabilityZone,
        availabilityZoneId: zoneIdOf(availabilityZone),
      },
    };
  },
};

const routeTable: ResourceType = {
  taggable: true,
  check: (checks) => {
    checks.required("vpcId");
    for (const route of checks.list("routes")) {
      const targets = Object.keys(route).filter((key) => /Id$|Arn$/.test(key) && key !== "destinationPrefixListId");
      if (targets.length !== 1) checks.refuse(`routes: a route has one target, given ${targets.join(", ") || "none"}`);
    }
  },
  compute: ({ urn, inputs, context }) => {
    const id = idOf("rtb", `table ${urn}`);
    const arn = arnOf(context, "ec2", `route-table/${id}`);
    return { id, outputs: { arn, ownerId: context.accountId, routes: inputs.routes ?? [] } };
  },
};

const routeTableAssociation: ResourceType = {
  check: (checks) => {
    checks.required("routeTableId");
    const given = ["subnetId", "gatewayId"].filter((name) => checks.inputs[name] !== undefined);
    if (given.length !== 1) checks.refuse(`${given.join(" and ") || "neither"} given; give one of subnetId, gatewayId`);
  },
  compute: ({ urn }) => ({ id: idOf("rtbassoc", urn), outputs: {} }),
};

const vpcEndpoint: ResourceType = {
  taggable: true,
  policies: { policy: 20_480 },
  defaults: { vpcEndpointType: "Gateway" },
  check: (checks) => {
    checks.required("vpcId");
    checks.oneOf("vpcEndpointType", ["Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork"]);
    const type = checks.known("vpcEndpointType");
    const service = checks.known("serviceName");
    if (type === "Gateway") {
      if (typeof service === "string" && !/\.(s3|dynamodb)$/.test(service)) {
        checks.refuse(`serviceName is "${service}"; gateway endpoints exist for s3 and dynamodb, use type Interface`);
      }
      for (const name of ["subnetIds", "securityGroupIds"].filter((one) => checks.inputs[one] !== undefined)) {
        checks.refuse(`${name} belongs to an interface endpoint; a gateway endpoint takes routeTableIds`);
      }
    } else if (checks.inputs.routeTableIds !== undefined) {
      checks.refuse("routeTableIds belongs to a gateway endpoint; this type takes subnetIds");
    }
    if (type === "Interface" || type === "Gateway") checks.required("serviceName");
  },
  compute: ({ urn, inputs, context }) => {
    const id = idOf("vpce", urn);
    const gateway = inputs.vpcEndpointType === "Gateway";
    return {
      id,
      outputs: {
        arn: arnOf(context, "ec2", `vpc-endpoint/${id}`),
        ownerId: context.accountId,
        cidrBlocks: gateway ? ["3.5.0.0/19"] : [],
        dnsEntries: [],
        networkInterfaceIds: [],
        privateDnsEnabled: inputs.privateDnsEnabled ?? false,
        requesterManaged: false,
        routeTableIds: inputs.routeTableIds ?? [],
        state: "available",
        ...(gateway && { prefixListId: `pl-${hexOf(`${context.region} ${textOf(inputs, "serviceName")}`, 8)}` }),
      },
    };
  },
};

const securityGroup: ResourceType = {
  autoName: named(255),
  taggable: true,
  defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  check: (checks) => {
    checks.text("name", { maximum: 255, pattern: /^(?!sg-)/, patternMeaning: "without sg- at its start" });
    checks.text("description", {
      maximum: 255,
      pattern: RULE_TEXT,
      patternMeaning: "of letters, digits and .-:/()#,@[]+=&;{}!$*",
    });
    for (const rule of [...checks.list("ingress"), ...checks.list("egress")]) checkPorts(checks, rule, "protocol");
  },
  compute: ({ urn, inputs, context }) => {
    const id = idOf("sg", `group ${urn}`);
    const rules = { ingress: inputs.ingress ?? [], egress: inputs.egress ?? [] };
    return {
      id,
      outputs: { arn: arnOf(context, "ec2", `security-group/${id}`), ownerId: context.accountId, ...rules },
    };
  },
};

function checkPorts(checks: InputChecks, rule: Record<string, unknown>, protocolName: string): void {
  const protocol = rule[protocolName];
  if (typeof protocol === "string" && !PROTOCOLS.test(protocol)) {
    checks.refuse(`${protocolName} is "${protocol}"; it must be -1, tcp, udp, icmp, icmpv6 or a number`);
  }
  const { fromPort, toPort } = rule;
  if (typeof fromPort === "number" && typeof toPort === "number" && fromPort > toPort) {
    checks.refuse(`fromPort ${fromPort} is above toPort ${toPort}`);
  }
}

/** The group a VPC is born with: taken over, never made. */
const defaultSecurityGroup: ResourceType = {
  taggable: true,
  check: (checks) => {
    for (const rule of [...checks.list("ingress"), ...checks.list("egress")]) checkPorts(checks, rule, "protocol");
  },
  compute: ({ urn, context }) => {
    const id = idOf("sg", urn);
    const arn = arnOf(context, "ec2", `security-group/${id}`);
    const said = { name: "default", description: "default VPC security group" };
    return { id, outputs: { arn, ownerId: context.accountId, ...said } };
  },
};

const securityGroupRule: ResourceType = {
  check: (checks) => {
    checks.required("securityGroupId", "type", "protocol", "fromPort", "toPort");
    checks.oneOf("type", ["ingress", "egress"]);
    checkPorts(checks, checks.inputs, "protocol");
  },
  compute: ({ urn }) => ({
    id: `sgrule-${parseInt(hexOf(urn, 8), 16)}`,
    outputs: { securityGroupRuleId: idOf("sgr", urn) },
  }),
};

const DESTINATIONS = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

const groupRule: ResourceType = {
  taggable: true,
  check: (checks) => {
    checks.required("securityGroupId", "ipProtocol");
    const given = DESTINATIONS.filter((name) => checks.inputs[name] !== undefined);
    if (given.length !== 1) {
      checks.refuse(`${given.join(" and ") || "no other side"} given; give one of ${DESTINATIONS.join(", ")}`);
    }
    if (checks.known("ipProtocol") === "-1" && checks.inputs.fromPort !== undefined) {
      checks.refuse("fromPort is given with ipProtocol -1, which means all ports; leave the ports out");
    }
    checkPorts(checks, checks.inputs, "ipProtocol");
  },
  compute: ({ urn, context }) => {
    const id = idOf("sgr", urn);
    return { id, outputs: { arn: arnOf(context, "ec2", `security-group-rule/${id}`), securityGroupRuleId: id } };
  },
};

/** Resource types of networks by token. */
export const networkTypes: Record<string, ResourceType> = {
  [token("ec2", "Vpc")]: vpc,
  [token("ec2", "Subnet")]: subnet,
  [token("ec2", "RouteTable")]: routeTable,
  [token("ec2", "RouteTableAssociation")]: routeTableAssociation,
  [token("ec2", "VpcEndpoint")]: vpcEndpoint,
  [token("ec2", "SecurityGroup")]: securityGroup,
  [token("ec2", "DefaultSecurityGroup")]: defaultSecurityGroup,
  [token("ec2", "SecurityGroupRule")]: securityGroupRule,
  [token("vpc", "SecurityGroupIngressRule")]: groupRule,
  [token("vpc", "SecurityGroupEgressRule")]: groupRule,
};

/** `use1-az1` for `us-east-1a`: the zone wherever an account sees it. */
function zoneIdOf(zone: string): string {
  const [area = "", direction = "", rest = ""] = zone.split("-");
  const short = direction
    .replace("north", "n")
    .replace("south", "s")
    .replace("east", "e")
    .replace("west", "w")
    .replace("central", "c");
  const number = parseInt(rest, 10);
  return `${area}${short}${number}-az${zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0) + 1}`;
}

function getAvailabilityZones(_: Record<string, unknown>, { region }: ProviderContext): Record<string, unknown> {
  const names = [...(ZONES[region] ?? "abc")].map((letter) => region + letter);
  return { groupNames: [region], id: region, names, region, state: "available", zoneIds: names.map(zoneIdOf) };
}

/** Functions about networks by token. */
export const networkLookups: Record<string, typeof getAvailabilityZones> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
};
