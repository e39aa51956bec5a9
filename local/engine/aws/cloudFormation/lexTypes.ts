/** Amazon Lex V2 in the local provider: bots, their versions and aliases, as CloudFormation declares them. */
import { isRecord } from "../../graph";
import { numberOf, upperIdOf } from "../../identity";
import { arnOf, textOf } from "../resourceType";
import type { DeclaredType } from "./declaredType";
import { BOT, BOT_ALIAS, BOT_VERSION } from "./lexShapes";
import { checkShape } from "./shape";

const ID_LENGTH = 10;
const MAX_VERSION = 99_999;

type Refuse = (problem: string) => void;

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function names(value: unknown, property = "Name"): string[] {
  return records(value).map((entry) => textOf(entry, property));
}

/** What building a locale finds out. */
function checkLocale(locale: Record<string, unknown>, path: string, refuse: Refuse): void {
  const slotTypes = names(locale.SlotTypes);
  const intents = records(locale.Intents);
  if (!intents.some(({ ParentIntentSignature: parent }) => parent === "AMAZON.FallbackIntent")) {
    refuse(`${path}.Intents has no intent with the ParentIntentSignature AMAZON.FallbackIntent; add it`);
  }
  intents.forEach((intent, index) => checkIntent(intent, slotTypes, `${path}.Intents[${index}]`, refuse));
  for (const [property, all] of [
    ["Intents", names(intents)],
    ["SlotTypes", slotTypes],
  ] as const) {
    const twice = all.find((name, index) => all.indexOf(name) !== index);
    if (twice !== undefined) refuse(`${path}.${property} has ${twice} twice; names are unique in a locale`);
  }
}

function checkIntent(intent: Record<string, unknown>, slotTypes: string[], path: string, refuse: Refuse): void {
  const slots = records(intent.Slots);
  const slotNames = names(slots);
  for (const slot of slots) {
    const type = textOf(slot, "SlotTypeName");
    if (!type.startsWith("AMAZON.") && !slotTypes.includes(type)) {
      refuse(`${path} has the slot ${textOf(slot, "Name")} of the type ${type}, which the locale does not have`);
    }
    const elicitation = isRecord(slot.ValueElicitationSetting) ? slot.ValueElicitationSetting : {};
    if (elicitation.SlotConstraint === "Required" && elicitation.PromptSpecification === undefined) {
      refuse(`${path} has the required slot ${textOf(slot, "Name")} without a PromptSpecification; give it`);
    }
  }
  const priorities = names(intent.SlotPriorities, "SlotName");
  const missing = slotNames.filter((name) => !priorities.includes(name));
  const extra = priorities.filter((name) => !slotNames.includes(name));
  if (missing.length + extra.length > 0) {
    refuse(`${path}.SlotPriorities does not name exactly the slots; look at ${[...missing, ...extra].join(", ")}`);
  }
  for (const utterance of names(intent.SampleUtterances, "Utterance")) {
    const strange = [...utterance.matchAll(/\{([^}]*)\}/g)].find(([, slot = ""]) => !slotNames.includes(slot));
    if (strange) refuse(`${path} has the utterance "${utterance}", but no slot ${strange[1] ?? ""}`);
  }
}

const bot: DeclaredType = {
  check: (state, refuse) => {
    checkShape(state, BOT, "", refuse);
    records(state.BotLocales).forEach((locale, index) => checkLocale(locale, `BotLocales[${index}]`, refuse));
  },
  compute: (_, urn, context) => {
    const id = upperIdOf("", `${urn}/bot`, ID_LENGTH);
    return { id, added: { Id: id, Arn: arnOf(context, "lex", `bot/${id}`) } };
  },
};

const botVersion: DeclaredType = {
  check: (state, refuse) => checkShape(state, BOT_VERSION, "", refuse),
  compute: (state, urn) => {
    // Lex counts; here nothing is remembered of earlier versions, so that each has a number of its own.
    const version = String(numberOf(urn, MAX_VERSION) + 1);
    return { id: `${textOf(state, "BotId")}|${version}`, added: { BotVersion: version } };
  },
};

const botAlias: DeclaredType = {
  check: (state, refuse) => checkShape(state, BOT_ALIAS, "", refuse),
  compute: (state, urn, context) => {
    const botId = textOf(state, "BotId");
    const aliasId = upperIdOf("", `${urn}/alias`, ID_LENGTH);
    return {
      id: `${aliasId}|${botId}`,
      added: {
        Arn: arnOf(context, "lex", `bot-alias/${botId}/${aliasId}`),
        BotAliasId: aliasId,
        BotAliasStatus: "Available",
      },
    };
  },
};

/** Lex types by CloudFormation type name. */
export const lexTypes: Record<string, DeclaredType> = {
  "AWS::Lex::Bot": bot,
  "AWS::Lex::BotVersion": botVersion,
  "AWS::Lex::BotAlias": botAlias,
};
