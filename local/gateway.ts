/**
 * The one loopback port of the local run. It speaks HTTP/1.1 and cleartext HTTP/2 (some AWS SDK clients use nothing
 * else), tells the service by the SigV4 credential scope and the caller by the access key, and hands the request to the
 * service registered under that name. So an unmodified Lambda handler reaches every local service by `AWS_ENDPOINT_URL`
 * alone. Signatures are not checked: a key that was never issued is refused, and the port listens on 127.0.0.1 only.
 */
import { randomBytes } from "node:crypto";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { awsError } from "./gateway/awsError";
import { Connections } from "./gateway/connections";
import { credentialScope } from "./gateway/credentialScope";
import { inProcessHandler, type InProcessHandler } from "./gateway/inProcessHandler";
import {
  MAX_REQUEST_BYTES,
  type Credentials,
  type Principal,
  type ServiceAnswer,
  type ServiceHandler,
  type ServiceResponse,
  type WireRequest,
} from "./gateway/service";

export type { InProcessHandler } from "./gateway/inProcessHandler";
export type {
  Credentials,
  Principal,
  ServiceAnswer,
  ServiceHandler,
  ServiceRequest,
  ServiceResponse,
  WireRequest,
} from "./gateway/service";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** First bytes of an HTTP/2 connection preface; no HTTP/1.1 method begins so. */
const HTTP2_PREFACE = "PRI";

function newCredentials(): Credentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(20).toString("hex"),
    sessionToken: randomBytes(24).toString("base64url"),
  };
}

function headersOf(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith(":") || value === undefined) continue;
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

/** The whole body, or undefined when it is longer than the gateway takes. */
async function readBody(request: Request): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size <= MAX_REQUEST_BYTES) chunks.push(bytes);
  }
  return size > MAX_REQUEST_BYTES ? undefined : Buffer.concat(chunks);
}

/** What carries the request: the socket, or for HTTP/2 the session that shares one socket among its streams. */
function peerOf(request: Request): object {
  return "stream" in request ? (request.stream.session ?? request.stream) : request.socket;
}

/** The gateway: open it with {@link Gateway.start}, register services, end it with {@link Gateway.close}. */
export class Gateway {
  /** Key pair of this machine's own tools: allowed everything, as the administrator of an account is. */
  readonly administrator: Credentials = newCredentials();
  readonly #services = new Map<string, ServiceHandler>();
  readonly #principals = new Map<string, Principal>();
  readonly #connections = new Connections();
  readonly #http = createHttpServer(
    { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
    (request, response) => this.#serve(request, response),
  );
  readonly #http2 = createHttp2Server((request, response) => void this.#serve(request, response));
  readonly #listener: Server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  #port = 0;

  private constructor() {
    const { accessKeyId } = this.administrator;
    this.#principals.set(accessKeyId, { kind: "administrator", accessKeyId });
  }

  /** Opens the gateway on a free port of 127.0.0.1. */
  static async start(): Promise<Gateway> {
    const gateway = new Gateway();
    await new Promise<void>((resolve, reject) => {
      gateway.#listener.once("error", reject);
      gateway.#listener.listen(0, "127.0.0.1", resolve);
    });
    gateway.#port = (gateway.#listener.address() as AddressInfo).port;
    return gateway;
  }

  /** Value for `AWS_ENDPOINT_URL`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Connections accepted since the start, open now, and by access key. */
  get connections(): { readonly accepted: number; readonly open: number; by(accessKeyId: string): number } {
    return this.#connections;
  }

