/** Secrets Manager, and random values that become secrets, in the local provider. */
import { createHash } from "node:crypto";
import { hexOf, uuidOf } from "../identity";
import type { InputChecks } from "./checks";
import { arnOf, type ResourceType, textOf, token } from "./resourceType";

const MAX_SECRET_BYTES = 65_536;

/** Six letters and digits, which Secrets Manager puts at the end of a secret's ARN. */
function suffixOf(urn: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const bytes = createHash("sha256").update(`suffix of ${urn}`).digest();
  return Array.from(bytes.subarray(0, 6), (byte) => alphabet[byte % alphabet.length] ?? "A").join("");
}

const secret: ResourceType = {
  autoName: { property: "name", maximum: 512 },
  policies: { policy: 20_480 },
  taggable: true,
  defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
  check: (checks) => {
    checks.text("name", {
      maximum: 512,
      pattern: /^[\w/+=.@-]+$/,
      patternMeaning: "letters, digits and / _ + = . @ -",
    });
    checks.text("description", { maximum: 2048 });
    const days = checks.known("recoveryWindowInDays");
    if (days !== 0) {
      checks.integer("recoveryWindowInDays", 7, 30, days);
    }
  },
  compute: ({ urn, inputs, context }) => {
    const arn = arnOf(context, "secretsmanager", `secret:${textOf(inputs, "name")}-${suffixOf(urn)}`);
    return { id: arn, outputs: { arn } };
  },
};

function checkValue(checks: InputChecks): void {
  const given = ["secretString", "secretBinary", "secretStringWo"].filter((name) => checks.inputs[name] !== undefined);
  if (given.length !== 1) {
    checks.refuse(`${given.join(" and ") || "no value"} given; give one of secretString, secretBinary, secretStringWo`);
  }
  for (const name of given) {
    const value = checks.known(name);
    const bytes = typeof value === "string" ? Buffer.byteLength(value) : 0;
    if (bytes > MAX_SECRET_BYTES) {
      checks.refuse(`${name} has ${bytes} bytes; a secret has at most ${MAX_SECRET_BYTES}`);
    }
  }
}

const secretVersion: ResourceType = {
  check: (checks) => {
    checks.required("secretId");
    checks.count("versionStages", 1, 20);
    checkValue(checks);
  },
  compute: ({ urn, inputs }) => {
    const versionId = uuidOf(urn);
    const arn = textOf(inputs, "secretId");
    const versionStages = inputs.versionStages ?? ["AWSCURRENT"];
    return { id: `${arn}|${versionId}`, outputs: { arn, versionId, versionStages } };
  },
};

const secretPolicy: ResourceType = {
  policies: { policy: 20_480 },
  check: (checks) => {
    checks.required("secretArn", "policy");
    checks.arn("secretArn");
  },
  compute: ({ inputs }) => ({ id: textOf(inputs, "secretArn"), outputs: {} }),
};

/** Bytes derived from a URN: the same in every run, as a created resource's are. */
function bytesOf(urn: string, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) => hexOf(`${urn} ${block}`, 64));
  return Buffer.from(blocks.join(""), "hex").subarray(0, length);
}

const randomBytes: ResourceType = {
  regional: false,
  check: (checks) => {
    checks.required("length");
    checks.integer("length", 1, 65_536);
  },
  compute: ({ urn, inputs }) => {
    const bytes = bytesOf(urn, Number(inputs.length));
    return { id: "none", outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
  },
};

const randomId: ResourceType = {
  regional: false,
  check: (checks) => {
    checks.required("byteLength");
    checks.integer("byteLength", 1, 65_536);
  },
  compute: ({ urn, inputs }) => {
    const bytes = bytesOf(urn, Number(inputs.byteLength));
    const prefix = textOf(inputs, "prefix");
    const hex = bytes.toString("hex");
    return {
      id: bytes.toString("base64url"),
      outputs: {
        b64Std: prefix + bytes.toString("base64"),
        b64Url: prefix + bytes.toString("base64url"),
        dec: prefix + BigInt(`0x${hex}`).toString(),
        hex: prefix + hex,
      },
    };
  },
};

const randomUuid: ResourceType = {
  regional: false,
  compute: ({ urn }) => ({ id: uuidOf(urn), outputs: { result: uuidOf(urn) } }),
};

/** Resource types of secrets by token. */
export const secretsTypes: Record<string, ResourceType> = {
  [token("secretsmanager", "Secret")]: secret,
  [token("secretsmanager", "SecretVersion")]: secretVersion,
  [token("secretsmanager", "SecretPolicy")]: secretPolicy,
  "random:index/randomBytes:RandomBytes": randomBytes,
  "random:index/randomId:RandomId": randomId,
  "random:index/randomUuid:RandomUuid": randomUuid,
};
