/** The administration data, on tables in memory. */
import { expect } from "chai";
import fc from "fast-check";
import { readSettingsFactory } from "../handlers/readSettings";
import { anyEvent, connectEvent } from "./support/connectEvents";
import { FakeTables, item, tableEnvironment } from "./support/fakeDynamo";
import { useEnvironment, withLog } from "./support/handlerLog";

const open = { state: "open", hasMessage: "false", message: "", music: "", source: "table" };

/** One container with its own clock. */
class SettingsContainer {
  readonly tables = new FakeTables();
  now = Date.parse("2026-03-04T12:00:00Z");
  private readonly handler = readSettingsFactory(this.tables, () => this.now);

  set(scope: string, values: Record<string, string | number | boolean>): void {
    this.tables.settings.set(scope, item({ scope, ...values }));
  }

  async read(queue = "") {
    return (await withLog(() => this.handler(connectEvent("+12065550100", { queue })))).result;
  }

  fail(): void {
    this.tables.before = () => {
      throw new Error("no table");
    };
  }
}

describe("readSettings", () => {
  useEnvironment(tableEnvironment);

  it("is open without a message when nothing has been set", async () => {
    expect(await new SettingsContainer().read()).to.deep.equal(open);
  });

  it("reads the whole centre and each queue by its own key", async () => {
    const center = new SettingsContainer();
    center.set("center", { message: "We moved.", music: "jazz" });
    center.set("queue/Support", { closed: true });
    expect(await center.read()).to.deep.equal({ ...open, hasMessage: "true", message: "We moved.", music: "jazz" });
    expect(await center.read("Support")).to.deep.equal({ ...open, state: "closed" });
    expect(await center.read("Sales")).to.deep.equal(open);
  });

  it("opens and falls silent when the set times have passed", async () => {
    const center = new SettingsContainer();
    const until = "2026-03-04T12:00:02Z";
    center.set("center", { closed: true, closedUntil: until, message: "Back soon", messageUntil: until });
    expect(await center.read()).to.include({ state: "closed", message: "Back soon" });
    center.now += 2000;
    expect(await center.read()).to.deep.equal(open);
    expect(center.tables.requests, "the kept answer is judged anew").to.have.length(1);
  });

  it("takes a time it cannot read as passed", async () => {
    const center = new SettingsContainer();
    center.set("center", { closed: true, closedUntil: "next week", message: "Hello", messageUntil: "later" });
    expect(await center.read()).to.deep.equal(open);
  });

  it("ignores an item that has expired but is not removed yet", async () => {
    const center = new SettingsContainer();
    center.set("center", { closed: true, expiresAt: center.now / 1000 });
    expect(await center.read()).to.deep.equal(open);
    center.now -= 1000;
    expect((await center.read()).state).to.equal("closed");
  });

  it("escapes the message and keeps it within 1,000 characters", async () => {
    const center = new SettingsContainer();
    center.set("center", { message: `${"<".repeat(999)}` });
    const { message, hasMessage } = await center.read();
    expect(message).to.equal("&lt;".repeat(250));
    expect(hasMessage).to.equal("true");
    const blank = new SettingsContainer();
    blank.set("center", { message: " \n " });
    expect(await blank.read()).to.deep.equal(open);
  });

  it("reads at most once in 5 seconds for each scope", async () => {
    const center = new SettingsContainer();
    for (let second = 0; second <= 11; second++) {
      await center.read();
      await center.read("Support");
      center.now += 1000;
    }
    expect(center.tables.requests).to.have.length(4);
  });

  it("stays with the last good answer for 5 minutes when the table fails, then lets callers in", async () => {
    const center = new SettingsContainer();
    center.set("center", { closed: true });
    await center.read();
    center.fail();
    center.now += 300_000;
    expect(await center.read()).to.include({ state: "closed", source: "table" });
    center.now += 1;
    expect(await center.read()).to.deep.equal({ ...open, source: "default" });
  });

  it("never lets one scope stand in for another", async () => {
    const center = new SettingsContainer();
    center.set("queue/Support", { closed: true });
    await center.read("Support");
    center.fail();
    expect(await center.read("Sales")).to.deep.equal({ ...open, source: "default" });
  });

  it("stays with the last good answer when the table hangs", async () => {
    const center = new SettingsContainer();
    center.set("center", { closed: true });
    await center.read();
    center.now += 6000;
    center.tables.before = () => new Promise(() => undefined);
    expect(await center.read()).to.include({ state: "closed", source: "table" });
  });

  it("answers every event with every key, all strings", async () => {
    await fc.assert(
      fc.asyncProperty(anyEvent, fc.string({ unit: "binary" }), async (event, text) => {
        const tables = new FakeTables();
        tables.settings.set("center", item({ closed: text, message: text, music: text.repeat(9), closedUntil: text }));
        const { result, lines } = await withLog(() => readSettingsFactory(tables)(event));
        expect(Object.keys(result)).to.deep.equal(Object.keys(open));
        expect(Object.values(result).every((value) => typeof value === "string")).to.equal(true);
        expect(Buffer.byteLength(JSON.stringify(result))).to.be.below(32_768);
        expect(lines).to.have.length(1);
      }),
      { numRuns: 500 },
    );
  });
});
