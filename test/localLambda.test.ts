/** Lambda on this machine: the shipped text, run as on AWS, in a worker and in this process alike. */
import { expect } from "chai";
import { LambdaService, type InvocationOutcome, type LambdaOptions, type LogLine } from "../local/lambda/lambdaService";
import { functionArn, GraphBuilder, lookup, serialized, type TestFunction } from "./support/graphs";
import { failed, payloadOf } from "./support/outcomes";

for (const mode of ["worker", "inProcess"] as const) {
  describe(`Lambda on this machine (${mode})`, () => {
    let lambda: LambdaService;
    let lines: LogLine[];

    function start(definition: TestFunction, options: LambdaOptions = {}): void {
      const graph = new GraphBuilder().role("function-role").function("fn", definition).build();
      lines = [];
      lambda = LambdaService.fromGraph(graph, { mode, onLog: (line) => lines.push(line), ...options });
    }

    const invoke = (event: unknown = {}, options = {}): Promise<InvocationOutcome> =>
      lambda.invoke(functionArn("fn"), event, options);

    afterEach(() => lambda.close());

    it("runs the asset's text, byte for byte", async () => {
      const text = `// é\r\n${serialized("        return { text: captured + event.n, path: __filename };", '{ captured: "ü" }')}`;
      start({ text, files: { "lib/table.json": "[1]" } });
      expect(lambda.spec(functionArn("fn"))?.files).to.deep.equal({ "__index.js": text, "lib/table.json": "[1]" });
      expect(payloadOf(await invoke({ n: 7 }))).to.deep.equal({ text: "ü7", path: "/var/task/__index.js" });
    });

    it("keeps what the function keeps, as a warm container does", async () => {
      start({ text: "let count = 0; exports.handler = async () => ++count;" });
      const first = await invoke();
      expect(first).to.include({ ok: true, billedInit: true, payload: 1 });
      expect(await invoke()).to.include({ ok: true, billedInit: false, payload: 2 });
      expect(lambda.containers(functionArn("fn"))).to.equal(1);
    });

    it("runs concurrent invocations in containers of their own, and no more than it may", async () => {
      const text = `let busy = 0;
        exports.handler = async () => {
          busy += 1;
          await new Promise((resolve) => setTimeout(resolve, 30));
          return busy--;
        };`;
      start({ text }, { maxContainers: 3 });
      const outcomes = await Promise.all(Array.from({ length: 7 }, () => invoke()));
      expect(outcomes.map(payloadOf)).to.deep.equal([1, 1, 1, 1, 1, 1, 1]);
      expect(lambda.containers(functionArn("fn"))).to.equal(3);
    });

    it("throttles beyond the reserved concurrency", async () => {
      const text = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 50, 'done'));";
      start({ text, reservedConcurrentExecutions: 2 });
      const outcomes = await Promise.all([invoke(), invoke(), invoke()]);
      expect(outcomes.map((outcome) => outcome.ok)).to.deep.equal([true, true, false]);
      expect(outcomes[2]).to.include({ error: "Throttled" });
      expect(payloadOf(await invoke())).to.equal("done");
    });

    it("has the function's environment and Lambda's, and nothing of this machine's", async () => {
      process.env["SECRET_OF_THIS_MACHINE"] = "x";
      start({ text: "exports.handler = async () => process.env;", variables: { CUSTOMERS_TABLE: "customers" } });
      const env = payloadOf(await invoke()) as Record<string, string>;
      delete process.env["SECRET_OF_THIS_MACHINE"];
      expect(env).to.include({
        CUSTOMERS_TABLE: "customers",
        AWS_REGION: "us-east-1",
        AWS_LAMBDA_FUNCTION_NAME: "fn",
        AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
        AWS_ENDPOINT_URL: "http://127.0.0.1:9",
        _HANDLER: "__index.handler",
      });
      expect(
        Object.keys(env).filter((name) => !/^(AWS_|LAMBDA_|CUSTOMERS_TABLE$|_HANDLER$|LANG$|TZ$)/.test(name)),
      ).to.deep.equal([]);
    });

    it("gives the handler Lambda's context", async () => {
      start({
        text: `exports.handler = async (event, context) => ({
          ...context, left: context.getRemainingTimeInMillis(), given: arguments.length });`,
        timeout: 5,
        memorySize: 512,
      });
      const context = payloadOf(await invoke()) as Record<string, unknown>;
      expect(context).to.include({
        functionName: "fn",
        functionVersion: "$LATEST",
        invokedFunctionArn: functionArn("fn"),
        memoryLimitInMB: "512",
        logGroupName: "/aws/lambda/fn",
      });
      expect(context["awsRequestId"]).to.match(/^[0-9a-f-]{36}$/);
      expect(context["logStreamName"]).to.match(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
      expect(context["left"]).to.be.within(1, 5000);
    });

    it("shows the function the time of the local run, and leaves other dates alone", async () => {
      const now = Date.parse("2031-05-06T07:08:09Z");
      const text = `const loaded = new Date().getFullYear();
        exports.handler = async () => [loaded, new Date().getFullYear(), new Date(Date.now()).getUTCMonth(),
          new Date(0).toISOString(), Date.parse("1970-01-01T00:00:01Z"), new Date() instanceof Date,
          Date.UTC(1970, 0, 1), Date().includes("2031")];`;
      start({ text }, { now: () => now });
      const expected = [2031, 2031, 4, "1970-01-01T00:00:00.000Z", 1000, true, 0, true];
      expect(payloadOf(await invoke())).to.deep.equal(expected);
    });

    it("passes event and result through JSON", async () => {
      start({
        text: "exports.handler = async (event) => event.nothing ? undefined : { ...event, u: undefined, d: new Date(0) };",
      });
      expect(payloadOf(await invoke({ a: 1, when: new Date(0), gone: undefined }))).to.deep.equal({
        a: 1,
        when: "1970-01-01T00:00:00.000Z",
        d: "1970-01-01T00:00:00.000Z",
      });
      expect(payloadOf(await invoke({ nothing: true }))).to.equal(null);
    });

    it("reports what a handler throws, with its class", async () => {
      start({
        text: `exports.handler = async (event) => {
          if (event.kind === "type") return null.property;
          if (event.kind === "string") throw "just text";
          if (event.kind === "circular") { const a = {}; a.a = a; return a; }
          throw new Error("the order does not exist");
        };`,
      });
      expect(await invoke()).to.include({ ok: false, error: "Unhandled", message: "the order does not exist" });
      expect(failed(await invoke({ kind: "type" })).message).to.match(/^TypeError: Cannot read properties of null/);
      expect(failed(await invoke({ kind: "string" })).message).to.equal("string: just text");
      expect(failed(await invoke({ kind: "circular" })).message).to.match(/^Runtime\.JSONStringifyError: Unable to/);
      expect(lambda.containers(functionArn("fn"))).to.equal(1);
    });

    it("reports a function that cannot start by its own words, and starts it anew the next time", async () => {
      start({ text: lookup, variables: {} });
      for (let count = 0; count < 2; count += 1) {
        const outcome = failed(await invoke());
        expect(outcome).to.include({ error: "InitError", message: "Environment variable CUSTOMERS_TABLE is not set" });
      }
      expect(lines.filter(({ text }) => text.startsWith("INIT_REPORT"))).to.have.length(2);
    });

    const wrong: [string, Partial<TestFunction>, RegExp][] = [
      ["has a syntax error", { text: "exports.handler = async ( => 1;" }, /^SyntaxError: /],
      [
        "exports no handler",
        { text: "exports.other = 1;" },
        /^Runtime\.HandlerNotFound: __index\.handler is undefined/,
      ],
      ["exports something else", { text: "exports.handler = 1;" }, /__index\.handler is not a function/],
      ["has no such file", { handler: "index.handler" }, /ImportModuleError: Error: Cannot find module 'index'/],
      ["has a handler without a dot", { handler: "index" }, /MalformedHandlerName: Bad handler/],
      [
        "takes a callback on nodejs24.x",
        { text: "exports.handler = (event, context, callback) => {};" },
        /nodejs24\.x.*3 parameters/,
      ],
      [
        "loads a package",
        { text: 'require("typescript");' },
        /Cannot find module 'typescript'.*@aws-sdk.*\n.*\n- \/var\/task\/__index\.js/,
      ],
      [
        "loads an SDK package the project lacks",
        { text: 'require("@aws-sdk/client-nothing");' },
        /Cannot find module '@aws-sdk\/client-nothing'/,
      ],
      ["loads a file that is not there", { text: 'require("./other");' }, /Cannot find module '\.\/other'/],
    ];
    for (const [what, definition, message] of wrong) {
      it(`does not start a function that ${what}`, async () => {
        start({ text: serialized("return 1;"), ...definition });
        const outcome = failed(await invoke());
        expect(outcome.error).to.equal("InitError");
        expect(outcome.message).to.match(message);
      });
    }

    it("loads Node's modules, the SDK, and files of the archive once", async () => {
      start({
        text: `const { createHash } = require("crypto");
          const { sep } = require("node:path");
          const { DynamoDBClient } = require("@aws-sdk/client-dynamodb");
          const table = require("./lib/table"), again = require("./lib"), data = require("./data.json");
          exports.handler = async () => [createHash("md5").update("").digest("hex").length, typeof sep,
            DynamoDBClient.name, table.value, again === table, data.x, (await import("node:os")).EOL.length > 0];`,
        files: {
          "lib/table.js": "exports.value = require('../data.json').x + 1;",
          "lib/index.js": "module.exports = require('./table');",
          "data.json": '{"x":1}',
        },
      });
      expect(payloadOf(await invoke())).to.deep.equal([32, "string", "DynamoDBClient", 2, true, 1, true]);
    });

    it("runs callback handlers and ignores other plain results on older runtimes", async () => {
      const text = `exports.handler = (event, context, callback) => callback(event.fail ? new Error("no") : null, "yes");
        exports.sync = (event) => "ignored";`;
      start({ text, runtime: "nodejs22.x" });
      expect(payloadOf(await invoke())).to.equal("yes");
      expect(failed(await invoke({ fail: true })).message).to.equal("no");
      await lambda.close();
      start({ text, runtime: "nodejs22.x", handler: "__index.sync" });
      expect(payloadOf(await invoke())).to.equal(null);
    });

    it("ends an invocation at the function's timeout and starts a new container afterwards", async () => {
      start({
        text: "let n = 0; exports.handler = (event) => event.hang ? new Promise(() => setInterval(() => {}, 1e6).unref?.()) : Promise.resolve(++n);",
        timeout: 1,
      });
      expect(payloadOf(await invoke())).to.equal(1);
      const outcome = failed(await invoke({ hang: true }));
      expect(outcome).to.include({ error: "Timeout", message: "Task timed out after 1.00 seconds" });
      expect(await invoke()).to.include({ payload: 1, billedInit: true });
    });

    it("lets the caller stop waiting while the function goes on", async () => {
      start({
        text: "let n = 0; exports.handler = async (event) => { if (event.ms) { await new Promise((r) => setTimeout(r, event.ms)); console.log('went on'); } return ++n; };",
      });
      await invoke();
      const outcome = failed(await invoke({ ms: 100 }, { callerLimitMs: 10 }));
      expect(outcome).to.include({
        error: "Timeout",
        message: "The caller waited 10 ms; the function was still running",
      });
      const ended = (): boolean => lines.filter(({ text }) => text.startsWith("END ")).length === 2;
      while (!ended()) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(lines.map(({ text }) => text.trim())).to.include("went on");
      expect(payloadOf(await invoke())).to.equal(3);
    });

    it("refuses a response over 6 MB and takes one of 6 MB", async () => {
      start({ text: 'exports.handler = async (event) => "x".repeat(event.bytes - 2);' });
      expect(payloadOf(await invoke({ bytes: 6291556 }))).to.have.length(6291554);
      const outcome = failed(await invoke({ bytes: 6291557 }));
      expect(outcome.error).to.equal("ResponseTooLarge");
      expect(outcome.message).to.contain("6291557 bytes").and.contain("6291556 bytes");
    });

    it("logs as CloudWatch does: start, the function's lines with their level, end and report", async () => {
      const text = `console.log("loading");
        exports.handler = async () => { console.log("hello %s", "you", { a: 1 }); console.error(new Error("late").message); };`;
      start({ text }, { now: () => 1_000_000 });
      await invoke();
      const id = lines.find(({ requestId }) => requestId)?.requestId ?? "";
      expect(
        lines.map(({ level, text }) => [level, text.replaceAll(id, "ID").replace(/[\d.]+ ms/g, "N ms")]),
      ).to.deep.equal([
        ["INFO", "loading"],
        ["PLATFORM", "START RequestId: ID Version: $LATEST"],
        ["INFO", "hello you { a: 1 }"],
        ["ERROR", "late"],
        ["PLATFORM", "END RequestId: ID"],
        [
          "PLATFORM",
          "REPORT RequestId: ID Duration: N ms Billed Duration: N ms Memory Size: 256 MB Init Duration: N ms",
        ],
      ]);
      expect(lines[0]).to.not.have.property("requestId", id);
      expect(lines[2]).to.include({ functionName: "fn", requestId: id, time: 1_000_000 });
    });

    it("does not know functions the program does not declare", async () => {
      start({ text: serialized("return 1;") });
      const outcome = failed(await lambda.invoke(functionArn("other"), {}));
      expect(outcome).to.include({ error: "FunctionNotFound", message: `Function not found: ${functionArn("other")}` });
    });

    it("finds a function by an ARN with an alias", async () => {
      start({ text: serialized("        return 1;") });
      expect(payloadOf(await lambda.invoke(`${functionArn("fn")}:live`, {}))).to.equal(1);
    });
  });
}
