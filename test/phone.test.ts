/** The phone of `npm start`: its commands, one by one, on the centre this program describes. */
import { expect } from "chai";
import type { Commands } from "../local/cli/commandLine";
import { Phone, runPhone } from "../local/cli/phone";
import { NO_ANALYTICS } from "./support/evaluated";
import { order, RunningCenter } from "./support/runningCenter";
import { Screen } from "./support/screen";

const CALLER = "+12065550170";
const ENDED = "  The call has ended. Type call to dial again.";
const GREETING = `  00:00  centre    Welcome to Example Company.
  00:00  centre    This call may be recorded.
  00:00  centre    One moment, please.`;

describe("the phone", function () {
  this.timeout(300_000);
  let running: RunningCenter;
  let screen: Screen;
  let phone: Phone;

  before(async () => {
    running = await RunningCenter.start();
    await running.customer(CALLER, "C-1", "Alex", [order("O-1")]);
  });
  after(() => running.close());

  beforeEach(() => {
    screen = new Screen();
    phone = new Phone(running.center, screen, CALLER);
  });
  afterEach(() => phone.hangUp());

  /** What is printed for commands, of which a number of seconds lets time pass. */
  async function shown(...commands: (string | number)[]): Promise<string> {
    for (const command of commands) {
      if (typeof command === "number") await phone.follow(command * 1_000);
      else expect(await phone.obey(command), command).to.equal(true);
    }
    return screen.take();
  }

  it("dials as the known customer, presses keys, several at once too, and hangs up", async () => {
    expect(await shown("call")).to.equal(`${GREETING}
  00:00  centre    Hello Alex, good to hear from you.
  00:00  centre    For the status of your order, press 1. To change your order, press 2. To talk to us, press 3.`);
    expect(await shown(1, "  1 ")).to.match(
      /^ {2}00:01 {2}caller {4}presses 1\n {2}00:01 {2}centre {4}Your order of a desk/,
    );
    expect(await shown("29")).to.match(
      /presses 29\n.*To cancel your order, press 1\..*\n.*For the status of your order/,
    );
    expect(await shown("Hang Up")).to.equal(`  00:01  caller    hangs up\n${ENDED}`);
    expect(await shown("hang up")).to.equal("There is no call to end.");
  });

  it("dials as anybody, or nobody, one call at a time", async () => {
    expect(await shown("call +12065550179")).to.contain("Thank you for calling.");
    expect(await shown("call")).to.equal("You are on a call; hang up first.");
    await shown("hang up");
    expect(await shown("call anonymous")).to.contain("Thank you for calling.");
  });

  it("refuses what is no number and what is no command, and says what there is", async () => {
    expect(await shown("call 5550100")).to.equal(
      '"5550100" is no caller\'s number; give E.164 such as "+12065550100", or "anonymous".',
    );
    expect(await shown("1")).to.equal("There is no call. Type call to dial.");
    expect(await shown("dial")).to.match(/^"dial" is no command\. Type one of these:\n {2}call \[number\] /);
    expect(await shown("constructor")).to.match(/^"constructor" is no command/);
    expect(await shown("agent")).to.equal("Type agent on or agent off.");
    expect(await shown("say")).to.equal("Type say and the words, such as say where is my order.");
    expect(await shown("help")).to.match(/^ {2}call \[number\][^]* {2}quit$/);
    expect(await shown("", "   ")).to.equal("");
  });

  it("waits in the queue until an agent is sent on line, who talks as long as the caller likes", async () => {
    await shown("call", "3", "1", "1");
    expect(await shown(59)).to.equal("");
    expect(await shown(2)).to.contain("  01:00  centre    You are the only caller waiting. It will not be long.");
    expect(await shown(6, "agent on")).to.match(/agent agent-1 is (available|ringing)$/);
    expect(await shown(3)).to.match(/to agent {2}About order O-1, which is placed\.[^]*agent-1 is on the line$/);
    expect(await shown(3_600)).to.equal("");
    expect(await shown("hang up")).to.contain(ENDED);
    expect(await shown(60, "agent off")).to.equal("  agent agent-1 is offline");
    const records = await shown("records");
    expect(records.match(/"ContactId"/g)).to.have.length(running.center.connect.records.length);
    expect(records).to.contain('"Username": "agent-1"');
  });

  it("rings when the centre calls back", async () => {
    await shown("call", "3", "1", "1", 60);
    expect(await shown("1")).to.contain(`we will call you back. Goodbye.\n${ENDED}`);
    expect(await shown(30, "agent on")).to.contain("agent agent-1 is");
    expect(await shown(5)).to.match(/^ {2}The phone rings: the centre calls back\.\n[^]*agent-1 is on the line$/);
    expect(await shown("hang up")).to.equal(`  00:00  caller    hangs up\n${ENDED}`);
    await shown(60, "agent off");
  });

  it("obeys line by line, asks after each, and ends with quit or the last line, the call hung up", async () => {
    for (const ending of [["quit", "call"], ["exit"], []]) {
      const events: string[] = [];
      const commands: Commands = {
        async *[Symbol.asyncIterator]() {
          yield* ["call", ...ending];
        },
        prompt: () => events.push("prompt"),
        interrupt: (print) => print(),
        close: () => events.push("close"),
      };
      const calls = running.center.connect.calls.length;
      await runPhone(running.center, screen, commands, CALLER);
      expect(events.slice(0, 2)).to.deep.equal(["prompt", "prompt"]);
      expect(events.at(-1)).to.equal("close");
      expect(screen.take()).to.match(/^\nA phone\. Type a command:\n[^]*Hello Alex/);
      expect(running.center.connect.calls, "nothing is obeyed after quit").to.have.length(calls + 1);
      expect(running.center.connect.calls.every(({ state }) => state === "ended")).to.equal(true);
    }
  });
});

