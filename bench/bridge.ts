/** How many chat messages the web door answers, and what it adds to the bot's own time, on stubs that answer at once. */
import { randomUUID } from "node:crypto";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { LexRuntimeV2 } from "@aws-sdk/client-lex-runtime-v2";
import { handlerCatalog } from "../handlers/catalog";
import type { HttpAnswer } from "../handlers/http/httpEvent";
import { artefactOf, Container } from "../test/support/artefact";
import { ENVIRONMENT, ORIGIN, SECRET } from "../test/webChat/fakes";
import { StubServices } from "../test/webChat/stubServices";
import { type Effort, type Figure, millisecondsEach, rate, type Subject, turnByTurn } from "./measure";

const AT_ONCE = 8;
const TEXT = "Where is my order?";

/** Turns a conversation of the benchmark has; then it starts another, so that transcripts stay as long as in life. */
const TURNS = 50;

/** One customer, who starts another conversation when the turns are used up. */
function customer(container: Container): () => Promise<void> {
  let path = "";
  let token = "";
  let left = 0;
  const send = async (rawPath: string, body: object) => {
    const { statusCode, body: answer } = await container.invoke<HttpAnswer>({
      rawPath,
      headers: {
        origin: ORIGIN,
        "content-type": "application/json",
        "x-origin-verify": SECRET,
        authorization: `Bearer ${token}`,
      },
      requestContext: { http: { method: "POST", sourceIp: "192.0.2.1" } },
      body: JSON.stringify(body),
    });
    if (statusCode > 201) {
      throw new Error(`The web door answered ${statusCode}: ${answer}`);
    }
    return JSON.parse(answer) as { conversationId?: string; token?: string };
  };
  return async () => {
    if (left-- === 0) {
      const started = await send("/api/conversations", {});
      path = `/api/conversations/${started.conversationId ?? ""}/messages`;
      token = started.token ?? "";
      left = TURNS - 1;
    }
    await send(path, { messageId: randomUUID(), text: TEXT });
  };
}

/** The bot asked directly, by a client of this process. */
function directly(services: StubServices): { ask(): Promise<void>; close(): void } {
  const client = new LexRuntimeV2({
    region: "us-east-1",
    endpoint: services.url,
    // As the web door has it: by itself Lex's client speaks HTTP/2, which the stub does not.
    requestHandler: new DynamoDB({}).config.requestHandler,
    credentials: { accessKeyId: "example", secretAccessKey: "example" },
  });
  const turn = { botId: "ABCDEFGHIJ", botAliasId: "KLMNOPQRST", localeId: "en_US", sessionId: "bench", text: TEXT };
  const ask = async () => {
    const { messages } = await client.recognizeText(turn);
    if (!messages?.length) {
      throw new Error("The stub of the bot says nothing.");
    }
  };
  return { ask, close: () => client.destroy() };
}

function together(works: (() => Promise<void>)[]): () => Promise<void> {
  return async () => void (await Promise.all(works.map((work) => work())));
}

async function run({ runs, seconds }: Effort): Promise<Figure[]> {
  const entry = handlerCatalog.chatBridge;
  if (entry === undefined) {
    throw new Error("The catalogue has no chatBridge.");
  }
  const services = await StubServices.start();
  const environment = {
    ...ENVIRONMENT,
    TURNS_PER_CONVERSATION: "100",
    TURNS_PER_MINUTE: "1000000",
    STARTS_PER_HOUR: "1000000",
    AWS_ENDPOINT_URL: services.url,
  };
  const container = await Container.start(await artefactOf(entry.factory), environment);
  const direct = directly(services);
  try {
    const each = seconds / runs / 2;
    const one = customer(container);
    const eight = together(Array.from({ length: AT_ONCE }, () => customer(container)));
    const values = await turnByTurn(runs + 1, [
      () => rate(each, AT_ONCE, eight),
      () => rate(each, AT_ONCE, together(Array.from({ length: AT_ONCE }, () => direct.ask))),
      () => millisecondsEach(each, one),
      () => millisecondsEach(each, direct.ask),
    ]);
    // The first round opens the connections.
    const [rates = [], directRates = [], turns = [], directTurns = []] = values.map((series) => series.slice(1));
    const floor = "bare Lex call";
    const added = turns.map((milliseconds, index) => milliseconds - (directTurns[index] ?? 0));
    return [
      {
        name: `turns, ${AT_ONCE} at once`,
        values: rates,
        unit: "turns/s",
        better: "more",
        floor: { name: floor, values: directRates },
      },
      { name: "a turn", values: turns, unit: "ms", better: "less", floor: { name: floor, values: directTurns } },
      { name: "added to the bare call", values: added, unit: "ms", better: "less" },
    ];
  } finally {
    direct.close();
    await container.stop();
    await services.close();
  }
}

/** The subject `bridge`. */
export const bridge: Subject = {
  name: "bridge",
  about:
    "Chat messages through the web door's artefact, with stubs of Lex and DynamoDB: two writes and one call a turn",
  run,
};