  /** Puts a service behind the port under its SigV4 signing name, e.g. `dynamodb`. Throws when the name is taken. */
  register(service: string, handler: ServiceHandler): void {
    if (this.#services.has(service)) throw new Error(`The gateway already serves "${service}".`);
    this.#services.set(service, handler);
  }

  /** Issues credentials for one session of a role, as AWS does for each Lambda execution environment. */
  issueCredentials(session: { roleArn: string; sessionName: string }): Credentials {
    const credentials = newCredentials();
    const { accessKeyId } = credentials;
    this.#principals.set(accessKeyId, { kind: "role", accessKeyId, ...session });
    return credentials;
  }

  /** A request handler for SDK clients in this process that skips the socket. */
  inProcessHandler(): InProcessHandler {
    return inProcessHandler((request) => this.dispatch(request));
  }

  /** Routes one request. Never rejects: what a service throws is answered as InternalFailure (HTTP 500). */
  async dispatch(request: WireRequest): Promise<ServiceAnswer> {
    const scope = credentialScope(request);
    if (!scope) {
      return awsError(request, "MissingAuthenticationTokenException", "Request is missing Authentication Token", 403);
    }
    const handler = this.#services.get(scope.service);
    if (!handler) return this.#unknownService(request, scope.service);
    const principal = this.#principals.get(scope.accessKeyId);
    if (!principal) {
      const message = "The security token included in the request is invalid.";
      return awsError(request, "UnrecognizedClientException", message, 400);
    }
    try {
      return await handler({ ...request, service: scope.service, region: scope.region, principal });
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return awsError(request, "InternalFailure", `The local ${scope.service} service failed: ${reason}`, 500);
    }
  }

  /** Ends everything: the listener, idle keep-alive connections and requests under way. Safe to call twice. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    this.#connections.destroyAll();
    this.#http.closeAllConnections();
    await closed;
  }

  #unknownService(request: WireRequest, service: string): ServiceResponse {
    const known = [...this.#services.keys()].sort().join(", ") || "none";
    const message = `The local run has no service "${service}". Services here: ${known}.`;
    return awsError(request, "UnknownServiceException", message, 501);
  }

  /** Waits for as many bytes as tell the protocol, then gives the socket, nothing consumed, to the server for it. */
  #accept(socket: Socket): void {
    this.#connections.add(socket);
    socket.on("error", () => socket.destroy());
    let head = Buffer.alloc(0);
    const sniff = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const start = head.subarray(0, HTTP2_PREFACE.length).toString("latin1");
      if (start.length < HTTP2_PREFACE.length && HTTP2_PREFACE.startsWith(start)) return;
      socket.off("data", sniff);
      socket.pause();
      socket.unshift(head);
      (start === HTTP2_PREFACE ? this.#http2 : this.#http).emit("connection", socket);
      process.nextTick(() => socket.resume());
    };
    socket.on("data", sniff);
  }

  async #serve(request: Request, response: Response): Promise<void> {
    try {
      const headers = headersOf(request);
      const body = await readBody(request);
      const wire: WireRequest = {
        method: request.method ?? "GET",
        path: request.url ?? "/",
        headers,
        body: body ?? Buffer.alloc(0),
      };
      const scope = credentialScope(wire);
      if (scope) this.#connections.use(peerOf(request), scope.accessKeyId);
      const answer = body
        ? await this.dispatch(wire)
        : awsError(wire, "RequestEntityTooLargeException", `A request may have ${MAX_REQUEST_BYTES} bytes.`, 413);
      if ("fault" in answer) this.#fail(request, answer.fault);
      else send(response, answer);
    } catch {
      // The client went away while its request was read or answered; there is nobody left to tell.
      request.destroy();
    }
  }

  #fail(request: Request, fault: "hang" | "reset"): void {
    if (fault === "hang") return;
    if ("stream" in request) request.stream.session?.destroy();
    else request.socket.resetAndDestroy();
  }
}

function send(response: Response, answer: ServiceResponse): void {
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : answer.body;
  // The SDK would take the difference to a function's moved clock for skew and repeat requests that failed.
  response.sendDate = false;
  // The answer to a HEAD request tells the length of a body it does not have.
  response.writeHead(answer.status, { "content-length": String(body.length), ...answer.headers });
  response.end(body);
}
