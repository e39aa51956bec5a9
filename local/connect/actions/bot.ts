/** ConnectParticipantWithLexBot: hands the customer to a bot until it knows what they want. */
import { FAILED, compilePrompt, type Prompt } from "../prompt";
import type { FlowRun } from "../flowRun";
import type { Branch } from "../step";
import type { ActionCompiler, StepBuilder } from "../stepBuilder";
import { Arguments, type Argument } from "./arguments";
import { BotConversation, type BotBlock } from "./botConversation";

/** Most milliseconds of speech a bot listens to at once, as Amazon Connect allows (`x-amz-lex:audio:max-length-ms`). */
const MAX_AUDIO_MS = 15_000;
const MIN_TIMEOUT_SECONDS = 60;
const MAX_TIMEOUT_SECONDS = 604_800;

/** What the block was given, for one contact. */
interface Given {
  readonly aliasArn: string;
  readonly attributes: Record<string, string>;
  readonly initialMessage: string | undefined;
  readonly timeoutMs: number | undefined;
}

/** Connects the customer with a bot of Amazon Lex V2. */
export const connectParticipantWithLexBot: ActionCompiler = (builder) => {
  const given = readGiven(builder);
  const prompt = compilePrompt(builder);
  const match = builder.matcher();
  const failed = builder.error("NoMatchingError");
  const block: BotBlock = { match, failed, timedOut: builder.error("InputTimeLimitExceeded") };
  if (!builder.has("LexV2Bot") && builder.has("LexBot")) return ended(failed);
  const opensWithMessage = builder.has("LexInitializationData", "InitialMessage");
  return (run) => {
    const settings = given(run);
    const bots = run.runtime.bots;
    const reason = settings === undefined ? "" : refusal(run, settings, opensWithMessage);
    if (settings === undefined || bots === undefined || reason !== undefined) {
      if (reason !== undefined && reason !== "") run.diagnose(reason);
      else if (settings !== undefined)
        run.diagnose(`no bot answers for ${settings.aliasArn}: this run has none (ConnectOptions.bots)`);
      return failed;
    }
    const detail = run.detail as unknown[];
    const spokenMs = greet(run, prompt, detail);
    if (spokenMs === FAILED) return failed;
    const { initialMessage, ...rest } = settings;
    const conversation = new BotConversation(run, bots, block, { ...rest, detail });
    if (initialMessage !== undefined) return conversation.turn({ text: initialMessage });
    return prompt === undefined ? conversation.turn(null) : conversation.listen(spokenMs);
  };
};

function greet(run: FlowRun, prompt: Prompt | undefined, detail: unknown[]): number {
  run.detail = undefined;
  const spokenMs = prompt === undefined ? 0 : prompt(run);
  if (run.detail !== undefined) detail.push(run.detail);
  run.detail = detail;
  return spokenMs;
}

/** Bots of Amazon Lex V1 do not exist any more. */
function ended(failed: Branch): (run: FlowRun) => Branch {
  return (run) => {
    run.diagnose("LexBot names a bot of Amazon Lex V1, which ended on 15 September 2025; use LexV2Bot");
    return failed;
  };
}

function readGiven(builder: StepBuilder): (run: FlowRun) => Given | undefined {
  const args = new Arguments(builder);
  const aliasArn = args.text("LexV2Bot", "AliasArn");
  const attributes = args.map("LexSessionAttributes");
  const initial = args.text("LexInitializationData", "InitialMessage");
  const timeout: Argument<string | undefined> = args.text("LexTimeoutSeconds", "Text");
  return (run) => {
    const detail: unknown[] = [];
    run.detail = detail;
    const arn = aliasArn(run, detail);
    const given = { attributes: attributes(run, detail), initialMessage: initial(run, detail) };
    const seconds = timeout(run, detail);
    if (arn === undefined) return undefined;
    const limit = seconds === undefined ? undefined : Number(seconds);
    if (limit !== undefined && !(limit >= MIN_TIMEOUT_SECONDS && limit <= MAX_TIMEOUT_SECONDS)) {
      run.diagnose(
        `LexTimeoutSeconds is ${seconds}; it must be a number from ${MIN_TIMEOUT_SECONDS} to ${MAX_TIMEOUT_SECONDS}`,
      );
      return undefined;
    }
    return { aliasArn: arn, ...given, timeoutMs: limit === undefined ? undefined : limit * 1_000 };
  };
}

/** Why the customer cannot be connected; undefined when nothing speaks against it. */
function refusal(run: FlowRun, { aliasArn, attributes, initialMessage }: Given, opens: boolean): string | undefined {
  const { contact } = run;
  if (contact.channel === "TASK" || !contact.customerPresent) return "there is no customer a bot could talk to";
  if (!/^arn:[\w-]+:lex:[\w-]+:\d{12}:bot-alias\/\w+\/\w+$/.test(aliasArn)) {
    return `"${aliasArn}" is not the ARN of a bot alias; give arn:aws:lex:<region>:<account>:bot-alias/<bot>/<alias>`;
  }
  if (opens && contact.channel !== "CHAT") return "an initial message (LexInitializationData) there is in chats only";
  if (opens && (initialMessage ?? "") === "")
    return "the chat began without a message, so the bot has nothing to begin with";
  const tooLong = Object.entries(attributes).find(
    ([name, value]) => name.startsWith("x-amz-lex:audio:max-length-ms") && Number(value) > MAX_AUDIO_MS,
  );
  return tooLong && `${tooLong[0]} is ${tooLong[1]}; a bot listens to at most ${MAX_AUDIO_MS} ms at once`;
}
