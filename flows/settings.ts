/** What the shipped flows need to know about a centre. */
import { FlowError, type MenuKey } from "./language";

export interface FlowSettings {
  /** Name of the company, as callers hear it. */
  company: string;
  /** An Amazon Polly voice, for example "Joanna". */
  voice: string;
  /** Language and region, for example "en-US". */
  language: string;
  /** Whether the flows write a log. */
  logging: boolean;
  /** Name of the hours of operation. Holidays are overrides of the hours themselves. */
  hours: string;
  /** One to nine queues with the digit that chooses each. With one queue nobody is asked. */
  queues: { name: string; spokenName: string; digit: string }[];
  /** Who is recorded while an agent is connected. */
  recording: "agent" | "customer" | "both" | "none";
  /** Whether callers are looked up and can serve themselves. */
  selfService: boolean;
  /** Whether callers may change their orders themselves; they are known by their number alone. Default true. */
  orderChanges?: boolean;
  /** Whether a bot talks to callers and chats first; needs `selfService`. Default false. */
  bot?: boolean;
  /** Whether callers who change an order are sent a text message that confirms it. Default false. */
  notifications?: boolean;
  /** Whether customers are asked for a score when the agent has gone; see `flows/survey.ts`. Default false. */
  survey?: boolean;
  /** Whether waiting callers are offered a callback. */
  callback: boolean;
  /**
   * Whether callers may also type a number to be called back on. Default false: a number that anybody can type is how
   * calls to expensive destinations are run up at the centre's cost.
   */
  callbackToAnyNumber?: boolean;
  /** Seconds a flow waits for a Lambda function, 1 to 8. Default 5. */
  flowTimeLimitSeconds?: number;
}

/** A queue callers can choose. */
export interface MenuQueue {
  readonly name: string;
  readonly spokenName: string;
  readonly digit: MenuKey;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** The queues of the settings: at least one. @throws FlowError when they cannot be told apart by one digit. */
export function menuQueues({ queues }: FlowSettings): readonly [MenuQueue, ...MenuQueue[]] {
  const found = queues.map(({ name, spokenName, digit }): MenuQueue => {
    const key = DIGITS.find((known) => known === digit);
    if (key === undefined) {
      throw new FlowError(`The queue ${name} has the digit ${JSON.stringify(digit)}; use one of ${DIGITS.join(" ")}.`);
    }
    return { name, spokenName, digit: key };
  });
  const [first, ...others] = found;
  if (!first) {
    throw new FlowError("The flows have no queue to choose; give one to nine queues.");
  }
  const shared = found.find(({ digit }, index) => found.findIndex((queue) => queue.digit === digit) !== index);
  if (shared) {
    throw new FlowError(`Two queues have the digit ${shared.digit}, one of them ${shared.name}; give each its own.`);
  }
  return [first, ...others];
}
