/** The files that are deployed: what they are made of, and how they behave against a DynamoDB that misbehaves. */
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { handlerCatalog, LARGEST_ARTEFACT, type FlowHandlerEntry } from "../handlers/catalog";
import type { FlatAnswer } from "../handlers/connectEvent";
import { artefactOf, Container } from "./support/artefact";
import { connectEvent } from "./support/connectEvents";
import { FakeDynamo, item, tableEnvironment, type Fault } from "./support/fakeDynamo";
import { change, settingsRow } from "./support/settingsRows";

const handlersFolder = join(__dirname, "../handlers");
const names = Object.keys(handlerCatalog);

/** The handlers flows invoke: they are tried in a container here, the others beside their own tests. */
const flowHandlers = Object.entries(handlerCatalog).filter(
  // notify stands on SNS alone; test/notifications tries its artefact.
  (entry): entry is [string, FlowHandlerEntry] => entry[1].kind === "flow" && entry[0] !== "notify",
);

/** How handlers call their clients: `tables.getItem(` is `dynamodb:GetItem`. */
const SERVICES: Record<string, string> = {
  tables: "dynamodb",
  queues: "sqs",
  topics: "sns",
  mail: "ses",
  bots: "lex",
  contacts: "connect",
  secrets: "secretsmanager",
  objects: "s3",
  deliveries: "firehose",
  queries: "athena",
  warehouse: "redshift-data",
  voices: "polly",
  functions: "lambda",
};

/** Requests that are allowed by an action of another name, in small letters. */
const ACTIONS: Record<string, string> = {
  "s3:listobjectsv2": "s3:listbucket",
  "s3:deleteobjects": "s3:deleteobject",
  "sqs:deletemessagebatch": "sqs:deletemessage",
  "sns:publishbatch": "sns:publish",
  "lambda:invoke": "lambda:invokefunction",
};

