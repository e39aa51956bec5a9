/** Every AWS service a handler asks, on the loopback interface: each answers whatever the test says, for any request. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer; `reset` breaks the connection instead. */
export interface FakeAnswer {
  readonly status: number;
  readonly body: string;
  readonly reset?: boolean;
}

/** One server for all services. */
export class FakeAws {
  /** Decides on each request, by its operation (`GetItem`) where the protocol names one, and its path. */
  answer: (operation: string, path: string) => FakeAnswer = () => ({ status: 200, body: "{}" });

  private constructor(private readonly server: Server) {
    server.on("request", (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response));
  }

  static async start(): Promise<FakeAws> {
    const server = createServer();
    const fake = new FakeAws(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await new Promise((done) => request.resume().once("end", done));
    const operation = String(request.headers["x-amz-target"] ?? "").split(".")[1] ?? "";
    const { status, body, reset } = this.answer(operation, request.url ?? "/");
    if (reset) return void request.socket.resetAndDestroy();
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    response.end(body);
  }
}
