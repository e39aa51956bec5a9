/** Lets the instance's flows talk to Lex V2 bots: the association, which also writes the alias' resource policy. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Site, connectOptions } from "./site";

/** Bots of a centre as name → ARN of the alias. */
export type BotAliases = Record<string, pulumi.Input<string>>;

/**
 * Associates each bot's alias with the instance, one after the other; answers the aliases, each known to flows only once
 * it is associated: Connect refuses a flow that names one it may not call.
 */
export function buildBotAssociations(site: Site, bots: BotAliases): Record<string, pulumi.Output<string>> {
  const associated = Object.entries(bots).map(([name, aliasArn]) => {
    const association = site.lane.add(
      new aws.cloudcontrol.Resource(
        `${site.name}-bot-${name}`,
        {
          typeName: "AWS::Connect::IntegrationAssociation",
          // The property is called an id and takes the ARN.
          desiredState: pulumi.jsonStringify({
            InstanceId: site.instanceArn,
            IntegrationType: "LEX_BOT",
            IntegrationArn: aliasArn,
          }),
        },
        connectOptions(site),
      ),
    );
    return [name, pulumi.all([aliasArn, association.id]).apply(([arn]) => arn)] as const;
  });
  return Object.fromEntries(associated);
}
