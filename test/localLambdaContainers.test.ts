/** Local functions and what is around them: tables and roles, the walls of a worker, the graph they come from. */
import { expect } from "chai";
import { DynamoDbService } from "../local/dynamodb/dynamoDbService";
import { Gateway } from "../local/gateway";
import { IamService } from "../local/iam/iamService";
import { type InvocationOutcome, LambdaService, type LogLine } from "../local/lambda/lambdaService";
import {
  functionArn,
  GraphBuilder,
  lookup,
  roleArn,
  serialized,
  tableArn,
  trustOf,
  type TestFunction,
} from "./support/graphs";
import { failed, payloadOf } from "./support/outcomes";

const customers = { hashKey: "phoneNumber", attributes: [{ name: "phoneNumber", type: "S" }] };

for (const mode of ["worker", "inProcess"] as const) {
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
    const text = `exports.handler = () => {
      console.log("under way");
      return new Promise((resolve) => setTimeout(resolve, 60000));
    };`;
    const graph = new GraphBuilder().role("function-role").function("fn", { text, timeout: 60 }).build();
    const underWay = new Promise<void>((resolve) => {
      const onLog = ({ text: line }: LogLine): void => (line.includes("under way") ? resolve() : undefined);
      lambda = LambdaService.fromGraph(graph, { maxContainers: 1, onLog });
    });
    const outcomes = [invoke(), invoke(), invoke()];
    await underWay;
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
