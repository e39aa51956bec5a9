/** The topic every alarm of a stack is sent to, encrypted with the customer's key, with an optional e-mail subscriber. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "./account";

/** Arguments of {@link AlarmTopic}. */
export interface AlarmTopicArgs {
  /** ARN of a customer key that lets `cloudwatch.amazonaws.com` use it; with SNS's own key alarms are silently lost. */
  keyArn: pulumi.Input<string>;
  /** E-mail address that is told about alarms. SNS asks it to confirm. Left out, nobody is subscribed by this program. */
  email?: string;
}

/** An SNS topic that CloudWatch alarms of this account may publish to. */
export class AlarmTopic extends pulumi.ComponentResource {
  /** Topic ARN; what alarms take as their action. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("contact-center:index:AlarmTopic", name, args, opts);
    const account = accountOf(this);
    const topic = new aws.sns.Topic(name, { kmsMasterKeyId: args.keyArn }, { parent: this });
    const policy = pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
          Sid: "AlarmsOfThisAccount",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { StringEquals: { "aws:SourceAccount": account.id } },
        },
      ],
    });
    new aws.sns.TopicPolicy(`${name}-policy`, { arn: topic.arn, policy }, { parent: this });
    if (args.email) {
      new aws.sns.TopicSubscription(
        `${name}-email`,
        { topic: topic.arn, protocol: "email", endpoint: args.email },
        { parent: this },
      );
    }
    this.arn = topic.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
