/** The web door as it is deployed: its one file in a node of its own, asking services by the real AWS SDK. */
import { expect } from "chai";
import { handlerCatalog } from "../../handlers/catalog";
import type { HttpAnswer } from "../../handlers/http/httpEvent";
import { artefactOf, Container } from "../support/artefact";
import { useEnvironment } from "../support/handlerLog";
import { ENVIRONMENT, newId, ORIGIN, SECRET } from "./fakes";
import { StubServices } from "./stubServices";

describe("the web door's artefact in a container", () => {
  let services: StubServices;
  let container: Container;
  // The stub's own answers come from a door on fakes.
  useEnvironment(ENVIRONMENT);

  before(async () => {
    services = await StubServices.start();
    const { factory } = handlerCatalog.chatBridge ?? expect.fail("the catalogue has no chatBridge");
    const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: services.url };
    container = await Container.start(await artefactOf(factory), environment);
  });

  after(async () => {
    await container.stop();
    await services.close();
  });

  async function send(method: string, rawPath: string, token = "", body?: object) {
    const answer = await container.invoke<HttpAnswer>({
      rawPath,
      headers: {
        origin: ORIGIN,
        "content-type": "application/json",
        "x-origin-verify": SECRET,
        authorization: `Bearer ${token}`,
      },
      requestContext: { http: { method, sourceIp: "192.0.2.1" } },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.statusCode, json: JSON.parse(answer.body) as Record<string, never> };
  }

  it("starts a conversation, asks the bot, answers a replay without it, and starts a chat with a person", async () => {
    const { status, json } = await send("POST", "/api/conversations", "", { locale: "en_US" });
    expect(status).to.equal(201);
    const path = `/api/conversations/${String(json.conversationId)}`;
    const message = { messageId: newId(), text: "where is my lamp?" };
    const first = await send("POST", `${path}/messages`, json.token, message);
    expect(first.json).to.deep.include({ turnsLeft: 7 });
    expect(await send("POST", `${path}/messages`, json.token, message)).to.deep.equal(first);
    const person = await send("POST", `${path}/person`, json.token);
    expect(person.json.handover).to.include({ contactId: "contact-1", region: "us-east-1" });
    expect((await send("GET", path, json.token)).json.messages).to.have.length(4);
    expect(services.asked).to.deep.include({ lex: 1, connect: 1, secrets: 2 });
    expect(container.output).not.to.match(/lamp|192\.0\.2/);
  });
});
