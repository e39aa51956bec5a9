/**
 * The bots a program declares, their versions and aliases, and which aliases an Amazon Connect instance may use. The
 * graph has a bot's present content only, so every version of it serves that.
 */
import { declaredResources, type DeclaredResource } from "../../declaredResources";
import type { ResourceGraph } from "../../engine/graph";
import { resourcesOfType, textOf } from "../../graphValues";
import type { BotDefinition } from "./definition";
import { flagAt, listAt, objectAt, textAt, type Json } from "./document";
import { readBot } from "./readBot";

/** The alias every bot has for trying it; it always serves the draft. */
const TEST_ALIAS_ID = "TSTALIASID";
const DRAFT = "DRAFT";

/** One locale of an alias. */
export interface AliasLocale {
  readonly enabled: boolean;
  /** ARN of the Lambda function of both code hooks. */
  readonly codeHookArn: string | undefined;
}

/** An alias and what it serves. */
export interface AliasDefinition {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly bot: BotDefinition;
  /** `DRAFT` or a number. */
  readonly version: string;
  readonly locales: ReadonlyMap<string, AliasLocale>;
  /** Locales of the version it points to; undefined when the program declares no such version. */
  readonly versionLocales: ReadonlySet<string> | undefined;
}

function aliasLocales(settings: readonly Json[]): Map<string, AliasLocale> {
  return new Map(
    settings.map((entry) => {
      const setting = objectAt(entry, "BotAliasLocaleSetting");
      const hook = objectAt(setting, "CodeHookSpecification", "LambdaCodeHook");
      const locale = { enabled: flagAt(setting, "Enabled"), codeHookArn: textAt(hook, "LambdaArn") };
      return [textAt(entry, "LocaleId") ?? "", locale];
    }),
  );
}

/** Reads what a graph declares of Amazon Lex. */
export class Deployment {
  readonly #bots = new Map<string, BotDefinition>();
  readonly #aliases = new Map<string, AliasDefinition>();
  /** ARNs of aliases that are associated with an instance. */
  readonly #associated: ReadonlySet<string>;

  constructor(private readonly graph: ResourceGraph) {
    const versions = declaredResources(graph, "AWS::Lex::BotVersion");
    for (const { id, properties } of declaredResources(graph, "AWS::Lex::Bot")) {
      const bot = readBot(textAt(properties, "Id") ?? id ?? "", properties);
      this.#bots.set(bot.id, bot);
      this.#add(testAlias(bot, this.arnOf(bot.id, TEST_ALIAS_ID), properties));
    }
    for (const { id: primaryId = "", properties } of declaredResources(graph, "AWS::Lex::BotAlias")) {
      const bot = this.#bots.get(textAt(properties, "BotId") ?? "");
      const id = textAt(properties, "BotAliasId") ?? primaryId.split("|")[0] ?? "";
      if (bot === undefined) continue;
      const version = textAt(properties, "BotVersion") ?? DRAFT;
      const arn = textAt(properties, "Arn") ?? this.arnOf(bot.id, id);
      const locales = aliasLocales(listAt(properties, "BotAliasLocaleSettings"));
      const name = textAt(properties, "BotAliasName") ?? "";
      this.#add({ arn, id, name, bot, version, locales, versionLocales: localesOf(bot, version, versions) });
    }
    this.#associated = associatedAliases(graph);
  }

  /** Whether the program declares any bot. */
  get isEmpty(): boolean {
    return this.#bots.size === 0;
  }

  /** Every alias. */
  get aliases(): readonly AliasDefinition[] {
    return [...this.#aliases.values()];
  }

  /** The alias of that ARN; undefined when the program declares none. */
  alias(arn: string): AliasDefinition | undefined {
    return this.#aliases.get(arn);
  }

  /** The alias a request of the runtime API names. */
  aliasOf(botId: string, aliasId: string): AliasDefinition | undefined {
    return this.#aliases.get(this.arnOf(botId, aliasId));
  }

  /** ARN of an alias in the account of this graph, whether there is one or not. */
  arnOf(botId: string, aliasId: string): string {
    const { partition, region, accountId } = this.graph;
    return `arn:${partition}:lex:${region}:${accountId}:bot-alias/${botId}/${aliasId}`;
  }

  /** Whether an alias is associated with the declared instance. */
  isAssociated(arn: string): boolean {
    return this.#associated.has(arn);
  }

  #add(alias: AliasDefinition): void {
    this.#aliases.set(alias.arn, alias);
  }
}

function testAlias(bot: BotDefinition, arn: string, state: Json): AliasDefinition {
  const given = aliasLocales(listAt(objectAt(state, "TestBotAliasSettings"), "BotAliasLocaleSettings"));
  // Without settings the test alias has every locale on, and no code hook.
  const locales = new Map(
    [...bot.locales.keys()].map((id) => [id, { enabled: true, codeHookArn: undefined }] as const),
  );
  return {
    arn,
    id: TEST_ALIAS_ID,
    name: "TestBotAlias",
    bot,
    version: DRAFT,
    locales: given.size > 0 ? given : locales,
    versionLocales: new Set(bot.locales.keys()),
  };
}

function localesOf(
  bot: BotDefinition,
  version: string,
  versions: readonly DeclaredResource[],
): Set<string> | undefined {
  if (version === DRAFT) return new Set(bot.locales.keys());
  const found = versions.find(
    ({ properties }) => textAt(properties, "BotId") === bot.id && String(properties["BotVersion"] ?? "") === version,
  );
  if (found === undefined) return undefined;
  const named = listAt(found.properties, "BotVersionLocaleSpecification").map(
    (entry) => textAt(entry, "LocaleId") ?? "",
  );
  return new Set(named);
}

function associatedAliases(graph: ResourceGraph): Set<string> {
  const instances = new Set(
    resourcesOfType(graph, "aws:connect/instance:Instance").map((instance) => textOf(instance, "arn")),
  );
  return new Set(
    declaredResources(graph, "AWS::Connect::IntegrationAssociation")
      .filter(
        ({ properties }) =>
          textAt(properties, "IntegrationType") === "LEX_BOT" && instances.has(textAt(properties, "InstanceId")),
      )
      .map(({ properties }) => textAt(properties, "IntegrationArn") ?? ""),
  );
}
