/** The bots as Amazon Connect talks to them, one turn at a time. */
import { BotFailure, type BotAnswer, type BotMessage, type BotRequest } from "../connect/bot";
import type { Deployment } from "./bot/deployment";
import type { Message } from "./bot/definition";
import type { TurnInput } from "./codeHook/event";
import { Conversations } from "./dialog/conversations";
import { interpretedValue, type Session } from "./dialog/session";
import { Turn } from "./dialog/turn";
import type { LexFaults } from "./faults";
import { LexError } from "./lexError";

/** Plays turns of contacts. */
export class ConnectBots {
  constructor(
    private readonly deployment: Deployment,
    private readonly conversations: Conversations,
    private readonly faults: LexFaults,
  ) {}

  /** @throws BotFailure saying what is missing or went wrong */
  async recognize(request: BotRequest): Promise<BotAnswer> {
    const alias = this.deployment.alias(request.aliasArn);
    const obstacle = this.obstacle(request);
    if (alias === undefined || obstacle !== undefined) throw new BotFailure(obstacle ?? "the bot does not exist");
    const { localeId, sessionId } = request;
    try {
      const durationMs = this.faults.meetConnect(request.aliasArn);
      return await this.conversations.turn({ alias, localeId, sessionId }, undefined, async (conversation, session) => {
        session.sessionAttributes = { ...request.sessionAttributes };
        const turn = new Turn(conversation, session, inputOf(request));
        if (request.input === null) open(session);
        else await turn.hear();
        session.messages = turn.messages;
        return { ...answer(session, turn.messages), durationMs };
      });
    } catch (error) {
      if (error instanceof LexError) throw new BotFailure(`${error.code}: ${error.message}`, error.durationMs);
      throw error;
    }
  }

  /** What keeps Amazon Connect from the bot; undefined when nothing does. */
  private obstacle({ aliasArn, localeId }: BotRequest): string | undefined {
    const alias = this.deployment.alias(aliasArn);
    if (alias === undefined) {
      return `the program declares no bot alias ${aliasArn} (AWS::Lex::BotAlias)`;
    }
    if (!this.deployment.isAssociated(aliasArn)) {
      return (
        `bot alias ${aliasArn} is not associated with the instance: declare AWS::Connect::IntegrationAssociation with ` +
        `InstanceId the instance's ARN, IntegrationType LEX_BOT and IntegrationArn the alias's ARN`
      );
    }
    return Conversations.obstacle(alias, localeId);
  }
}

function inputOf({ channel, input }: BotRequest): TurnInput {
  const voice = channel === "VOICE";
  const pressed = input !== null && "dtmf" in input;
  const text = input === null ? "" : pressed ? input.dtmf : input.text;
  return {
    text,
    mode: pressed ? "DTMF" : voice ? "Speech" : "Text",
    requestAttributes: {
      "x-amz-lex:accept-content-types": voice ? "PlainText,SSML" : "PlainText",
      "x-amz-lex:channels:platform": voice ? "Connect" : "Connect Chat",
      ...(pressed && { "x-amz-lex:dtmf-transcript": text }),
    },
    responseContentType: voice ? "audio/pcm" : "text/plain; charset=utf-8",
  };
}

/** A block begins: nothing has been asked, and the bot has nothing to say before the customer does. */
function open(session: Session): void {
  session.intent = undefined;
  session.dialogAction = { type: "ElicitIntent" };
  session.interpretations = [];
}

function answer(session: Session, messages: readonly Message[]): BotAnswer {
  const { intent, dialogAction } = session;
  const confidence = session.interpretations.find((one) => one.intent.name === intent?.name)?.confidence;
  const slots = Object.entries(intent?.slots ?? {}).map(([name, slot]) => [name, interpretedValue(slot)]);
  return {
    messages: messages.map(toConnect),
    dialogState: dialogState(session),
    ...(intent && dialogAction?.type !== "ElicitIntent" && { intentName: intent.name }),
    slots: Object.fromEntries(slots) as Record<string, string | null>,
    sessionAttributes: { ...session.sessionAttributes },
    ...(confidence !== undefined && { intentConfidence: confidence }),
  };
}

function dialogState({ dialogAction, intent }: Session): BotAnswer["dialogState"] {
  switch (dialogAction?.type) {
    case "ElicitSlot":
    case "ConfirmIntent":
      return dialogAction.type;
    case "Close": {
      const state = intent?.state;
      return state === "Fulfilled" || state === "Failed" || state === "ReadyForFulfillment" ? state : "Close";
    }
    default:
      return "ElicitIntent";
  }
}

/** Connect speaks text and SSML. A card reaches a customer who has no buttons as its title and choices. */
function toConnect({ contentType, content = "", imageResponseCard: card }: Message): BotMessage {
  if (contentType === "SSML") return { contentType, content };
  if (card === undefined) return { contentType: "PlainText", content };
  const choices = (card.buttons ?? []).map(({ text }) => text).join(", ");
  return { contentType: "PlainText", content: choices === "" ? card.title : `${card.title}: ${choices}` };
}
