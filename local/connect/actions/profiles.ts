/** Actions that ask and tell Customer Profiles. What they find is `$.Customer`. */
import type { FlowRun } from "../flowRun";
import { type CustomerProfiles, type Profile, type ProfileFields, fieldOf } from "../services/customerProfiles";
import type { Branch } from "../step";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";
import { Arguments } from "./arguments";

/** Parts of a request that are no fields of the profile. */
const NOT_FIELDS = new Set(["ProfileId", "ContactId", "IdentifierName", "IdentifierValue", "ObjectType", "UseLatest"]);

type Answer = (run: FlowRun, profiles: CustomerProfiles, request: Readonly<Record<string, string>>) => Branch;

/** An action with `ProfileRequestData`; without Customer Profiles it takes its error branch. */
function asking(builder: StepBuilder, answer: Answer): (run: FlowRun) => Branch {
  const args = new Arguments(builder);
  const request = args.map("ProfileRequestData");
  const failed = builder.error("NoMatchingError");
  return (run) => {
    const detail: unknown[] = [];
    const given = request(run, detail);
    run.detail = detail;
    const { profiles } = run.runtime.services;
    if (profiles !== undefined) return answer(run, profiles, given);
    run.diagnose("the instance has no Customer Profiles; set them up with ConnectOptions.services.profiles");
    return failed;
  };
}

/** What a flow knows of a profile after it was found: the fields it asked for, and always its id. */
function know(run: FlowRun, profile: Profile, found: Record<string, unknown>): void {
  const before = (run.contact.facts?.Customer ?? {}) as { ProfileId?: string };
  const kept = before.ProfileId === profile.id ? before : {};
  const Customer = { ...kept, ...found, ProfileId: profile.id, ProfileArn: profile.arn };
  run.contact.facts = { ...run.contact.facts, Customer };
  run.result = profile.id;
}

function responseOf(builder: StepBuilder): string[] {
  return new Arguments(builder).list("ProfileResponseData");
}

function none(run: FlowRun, what: string, branch: Branch): Branch {
  run.diagnose(`Customer Profiles has no ${what}`);
  return branch;
}

/** The profile a request names by ProfileId, or by a key. */
function named(profiles: CustomerProfiles, request: Readonly<Record<string, string>>): Profile[] {
  const { ProfileId, IdentifierName = "", IdentifierValue = "" } = request;
  return profiles.search(
    ...(ProfileId !== undefined ? (["_profileId", ProfileId] as const) : ([IdentifierName, IdentifierValue] as const)),
  );
}

/** Finds one profile. */
export const getCustomerProfile: ActionCompiler = (builder) => {
  const wanted = responseOf(builder);
  const { next } = builder;
  const nobody = builder.error("NoneFoundError");
  const several = builder.error("MultipleFoundError");
  return asking(builder, (run, profiles, request) => {
    const found = named(profiles, request);
    const [profile] = found;
    if (profile === undefined) return none(run, `profile with ${JSON.stringify(request)}`, nobody);
    if (found.length > 1) {
      run.diagnose(`${found.length} profiles have ${JSON.stringify(request)}`);
      return several;
    }
    const fields = wanted.map((name) => [name.replace(/^Attributes\./, ""), fieldOf(profile.fields, name)] as const);
    const custom = profile.fields.Attributes;
    know(run, profile, { ...Object.fromEntries(fields), ...(typeof custom === "object" && { Attributes: custom }) });
    return next;
  });
};

/** Finds an object of a profile: the latest, or the first with a value under a key. */
export const getCustomerProfileObject: ActionCompiler = (builder) => {
  const { next } = builder;
  const nobody = builder.error("NoneFoundError");
  return asking(builder, (run, profiles, request) => {
    const { ProfileId = "", ObjectType = "", UseLatest, IdentifierName = "", IdentifierValue } = request;
    const profile = profiles.get(ProfileId);
    const type = ObjectType.replace(/^_/, "");
    const objects = profile?.objects[type] ?? profile?.objects[ObjectType] ?? [];
    const latest = UseLatest?.toLowerCase() === "true" || IdentifierValue === undefined;
    const found = latest
      ? objects[objects.length - 1]
      : objects.find((object) => object[IdentifierName] === IdentifierValue);
    if (profile === undefined || found === undefined) {
      return none(run, `object of type "${ObjectType}" for profile "${ProfileId}"`, nobody);
    }
    know(run, profile, { [type]: found, ObjectAttributes: found });
    return next;
  });
};

/** Finds what has been calculated about a customer. */
export const getCalculatedAttributesForCustomerProfile: ActionCompiler = (builder) => {
  const wanted = responseOf(builder).map((name) => name.replace(/^CalculatedAttributes\./, ""));
  const { next } = builder;
  const nobody = builder.error("NoneFoundError");
  return asking(builder, (run, profiles, request) => {
    const profile = profiles.get(request.ProfileId ?? "");
    const known = profile?.calculatedAttributes ?? {};
    const found = wanted.filter((name) => known[name] !== undefined);
    if (profile === undefined || found.length === 0) {
      return none(run, `calculated attribute ${wanted.join(", ")} for profile "${request.ProfileId ?? ""}"`, nobody);
    }
    know(run, profile, { CalculatedAttributes: Object.fromEntries(found.map((name) => [name, known[name]])) });
    return next;
  });
};

/** The fields among a request; `Attributes.<name>` are custom ones. */
function fieldsOf(request: Readonly<Record<string, string>>): ProfileFields {
  const fields: Record<string, string> = {};
  const custom: Record<string, string> = {};
  for (const [name, value] of Object.entries(request)) {
    if (NOT_FIELDS.has(name)) continue;
    if (name.startsWith("Attributes.")) custom[name.slice("Attributes.".length)] = value;
    else fields[name] = value;
  }
  return { ...fields, ...(Object.keys(custom).length > 0 && { Attributes: custom }) };
}

/** Creates a profile. */
export const createCustomerProfile: ActionCompiler = (builder) => {
  const { next } = builder;
  return asking(builder, (run, profiles, request) => {
    const fields = fieldsOf(request);
    know(run, profiles.create({ fields }), fields);
    return next;
  });
};

/** Changes fields of a profile. */
export const updateCustomerProfile: ActionCompiler = (builder) => {
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return asking(builder, (run, profiles, request) => {
    const profile = profiles.get(request.ProfileId ?? "");
    if (profile === undefined) return none(run, `profile "${request.ProfileId ?? ""}"`, failed);
    const fields = fieldsOf(request);
    profile.fields = { ...profile.fields, ...fields };
    know(run, profile, fields);
    return next;
  });
};

/** Notes that a contact is a customer's. */
export const associateContactToCustomerProfile: ActionCompiler = (builder) => {
  const { next } = builder;
  const failed = builder.error("NoMatchingError");
  return asking(builder, (run, profiles, request) => {
    const profile = profiles.get(request.ProfileId ?? "");
    if (profile === undefined) return none(run, `profile "${request.ProfileId ?? ""}"`, failed);
    profile.contacts.add(request.ContactId ?? run.contact.id);
    know(run, profile, {});
    return next;
  });
};
