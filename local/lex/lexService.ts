/**
 * Amazon Lex V2 of the local run: the bots a program declares, talked to by Amazon Connect and through the runtime API.
 * What is said is understood by nearness to the declared utterances alone: it checks the wiring and the dialog of a bot, not
 * how accurately Amazon Lex understands people.
 */
import type { BotAnswer, BotInvoker, BotRequest } from "../connect/bot";
import type { ResourceGraph } from "../engine/graph";
import type { ServiceAnswer, ServiceRequest } from "../gateway/service";
import type { AliasDefinition } from "./bot/deployment";
import { Deployment } from "./bot/deployment";
import type { HookFunctions } from "./codeHook/codeHook";
import { ConnectBots } from "./connectBots";
import { Conversations } from "./dialog/conversations";
import { regionTimeZone } from "./dialog/timeZone";
import { LexFaults } from "./faults";
import { LexError } from "./lexError";
import { errorAnswer } from "./runtime/answer";
import { routeOf, type Route } from "./runtime/route";
import { RuntimeApi } from "./runtime/runtimeApi";

export type { LexFault, LexFaults } from "./faults";
export type { HookFunctions } from "./codeHook/codeHook";

/** Decides about one permission of a role; `IamService` is one. */
export interface Authorizer {
  authorize(request: { roleArn: string; sessionName?: string; action: string; resource: string }): {
    allowed: boolean;
    message: string;
  };
}

/** What the bots run with. */
export interface LexOptions {
  /** The functions of code hooks; `LambdaService` has them. */
  readonly lambda: HookFunctions;
  /** Who decides about permissions; everyone may do everything when left out. */
  readonly iam?: Authorizer;
  /** Virtual time in epoch milliseconds; real time when left out. */
  readonly now?: () => number;
  /** Decides which variation is said. Default 1. */
  readonly seed?: number;
  /** IANA zone in which `tomorrow` is meant; that of the Region when left out, as with Lex. */
  readonly timeZone?: string;
}

/** The local Lex: made from a graph, registered at the gateway with its `handle`, given to Connect as its bots. */
export class LexService implements BotInvoker {
  /** Faults set on aliases, by ARN or `*`. */
  readonly faults = new LexFaults();
  readonly #deployment: Deployment;
  readonly #conversations: Conversations;
  readonly #api: RuntimeApi;
  readonly #connect: ConnectBots;

  private constructor(
    graph: ResourceGraph,
    private readonly options: LexOptions,
  ) {
    const { lambda, now = Date.now, seed = 1, timeZone = regionTimeZone(graph.region) } = options;
    this.#deployment = new Deployment(graph);
    this.#conversations = new Conversations(graph, { lambda, now, seed, timeZone });
    this.#api = new RuntimeApi(this.#conversations);
    this.#connect = new ConnectBots(this.#deployment, this.#conversations, this.faults);
  }

  /** Reads what a graph declares of Lex. @throws LexError when the time zone is not known */
  static fromGraph(graph: ResourceGraph, options: LexOptions): LexService {
    return new LexService(graph, options);
  }

  /** Whether the program declares no bot. */
  get isEmpty(): boolean {
    return this.#deployment.isEmpty;
  }

  /** Every alias, the test alias of each bot included. */
  get aliases(): readonly AliasDefinition[] {
    return this.#deployment.aliases;
  }

  /** One turn of a contact. Rejects with what is missing or went wrong. */
  recognize(request: BotRequest): Promise<BotAnswer> {
    return this.#connect.recognize(request);
  }

  /** Answers one request from the gateway; register it there as `lex`. */
  async handle(request: ServiceRequest): Promise<ServiceAnswer> {
    try {
      const route = routeOf(request);
      const arn = this.#deployment.arnOf(route.botId, route.aliasId);
      const fault = await this.faults.meet(arn, route.operation);
      if (fault) return fault;
      this.#authorize(request, route, arn);
      const alias = this.#reach(route);
      const { localeId, sessionId } = route;
      return await this.#api.serve(route, { alias, localeId, sessionId }, request.body, request.headers);
    } catch (error) {
      if (error instanceof LexError) return errorAnswer(error);
      throw error;
    }
  }

  /** Ends what waits. */
  close(): void {
    this.faults.close();
  }

  #authorize({ principal }: ServiceRequest, { operation }: Route, resource: string): void {
    const { iam } = this.options;
    if (principal.kind === "administrator" || iam === undefined) return;
    const { roleArn, sessionName } = principal;
    const decision = iam.authorize({ roleArn, sessionName, action: `lex:${operation}`, resource });
    if (!decision.allowed) throw new LexError("AccessDeniedException", decision.message);
  }

  #reach({ botId, aliasId, localeId }: Route): AliasDefinition {
    const alias = this.#deployment.aliasOf(botId, aliasId);
    if (alias === undefined) {
      const arn = this.#deployment.arnOf(botId, aliasId);
      throw new LexError("ResourceNotFoundException", `The program declares no bot alias ${arn}.`);
    }
    const obstacle = Conversations.obstacle(alias, localeId);
    if (obstacle !== undefined) throw new LexError("ResourceNotFoundException", obstacle);
    return alias;
  }
}
