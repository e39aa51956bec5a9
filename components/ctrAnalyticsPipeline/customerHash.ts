/** The secret that customers' addresses are hashed with, so that rows tell who came back without telling who it was. */
import * as aws from "@pulumi/aws";
import * as random from "@pulumi/random";
import type { HandlerPermission } from "../foundations/handlerFunction";
import { keyUse } from "../foundations/keyUse";
import { dataOptions } from "../foundations/dataProtection";
import type { PipelineContext } from "./context";

/** Characters of the secret: 64 of letters and digits are more than the 256 bits HMAC-SHA-256 makes use of. */
const LENGTH = 64;

/** The secret's ARN, known once its value is there, and what reading it takes. */
export interface CustomerHash {
  arn: aws.secretsmanager.Secret["arn"];
  readerPermissions: HandlerPermission[];
}

/** Makes the secret. It never changes by itself: with another one, nobody who calls again would be known again. */
export function customerHash({ name, parent, keyArn, protectData }: PipelineContext): CustomerHash {
  const value = new random.RandomPassword(
    `${name}-customer-hash`,
    { length: LENGTH, special: false },
    dataOptions(parent, protectData),
  );
  const secret = new aws.secretsmanager.Secret(
    `${name}-customer-hash-secret`,
    { description: "Key of the hash that stands for customers' addresses in contact analytics", kmsKeyId: keyArn },
    dataOptions(parent, protectData),
  );
  const version = new aws.secretsmanager.SecretVersion(
    `${name}-customer-hash-value`,
    { secretId: secret.arn, secretString: value.result },
    { parent },
  );
  return {
    // By way of the version, so that no function runs before there is something to read.
    arn: version.secretId,
    readerPermissions: [
      { actions: ["secretsmanager:GetSecretValue"], resources: [secret.arn] },
      keyUse(parent, keyArn, "secretsmanager", ["kms:Decrypt"]),
    ],
  };
}
