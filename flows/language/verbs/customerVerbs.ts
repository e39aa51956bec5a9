/** Verbs for customer profiles, cases and agent assistance. */
import { type FlowKind } from "../document";
import { type Reference, type TextValue } from "../references";
import { type Body } from "../statements";
import { type ParameterValues } from "../values";
import { profileField } from "../knownReferences";
import { LambdaVerbs } from "./lambdaVerbs";

/** What finds a profile: one identifier such as `_phone`, or up to five of them. */
export type ProfileSearch =
  | { readonly key: string; readonly value: TextValue }
  | {
      readonly match: "AND" | "OR";
      readonly keys: readonly { readonly key: string; readonly value: TextValue }[];
    };

export interface ProfileBranches<Kind extends FlowKind> {
  readonly onNoneFound: Body<Kind>;
  readonly onMultipleFound: Body<Kind>;
}

/** Which profile; default the one `getProfile` found. */
interface OfProfile {
  profileId?: TextValue;
}

export interface CaseFields {
  readonly [field: string]: TextValue;
}

/** A case that the contact is not linked to. */
export interface UnlinkedCase {
  link?: false;
  fields: CaseFields;
}

/** A case that opens when an agent accepts the contact. */
export interface LinkedCase {
  link: true;
  fields: CaseFields;
}

/** The case was found or made, but the contact could not be linked to it. */
export interface LinkBranches<Kind extends FlowKind> {
  readonly onNotLinked: Body<Kind>;
}

export abstract class CustomerVerbs<Kind extends FlowKind> extends LambdaVerbs<Kind> {
  /** Looks the customer up (GetCustomerProfile). `profileField` reads the fields named in `returns`. */
  getProfile(search: ProfileSearch, returns: readonly string[], branches: ProfileBranches<Kind>): void {
    this.record({
      type: "GetCustomerProfile",
      verb: "get-profile",
      words: "key" in search ? search.key : search.keys.map(({ key }) => key).join(" "),
      parameters: { ProfileRequestData: searchOf(search), ProfileResponseData: returns },
      errors: [
        { result: "MultipleFoundError", body: branches.onMultipleFound },
        { result: "NoneFoundError", body: branches.onNoneFound },
      ],
    });
  }

  /** Fetches an object of the profile, such as the latest order (GetCustomerProfileObject). */
  getProfileObject(
    options: OfProfile & { type: string; /** Default: the latest. */ where?: { key: string; value: TextValue } },
    returns: readonly string[],
    branches: { readonly onNoneFound: Body<Kind> },
  ): void {
    const { type, where } = options;
    this.record({
      type: "GetCustomerProfileObject",
      verb: "get-profile-object",
      words: type,
      parameters: {
        ProfileRequestData: {
          ...profileOf(options),
          ObjectType: type,
          ...(where ? { IdentifierName: where.key, IdentifierValue: where.value } : { UseLatest: true }),
        },
        ProfileResponseData: returns,
      },
      errors: [{ result: "NoneFoundError", body: branches.onNoneFound }],
    });
  }

  /** Fetches calculated attributes, such as `_frequent_caller` (GetCalculatedAttributesForCustomerProfile). */
  getCalculatedAttributes(
    names: readonly string[],
    branches: { readonly onNoneFound: Body<Kind> },
    options: OfProfile = {},
  ): void {
    this.record({
      type: "GetCalculatedAttributesForCustomerProfile",
      verb: "get-calculated",
      words: names.join(" "),
      parameters: {
        ProfileRequestData: profileOf(options),
        ProfileResponseData: names.map((name) => `CalculatedAttributes.${name}`),
      },
      errors: [{ result: "NoneFoundError", body: branches.onNoneFound }],
    });
  }

  /** Makes a profile (CreateCustomerProfile). */
  createProfile(fields: { readonly [field: string]: TextValue }, returns?: readonly string[]): void {
    this.record({
      type: "CreateCustomerProfile",
      verb: "create-profile",
      words: Object.keys(fields).join(" "),
      parameters: { ProfileRequestData: fields, ProfileResponseData: returns },
    });
  }

