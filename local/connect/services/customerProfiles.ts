/** Customer Profiles in memory: who customers are, what they own, and what has been calculated about them. */

/** The standard or custom fields of a profile. `Attributes` holds custom ones. */
export interface ProfileFields {
  readonly [field: string]: string | { readonly [name: string]: string } | undefined;
}

/** A profile to begin with. */
export interface ProfileData {
  /** Made up when absent. */
  readonly profileId?: string;
  readonly fields: ProfileFields;
  /** Objects by type, oldest first: `{ Order: [{ OrderId: "O-1", Status: "shipped" }] }`. */
  readonly objects?: { readonly [type: string]: readonly { readonly [field: string]: string }[] };
  readonly calculatedAttributes?: { readonly [name: string]: string };
}

/** One profile. */
export interface Profile {
  readonly id: string;
  readonly arn: string;
  fields: ProfileFields;
  readonly objects: NonNullable<ProfileData["objects"]>;
  readonly calculatedAttributes: NonNullable<ProfileData["calculatedAttributes"]>;
  /** Ids of contacts associated with it. */
  readonly contacts: Set<string>;
}

/** Fields the standard keys look into; any other key is the name of a field. */
const KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ["_phone", ["PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber"]],
  ["_email", ["EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"]],
  ["_account", ["AccountNumber"]],
  ["_fullName", ["FullName"]],
]);
/** Keys that name the profile itself. */
const ID_KEYS = ["_profileId", "ProfileId"];

/** One domain. */
export class CustomerProfiles {
  private readonly profiles = new Map<string, Profile>();
  private made = 0;

  constructor(
    data: readonly ProfileData[],
    private readonly domainArn: string,
    private readonly newId: (count: number) => string,
  ) {
    for (const profile of data) this.create(profile);
  }

  create({ profileId, fields, objects = {}, calculatedAttributes = {} }: ProfileData): Profile {
    const id = profileId ?? this.newId(this.made++).replace(/-/g, "");
    const profile = {
      id,
      arn: `${this.domainArn}/${id}`,
      fields,
      objects,
      calculatedAttributes,
      contacts: new Set<string>(),
    };
    this.profiles.set(id, profile);
    return profile;
  }

  get(id: string): Profile | undefined {
    return this.profiles.get(id) ?? [...this.profiles.values()].find(({ arn }) => arn === id);
  }

  /** Every profile with a value under a key such as `_phone`. */
  search(key: string, value: string): Profile[] {
    if (ID_KEYS.includes(key)) {
      const profile = this.get(value);
      return profile === undefined ? [] : [profile];
    }
    const names = KEYS.get(key) ?? [key.replace(/^_/, ""), key];
    const matches = ({ fields }: Profile): boolean => names.some((name) => fieldOf(fields, name) === value);
    return [...this.profiles.values()].filter(matches);
  }
}

/** A field of a profile, or one of its custom attributes. */
export function fieldOf(fields: ProfileFields, name: string): string | undefined {
  const own = (of: ProfileFields | { readonly [name: string]: string }, key: string): unknown =>
    Object.prototype.hasOwnProperty.call(of, key) ? of[key] : undefined;
  const { Attributes } = fields;
  const custom = typeof Attributes === "object" ? own(Attributes, name.replace(/^Attributes\./, "")) : undefined;
  const value = own(fields, name) ?? custom;
  return typeof value === "string" ? value : undefined;
}
