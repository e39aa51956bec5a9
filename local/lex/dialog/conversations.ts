/** The conversations of all bots: finds what serves a request, keeps sessions as long as the bot says, one turn at a time. */
import type { ResourceGraph } from "../../engine/graph";
import { TimeZone } from "../../connect/zonedTime";
import { uuid } from "../../connect/random";
import type { AliasDefinition } from "../bot/deployment";
import { CodeHook, type HookFunctions } from "../codeHook/codeHook";
import { LexError } from "../lexError";
import { Understanding } from "../nlu/understanding";
import type { Conversation } from "./conversation";
import { contextsLater, newSession, type Session } from "./session";

/** What the conversations run with. */
export interface ConversationOptions {
  /** The functions of code hooks. */
  readonly lambda: HookFunctions;
  /** Virtual time, epoch milliseconds. */
  now(): number;
  /** Decides which variation is said, and request ids. */
  readonly seed: number;
  /** IANA zone in which `tomorrow` is meant. */
  readonly timeZone: string;
}

/** One locale of an alias and the session of a customer there. */
export interface SessionKey {
  readonly alias: AliasDefinition;
  readonly localeId: string;
  readonly sessionId: string;
}

/** So many sessions are looked through for old ones. */
const SWEEP_AT = 10_000;

/** All conversations. */
export class Conversations {
  /** Sessions, and how long they last unused. */
  private readonly sessions = new Map<string, { readonly session: Session; readonly idleMs: number }>();
  private readonly understandings = new Map<string, Understanding>();
  private readonly underWay = new Set<string>();
  private readonly zones = new Map<string, TimeZone>();
  private readonly hook: CodeHook;
  private requests = 0;
  private sweepAt = SWEEP_AT;

  constructor(
    graph: ResourceGraph,
    private readonly options: ConversationOptions,
  ) {
    this.hook = new CodeHook(graph, options.lambda);
    this.zone(options.timeZone);
  }

  /**
   * Says what keeps a locale of an alias from being talked to; undefined when nothing does.
   */
  static obstacle(alias: AliasDefinition, localeId: string): string | undefined {
    const { bot, name, version, versionLocales, locales } = alias;
    if (versionLocales === undefined) {
      return `alias ${name} points to version ${version} of bot ${bot.name}, which the program does not declare (AWS::Lex::BotVersion)`;
    }
    if (!bot.locales.has(localeId)) {
      return `bot ${bot.name} has no locale ${localeId}; it has ${[...bot.locales.keys()].join(", ") || "none"}`;
    }
    if (!versionLocales.has(localeId)) {
      return `version ${version} of bot ${bot.name} has no locale ${localeId}: name it in BotVersionLocaleSpecification`;
    }
    if (locales.get(localeId)?.enabled !== true) {
      return `locale ${localeId} is not enabled in alias ${name}: add it to BotAliasLocaleSettings with Enabled true`;
    }
    return bot.built ? undefined : `the locales of bot ${bot.name} are not built: set AutoBuildBotLocales to true`;
  }

  /** The session as it is; undefined when there is none or it is too old. */
  session(key: SessionKey): Session | undefined {
    const kept = this.sessions.get(keyText(key));
    return kept === undefined || this.isOver(idleMsOf(key), kept.session) ? undefined : kept.session;
  }

  /** Forgets a session; whether there was one. */
  forget(key: SessionKey): boolean {
    const known = this.session(key) !== undefined;
    this.sessions.delete(keyText(key));
    return known;
  }

  /**
   * Plays one turn on a copy of the session, which is kept when the turn succeeds.
   * @param timeZone Zone of this customer; the bot's when left out.
   * @throws LexError ConflictException when a turn of the session is under way
   */
  async turn<T>(
    key: SessionKey,
    timeZone: string | undefined,
    play: (conversation: Conversation, session: Session) => Promise<T>,
  ): Promise<T> {
    const id = keyText(key);
    if (this.underWay.has(id)) {
      throw new LexError("ConflictException", "Another request of this session is under way; send one at a time.");
    }
    const conversation = this.conversation(key, timeZone);
    const session = this.next(key);
    this.underWay.add(id);
    try {
      const result = await play(conversation, session);
      this.keep(id, session, idleMsOf(key));
      return result;
    } finally {
      this.underWay.delete(id);
    }
  }

  private keep(id: string, session: Session, idleMs: number): void {
    if (this.sessions.size >= this.sweepAt) {
      for (const [other, kept] of this.sessions) {
        if (this.isOver(kept.idleMs, kept.session)) this.sessions.delete(other);
      }
      this.sweepAt = Math.max(SWEEP_AT, 2 * this.sessions.size);
    }
    this.sessions.set(id, { session, idleMs });
  }

  /** The session of the turn that begins: a copy of the one before, with time passed. */
  private next(key: SessionKey): Session {
    const now = this.options.now();
    const known = this.session(key);
    const session = known === undefined ? newSession(key.sessionId, now) : { ...known };
    session.activeContexts = contextsLater(session.activeContexts, (now - session.lastUsedAt) / 1_000, known ? 1 : 0);
    session.turns += 1;
    session.lastUsedAt = now;
    session.originatingRequestId = uuid(this.options.seed, 0x1e8, this.requests++);
    return session;
  }

  private isOver(idleMs: number, { lastUsedAt }: Session): boolean {
    return this.options.now() - lastUsedAt > idleMs;
  }

  private conversation({ alias, localeId }: SessionKey, timeZone: string | undefined): Conversation {
    const { now, seed } = this.options;
    const zone = this.zone(timeZone ?? this.options.timeZone);
    const today = (): number => zone.localTime(now()).day;
    return { alias, understanding: this.understanding(alias, localeId), hook: this.hook, seed, now, today };
  }

  private zone(name: string): TimeZone {
    const known = this.zones.get(name);
    if (known) return known;
    try {
      const zone = new TimeZone(name);
      this.zones.set(name, zone);
      return zone;
    } catch {
      throw new LexError("ValidationException", "The time zone is not an IANA name such as Europe/Berlin.");
    }
  }

  private understanding(alias: AliasDefinition, localeId: string): Understanding {
    const id = `${alias.bot.id}/${localeId}`;
    const known = this.understandings.get(id);
    if (known) return known;
    const locale = alias.bot.locales.get(localeId);
    if (locale === undefined) throw new LexError("ResourceNotFoundException", `There is no locale ${localeId}.`);
    const understanding = new Understanding(locale);
    this.understandings.set(id, understanding);
    return understanding;
  }
}

function idleMsOf({ alias }: SessionKey): number {
  return alias.bot.idleSeconds * 1_000;
}

function keyText({ alias, localeId, sessionId }: SessionKey): string {
  return `${alias.arn}/${localeId}/${sessionId}`;
}
