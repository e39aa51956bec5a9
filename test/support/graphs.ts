/** Small resource graphs written by hand, for tests of what is built from a graph. */
import type { GraphResource, ResourceGraph } from "../../local/engine/graph";

export const REGION = "us-east-1";
export const ACCOUNT = "123456789012";

/** A statement as written in a policy document. */
export interface TestStatement {
  Effect: "Allow" | "Deny";
  [element: string]: unknown;
}

export function policy(...statements: TestStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The trust policy of a Lambda function's role. */
export function trustOf(service = "lambda.amazonaws.com"): string {
  return policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } });
}

export function tableArn(name: string): string {
  return `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** What a function of a test graph may set; the rest is as a small, well-made function has it. */
export interface TestFunction {
  text: string;
  role?: string;
  variables?: Record<string, string>;
  timeout?: number;
  memorySize?: number;
  runtime?: string;
  handler?: string;
  reservedConcurrentExecutions?: number;
  files?: Record<string, string>;
}

/** Builds a graph resource by resource; each method returns the builder. */
export class GraphBuilder {
  readonly #resources: GraphResource[] = [];

  /** Adds any resource: `outputs` is what the provider computes beside the inputs. */
  add(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    outputs: Record<string, unknown> = {},
    parent?: string,
  ): this {
    const custom = !type.startsWith("contact-center:");
    this.#resources.push({
      urn: this.urn(type, name),
      type,
      name,
      custom,
      parent,
      id: custom ? String(outputs["name"] ?? name) : undefined,
      inputs,
      outputs: { ...inputs, ...outputs },
      secretInputs: [],
      dependencies: [],
      propertyDependencies: {},
      protect: false,
      retainOnDelete: false,
      deleteBeforeReplace: false,
      ignoreChanges: [],
    });
    return this;
  }

  urn(type: string, name: string): string {
    return `urn:pulumi:test::contact-center::${type}::${name}`;
  }

  /** A role that Lambda may assume, with one inline policy of these statements. */
  role(name: string, ...statements: TestStatement[]): this {
    const inlinePolicies = statements.length > 0 ? [{ name: "inline", policy: policy(...statements) }] : [];
    return this.add(
      "aws:iam/role:Role",
      name,
      { assumeRolePolicy: trustOf(), inlinePolicies },
      { name, arn: roleArn(name) },
    );
  }

  table(name: string, inputs: Record<string, unknown>): this {
    return this.add(
      "aws:dynamodb/table:Table",
      name,
      { billingMode: "PAY_PER_REQUEST", ...inputs },
      { name, arn: tableArn(name) },
    );
  }

  function(name: string, { text, files, role = "function-role", variables = {}, ...inputs }: TestFunction): this {
    const assets = Object.fromEntries(
      Object.entries({ "__index.js": text, ...files }).map(([path, content]) => [path, { text: content }]),
    );
    return this.add(
      "aws:lambda/function:Function",
      name,
      {
        code: { assets },
        handler: "__index.handler",
        runtime: "nodejs24.x",
        timeout: 3,
        memorySize: 256,
        role: roleArn(role),
        environment: { variables },
        ...inputs,
      },
      { name, arn: functionArn(name) },
    );
  }

  build(): ResourceGraph {
    return {
      project: "contact-center",
      stack: "test",
      preview: false,
      region: REGION,
      accountId: ACCOUNT,
      partition: "aws",
      resources: this.#resources,
      outputs: {},
    };
  }
}

/** A handler as Pulumi writes it into a function's archive: captures in `with` blocks around each function. */
export function serialized(body: string, captured = "{}"): string {
  return `exports.handler = __f0;

function __f0(__0, __1) {
  return (function() {
    with(${captured}) {
      return async (event, context) => {
${body}
      };
    }
  }).apply(undefined, undefined).apply(this, arguments);
}
`;
}

/** A look-up as Pulumi serialises one: a factory with captured SDK classes, run once per container. */
export const lookup = `exports.handler = (() => { const f = __f0; return f(); })();

function __f0() {
  return (function() {
    with({ client_dynamodb_1: { DynamoDBClient: require("@aws-sdk/client-dynamodb/dist-cjs/index.js").DynamoDBClient,
                                GetItemCommand: require("@aws-sdk/client-dynamodb").GetItemCommand } }) {
      return () => {
        const client = new client_dynamodb_1.DynamoDBClient({});
        const table = process.env.CUSTOMERS_TABLE;
        if (!table) throw new Error("Environment variable CUSTOMERS_TABLE is not set");
        return async (event) => {
          const Key = { phoneNumber: { S: event.phoneNumber } };
          const { Item } = await client.send(new client_dynamodb_1.GetItemCommand({ TableName: table, Key }));
          return { caller: Item ? "known" : "unknown", spokenName: Item ? Item.firstName.S : "" };
        };
      };
    }
  }).apply(undefined, undefined).apply(this, arguments);
}
`;
