/** The bucket of contact analytics: each folder is kept for as long as what lies in it is good for. */
import type * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../foundations/privateBucket";
import { FAILURE_PREFIX } from "../foundations/streamMapping";
import { FOLDERS } from "./context";

/** How long the bucket keeps what. */
export interface Retention {
  /** Days rows are kept, and with them what queries find. */
  rowsDays: number;
  /** Days raw records are kept, and what failed. */
  rawDays: number;
}

/** Days query results and lists of loads are kept; both can be made again. */
const RESULT_DAYS = 7;
const MANIFEST_DAYS = 14;

/** Makes the bucket. */
export function analyticsBucket(
  name: string,
  parent: pulumi.Resource,
  args: { keyArn: pulumi.Input<string>; protectData: boolean },
  { rowsDays, rawDays }: Retention,
): PrivateBucket {
  return new PrivateBucket(
    `${name}-records`,
    {
      ...args,
      retainPrefixDays: {
        [FOLDERS.raw]: rawDays,
        [FOLDERS.quarantine]: rawDays,
        [FOLDERS.failed]: rawDays,
        [FAILURE_PREFIX]: rawDays,
        [FOLDERS.rows]: rowsDays,
        [FOLDERS.tables]: rowsDays,
        [FOLDERS.results]: RESULT_DAYS,
        [FOLDERS.manifests]: MANIFEST_DAYS,
      },
    },
    { parent },
  );
}