  /** Changes fields of the profile (UpdateCustomerProfile). */
  updateProfile(fields: { readonly [field: string]: TextValue }, options: OfProfile = {}): void {
    this.record({
      type: "UpdateCustomerProfile",
      verb: "update-profile",
      words: Object.keys(fields).join(" "),
      parameters: { ProfileRequestData: { ...fields, ...profileOf(options) } },
    });
  }

  /** Links a contact to the profile (AssociateContactToCustomerProfile). */
  associateProfile(contactId: Reference, options: OfProfile = {}): void {
    this.record({
      type: "AssociateContactToCustomerProfile",
      verb: "associate-profile",
      words: "",
      parameters: { ProfileRequestData: { ...profileOf(options), ContactId: contactId } },
    });
  }

  /** Makes a case from a template (CreateCase). */
  createCase(options: UnlinkedCase & { template: string }): void;
  createCase(options: LinkedCase & { template: string }, branches: LinkBranches<Kind>): void;
  createCase(options: (UnlinkedCase | LinkedCase) & { template: string }, branches?: LinkBranches<Kind>): void {
    const { template, fields, link = false } = options;
    this.record({
      type: "CreateCase",
      verb: "create-case",
      words: Object.keys(fields).join(" "),
      parameters: { LinkContactToCase: String(link), CaseTemplateId: template, CaseRequestFields: fields },
      errors: branches ? [{ result: "ContactNotLinked", body: branches.onNotLinked }] : [],
    });
  }

  /** Changes fields of a case (UpdateCase). */
  updateCase(options: UnlinkedCase & { caseId: TextValue }): void;
  updateCase(options: LinkedCase & { caseId: TextValue }, branches: LinkBranches<Kind>): void;
  updateCase(options: (UnlinkedCase | LinkedCase) & { caseId: TextValue }, branches?: LinkBranches<Kind>): void {
    const { caseId, fields, link = false } = options;
    this.record({
      type: "UpdateCase",
      verb: "update-case",
      words: Object.keys(fields).join(" "),
      parameters: { LinkContactToCase: String(link), CaseId: caseId, CaseRequestFields: fields },
      errors: branches ? [{ result: "ContactNotLinked", body: branches.onNotLinked }] : [],
    });
  }

  /** Looks a case up (GetCase). `caseField` reads the fields named in `returns`, at most ten. */
  getCase(
    options: { customerId: TextValue; latest?: boolean; link?: boolean; fields?: CaseFields },
    returns: readonly string[],
    branches: ProfileBranches<Kind> & LinkBranches<Kind>,
  ): void {
    const { customerId, latest, link = false, fields } = options;
    this.record({
      type: "GetCase",
      verb: "get-case",
      words: returns.join(" "),
      parameters: {
        LinkContactToCase: String(link),
        CustomerId: customerId,
        GetLastUpdatedCase: latest === undefined ? undefined : String(latest),
        CaseRequestFields: fields,
        CaseResponseFields: returns,
      },
      errors: [
        { result: "ContactNotLinked", body: branches.onNotLinked },
        { result: "MultipleFound", body: branches.onMultipleFound },
        { result: "NoneFound", body: branches.onNoneFound },
      ],
    });
  }

  /** Starts a session of agent assistance (CreateWisdomSession); `system.wisdomSessionArn` names it. */
  createWisdomSession(assistantArn: string | Reference): void {
    this.record({
      type: "CreateWisdomSession",
      verb: "wisdom",
      words: "",
      parameters: { WisdomAssistantArn: assistantArn },
    });
  }
}

function searchOf(search: ProfileSearch): ParameterValues {
  if ("key" in search) {
    return { IdentifierName: search.key, IdentifierValue: search.value };
  }
  return {
    SearchCriteria: search.keys.map(({ key, value }) => ({ IdentifierName: key, IdentifierValue: value })),
    LogicalOperator: search.match,
  };
}

function profileOf({ profileId = profileField("ProfileId") }: OfProfile): ParameterValues {
  return { ProfileId: profileId };
}
