/** One conversation of a customer with a bot, turn by turn, from the moment it listens to what the flow goes on with. */
import { type BotAnswer, BotFailure, type BotInvoker, type BotRequest, isLast } from "../bot";
import type { Matcher } from "../condition";
import type { FlowRun } from "../flowRun";
import { BOT_AUTHOR, deliverMessage } from "../messageProcessor";
import { readSsml, speakingTime } from "../speech";
import type { Branch } from "../step";

/** Longest wait for a bot in a chat, milliseconds; on a call a bot has the 30 s its own function may take. */
export const MAX_CHAT_BOT_MS = 6_000;
const MAX_VOICE_BOT_MS = 30_000;
/** A caller who stays silent is asked again so often; a bot that does not give up by itself does so then. */
const MAX_SILENT_TURNS = 10;
const DEFAULT_START_TIMEOUT_MS = 3_000;
const DEFAULT_DTMF_TIMEOUT_MS = 5_000;
const DEFAULT_DTMF_LENGTH = 1_024;

/** The ways out of the block. */
export interface BotBlock {
  readonly match: Matcher;
  readonly failed: Branch;
  readonly timedOut: Branch;
}

/** What the conversation begins with. */
export interface BotSetting {
  readonly aliasArn: string;
  readonly attributes: Record<string, string>;
  /** How long the customer of a chat may be silent; undefined is for ever. */
  readonly timeoutMs: number | undefined;
  /** What the block resolved, for the trace. */
  readonly detail: unknown;
}

/** Talks until the bot has done what it was asked, fails, or the customer is silent too long. */
export class BotConversation {
  private attributes: Record<string, string>;
  private digits = "";
  private silentTurns = 0;
  private deafUntil = 0;

  constructor(
    private readonly run: FlowRun,
    private readonly bots: BotInvoker,
    private readonly block: BotBlock,
    private readonly setting: BotSetting,
  ) {
    this.attributes = setting.attributes;
  }

  /** A session attribute that tunes the bot for every intent and slot. */
  private tuned(name: string, otherwise: number): number {
    const key = `x-amz-lex:${name}`;
    const found = Object.keys(this.attributes).find((given) => given === key || given.startsWith(`${key}:*`));
    const value = found === undefined ? Number.NaN : Number(this.attributes[found]);
    return value > 0 ? value : otherwise;
  }

  private setTo(name: string, value: string): boolean {
    const key = `x-amz-lex:${name}`;
    return Object.keys(this.attributes).some(
      (given) => (given === key || given.startsWith(`${key}:*`)) && this.attributes[given]?.toLowerCase() === value,
    );
  }

  /** Listens for words and keys. Both interrupt what is being said, unless the bot is told otherwise. */
  listen(spokenMs: number): null {
    const { clock } = this.run.runtime;
    if (spokenMs > 0 && this.setTo("allow-interrupt", "false")) this.deafUntil = clock.now() + spokenMs;
    const voice = this.run.contact.channel === "VOICE";
    const limit = voice ? this.tuned("audio:start-timeout-ms", DEFAULT_START_TIMEOUT_MS) : this.setting.timeoutMs;
    const timer = limit === undefined ? undefined : clock.after(spokenMs + limit, () => this.go(this.quiet()));
    return this.hear(timer);
  }

  private hear(timer: ReturnType<FlowRun["runtime"]["clock"]["after"]> | undefined): null {
    const heed = (handle: () => Branch | null): Branch | null => {
      if (this.run.runtime.clock.now() < this.deafUntil) {
        this.run.diagnose("the bot does not listen before it has finished (x-amz-lex:allow-interrupt)");
        return null;
      }
      timer?.cancel();
      return handle();
    };
    return this.run.wait({
      waits: "input",
      ...(timer && { timer }),
      speak: (text) => heed(() => this.said(text)),
      ...(this.run.contact.channel === "VOICE" && { press: (key: string) => heed(() => this.pressed(key)) }),
    });
  }

  private said(text: string): Branch | null {
    this.silentTurns = 0;
    this.digits = "";
    return this.turn({ text });
  }

  private pressed(key: string): Branch | null {
    this.silentTurns = 0;
    if (key === "#") return this.typed();
    this.digits = key === "*" ? "" : this.digits + key;
    if (this.digits.length >= this.tuned("dtmf:max-length", DEFAULT_DTMF_LENGTH)) return this.typed();
    const limit = this.tuned("dtmf:end-timeout-ms", DEFAULT_DTMF_TIMEOUT_MS);
    return this.hear(this.run.runtime.clock.after(limit, () => this.go(this.typed())));
  }

  private typed(): Branch | null {
    const dtmf = this.digits;
    this.digits = "";
    return this.turn({ dtmf });
  }

  /** Nothing was said in time: on a call the bot hears of it and asks again as it likes; a chat is over. */
  private quiet(): Branch | null {
    if (this.run.contact.channel !== "VOICE" || ++this.silentTurns > MAX_SILENT_TURNS) {
      this.run.detail = this.setting.detail;
      this.run.diagnose("the customer said nothing to the bot in time");
      return this.block.timedOut;
    }
    return this.turn({ text: "" });
  }

