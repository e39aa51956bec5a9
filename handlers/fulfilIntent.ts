/** The bot's code hook: what the menu does for callers, for everybody who talks or writes to the bot. */
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { type TableClient } from "./connectHandler";
import { domainIntents, type DomainIntent } from "./domain/intents";
import { identify } from "./lex/identify";
import { type LexAnswer, type LexHandler, readTurn, type Turn } from "./lex/lexEvent";
import { speakable } from "./speech";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";
import { within } from "./support/within";
import { type AnySaid, written } from "./words/said";
import { sentences } from "./words/sentences";

/** Wrong or useless answers in a session after which a person takes over. */
const MOST_TRIES = 3;

/** How the turn ends. */
interface Ending {
  type: LexAnswer["sessionState"]["dialogAction"]["type"];
  state?: "Fulfilled" | "Failed";
  slot?: string;
  say?: readonly AnySaid[];
}

/** Gives the conversation to a person: every door hands over what is closed as failed or marked so. */
const handOver = (turn: Turn): Ending => {
  turn.attributes.handover = "true";
  return { type: "Close", state: "Failed", say: [{ sentence: sentences.person }] };
};

/** Asks again, or gives up after {@link MOST_TRIES}. */
const askAgain = (turn: Turn, slot: string, say: readonly AnySaid[]): Ending => {
  const tries = Number(turn.attributes.tries ?? 0) + 1;
  turn.attributes.tries = `${tries}`;
  turn.slots[slot] = null;
  return tries < MOST_TRIES ? { type: "ElicitSlot", slot, say } : handOver(turn);
};

/** The answer as Lex takes it, apart from the turn: a late ending may still write there. Text has no markup; SSML holds nothing but escaped text. At most 1,015 of Lex's 1,024 characters. */
const answerOf = (turn: Turn, { type, state, slot, say = [] }: Ending): LexAnswer => {
  const text = say.map((each) => written(each, turn.language)).join(" ");
  const plain = text.replace(/[\p{C}\s<>]+/gu, " ").trim();
  const confirmed = /^(None|Confirmed|Denied)$/.test(turn.confirmation) && { confirmationState: turn.confirmation };
  return {
    sessionState: {
      sessionAttributes: { ...turn.attributes },
      dialogAction: { type, ...(slot && { slotToElicit: slot }) },
      ...(type !== "ElicitIntent" && {
        intent: {
          name: turn.intent || "FallbackIntent",
          slots: { ...turn.slots },
          state: state ?? "InProgress",
          ...confirmed,
        },
      }),
    },
    ...(text && {
      messages: [
        turn.ssml
          ? { contentType: "SSML", content: `<speak>${speakable(text)}</speak>` }
          : { contentType: "PlainText", content: plain.slice(0, 1000).replace(/\p{Cs}$/u, "") },
      ],
    }),
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: CUSTOMERS_TABLE, ORDERS_TABLE, TIME_ZONE
 * (where delivery days are counted), OPENING_HOURS (handlers/domain/openingHours as JSON).
 *
 * As dialog hook it finds out who the customer is, checks what the intent needs and leaves the rest to Lex; as fulfilment
 * hook it does what was asked for. Always answers within 2.2 s: when the tables are late, refuse or fail, a person takes
 * over, and the log line's failure sounds the alarm. Never logs what was said.
 *
 * @param client where the tables are; tests give their own
 * @param now the clock, epoch milliseconds
 * @param intents what the bot can do; tests add to it
 */
export const fulfilIntentFactory = (client?: TableClient, now = Date.now, intents = domainIntents): LexHandler => {
  requireVariables(["CUSTOMERS_TABLE", "ORDERS_TABLE", "TIME_ZONE", "OPENING_HOURS"]);
  const timeouts = { connectionTimeout: 300, requestTimeout: 700, socketTimeout: 700, throwOnRequestTimeout: true };
  const tables = client ?? new DynamoDB({ maxAttempts: 2, requestHandler: timeouts });

  const understood = async (turn: Turn, { identify: need, check, run }: DomainIntent): Promise<Ending> => {
    const { attributes, slots, values } = turn;
    delete attributes.misunderstood;
    if (turn.confirmation === "Denied")
      return { type: "Close", state: "Fulfilled", say: [{ sentence: sentences.orderKept }] };
    if (need !== "nobody") {
      const question = await identify(turn, need, tables, now());
      if (question === "person") return handOver(turn);
      if (question?.wrong) return askAgain(turn, question.slot, question.say);
      if (question) return { type: "ElicitSlot", ...question };
    }
    const request = {
      tables,
      customerId: attributes.customerId ?? "",
      orderId: attributes.orderId ?? "",
      slots: values,
      changeId: `${turn.sessionId}/${turn.intent}`,
      now: now(),
    };
    if (turn.fulfilling) {
      const result = await run(request);
      delete attributes.orderId;
      Object.assign(attributes, result.change);
      return { type: "Close", state: "Fulfilled", say: [result] };
    }
    // What the customer has agreed to is not looked up again: it must not become another order.
    if (!check || turn.confirmation === "Confirmed") return { type: "Delegate" };
    const { orderId, elicit, say } = await check(request);
    if (orderId) attributes.orderId = orderId;
    if (say && elicit && elicit in slots) return askAgain(turn, elicit, [say]);
    return say ? { type: "Close", state: "Fulfilled", say: [say] } : { type: "Delegate" };
  };

  const ending = async (turn: Turn): Promise<Ending> => {
    const intent = Object.keys(intents).includes(turn.intent) && intents[turn.intent];
    if (intent) return understood(turn, intent);
    if (turn.intent !== "FallbackIntent" || turn.attributes.misunderstood) return handOver(turn);
    turn.attributes.misunderstood = "1";
    return { type: "ElicitIntent", say: [{ sentence: sentences.clarify }] };
  };

  return async (event) => {
    const start = Date.now();
    const turn = readTurn(event);
    let failure: string | undefined;
    const end = await within(2200, ending(turn)).catch((error): Ending => {
      failure = error?.name ?? "Error";
      return handOver(turn);
    });
    const answer = answerOf(turn, end);
    logOutcome({ outcome: end.state ?? end.type, failure, ms: Date.now() - start });
    return answer;
  };
};
