/** A phone in the terminal: dial as any number, press digits, hang up, send agents on and off line. Time is real here. */
import { createInterface, type Interface } from "node:readline";
import type { LocalCenter } from "../center";
import type { Call } from "../connect";
import { Conversation } from "./conversation";
import type { Terminal } from "./terminal";

const HELP = [
  "  call [number]   dial the centre, as a number in E.164 or as anonymous",
  "  0-9 * #         press keys",
  "  hang up         end the call",
  "  agent on | off  send the agents on or off line",
  "  records         show the contact records",
  "  quit",
];

/** How often the virtual clock follows the real one, milliseconds. */
const TICK_MS = 250;

/** Reads commands until the person quits or closes the terminal. */
export async function runPhone(center: LocalCenter, out: Terminal, defaultCaller: string): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "phone> " });
  out.line();
  out.line(out.paint("bold", "A phone. Type a command:"));
  HELP.forEach((line) => out.line(line));
  const phone = new Phone(center, out, lines, defaultCaller);
  await phone.run();
}

class Phone {
  #call: Call | undefined;
  #conversation: Conversation | undefined;
  #lastTick = Date.now();

  constructor(
    private readonly center: LocalCenter,
    private readonly out: Terminal,
    private readonly lines: Interface,
    private readonly defaultCaller: string,
  ) {}

  async run(): Promise<void> {
    const timer = setInterval(() => void this.#tick(), TICK_MS);
    this.lines.prompt();
    for await (const line of this.lines) {
      if (!(await this.#obey(line.trim()))) {
        break;
      }
      this.lines.prompt();
    }
    clearInterval(timer);
    this.lines.close();
    this.#call?.hangUp();
  }

  /** Lets virtual time catch up with real time, and shows what it brought. */
  async #tick(): Promise<void> {
    const elapsed = Date.now() - this.#lastTick;
    this.#lastTick += elapsed;
    await this.center.clock.advance(elapsed);
    if (this.#conversation?.pending) {
      this.out.line();
      this.#conversation.show();
      this.#sayWhenEnded();
      this.lines.prompt(true);
    }
  }

  /** Does what a line says; false to end. */
  async #obey(line: string): Promise<boolean> {
    const [command = "", ...rest] = line.toLowerCase().split(/\s+/);
    if (/^[0-9*#]+$/.test(command)) {
      await this.#press(command);
    } else if (command === "call") {
      await this.#dial(rest[0] ?? this.defaultCaller);
    } else if (command === "hang" || command === "h") {
      this.#call?.hangUp();
      await this.#shown();
    } else if (command === "agent" && (rest[0] === "on" || rest[0] === "off")) {
      this.#sendAgents(rest[0] === "on");
    } else if (command === "records") {
      this.center.connect.records.forEach((record) => this.out.line(JSON.stringify(record, null, 2)));
    } else if (command === "quit" || command === "q" || command === "exit") {
      return false;
    } else if (command !== "") {
      this.out.line(`"${line}" is no command. Type one of these:`);
      HELP.forEach((help) => this.out.line(help));
    }
    return true;
  }

  async #dial(from: string): Promise<void> {
    if (this.#call && this.#call.state !== "ended") {
      this.out.line("You are on a call; hang up first.");
      return;
    }
    try {
      this.#call = this.center.connect.dial({ from });
    } catch (error) {
      this.out.line(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#conversation = new Conversation(this.out, this.#call, this.center.clock.now());
    await this.#shown();
  }

  async #press(keys: string): Promise<void> {
    if (!this.#call || this.#call.state === "ended") {
      this.out.line("There is no call. Type call to dial.");
      return;
    }
    this.#call.press(keys);
    await this.#shown();
  }

  #sendAgents(online: boolean): void {
    const { connect } = this.center;
    const agents = connect.agents.length > 0 ? connect.agents : [connect.addAgent({ username: "agent-1" })];
    for (const agent of agents) {
      // The person on the phone decides how long to talk.
      agent.behaviour.talkSeconds = Number.POSITIVE_INFINITY;
      if (online) {
        agent.goOnline();
      } else {
        agent.goOffline();
      }
      this.out.line(`agent ${agent.username} is ${agent.state}`);
    }
  }

  async #shown(): Promise<void> {
    await this.#call?.settled();
    this.#conversation?.show();
    this.#sayWhenEnded();
  }

  #sayWhenEnded(): void {
    if (this.#call?.state === "ended" && this.#conversation) {
      this.out.line("  The call has ended. Type call to dial again.");
      this.#conversation = undefined;
    }
  }
}