describe("the phone beside the texts of the architecture advanced", function () {
  this.timeout(300_000);
  let running: RunningCenter;
  let screen: Screen;
  let phone: Phone;

  before(async () => (running = await RunningCenter.start({ ...NO_ANALYTICS, architecture: "advanced" })));
  after(() => running.close());

  beforeEach(() => {
    screen = new Screen();
    phone = new Phone(running.center, screen, CALLER);
  });

  /** Lets time pass, second by second, until something is printed that fits. */
  async function printed(pattern: RegExp): Promise<string> {
    let text = "";
    for (let second = 0; second < 120 && !pattern.test(text); second++) {
      await phone.follow(1_000);
      text += `${screen.take()}\n`;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect(text).to.match(pattern);
    return text;
  }

  it("writes to the bot in Slack and shows what it answers", async () => {
    expect(await phone.obey("slack When are you open?")).to.equal(true);
    await printed(/Slack {2}bot +We are open/);
    expect(await phone.obey("slack")).to.equal(true);
    expect(screen.take()).to.contain("Type slack and what to write");
  });

  it("shows chats as they come, and lets an agent answer", async () => {
    await phone.obey("answer hello");
    expect(screen.take()).to.equal("No agent is in a chat. Send them on line with agent on.");
    const chat = running.center.connect.chat({ flow: "chat", customerName: "Customer" });
    await printed(/A chat:\n {2}00:\d\d {2}centre {4}Welcome[^]*How can I help you\?/);
    chat.send("I want to talk to a person");
    await phone.obey("agent on");
    await printed(/agent-1 has joined the chat/);
    await phone.obey("answer Hello, this is a person.");
    await printed(/agent {5}Hello, this is a person\./);
    await phone.obey("done");
    expect(screen.take()).to.contain("agent-1 is done with the chat.");
    await printed(/agent {5}leaves the chat|agent {5}hangs up/);
    await phone.obey("done");
    expect(screen.take()).to.equal("No agent has a task or a chat.");
  });

  it("shows the task somebody in Slack has become, which keeps the agent until it is done", async () => {
    await phone.obey("slack I want to talk to a person");
    await phone.obey("agent on");
    await printed(/ {2}A task for agent-1: .*\n {4}[^]*Type done when it is done/);
    await phone.obey("answer hello");
    expect(screen.take()).to.equal("No agent is in a chat: agent-1 is at a task. Type done when it is done.");
    await phone.obey("done");
    expect(screen.take()).to.equal("  agent-1 is done with the task.");
  });

  it("shows the outbox", async () => {
    await phone.obey("outbox");
    expect(screen.take()).to.contain("No message has left.");
  });
});
