/** Functions and the other services a flow asks and tells. */
import type { PlaygroundOptions } from "../../../local/connect";
import { CALLER, type Cases } from "./circumstance";

const UNSET = "$.Attributes.nothing";

function answers(payload: unknown): { options: PlaygroundOptions } {
  return { options: { functions: { invoke: () => ({ ok: true, payload }) } } };
}

const ALEX = {
  profileId: "P1",
  fields: { PhoneNumber: CALLER, FirstName: "Alex" },
  objects: { Order: [{ OrderId: "O-1", Status: "shipped" }] },
  calculatedAttributes: { _frequent_caller: "yes" },
};
const KNOWN = { options: { services: { profiles: [ALEX], cases: [] } } };
const SAME_NUMBER = { ...ALEX, profileId: "P2" };
const TWINS = { options: { services: { profiles: [ALEX, SAME_NUMBER] } } };
const NOTHING_SET_UP = { options: { services: {} } };
const BY_PHONE = { IdentifierName: "_phone", IdentifierValue: "$.CustomerEndpoint.Address" };
const FOUND = ["GetCustomerProfile", { ProfileRequestData: BY_PHONE, ProfileResponseData: ["FirstName"] }] as const;
const CREATED = [
  "CreateCase",
  { LinkContactToCase: "false", CaseTemplateId: "template", CaseRequestFields: { title: "Order" } },
] as const;

function cases(...customers: string[]): { options: PlaygroundOptions } {
  return { options: { services: { cases: customers.map((customer_id) => ({ fields: { customer_id } })) } } };
}
const OF_ALEX = { parameters: { CustomerId: "alex" } };

export const INTERACTION_CASES: Cases = {
  InvokeLambdaFunction: { NextAction: {}, NoMatchingError: answers({ nested: {} }) },
  "InvokeLambdaFunction (asynchronous)": {
    NextAction: answers("nobody looks"),
    NoMatchingError: { parameters: { LambdaFunctionARN: UNSET } },
  },
  "InvokeLambdaFunction (JSON answer)": { NextAction: answers({ nested: {} }), NoMatchingError: answers("text") },
  CreateTask: { NextAction: {}, NoMatchingError: { parameters: { ScheduledTime: "yesterday" } } },
  CreateCase: { NextAction: KNOWN, NoMatchingError: NOTHING_SET_UP, ContactNotLinked: { fault: true } },
  "CreateCase (linked)": {
    NextAction: KNOWN,
    NoMatchingError: NOTHING_SET_UP,
    // Contacts of this machine can always be linked.
    ContactNotLinked: { fault: true },
  },
  UpdateCase: { NextAction: { before: [CREATED] }, NoMatchingError: KNOWN, ContactNotLinked: { fault: true } },
  "UpdateCase (linked)": {
    NextAction: { before: [CREATED] },
    NoMatchingError: KNOWN,
    ContactNotLinked: { fault: true },
  },
  GetCase: {
    NextAction: { ...OF_ALEX, ...cases("alex", "jane") },
    NoneFound: { ...OF_ALEX, ...cases("jane") },
    MultipleFound: { ...OF_ALEX, ...cases("alex", "alex") },
    NoMatchingError: NOTHING_SET_UP,
    ContactNotLinked: { fault: true },
  },
  CreateWisdomSession: {
    NextAction: {},
    NoMatchingError: { parameters: { WisdomAssistantArn: UNSET } },
    "wrong channel": { channel: "TASK", expects: "NoMatchingError" },
  },
  GetCustomerProfile: {
    NextAction: KNOWN,
    NoneFoundError: {},
    MultipleFoundError: TWINS,
    NoMatchingError: NOTHING_SET_UP,
  },
  GetCustomerProfileObject: {
    NextAction: { ...KNOWN, before: [FOUND] },
    NoneFoundError: KNOWN,
    NoMatchingError: NOTHING_SET_UP,
  },
  GetCalculatedAttributesForCustomerProfile: {
    NextAction: { ...KNOWN, before: [FOUND] },
    NoneFoundError: KNOWN,
    NoMatchingError: NOTHING_SET_UP,
  },
  CreateCustomerProfile: { NextAction: {}, NoMatchingError: NOTHING_SET_UP },
  UpdateCustomerProfile: { NextAction: { ...KNOWN, before: [FOUND] }, NoMatchingError: KNOWN },
  AssociateContactToCustomerProfile: { NextAction: { ...KNOWN, before: [FOUND] }, NoMatchingError: KNOWN },
  StartOutboundChatContact: {
    NextAction: {},
    NoMatchingError: {
      parameters: { DestinationEndpoint: { Type: "TELEPHONE_NUMBER", Address: UNSET } },
    },
  },
};
