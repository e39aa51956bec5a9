/** The event a function gets from a flow ("ContactFlowEvent"). */
import { segmentAttributes, tagsOf } from "./contactRecord";
import type { FlowRun } from "./flowRun";
import type { Channel, InitiationMethod } from "./types";

interface EndpointData {
  readonly Address: string;
  readonly Type: string;
}

/** The event, as Amazon Connect sends it: every leaf is a string or null. */
export interface ContactFlowEvent {
  readonly Name: "ContactFlowEvent";
  readonly Details: {
    readonly Parameters: Record<string, string>;
    readonly ContactData: {
      readonly Attributes: Record<string, string>;
      readonly AwsRegion: string;
      readonly Channel: Channel;
      readonly ContactId: string;
      readonly CustomerEndpoint: EndpointData | null;
      readonly CustomerId: string | null;
      readonly Description: string | null;
      readonly InitialContactId: string;
      readonly InitiationMethod: InitiationMethod;
      readonly InstanceARN: string;
      readonly LanguageCode: string;
      readonly MediaStreams: { readonly Customer: { readonly Audio: Readonly<Record<string, string>> | null } };
      readonly Name: string | null;
      readonly PreviousContactId: string;
      readonly Queue: {
        readonly ARN: string;
        readonly Name: string;
        readonly OutboundCallerId: EndpointData | null;
      } | null;
      readonly References: Record<string, { readonly Type: string; readonly Value: string }>;
      readonly RelatedContactId: string | null;
      readonly SegmentAttributes: Readonly<Record<string, { readonly ValueString: string }>>;
      readonly SystemEndpoint: EndpointData | null;
      readonly Tags: Record<string, string>;
    };
  };
}

type MediaStreams = ContactFlowEvent["Details"]["ContactData"]["MediaStreams"];

function phone(number: string | undefined): EndpointData | null {
  return number === undefined ? null : { Address: number, Type: "TELEPHONE_NUMBER" };
}

function toObject<T>(map: ReadonlyMap<string, T>): Record<string, T> {
  return map.size === 0 ? {} : Object.fromEntries(map);
}

/** The event for a contact as it is now. */
export function lambdaEvent(run: FlowRun, parameters: Record<string, string>): ContactFlowEvent {
  const { contact } = run;
  const queue = contact.workingQueue;
  return {
    Name: "ContactFlowEvent",
    Details: {
      Parameters: parameters,
      ContactData: {
        Attributes: contact.attributes.toObject(),
        AwsRegion: run.runtime.instance.region,
        Channel: contact.channel,
        ContactId: contact.id,
        CustomerEndpoint: phone(contact.customerAddress),
        CustomerId: contact.data.CustomerId ?? null,
        Description: contact.data.Description ?? null,
        InitialContactId: contact.initial.id,
        InitiationMethod: contact.initiationMethod,
        InstanceARN: run.runtime.instance.arn,
        LanguageCode: contact.data.LanguageCode ?? "en-US",
        MediaStreams: (contact.facts?.MediaStreams as MediaStreams | undefined) ?? { Customer: { Audio: null } },
        Name: contact.data.Name ?? null,
        PreviousContactId: contact.previous?.id ?? contact.id,
        Queue:
          queue === null ? null : { ARN: queue.arn, Name: queue.name, OutboundCallerId: phone(queue.outboundNumber) },
        References: toObject(contact.references),
        RelatedContactId: contact.related === null ? null : contact.related.id,
        SegmentAttributes: segmentAttributes(contact),
        SystemEndpoint: phone(contact.systemAddress),
        Tags: tagsOf(contact),
      },
    },
  };
}
