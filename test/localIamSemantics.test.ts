/** How policies of every kind decide together, as AWS documents it: one row a rule. */
import { expect } from "chai";
import { IamService } from "../local/iam/iamService";
import {
  ACCOUNT,
  GraphBuilder,
  policy,
  REGION,
  roleArn,
  tableArn,
  trustOf,
  type TestStatement,
} from "./support/graphs";

const ROLE = roleArn("reader");
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/reader/one`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const TABLE = tableArn("orders");
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:jobs`;
const BUCKET = "arn:aws:s3:::records";
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;

/** Everything that decides. What is left out is not there. */
interface Policies {
  /** The role's own statements. */
  identity?: TestStatement[];
  /** Another inline policy of the role, as text. */
  document?: string;
  boundary?: TestStatement[];
  queue?: TestStatement[];
  bucket?: TestStatement[];
  key?: TestStatement[];
}

/** A request; the table is read unless it says otherwise. */
interface Request {
  action?: string;
  resource?: string;
  context?: Record<string, string>;
}

type Row = readonly [rule: string, policies: Policies, request: Request, allowed: boolean];

const allow = (Action: unknown, Resource: unknown, more: object = {}): TestStatement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown, more: object = {}): TestStatement => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});
const when = (operator: string, key: string, value: unknown): object => ({
  Condition: { [operator]: { [key]: value } },
});
const to = (AWS: unknown): object => ({ Principal: { AWS } });

const read = allow("dynamodb:GetItem", TABLE);
const send = { action: "sqs:SendMessage", resource: QUEUE };
const get = { action: "s3:GetObject", resource: `${BUCKET}/rows/a` };
const decrypt = { action: "kms:Decrypt", resource: KEY };
const via = (service: string) => ({ "kms:ViaService": `${service}.${REGION}.amazonaws.com` });

