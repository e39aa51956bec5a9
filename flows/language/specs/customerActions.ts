/** Interactions with Customer Profiles, Cases and agent assistance. */
import {
  type ActionSpec,
  type ActionSpecs,
  DYNAMIC,
  EVERYWHERE,
  FLAG,
  NO_CONDITIONS,
  NO_MATCHING_ERROR,
  object,
  oneOf,
  type OutcomeSpec,
  type ParameterSpec,
  REFERABLE,
  required,
  TEXT_LIST,
  TEXT_MAP,
} from "../actionSpec";

/** What is sent, and the fields that come back. */
function exchange(request: ParameterSpec): { readonly [name: string]: ParameterSpec } {
  return { ProfileRequestData: required(request), ProfileResponseData: TEXT_LIST };
}

function errors(...names: string[]): readonly OutcomeSpec[] {
  return [{ requiredErrors: names, conditions: NO_CONDITIONS }];
}

interface Given {
  readonly confirmed?: boolean;
  readonly parameters: { readonly [name: string]: ParameterSpec };
  readonly outcomes?: readonly OutcomeSpec[];
  readonly choose?: ActionSpec["choose"];
}

function customerAction({
  confirmed = false,
  parameters,
  outcomes = errors(NO_MATCHING_ERROR),
  choose,
}: Given): ActionSpec {
  return {
    family: "interaction",
    confirmed,
    flowTypes: EVERYWHERE,
    parameters,
    ...(choose && { choose }),
    outcomes,
  };
}

const SEARCH: ParameterSpec = {
  ...object({
    IdentifierName: DYNAMIC,
    IdentifierValue: DYNAMIC,
    SearchCriteria: {
      kind: "dynamic",
      shape: "list",
      entries: { min: 1, max: 5 },
      items: object({ IdentifierName: required(DYNAMIC), IdentifierValue: required(DYNAMIC) }),
    },
    LogicalOperator: oneOf("AND", "OR"),
  }),
  choose: [{ names: ["IdentifierName", "SearchCriteria"], min: 1, max: 1 }],
};

/** Linking a contact can fail while the rest succeeds. */
const LINKED: readonly OutcomeSpec[] = [
  {
    when: [{ parameter: "LinkContactToCase", equals: "true" }],
    requiredErrors: [NO_MATCHING_ERROR, "ContactNotLinked"],
    conditions: NO_CONDITIONS,
  },
  { requiredErrors: [NO_MATCHING_ERROR], optionalErrors: ["ContactNotLinked"], conditions: NO_CONDITIONS },
];

export const customerActions: ActionSpecs = {
  GetCustomerProfile: customerAction({
    confirmed: true,
    parameters: exchange(SEARCH),
    outcomes: errors("MultipleFoundError", "NoneFoundError", NO_MATCHING_ERROR),
  }),
  GetCustomerProfileObject: customerAction({
    confirmed: true,
    parameters: exchange({
      ...object({
        ProfileId: required(DYNAMIC),
        ObjectType: required(DYNAMIC),
        UseLatest: FLAG,
        IdentifierName: DYNAMIC,
        IdentifierValue: DYNAMIC,
      }),
      open: true,
    }),
    outcomes: errors("NoneFoundError", NO_MATCHING_ERROR),
  }),
  GetCalculatedAttributesForCustomerProfile: customerAction({
    parameters: exchange(object({ ProfileId: required(DYNAMIC) })),
    outcomes: errors("NoneFoundError", NO_MATCHING_ERROR),
  }),
  CreateCustomerProfile: customerAction({ parameters: exchange(TEXT_MAP) }),
  UpdateCustomerProfile: customerAction({
    parameters: exchange({ ...object({ ProfileId: required(DYNAMIC) }), open: true }),
  }),
  AssociateContactToCustomerProfile: customerAction({
    parameters: exchange(object({ ProfileId: required(DYNAMIC), ContactId: required(DYNAMIC) })),
  }),
  CreateCase: customerAction({
    parameters: { LinkContactToCase: FLAG, CaseTemplateId: required(DYNAMIC), CaseRequestFields: TEXT_MAP },
    outcomes: LINKED,
  }),
  UpdateCase: customerAction({
    parameters: { LinkContactToCase: FLAG, CaseId: required(DYNAMIC), CaseRequestFields: TEXT_MAP },
    outcomes: LINKED,
  }),
  GetCase: customerAction({
    parameters: {
      LinkContactToCase: FLAG,
      CustomerId: DYNAMIC,
      GetLastUpdatedCase: FLAG,
      CaseRequestFields: TEXT_MAP,
      CaseResponseFields: { ...TEXT_LIST, entries: { max: 10 } },
    },
    outcomes: errors(NO_MATCHING_ERROR, "ContactNotLinked", "MultipleFound", "NoneFound"),
  }),
  CreateWisdomSession: customerAction({
    confirmed: true,
    parameters: { WisdomAssistantArn: REFERABLE },
  }),
};
