import { expect } from "chai";
import { ESLint } from "eslint";
import { PROJECT } from "./support/evaluated";

/** A line that a rule must refuse in a file of that folder, and a word of what the rule says. */
const REFUSED: [file: string, code: string, says: RegExp][] = [
  ["handlers/x.ts", "class Late extends Error {}\nexport const x = Late;", /loses its message/],
  ["handlers/x.ts", "export class X { #secret = 1; get() { return this.#secret; } }", /private member/],
  ["handlers/x.ts", "export function x(this: { n: number }) { return () => this.n; }", /uses `this`/],
  ["handlers/x.ts", 'import * as sdk from "@aws-sdk/client-dynamodb";\nexport const x = sdk;', /Import by name/],
  [
    "handlers/x.ts",
    'import { DynamoDBClient } from "@aws-sdk/client-dynamodb";\nconst client = new DynamoDBClient({});\nexport const x = client;',
    /made again at every invocation/,
  ],
  ["handlers/x.ts", "export const seen = new Map<string, string>();", /captured Map, Set or Date/],
  ["handlers/x.ts", "export const x = (() => 1).bind(null);", /loses what it was bound to/],
  ["handlers/x.ts", "const valueOf = () => 1;\nexport const x = () => valueOf();", /is not captured/],
  ["handlers/x.ts", "export const toString = () => 1;", /is not captured/],
  ["handlers/x.ts", "let calls = 0;\nexport const x = () => ++calls;", /starts afresh/],
  ["handlers/x.ts", 'import * as fs from "fs-extra";\nexport const x = fs;', /Handlers import only handlers/],
  [
    "handlers/x.ts",
    'import { output } from "@pulumi/pulumi";\nexport const x = output;',
    /Handlers import only handlers/,
  ],
  ["handlers/x.ts", 'import { x } from "../stacks/tags";\nexport const y = x;', /Handlers import only/],
  [
    "handlers/domain/x.ts",
    'import { x } from "../../components/contactCenter";\nexport const y = x;',
    /Handlers import only/,
  ],
  ["bots/x.ts", 'import { x } from "../flows/inbound";\nexport const y = x;', /bots are data/],
  ["warehouse/x.ts", 'import { x } from "../handlers/catalog";\nexport const y = x;', /tables and statements/],
  [
    "administration/x.ts",
    'import { x } from "../handlers/catalog";\nexport const y = x;',
    /imports nothing but its own/,
  ],
  ["administration/x.ts", "export const seen = new Set<string>();", /captured Map, Set or Date/],
  ["portal/x.tsx", 'import { x } from "../handlers/catalog";\nexport const y = x;', /runs in a browser/],
  ["local/x.ts", 'import { x } from "../administration/changes";\nexport const y = x;', /resource graph only/],
  ["local/x.ts", 'import { x } from "../warehouse/schema";\nexport const y = x;', /resource graph only/],
  ["handlers/x.ts", 'import { x } from "../planning/erlang";\nexport const y = x;', /warehouse/],
  ["widget/x.ts", 'import { x } from "../handlers/catalog";\nexport const y = x;', /runs in a browser/],
  ["local/x.ts", 'import { x } from "../bots/catalog";\nexport const y = x;', /resource graph only/],
  ["stacks/x.ts", 'import { x } from "../bots/catalog";\nexport const y = x;', /stacks compose/],
  ["components/x.ts", "export const x = (aws: any) => new aws.lambda.CallbackFunction();", /through HandlerFunction/],
  ["components/x.ts", "export const x = (aws: any) => new aws.lambda.Function();", /through HandlerFunction/],
  ["stacks/x.ts", "export const x = (topic: any) => topic.onEvent();", /through HandlerFunction/],
  [
    "components/x.ts",
    'import { simple } from "../stacks/simple";\nexport const x = simple;',
    /never the other way round/,
  ],
  [
    "components/x.ts",
    'import { Clock } from "../local/clock";\nexport const x = Clock;',
    /know nothing of the local run/,
  ],
  [
    "components/foundations/x.ts",
    'import { ContactCenter } from "../contactCenter";\nexport const x = ContactCenter;',
    /only other foundations/,
  ],
  [
    "stacks/x.ts",
    'import { lookupCallerFactory } from "../handlers/lookupCaller";\nexport const x = lookupCallerFactory;',
    /stacks compose/,
  ],
  ["index.ts", 'import { ContactCenter } from "./components";\nexport const x = ContactCenter;', /imports stacks only/],
  ["flows/x.ts", 'import * as pulumi from "@pulumi/pulumi";\nexport const x = pulumi;', /are pure/],
  ["flows/language/x.ts", 'import { Clock } from "../../local/clock";\nexport const x = Clock;', /are pure/],
  ["scenarios/x.ts", 'import { openCenter } from "../testing";\nexport const x = openCenter;', /scenarios are pure/],
  [
    "policies/x.ts",
    'import { x } from "../components/foundations/account";\nexport const y = x;',
    /judge what is deployed/,
  ],
  [
    "policies/rules/x.ts",
    'import { x } from "../../local/engine/graph";\nexport const y = x;',
    /judge what is deployed/,
  ],
  ["policies/rules/x.ts", 'import * as aws from "@pulumi/aws";\nexport const y = aws;', /judge what is deployed/],
  [
    "testing/coverage/x.ts",
    'import { ContactCenter } from "../../components";\nexport const x = ContactCenter;',
    /test kit plays/,
  ],
  [
    "local/x.ts",
    'import { ContactCenter } from "../components";\nexport const x = ContactCenter;',
    /resource graph only/,
  ],
  [
    "local/connect/x.ts",
    'import { lookupCallerFactory } from "../../handlers/lookupCaller";\nexport const x = lookupCallerFactory;',
    /resource graph only/,
  ],
  [
    "local/x.ts",
    'import { readSettings } from "../stacks/settings";\nexport const x = readSettings;',
    /resource graph only/,
  ],
];

