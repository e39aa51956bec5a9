/** What the operations team has set, on tables in memory. */
import { expect } from "chai";
import fc from "fast-check";
import { readSettingsFactory } from "../handlers/readSettings";
import { toAttribute } from "../handlers/portal/attributes";
import type { ConnectEvent } from "../handlers/connectEvent";
import type { TimedChange } from "../administration/changes";
import { anyEvent, connectEvent } from "./support/connectEvents";
import { FakeTables, tableEnvironment } from "./support/fakeDynamo";
import { useEnvironment, withLog } from "./support/handlerLog";
import { change, settingsRow } from "./support/settingsRows";

const open = {
  state: "open",
  hasMessage: "false",
  message: "",
  plain: "",
  music: "",
  redirect: "false",
  redirectQueue: "",
  redirectArn: "",
  callback: "on",
  priority: "normal",
  source: "table",
};

const sales = { queue: "Sales", arn: "arn:aws:connect:us-east-1:123456789012:instance/i/queue/q" };
const noon = Date.parse("2026-03-04T12:00:00Z");
const later = "2026-03-04T18:00:00Z";

/** One container with its own clock. */
class SettingsContainer {
  readonly tables = new FakeTables();
  now = noon;
  private readonly handler = readSettingsFactory(this.tables, () => this.now);

  set(scope: string, ...changes: TimedChange[]): void {
    this.tables.settings.set(scope, settingsRow(scope, changes));
  }

  async read(queue = "", language?: string) {
    const parameters = { queue, ...(language === undefined ? {} : { language }) };
    return this.ask(connectEvent("+12065550100", parameters));
  }

  async ask(event: ConnectEvent) {
    return (await withLog(() => this.handler(event))).result;
  }

  fail(): void {
    this.tables.before = () => {
      throw new Error("no table");
    };
  }
}

