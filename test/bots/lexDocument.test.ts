/** The document Lex gets: the words of its schema, the same for the same bot, another for another. */
import { expect } from "chai";
import fc from "fast-check";
import { BOT } from "../../local/engine/aws/cloudFormation/lexShapes";
import { checkShape } from "../../local/engine/aws/cloudFormation/shape";
import { type Bot, contentHash, intentSlots, lexBot, lexDocument, type Locale } from "../../bots/language";
import { botSaying, smallBot, smallLocale } from "../support/bots";

const ROLE = "arn:aws:iam::123456789012:role/parcel-bot";

function problems(bot: Bot): string[] {
  const found: string[] = [];
  checkShape(lexBot(bot, { roleArn: ROLE }), BOT, "", (problem) => found.push(problem));
  return found;
}

/** The same entries in another order. */
function shuffled<T>(things: Readonly<Record<string, T>>, order: number): Record<string, T> {
  const entries = Object.entries(things);
  return Object.fromEntries([...entries.slice(order % entries.length), ...entries.slice(0, order % entries.length)]);
}

describe("the document of a bot", () => {
  const [locale] = lexDocument(smallBot()).BotLocales;
  const intent = (name: string) => locale?.Intents.find(({ Name }) => Name === name);

  it("is of the shape of AWS::Lex::Bot, whose locales are built with it", () => {
    expect(problems(smallBot())).to.deep.equal([]);
    expect(lexDocument(smallBot())).to.deep.include({
      Name: "parcel-bot",
      DataPrivacy: { ChildDirected: false },
      IdleSessionTTLInSeconds: 300,
      AutoBuildBotLocales: true,
    });
    expect(locale).to.deep.include({
      LocaleId: "en_US",
      NluConfidenceThreshold: 0.4,
      VoiceSettings: { VoiceId: "Joanna", Engine: "neural" },
    });
  });

  it("lists the fallback, which every bot needs", () => {
    expect(intent("FallbackIntent")).to.deep.include({
      ParentIntentSignature: "AMAZON.FallbackIntent",
      DialogCodeHook: { Enabled: false },
      FulfillmentCodeHook: { Enabled: true },
    });
    expect(intent("FallbackIntent")).not.to.have.property("SampleUtterances");
  });

  it("asks for slots in the order of their priorities, as often as the bot says", () => {
    expect(intent("SendParcel")?.SlotPriorities).to.deep.equal([
      { Priority: 1, SlotName: "size" },
      { Priority: 2, SlotName: "day" },
    ]);
    const [day, size] = intent("SendParcel")?.Slots ?? [];
    expect(size?.ValueElicitationSetting).to.deep.equal({
      SlotConstraint: "Required",
      PromptSpecification: {
        MessageGroupsList: [
          {
            Message: { PlainTextMessage: { Value: "How large is it?" } },
            Variations: [{ PlainTextMessage: { Value: "Is it small or large?" } }],
          },
        ],
        MaxRetries: 2,
        AllowInterrupt: true,
      },
    });
    expect(day?.ValueElicitationSetting.SlotConstraint).to.equal("Optional");
  });

  it("keeps what is obfuscated out of logs, and lets it be typed at every attempt", () => {
    const [code] = intent("FindParcel")?.Slots ?? [];
    expect(code?.ObfuscationSetting).to.deep.equal({ ObfuscationSettingType: "DefaultObfuscation" });
    const attempts = code?.ValueElicitationSetting.PromptSpecification.PromptAttemptsSpecification ?? {};
    expect(Object.keys(attempts)).to.deep.equal(["Initial", "Retry1"]);
    expect(attempts.Retry1?.AudioAndDTMFInputSpecification.DTMFSpecification).to.deep.equal({
      DeletionCharacter: "*",
      EndCharacter: "#",
      EndTimeoutMs: 2_500,
      MaxLength: 6,
    });
  });

  it("confirms and closes in the locale's words", () => {
    const said = (Value: string) => ({ MessageGroupsList: [{ Message: { PlainTextMessage: { Value } } }] });
    expect(intent("SendParcel")?.IntentConfirmationSetting).to.deep.equal({
      IsActive: true,
      PromptSpecification: { ...said("Shall I send it?"), MaxRetries: 1, AllowInterrupt: true },
      DeclinationResponse: said("Then I keep it."),
    });
    expect(intent("FindParcel")?.IntentClosingSetting).to.deep.equal({
      IsActive: true,
      ClosingResponse: said("That is all I know."),
    });
    expect(intent("FindParcel")).not.to.have.property("IntentConfirmationSetting");
  });

  it("narrows patterns to their parent, and lists to their values and synonyms", () => {
    expect(locale?.SlotTypes).to.deep.equal([
      {
        Name: "Code",
        ParentSlotTypeSignature: "AMAZON.AlphaNumeric",
        ValueSelectionSetting: {
          ResolutionStrategy: "ORIGINAL_VALUE",
          RegexFilter: { Pattern: "[A-Z]{2}[0-9]{4}" },
        },
      },
      {
        Name: "Size",
        SlotTypeValues: [
          { SampleValue: { Value: "large" }, Synonyms: [{ Value: "big" }] },
          { SampleValue: { Value: "small" }, Synonyms: [{ Value: "little" }, { Value: "tiny" }] },
        ],
        ValueSelectionSetting: { ResolutionStrategy: "TOP_RESOLUTION" },
      },
    ]);
  });

  it("takes role, name and tags from the stack", () => {
    expect(lexBot(smallBot(), { roleArn: ROLE, name: "parcel-bot-dev", tags: { b: "2", a: "1" } })).to.deep.include({
      Name: "parcel-bot-dev",
      RoleArn: ROLE,
      BotTags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    });
  });

  it("says the intents and slots of a bot as flows take them", () => {
    expect(intentSlots(smallBot())).to.deep.equal({
      SendParcel: ["size", "day"],
      FindParcel: ["code"],
      FallbackIntent: [],
    });
  });
});

