import { expect } from "chai";
import { field, message, say, texts, withWidget } from "../support/widgetBrowser";

describe("the chat page, with the bot", function () {
  this.timeout(300_000);
  const given = withWidget();

  async function open(): Promise<void> {
    await given.page.goto(given.server.url);
    await message(given.page, "bot", "How can I help?").waitFor();
  }

  it("greets, takes what is said in order, and shows the answers", async () => {
    const { page, server } = given;
    await open();
    await say(page, "Where is my order?");
    await say(page, "Hello?");
    await message(page, "bot", "You said: Hello?").waitFor();
    expect(server.bridge.taken.map(({ text }) => text)).to.deep.equal(["Where is my order?", "Hello?"]);
    expect(await page.title()).to.equal("Example Company");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).to.equal("Example Company");
    expect(server.served).not.to.include("chat-connect.js");
  });

  it("keeps the transcript over a reload, and nothing but the way back to it in the browser", async () => {
    const { page, server } = given;
    await open();
    await say(page, "Where is my order?");
    await message(page, "bot", "You said").waitFor();
    const before = await texts(page);
    await page.reload();
    await message(page, "bot", "You said").waitFor();
    expect(await texts(page)).to.deep.equal(before);
    expect(before).to.have.length(3);
    expect(server.bridge.requests.filter((request) => request === "POST begin")).to.have.length(1);
    const { conversationId, token } = server.bridge;
    const kept = await page.evaluate(() => [
      Object.values({ ...sessionStorage }),
      Object.keys(localStorage),
      document.cookie,
    ]);
    expect(kept).to.deep.equal([[JSON.stringify({ conversationId, token })], [], ""]);
  });

  it("begins anew when the kept conversation is gone", async () => {
    const { page, server } = given;
    await open();
    server.bridge.conversationId = "another";
    await page.reload();
    await message(page, "bot", "How can I help?").waitFor();
    expect(server.bridge.requests).to.deep.equal(["POST begin", "GET restore", "POST begin"]);
  });

  it("offers the bot's buttons, sends a value for its label, and takes them away", async () => {
    const { page, server } = given;
    const buttons = [
      { label: "My order", value: "OrderStatus" },
      { label: "Opening hours", value: "OpeningHours" },
    ];
    server.bridge.greeting = { text: "How can I help?", buttons };
    await open();
    await page.getByRole("group", { name: "Suggested answers" }).getByRole("button", { name: "My order" }).click();
    await message(page, "bot", "You said: OrderStatus").waitFor();
    expect(await texts(page)).to.include("My order");
    expect(await page.locator(".choice").count()).to.equal(0);
    expect(await field(page).evaluate((element) => element === document.activeElement)).to.equal(true);
  });

  it("says how long to wait when there were too many messages, keeps the text, and sends it by itself", async () => {
    const { page, server } = given;
    await open();
    server.bridge.troubles.push({ status: 429, code: "TooManyRequests", retryAfter: 1 });
    await say(page, "Where is my order?");
    await page
      .getByText("Not sent. You are writing faster than can be answered. This is sent again in 1 second.")
      .waitFor();
    await message(page, "bot", "You said: Where is my order?").waitFor();
    expect(await page.getByText("Not sent.").count()).to.equal(0);
  });

  it("leaves a long wait to the customer", async () => {
    const { page, server } = given;
    await open();
    server.bridge.troubles.push({ status: 429, code: "TooManyRequests", retryAfter: 600 });
    await say(page, "Where is my order?");
    await page.getByText("Not sent. Too many messages at once. Please try again in 10 minutes.").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await message(page, "bot", "You said: Where is my order?").waitFor();
  });

  it("sends a message again under its own id when the answer was lost, so that it counts once", async () => {
    const { page, server } = given;
    await open();
    server.bridge.troubles.push({ status: 500, code: "Broken", after: true });
    await say(page, "Cancel my order");
    await page.getByText("Not sent. Something went wrong.").waitFor();
    await say(page, "Hello?");
    await message(page, "bot", "You said: Hello?").waitFor();
    expect(server.bridge.taken.map(({ text }) => text)).to.deep.equal(["Cancel my order", "Hello?"]);
    expect((await texts(page)).filter((text) => text.includes("Cancel"))).to.deep.equal([
      "Cancel my order",
      "You said: Cancel my order",
    ]);
  });

  it("waits its turn when another one is under way", async () => {
    const { page, server } = given;
    await open();
    server.bridge.troubles.push({ status: 409, code: "TurnUnderWay", retryAfter: 1 });
    await say(page, "Where is my order?");
    await message(page, "bot", "You said: Where is my order?").waitFor();
    expect(server.bridge.requests.slice(1)).to.deep.equal(["POST messages", "POST messages"]);
  });

  it("keeps what is written without a connection and sends it when there is one", async () => {
    const { page, server } = given;
    await open();
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await say(page, "First");
    await say(page, "Second");
    await message(page, "customer", "Second").getByText("Not sent.").waitFor();
    await page.context().setOffline(false);
    await message(page, "bot", "You said: Second").waitFor();
    expect(server.bridge.taken.map(({ text }) => text)).to.deep.equal(["First", "Second"]);
    expect(await page.getByText("You are offline.").count()).to.equal(0);
  });

  it("tells that an answer takes long, and takes it back when it comes", async () => {
    const { server } = given;
    const page = await given.renew({});
    await page.clock.install();
    await open();
    let openGate = () => {};
    server.bridge.gate = new Promise<void>((resolve) => (openGate = resolve));
    await say(page, "Where is my order?");
    await page.getByText("Assistant is writing").waitFor();
    await page.clock.fastForward(4_500);
    await page.getByText("This takes longer than usual.").waitFor();
    openGate();
    await message(page, "bot", "You said").waitFor();
    expect(await page.getByText(/longer than usual|is writing/).count()).to.equal(0);
  });

  it("neither cuts nor sends a text of more than 1,024 characters", async () => {
    const { page, server } = given;
    await open();
    await field(page).fill("x".repeat(1025));
    await page.getByText("1,025 of 1,024 characters").waitFor();
    await field(page).press("Enter");
    await page.getByRole("alert").getByText("Please shorten your message by one character.").waitFor();
    expect(await field(page).inputValue()).to.have.length(1025);
    await field(page).press("Backspace");
    await field(page).press("Enter");
    await message(page, "bot", "You said").waitFor();
    expect(server.bridge.taken.map(({ text }) => text.length)).to.deep.equal([1024]);
  });

  it("gives a message back for editing that will never be taken, and goes on with the next", async () => {
    const { page, server } = given;
    await open();
    server.bridge.troubles.push({ status: 400, code: "InvalidRequest" });
    await say(page, "Strange");
    await page.getByText("Not sent. This message cannot be sent as it is.").waitFor();
    await say(page, "Hello");
    await message(page, "bot", "You said: Hello").waitFor();
    await page.getByRole("button", { name: "Edit" }).click();
    expect(await field(page).inputValue()).to.equal("Strange");
    expect(await message(page, "customer", "Strange").count()).to.equal(0);
  });

  it("keeps what was not sent for the next conversation when this one is lost", async () => {
    const { page, server } = given;
    await open();
    server.bridge.troubles.push({ status: 401, code: "InvalidToken" });
    await say(page, "Where is my order?");
    await page.getByText("This conversation can no longer be continued.").waitFor();
    await page.getByRole("button", { name: "Start a new conversation" }).click();
    await message(page, "bot", "How can I help?").waitFor();
    expect(await field(page).inputValue()).to.equal("Where is my order?");
    expect(await page.getByText("can no longer be continued").count()).to.equal(0);
  });

  it("says that it cannot begin, and sends what was written meanwhile once it can", async () => {
    const { page, server } = given;
    const trouble = { status: 429, code: "TooManyRequests", retryAfter: 1800 };
    server.bridge.troubles.push(trouble, trouble);
    await page.goto(server.url);
    await page.getByRole("status").getByText("Too many messages at once. Please try again in 30 minutes.").waitFor();
    await say(page, "Where is my order?");
    await message(page, "customer", "Where is my order?").getByText("Not sent.").waitFor();
    await message(page, "customer", "Where is my order?").getByRole("button", { name: "Try again" }).click();
    await message(page, "bot", "You said: Where is my order?").waitFor();
    expect(await page.getByText("Please try again").count()).to.equal(0);
  });

  it("tells when the assistant takes only a few more messages", async () => {
    const { page, server } = given;
    server.bridge.turnsLeft = 2;
    await open();
    await page.getByText("The assistant can take 2 more messages here.").waitFor();
    await say(page, "One");
    await page.getByText("The assistant can take one more message here.").waitFor();
  });

  it("begins a line with Shift and Enter, and leaves Enter to an input method that is composing", async () => {
    const { page, server } = given;
    await open();
    await field(page).pressSequentially("One");
    await field(page).press("Shift+Enter");
    await field(page).pressSequentially("Two\u0007");
    await field(page).dispatchEvent("keydown", { key: "Enter", isComposing: true });
    expect(server.bridge.taken).to.have.length(0);
    await field(page).press("Enter");
    await message(page, "bot", "You said").waitFor();
    expect(server.bridge.taken.map(({ text }) => text)).to.deep.equal(["One\nTwo"]);
  });

  it("speaks the first of the browser's languages that the bot speaks", async () => {
    const page = await given.renew({ locale: "es-MX" });
    await page.goto(given.server.url);
    await page.getByRole("button", { name: "Hablar con una persona" }).waitFor();
    await message(page, "bot", "How can I help?").waitFor();
    expect(given.server.bridge.locale).to.equal("es_US");
    expect(await page.locator("html").getAttribute("lang")).to.equal("es-US");
  });
});
