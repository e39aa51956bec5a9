/** What the portal is told of the centre: an item of the settings table that only the program writes. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A language that messages are written in. */
export interface PortalLanguageArgs {
  /** As Connect calls it, such as `en-US`. */
  language: string;
  /** The Amazon Polly voice that speaks it, such as `Joanna`. */
  voice: string;
}

/** What is in the catalogue. */
export interface PortalCatalogArgs {
  /** Queue ARNs by name. */
  queueArns: pulumi.Input<Record<string, string>>;
  /** Languages of messages; the first is the centre's own. */
  languages: PortalLanguageArgs[];
  /** IANA time zone of the centre: when its day begins. */
  timeZone: pulumi.Input<string>;
}

/** The scope nobody sets anything for. */
const SCOPE = "catalog";

/** Writes the catalogue into a settings table. */
export function writeCatalog(
  parent: pulumi.Resource,
  name: string,
  tableName: pulumi.Input<string>,
  { queueArns, languages, timeZone }: PortalCatalogArgs,
): aws.dynamodb.TableItem {
  const item = pulumi.all([queueArns, timeZone]).apply(([arns, zone]) =>
    JSON.stringify({
      scope: { S: SCOPE },
      queues: { L: Object.entries(arns).map(queueItem) },
      languages: { L: languages.map(({ language }) => ({ S: language })) },
      voices: { M: Object.fromEntries(languages.map(({ language, voice }) => [language, { S: voice }])) },
      timeZone: { S: zone },
    }),
  );
  return new aws.dynamodb.TableItem(`${name}-catalog`, { tableName, hashKey: "scope", item }, { parent });
}

function queueItem([name, arn]: [string, string]) {
  return { M: { name: { S: name }, arn: { S: arn }, id: { S: arn.slice(arn.lastIndexOf("/") + 1) } } };
}
