/** The shipped stacks the policies are tried on, as arguments of `evaluated`. */
import { ANSWERED } from "../../support/evaluated";

type Evaluated = [stack: string, config: Record<string, string>, preview?: boolean];

export const DEVELOPMENT: Evaluated = ["dev", {}];

/** Production with everything there is: chats for somebody, and the warehouse. */
export const PRODUCTION: Evaluated = [
  "prod",
  { ...ANSWERED, architecture: "advanced", analytics: JSON.stringify({ warehouse: "redshift" }) },
];

/** Production before its first update: no id, ARN or name is known. */
export const FIRST_PREVIEW: Evaluated = [PRODUCTION[0], PRODUCTION[1], true];
