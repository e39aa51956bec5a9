/** Lambda on this machine: the shipped text, run under the declared limits, with the AWS SDK of the project. */
import { expect } from "chai";
import { DynamoDbService } from "../local/dynamodb/dynamoDbService";
import { Gateway } from "../local/gateway";
import { IamService } from "../local/iam/iamService";
import { LambdaService, type InvocationOutcome, type LambdaOptions, type LogLine } from "../local/lambda/lambdaService";
import { functionArn, GraphBuilder, roleArn, serialized, tableArn, trustOf, type TestFunction } from "./support/graphs";

/** A look-up as Pulumi serialises one: a factory with captured SDK classes, run once per container. */
const lookup = `exports.handler = (() => { const f = __f0; return f(); })();

function __f0() {
  return (function() {
    with({ client_dynamodb_1: { DynamoDBClient: require("@aws-sdk/client-dynamodb/dist-cjs/index.js").DynamoDBClient,
                                GetItemCommand: require("@aws-sdk/client-dynamodb").GetItemCommand } }) {
      return () => {
        const client = new client_dynamodb_1.DynamoDBClient({});
        const table = process.env.CUSTOMERS_TABLE;
        if (!table) throw new Error("Environment variable CUSTOMERS_TABLE is not set");
        return async (event) => {
          const Key = { phoneNumber: { S: event.phoneNumber } };
          const { Item } = await client.send(new client_dynamodb_1.GetItemCommand({ TableName: table, Key }));
          return { caller: Item ? "known" : "unknown", spokenName: Item ? Item.firstName.S : "" };
        };
      };
    }
  }).apply(undefined, undefined).apply(this, arguments);
}
`;

const customers = { hashKey: "phoneNumber", attributes: [{ name: "phoneNumber", type: "S" }] };

function failed(outcome: InvocationOutcome): Extract<InvocationOutcome, { ok: false }> {
  if (outcome.ok) throw new Error(`Expected a failure, got ${JSON.stringify(outcome.payload)}`);
  return outcome;
}

