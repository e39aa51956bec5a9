/** Random bots from declared data, asked anything: every turn ends or asks, and slots come back as they went. */
import { expect } from "chai";
import fc from "fast-check";
import { LexService } from "../../local/lex/lexService";
import type { ServiceResponse } from "../../local/gateway";
import {
  ALIAS_ID,
  BOT_ID,
  botGraph,
  close,
  delegate,
  FakeHook,
  hooks,
  intent,
  locale,
  NOW,
  prompt,
  slot,
  text,
  type HookEvent,
} from "./support";

const WORDS = "order cancel table book day open person when where change my the for please red blue".split(" ");
const TYPES = [
  "AMAZON.Date",
  "AMAZON.PhoneNumber",
  "AMAZON.Number",
  "AMAZON.FreeFormInput",
  "Pin",
  "Size",
  "AMAZON.Confirmation",
];
const SAID = [
  ...WORDS,
  "tomorrow",
  "next friday",
  "4211",
  "four two one one",
  "yes",
  "no",
  "six",
  "+12065550100",
  "{slot}",
  "¿",
  "",
];

const slots = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("a", "b", "c"),
    type: fc.constantFrom(...TYPES),
    required: fc.boolean(),
    retries: fc.nat(2),
  }),
  { selector: ({ name }) => name, maxLength: 3 },
);

const intents = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("One", "Two", "Three", "Four"),
    utterances: fc.array(fc.array(fc.constantFrom(...WORDS, "{a}"), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
    }),
    slots,
    confirms: fc.boolean(),
    hooks: fc.tuple(fc.boolean(), fc.boolean()),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
);

const turns = fc.array(
  fc.array(fc.oneof(fc.constantFrom(...SAID), fc.string({ unit: "binary", maxLength: 20 })), {
    minLength: 1,
    maxLength: 6,
  }),
  { minLength: 1, maxLength: 8 },
);

/** What a hook does, drawn by the number of its calls. */
function moody(moods: readonly number[]): (event: HookEvent) => unknown {
  let calls = 0;
  return (event) => {
    const { intent: current } = event.sessionState;
    const [first] = Object.keys(current.slots);
    switch (moods[calls++ % moods.length]) {
      case 1:
        return close(event, "Failed", "Sorry.");
      case 2:
        return {
          sessionState: { dialogAction: { type: "ElicitIntent" } },
          messages: [{ contentType: "PlainText", content: "What?" }],
        };
      case 3:
        return first === undefined
          ? close(event, "Fulfilled", "Done.")
          : { sessionState: { dialogAction: { type: "ElicitSlot", slotToElicit: first }, intent: current } };
      default:
        return delegate(event);
    }
  };
}

interface Answer {
  readonly sessionState: {
    readonly dialogAction: { readonly type: string; readonly slotToElicit?: string };
    readonly intent?: { readonly name: string; readonly state: string; readonly slots: Record<string, unknown> };
  };
  readonly interpretations: readonly {
    readonly intent: { readonly name: string };
    readonly nluConfidence?: { readonly score: number };
  }[];
}

async function say(lex: LexService, body: object): Promise<ServiceResponse> {
  const answer = await lex.handle({
    method: "POST",
    path: `/bots/${BOT_ID}/botAliases/${ALIAS_ID}/botLocales/en_US/sessions/s-1/text`,
    headers: {},
    body: Buffer.from(JSON.stringify(body)),
    service: "lex",
    region: "us-east-1",
    principal: { kind: "administrator", accessKeyId: "A" },
  });
  if ("fault" in answer) throw new Error("There is no fault.");
  return answer;
}

function check(answer: Answer, declared: ReadonlyMap<string, readonly string[]>): void {
  const { dialogAction, intent: current } = answer.sessionState;
  const ends = dialogAction.type === "Close";
  expect(dialogAction.type).to.be.oneOf(["Close", "ElicitIntent", "ElicitSlot", "ConfirmIntent"]);
  if (ends) expect(current?.state).to.be.oneOf(["Fulfilled", "Failed", "ReadyForFulfillment"]);
  else if (current !== undefined) expect(current.state).to.equal("InProgress");
  if (dialogAction.type === "ElicitSlot")
    expect(Object.keys(current?.slots ?? {})).to.include(dialogAction.slotToElicit);
  if (current !== undefined)
    expect(Object.keys(current.slots)).to.have.members([...(declared.get(current.name) ?? [])]);
  expect(answer.interpretations.length).to.be.within(1, 5);
  const scores = answer.interpretations.slice(1).flatMap(({ nluConfidence }) => nluConfidence?.score ?? []);
  expect(scores).to.deep.equal([...scores].sort((one, other) => other - one));
}

describe("any bot, whatever is said", () => {
  it("never breaks: every turn ends or asks, every slot is there, readings come by confidence", async () => {
    await fc.assert(
      fc.asyncProperty(intents, turns, fc.array(fc.nat(4), { minLength: 1 }), async (bot, said, moods) => {
        const declared = bot.map((one) =>
          intent(
            one.name,
            one.utterances.map((words) => words.join(" ")),
            {
              Slots: one.slots.map(({ name, type, required, retries }) =>
                slot(name, type, required, prompt(retries, `${name}?`)),
              ),
              SlotPriorities: one.slots.map(({ name }, Priority) => ({ Priority, SlotName: name })),
              ...hooks(...one.hooks),
              ...(one.confirms && {
                IntentConfirmationSetting: {
                  PromptSpecification: prompt(1, "Sure?"),
                  DeclinationResponse: text("No."),
                },
              }),
            },
          ),
        );
        const lex = LexService.fromGraph(botGraph({ locales: [locale(declared)] }), {
          lambda: new FakeHook(moody(moods)),
          now: () => NOW,
        });
        const names = new Map(bot.map((one) => [one.name, one.slots.map(({ name }) => name)]));
        for (const words of said) {
          const spoken = words.join(" ");
          const { status, body } = await say(lex, { text: spoken });
          if (spoken === "") expect(status).to.equal(400);
          else {
            expect(status, String(body)).to.equal(200);
            check(JSON.parse(String(body)) as Answer, names);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it("answers any body with an error of the service, never with a failure of its own", async () => {
    const lex = LexService.fromGraph(botGraph(), { lambda: new FakeHook(), now: () => NOW });
    const state = fc.record(
      {
        intent: fc.oneof(fc.jsonValue(), fc.record({ name: fc.constantFrom("Book", "Hours"), slots: fc.jsonValue() })),
        dialogAction: fc.oneof(
          fc.jsonValue(),
          fc.record({ type: fc.constantFrom("ElicitSlot", "Close", "ConfirmIntent") }),
        ),
        sessionAttributes: fc.jsonValue(),
        activeContexts: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.jsonValue(), fc.record({ text: fc.jsonValue(), sessionState: state })),
        async (body) => {
          const { status } = await say(lex, body as object);
          expect(status).to.be.oneOf([200, 400]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("says the same to the same words with the same seed", async () => {
    const play = async (): Promise<string[]> => {
      const lex = LexService.fromGraph(botGraph(), { lambda: new FakeHook(), now: () => NOW, seed: 7 });
      const answers = [];
      for (const words of ["book a table", "hmm", "tomorrow", "six", "yes"])
        answers.push(String((await say(lex, { text: words })).body));
      return answers;
    };
    expect(await play()).to.deep.equal(await play());
  });
});
