/** How many of each thing with a quota or a pace a stack declares, counted on its resource graph. Pure. */
import type { Inventory } from "./quotas";
import { ofType, type PricedResource, recordsAt } from "./resources";

/** The inventory of some resources. */
export function inventoryOf(resources: readonly PricedResource[]): Inventory {
  const count = (name: string) => {
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    // Hours with holidays are made through Cloud Control.
    return resources.filter(
      ({ type, inputs }) => type === `aws:connect/${name}:${title}` || inputs.typeName === `AWS::Connect::${title}`,
    );
  };
  const pairs = count("routingProfile").map(({ inputs }) => recordsAt(inputs, "queueConfigs").length);
  return {
    phoneNumbers: count("phoneNumber").length,
    flows: count("contactFlow").length,
    queues: count("queue").length,
    queuesPerRoutingProfile: Math.max(0, ...pairs),
    routingProfiles: count("routingProfile").length,
    hoursOfOperation: count("hoursOfOperation").length,
    quickConnects: count("quickConnect").length,
  };
}

/** Resources that Connect's control plane makes, by their own type or through Cloud Control. */
export function connectResources(resources: readonly PricedResource[]): number {
  return resources.filter(
    ({ type, inputs }) => type.startsWith("aws:connect/") || String(inputs.typeName).startsWith("AWS::Connect::"),
  ).length;
}

/** Executions that functions keep for themselves, so that the account has to have them and some more. */
export function reservedExecutions(resources: readonly PricedResource[]): number {
  return ofType(resources, "aws:lambda/function:Function")
    .map(({ inputs }) => Number(inputs.reservedConcurrentExecutions ?? 0))
    .filter((reserved) => reserved > 0)
    .reduce((sum, reserved) => sum + reserved, 0);
}
