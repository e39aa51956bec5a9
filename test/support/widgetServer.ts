/**
 * Serves the chat widget as a deployed site does: the bundle with its strict headers, the web API on the same origin, and
 * the participant service. A second origin serves the page of a customer who embeds it, with a strict policy of its own.
 */
import { expect } from "chai";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { chatPageFiles } from "../../components/webChat/bundle";
import { FakeParticipants } from "./fakeParticipants";
import { ScriptedBridge } from "./scriptedBridge";

const TYPES: Record<string, string> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  json: "application/json",
};

/** The widget's files as the program deploys them, by name. */
export function widgetFiles(): Record<string, string> {
  return Object.fromEntries(
    chatPageFiles().map(({ path, text }) => {
      expect(text, path).to.be.a("string");
      return [path, String(text)];
    }),
  );
}

/** The headers of the site, with the pages that may show it. Trusted types are more than the site itself asks for. */
export function siteHeaders(frameAncestors: string): Record<string, string> {
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      `frame-ancestors ${frameAncestors}`,
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
}

/** A running site and a customer's page. */
export class WidgetServer {
  readonly participants = new FakeParticipants();
  readonly bridge: ScriptedBridge;
  title = "Example Company";
  locales = ["en_US", "es_US"];
  /** Attributes of the script on the customer's page. */
  scriptAttributes = "";
  /** How often the script stands on it. */
  scripts = 1;
  url = "";
  pageUrl = "";
  /** Files that were asked for. */
  readonly served: string[] = [];
  /** Files that are not there just now. */
  readonly missing = new Set<string>();
  private readonly servers: Server[] = [];

  private constructor(private readonly files: Record<string, string>) {
    this.bridge = new ScriptedBridge(() => {
      const { contactId, participantId, participantToken } = this.participants;
      return { contactId, participantId, participantToken, region: "us-west-2", participantEndpoint: this.url };
    });
  }

  /** Starts both. */
  static async start(): Promise<WidgetServer> {
    const own = new WidgetServer(widgetFiles());
    own.url = await own.listen((request, response) => own.site(request, response));
    own.pageUrl = await own.listen((_request, response) => own.page(response));
    const [site] = own.servers;
    if (site !== undefined) {
      own.participants.listen(site);
    }
    return own;
  }

  /** Ends both. */
  async stop(): Promise<void> {
    this.participants.breakConnections();
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    }
  }

  private async listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
    const server = createServer(answer);
    this.servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  private site(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? "/", this.url).pathname;
    if (path.startsWith("/api/")) {
      void body(request).then(async (given) => {
        const { status, body: answer, retryAfter } = await this.bridge.call(request, given);
        const wait = retryAfter !== undefined && { "retry-after": String(retryAfter) };
        json(response, status, answer, { ...wait });
      });
    } else if (path.startsWith("/participant/")) {
      void body(request).then((given) => {
        const { status, body: answer } = this.participants.call(path, request.headers, given);
        json(response, status, answer, {});
      });
    } else {
      this.file(path === "/" ? "index.html" : path.slice(1), response);
    }
  }

  private file(name: string, response: ServerResponse): void {
    this.served.push(name);
    const config = JSON.stringify({ locales: this.locales, title: this.title, region: "us-west-2" });
    const text = name === "config.json" ? config : this.files[name];
    if (text === undefined || this.missing.has(name)) {
      response.writeHead(404, siteHeaders(this.pageUrl)).end();
      return;
    }
    const type = `${TYPES[name.split(".").at(-1) ?? ""] ?? "text/plain"}; charset=utf-8`;
    response.writeHead(200, { ...siteHeaders(this.pageUrl), "content-type": type }).end(text);
  }

  private page(response: ServerResponse): void {
    const script = `<script src="${this.url}/embed.js" async ${this.scriptAttributes}></script>`;
    const policy = [
      "default-src 'none'",
      `script-src ${this.url}`,
      `frame-src ${this.url}`,
      "style-src 'self'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
    ].join("; ");
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy }).end(
      `<!doctype html><html lang="en"><head><title>Example Company</title></head><body><main><h1>Our shop</h1>
      <p><a href="/orders">Orders</a></p></main>${script.repeat(this.scripts)}</body></html>`,
    );
  }
}

async function body(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, unknown>;
}

function json(response: ServerResponse, status: number, answer: object, headers: Record<string, string>): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(answer));
}