function payloadOf(outcome: InvocationOutcome): unknown {
  if (!outcome.ok) throw new Error(`${outcome.error}: ${outcome.message}`);
  return outcome.payload;
}

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
        text: "let n = 0; exports.handler = async (event) => { if (event.ms) await new Promise((r) => setTimeout(r, event.ms)); return ++n; };",
      });
      await invoke();
      const outcome = failed(await invoke({ ms: 100 }, { callerLimitMs: 10 }));
      expect(outcome).to.include({
        error: "Timeout",
        message: "The caller waited 10 ms; the function was still running",
      });
      await new Promise((resolve) => setTimeout(resolve, 150));
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

  describe(`a function that reads a table (${mode})`, () => {
    let gateway: Gateway;
    let dynamodb: DynamoDbService;
    let lambda: LambdaService;
    let issued: string[];

    async function start(builder: GraphBuilder): Promise<void> {
      const graph = builder.table("customers", customers).build();
      const iam = IamService.fromGraph(graph);
      dynamodb = await DynamoDbService.fromGraph(graph, { iam });
      gateway = await Gateway.start();
      gateway.register("dynamodb", (request) => dynamodb.handle(request));
      issued = [];
      const watched = {
        url: gateway.url,
        inProcessHandler: () => gateway.inProcessHandler(),
        issueCredentials: (session: { roleArn: string; sessionName: string }) => {
          const credentials = gateway.issueCredentials(session);
          issued.push(credentials.accessKeyId);
          return credentials;
        },
      };
      lambda = LambdaService.fromGraph(graph, {
        gateway: watched,
        iam,
        mode,
        now: () => Date.parse("2031-01-01T00:00:00Z"),
      });
      await dynamodb.database.put("customers", { phoneNumber: "+12065550100", firstName: "Ada" });
    }

    afterEach(async () => {
      await lambda.close();
      await gateway.close();
      await dynamodb.close();
    });

    const variables = { CUSTOMERS_TABLE: "customers" };
    const read = { Effect: "Allow" as const, Action: "dynamodb:GetItem", Resource: tableArn("customers") };
    const ask = (phoneNumber = "+12065550100"): Promise<InvocationOutcome> =>
      lambda.invoke(functionArn("fn"), { phoneNumber });

    it("reaches it through the gateway with the role's permissions", async () => {
      await start(new GraphBuilder().role("function-role", read).function("fn", { text: lookup, variables }));
      expect(payloadOf(await ask())).to.deep.equal({ caller: "known", spokenName: "Ada" });
      expect(payloadOf(await ask("+12065550199"))).to.deep.equal({ caller: "unknown", spokenName: "" });
    });

    it("fails with AWS's message where the role lacks the permission, after one request", async () => {
      let requests = 0;
      await start(new GraphBuilder().role("function-role").function("fn", { text: lookup, variables }));
      const handle = dynamodb.handle.bind(dynamodb);
      dynamodb.handle = (request) => {
        requests += 1;
        return handle(request);
      };
      const outcome = failed(await ask());
      expect(outcome.error).to.equal("Unhandled");
      expect(outcome.message).to.contain(
        "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/function-role/fn",
      );
      expect(outcome.message).to.contain("dynamodb:GetItem");
      expect(requests).to.equal(1);
    });

    it("opens one connection per container, however often it is invoked", async () => {
      await start(new GraphBuilder().role("function-role", read).function("fn", { text: lookup, variables }));
      for (let count = 0; count < 20; count += 1) payloadOf(await ask());
      expect(issued).to.have.length(1);
      const expected = mode === "worker" ? 1 : 0;
      expect(gateway.connections.by(issued[0] ?? "")).to.equal(expected);
      expect(gateway.connections.accepted).to.equal(expected);
    });

    it("does not start when Lambda may not assume its role, and says so beforehand", async () => {
      const builder = new GraphBuilder().add(
        "aws:iam/role:Role",
        "function-role",
        { assumeRolePolicy: trustOf("ec2.amazonaws.com") },
        { name: "function-role", arn: roleArn("function-role") },
      );
      await start(builder.function("fn", { text: lookup, variables }));
      expect(failed(await ask())).to.include({ error: "InitError" });
      expect(failed(await ask()).message).to.contain("cannot be assumed by lambda.amazonaws.com");
      expect(lambda.diagnostics).to.have.length(1);
      expect(lambda.diagnostics[0]?.message).to.match(/^Function "fn": Role "function-role".*cannot be assumed/);
    });
  });
}

describe("worker containers", () => {
  let lambda: LambdaService;

  function start(definition: TestFunction): void {
    lambda = LambdaService.fromGraph(new GraphBuilder().role("function-role").function("fn", definition).build());
  }

  const invoke = (event: unknown = {}): Promise<InvocationOutcome> => lambda.invoke(functionArn("fn"), event);

  afterEach(() => lambda.close());

  it("stop a busy loop at the timeout", async () => {
    start({ text: "exports.handler = async () => { for (;;); };", timeout: 1 });
    expect(failed(await invoke())).to.include({ error: "Timeout", message: "Task timed out after 1.00 seconds" });
  });

  it("end a function that uses more than its memory, and only that one", async () => {
    const text = `exports.handler = async (event) => {
      const kept = [];
      while (event.greedy) kept.push(new Array(10000).fill(Math.PI * kept.length));
      return "modest";
    };`;
    start({ text, memorySize: 128, timeout: 30 });
    const outcome = failed(await invoke({ greedy: true }));
    expect(outcome).to.include({ error: "OutOfMemory", message: "Function fn used more than its 128 MB of memory." });
    expect(payloadOf(await invoke())).to.equal("modest");
  });

  it("report a function that exits or leaves a rejection behind, and go on with a new container", async () => {
    const text = `exports.handler = async (event) => {
      if (event.exit) process.exit(3);
      if (event.reject) { Promise.reject(new Error("nobody waited")); await new Promise((r) => setTimeout(r, 1000)); }
      return "fine";
    };`;
    start({ text });
    const exit = failed(await invoke({ exit: true }));
    expect(exit).to.include({ error: "Unhandled" });
    expect(exit.message).to.equal("Runtime.ExitError: Runtime exited with error: exit status 3");
    expect(failed(await invoke({ reject: true })).message).to.contain("nobody waited");
    expect(payloadOf(await invoke())).to.equal("fine");
  });

  it("cannot change this process: globals, environment and working directory are their own", async () => {
    const text = `globalThis.leaked = 1; process.env.LEAKED = "1"; Object.prototype.polluted = 1;
      exports.handler = async () => process.cwd();`;
    start({ text });
    expect(payloadOf(await invoke())).to.equal("/var/task");
    expect(globalThis).to.not.have.property("leaked");
    expect(process.env).to.not.have.property("LEAKED");
    expect({}).to.not.have.property("polluted");
  });

  it("end invocations under way or waiting when the service closes, and start nothing afterwards", async () => {
    const text = "exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000));";
    const graph = new GraphBuilder().role("function-role").function("fn", { text, timeout: 60 }).build();
    lambda = LambdaService.fromGraph(graph, { maxContainers: 1 });
    const outcomes = [invoke(), invoke(), invoke()];
    await new Promise((resolve) => setTimeout(resolve, 200));
    await lambda.close();
    expect((await Promise.all(outcomes)).map((outcome) => failed(outcome).error)).to.deep.equal(
      Array.from({ length: 3 }, () => "Unhandled"),
    );
    expect(failed(await invoke()).message).to.contain("is closed");
    expect(lambda.containers(functionArn("fn"))).to.equal(0);
  });
});

