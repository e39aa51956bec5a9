/** Flaws of functions, roles, permissions and what they are told. */
import {
  add,
  any,
  called,
  edited,
  type Flaw,
  firstStatement,
  inText,
  put,
  remove,
  saying,
  setting,
  statements,
} from "../flaw";

const FUNCTION = "lambda/function:Function";
const ROLE = "iam/role:Role";
const POLICY = "iam/rolePolicy:RolePolicy";
const PERMISSION = "lambda/permission:Permission";
const LOG_GROUP = "cloudwatch/logGroup:LogGroup";
const LOOKUP = called(/lookup-caller$/);
const BRIDGE = called(/bridge$/);
const READER = called(/process-contact-records$/);
const FILTER = "cloudwatch/logMetricFilter:LogMetricFilter";
const OF_CONNECT = saying(/"connect\.amazonaws\.com"/);
const OF_API = saying(/"apigateway\.amazonaws\.com"/);

/** A role policy for a function that grants something more. */
function granting(name: string, statement: Record<string, unknown>): Flaw {
  return inText(
    name,
    "G-04",
    POLICY,
    called(/lookup-caller-policy$/),
    "policy",
    statements((all) => void all.push({ Effect: "Allow", ...statement })),
  );
}

function trusting(name: string, change: Record<string, unknown>): Flaw {
  return inText(
    name,
    "G-04",
    ROLE,
    saying(/connect|firehose|scheduler|lexv2/),
    "assumeRolePolicy",
    firstStatement("Allow", change),
  );
}

