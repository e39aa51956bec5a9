/** Answers of functions that are remembered: given again to the same question only, and never those of a function that acts. */
import { expect } from "chai";
import { LONGEST_MS, RememberedAnswers } from "../local/lambda/rememberedAnswers";
import type { InvocationWatch } from "../local/lambda/protocol";

type Event = { readonly caller: { readonly number: string; readonly id: string } | null; readonly language?: string };

describe("answers of functions that are remembered", () => {
  let answers: RememberedAnswers;
  let invoked: number;
  let now: number;
  const tables: { state: number | undefined } = { state: 1 };

  beforeEach(() => {
    tables.state = 1;
    now = 10 * LONGEST_MS;
    invoked = 0;
    answers = new RememberedAnswers(tables, () => now);
  });

  /** Invokes a function that answers with what `look` sees of the event. */
  async function ask(event: Event, look: (event: Event, watch: InvocationWatch) => unknown): Promise<unknown> {
    const answer = await answers.answer("arn", event, async (watch) => {
      invoked++;
      return { ok: true, payload: { seen: look(watch.event(event) as Event, watch) } };
    });
    return answer.ok ? (answer.payload as { seen: unknown }).seen : undefined;
  }

  const numberOf = ({ caller }: Event): string => caller?.number ?? "nobody";
  const from = (number: string, id: string): Event => ({ caller: { number, id } });

  it("are given again where what the function looked at is the same, whatever else is not", async () => {
    expect(await ask(from("1", "a"), numberOf)).to.equal("1");
    expect(await ask(from("1", "b"), numberOf)).to.equal("1");
    expect(invoked).to.equal(1);
    expect(await ask(from("2", "b"), numberOf)).to.equal("2");
    expect(await ask({ caller: null }, numberOf)).to.equal("nobody");
    expect(await ask({ caller: null }, numberOf)).to.equal("nobody");
    expect(invoked).to.equal(3);
  });

  it("tell apart what a function looked at as a whole", async () => {
    const whole = (event: Event): string => JSON.stringify(event.caller);
    expect(await ask(from("1", "a"), whole)).to.contain('"a"');
    expect(await ask(from("1", "b"), whole)).to.contain('"b"');
    answers = new RememberedAnswers(tables, () => now);
    const names = (event: Event): string[] => Object.keys(event);
    expect(await ask({ caller: null }, names)).to.deep.equal(["caller"]);
    expect(await ask({ caller: null, language: "es" }, names)).to.deep.equal(["caller", "language"]);
    answers = new RememberedAnswers(tables, () => now);
    const present = (event: Event): boolean => "language" in event;
    expect(await ask({ caller: null }, present)).to.equal(false);
    expect(await ask({ caller: null, language: "es" }, present)).to.equal(true);
  });

  it("follow a function that looks at more when it sees something", async () => {
    const look = (event: Event): string => (event.language === "es" ? numberOf(event) : "English");
    expect(await ask({ ...from("1", "a"), language: "en" }, look)).to.equal("English");
    expect(await ask({ ...from("2", "a"), language: "en" }, look)).to.equal("English");
    expect(await ask({ ...from("1", "a"), language: "es" }, look)).to.equal("1");
    expect(await ask({ ...from("2", "a"), language: "es" }, look)).to.equal("2");
    expect(invoked).to.equal(3);
  });

  it("end with a change of a table, and with the time that is allowed", async () => {
    await ask(from("1", "a"), numberOf);
    tables.state = 2;
    await ask(from("1", "a"), numberOf);
    expect(invoked).to.equal(2);
    now += LONGEST_MS;
    await ask(from("1", "a"), numberOf);
    expect(invoked).to.equal(3);
    tables.state = undefined;
    await ask(from("1", "a"), numberOf);
    await ask(from("1", "a"), numberOf);
    expect(invoked).to.equal(5);
  });

  it("are not kept of a function that does anything but read", async () => {
    const acts = (event: Event, watch: InvocationWatch): string => {
      watch.effect();
      return numberOf(event);
    };
    await ask(from("1", "a"), acts);
    await ask(from("1", "a"), acts);
    expect(invoked).to.equal(2);
  });

  it("are each reader's own", async () => {
    const look = (): string[] => ["kept"];
    const spoilt = await ask({ caller: null }, look);
    if (Array.isArray(spoilt)) spoilt.push("spoilt");
    expect(await ask({ caller: null }, look)).to.deep.equal(["kept"]);
    expect(await ask({ caller: null }, look)).to.deep.equal(["kept"]);
  });
});
