/** The file Pulumi ships for a handler, and that file run in a node of its own as Lambda runs it. */
import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { serializedHandler } from "../../components/foundations/serializedHandler";
import type { HandlerEntry } from "../../handlers/catalog";
import type { FlatAnswer } from "../../handlers/connectEvent";

/** The text of the one file that is deployed. */
export async function artefactOf(factory: HandlerEntry["factory"]): Promise<string> {
  return (await serializedHandler(factory)).text;
}

const runner = `
const { handler } = require("./artefact.js");
process.on("message", ({ id, event }) =>
  handler(event).then(
    (answer) => process.send({ id, answer }),
    (error) => process.send({ id, error: String(error) }),
  ));
process.send({ ready: true });
`;

interface RunnerMessage {
  id?: number;
  answer?: unknown;
  error?: string;
}

/** One container of a handler: the artefact in its own process. */
export class Container {
  /** Everything the handler wrote to standard output and standard error. */
  output = "";
  /** Number of invocations so far. */
  invocations = 0;
  private readonly waiting = new Map<number, (message: RunnerMessage) => void>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    child.stdout?.on("data", (text) => (this.output += text));
    child.stderr?.on("data", (text) => (this.output += text));
    child.on("message", (message: RunnerMessage) => {
      if (message.id !== undefined) this.waiting.get(message.id)?.(message);
    });
  }

  /**
   * Starts a container.
   *
   * @throws Error with what the process printed, when the handler fails at init
   */
  static async start(artefact: string, environment: Record<string, string>): Promise<Container> {
    const folder = mkdtempSync(join(tmpdir(), "handler-"));
    writeFileSync(join(folder, "artefact.js"), artefact);
    writeFileSync(join(folder, "runner.js"), runner);
    const child = fork(join(folder, "runner.js"), [], {
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        NODE_PATH: resolve(__dirname, "../../node_modules"),
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "example",
        AWS_SECRET_ACCESS_KEY: "example",
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        ...environment,
      },
    });
    const container = new Container(child, folder);
    const started = await new Promise<boolean>((done) => {
      child.once("message", () => done(true));
      child.once("close", () => done(false));
    });
    if (started) return container;
    rmSync(folder, { recursive: true });
    throw new Error(container.output);
  }

  /** The handler's answer. */
  async invoke<A = FlatAnswer>(event: unknown): Promise<A> {
    const id = (this.invocations += 1);
    const message = await new Promise<RunnerMessage>((done) => {
      this.waiting.set(id, done);
      this.child.send({ id, event });
    });
    if (message.error) throw new Error(`The handler failed: ${message.error}`);
    return message.answer as A;
  }

  async stop(): Promise<void> {
    const closed = new Promise((done) => this.child.once("close", done));
    this.child.kill();
    await closed;
    rmSync(this.folder, { recursive: true });
  }
}
