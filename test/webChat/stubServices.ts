/** A server on a loopback port that answers as the services behind the web door do: for the artefact, and to measure it. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Bridge, FakeTable, SECRET } from "./fakes";

/** What a stub answers a request with. */
interface Answer {
  status?: number;
  body: object;
}

/** The services, and how often each was asked. */
export class StubServices {
  readonly table = new FakeTable();
  readonly asked = { lex: 0, connect: 0, secrets: 0, table: 0 };

  private constructor(
    readonly url: string,
    private readonly shut: () => Promise<void>,
  ) {}

  static async start(): Promise<StubServices> {
    const server = createServer((request, response) => void services.answer(request, response));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const services = new StubServices(`http://127.0.0.1:${port}`, async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    });
    return services;
  }

  close(): Promise<void> {
    return this.shut();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const input = JSON.parse(Buffer.concat(chunks).toString() || "{}") as Record<string, never>;
    const { status = 200, body } = await this.reply(request, input);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  private async reply({ url = "", headers }: IncomingMessage, input: Record<string, never>): Promise<Answer> {
    const [service, operation] = String(headers["x-amz-target"] ?? "").split(".");
    if (service === "secretsmanager") {
      this.asked.secrets += 1;
      if (input.VersionStage !== "AWSCURRENT") return { status: 400, body: { __type: "ResourceNotFoundException" } };
      return { body: { SecretString: JSON.stringify({ header: SECRET, salt: "salt" }) } };
    }
    if (service?.startsWith("DynamoDB")) {
      this.asked.table += 1;
      const work = operation === "GetItem" ? this.table.getItem(input as never) : this.table.updateItem(input as never);
      return work.then(
        (body): Answer => ({ body }),
        ({ name, Item }: { name: string; Item?: object }): Answer => ({ status: 400, body: { __type: name, Item } }),
      );
    }
    if (url.startsWith("/bots/")) {
      this.asked.lex += 1;
      const messages = [{ contentType: "PlainText", content: "Your lamp is on its way." }];
      return { body: { messages, sessionState: { dialogAction: { type: "ElicitIntent" } } } };
    }
    this.asked.connect += 1;
    return { body: await new Bridge().centre() };
  }
}
