/**
 * A container inside this process, for bulk simulation: the same text, an own environment, console and clock, and AWS
 * clients that reach the gateway without a socket. It cannot limit memory or stop a busy loop; what matters is tried in
 * worker containers.
 */
import { createRequire } from "node:module";
import type { InProcessHandler } from "../gateway/inProcessHandler";
import type { Container, ContainerAnswer, ContainerSetup } from "./container";
import { NOWHERE } from "./environment";
import type { Invocation, InvocationWatch } from "./protocol";
import { callHandler, consoleMethods, describeError, loadHandler, movedDate, type Handler } from "./runtime";

/** The part of an SDK client that sends commands. */
interface Client {
  send(...parameters: unknown[]): unknown;
}

type ClientClass = new (config?: object) => Client;

const load = createRequire(__filename);

function isClientClass(value: unknown): value is ClientClass {
  if (typeof value !== "function") return false;
  const { prototype } = value as { prototype?: { send?: unknown } };
  return typeof prototype?.send === "function";
}

/** Clients of DynamoDB, whose reads may be answered from memory. */
const TABLE_CLIENTS: ReadonlySet<string> = new Set(["DynamoDB", "DynamoDBClient"]);

/** Told of each client a function makes. */
type OnClient = (client: Client, isOfTables: boolean) => void;

/** Answers reads of tables that have not changed without asking for them again; `RememberedReads` does. */
export interface SparedReads {
  /** Whether a command only reads tables. */
  isRead(command: unknown): boolean;
  /** @param who the role the client acts as */
  spare(client: Client, who: string): void;
}

/** An SDK module whose clients are set up by the container's environment instead of this process's. */
function withConfiguredClients(module: object, defaults: object, onClient: OnClient): object {
  const classes = new Map<unknown, ClientClass>();
  return new Proxy(module, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (!isClientClass(value)) return value;
      const known = classes.get(value);
      if (known) return known;
      const isTableClient = TABLE_CLIENTS.has(value.name);
      const configured = class extends value {
        constructor(config: object = {}) {
          super({ ...defaults, ...config });
          onClient(this, isTableClient);
        }
      };
      Object.defineProperty(configured, "name", { value: value.name });
      classes.set(value, configured);
      return configured;
    },
  });
}

function clientDefaults(environment: Record<string, string>, requestHandler: InProcessHandler | undefined): object {
  return {
    region: environment["AWS_REGION"],
    endpoint: environment["AWS_ENDPOINT_URL"] ?? NOWHERE,
    credentials: {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"],
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"],
      sessionToken: environment["AWS_SESSION_TOKEN"],
    },
    ...(requestHandler ? { requestHandler } : {}),
  };
}

/** A container without a thread of its own. */
export class InProcessContainer implements Container {
  alive = true;
  #clockOffsetMs = 0;
  #handler: Handler | undefined;
  #watch: InvocationWatch | undefined;

  constructor(
    private readonly setup: ContainerSetup,
    private readonly requestHandler?: InProcessHandler,
    private readonly reads?: SparedReads,
  ) {
    // The SDK's notice is about the Node.js of this machine, not that of Lambda.
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  }

  async init(clockOffsetMs: number): Promise<ContainerAnswer | undefined> {
    this.#clockOffsetMs = clockOffsetMs;
    const { environment, spec, onLog } = this.setup;
    const defaults = clientDefaults(environment, this.requestHandler);
    const globals = {
      process: Object.create(process, { env: { value: environment } }) as NodeJS.Process,
      console: { ...console, ...consoleMethods(onLog) },
      Date: movedDate(() => this.#clockOffsetMs),
    };
    const require = (id: string): unknown => {
      const module: unknown = load(id);
      const isSdk = id.startsWith("@aws-sdk/") && typeof module === "object" && module !== null;
      return isSdk ? withConfiguredClients(module, defaults, (...made) => this.#made(...made)) : module;
    };
    try {
      this.#handler = loadHandler(spec, { require, globals });
      return undefined;
    } catch (error) {
      this.alive = false;
      return { kind: "initFailure", error: describeError(error) };
    }
  }

  async invoke(invocation: Invocation, limitMs: number, watch?: InvocationWatch): Promise<ContainerAnswer> {
    this.#watch = watch;
    this.#clockOffsetMs = invocation.clockOffsetMs;
    const handler = this.#handler;
    if (!handler) {
      return { kind: "crash", error: { type: "Runtime.ExitError", message: "The container is closed", trace: [] } };
    }
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<ContainerAnswer>((resolve) => {
      timer = setTimeout(() => {
        this.alive = false;
        resolve({ kind: "timeout" });
      }, limitMs);
    });
    const answer = callHandler(handler, invocation, this.setup.spec.runtime, watch);
    return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
  }

  #made(client: Client, isOfTables: boolean): void {
    const { reads } = this;
    if (reads === undefined) return;
    if (isOfTables) reads.spare(client, this.setup.spec.roleArn);
    const send = client.send.bind(client);
    client.send = (command, ...rest) => {
      if (!isOfTables || !reads.isRead(command)) this.#watch?.effect();
      return send(command, ...rest);
    };
  }

  async dispose(): Promise<void> {
    this.alive = false;
    this.#handler = undefined;
  }
}