/** The requests an artefact makes, as IAM actions in small letters. */
function requestsOf(text: string): Set<string> {
  const calls = [...text.matchAll(/\b(\w+)\s*\.(\w+)\(/g)].filter(
    // An array may be called as a client is: queues, voices.
    ([, client, method]) => SERVICES[client ?? ""] && !((method ?? "") in Array.prototype),
  );
  const actions = calls.flatMap(([, client, method]) =>
    method === "transactWriteItems" ? itemActions(text) : [`${SERVICES[client ?? ""]}:${method}`],
  );
  return new Set(actions.map((action) => ACTIONS[action.toLowerCase()] ?? action.toLowerCase()));
}

/** A transaction is allowed by the actions of its items; there is none of its own. */
function itemActions(text: string): string[] {
  return [...text.matchAll(/\b(Put|Update|Delete|ConditionCheck): /g)].map(([, item]) => `dynamodb:${item}Item`);
}

/** Variables with which a handler starts. */
function environmentFor(name: string): Record<string, string> {
  const variables = handlerCatalog[name]?.variables ?? [];
  return { ...Object.fromEntries(variables.map((variable) => [variable, "example"])), ...tableEnvironment };
}

/** What each handler of a flow answers when all is well, and when its table is not there for it. */
const cases: Record<string, { good: FlatAnswer; safe: FlatAnswer }> = {
  lookupCaller: {
    good: { caller: "known", spokenName: "Sam &amp; Co", orderId: "O-1", openOrders: "1" },
    safe: { caller: "unavailable", customerId: "", openOrders: "0", orderChangeable: "false" },
  },
  updateOrder: {
    good: { result: "done", orderStatus: "cancelled" },
    safe: { result: "unavailable", orderStatus: "" },
  },
  readSettings: {
    good: { state: "closed", message: "We moved.", source: "table" },
    safe: { state: "open", message: "", source: "default" },
  },
  saveSurvey: { good: { result: "saved" }, safe: { result: "unavailable" } },
};

/** Fresh tables in which every handler finds something, under the key of this test. */
function fill(dynamo: FakeDynamo, test: number): void {
  dynamo.reset();
  const phoneNumber = "+12065550100";
  dynamo.tables.customers.set(phoneNumber, item({ phoneNumber, customerId: "C-1", firstName: "Sam & Co" }));
  const order = { customerId: "C-1", orderId: "O-1", item: "lamp", status: "placed", deliveryDay: "2026-05-05" };
  dynamo.tables.orders = [item({ ...order, placedAt: "2026-05-01T10:00:00.000Z" })];
  const scope = `queue/${test}`;
  const closed = change("state", "closed", { until: "2999-01-01T00:00:00Z" });
  dynamo.tables.settings.set(scope, settingsRow(scope, [closed, change("message", { "en-US": "We moved." })]));
}

/** A module by the name a handler imports it by: Pulumi requires those of the SDK by their inner path. */
function moduleOf(required: string): string {
  const path = required.replaceAll('"', "");
  const [sdk] = /^@aws-sdk\/[\w-]+/.exec(path) ?? [];
  return sdk ?? (isBuiltin(path) ? `node:${path.replace(/^node:/, "")}` : path);
}

describe("handler artefacts", () => {
  const artefacts = new Map<string, string>();

  before(async () => {
    for (const [name, { factory }] of Object.entries(handlerCatalog)) artefacts.set(name, await artefactOf(factory));
  });

  it("every handler file is in the catalogue, and every handler of a flow has a case here", () => {
    const files = readdirSync(handlersFolder).filter(
      (file) =>
        file.endsWith(".ts") &&
        readFileSync(join(handlersFolder, file), "utf8").includes(`export const ${file.replace(".ts", "")}Factory`),
    );
    expect(files.map((file) => file.replace(".ts", ""))).to.have.members(names);
    expect(Object.keys(cases)).to.have.members(flowHandlers.map(([name]) => name));
  });

  for (const [name, entry] of Object.entries(handlerCatalog)) {
    const { kind, variables, optionalVariables = [], actions, modules, maximumBytes } = entry;

    describe(name, () => {
      it("reads exactly the variables and makes exactly the requests of its entry", () => {
        const text = artefacts.get(name) ?? "";
        const read = [...text.matchAll(/process\.env\.(\w+)/g)].map(([, variable]) => variable);
        expect([...new Set(read)]).to.have.members([...variables, ...optionalVariables]);
        const allowed = new Set(actions.map(({ action }) => action.toLowerCase()));
        expect([...requestsOf(text)]).to.have.members([...allowed]);
        for (const { target } of actions) expect([...variables, ...optionalVariables, "*"]).to.include(target);
      });

      it(`is one file under ${maximumBytes} bytes that loads what its entry names, and nothing else`, () => {
        const text = artefacts.get(name) ?? "";
        expect(Buffer.byteLength(text)).to.be.below(maximumBytes);
        expect(maximumBytes).to.be.at.most(LARGEST_ARTEFACT[kind]);
        const loaded = [...text.matchAll(/require\(([^)]*)\)/g)].map(([, module]) => moduleOf(module ?? ""));
        expect([...new Set(loaded)]).to.have.members([...modules]);
        for (const module of modules) expect(module).to.match(/^(@aws-sdk\/|node:)/);
        expect(text).not.to.match(/pulumi|import\(|\/work\/|native code/);
      });

      it("fails at init without one of its variables, naming it and the argument that sets it", async () => {
        for (const missing of variables) {
          const environment = { ...environmentFor(name), [missing]: "" };
          const failure = await Container.start(artefacts.get(name) ?? "", environment).catch((error: Error) => error);
          expect(String(failure)).to.contain(`${missing} is not set in HandlerFunction's environment`);
        }
      });
    });
  }

  for (const [name, { answerKeys }] of flowHandlers) {
    const { good, safe } = cases[name] ?? { good: {}, safe: {} };

    describe(`${name} in a container`, () => {
      let dynamo: FakeDynamo;
      let container: Container;
      let test = 0;

      before(async () => {
        dynamo = await FakeDynamo.start();
        const environment = { ...tableEnvironment, AWS_ENDPOINT_URL: dynamo.url };
        container = await Container.start(artefacts.get(name) ?? "", environment);
      });

      after(async () => {
        await container.stop();
        await dynamo.close();
      });

      beforeEach(() => fill(dynamo, (test += 1)));

      function invoke(number = "+12065550100"): Promise<FlatAnswer> {
        const parameters = { change: "cancel", customerId: "C-1", orderId: "O-1", queue: String(test), score: "5" };
        return container.invoke(connectEvent(number, parameters));
      }

      it("finds what is there and answers with the catalogue's keys", async () => {
        const answer = await invoke();
        expect(answer).to.include(good);
        expect(Object.keys(answer)).to.have.members([...answerKeys]);
      });

      const faults: Fault[] = [
        "throttle",
        "reset",
        "error500",
        "hang",
        "truncated",
        "garbage",
        "halfAnswer",
        "trickle",
      ];
      for (const fault of faults) {
        it(`answers safely after at most two attempts while the table's fault is ${fault}, and well afterwards`, async () => {
          dynamo.fault = () => fault;
          expect(await invoke()).to.include(safe);
          expect(dynamo.attempts).to.be.within(1, 2);
          dynamo.fault = () => "none";
          expect(await invoke()).to.include(good);
        });
      }

      for (const fault of ["throttle", "reset", "error500", "hang"] as const) {
        it(`does not notice a single ${fault}`, async () => {
          dynamo.fault = (attempt) => (attempt === 1 ? fault : "none");
          expect(await invoke()).to.include(good);
        });
      }

      if (name === "lookupCaller") {
        it("says unknown for a number that is no customer's", async () => {
          expect(await invoke("+12065550199")).to.include({ caller: "unknown", customerId: "" });
        });

        it("has printed one line an invocation, without number, name or order", async () => {
          await invoke();
          const linesNow = () => container.output.split("\n").filter(Boolean);
          while (linesNow().length < container.invocations) await new Promise((resolve) => setTimeout(resolve, 5));
          const lines = linesNow();
          expect(lines.every((line) => "outcome" in (JSON.parse(line) as object))).to.equal(true);
          expect(lines).to.have.length(container.invocations);
          expect(container.output).to.contain('"failure":"ProvisionedThroughputExceededException"');
          expect(container.output).not.to.match(/2065550|Sam|O-1|C-1|lamp/);
        });
      }

      if (name === "updateOrder") {
        it("reports a change as done whose answer was lost, and writes it once", async () => {
          dynamo.fault = (attempt) => (attempt === 1 ? "lostAnswer" : "none");
          expect(await invoke()).to.include(good);
          expect(dynamo.tables.writes).to.equal(1);
        });

        it("writes once when every answer of an invocation is lost and Amazon Connect asks again", async () => {
          dynamo.fault = (attempt) => (attempt <= 2 ? "lostAnswer" : "none");
          expect(await invoke()).to.include(safe);
          expect(await invoke()).to.include(good);
          expect(dynamo.tables.writes).to.equal(1);
        });

        it("refuses an order that has left, after one attempt", async () => {
          const order = dynamo.tables.orders[0];
          if (order) order.status = { S: "shipped" };
          expect(await invoke()).to.include({ result: "refused", orderStatus: "shipped", deliveryDay: "2026-05-05" });
          expect(dynamo.attempts).to.equal(1);
        });
      }
    });
  }

  it("a container keeps one connection over 20 invocations, and after their deadlines have passed", async () => {
    const dynamo = await FakeDynamo.start();
    const environment = { ...tableEnvironment, AWS_ENDPOINT_URL: dynamo.url };
    const container = await Container.start(artefacts.get("lookupCaller") ?? "", environment);
    fill(dynamo, 1);
    for (let i = 0; i < 20; i++) await container.invoke(connectEvent("+12065550100"));
    await new Promise((resolve) => setTimeout(resolve, 2300));
    expect(await container.invoke(connectEvent("+12065550100"))).to.include({ caller: "known" });
    expect(dynamo.connections).to.equal(1);
    await container.stop();
    await dynamo.close();
  });
});
