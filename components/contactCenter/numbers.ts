/** Phone numbers, and which flow answers them. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Site, connectDataOptions, connectOptions } from "./site";

/** A number to claim. */
export interface PhoneNumberArgs {
  /** Name within the centre, for example `main`. */
  name: string;
  /** ISO 3166 country code such as `US` or `DE`. */
  country: string;
  /** DID (a local number) or TOLL_FREE. */
  type: string;
  /** Digits the number should start with, with `+` and country code. */
  prefix?: string;
  /** Name of the flow that answers. */
  flow: string;
}

/**
 * Claims the numbers and binds each to its flow; gives them by name.
 *
 * Claims wait for one another: two at the same time can be offered the same candidate, and one of them then fails. A flow
 * is bound once and changed by its content: replacing the binding would leave the number unanswered in between.
 */
export function buildPhoneNumbers(
  site: Site,
  numbers: PhoneNumberArgs[],
  flowNamed: (name: string, askedBy: string) => aws.connect.ContactFlow,
): Record<string, pulumi.Output<string>> {
  const claimed: Record<string, pulumi.Output<string>> = {};
  for (const number of numbers) {
    const flow = flowNamed(number.flow, `Phone number ${number.name}`);
    const resource = site.lane.add(
      new aws.connect.PhoneNumber(
        `${site.name}-number-${number.name}`,
        {
          targetArn: site.instanceArn,
          countryCode: number.country,
          type: number.type,
          prefix: number.prefix,
          description: `${number.name} (${site.name})`,
        },
        connectDataOptions(site),
      ),
    );
    site.lane.add(
      new aws.connect.PhoneNumberContactFlowAssociation(
        `${site.name}-number-${number.name}-flow`,
        { phoneNumberId: resource.id, instanceId: site.instanceId, contactFlowId: flow.contactFlowId },
        connectOptions(site),
      ),
    );
    claimed[number.name] = resource.phoneNumber;
  }
  return claimed;
}
