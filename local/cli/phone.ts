/** A phone in the terminal: dial as any number, press digits, hang up, send agents on and off line. Time is real here. */
import type { Call } from "../connect";
import { staff } from "./agents";
import type { Commands } from "./commandLine";
import { Conversation } from "./conversation";
import { failureText } from "./failure";
import { type PortalCenter, showPortal } from "./portal";
import type { Terminal } from "./terminal";
import { Texting, type TextingCenter } from "./texting";

const HELP = [
  "  call [number]   dial the centre, as a number in E.164 or as anonymous",
  "  0-9 * #         press keys",
  "  say words       speak, to the bot or an agent",
  "  hang up         end the call",
  "  agent on | off  send the agents on or off line",
  "  answer words    let an agent answer the newest chat",
  "  done            let an agent complete the newest task, or leave the newest chat",
  "  slack words     write to the bot in Slack",
  "  portal          show where the operations portal is",
  "  outbox          show what would have been sent",
  "  records         show the contact records",
  "  help            this list",
  "  quit",
];

/** How often the virtual clock follows the real one, milliseconds. */
const TICK_MS = 250;

/** What a phone needs of a centre; one without a portal may lack what that is asked of. */
export type PhoneCenter = TextingCenter & Partial<PortalCenter>;

/** Obeys commands until one of them is to quit, or there are no more. */
export async function runPhone(center: PhoneCenter, out: Terminal, commands: Commands, caller: string): Promise<void> {
  const phone = new Phone(center, out, caller);
  out.line();
  out.line(out.paint("bold", "A phone. Type a command:"));
  HELP.forEach((line) => out.line(line));
  let last = Date.now();
  let ticked = Promise.resolve();
  const timer = setInterval(() => {
    const elapsed = Date.now() - last;
    last += elapsed;
    ticked = phone.follow(elapsed, (show) => commands.interrupt(show));
  }, TICK_MS);
  try {
    commands.prompt();
    for await (const line of commands) {
      if (!(await phone.obey(line))) {
        break;
      }
      commands.prompt();
    }
  } finally {
    clearInterval(timer);
    commands.close();
    await ticked;
    await phone.hangUp();
  }
}

/** What a line asks for, by its first word: with the next one, and with all the rest as typed; false to end. */
type Command = (argument: string | undefined, rest: string) => Promise<boolean | void> | boolean | void;