  /** Goes on after time or work. */
  private go(branch: Branch | null): void {
    if (branch !== null) this.run.resume(branch);
  }

  /** One turn: the bot hears, and answers. */
  turn(input: BotRequest["input"]): Branch | null {
    const { run } = this;
    let answer: BotAnswer | Promise<BotAnswer>;
    try {
      answer = this.bots.recognize(this.request(input));
    } catch (error) {
      return this.brokenLate(error);
    }
    if (!(answer instanceof Promise)) return this.late(answer);
    const settled = answer.then(
      (given) => () => this.late(given),
      (error: unknown) => () => this.brokenLate(error),
    );
    void run.runtime.clock.busy(settled).then((conclude) => {
      if (!run.ended) this.go(conclude());
    });
    return run.wait({ waits: "work" });
  }

  private request(input: BotRequest["input"]): BotRequest {
    const { contact } = this.run;
    return {
      aliasArn: this.setting.aliasArn,
      sessionId: contact.id,
      localeId: (contact.data.LanguageCode ?? "en-US").replace("-", "_"),
      channel: contact.channel,
      input,
      sessionAttributes: { ...this.attributes },
    };
  }

  private broken(error: unknown): Branch {
    this.run.detail = this.setting.detail;
    this.run.diagnose(`the bot failed: ${error instanceof Error ? error.message : String(error)}`);
    return this.block.failed;
  }

  /** Virtual time the bot took to fail passes first. */
  private brokenLate(error: unknown): Branch | null {
    const ms = error instanceof BotFailure ? error.durationMs : 0;
    if (ms <= 0) return this.broken(error);
    const { run } = this;
    const timer = run.runtime.clock.after(Math.min(ms, this.longestWait()), () => this.go(this.broken(error)));
    return run.wait({ waits: "work", timer });
  }

  private longestWait(): number {
    return this.run.contact.channel === "VOICE" ? MAX_VOICE_BOT_MS : MAX_CHAT_BOT_MS;
  }

  /** Virtual time the bot takes passes first; too much of it is an error. */
  private late(answer: BotAnswer): Branch | null {
    const { run } = this;
    const ms = answer.durationMs ?? 0;
    if (ms <= 0) return this.conclude(answer);
    const limit = this.longestWait();
    const timer = run.runtime.clock.after(Math.min(ms, limit), () =>
      this.go(
        ms <= limit ? this.conclude(answer) : this.broken(new Error(`it did not answer within ${limit / 1_000} s`)),
      ),
    );
    return run.wait({ waits: "work", timer });
  }

  private conclude(answer: BotAnswer): Branch | null {
    const { run, block, setting } = this;
    if (!run.contact.customerPresent) return block.failed;
    this.attributes = answer.sessionAttributes ?? this.attributes;
    const spokenMs = answer.messages.reduce((sum, { content, contentType }) => {
      return sum + this.say(content, contentType === "SSML");
    }, 0);
    if (!isLast(answer)) return this.listen(spokenMs);
    run.detail = setting.detail;
    run.frame.lex = references(answer, this.attributes);
    run.result = answer.intentName;
    const branch = block.match(answer.intentName, run);
    return spokenMs > 0 ? run.pause(spokenMs, branch) : branch;
  }

  /** Says or writes a message of the bot; answers with the milliseconds it takes. */
  private say(content: string, isSsml: boolean): number {
    const { contact, runtime, step } = this.run;
    const { clock, wordsPerMinute } = runtime;
    if (contact.channel === "CHAT") {
      deliverMessage(contact, BOT_AUTHOR, content, (text) => {
        contact.countMessage("system", text);
        contact.journal.say(clock.now(), "system", text, step);
      });
      return 0;
    }
    if (contact.channel !== "VOICE" || !isSsml) {
      contact.journal.say(clock.now(), "system", content, step);
      return contact.channel !== "VOICE" || wordsPerMinute === 0 ? 0 : speakingTime(content, wordsPerMinute);
    }
    const speech = readSsml(content);
    if (!speech.ok) {
      this.run.diagnose(`the bot's SSML is not well-formed, so it cannot be spoken: ${speech.reason}`);
      return 0;
    }
    contact.journal.say(clock.now(), "system", speech.spoken, step, content);
    return wordsPerMinute === 0 ? 0 : speakingTime(speech.spoken, wordsPerMinute) + speech.pauseMs;
  }
}

/** What `$.Lex` leads to afterwards. */
function references(answer: BotAnswer, attributes: Record<string, string>): unknown {
  const { intentName, dialogState, slots = {}, intentConfidence, sentiment } = answer;
  return {
    IntentName: intentName,
    DialogState: dialogState,
    Slots: slots,
    SessionAttributes: attributes,
    ...(intentConfidence !== undefined && { IntentConfidence: { Score: intentConfidence } }),
    ...(sentiment !== undefined && { SentimentResponse: { Label: sentiment.label, Scores: sentiment.scores } }),
  };
}