describe("the content's hash", () => {
  const { utterances, ...rest } = smallLocale();

  it("stays when things stand in another order", () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.boolean(), (one, other, turned) => {
        const bot = smallBot();
        const lists = Object.fromEntries(
          Object.entries(shuffled(utterances, one)).map(([name, said]) => [name, turned ? [...said].reverse() : said]),
        );
        const locale: Locale = { ...rest, utterances: lists, prompts: shuffled(rest.prompts, other) };
        const moved = { ...bot, intents: shuffled(bot.intents, one), slots: shuffled(bot.slots, other) };
        return contentHash({ ...moved, locales: { en_US: locale } }) === contentHash(bot);
      }),
    );
  });

  it("changes when anything Lex gets changes", () => {
    const { intents, slots } = smallBot();
    const SendParcel = { ...intents.SendParcel, dialogHook: false, fulfilmentHook: true };
    const changed: Bot[] = [
      smallBot({ description: "Sends parcels." }),
      smallBot({ idleSessionSeconds: 301 }),
      smallBot({ slots: { ...slots, day: { type: "AMAZON.Date", obfuscated: true } } }),
      smallBot({ intents: { ...intents, SendParcel } }),
      smallBot({ fallback: { dialogHook: true, fulfilmentHook: true } }),
      smallBot({ locales: { en_US: smallLocale(), en_GB: smallLocale() } }),
      botSaying({ nluThreshold: 0.41 }),
      botSaying({ voice: { id: "Joanna" } }),
      botSaying({ closings: { FindParcel: "That is all." } }),
      botSaying({ synonyms: { Size: { small: ["little"], large: ["big"] } } }),
      botSaying({ utterances: { ...utterances, SendParcel: ["send a parcel now"] } }),
      botSaying({ prompts: { ...rest.prompts, day: { ask: "On which day?", retries: 1 } } }),
    ];
    const hashes = new Set([smallBot(), ...changed].map(contentHash));
    expect(hashes.size).to.equal(changed.length + 1);
    expect([...hashes].every((hash) => /^[0-9a-f]{16}$/.test(hash))).to.equal(true);
  });

  it("changes exactly when the document does, whatever is said", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 4 });
    const saying = (FindParcel: string[]) => botSaying({ utterances: { ...utterances, FindParcel } });
    fc.assert(
      fc.property(words, words, (one, other) => {
        const same = JSON.stringify(lexDocument(saying(one))) === JSON.stringify(lexDocument(saying(other)));
        return (contentHash(saying(one)) === contentHash(saying(other))) === same;
      }),
    );
  });

  it("is not touched by what nothing but flows reads", () => {
    expect(contentHash(smallBot({ sessionAttributes: ["door"] }))).to.equal(contentHash(smallBot()));
  });
});
