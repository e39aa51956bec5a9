/** What the builders of a contact centre share: the instance they add to, the lane they wait in, the names they use. */
import type * as pulumi from "@pulumi/pulumi";
import { dataOptions } from "../foundations/dataProtection";
import type { RequestLane } from "../foundations/requestLane";

/** The instance under construction. */
export interface Site {
  /** Name of the ContactCenter component; every child name starts with it. */
  name: string;
  /** The component, parent of every child. */
  parent: pulumi.ComponentResource;
  /** One Connect request after the other. */
  lane: RequestLane;
  /** Id of the Connect instance. */
  instanceId: pulumi.Output<string>;
  /** ARN of the Connect instance. */
  instanceArn: pulumi.Output<string>;
  /** Whether the instance's data outlives a mistake. */
  protectData: boolean;
  /** Tags for resources that the provider's default tags do not reach (Cloud Control). */
  tags: Record<string, string>;
}

/** Options of a Connect resource: child of the centre, after the one before it. */
export function connectOptions(site: Site): pulumi.CustomResourceOptions {
  return site.lane.after({ parent: site.parent });
}

/** Options of a Connect resource that cannot be had again. */
export function connectDataOptions(site: Site): pulumi.CustomResourceOptions {
  return site.lane.after(dataOptions(site.parent, site.protectData));
}

/** Looks a thing up by the name the arguments gave it, or says which names there are. */
export function named<T>(things: ReadonlyMap<string, T>, kind: string, name: string, askedBy: string): T {
  const thing = things.get(name);
  if (thing === undefined) {
    const known = [...things.keys()].join(", ") || "none";
    throw new Error(`${askedBy} names the ${kind} "${name}", which is not declared. Declared: ${known}.`);
  }
  return thing;
}
