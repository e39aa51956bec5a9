/** The bot itself: the one resource of a CloudFormation stack, which can change what cannot be read back. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What a stack is made of. */
interface BotParts {
  readonly document: BotDocument;
  readonly roleArn: pulumi.Input<string>;
  readonly tags: Record<string, string>;
  /** Without it the role may do nothing yet. */
  readonly policy: pulumi.Resource;
}

/** A document whose name is settled. */
export interface BotDocument {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly locales: string[];
}

const NAME = /^([0-9a-zA-Z][_-]?){1,100}$/;
/** Characters of a template (TemplateBody). */
const MAX_TEMPLATE = 51_200;
/** Bots with this tag are offered in the flow designer of Connect's console. */
const CONNECT_TAG = { AmazonConnectEnabled: "True" };

/** Reads a document and names the bot. @throws Error when it is none, or Lex does not take the name. */
export function readDocument(name: string, text: string, botName?: string): BotDocument {
  const properties = parsed(name, text);
  const locales = Array.isArray(properties.BotLocales) ? properties.BotLocales.flatMap(localeId) : [];
  if (locales.length === 0) {
    throw new Error(`ConversationalBot ${name}: the document has no BotLocales; a bot needs at least one language.`);
  }
  const given = botName ?? `${String(properties.Name)}-${pulumi.getStack()}`.replace(/[^0-9a-zA-Z_-]+/g, "-");
  if (!NAME.test(given)) {
    throw new Error(
      `ConversationalBot ${name}: the bot would be called "${given}"; Lex takes 1 to 100 letters and digits, with single - and _ between them. Set botName.`,
    );
  }
  return { properties: { ...properties, Name: given }, locales };
}

function parsed(name: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The same message as for JSON that is no object.
  }
  throw new Error(`ConversationalBot ${name}: the document is not a JSON object; give what lexDocument(bot) answers.`);
}

function localeId(locale: unknown): string[] {
  const id = typeof locale === "object" && locale !== null && "LocaleId" in locale ? locale.LocaleId : undefined;
  return typeof id === "string" ? [id] : [];
}

/** Makes the stack. The bot's id is looked up, because a stack's outputs are unknown in every preview that changes it. */
export function buildBot(
  name: string,
  parent: pulumi.Resource,
  { document, roleArn, tags, policy }: BotParts,
): { botId: pulumi.Output<string>; stack: aws.cloudformation.Stack } {
  const BotTags = Object.entries({ ...tags, ...CONNECT_TAG })
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([Key, Value]) => ({ Key, Value }));
  const templateBody = JSON.stringify({
    Parameters: { RoleArn: { Type: "String" } },
    Resources: {
      Bot: { Type: "AWS::Lex::Bot", Properties: { ...document.properties, RoleArn: { Ref: "RoleArn" }, BotTags } },
    },
    Outputs: { BotId: { Value: { Ref: "Bot" } } },
  });
  if (templateBody.length > MAX_TEMPLATE) {
    throw new Error(
      `ConversationalBot ${name}: the bot's template has ${templateBody.length} characters; CloudFormation takes ${MAX_TEMPLATE}. Use fewer or shorter utterances and texts.`,
    );
  }
  const stack = new aws.cloudformation.Stack(
    `${name}-bot`,
    { templateBody, parameters: { RoleArn: roleArn } },
    { parent, dependsOn: [policy] },
  );
  const found = aws.cloudformation.getStackOutput({ name: stack.id }, { parent });
  return { stack, botId: found.apply(({ outputs }) => botIdIn(name, outputs)) };
}

function botIdIn(name: string, outputs: Record<string, string>): string {
  const { BotId } = outputs;
  if (BotId === undefined) {
    throw new Error(
      `ConversationalBot ${name}: the bot's stack has no output BotId; it was changed by hand. Run pulumi refresh, then up.`,
    );
  }
  return BotId;
}
