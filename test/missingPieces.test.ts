import { expect } from "chai";
import { LocalCenter } from "../local/center";
import type { TranscriptEntry } from "../local/connect";
import type { GraphResource, ResourceGraph } from "../local/engine/graph";
import { START } from "./support/connectGraph";
import { type Edit, withEditedProgram } from "./support/editedProgram";
import { evaluated } from "./support/evaluated";
import { order } from "./support/runningCenter";

const CALLER = "+12065550100";

/** Callers with a menu: a bot would speak first. */
const MENU = { config: { architecture: "basic" } };

/** Seeds one customer, has her call, and gives what was heard, with the notes on what went wrong. */
async function callOf(center: LocalCenter): Promise<TranscriptEntry[]> {
  const customer = { phoneNumber: CALLER, customerId: "c-1", firstName: "Alex", lastName: "Sample" };
  await center.database.put(center.table("customersTable") ?? "", customer);
  const call = center.connect.dial({ from: CALLER });
  await call.settled();
  return call.transcript;
}

/** The piece that is taken out, and what the note at the look-up must name. */
const PIECES: { piece: string; edit: Edit; names: RegExp[] }[] = [
  {
    piece: "a Lambda association",
    edit: {
      file: "components/contactCenter/functions.ts",
      find: "    site.lane.add(\n",
      replace: '    if (name !== "lookupCaller") site.lane.add(\n',
    },
    names: [/self-service-lookup-caller/, /LambdaFunctionAssociation/],
  },
  {
    piece: "a Lambda permission",
    edit: {
      file: "components/contactCenter/functions.ts",
      find: "    new aws.lambda.Permission(\n",
      replace: '    if (name !== "lookupCaller") new aws.lambda.Permission(\n',
    },
    names: [/self-service-lookup-caller/, /aws\.lambda\.Permission/],
  },
  {
    piece: "an environment variable",
    edit: { file: "components/selfServiceLookup.ts", find: "CUSTOMERS_TABLE: customers.name, " },
    names: [/CUSTOMERS_TABLE is not set/, /environment/],
  },
  {
    piece: "an IAM action",
    edit: {
      file: "components/selfServiceLookup.ts",
      find: '          { actions: ["dynamodb:GetItem"], resources: [customers.arn] },\n',
    },
    names: [
      /not authorized to perform: dynamodb:GetItem/,
      /table\/self-service-customers/,
      /self-service-lookup-caller/,
    ],
  },
];

describe("a stack that forgets", function () {
  this.timeout(300_000);

  it("nothing: the customer is greeted by name and nothing is noted", async () => {
    const center = await LocalCenter.fromGraph(await evaluated("dev", MENU.config), { startAt: START });
    const transcript = await callOf(center).finally(() => center.close());
    expect(transcript.map(({ text }) => text)).to.include("Hello Alex, good to hear from you.");
    expect(transcript.filter(({ who }) => who === "diagnostic")).to.deep.equal([]);
  });

  for (const { piece, edit, names } of PIECES) {
    it(`${piece} fails at the look-up, says what is missing, and the caller still reaches the queues`, async () => {
      const transcript = await withEditedProgram(edit, callOf, MENU);
      const notes = transcript.filter(({ who }) => who === "diagnostic");
      const [note] = notes;
      names.forEach((name) => expect(note?.text).to.match(name));
      expect(new Set(notes.map(({ action }) => action)).size, "one step fails, no other").to.equal(1);
      expect(note?.action).to.match(/^inbound\/.*caller/i);
      const heard = transcript.filter(({ who }) => who === "system").map(({ text }) => text);
      expect(heard.join(" ")).not.to.contain("Alex");
      expect(heard.at(-1)).to.match(/press 1/);
    });
  }
});

/** Every handler, with all it cannot do without. */
const HANDLERS = [
  {
    fn: "self-service-lookup-caller",
    variables: ["CUSTOMERS_TABLE", "ORDERS_TABLE"],
    actions: [
      { action: "dynamodb:GetItem", on: "table/self-service-customers" },
      { action: "dynamodb:Query", on: "table/self-service-orders" },
      { action: "kms:Decrypt", on: "key/" },
    ],
  },
  {
    fn: "self-service-update-order",
    variables: ["ORDERS_TABLE", "TIME_ZONE"],
    actions: [
      { action: "dynamodb:UpdateItem", on: "table/self-service-orders" },
      { action: "kms:Decrypt", on: "key/" },
      { action: "kms:GenerateDataKey", on: "key/" },
    ],
  },
  {
    fn: "self-service-read-settings",
    variables: ["SETTINGS_TABLE"],
    actions: [
      { action: "dynamodb:GetItem", on: "table/self-service-settings" },
      { action: "kms:Decrypt", on: "key/" },
    ],
  },
];

/** The graph with other resources; it must not be the same. */
function edited(graph: ResourceGraph, change: (resource: GraphResource) => GraphResource[]): ResourceGraph {
  const resources = structuredClone(graph.resources).flatMap(change);
  if (JSON.stringify(resources) === JSON.stringify(graph.resources)) {
    throw new Error("Nothing was taken out of the graph.");
  }
  return { ...graph, resources };
}

