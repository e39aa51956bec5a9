/** The files that are deployed: what they are made of, and how they behave against a DynamoDB that misbehaves. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { handlerCatalog } from "../handlers/catalog";
import type { FlatAnswer } from "../handlers/connectEvent";
import { artefactOf, Container } from "./support/artefact";
import { connectEvent } from "./support/connectEvents";
import { FakeDynamo, item, tableEnvironment, type Fault } from "./support/fakeDynamo";

const handlersFolder = join(__dirname, "../handlers");
const names = Object.keys(handlerCatalog);

/** What each handler answers when all is well, and when its table is not there for it. */
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
};

/** Fresh tables in which every handler finds something, under the key of this test. */
function fill(dynamo: FakeDynamo, test: number): void {
  dynamo.reset();
  const phoneNumber = "+12065550100";
  dynamo.tables.customers.set(phoneNumber, item({ phoneNumber, customerId: "C-1", firstName: "Sam & Co" }));
  const order = { customerId: "C-1", orderId: "O-1", item: "lamp", status: "placed", deliveryDay: "2026-05-05" };
  dynamo.tables.orders = [item({ ...order, placedAt: "2026-05-01T10:00:00.000Z" })];
  dynamo.tables.settings.set(`queue/${test}`, item({ scope: `queue/${test}`, closed: true, message: "We moved." }));
}

describe("handler artefacts", () => {
  const artefacts = new Map<string, string>();

  before(async () => {
    for (const [name, { factory }] of Object.entries(handlerCatalog)) artefacts.set(name, await artefactOf(factory));
  });

  it("every handler file is in the catalogue, and every handler has a case here", () => {
    const files = readdirSync(handlersFolder).filter((file) =>
      readFileSync(join(handlersFolder, file), "utf8").includes(`export const ${file.replace(".ts", "")}Factory`),
    );
    expect(files.map((file) => file.replace(".ts", ""))).to.have.members(names);
    expect(Object.keys(cases)).to.have.members(names);
  });

  it("the catalogue names exactly the variables and requests of each artefact", () => {
    for (const [name, { variables, actions }] of Object.entries(handlerCatalog)) {
      const text = artefacts.get(name) ?? "";
      const read = [...text.matchAll(/process\.env\.(\w+)/g)].map(([, variable]) => variable);
      expect([...new Set(read)], name).to.have.members([...variables]);
      const requests = [...text.matchAll(/tables\.(\w+)\(/g)].map(([, method]) => `dynamodb:${method}`.toLowerCase());
      expect(requests, name).to.have.members(actions.map(({ action }) => action.toLowerCase()));
      expect(actions.map(({ table }) => table).every((table) => variables.includes(table))).to.equal(true);
    }
  });

  for (const name of names) {
    describe(name, () => {
      it("is one file under 4,096 bytes that loads nothing but the AWS SDK", () => {
        const text = artefacts.get(name) ?? "";
        expect(Buffer.byteLength(text)).to.be.below(4096);
        const loaded = [...text.matchAll(/require\(([^)]*)\)/g)].map(([, module]) => module);
        expect(loaded).to.deep.equal(['"@aws-sdk/client-dynamodb/dist-cjs/index.js"']);
        expect(text).not.to.match(/pulumi|import\(|\/work\/|native code/);
      });

      it("fails at init without one of its variables, naming it and the argument that sets it", async () => {
        for (const missing of handlerCatalog[name]?.variables ?? []) {
          const environment = { ...tableEnvironment, [missing]: "" };
          const failure = await Container.start(artefacts.get(name) ?? "", environment).catch((error: Error) => error);
          expect(String(failure)).to.contain(`${missing} is not set in HandlerFunction's environment`);
        }
      });
    });
  }

  for (const name of names) {
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
        const parameters = { change: "cancel", customerId: "C-1", orderId: "O-1", queue: String(test) };
        return container.invoke(connectEvent(number, parameters));
      }

      it("finds what is there and answers with the catalogue's keys", async () => {
        const answer = await invoke();
        expect(answer).to.include(good);
        expect(Object.keys(answer)).to.have.members([...(handlerCatalog[name]?.answerKeys ?? [])]);
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
