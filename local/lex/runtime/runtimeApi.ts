/** The runtime API of Amazon Lex V2: RecognizeText, PutSession, GetSession and DeleteSession. */
import type { ServiceResponse } from "../../gateway/service";
import type { TurnInput } from "../codeHook/event";
import type { Shape } from "../codeHook/shape";
import type { Conversations, SessionKey } from "../dialog/conversations";
import type { Conversation } from "../dialog/conversation";
import type { Session } from "../dialog/session";
import { Turn } from "../dialog/turn";
import { LexError } from "../lexError";
import { interpretationsOf, jsonAnswer, putSessionAnswer, sessionState } from "./answer";
import { messagesOf, readBody, stateOf, textOf } from "./requestBody";
import type { Route } from "./route";

const TEXT = "text/plain; charset=utf-8";
const TIME_ZONE = "x-amz-lex:time-zone";

/** Serves requests that are allowed, on sessions of aliases that exist. */
export class RuntimeApi {
  constructor(private readonly conversations: Conversations) {}

  /** Answers one request. @throws LexError */
  async serve(route: Route, key: SessionKey, body: Buffer, headers: Record<string, string>): Promise<ServiceResponse> {
    switch (route.operation) {
      case "RecognizeText":
        return this.recognizeText(key, readBody(body));
      case "PutSession":
        return this.putSession(key, readBody(body), headers["response-content-type"] ?? TEXT);
      case "GetSession":
        return this.getSession(key);
      case "DeleteSession":
        return this.deleteSession(route, key);
    }
  }

  private recognizeText(key: SessionKey, body: Shape): Promise<ServiceResponse> {
    const text = textOf(body);
    const attributes = body.texts("requestAttributes") ?? {};
    return this.conversations.turn(key, attributes[TIME_ZONE], async (conversation, session) => {
      stateOf(body, conversation.understanding.locale)?.apply(session);
      const turn = new Turn(conversation, session, textInput(text, attributes));
      await turn.hear();
      session.messages = turn.messages;
      const { bot } = key.alias;
      return jsonAnswer({
        messages: turn.messages,
        sessionState: sessionState(session),
        interpretations: interpretationsOf(session),
        requestAttributes: turn.requestAttributes,
        sessionId: session.id,
        recognizedBotMember: { botId: bot.id, botName: bot.name },
      });
    });
  }

  private putSession(key: SessionKey, body: Shape, contentType: string): Promise<ServiceResponse> {
    const attributes = body.texts("requestAttributes") ?? {};
    const messages = messagesOf(body);
    if (body.optional("sessionState") === undefined) body.missing("sessionState", "the state the session is to have");
    return this.conversations.turn(key, attributes[TIME_ZONE], async (conversation, session) => {
      const given = stateOf(body, conversation.understanding.locale);
      given?.apply(session);
      const turn = new Turn(conversation, session, textInput("", attributes));
      if (given?.dialogAction?.type === "Delegate") await turn.delegate();
      else if (messages.length === 0) askAgain(turn, session, conversation);
      session.messages = messages.length > 0 ? messages : turn.messages;
      return putSessionAnswer(session, turn.requestAttributes, contentType);
    });
  }

  private getSession(key: SessionKey): ServiceResponse {
    const session = this.conversations.session(key);
    if (session === undefined) throw noSession();
    return jsonAnswer({
      sessionId: session.id,
      messages: session.messages,
      interpretations: interpretationsOf(session),
      sessionState: sessionState(session),
    });
  }

  private deleteSession({ botId, aliasId, localeId, sessionId }: Route, key: SessionKey): ServiceResponse {
    if (!this.conversations.forget(key)) throw noSession();
    return jsonAnswer({ botId, botAliasId: aliasId, localeId, sessionId });
  }
}

function askAgain(turn: Turn, { dialogAction }: Session, { understanding }: Conversation): void {
  const asks = dialogAction?.type === "ElicitSlot" || dialogAction?.type === "ConfirmIntent";
  if (asks && understanding.locale.intents.length > 0) turn.ask();
}

function textInput(text: string, requestAttributes: Record<string, string>): TurnInput {
  return { text, mode: "Text", requestAttributes, responseContentType: TEXT };
}

function noSession(): LexError {
  return new LexError("ResourceNotFoundException", "There is no such session, or it was idle too long.");
}
