/** The loopback gateway: two protocols on one port, routing by signature, callers by access key. */
import { expect } from "chai";
import { connect as connectHttp2 } from "node:http2";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { Gateway, type Credentials, type ServiceRequest } from "../local/gateway";

function authorization(credentials: Pick<Credentials, "accessKeyId">, service = "echo"): string {
  const scope = `${credentials.accessKeyId}/20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

interface Answer {
  status: number;
  body: string;
}

function post(gateway: Gateway, headers: Record<string, string>, body = "{}", path = "/"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.url}${path}`, { method: "POST", headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Sends text over a raw socket piece by piece and collects what comes back until `end` appears. */
function raw(gateway: Gateway, pieces: string[], end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.includes(end)) return;
      socket.destroy();
      resolve(text);
    });
    socket.on("error", reject);
    const send = (): void => {
      const piece = pieces.shift();
      if (piece !== undefined) socket.write(piece, () => setImmediate(send));
    };
    socket.setNoDelay(true).on("connect", send);
  });
}

describe("the gateway", () => {
  let gateway: Gateway;
  let seen: ServiceRequest[];

  beforeEach(async () => {
    gateway = await Gateway.start();
    seen = [];
    gateway.register("echo", (request) => {
      seen.push(request);
      return { status: 200, headers: { "content-type": "text/plain" }, body: `echo ${request.body.toString()}` };
    });
  });

  afterEach(() => gateway.close());

  it("listens on 127.0.0.1 only", () => {
    expect(new URL(gateway.url).hostname).to.equal("127.0.0.1");
  });

  it("answers HTTP/1.1 and tells the service who asks what in which region", async () => {
    const credentials = gateway.issueCredentials({ roleArn: "arn:aws:iam::1:role/r", sessionName: "fn" });
    const headers = { authorization: authorization(credentials), "x-amz-target": "Echo.Say" };
    const answer = await post(gateway, headers, "hello", "/a/b?c=d");
    expect(answer).to.deep.equal({ status: 200, body: "echo hello" });
    expect(seen[0]).to.deep.include({ service: "echo", region: "us-east-1", method: "POST", path: "/a/b?c=d" });
    expect(seen[0]?.headers["x-amz-target"]).to.equal("Echo.Say");
    expect(seen[0]?.principal).to.deep.equal({
      kind: "role",
      accessKeyId: credentials.accessKeyId,
      roleArn: "arn:aws:iam::1:role/r",
      sessionName: "fn",
    });
  });

  it("answers cleartext HTTP/2 on the same port, many streams over one connection", async () => {
    const session = connectHttp2(gateway.url);
    const ask = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const headers = { ":method": "POST", ":path": "/", authorization: authorization(gateway.administrator) };
        const stream = session.request(headers);
        let body = "";
        stream.on("data", (chunk: Buffer) => (body += chunk.toString()));
        stream.on("end", () => resolve(body));
        stream.on("error", reject);
        stream.end(text);
      });
    try {
      const answers = await Promise.all(["one", "two", "three"].map(ask));
      expect(answers).to.deep.equal(["echo one", "echo two", "echo three"]);
    } finally {
      session.destroy();
    }
    expect(gateway.connections.accepted).to.equal(1);
    expect(gateway.connections.by(gateway.administrator.accessKeyId)).to.equal(1);
    expect(seen[0]?.headers).to.not.have.property(":path");
  });

  it("tells the protocol also when the first bytes come one by one", async () => {
    const head = `POST / HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization(gateway.administrator)}\r\n`;
    const text = await raw(gateway, ["P", "O", "S", `${head.slice(3)}content-length: 2\r\n\r\n`, "ok"], "echo ok");
    expect(text).to.match(/^HTTP\/1\.1 200/);
  });

  it("finds the signature of a presigned request in its query", async () => {
    const scope = encodeURIComponent(`${gateway.administrator.accessKeyId}/20260101/eu-west-1/echo/aws4_request`);
    const answer = await post(gateway, {}, "hi", `/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}`);
    expect(answer.body).to.equal("echo hi");
    expect(seen[0]?.region).to.equal("eu-west-1");
  });

  it("names a service it does not have, and those it has", async () => {
    gateway.register("other", () => ({ status: 200, headers: {}, body: "" }));
    const headers = { authorization: authorization(gateway.administrator, "kinesis"), "x-amz-target": "Kinesis.X" };
    const answer = await post(gateway, headers);
    const error = JSON.parse(answer.body) as { __type: string; message: string };
    expect(error.__type).to.match(/#UnknownServiceException$/);
    expect(error.message).to.equal('The local run has no service "kinesis". Services here: echo, other.');
  });

  it("refuses an access key it never issued", async () => {
    const headers = { authorization: authorization({ accessKeyId: "AKIDSTRANGER" }), "x-amz-target": "Echo.Say" };
    const answer = await post(gateway, headers);
    expect(answer.status).to.equal(400);
    expect((JSON.parse(answer.body) as { __type: string }).__type).to.match(/#UnrecognizedClientException$/);
    expect(seen).to.have.length(0);
  });

  it("refuses a request without a signature, in XML where the caller does not speak JSON", async () => {
    const answer = await post(gateway, { "content-type": "application/x-www-form-urlencoded" }, "Action=Publish");
    expect(answer.status).to.equal(403);
    expect(answer.body).to.contain("<Code>MissingAuthenticationTokenException</Code>");
  });

  it("answers 500 with the reason when a service throws, and goes on", async () => {
    gateway.register("broken", () => {
      throw new Error("out of order");
    });
    const headers = { authorization: authorization(gateway.administrator, "broken"), "x-amz-target": "Broken.X" };
    const answer = await post(gateway, headers);
    expect(answer.status).to.equal(500);
    expect(answer.body).to.contain("InternalFailure").and.contain("out of order");
    expect((await post(gateway, { authorization: authorization(gateway.administrator) })).status).to.equal(200);
  });

  it("refuses a body over 16 MB", async () => {
    const answer = await post(gateway, { authorization: authorization(gateway.administrator) }, "x".repeat(16777217));
    expect(answer.status).to.equal(413);
    expect(seen).to.have.length(0);
  });

  it("can cut the connection of a request, and can stay silent", async () => {
    gateway.register("reset", () => ({ fault: "reset" }));
    gateway.register("hang", () => ({ fault: "hang" }));
    const failure = (service: string): Promise<unknown> =>
      post(gateway, { authorization: authorization(gateway.administrator, service) }).catch((error: unknown) => error);
    expect(await failure("reset")).to.have.property("code", "ECONNRESET");
    const hanging = failure("hang");
    const first = await Promise.race([hanging, new Promise((resolve) => setTimeout(resolve, 50, "silent"))]);
    expect(first).to.equal("silent");
    await gateway.close();
    expect(await hanging).to.be.instanceOf(Error);
  });

  it("counts connections by the access key that used them", async () => {
    const one = gateway.issueCredentials({ roleArn: "r", sessionName: "one" });
    const two = gateway.issueCredentials({ roleArn: "r", sessionName: "two" });
    await post(gateway, { authorization: authorization(one) });
    await post(gateway, { authorization: authorization(one) });
    await post(gateway, { authorization: authorization(two) });
    expect(gateway.connections.by(one.accessKeyId)).to.equal(2);
    expect(gateway.connections.by(two.accessKeyId)).to.equal(1);
    expect(gateway.connections.accepted).to.equal(3);
  });

  it("serves a name once", () => {
    expect(() => gateway.register("echo", () => ({ status: 200, headers: {}, body: "" }))).to.throw("already serves");
  });

  it("closes with keep-alive connections open, and may be closed twice", async () => {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    await new Promise((resolve) => socket.on("connect", resolve));
    const ended = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => undefined);
    await gateway.close();
    await ended;
    await gateway.close();
    expect(gateway.connections.open).to.equal(0);
  });
});
