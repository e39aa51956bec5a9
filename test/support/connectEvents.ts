/** Events as Amazon Connect sends them to Lambda functions, and any other JSON. */
import fc from "fast-check";
import type { ConnectEvent } from "../../handlers/connectEvent";

/** A contact that calls from `number` and the parameters of the flow's block. */
export function connectEvent(
  number: string,
  parameters: Record<string, string> = {},
  contactId = "4a573372-1f28-4e26-b97b-000000000001",
): ConnectEvent {
  const event = {
    Name: "ContactFlowEvent",
    Details: {
      ContactData: {
        Attributes: {},
        Channel: "VOICE",
        ContactId: contactId,
        InitialContactId: contactId,
        PreviousContactId: contactId,
        InitiationMethod: "INBOUND",
        InstanceARN: "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-3333-4444-555555555555",
        CustomerEndpoint: { Address: number, Type: "TELEPHONE_NUMBER" },
        SystemEndpoint: { Address: "+18005550100", Type: "TELEPHONE_NUMBER" },
        Queue: null,
        MediaStreams: { Customer: { Audio: null } },
      },
      Parameters: parameters,
    },
  };
  return event;
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "anonymous", "+12065550100", "__proto__", "x".repeat(32_768)),
);
const textMap = fc.dictionary(fc.oneof(fc.constantFrom("__proto__", "constructor", "toString"), text), text);

/** Events of the right outline with any values in it, and JSON that is nothing like an event. */
export const anyEvent: fc.Arbitrary<ConnectEvent> = fc
  .oneof(
    fc.jsonValue(),
    fc.record(
      {
        Name: fc.constant("ContactFlowEvent"),
        Details: fc.option(
          fc.record(
            {
              ContactData: fc.option(
                fc.record(
                  {
                    Attributes: textMap,
                    Channel: fc.constantFrom("VOICE", "CHAT", "TASK", "EMAIL"),
                    ContactId: fc.oneof(text, fc.constant(null)),
                    CustomerEndpoint: fc.option(fc.record({ Address: text, Type: text }, { requiredKeys: [] })),
                  },
                  { requiredKeys: [] },
                ),
              ),
              Parameters: fc.option(
                fc.oneof(
                  textMap,
                  fc.record({
                    change: fc.oneof(text, fc.constantFrom("cancel", "deliveryDay")),
                    customerId: text,
                    orderId: text,
                    day: fc.oneof(text, fc.constantFrom("1", "7", "0", "8", "3.5")),
                    queue: text,
                  }),
                ),
              ),
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map((event) => JSON.parse(JSON.stringify(event)) as ConnectEvent);