/** Lines the same rules must let pass. */
const ALLOWED: [file: string, code: string][] = [
  ["handlers/domain/x.ts", 'import { speakable } from "../speech";\nexport const y = speakable;'],
  ["flows/x.ts", 'import { x } from "../bots/catalog";\nexport const y = x;'],
  ["handlers/x.ts", 'import { x } from "../warehouse/schema";\nexport const y = x;'],
  ["handlers/jobs/x.ts", 'import { x } from "../../warehouse/schema";\nexport const y = x;'],
  ["components/x.ts", 'import { x } from "../warehouse/schema";\nexport const y = x;'],
  [
    "handlers/x.ts",
    'import { DynamoDBClient } from "@aws-sdk/client-dynamodb";\nimport { speakable } from "./speech";\nexport const xFactory = () => {\n  const client = new DynamoDBClient({});\n  return () => speakable(String(client));\n};',
  ],
  [
    "components/x.ts",
    'import { x } from "./foundations/account";\nimport { y } from "../handlers/lookupCaller";\nexport const z = [x, y];',
  ],
  ["components/foundations/x.ts", 'import { accountOf } from "./account";\nexport const x = accountOf;'],
  ["local/connect/x.ts", 'import { validate } from "../../flows/language";\nexport const x = validate;'],
  ["testing/x.ts", 'import { LocalCenter } from "../local/center";\nexport const x = LocalCenter;'],
  ["scenarios/x.ts", 'import { inboundFlow } from "../flows/inbound";\nexport const x = inboundFlow;'],
  ["stacks/x.ts", 'import { ContactCenter } from "../components";\nexport const x = ContactCenter;'],
  ["policies/rules/x.ts", 'import { validate } from "../../flows/language";\nexport const x = validate;'],
  ["policies/x.ts", 'import { PolicyPack } from "@pulumi/policy";\nexport const x = PolicyPack;'],
];

describe("house rules", function () {
  this.timeout(300_000);
  const eslint = new ESLint({ cwd: PROJECT });

  async function messages(file: string, code: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath: `${PROJECT}/${file}` });
    return (result?.messages ?? []).map(({ message }) => message);
  }

  for (const [file, code, says] of REFUSED) {
    it(`refuse in ${file}: ${code.split("\n").at(-2) ?? code}`, async () => {
      expect((await messages(file, code)).some((message) => says.test(message))).to.equal(true);
    });
  }

  for (const [file, code] of ALLOWED) {
    it(`let pass in ${file}: ${code.split("\n")[0]}`, async () => {
      const ours = (await messages(file, code)).filter((message) => REFUSED.some(([, , says]) => says.test(message)));
      expect(ours).to.deep.equal([]);
    });
  }
});