export const COMPUTE: readonly Flaw[] = [
  setting("a function of the contact path takes 9 seconds", "G-01", FUNCTION, LOOKUP, "timeout", 9),
  setting("a function of the chat's API takes 20 seconds", "G-01", FUNCTION, BRIDGE, "timeout", 20),
  setting("a function that reads the stream takes 5 minutes", "G-01", FUNCTION, READER, "timeout", 300),
  setting("a function without a timeout", "G-01", FUNCTION, LOOKUP, "timeout", undefined),
  setting("an old runtime", "G-01", FUNCTION, LOOKUP, "runtime", "nodejs18.x"),
  setting("a runtime that ends soon", "G-01", FUNCTION, READER, "runtime", "nodejs20.x"),
  setting("a function without a trace", "G-01", FUNCTION, LOOKUP, "tracingConfig.mode", "PassThrough"),
  setting("a function whose tracing is left out", "G-01", FUNCTION, READER, "tracingConfig", undefined),
  setting("a function with the default memory", "G-01", FUNCTION, LOOKUP, "memorySize", undefined),
  setting("a function that logs where it likes", "G-01", FUNCTION, LOOKUP, "loggingConfig", undefined),
  setting(
    "a function that logs into another stack's group",
    "G-01",
    FUNCTION,
    READER,
    "loggingConfig.logGroup",
    "/elsewhere",
  ),
  setting("a function in a network", "G-01", FUNCTION, LOOKUP, "vpcConfig", {
    subnetIds: ["subnet-1"],
    securityGroupIds: [],
  }),
  setting("logs kept a week", "G-01", LOG_GROUP, saying(/kmsKeyId/), "retentionInDays", 7),
  setting("logs kept for ever", "G-01", LOG_GROUP, saying(/kmsKeyId/), "retentionInDays", undefined),
  setting("the flow log kept a month", "G-01", LOG_GROUP, saying(/aws\/connect/), "retentionInDays", 30),
  setting("logs with AWS' own key", "G-01", LOG_GROUP, saying(/kmsKeyId/), "kmsKeyId", undefined),
  granting("an action with a wildcard", {
    Action: ["dynamodb:*"],
    Resource: ["arn:aws:dynamodb:us-east-1:123456789012:table/x"],
  }),
  granting("every action there is", { Action: "*", Resource: "*" }),
  granting("a family of actions", { Action: ["s3:Get*"], Resource: ["arn:aws:s3:::records/*"] }),
  granting("every table", { Action: ["dynamodb:GetItem"], Resource: ["*"] }),
  granting("every table, spelt out", {
    Action: ["dynamodb:GetItem"],
    Resource: ["arn:aws:dynamodb:us-east-1:123456789012:table/*"],
  }),
  granting("every bucket", { Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::*"] }),
  granting("everything but", { NotAction: ["iam:CreateUser"], Resource: "*" }),
  granting("every resource but", {
    Action: ["dynamodb:GetItem"],
    NotResource: "arn:aws:dynamodb:us-east-1:123456789012:table/x",
  }),
  granting("the right to pass roles", { Action: ["iam:PassRole"], Resource: ["arn:aws:iam::123456789012:role/admin"] }),
  granting("the right to change code", {
    Action: ["lambda:UpdateFunctionCode"],
    Resource: ["arn:aws:lambda:us-east-1:123456789012:function:portal"],
  }),
  granting("the right to invoke any function", { Action: ["lambda:InvokeFunction"], Resource: ["*"] }),
  granting("any secret", { Action: ["secretsmanager:GetSecretValue"], Resource: ["*"] }),
  inText(
    "text messages allowed for topics too",
    "G-04",
    POLICY,
    called(/send-sms-policy$/),
    "policy",
    statements((all) => all.splice(0, all.length, ...all.filter((one) => one["Effect"] !== "Deny"))),
  ),
  trusting("anybody takes on a role", { Principal: "*" }),
  trusting("anybody with an account takes on a role", { Principal: { AWS: "*" } }),
  trusting("another account takes on a role", {
    Principal: { AWS: "arn:aws:iam::999988887777:root" },
    Condition: undefined,
  }),
  trusting("a service takes on a role in anybody's name", { Condition: undefined }),
  setting("a role with AWS' administrator policy", "G-04", ROLE, any, "managedPolicyArns", [
    "arn:aws:iam::aws:policy/AdministratorAccess",
  ]),
  {
    name: "a role with an AWS-managed policy attached",
    rule: "G-04",
    mutate: (graph) => [
      add(graph, edited(graph, ROLE), "iam/rolePolicyAttachment:RolePolicyAttachment", "attached", {
        role: "any",
        policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
      }),
    ],
  },
  {
    name: "a user with an access key",
    rule: "G-04",
    mutate: (graph) => [add(graph, edited(graph, ROLE), "iam/accessKey:AccessKey", "key", { user: "deployer" })],
  },
  setting("anybody calls a function", "G-05", PERMISSION, any, "principal", "*"),
  setting("any instance calls a function", "G-05", PERMISSION, OF_CONNECT, "sourceArn", undefined),
  setting(
    "another instance calls a function",
    "G-05",
    PERMISSION,
    OF_CONNECT,
    "sourceArn",
    "arn:aws:connect:us-east-1:123456789012:instance/other",
  ),
  setting(
    "any instance of the account calls a function",
    "G-05",
    PERMISSION,
    OF_CONNECT,
    "sourceArn",
    "arn:aws:connect:us-east-1:123456789012:instance/*",
  ),
  setting("an instance of any account calls a function", "G-05", PERMISSION, OF_CONNECT, "sourceAccount", undefined),
  setting("any API calls a function", "G-05", PERMISSION, OF_API, "sourceArn", undefined),
  setting("a service may do everything to a function", "G-05", PERMISSION, OF_API, "action", "lambda:*"),
  setting("any bot calls a function", "G-05", PERMISSION, saying(/lexv2/), "sourceArn", undefined),
  {
    name: "a function with an open address",
    rule: "G-05",
    mutate: (graph) => [
      add(graph, edited(graph, FUNCTION), "lambda/functionUrl:FunctionUrl", "url", {
        functionName: "x",
        authorizationType: "NONE",
      }),
    ],
  },
  setting(
    "a token in the environment",
    "G-12",
    FUNCTION,
    LOOKUP,
    "environment.variables.SLACK_TOKEN",
    "letmein-please",
  ),
  setting(
    "a password in the environment",
    "G-12",
    FUNCTION,
    LOOKUP,
    "environment.variables.DB_PASSWORD",
    "correct horse",
  ),
  setting(
    "a key in the environment under a plain name",
    "G-12",
    FUNCTION,
    LOOKUP,
    "environment.variables.SETTING",
    "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12",
  ),
  setting(
    "an access key in the environment",
    "G-12",
    FUNCTION,
    LOOKUP,
    "environment.variables.USER",
    `AKIA${"ABCDEFGH12345678"}`,
  ),
  setting(
    "a private key in a description",
    "G-12",
    FUNCTION,
    LOOKUP,
    "description",
    "-----BEGIN RSA PRIVATE KEY----- MII",
  ),
  {
    name: "a token in the code of a function",
    rule: "G-12",
    mutate: (graph) => {
      const fn = edited(graph, FUNCTION, LOOKUP);
      put(fn, "code", { assets: { "__index.js": { text: `const token = "${"xoxb"}-1234567890-abcdefghij";` } } });
      return [fn.name];
    },
  },
  setting("a secret with AWS' own key", "G-12", "secretsmanager/secret:Secret", any, "kmsKeyId", undefined),
  {
    name: "failures nobody counts in the log",
    rule: "G-19",
    mutate: (graph) => {
      const filter = edited(graph, FILTER, saying(/fail|error/i));
      remove(graph, filter);
      const metric = /"name":"([^"]+)","namespace"/.exec(JSON.stringify(filter.inputs))?.[1] ?? "";
      const alarms = graph.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(`"${metric}"`));
      return alarms.map(({ name }) => name);
    },
  },
  setting("failures counted as nothing", "G-19", FILTER, saying(/fail|error/i), "metricTransformation.value", "0"),
  setting("a filter that finds nothing", "G-19", FILTER, saying(/fail|error/i), "pattern", "nothing"),
];
