/** Who agents are, and how simulated ones behave: how fast they answer, how long they talk and work afterwards. */
import type { Contact } from "./contact";

/** Virtual seconds drawn for each contact by what begins its ContactId, without writing that down. */
export interface DrawnSeconds {
  /** @param number the first eight digits of the ContactId */
  draw(number: number): number;
}

/** Virtual seconds: always as many, or as many as a contact takes. A function is given the ContactId. */
export type Seconds = number | ((contactId: string) => number) | DrawnSeconds;

/** How an agent behaves. Times are virtual seconds. */
export interface AgentBehaviour {
  /** Seconds an offered contact rings; 20 or more misses it. Default 2, or 0 with auto-accept. */
  answerAfterSeconds?: Seconds;
  /** False lets every offered contact ring until it is missed. */
  answers?: boolean;
  /** Seconds of talk before the agent hangs up; Infinity leaves that to the customer or to `hangUp()`. Default 240. */
  talkSeconds?: Seconds;
  /** Seconds of after-contact work. Default 30, or the user's limit when that is shorter. */
  afterContactWorkSeconds?: Seconds;
}

/** Who an agent is. */
export interface AgentIdentity {
  readonly id: string;
  readonly arn: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  /** What the agent is good at, with a level from 1 to 5; routing criteria ask for it. */
  readonly proficiencies?: Readonly<Record<string, number>>;
}

/** The seconds of one contact. */
export function secondsFor(seconds: Seconds, contact: Contact): number {
  if (typeof seconds === "number") return seconds;
  return typeof seconds === "function" ? seconds(contact.id) : seconds.draw(contact.idPrefix);
}