/** The person's end of the line, and the switch for the agents. */
export class Phone {
  #call: Call | undefined;
  #conversation: Conversation | undefined;
  readonly #commands = new Map<string, Command>([
    ["call", (number) => this.#dial(number ?? this.caller)],
    ["hang", () => this.#endCall()],
    ["agent", (state) => this.#sendAgents(state)],
    ["answer", (_, words) => this.#texting.answer(words)],
    ["done", () => this.#texting.done()],
    ["say", () => this.out.line("Type say and the words, such as say where is my order.")],
    ["slack", (_, words) => this.#texting.slack(words)],
    ["portal", () => this.#showPortal()],
    ["outbox", () => this.#texting.showOutbox()],
    ["records", () => this.#showRecords()],
    ["help", () => HELP.forEach((line) => this.out.line(line))],
    ["quit", () => false],
    ["exit", () => false],
  ]);

  readonly #texting: Texting;

  /** @param caller number that `call` dials as when none is given */
  constructor(
    private readonly center: PhoneCenter,
    private readonly out: Terminal,
    private readonly caller: string,
  ) {
    this.#texting = new Texting(center, out);
  }

  /** Does what a line says; false to end. */
  async obey(line: string): Promise<boolean> {
    const [word = "", argument] = line.trim().toLowerCase().split(/\s+/);
    if (/^[0-9*#]+$/.test(word)) {
      await this.#use((call) => call.press(word));
      return true;
    }
    const utterance = /^\s*say\s+(\S.*)$/i.exec(line)?.[1];
    if (utterance !== undefined) {
      await this.#use((call) => call.speak(utterance.trim()));
      return true;
    }
    const command = this.#commands.get(word);
    if (command !== undefined) {
      return (await command(argument, /^\s*\S+\s+(.*)$/.exec(line)?.[1]?.trim() ?? "")) !== false;
    }
    if (word !== "") {
      this.out.line(`"${line.trim()}" is no command. Type one of these:`);
      HELP.forEach((help) => this.out.line(help));
    }
    return true;
  }

  /** Lets virtual time pass. What it brings to the call is shown through `interrupt`. */
  async follow(ms: number, interrupt: (show: () => void) => void = (show) => show()): Promise<void> {
    try {
      await this.center.clock.advance(ms);
    } catch (error) {
      interrupt(() => this.out.line(failureText(error)));
    }
    const calledBack = !this.#onCall && this.#takeCallback();
    if (this.#conversation?.pending === true) {
      interrupt(() => {
        if (calledBack) {
          this.out.line("  The phone rings: the centre calls back.");
        }
        this.#show();
      });
    }
    if (this.#texting.pending) interrupt(() => this.#texting.show());
  }

  /** Answers the centre's call, if it calls back. */
  #takeCallback(): boolean {
    const { calls } = this.center.connect;
    const call = calls.find(
      ({ initiationMethod, state, contact }) =>
        initiationMethod === "CALLBACK" && state !== "ended" && contact.customerPresent,
    );
    if (call !== undefined) {
      this.#attend(call);
    }
    return call !== undefined;
  }

  #attend(call: Call): void {
    this.#call = call;
    this.#conversation = new Conversation(this.out, call, this.center.clock.now());
  }

  /** Ends the call, if there is one. */
  async hangUp(): Promise<void> {
    this.#call?.hangUp();
    await this.#call?.settled();
  }

  get #onCall(): boolean {
    return this.#call !== undefined && this.#call.state !== "ended";
  }

  async #dial(from: string): Promise<void> {
    if (this.#onCall) {
      this.out.line("You are on a call; hang up first.");
      return;
    }
    try {
      this.#attend(this.center.connect.dial({ from }));
    } catch (error) {
      this.out.line(failureText(error));
      return;
    }
    await this.#settle();
  }

  async #use(act: (call: Call) => void): Promise<void> {
    if (this.#call === undefined || !this.#onCall) {
      this.out.line("There is no call. Type call to dial.");
      return;
    }
    act(this.#call);
    await this.#settle();
  }

  async #endCall(): Promise<void> {
    if (!this.#onCall) {
      this.out.line("There is no call to end.");
      return;
    }
    await this.hangUp();
    this.#show();
  }

  #sendAgents(state: string | undefined): void {
    if (state !== "on" && state !== "off") {
      this.out.line("Type agent on or agent off.");
      return;
    }
    for (const agent of staff(this.center)) {
      // The person on the phone decides how long to talk.
      agent.behaviour.talkSeconds = Number.POSITIVE_INFINITY;
      if (state === "on") {
        agent.goOnline();
      } else {
        agent.goOffline();
      }
      this.out.line(`  agent ${agent.username} is ${agent.state}`);
    }
  }

  #showRecords(): void {
    const { records } = this.center.connect;
    records.forEach((record) => this.out.line(JSON.stringify(record, null, 2)));
    if (records.length === 0) {
      this.out.line("There are no contact records yet. A contact has one when it is over.");
    }
  }

  #showPortal(): void {
    const { graph, web } = this.center;
    if (graph !== undefined && web !== undefined && showPortal({ graph, web }, this.out)) return;
    this.out.line("This centre has no operations portal, which comes with the architecture advanced.");
  }

  async #settle(): Promise<void> {
    await this.#call?.settled();
    this.#show();
  }

  #show(): void {
    this.#conversation?.show();
    if (this.#conversation !== undefined && !this.#onCall) {
      this.out.line("  The call has ended. Type call to dial again.");
      this.#conversation = undefined;
    }
  }
}
