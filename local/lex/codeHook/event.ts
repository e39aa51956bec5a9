/** The event a bot's Lambda function gets, version 1.0. */
import type { AliasDefinition } from "../bot/deployment";
import type { SlotDefinition } from "../bot/definition";
import { interpretedValue, type Intent, type Interpretation, type Session } from "../dialog/session";

/** Why the function is called. */
export type InvocationSource = "DialogCodeHook" | "FulfillmentCodeHook";

/** How a turn reached the bot. */
export interface TurnInput {
  readonly text: string;
  readonly mode: "DTMF" | "Speech" | "Text";
  readonly requestAttributes: Readonly<Record<string, string>>;
  readonly responseContentType: string;
}

/** What the event tells. */
export interface EventParts {
  readonly source: InvocationSource;
  readonly alias: AliasDefinition;
  readonly localeId: string;
  readonly session: Session;
  readonly intent: Intent;
  readonly input: TurnInput;
  /** The slot Lex would ask for next; Lex proposes nothing else. */
  readonly proposed: { readonly slot: SlotDefinition; readonly retries: number } | undefined;
}

/** Writes the event. */
export function hookEvent(parts: EventParts): Record<string, unknown> {
  const { source, alias, localeId, session, intent, input, proposed } = parts;
  const { bot } = alias;
  return {
    messageVersion: "1.0",
    invocationSource: source,
    inputMode: input.mode,
    responseContentType: input.responseContentType,
    sessionId: session.id,
    inputTranscript: input.text,
    bot: { id: bot.id, name: bot.name, aliasId: alias.id, aliasName: alias.name, localeId, version: alias.version },
    interpretations: interpretations(session.interpretations, intent),
    proposedNextState: proposed === undefined ? null : proposedState(intent, proposed),
    requestAttributes: input.requestAttributes,
    sessionState: {
      activeContexts: session.activeContexts,
      sessionAttributes: session.sessionAttributes,
      runtimeHints: session.runtimeHints ?? {},
      ...(session.dialogAction && { dialogAction: session.dialogAction }),
      intent,
      originatingRequestId: session.originatingRequestId,
    },
    transcriptions: [
      {
        transcription: input.text,
        transcriptionConfidence: 1,
        resolvedContext: { intent: intent.name },
        resolvedSlots: Object.fromEntries(
          Object.entries(intent.slots).filter(([, slot]) => interpretedValue(slot) !== null),
        ),
      },
    ],
  };
}

/** The readings, the intent under way as it stands now. In the event confidence is a bare number. */
function interpretations(all: readonly Interpretation[], intent: Intent): unknown[] {
  return all.map((one) => ({
    intent: one.intent.name === intent.name ? intent : one.intent,
    nluConfidence: one.confidence ?? null,
    interpretationSource: "Lex",
  }));
}

function proposedState(intent: Intent, { slot, retries }: NonNullable<EventParts["proposed"]>): unknown {
  return {
    dialogAction: { type: "ElicitSlot", slotToElicit: slot.name },
    intent,
    prompt: { attempt: retries === 0 ? "Initial" : `Retry${retries}` },
  };
}
