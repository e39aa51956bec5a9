import { expect } from "chai";
import { ContactCenter, type ContactCenterArgs } from "../../components/contactCenter";
import {
  defineFlow,
  describeBot,
  describeView,
  FlowError,
  goOn,
  moduleInput,
  moduleRef,
  queueRef,
  text,
  toJson,
  validate,
} from "../../flows/language";
import { MODES, run, type Run } from "../support/mocks";
import { actionAt, inbound, onErrorOf, onResult, only } from "../support/flowDocuments";

const survey = defineFlow({ name: "survey", type: "MODULE", onError: (f) => f.endModule() }, (f) => {
  f.say(text`How did we do, ${moduleInput("name")}?`);
  f.invokeModule(moduleRef("thanks"));
  f.endModule({ result: "answered", data: { stars: "5" } });
});
const thanks = defineFlow({ name: "thanks", type: "MODULE", onError: (f) => f.endModule() }, (f) => {
  f.say("Thank you.");
  f.endModule();
});
const start = inbound((f) => {
  f.invokeModule(moduleRef("survey"));
  f.setQueue(queueRef("support"));
  f.transferToQueue({ onAtCapacity: (f) => f.disconnect() });
});

function args(changes: Partial<ContactCenterArgs> = {}): ContactCenterArgs {
  return {
    instance: { alias: "example" },
    hours: [{ name: "main", timeZone: "UTC", open: [{ days: ["MONDAY"], from: "08:00", to: "18:00" }] }],
    queues: [{ name: "support", hours: "main" }],
    routingProfiles: [{ name: "all", queues: [{ queue: "support" }] }],
    flows: [{ name: "start", type: start.type, content: toJson(start.document) }],
    modules: [survey, thanks].map(({ name, document }) => ({
      name,
      description: `${name}!`,
      content: toJson(document),
    })),
    phoneNumbers: [],
    ...changes,
  };
}

const center = (changes?: Partial<ContactCenterArgs>) => new ContactCenter("center", args(changes));

async function refusal(changes: Partial<ContactCenterArgs>): Promise<string> {
  let message = "";
  await run("update", () => {
    try {
      center(changes);
    } catch (error) {
      message = (error as Error).message;
    }
  });
  return message;
}

const MODULE = "aws:connect/contactFlowModule:ContactFlowModule";
const FLOW = "aws:connect/contactFlow:ContactFlow";

for (const mode of MODES) {
  describe(`flow modules of ContactCenter (${mode})`, () => {
    let center_: Run<ContactCenter>;
    before(async () => {
      center_ = await run(mode, () => center());
    });

    it("are registered with what they are given", () => {
      expect(center_.all(MODULE)).to.have.length(2);
      expect(center_.one(MODULE, "thanks").inputs).to.deep.include({ name: "thanks", description: "thanks!" });
      expect(center_.one(MODULE, "thanks").inputs.content).to.equal(toJson(thanks.document));
      expect(center_.one(MODULE, "thanks").inputs).not.to.have.property("type");
    });

    it("are made before what names them", () => {
      const order = center_.resources.filter(({ type }) => [MODULE, FLOW].includes(type)).map(({ name }) => name);
      expect(order).to.deep.equal(["center-module-thanks", "center-module-survey", "center-flow-start"]);
    });

    if (mode === "update") {
      it("are named by their ARNs", () => {
        const arn = (name: string) => String(center_.one(MODULE, name).outputs?.arn);
        expect(center_.one(FLOW, "start").inputs.content).to.include(arn("survey"));
        expect(center_.one(MODULE, "survey").inputs.content).to.include(arn("thanks"));
        expect(String(center_.one(FLOW, "start").inputs.content)).not.to.include("${{");
      });
    }
  });
}

