/** Chats, tasks and contacts that agents pass on meet what the operations team has set. */
import { expect } from "chai";
import { CENTER, queueScope } from "../../administration/scopes";
import type { LocalCenter } from "../../local/center";
import type { Chat } from "../../local/connect";
import { startAdvanced } from "../advanced/advancedCenter";
import { diagnostics, heard } from "../support/connectGraph";
import { clearChanges, redirectTo, setChanges, timeIn } from "../support/portalChanges";
import { change } from "../support/settingsRows";

const SUPPORT = queueScope("support");
const WELCOME = "Welcome to Example Company.";
const LOOKING = "I am looking for somebody to help you.";
const CLOSED = "Nobody can answer at the moment. Please write again later. Goodbye.";
const NOBODY = "Nobody is here at the moment. Please write again during our opening hours. Goodbye.";
const IN_LINE =
  "Thank you for waiting. Somebody will be with you as soon as possible. You can go on writing meanwhile.";
const ASKED = "How can I help you?";

/** How the web page hands a chat over. */
const FROM_WEB = { door: "web" };
const IN_SPANISH = { ...FROM_WEB, locale: "es_US" };

let center: LocalCenter;

/** Begins a chat and sends these messages. */
async function chat(attributes: Record<string, string> = {}, ...messages: string[]): Promise<Chat> {
  const begun = center.connect.chat({ flow: "chat", attributes });
  await begun.settled();
  for (const message of messages) {
    begun.send(message);
    await begun.settled();
  }
  return begun;
}

/** What a chat reads, and where it is then: its queue, or `ended`. */
async function reads(attributes?: Record<string, string>, ...messages: string[]): Promise<[string[], string]> {
  const begun = await chat(attributes, ...messages);
  expect(diagnostics(begun)).to.deep.equal([]);
  const where = begun.contact.waitingInQueue ? (begun.contact.queue?.name ?? "") : begun.state;
  begun.hangUp();
  return [heard(begun), where];
}

/** Long enough for every function to read again. */
function later(seconds = 10): Promise<void> {
  return center.clock.advance(seconds * 1_000);
}

async function nothingSet(): Promise<void> {
  for (const scope of [CENTER, SUPPORT] as const) await clearChanges(center, scope);
  await later();
}

describe("chats while the operations team sets something", function () {
  this.timeout(60_000);
  before(async function () {
    this.timeout(300_000);
    center = await startAdvanced();
  });
  after(() => center.close());
  afterEach(nothingSet);

  it("read the centre's message as plain text before the bot asks, and with it nothing that was meant for a voice", async () => {
    const typed = 'Prices rise to $.Attributes.queue <break time="1s"/> &amp; more.';
    await setChanges(center, CENTER, change("message", { "en-US": typed }));
    await later();
    const [said, where] = await reads();
    expect(said).to.have.length(3);
    expect([said[0], said[2], where]).to.deep.equal([WELCOME, ASKED, "waiting-for-input"]);
    expect(said[1]).to.match(/^Prices rise to \$ ?\.Attributes\.queue +& more\.$/);
  });

  it("that come from the web page read it, too, in the language in which they have talked to the bot", async () => {
    const texts = { "en-US": "A storm delays us.", "es-US": "Una tormenta nos retrasa." };
    await setChanges(center, CENTER, change("message", texts));
    await setChanges(center, SUPPORT, change("message", { "en-US": "Support.", "es-US": "Soporte." }));
    await later();
    expect(await reads(FROM_WEB)).to.deep.equal([["A storm delays us.", LOOKING, "Support.", IN_LINE], "support"]);
    const [said, where] = await reads(IN_SPANISH);
    expect(said.slice(0, 3)).to.deep.equal([
      "Una tormenta nos retrasa.",
      "Estoy buscando a alguien que le atienda.",
      "Soporte.",
    ]);
    expect(where).to.equal("support");
    expect((await reads({ ...FROM_WEB, locale: "en_US" }))[0][0]).to.equal("A storm delays us.");
  });

  it("end with a word while the centre is closed, and reach the bot again afterwards", async () => {
    const until = timeIn(center, 600);
    await setChanges(center, CENTER, change("state", "closed", { until }), change("message", { "en-US": "No power." }));
    await later();
    expect(await reads()).to.deep.equal([[WELCOME, "No power.", CLOSED], "ended"]);
    const [said] = await reads(IN_SPANISH);
    expect(said.at(-1)).to.match(/Adiós\.$/);
    await later(600);
    expect((await reads())[0].at(-1)).to.equal(ASKED);
  });

  it("come through the bot to the same checks: a closed queue takes nobody", async () => {
    await setChanges(center, SUPPORT, change("state", "closed", { until: timeIn(center, 600) }));
    await later();
    const [said, where] = await reads({}, "I want to talk to a person");
    expect([said.slice(-2), where]).to.deep.equal([[LOOKING, NOBODY], "ended"]);
    await later(600);
    expect((await reads({}, "I want to talk to a person"))[1]).to.equal("support");
  });

  it("wait in the queue that stands in for theirs", async () => {
    await setChanges(center, SUPPORT, change("redirect", redirectTo(center, "sales")));
    await later();
    const waiting = await chat(FROM_WEB);
    expect([waiting.contact.queue?.name, waiting.attributes.queue]).to.deep.equal(["sales", "sales"]);
    waiting.hangUp();
  });

  it("are served by priority, before calls of the same queue that came earlier", async () => {
    const call = center.connect.dial({ from: "+12065550132" });
    await call.settled();
    call.speak("I want to talk to a person");
    await call.settled();
    for (const key of ["1", "1"]) {
      call.press(key);
      await call.settled();
    }
    expect(call.contact.waitingInQueue).to.equal(true);
    await setChanges(center, SUPPORT, change("priority", "highest"));
    await later();
    const written = await chat(FROM_WEB);
    const agent = center.connect.addAgent({ username: "first", answerAfterSeconds: 0, talkSeconds: Infinity });
    agent.goOnline();
    await later(2);
    expect([written.state, call.state]).to.deep.equal(["with-agent", "queued"]);
    agent.goOffline();
    [written, call].forEach((one) => one.hangUp());
    await later(60);
  });

  it("go on as if nothing were set while the table cannot be read", async () => {
    center.dynamodb.faults.set(center.table("settingsTable") ?? "", { kind: "error500" });
    expect((await reads(FROM_WEB))[1]).to.equal("support");
    center.dynamodb.faults.clear();
  });

  it("leave tasks waiting in a closed queue, and have them go where its contacts go", async () => {
    const task = async () => {
      const made = center.connect.task({ flow: "task", name: "a question" });
      await made.settled();
      const { queue } = made.contact;
      made.hangUp();
      return [queue?.name, made.attributes.queue];
    };
    await setChanges(center, SUPPORT, change("state", "closed", { until: timeIn(center, 600) }));
    await later();
    expect(await task()).to.deep.equal(["support", "support"]);
    await setChanges(center, SUPPORT, change("redirect", redirectTo(center, "sales")));
    await later();
    expect(await task()).to.deep.equal(["sales", "sales"]);
  });
});
