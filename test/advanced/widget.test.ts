/**
 * The chat page as it is deployed, in a real browser, against the whole centre of this machine: its site, its API, the bot
 * with its code hook and tables, and an agent over the official amazon-connect-chatjs.
 */
import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { LocalCenter } from "../../local/center";
import { giveBrowserBack, PATIENCE, takeBrowser } from "../support/browser";
import { message, say, texts, watch } from "../support/widgetBrowser";
import { addAgent, Customers, PIN, startAdvanced } from "./advancedCenter";
import { siteOf } from "./doors";

const AGENT = "alex";
const STATUS = "Your order of a desk lamp has been placed, for Tuesday, March 10, 2026.";

describe("the chat page and the centre behind it", function () {
  this.timeout(300_000);
  const troubles: string[] = [];
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let center: LocalCenter;
  let customers: Customers;

  before(async function () {
    this.timeout(300_000);
    browser = await takeBrowser();
    if (browser === undefined) return this.skip();
    center = await startAdvanced();
    center.followRealTime();
    addAgent(center, AGENT);
    customers = new Customers(center);
    context = await browser.newContext({ locale: "en-US", viewport: { width: 400, height: 640 } });
    context.setDefaultTimeout(PATIENCE);
    page = await context.newPage();
    await watch(page, troubles);
  });
  afterEach(() => expect(troubles.splice(0), "what went wrong on the page").to.deep.equal([]));
  after(async () => {
    if (browser === undefined) return;
    await context.close();
    giveBrowserBack();
    await center.close();
  });

  /** Says something and waits for the answer. */
  async function hear(text: string, answer: string): Promise<void> {
    await say(page, text);
    await message(page, "bot", answer).last().waitFor();
  }

  /** The only chat there is. */
  function chat() {
    const [only, ...more] = center.connect.interactions.filter(({ channel }) => channel === "CHAT");
    expect(more).to.deep.equal([]);
    return only;
  }

  it("tells the order's status after number and PIN, and keeps the conversation over a reload", async () => {
    const { phoneNumber } = await customers.fresh();
    await page.goto(siteOf(center));
    await message(page, "bot", "How can I help you?").waitFor();
    await hear("Where is my order?", "What is the phone number");
    await hear(phoneNumber, "What is your PIN?");
    await hear(PIN, STATUS);
    const before = await texts(page);
    expect(before).to.have.length(7);
    await page.reload();
    await message(page, "bot", STATUS).waitFor();
    // The PIN is nowhere to be had any more, on the page least of all.
    expect(await texts(page)).to.deep.equal(before.map((text) => (text === PIN ? "••••" : text)));
  });

  it("goes on with an agent, who knows what was said, over a reload, until the agent ends the chat", async () => {
    await page.getByRole("button", { name: "Talk to a person" }).click();
    const agent = center.connect.agent(AGENT);
    await page.getByText("alex has joined the chat.").waitFor();
    const attributes = chat()?.attributes;
    expect(attributes).to.include({ door: "web", customerId: "C-1", verified: "pin", handoverReason: "asked" });
    expect(attributes?.botTranscript).to.contain(`Bot: ${STATUS}`).and.not.to.contain(PIN);
    agent.send("Hello, I am Alex.");
    await message(page, "agent", "Hello, I am Alex.").waitFor();
    await say(page, "Can it come on Friday?");
    await message(page, "customer", "Can it come on Friday?").waitFor();
    expect(chat()?.transcript.map(({ text }) => text)).to.include("Can it come on Friday?");
    const before = await texts(page);
    await page.reload();
    await message(page, "agent", "Hello, I am Alex.").waitFor();
    await message(page, "customer", "Can it come on Friday?").waitFor();
    agent.send("It will.");
    await message(page, "agent", "It will.").waitFor();
    expect([...(await texts(page))].sort()).to.deep.equal([...before, "It will."].sort());
    agent.hangUp();
    await page.locator(".notice", { hasText: "The conversation has ended." }).waitFor();
    expect(chat()?.state).to.equal("ended");
    expect(agent.state).not.to.equal("on-contact");
  });

  it("begins anew with the bot afterwards, which knows nobody", async () => {
    await page.getByRole("button", { name: "Start a new conversation" }).click();
    await message(page, "bot", "How can I help you?").waitFor();
    await hear("Where is my order?", "What is the phone number");
    expect(await texts(page)).to.have.length(3);
  });
});
