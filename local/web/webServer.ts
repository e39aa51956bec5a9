/**
 * One HTTP server on the loopback interface. It answers to its own names only: a page from elsewhere whose name was made to
 * lead to this machine gets nothing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { jsonResponse, textResponse, type WebHandler, type WebRequest, type WebResponse } from "./http";

/** Most bytes of a request, as API Gateway takes them. */
export const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** Takes over connections that become WebSockets; false where nobody does. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

/** What a server does with what arrives. */
export interface WebService {
  /** Host names it answers to besides 127.0.0.1 and localhost. */
  readonly names: readonly string[];
  readonly handle: WebHandler;
  /** Takes requests over as node gives them, nothing read yet, in place of `handle`. */
  readonly listener?: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly upgrade?: UpgradeHandler;
}

const STARTING: WebService = { names: [], handle: () => textResponse(503, "The local run is starting.") };

/** A listening server; what it serves is given with {@link WebServer.serve} once that is ready. */
export class WebServer {
  private service = STARTING;
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    /** Origin of everything it serves, such as `http://127.0.0.1:40123`. */
    readonly url: string,
    private readonly port: number,
  ) {
    server.on("request", (request, response) => void this.answer(request, response));
    server.on("upgrade", (request, socket, head) => this.upgrade(request, socket, head));
    server.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
  }

  /** Listens on a port of 127.0.0.1; 0 takes any free one. @throws Error when the port is taken */
  static async open(port = 0): Promise<WebServer> {
    const server = createServer({ keepAliveTimeout: 0 });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    const bound = (server.address() as AddressInfo).port;
    return new WebServer(server, `http://127.0.0.1:${bound}`, bound);
  }

  /** Begins to serve. */
  serve(service: WebService): void {
    this.service = service;
  }

  /** Ends the server and every connection. Safe to call twice. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private knowsHost({ headers: { host = "" } }: IncomingMessage): boolean {
    const own = ["127.0.0.1", "localhost"].map((name) => `${name}:${this.port}`);
    return [...own, ...this.service.names].includes(host.toLowerCase());
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { listener } = this.service;
      if (listener !== undefined && this.knowsHost(request)) return await listener(request, response);
      const body = await readBody(request);
      send(request, response, await this.respond(request, body));
    } catch {
      // The client went away while its request was read or answered; there is nobody left to tell.
      request.destroy();
    }
  }

  private async respond(request: IncomingMessage, body: Buffer | undefined): Promise<WebResponse> {
    if (!this.knowsHost(request)) return textResponse(421, "This server has another name.");
    if (body === undefined) return jsonResponse(413, { message: "Request Entity Too Large" }, { connection: "close" });
    try {
      return await this.service.handle(webRequest(request, body));
    } catch (error) {
      process.emitWarning(`A local web server failed: ${error instanceof Error ? (error.stack ?? "") : String(error)}`);
      return textResponse(502, "Bad Gateway");
    }
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    if (this.knowsHost(request) && this.service.upgrade?.(request, socket, head) === true) return;
    socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  }
}

/** The whole body; undefined when it is longer than is taken, of which no more is kept. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size <= MAX_REQUEST_BYTES) chunks.push(bytes);
  }
  return size > MAX_REQUEST_BYTES ? undefined : Buffer.concat(chunks);
}

function webRequest(request: IncomingMessage, body: Buffer): WebRequest {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  // Node drops all but the first of some headers, authorization among them; here, as on AWS, none is lost.
  const headers = Object.entries(request.headersDistinct).map(([name, values = []]): [string, string] => [
    name,
    values.join(name === "cookie" ? "; " : ", "),
  ]);
  return {
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers: Object.fromEntries(headers),
    body,
    viewer: { address: request.socket.remoteAddress ?? "", port: request.socket.remotePort ?? 0 },
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: WebResponse): void {
  for (const [name, value] of Object.entries(answer.headers)) {
    response.setHeader(name, typeof value === "string" ? value : [...value]);
  }
  const empty = answer.status === 204 || answer.status === 304;
  if (!empty) response.setHeader("content-length", String(answer.body.length));
  response.writeHead(answer.status);
  response.end(empty || request.method === "HEAD" ? undefined : answer.body);
}