/** The graph without the resource of this type that is about a function. */
function without(graph: ResourceGraph, type: string, fn: string): ResourceGraph {
  return edited(graph, (resource) => {
    const arn = String(resource.inputs.functionArn ?? resource.inputs.function);
    return resource.type === type && arn.includes(`:function:${fn}`) ? [] : [resource];
  });
}

function withoutVariable(graph: ResourceGraph, fn: string, variable: string): ResourceGraph {
  return edited(graph, (resource) => {
    if (resource.type === "aws:lambda/function:Function" && resource.name === fn) {
      for (const { environment } of [resource.inputs, resource.outputs]) {
        delete (environment as { variables: Record<string, string> }).variables[variable];
      }
    }
    return [resource];
  });
}

function withoutAction(graph: ResourceGraph, fn: string, action: string): ResourceGraph {
  return edited(graph, (resource) => {
    if (resource.type === "aws:iam/rolePolicy:RolePolicy" && resource.name === `${fn}-policy`) {
      for (const values of [resource.inputs, resource.outputs]) {
        const { Statement, ...rest } = JSON.parse(String(values.policy)) as { Statement: { Action: string[] }[] };
        const kept = Statement.map((each) => ({ ...each, Action: each.Action.filter((name) => name !== action) }));
        values.policy = JSON.stringify({ ...rest, Statement: kept.filter(({ Action }) => Action.length > 0) });
      }
    }
    return [resource];
  });
}

/** A customer with an order calls and cancels it, where there is a look-up to offer that. */
async function cancellation(graph: ResourceGraph): Promise<{ notes: TranscriptEntry[]; status: unknown }> {
  const center = await LocalCenter.fromGraph(graph, { startAt: START });
  try {
    const orders = center.table("ordersTable") ?? "";
    await center.database.put(orders, { customerId: "c-1", ...order("o-1") });
    const customer = { phoneNumber: CALLER, customerId: "c-1", firstName: "Alex", lastName: "Sample" };
    await center.database.put(center.table("customersTable") ?? "", customer);
    const call = center.connect.dial({ from: CALLER });
    await call.settled();
    for (const key of "211") {
      call.press(key);
      await call.settled();
    }
    const { status } = (await center.database.get(orders, { customerId: "c-1", orderId: "o-1" })) as { status: string };
    return { notes: call.transcript.filter(({ who }) => who === "diagnostic"), status };
  } finally {
    await center.close();
  }
}

describe("a resource graph that lacks", function () {
  this.timeout(300_000);
  let graph: ResourceGraph;

  before(async () => {
    graph = await evaluated("dev", { architecture: "basic" });
  });

  /** Every note about a function has these words, there is one, and an order whose change needs the piece stays as it is. */
  async function expectMissing(lacking: ResourceGraph, fn: string, ...names: string[]): Promise<void> {
    const { notes, status } = await cancellation(lacking);
    const about = notes.filter(({ text }) => text.includes("function"));
    expect(about, notes.map(({ text }) => text).join("\n")).not.to.deep.equal([]);
    for (const { text } of about) {
      expect(text).to.contain(fn);
      names.forEach((name) => expect(text).to.contain(name));
    }
    expect(status).to.equal(fn === "self-service-read-settings" ? "cancelled" : "placed");
  }

  it("nothing: the order is cancelled and nothing is noted", async () => {
    expect(await cancellation(graph)).to.deep.equal({ notes: [], status: "cancelled" });
  });

  it("names every handler, variable, and action on tables and their key of the program in this test", () => {
    // What checks the settings asks the function calls ask; no call asks it.
    const of = (type: string) =>
      graph.resources.filter((resource) => resource.type === type && !resource.name.startsWith("operations-"));
    const variables = of("aws:lambda/function:Function").map(({ name, inputs }) => {
      const environment = inputs.environment as { variables: Record<string, string> };
      return [name, Object.keys(environment.variables).sort()];
    });
    expect(variables).to.have.deep.members(HANDLERS.map(({ fn, variables }) => [fn, variables]));
    const actions = of("aws:iam/rolePolicy:RolePolicy").map(({ name, inputs }) => [
      name,
      (JSON.parse(String(inputs.policy)) as { Statement: { Action: string[] }[] }).Statement.flatMap(
        ({ Action }) => Action,
      ).filter((action) => /^(dynamodb|kms):/.test(action)),
    ]);
    expect(actions).to.have.deep.members(
      HANDLERS.map(({ fn, actions }) => [`${fn}-policy`, actions.map(({ action }) => action)]),
    );
  });

  for (const { fn, variables, actions } of HANDLERS) {
    it(`the association of ${fn} says so`, () => {
      const type = "aws:connect/lambdaFunctionAssociation:LambdaFunctionAssociation";
      return expectMissing(without(graph, type, fn), fn, "declare aws.connect.LambdaFunctionAssociation");
    });

    it(`the permission of ${fn} says so`, () =>
      expectMissing(without(graph, "aws:lambda/permission:Permission", fn), fn, "declare aws.lambda.Permission"));

    for (const variable of variables) {
      it(`${variable} of ${fn} says so`, () =>
        expectMissing(withoutVariable(graph, fn, variable), fn, `${variable} is not set`));
    }

    for (const { action, on } of actions) {
      it(`${action} in the role of ${fn} says so`, () =>
        expectMissing(withoutAction(graph, fn, action), fn, `not authorized to perform: ${action}`, on));
    }
  }
});