const rows: readonly Row[] = [
  // What is not allowed is denied; what is denied is not allowed.
  ["nothing is allowed by nothing", {}, {}, false],
  ["an allow allows", { identity: [read] }, {}, true],
  ["a deny wins over an allow before it", { identity: [read, deny("dynamodb:*", "*")] }, {}, false],
  ["a deny wins over an allow after it", { identity: [deny("dynamodb:*", "*"), read] }, {}, false],
  ["a deny of something else does nothing", { identity: [read, deny("dynamodb:PutItem", "*")] }, {}, true],
  ["a deny of another table does nothing", { identity: [read, deny("*", tableArn("other"))] }, {}, true],
  ["a deny wins over another policy's allow", { identity: [deny("*", "*")], document: policy(read) }, {}, false],
  ["one statement of several is enough", { identity: [allow("s3:*", "*"), read] }, {}, true],
  // Actions.
  ["an action is one of a list", { identity: [allow(["s3:GetObject", "dynamodb:GetItem"], "*")] }, {}, true],
  ["* in an action is any text", { identity: [allow("dynamodb:*Item", "*")] }, {}, true],
  ["? in an action is one character", { identity: [allow("dynamodb:?etItem", "*")] }, {}, true],
  ["? in an action is not none", { identity: [allow("dynamodb:?GetItem", "*")] }, {}, false],
  ["letters of an action have no case", { identity: [allow("DYNAMODB:getitem", "*")] }, {}, true],
  ["a prefix of an action is not it", { identity: [allow("dynamodb:Get", "*")] }, {}, false],
  ["* alone is every action", { identity: [allow("*", TABLE)] }, {}, true],
  // NotAction and NotResource.
  [
    "an allow of NotAction leaves it out",
    { identity: [{ Effect: "Allow", NotAction: "dynamodb:GetItem", Resource: "*" }] },
    {},
    false,
  ],
  [
    "an allow of NotAction is about all else",
    { identity: [{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }] },
    {},
    true,
  ],
  [
    "a deny of NotAction denies all else",
    { identity: [read, { Effect: "Deny", NotAction: "s3:*", Resource: "*" }] },
    {},
    false,
  ],
  [
    "a deny of NotAction leaves it alone",
    { identity: [read, { Effect: "Deny", NotAction: ["dynamodb:Get*"], Resource: "*" }] },
    {},
    true,
  ],
  ["NotResource leaves it out", { identity: [{ Effect: "Allow", Action: "*", NotResource: TABLE }] }, {}, false],
  [
    "NotResource is about all else",
    { identity: [{ Effect: "Allow", Action: "*", NotResource: tableArn("other") }] },
    {},
    true,
  ],
  [
    "a deny of NotResource is a fence",
    { identity: [read, { Effect: "Deny", Action: "*", NotResource: [`${TABLE}*`] }] },
    {},
    true,
  ],
  [
    "NotResource of a list is none of them",
    { identity: [{ Effect: "Allow", Action: "*", NotResource: [tableArn("a"), TABLE] }] },
    {},
    false,
  ],
  // Resources.
  ["* in a resource is any text", { identity: [allow("*", tableArn("ord*"))] }, {}, true],
  ["? in a resource is one character", { identity: [allow("*", tableArn("order?"))] }, {}, true],
  ["letters of a resource have their case", { identity: [allow("*", tableArn("Orders"))] }, {}, false],
  ["a table is not its index", { identity: [read] }, { resource: `${TABLE}/index/i` }, false],
  ["* reaches over slashes", { identity: [allow("*", tableArn("*"))] }, { resource: `${TABLE}/index/i` }, true],
  ["* of one part of an ARN stays in it", { identity: [allow("*", "arn:aws:dynamodb:*:table/orders")] }, {}, false],
  ["a part of an ARN may be all *", { identity: [allow("*", "arn:*:dynamodb:*:*:table/orders")] }, {}, true],
  ["a request on * is of no resource's allow", { identity: [read] }, { resource: "*" }, false],
  // Variables.
  [
    "a variable is the request's value",
    { identity: [allow("*", `${tableArn("")}\${aws:PrincipalAccount}`)] },
    { resource: tableArn(ACCOUNT) },
    true,
  ],
  ["a variable nobody gives matches nothing", { identity: [allow("*", `${TABLE}\${aws:username}`)] }, {}, false],
  [
    "a variable may have a value of its own",
    { identity: [allow("*", tableArn("${aws:username, 'orders'}"))] },
    {},
    true,
  ],
  [
    "a variable's name has no case",
    { identity: [allow("*", tableArn("${AWS:principalaccount}"))] },
    { resource: tableArn(ACCOUNT) },
    true,
  ],
  [
    "a variable's value is no pattern",
    { identity: [allow("*", tableArn("${ses:FromAddress}"))] },
    { context: { "ses:FromAddress": "*" } },
    false,
  ],
  ["${*} is a star, not any text", { identity: [allow("*", tableArn("ord${*}"))] }, {}, false],
  ["${*} is a star", { identity: [allow("*", tableArn("ord${*}"))] }, { resource: tableArn("ord*") }, true],
  ["${?} is a question mark", { identity: [allow("*", tableArn("order${?}"))] }, {}, false],
  ["${$} is a dollar", { identity: [allow("*", tableArn("${$}x"))] }, { resource: tableArn("$x") }, true],
  [
    "a policy without a version knows no variables",
    { document: JSON.stringify({ Statement: [allow("*", tableArn("${aws:PrincipalAccount}"))] }) },
    { resource: tableArn(ACCOUNT) },
    false,
  ],
  // Conditions.
  ["a condition that holds", { identity: [allow("*", "*", when("StringEquals", "aws:PrincipalArn", ROLE))] }, {}, true],
  [
    "a key's name has no case",
    { identity: [allow("*", "*", when("StringEquals", "AWS:principalARN", ROLE))] },
    {},
    true,
  ],
  [
    "a condition on what is missing fails",
    { identity: [allow("*", "*", when("StringEquals", "ses:FromAddress", "a"))] },
    {},
    false,
  ],
  [
    "…IfExists on what is missing holds",
    { identity: [allow("*", "*", when("StringEqualsIfExists", "ses:FromAddress", "a"))] },
    {},
    true,
  ],
  [
    "…Not… on what is missing holds",
    { identity: [allow("*", "*", when("StringNotEquals", "ses:FromAddress", "a"))] },
    {},
    true,
  ],
  [
    "…NotLike… on what is missing holds",
    { identity: [allow("*", "*", when("StringNotLike", "ses:FromAddress", "a*"))] },
    {},
    true,
  ],
  [
    "ForAllValues on what is missing holds",
    { identity: [allow("*", "*", when("ForAllValues:StringEquals", "ses:FromAddress", "a"))] },
    {},
    true,
  ],
  [
    "ForAnyValue on what is missing fails",
    { identity: [allow("*", "*", when("ForAnyValue:StringLike", "ses:FromAddress", "*"))] },
    {},
    false,
  ],
  [
    "ForAnyValue…Not… on what is missing fails",
    { identity: [allow("*", "*", when("ForAnyValue:StringNotEquals", "ses:FromAddress", "a"))] },
    {},
    false,
  ],
  [
    "a deny on what is missing does nothing",
    { identity: [read, deny("*", "*", when("StringEquals", "ses:FromAddress", "a"))] },
    {},
    true,
  ],
  [
    "a deny of …Not… on what is missing denies",
    { identity: [read, deny("*", "*", when("StringNotEquals", "ses:FromAddress", "a"))] },
    {},
    false,
  ],
  [
    "a deny of …NotEqualsIfExists on what is missing denies",
    { identity: [read, deny("*", "*", when("StringNotEqualsIfExists", "ses:FromAddress", "a"))] },
    {},
    false,
  ],
  [
    "a deny unless TLS passes TLS",
    { identity: [read, deny("*", "*", when("Bool", "aws:SecureTransport", "false"))] },
    {},
    true,
  ],
  [
    "Null true is that it is missing",
    { identity: [allow("*", "*", when("Null", "ses:FromAddress", "true"))] },
    {},
    true,
  ],
  [
    "Null false is that it is there",
    { identity: [allow("*", "*", when("Null", "ses:FromAddress", false))] },
    {},
    false,
  ],
  [
    "StringLike takes * and ?",
    { identity: [allow("*", "*", when("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/reade?"))] },
    {},
    true,
  ],
  [
    "StringEquals takes no *",
    { identity: [allow("*", "*", when("StringEquals", "aws:PrincipalArn", "arn:*"))] },
    {},
    false,
  ],
  [
    "ArnLike keeps a * in its part",
    { identity: [allow("*", "*", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam:*:role/reader"))] },
    {},
    false,
  ],
  [
    "ArnEquals takes * as ArnLike does",
    { identity: [allow("*", "*", when("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/*"))] },
    {},
    true,
  ],
  [
    "values of a key are alternatives",
    { identity: [allow("*", "*", when("StringEquals", "aws:PrincipalAccount", ["1", ACCOUNT]))] },
    {},
    true,
  ],
  [
    "values of …Not… are all meant",
    { identity: [allow("*", "*", when("StringNotEquals", "aws:PrincipalAccount", ["1", ACCOUNT]))] },
    {},
    false,
  ],
  [
    "keys of a condition are all meant",
    {
      identity: [
        allow("*", "*", { Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT, "ses:FromAddress": "a" } } }),
      ],
    },
    {},
    false,
  ],
  [
    "operators of a condition are all meant",
    {
      identity: [
        allow("*", "*", {
          Condition: { StringEquals: { "aws:PrincipalAccount": ACCOUNT }, Null: { "aws:PrincipalArn": "true" } },
        }),
      ],
    },
    {},
    false,
  ],
  // The boundary of a role.
  ["a boundary alone allows nothing", { boundary: [read] }, {}, false],
  ["a boundary lets through what both allow", { identity: [allow("*", "*")], boundary: [read] }, {}, true],
  ["a boundary keeps back what it does not allow", { identity: [read], boundary: [allow("s3:*", "*")] }, {}, false],
  ["a boundary's deny wins", { identity: [read], boundary: [allow("*", "*"), deny("dynamodb:*", "*")] }, {}, false],
  // The policy of a resource in the same account.
  ["a queue's policy alone lets a role in", { queue: [allow("sqs:SendMessage", QUEUE, to(ROLE))] }, send, true],
  ["a queue's policy alone lets a session in", { queue: [allow("sqs:SendMessage", QUEUE, to(SESSION))] }, send, true],
  ["a queue's policy lets the account decide", { queue: [allow("sqs:*", QUEUE, to(ROOT))] }, send, false],
  [
    "the account's own policy decides then",
    { identity: [allow("sqs:*", "*")], queue: [allow("sqs:*", QUEUE, to(ROOT))] },
    send,
    true,
  ],
  [
    "a role's policy is enough where a queue's says nothing",
    { identity: [allow("sqs:*", "*")], queue: [] },
    send,
    true,
  ],
  [
    "a queue's policy for another role lets nobody else in",
    { queue: [allow("sqs:*", QUEUE, to(roleArn("other")))] },
    send,
    false,
  ],
  [
    "a queue's policy for a service is not for roles",
    { queue: [allow("sqs:*", QUEUE, { Principal: { Service: "sns.amazonaws.com" } })] },
    send,
    false,
  ],
  [
    "a queue's deny wins over a role's allow",
    { identity: [allow("sqs:*", "*")], queue: [deny("sqs:*", QUEUE, to("*"))] },
    send,
    false,
  ],
  [
    "a role's deny wins over a queue's allow",
    { identity: [deny("sqs:*", "*")], queue: [allow("sqs:*", QUEUE, to(ROLE))] },
    send,
    false,
  ],
  [
    "to deny the account is to deny its roles",
    { identity: [allow("sqs:*", "*")], queue: [deny("sqs:*", QUEUE, to(ACCOUNT))] },
    send,
    false,
  ],
  [
    "a deny for all but one role passes that role",
    {
      identity: [allow("sqs:*", "*")],
      queue: [
        { Effect: "Deny", Action: "sqs:*", Resource: QUEUE, NotPrincipal: { AWS: [ROLE, SESSION, ROOT, ACCOUNT] } },
      ],
    },
    send,
    true,
  ],
  [
    "a queue's allow for a role is bound by its boundary",
    { boundary: [read], queue: [allow("sqs:*", QUEUE, to(ROLE))] },
    send,
    false,
  ],
  [
    "a queue's allow for a session is not",
    { boundary: [read], queue: [allow("sqs:*", QUEUE, to(SESSION))] },
    send,
    true,
  ],
  [
    "a bucket's policy is that of its objects",
    { bucket: [allow("s3:GetObject", `${BUCKET}/rows/*`, to(ROLE))] },
    get,
    true,
  ],
  [
    "a bucket's policy ends at its folder",
    { bucket: [allow("s3:GetObject", `${BUCKET}/tables/*`, to(ROLE))] },
    get,
    false,
  ],
  ["a bucket is not its objects", { identity: [allow("s3:GetObject", BUCKET)] }, get, false],
  // The policy of a key, which decides whether others count.
  [
    "a key that does not delegate closes out a role that is allowed",
    { identity: [allow("kms:*", "*")], key: [allow("kms:*", "*", to(roleArn("other")))] },
    decrypt,
    false,
  ],
  [
    "a key that delegates leaves it to the role",
    { identity: [allow("kms:*", "*")], key: [allow("kms:*", "*", to(ROOT))] },
    decrypt,
    true,
  ],
  ["a key that delegates allows nothing by itself", { key: [allow("kms:*", "*", to(ROOT))] }, decrypt, false],
  [
    "a key that delegates something else closes out",
    { identity: [allow("kms:*", "*")], key: [allow("kms:Encrypt", "*", to(ROOT))] },
    decrypt,
    false,
  ],
  ["a key lets in a role by name", { key: [allow("kms:Decrypt", "*", to(ROLE))] }, decrypt, true],
  [
    "a key may be for one service's requests",
    {
      identity: [allow("kms:*", "*")],
      key: [allow("kms:*", "*", { ...to(ROOT), ...when("StringLike", "kms:ViaService", "s3.*") })],
    },
    { ...decrypt, context: via("s3") },
    true,
  ],
  [
    "and is for no other's",
    {
      identity: [allow("kms:*", "*")],
      key: [allow("kms:*", "*", { ...to(ROOT), ...when("StringLike", "kms:ViaService", "s3.*") })],
    },
    { ...decrypt, context: via("sqs") },
    false,
  ],
];

function iamOf({ identity = [], document, boundary, queue, bucket, key }: Policies): IamService {
  const graph = new GraphBuilder();
  const inlinePolicies = [policy(...identity), ...(document === undefined ? [] : [document])];
  if (boundary) graph.add("aws:iam/policy:Policy", "boundary", { policy: policy(...boundary) }, { arn: BOUNDARY });
  graph.add(
    "aws:iam/role:Role",
    "reader",
    {
      assumeRolePolicy: trustOf(),
      inlinePolicies: inlinePolicies.map((one) => ({ policy: one })),
      ...(boundary && { permissionsBoundary: BOUNDARY }),
    },
    { name: "reader", arn: ROLE },
  );
  if (queue) graph.add("aws:sqs/queue:Queue", "jobs", { policy: policy(...queue) }, { arn: QUEUE });
  if (bucket) graph.add("aws:s3/bucket:Bucket", "records", { policy: policy(...bucket) }, { arn: BUCKET });
  if (key) graph.add("aws:kms/key:Key", "data", { policy: policy(...key) }, { arn: KEY });
  return IamService.fromGraph(graph.build());
}

describe("policies together", () => {
  it("are tried by many rules, each once", () => {
    expect(new Set(rows.map(([rule]) => rule)).size)
      .to.equal(rows.length)
      .and.be.above(80);
  });

  for (const [rule, policies, request, allowed] of rows) {
    it(`${rule}: ${allowed ? "allowed" : "refused"}`, () => {
      const { action = "dynamodb:GetItem", resource = TABLE, context } = request;
      const decision = iamOf(policies).authorize({ roleArn: ROLE, sessionName: "one", action, resource, context });
      expect(decision.allowed, decision.message).to.equal(allowed);
    });
  }
});
