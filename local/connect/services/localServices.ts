/** The services beside Amazon Connect that flows ask: customer profiles and cases, in memory. */
import { uuid } from "../random";
import { type CaseData, Cases } from "./cases";
import { CustomerProfiles, type ProfileData } from "./customerProfiles";

/** What the services hold from the start. */
export interface ServiceData {
  /** Sets up Customer Profiles with these; absent, the instance has no domain and flows take their error branch. */
  readonly profiles?: readonly ProfileData[];
  /** Sets up Cases with these; absent, the instance has no domain and flows take their error branch. */
  readonly cases?: readonly CaseData[];
}

/** What of the instance ids derive from. */
interface Owner {
  readonly region: string;
  readonly accountId: string;
}

const PROFILE_STREAM = 4;
const CASE_STREAM = 5;

/** Every service that is set up. */
export class LocalServices {
  readonly profiles: CustomerProfiles | undefined;
  readonly cases: Cases | undefined;

  constructor({ region, accountId }: Owner, seed: number, { profiles, cases }: ServiceData = {}) {
    const domain = `arn:aws:profile:${region}:${accountId}:domains/local/profiles`;
    const ids = (stream: number) => (count: number) => uuid(seed, stream, count);
    this.profiles = profiles && new CustomerProfiles(profiles, domain, ids(PROFILE_STREAM));
    this.cases = cases && new Cases(cases, ids(CASE_STREAM));
  }
}