describe("functions of a graph", () => {
  it("that cannot run are diagnostics and are not found", async () => {
    const graph = new GraphBuilder()
      .role("function-role")
      .function("python", { text: "", runtime: "python3.13" })
      .add("aws:lambda/function:Function", "image", { imageUri: "x" }, { arn: functionArn("image"), name: "image" })
      .add("aws:lambda/function:Function", "planned", { code: { assets: {} } })
      .build();
    const lambda = LambdaService.fromGraph(graph);
    expect(lambda.diagnostics.map(({ message }) => message)).to.deep.equal([
      'Function "python": its runtime is "python3.13", and only nodejs runtimes run on this machine.',
      'Function "image": its code is not an archive of text files, so it cannot run on this machine.',
      'Function "planned": its ARN is not known (a preview does not run functions).',
    ]);
    expect(failed(await lambda.invoke(functionArn("python"), {})).error).to.equal("FunctionNotFound");
    expect(lambda.list()).to.deep.equal([]);
  });

  it("carry the resource policy their permissions make", () => {
    const sourceArn = "arn:aws:connect:us-east-1:123456789012:instance/i";
    const permission = { action: "lambda:InvokeFunction", principal: "connect.amazonaws.com", sourceArn };
    const graph = new GraphBuilder()
      .role("function-role")
      .function("fn", { text: serialized("return 1;") })
      .add("aws:lambda/permission:Permission", "connect", {
        ...permission,
        function: "fn",
        sourceAccount: "123456789012",
      })
      .add("aws:lambda/permission:Permission", "by-arn", { ...permission, function: functionArn("fn") })
      .add("aws:lambda/permission:Permission", "other", { ...permission, function: "other" })
      .build();
    const policy = LambdaService.fromGraph(graph).resourcePolicy(functionArn("fn"));
    expect(policy.map(({ Sid }) => Sid)).to.deep.equal(["connect", "by-arn"]);
    expect(policy[0]).to.deep.equal({
      Sid: "connect",
      Effect: "Allow",
      Principal: { Service: "connect.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: functionArn("fn"),
      Condition: { ArnLike: { "AWS:SourceArn": sourceArn }, StringEquals: { "AWS:SourceAccount": "123456789012" } },
    });
    expect(policy[1]?.Condition).to.deep.equal({ ArnLike: { "AWS:SourceArn": sourceArn } });
  });

  it("have Lambda's defaults where the program says nothing", () => {
    const inputs = { code: { assets: { "a.js": { text: "" } } }, handler: "a.b", runtime: "nodejs24.x", role: "r" };
    const graph = new GraphBuilder()
      .add(
        "aws:lambda/function:Function",
        "fn",
        { ...inputs, reservedConcurrentExecutions: -1 },
        { arn: functionArn("fn") },
      )
      .build();
    const spec = LambdaService.fromGraph(graph).spec(functionArn("fn"));
    expect(spec).to.include({ timeoutSeconds: 3, memoryMb: 128, reservedConcurrency: undefined });
    expect(spec?.environment).to.deep.equal({});
  });
});
