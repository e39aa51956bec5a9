/** Lambda and IAM in the local provider. */
import { hexOf, numberOf, upperIdOf } from "../identity";
import { arnOf, named, type ResourceType, textOf, token } from "./resourceType";
import { isRecord } from "../graph";

const ENVIRONMENT_LIMIT = 4096;

const lambdaFunction: ResourceType = {
  autoName: named(64),
  taggable: true,
  defaults: {
    architectures: ["x86_64"],
    memorySize: 128,
    packageType: "Zip",
    publish: false,
    reservedConcurrentExecutions: -1,
    timeout: 3,
  },
  check: (checks) => {
    checks.required("role");
    checks.text("name", { maximum: 64, pattern: /^[\w-]+$/, patternMeaning: "letters, digits, _ and -" });
    checks.arn("role");
    checks.integer("timeout", 1, 900);
    checks.integer("memorySize", 128, 10_240);
    checks.integer("reservedConcurrentExecutions", -1, 1_000_000);
    checks.text("description", { maximum: 256 });
    if (checks.inputs.packageType === "Zip") {
      checks.required("handler", "runtime", "code");
    }
    checkEnvironment(checks.known("environment.variables"), (problem) => checks.refuse(problem));
  },
  compute: ({ urn, inputs, context }) => {
    const name = textOf(inputs, "name");
    const arn = arnOf(context, "lambda", `function:${name}`);
    const invocations = "lambda:path/2015-03-31/functions";
    const invokeArn = (target: string) =>
      `arn:${context.partition}:apigateway:${context.region}:${invocations}/${target}/invocations`;
    return {
      id: name,
      outputs: {
        arn,
        invokeArn: invokeArn(arn),
        lastModified: "2026-01-01T00:00:00.000+0000",
        qualifiedArn: `${arn}:$LATEST`,
        qualifiedInvokeArn: invokeArn(`${arn}:$LATEST`),
        signingJobArn: "",
        signingProfileVersionArn: "",
        sourceCodeSize: 400 + numberOf(urn, 1600),
        version: "$LATEST",
      },
    };
  },
};

function checkEnvironment(variables: unknown, refuse: (problem: string) => void): void {
  const entries = Object.entries(isRecord(variables) ? variables : {});
  for (const [name, value] of entries) {
    if (!/^[a-zA-Z]\w+$/.test(name)) {
      refuse(`environment.variables has "${name}"; a name starts with a letter and has two or more of A-Z a-z 0-9 _`);
    }
    if (typeof value !== "string") {
      refuse(`environment.variables.${name} is ${JSON.stringify(value)}; it must be a text`);
    }
  }
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name + String(value)), 0);
  if (size > ENVIRONMENT_LIMIT) {
    refuse(`environment.variables has ${size} bytes; Lambda takes at most ${ENVIRONMENT_LIMIT}`);
  }
}

const permission: ResourceType = {
  autoName: { property: "statementId", maximum: 100 },
  check: (checks) => {
    checks.required("action", "function", "principal");
    checks.text("action", {
      maximum: 100,
      pattern: /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/,
      patternMeaning: "a Lambda action",
    });
    checks.arn("sourceArn");
    checks.text("sourceAccount", { maximum: 12, pattern: /^\d{12}$/, patternMeaning: "an account id of 12 digits" });
  },
  compute: ({ inputs }) => ({ id: textOf(inputs, "statementId"), outputs: {} }),
};

const role: ResourceType = {
  autoName: named(64),
  taggable: true,
  regional: false,
  policies: { assumeRolePolicy: 2048 },
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  check: (checks) => {
    checks.required("assumeRolePolicy");
    checks.text("name", { maximum: 64, pattern: /^[\w+=,.@-]+$/, patternMeaning: "letters, digits and _+=,.@-" });
    checks.text("description", { maximum: 1000 });
    checks.integer("maxSessionDuration", 3600, 43_200);
  },
  compute: ({ urn, inputs, context }) => {
    const name = textOf(inputs, "name");
    return {
      id: name,
      outputs: {
        arn: `arn:${context.partition}:iam::${context.accountId}:role${textOf(inputs, "path")}${name}`,
        createDate: "2026-01-01T00:00:00Z",
        uniqueId: upperIdOf("AROA", urn, 17),
      },
    };
  },
};

const rolePolicy: ResourceType = {
  autoName: named(128),
  regional: false,
  policies: { policy: 10_240 },
  check: (checks) => checks.required("policy", "role"),
  compute: ({ inputs }) => ({ id: `${textOf(inputs, "role")}:${textOf(inputs, "name")}`, outputs: {} }),
};

/** `random` resources: seeded by the URN, so a password stays the same from run to run. */
export const randomTypes: Record<string, ResourceType> = {
  "random:index/randomId:RandomId": {
    regional: false,
    check: (checks) => {
      checks.required("byteLength");
      checks.integer("byteLength", 1, 32);
    },
    compute: ({ urn, inputs }) => {
      const hex = hexOf(urn, 2 * Number(inputs.byteLength));
      const bytes = Buffer.from(hex, "hex");
      const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
      const id = bytes.toString("base64url");
      return {
        id,
        outputs: {
          b64Std: prefix + bytes.toString("base64"),
          b64Url: prefix + id,
          dec: prefix + BigInt(`0x${hex}`).toString(),
          hex: prefix + hex,
        },
      };
    },
  },
  "random:index/randomPassword:RandomPassword": {
    regional: false,
    defaults: { lower: true, number: true, numeric: true, special: true, upper: true },
    check: (checks) => {
      checks.required("length");
      checks.integer("length", 1, 1000);
    },
    compute: ({ urn, inputs }) => {
      // One of each kind first, so that every service's rules for passwords are met.
      const letters = "Aa1!" + hexOf(urn, 64).repeat(16);
      return {
        id: "none",
        outputs: { result: letters.slice(0, Number(inputs.length)), bcryptHash: `$2a$10$${hexOf(urn, 53)}` },
      };
    },
  },
};

/** Resource types of Lambda and IAM by token. */
export const computeTypes: Record<string, ResourceType> = {
  [token("lambda", "Function")]: lambdaFunction,
  [token("lambda", "Permission")]: permission,
  [token("iam", "Role")]: role,
  [token("iam", "RolePolicy")]: rolePolicy,
};
