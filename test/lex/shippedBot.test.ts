/** The shipped bot as a program deploys it: its own code hook in Lambda, its tables, its permissions, on the phone and on the web. */
import { RecognizeTextCommand, LexRuntimeV2Client } from "@aws-sdk/client-lex-runtime-v2";
import { expect } from "chai";
import { resolve } from "node:path";
import { LocalCenter } from "../../local/center";
import { evaluateProgram } from "../../local/engine/evaluateProgram";
import { CALLER, diagnostics, heard, START } from "../support/connectGraph";
import { failure, said } from "./support";

const PROGRAM = resolve(__dirname, "../fixtures/lex/bot");

describe("the shipped bot, deployed", function () {
  let center: LocalCenter;
  let client: LexRuntimeV2Client;

  before(async function () {
    this.timeout(300_000);
    const graph = await evaluateProgram({ cwd: PROGRAM, stack: "dev" });
    center = await LocalCenter.fromGraph(graph, { startAt: START });
    client = new LexRuntimeV2Client({
      endpoint: center.gateway.url,
      region: "us-east-1",
      credentials: center.gateway.administrator,
      maxAttempts: 1,
    });
    const order = { orderId: "O-1", item: "a desk lamp", status: "placed", deliveryDay: "2026-03-10" };
    await center.database.put(center.table("customersTable") ?? "", {
      phoneNumber: CALLER,
      customerId: "C-1",
      firstName: "Alex",
      lastName: "Sample",
    });
    await center.database.put(center.table("ordersTable") ?? "", {
      customerId: "C-1",
      placedAt: "2026-03-02T10:00:00.000Z",
      ...order,
    });
  });
  after(async () => {
    client.destroy();
    await center.close();
  });

  function write(text: string, localeId: string, sessionId: string) {
    const { botId, aliasId } = center.graph.outputs;
    const ids = { botId: String(botId), botAliasId: String(aliasId), localeId, sessionId };
    return client.send(new RecognizeTextCommand({ ...ids, text }));
  }

  it("tells a caller on the phone, known by number, where the order is", async () => {
    const call = center.connect.dial({ from: CALLER });
    call.speak("where is my package");
    await call.settled();
    expect(diagnostics(call)).to.deep.equal([]);
    expect(heard(call).join(" ")).to.contain("a desk lamp");
  });

  it("asks a customer on the web for number and PIN, in the language of the locale", async () => {
    const english = await write("where is my order", "en_US", "web-1");
    expect(english.sessionState?.dialogAction).to.include({ type: "ElicitSlot", slotToElicit: "phoneNumber" });
    const spanish = await write("dónde está mi pedido", "es_US", "web-1");
    expect(said(spanish).join()).to.match(/número de teléfono/);
  });

  it("tells the opening hours, and hands over who asks for a person", async () => {
    const hours = await write("when do you close", "en_US", "web-2");
    expect(hours.sessionState?.intent).to.include({ name: "OpeningHours", state: "Fulfilled" });
    const person = await write("let me talk to a human", "en_US", "web-2");
    expect(person.sessionState?.intent).to.include({ name: "TalkToPerson", state: "Fulfilled" });
  });

  it("clarifies once, then hands over", async () => {
    const first = await write("colourless ideas sleep furiously", "en_US", "web-3");
    expect(first.sessionState?.dialogAction?.type).to.equal("ElicitIntent");
    const second = await write("colourless ideas sleep furiously", "en_US", "web-3");
    expect(second.sessionState?.intent?.state).to.equal("Failed");
    expect(second.sessionState?.sessionAttributes).to.include({ handover: "true" });
  });

  it("fails to call its code hook where the program gives no permission", async () => {
    const resources = center.graph.resources.filter(({ type, inputs }) => {
      return type !== "aws:lambda/permission:Permission" || inputs.principal !== "lexv2.amazonaws.com";
    });
    expect(resources.length).to.be.below(center.graph.resources.length);
    const without = await LocalCenter.fromGraph({ ...center.graph, resources }, { startAt: START });
    try {
      const refused = without.lex.recognize({
        aliasArn: String(center.graph.outputs.aliasArn),
        sessionId: "s-1",
        localeId: "en_US",
        channel: "VOICE",
        input: { text: "opening hours" },
        sessionAttributes: {},
      });
      expect((await failure(refused)).message).to.contain("lexv2.amazonaws.com may not invoke");
    } finally {
      await without.close();
    }
  });
});