describe("flow modules", () => {
  it("that are missing, named twice, or name each other in a circle stop the program", async () => {
    const module = (name: string, uses: string) => ({
      name,
      content: toJson(survey.document).replace("${{module:thanks}}", `\${{module:${uses}}}`),
    });
    expect(await refusal({ modules: [] })).to.equal(
      'Flow start names the module "survey", which is not declared. Declared: none.',
    );
    expect(await refusal({ modules: [module("a", "b"), module("a", "b")] })).to.contain('Two modules are named "a"');
    expect(await refusal({ modules: [module("survey", "b"), module("b", "survey")] })).to.contain(
      "survey → b → survey",
    );
  });

  it("carry the settings CreateContactFlowModule asks for, and flows do not", () => {
    expect(survey.document.Settings).to.have.keys("InputParameters", "OutputParameters", "Transitions");
    expect(start.document).not.to.have.property("Settings");
    const { Settings: _, ...without } = thanks.document;
    expect(validate(without, { type: "MODULE" }).map(({ code }) => code)).to.deep.equal(["F108"]);
    expect(validate({ ...start.document, Settings: {} }, { type: "CONTACT_FLOW" }).map(({ code }) => code)).to.include(
      "F109",
    );
  });

  it("take inputs and branch on results", () => {
    const { document } = inbound((f) => {
      const given = f.invokeModule(moduleRef("survey"), {
        input: { name: "Alex" },
        returns: ["stars"],
        results: { answered: (f) => f.say("Answered.") },
        onNoMatch: (f) => f.say("No answer."),
      });
      f.say(text`Stars: ${given.stars}.`);
      f.disconnect();
    });
    const invoke = only(document, "InvokeFlowModule");
    expect(invoke.Parameters).to.deep.equal({ FlowModuleId: "${{module:survey}}", Input: { name: "Alex" } });
    const answered = onResult(document, invoke, "answered");
    expect(answered.Parameters?.["Text"]).to.equal("Answered.");
    expect(onErrorOf(document, invoke, "NoMatchingCondition").Parameters?.["Text"]).to.equal("No answer.");
    expect(actionAt(document, answered.Transitions?.NextAction).Parameters?.["Text"]).to.equal(
      "Stars: $.Modules.ResultData.stars.",
    );
    const returns = survey.document.Actions.find(({ Parameters }) => Parameters?.["Result"] === "answered");
    expect(returns?.Parameters).to.deep.equal({
      Result: "answered",
      ResultData: { stars: "5" },
    });
  });

  it("give up their answer to the next module", () => {
    expect(() =>
      inbound((f) => {
        const given = f.invokeModule(moduleRef("survey"), { returns: ["stars"] });
        f.invokeModule(moduleRef("thanks"));
        f.say(given.stars);
        f.disconnect();
      }),
    ).to.throw(FlowError, /reads \$\.Modules\.ResultData\.stars of survey, but on some path thanks was invoked since/);
  });
});

describe("bots and views of a flow", () => {
  const bot = describeBot("concierge", { Order: ["orderId"], Agent: [] }, ["verified"]);
  const view = describeView("feedback", { actions: ["Send", "Skip"], fields: ["stars"] });

  it("hand their answers to the branches", () => {
    const { document } = inbound((f) => {
      f.askBot(
        bot,
        { say: "How can I help?", sessionAttributes: { from: "menu" } },
        {
          intents: {
            Order: (f, { slots, sessionAttributes }) => f.say(text`${slots.orderId} ${sessionAttributes.verified}`),
          },
          onNoMatch: (f) => f.say("Sorry?"),
        },
      );
      f.showView(
        view,
        { timeoutSeconds: 60, data: { Name: "Alex" }, sensitive: true },
        {
          actions: { Send: (f, { fields }) => f.say(fields.stars) },
          onNoMatch: goOn,
          onTimeout: (f) => f.disconnect(),
        },
      );
      f.disconnect();
    });
    const ask = only(document, "ConnectParticipantWithLexBot");
    expect(ask.Parameters).to.deep.equal({
      Text: "How can I help?",
      LexV2Bot: { AliasArn: "${{bot:concierge}}" },
      LexSessionAttributes: { from: "menu" },
    });
    expect(onResult(document, ask, "Order").Parameters?.["Text"]).to.equal(
      "$.Lex.Slots.orderId $.Lex.SessionAttributes.verified",
    );
    const show = only(document, "ShowView");
    expect(show.Parameters).to.deep.equal({
      ViewResource: { Id: "${{view:feedback}}" },
      InvocationTimeLimitSeconds: "60",
      ViewData: { Name: "Alex" },
      SensitiveDataConfiguration: { HideResponseOn: ["TRANSCRIPT"] },
    });
    expect(onResult(document, show, "Send").Parameters?.["Text"]).to.equal("$.Views.ViewResultData.stars");
    expect(onErrorOf(document, show, "TimeLimitExceeded").Type).to.equal("DisconnectParticipant");
  });

  it("are bound to their ARNs", async () => {
    const BOT = "arn:aws:lex:us-east-1:123456789012:bot-alias/CONCIERGE1/LIVEALIAS1";
    const { document, type } = inbound((f) => {
      f.askBot(bot, { say: "Hello?" }, { intents: {}, onNoMatch: goOn });
      f.showView(view, { timeoutSeconds: 60 }, { actions: {}, onNoMatch: goOn, onTimeout: goOn });
      f.disconnect();
    });
    const flows = [{ name: "start", type, content: toJson(document) }];
    const { one } = await run("update", () => center({ flows, bots: { concierge: BOT }, views: { feedback: "v:1" } }));
    expect(one(FLOW, "start").inputs.content).to.include(`"AliasArn": "${BOT}"`).and.to.include('"Id": "v:1"');
    expect(await refusal({ flows, views: { feedback: "v:1" } })).to.equal(
      'Flow start names the bot "concierge", which is not declared. Declared: none.',
    );
  });
});
