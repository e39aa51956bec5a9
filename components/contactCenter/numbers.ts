/** Phone numbers, and which flow answers them. */
import * as aws from "@pulumi/aws";
import { type Site, connectDataOptions, connectOptions, named } from "./site";

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
 * Claims the numbers; the map is by name.
 *
 * Claims wait for one another: two at the same time can be offered the same candidate, and one of them then fails.
 */
export function claimNumbers(site: Site, numbers: PhoneNumberArgs[]): ReadonlyMap<string, aws.connect.PhoneNumber> {
  return new Map(
    numbers.map((number) => [
      number.name,
      site.lane.add(
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
      ),
    ]),
  );
}

/**
 * Binds each number to the flow that answers it.
 *
 * A binding is made once; afterwards the flow's content changes, because replacing the binding would leave the number
 * unanswered (docs/decisions/003).
 */
export function bindNumbers(
  site: Site,
  numbers: PhoneNumberArgs[],
  claimed: ReadonlyMap<string, aws.connect.PhoneNumber>,
  flowNamed: (name: string, askedBy: string) => aws.connect.ContactFlow,
): void {
  for (const number of numbers) {
    const askedBy = `Phone number ${number.name}`;
    site.lane.add(
      new aws.connect.PhoneNumberContactFlowAssociation(
        `${site.name}-number-${number.name}-flow`,
        {
          phoneNumberId: named(claimed, "phone number", number.name, askedBy).id,
          instanceId: site.instanceId,
          contactFlowId: flowNamed(number.flow, askedBy).contactFlowId,
        },
        connectOptions(site),
      ),
    );
  }
}
