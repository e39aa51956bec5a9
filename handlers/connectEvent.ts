/** The event Amazon Connect sends to a Lambda function from a contact flow, and the answer it takes. */

/** What a flow receives back: a flat map of strings (STRING_MAP response validation), under 32 KB as JSON. */
export type FlatAnswer = Record<string, string>;

/**
 * The parts of the event the handlers read. Amazon Connect adds and omits fields over time and by channel, so every
 * level may be missing; a level of the wrong type reads as missing too.
 */
export interface ConnectEvent {
  Details?: {
    ContactData?: {
      ContactId?: string | null;
      /** null on channels without an address; the address is "anonymous" or empty when the number is withheld. */
      CustomerEndpoint?: { Address?: string | null } | null;
      /** Language of the contact, such as en-US, once a flow has set it. */
      LanguageCode?: string | null;
    } | null;
    /** What the flow's InvokeLambdaFunction block passes (LambdaInvocationAttributes). */
    Parameters?: Record<string, string | undefined> | null;
  } | null;
}

/** A Lambda function a contact flow invokes. It never throws: a flow that gets no answer takes its error branch. */
export type ConnectHandler<A extends FlatAnswer = FlatAnswer> = (event: ConnectEvent) => Promise<A>;