describe("readSettings", () => {
  useEnvironment(tableEnvironment);

  it("is what is declared when nothing has been set", async () => {
    expect(await new SettingsContainer().read()).to.deep.equal(open);
  });

  it("reads the whole centre and each queue by its own key", async () => {
    const center = new SettingsContainer();
    center.set("center", change("message", { "en-US": "We moved." }));
    const until = { until: later };
    center.set("queue/Support", change("state", "closed", until), change("callback", "off"), change("music", "jazz"));
    center.set("queue/Billing", change("redirect", sales), change("priority", "highest"));
    const moved = { hasMessage: "true", message: "We moved.", plain: "We moved." };
    expect(await center.read()).to.deep.equal({ ...open, ...moved });
    const closed = { state: "closed", callback: "off", music: "jazz" };
    expect(await center.read("Support")).to.deep.equal({ ...open, ...closed });
    const redirected = { redirect: "true", redirectQueue: "Sales", redirectArn: sales.arn, priority: "highest" };
    expect(await center.read("Billing")).to.deep.equal({ ...open, ...redirected });
    expect(await center.read("Sales")).to.deep.equal(open);
  });

  it("begins and ends what is set by its own times, without reading again", async () => {
    const center = new SettingsContainer();
    const times = { from: "2026-03-04T12:00:02Z", until: "2026-03-04T12:00:04Z" };
    center.set("center", change("state", "closed", times), change("message", { "en-US": "Back soon" }, times));
    const states: string[] = [];
    for (const second of [0, 1, 2, 3, 4, 4.999]) {
      center.now = noon + second * 1_000;
      states.push((await center.read()).state);
    }
    expect(states).to.deep.equal(["open", "open", "closed", "closed", "open", "open"]);
    expect(center.tables.requests, "the kept answer is judged anew").to.have.length(1);
  });

  it("lets the change that was written last hold, and the one before again after it", async () => {
    const center = new SettingsContainer();
    center.set("queue/Support", change("music", "pop"), change("music", "rock", { until: "2026-03-04T12:00:03Z" }));
    expect((await center.read("Support")).music).to.equal("rock");
    center.now += 3_000;
    expect((await center.read("Support")).music).to.equal("pop");
  });

  it("speaks the contact's language: the flow's, the contact's own, or the centre's", async () => {
    const center = new SettingsContainer();
    center.set("center", change("message", { "es-US": "Hola", "en-US": "Hello" }));
    expect((await center.read("", "es-US")).message).to.equal("Hola");
    expect((await center.read("", "es_MX")).message).to.equal("Hola");
    expect((await center.read("")).message).to.equal("Hello");
    expect((await center.read("", "fr-FR")).message).to.equal('<lang xml:lang="en-US">Hello</lang>');
    expect((await center.read("", "fr-FR")).plain).to.equal("Hello");
    center.set("queue/Support", change("message", { "de-DE": "Hallo", "en-US": "Hello" }));
    expect((await center.read("Support")).message, "the centre's own").to.equal("Hello");
    const event = connectEvent("+12065550100");
    const { ContactData } = event.Details ?? {};
    const spanish = { Details: { ContactData: { ...ContactData, LanguageCode: "es-US" } } };
    expect((await center.ask(spanish)).message).to.equal("Hola");
  });

  it("makes the message safe to speak, and to write", async () => {
    const center = new SettingsContainer();
    center.set("center", change("message", { "en-US": `Tom & <Jerry> $.Attributes.x ${"<".repeat(999)}` }));
    const { message, plain } = await center.read();
    expect(message).to.match(/^Tom &amp; &lt;Jerry&gt; &#36;\.Attributes\.x (&lt;)+$/);
    expect(message.length).to.be.at.most(3_000);
    expect(plain).to.match(/^Tom & <Jerry> \$ \.Attributes\.x <+$/);
    const blank = new SettingsContainer();
    blank.set("center", change("message", { "en-US": " \n " }));
    expect(await blank.read()).to.deep.equal(open);
  });

  it("speaks the tags that are allowed, and writes none", async () => {
    const center = new SettingsContainer();
    center.set("center", change("message", { "en-US": 'One.<break time="1s"/>Two & <prosody rate="slow">three' }));
    expect((await center.read()).message, "not closed").to.match(/^One\.&lt;break/);
    center.set("queue/Support", change("message", { "en-US": 'One.<break time="1s" />Two & three' }));
    const { message, plain } = await center.read("Support");
    expect(message).to.equal('One.<break time="1s" />Two &amp; three');
    expect(plain).to.equal("One. Two & three");
  });

  it("reads at most once in 5 seconds for each scope", async () => {
    const center = new SettingsContainer();
    for (let second = 0; second < 10; second++) {
      await center.read();
      await center.read("Support");
      center.now += 1000;
    }
    expect(center.tables.requests).to.have.length(4);
    await center.read();
    expect(center.tables.requests, "at five seconds it asks anew").to.have.length(5);
  });

  it("stays with the last good answer for as long as the table fails, and lets it end by itself", async () => {
    const center = new SettingsContainer();
    center.set("center", change("state", "closed", { until: later }));
    await center.read();
    center.fail();
    center.now = Date.parse(later) - 1;
    expect(await center.read()).to.include({ state: "closed", source: "table" });
    center.now += 1;
    expect(await center.read()).to.deep.equal(open);
  });

  it("lets only one caller in 5 seconds wait for a table that fails", async () => {
    const center = new SettingsContainer();
    await center.read();
    center.fail();
    center.now += 6_000;
    for (let caller = 0; caller < 5; caller++) await center.read();
    expect(center.tables.requests).to.have.length(2);
  });

  it("never lets one scope stand in for another", async () => {
    const center = new SettingsContainer();
    center.set("queue/Support", change("state", "closed", { until: later }));
    await center.read("Support");
    center.fail();
    expect(await center.read("Sales")).to.deep.equal({ ...open, source: "default" });
  });

  it("stays with the last good answer when the table hangs", async () => {
    const center = new SettingsContainer();
    center.set("center", change("state", "closed", { until: later }));
    await center.read();
    center.now += 6000;
    center.tables.before = () => new Promise(() => undefined);
    expect(await center.read()).to.include({ state: "closed", source: "table" });
  });

  it("answers every event with every key, all strings, whatever the row is", async () => {
    const anyValue = fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue(), fc.constantFrom("closed", "on", "jazz"));
    const anyChange = fc.record(
      {
        id: anyValue,
        field: fc.oneof(anyValue, fc.constantFrom("state", "redirect", "callback", "music", "priority", "message")),
        value: fc.oneof(anyValue, fc.dictionary(fc.string(), fc.string({ unit: "binary" }))),
        from: anyValue,
        until: fc.oneof(anyValue, fc.constant(later)),
        by: fc.oneof(anyValue, fc.string()),
        at: fc.oneof(anyValue, fc.string()),
        why: fc.oneof(anyValue, fc.string()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        anyEvent,
        fc.oneof(anyValue, fc.array(fc.oneof(anyChange, anyValue))),
        async (event, changes) => {
          const tables = new FakeTables();
          tables.getItem = async () => ({ Item: { changes: toAttribute(changes) } });
          const { result, lines } = await withLog(() => readSettingsFactory(tables, () => noon)(event));
          expect(Object.keys(result)).to.deep.equal(Object.keys(open));
          expect(Object.values(result).every((value) => typeof value === "string")).to.equal(true);
          expect(result.source).to.equal("table");
          expect(Buffer.byteLength(JSON.stringify(result))).to.be.below(32_768);
          expect(lines).to.have.length(1);
        },
      ),
      { numRuns: 300 },
    );
  });
});
