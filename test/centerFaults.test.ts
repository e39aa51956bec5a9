/** What callers meet when tables misbehave, and what the functions of a running centre are made of and hold on to. */
import { expect } from "chai";
import { LARGEST_ARTEFACT } from "../handlers/catalog";
import { isRecord } from "../local/engine/graph";
import { diagnostics, heard } from "./support/connectGraph";
import { order, RunningCenter } from "./support/runningCenter";

const QUEUES = "For help with an order, press 1. For a new order, press 2.";

/** Attempts the AWS SDK makes at most for one request of a handler. */
const ATTEMPTS = 2;

const CALLER = "+12065550160";
const TABLES = ["customers", "orders", "settings"] as const;
const KINDS = ["throttle", "error500", "reset", "hang"] as const;

let running: RunningCenter;

function bringUp(): void {
  before(async function () {
    this.timeout(300_000);
    running = await RunningCenter.ofCallersAlone();
  });
  after(() => running.close());
}

/** How often an operation was asked for since a position in the list of requests. */
function asked(operation: string, since = 0): number {
  return running.requests.slice(since).filter((request) => request.operation === operation).length;
}

describe("a caller while tables misbehave", function () {
  this.timeout(300_000);
  bringUp();

  beforeEach(async () => {
    await running.customer(CALLER, "C-1", "Alex", [order("O-1")]);
    // Functions keep good answers for minutes.
    await running.seconds(600);
  });
  afterEach(() => {
    running.center.dynamodb.faults.clear();
    running.intercept = undefined;
  });

  for (const kind of KINDS) {
    it(`(${kind}) comes to the queues, hears no name and nothing of the trouble, and is queued`, async () => {
      TABLES.forEach((name) => running.center.dynamodb.faults.set(running.table(name), { kind }));
      const since = running.requests.length;
      const call = await running.call(CALLER);
      expect(heard(call)).to.deep.equal([
        "Welcome to Example Company.",
        "This call may be recorded.",
        "One moment, please.",
        "Thank you for calling.",
        QUEUES,
      ]);
      expect(call.attributes).to.include({ caller: "unavailable", openOrders: "0" });
      expect(asked("GetItem", since), "settings and customer").to.equal(2 * ATTEMPTS);
      await running.press(call, "2");
      await running.press(call, "1");
      expect(call.contact.queue?.name).to.equal("sales");
      expect(call.contact.waitingInQueue).to.equal(true);
      expect(diagnostics(call)).to.deep.equal([]);
      call.hangUp();
    });

    it(`(${kind}) once only, is served as if nothing had been`, async () => {
      TABLES.forEach((name) => running.center.dynamodb.faults.set(running.table(name), { kind, times: 1 }));
      const call = await running.call(CALLER, "2");
      running.center.dynamodb.faults.set(running.table("orders"), { kind, times: 1, operations: ["UpdateItem"] });
      const since = running.requests.length;
      for (const key of ["2", "4"]) await running.press(call, key);
      expect(heard(call)).to.include("Your order will be delivered on Saturday, March 7, 2026.");
      expect(asked("UpdateItem", since)).to.equal(2);
      expect(await running.order("C-1", "O-1")).to.include({
        deliveryDay: "2026-03-07",
        lastChangeId: `${call.contactId}/deliveryDay/4`,
      });
      call.hangUp();
    });

    it(`(${kind}) when a change is to be written, hears that it is not confirmed, and nothing is written`, async () => {
      const call = await running.call(CALLER, "2", "1");
      running.center.dynamodb.faults.set(running.table("orders"), { kind });
      const since = running.requests.length;
      await running.press(call, "1");
      expect(heard(call)).to.include("I cannot confirm that change.");
      expect(asked("UpdateItem", since)).to.equal(ATTEMPTS);
      expect(await running.order("C-1", "O-1")).to.deep.equal({ customerId: "C-1", ...order("O-1") });
      running.center.dynamodb.faults.clear();
      for (const key of ["2", "1", "1"]) await running.press(call, key);
      expect(heard(call), "and can try again").to.include("Your order is cancelled.");
      call.hangUp();
    });
  }

  for (const fault of ["reset", "hang"] as const) {
    it(`has the change once and hears of it when only the answer is lost (${fault})`, async () => {
      const call = await running.call(CALLER, "2", "2");
      let written: unknown;
      running.intercept = async ({ operation }, pass) => {
        const answer = await pass();
        if (operation !== "UpdateItem" || written !== undefined) return answer;
        written = await running.order("C-1", "O-1");
        return { fault };
      };
      await running.press(call, "5");
      expect(heard(call)).to.include("Your order will be delivered on Sunday, March 8, 2026.");
      expect(written).to.include({ deliveryDay: "2026-03-08", lastChangeId: `${call.contactId}/deliveryDay/5` });
      expect(await running.order("C-1", "O-1"), "not written again").to.deep.equal(written);
      call.hangUp();
    });
  }
});

describe("the functions of a running centre", () => {
  bringUp();

  function shipped(): { arn: string; assets: Record<string, unknown> }[] {
    return running.center.graph.resources
      .filter(({ type, name }) => type === "aws:lambda/function:Function" && name.startsWith("self-service"))
      .map(({ inputs, outputs }) => {
        const assets = isRecord(inputs.code) && isRecord(inputs.code.assets) ? inputs.code.assets : {};
        return { arn: String(outputs.arn), assets };
      });
  }

  it("run, byte for byte, the one small file that the program uploads, which needs the AWS SDK and nothing else", () => {
    expect(shipped()).to.have.length(3);
    for (const { arn, assets } of shipped()) {
      expect(Object.keys(assets), arn).to.deep.equal(["__index.js"]);
      const text = isRecord(assets["__index.js"]) ? String(assets["__index.js"].text) : "";
      const files = running.center.lambda.spec(arn)?.files;
      expect(files, arn).to.deep.equal({ "__index.js": text });
      expect(Buffer.byteLength(text), arn).to.be.within(500, LARGEST_ARTEFACT.flow);
      const required = [...text.matchAll(/require\(\s*(.*?)\s*\)/g)].map(([, name]) => name);
      expect(required, arn).to.have.length.of.at.least(1);
      required.forEach((name) => expect(name, arn).to.match(/^"@aws-sdk\/[a-z0-9-]+(\/[\w.-]+)*"$/));
      expect(text, arn).not.to.match(/\bimport\s*[("'{*]/);
    }
  });

  it("hold one connection a container, however often they are invoked", async () => {
    await running.customer(CALLER, "C-1", "Alex", [order("O-1")]);
    const { gateway, lambda } = running.center;
    for (const [index, { arn }] of shipped().entries()) {
      const since = running.requests.length;
      for (let count = 0; count < 20; count += 1) {
        const parameters = { change: "cancel", customerId: "C-1", orderId: "O-1", queue: `queue-${count}` };
        const contact = { ContactId: `contact-${count}`, CustomerEndpoint: { Address: CALLER } };
        const outcome = await lambda.invoke(arn, { Details: { ContactData: contact, Parameters: parameters } });
        expect(outcome.ok, arn).to.equal(true);
      }
      expect(running.requests.length - since, `${arn} asks its table each time`).to.be.at.least(20);
      expect(running.accessKeys, arn).to.have.length(index + 1);
      expect(gateway.connections.by(running.accessKeys.at(-1) ?? ""), arn).to.equal(1);
    }
    expect(gateway.connections.accepted).to.equal(3);
  });
});
