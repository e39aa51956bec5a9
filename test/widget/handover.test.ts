import { expect } from "chai";
import { eventually } from "../support/eventually";
import { field, message, say, texts, withWidget } from "../support/widgetBrowser";

describe("the chat page, with a person over amazon-connect-chatjs", function () {
  this.timeout(300_000);
  const given = withWidget();

  /** Asks for a person and is joined by one. */
  async function handOver(): Promise<void> {
    const { page, server } = given;
    await page.goto(server.url);
    await message(page, "bot", "How can I help?").waitFor();
    await page.getByRole("button", { name: "Talk to a person" }).click();
    await page.getByText("You are in line.").waitFor();
    server.participants.joins();
    await page.getByText("Alex has joined the chat.").waitFor();
  }

  it("joins the Connect chat when the customer asks for it, talks both ways, and ends", async () => {
    const { page, server } = given;
    const { participants } = server;
    await handOver();
    expect(server.served.filter((file) => file.startsWith("chat-connect"))).to.deep.equal(["chat-connect.js"]);
    participants.says("Hi, I am Alex.");
    await message(page, "agent", "Hi, I am Alex.").waitFor();
    await page.getByText("With Alex").waitFor();
    participants.writes();
    await page.getByText("Alex is writing").waitFor();
    await say(page, "Where is my order?");
    await say(page, "Hello?");
    participants.says("On its way.");
    await message(page, "agent", "On its way.").waitFor();
    expect(await page.getByText("Alex is writing").count()).to.equal(0);
    expect(participants.typed).to.equal(1);
    const shown = await texts(page);
    expect(shown.slice(0, 2)).to.deep.equal(["Hello. How can I help?", "One moment, please."]);
    expect([...shown.slice(2)].sort()).to.deep.equal(["Hello?", "Hi, I am Alex.", "On its way.", "Where is my order?"]);
    await page.getByRole("button", { name: "End the chat" }).click();
    await page.getByRole("button", { name: "Yes, end it" }).click();
    await page.locator(".notice", { hasText: "The conversation has ended." }).waitFor();
    await page.getByRole("button", { name: "Start a new conversation" }).click();
    await message(page, "bot", "How can I help?").waitFor();
    expect(await texts(page)).to.deep.equal(["Hello. How can I help?"]);
  });

  it("goes on with a person when the bot says so, and sends what was said meanwhile to the person", async () => {
    const { page, server } = given;
    server.bridge.handoverAt = "Person";
    await page.goto(server.url);
    await message(page, "bot", "How can I help?").waitFor();
    await say(page, "Person");
    await say(page, "I have waited for a week");
    await eventually(() => server.participants.items.some(({ Content }) => Content === "I have waited for a week"));
    expect(server.bridge.taken.map(({ text }) => text)).to.deep.equal(["Person"]);
  });

  it("goes on after a reload with everything said, each once, and without the summary for the agent", async () => {
    const { page, server } = given;
    const { participants } = server;
    const { participantId } = participants;
    participants.add("MESSAGE", "text/plain", {
      Content: "OrderStatus",
      ParticipantId: participantId,
      ParticipantRole: "CUSTOMER",
    });
    await handOver();
    participants.says("Hi, I am Alex.");
    await say(page, "Where is my order?");
    await message(page, "agent", "Hi, I am Alex.").waitFor();
    await eventually(() => participants.items.some(({ Content }) => Content === "Where is my order?"));
    await page.reload();
    await message(page, "agent", "Hi, I am Alex.").waitFor();
    participants.says("Still here?");
    await message(page, "agent", "Still here?").waitFor();
    expect([...(await texts(page))].sort()).to.deep.equal(
      ["Hello. How can I help?", "Hi, I am Alex.", "One moment, please.", "Still here?", "Where is my order?"].sort(),
    );
    await page.getByText("With Alex").waitFor();
    expect(server.bridge.requests.filter((request) => request === "POST person")).to.have.length(1);
  });

  it("fetches a long transcript page by page, in order", async () => {
    const { page, server } = given;
    const expected = Array.from({ length: 230 }, (_, index) => `Line ${index}`);
    await handOver();
    await page.goto("about:blank");
    expected.forEach((text) => server.participants.says(text));
    await page.goto(server.url);
    await message(page, "agent", "Line 229").waitFor();
    expect((await texts(page)).filter((text) => text.startsWith("Line"))).to.deep.equal(expected);
  });

  it("connects again by itself, and shows what was said meanwhile once", async () => {
    const { page, server } = given;
    const { participants } = server;
    await handOver();
    participants.says("One");
    await message(page, "agent", "One").waitFor();
    await page.locator(".banner").evaluate((banner) => {
      const note = () => (document.title += banner.textContent);
      new MutationObserver(note).observe(banner, { childList: true });
    });
    participants.breakConnections();
    await eventually(() => participants.connections === 2);
    participants.says("Two");
    await message(page, "agent", "Two").waitFor();
    expect(await page.title()).to.contain("The connection was lost. Connecting again.");
    expect((await texts(page)).slice(-2)).to.deep.equal(["One", "Two"]);
    expect(await page.getByText("The connection was lost.").count()).to.equal(0);
  });

  it("sends a message once though the answer to it was lost", async () => {
    const { page, server } = given;
    const { participants } = server;
    await handOver();
    participants.failures.push({ path: "/participant/message", status: 400, after: true });
    await say(page, "Cancel my order");
    await eventually(() => participants.items.some(({ Content }) => Content === "Cancel my order"));
    participants.says("Done");
    await message(page, "agent", "Done").waitFor();
    await message(page, "customer", "Cancel my order").and(page.locator("[data-delivery=arrived]")).waitFor();
    expect(await message(page, "customer", "Cancel my order").count()).to.equal(1);
    expect(participants.items.filter(({ Content }) => Content === "Cancel my order")).to.have.length(1);
  });

  it("keeps a message that cannot be sent, and sends it when asked", async () => {
    const { page, server } = given;
    const { participants } = server;
    await handOver();
    participants.failures.push({ path: "/participant/message", status: 400 });
    await say(page, "Hello?");
    await page.getByRole("button", { name: "Try again" }).click();
    await message(page, "customer", "Hello?").and(page.locator("[data-delivery=arrived]")).waitFor();
    expect(participants.items.filter(({ Content }) => Content === "Hello?")).to.have.length(1);
  });

  it("says when the chat cannot be loaded, and loads it when asked", async () => {
    const { page, server } = given;
    server.missing.add("chat-connect.js");
    await page.goto(server.url);
    await message(page, "bot", "How can I help?").waitFor();
    await page.getByRole("button", { name: "Talk to a person" }).click();
    await page.getByText("The connection to the chat was lost.").waitFor();
    await say(page, "Anybody there?");
    await message(page, "customer", "Anybody there?").getByText("Not sent.").waitFor();
    server.missing.clear();
    await page.locator(".banner").getByRole("button", { name: "Try again" }).click();
    await page.getByText("You are in line.").waitFor();
    await eventually(() => server.participants.items.some(({ Content }) => Content === "Anybody there?"));
  });

  it("says when nobody can be reached, and goes on with the bot", async () => {
    const { page, server } = given;
    await page.goto(server.url);
    await message(page, "bot", "How can I help?").waitFor();
    server.bridge.troubles.push({ status: 409, code: "TurnUnderWay" }, { status: 503, code: "NobodyReachable" });
    await page.getByRole("button", { name: "Talk to a person" }).click();
    await page.getByText("Nobody can be reached right now. Please try again later.").waitFor();
    await say(page, "Opening hours");
    await message(page, "bot", "You said: Opening hours").waitFor();
  });

  it("shows plain text only, and says that something else has arrived", async () => {
    const { page, server } = given;
    await handOver();
    server.participants.says("**bold**", { type: "text/markdown" });
    server.participants.says("{}", { type: "application/vnd.amazonaws.connect.message.interactive" });
    server.participants.add("ATTACHMENT", "application/pdf", {});
    server.participants.says("Plain");
    await message(page, "agent", "Plain").waitFor();
    expect(await page.getByText("A message of a kind this chat cannot show has arrived.").count()).to.equal(3);
    expect(await page.getByText("bold").count()).to.equal(0);
  });

  it("shows that the chat is over when it ended while the page was away", async () => {
    const { page, server } = given;
    await handOver();
    await page.goto("about:blank");
    server.participants.ends();
    await page.goto(server.url);
    await page.locator(".notice", { hasText: "The conversation has ended." }).waitFor();
    expect(await texts(page)).to.deep.equal(["Hello. How can I help?", "One moment, please."]);
    expect(await field(page).isVisible()).to.equal(false);
  });

  it("stays responsive in a flood of messages, and keeps the page small", async () => {
    const { page, server } = given;
    await handOver();
    for (let index = 0; index < 1_000; index++) {
      server.participants.says(`Line ${index} of a flood`);
    }
    await say(page, "Please stop");
    await message(page, "agent", "Line 999 ").waitFor();
    await page.getByText("Earlier messages are no longer shown.").waitFor();
    expect(await page.locator(".log > *").count()).to.be.at.most(301);
    const distance = await page.locator(".log").evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
    expect(distance).to.be.below(2);
  });

  it("leaves a reader where they are, and offers the way to what is new", async () => {
    const { page, server } = given;
    await handOver();
    for (let index = 0; index < 40; index++) {
      server.participants.says(`Line ${index}`);
    }
    await message(page, "agent", "Line 39").waitFor();
    await page.locator(".log").evaluate((log) => log.scrollTo(0, 0));
    server.participants.says("News");
    await page.getByRole("button", { name: "New messages" }).click();
    expect(await message(page, "agent", "News").isVisible()).to.equal(true);
    expect(await page.getByRole("button", { name: "New messages" }).count()).to.equal(0);
  });
});
