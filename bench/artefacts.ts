/** What is deployed for each handler: its size, and what its start and first invocation cost a container. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { LocalCenter } from "../local/center";
import { seed } from "../local/cli/seed";
import { sampleCustomers } from "../local/data/sampleData";
import type { FunctionSpec } from "../local/lambda/lambdaService";
import { connectEvent } from "../test/support/connectEvents";
import { devGraph } from "./graphs";
import { atMost, type Effort, type Figure, type Subject, turnByTurn } from "./measure";
import { node, PROJECT } from "./processes";

const EVENT = connectEvent("+12065550100", {
  change: "cancel",
  customerId: "C-1000",
  orderId: "O-1003",
  queue: "",
});

/** Requires the artefact and invokes it once; prints the processor time of both in milliseconds. */
const RUNNER = `
const ms = ({ user, system }) => (user + system) / 1000;
const before = process.cpuUsage();
const { handler } = require(process.argv[2]);
const init = ms(process.cpuUsage(before));
const then = process.cpuUsage();
handler(${JSON.stringify(EVENT)}).then((answer) => {
  console.log(JSON.stringify({ init, first: ms(process.cpuUsage(then)), answer }));
  process.exit(0);
});
`;

/** The least a handler with the SDK can cost: the SDK itself and one request. */
const SDK_ALONE = `
const { DynamoDBClient, GetItemCommand } = require("@aws-sdk/client-dynamodb");
const client = new DynamoDBClient({});
exports.handler = async () => {
  const Key = { phoneNumber: { S: "+12065550100" } };
  await client.send(new GetItemCommand({ TableName: process.env.CUSTOMERS_TABLE, Key }));
  return {};
};
`;

/** Answers that tell that a handler did not reach its data. */
const FAILED = /"unavailable"|"source":"default"/;

interface FirstInvocation {
  init: number;
  first: number;
  answer: object;
}

/** Runs one file as a container of Lambda would, its requests going to the local centre. */
async function firstInvocation(file: string, folder: string, env: Record<string, string>): Promise<FirstInvocation> {
  const output = await node([join(folder, "runner.js"), file], env);
  // Before it stands what the handler logs.
  const found: FirstInvocation = JSON.parse(output.trimEnd().split("\n").at(-1) ?? "");
  if (FAILED.test(JSON.stringify(found.answer))) {
    throw new Error(`${file} answered ${JSON.stringify(found.answer)}.`);
  }
  return found;
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const center = await LocalCenter.fromGraph(await devGraph());
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    await seed(center, sampleCustomers(new Date()));
    await center.database.put(center.table("settingsTable") ?? "", { scope: "center", closed: false, version: 1 });
    writeFileSync(join(folder, "runner.js"), RUNNER);
    return await measured(center, folder, runs);
  } finally {
    await center.close();
    rmSync(folder, { recursive: true });
  }
}

async function measured(center: LocalCenter, folder: string, runs: number): Promise<Figure[]> {
  const specs = center.lambda.list();
  const environment = containerEnvironment(center, specs);
  const texts = new Map(specs.map((spec) => [nameOf(spec), Object.values(spec.files).join("\n")]));
  const files = new Map(
    [...texts, ["sdk", SDK_ALONE] as const].map(([name, text]) => [name, write(folder, name, text)]),
  );
  const parts: Record<string, { init: number[]; first: number[] }> = {};
  const measures = [...files].map(([name, file]) => async () => {
    const { init, first } = await firstInvocation(file, folder, environment);
    const part = (parts[name] ??= { init: [], first: [] });
    part.init.push(init);
    part.first.push(first);
    return init + first;
  });
  const values = await turnByTurn(runs, measures);
  const floor = { name: "SDK and one GetItem", values: values.at(-1) ?? [] };
  return [...texts].flatMap(([name, text], index): Figure[] => {
    const common = { better: "less" as const };
    return [
      { name: `${name}, text`, values: [Buffer.byteLength(text)], unit: "bytes", ...common },
      {
        name: `${name}, compressed`,
        values: [gzipSync(text).length / 1024],
        unit: "KB",
        goal: atMost(5, "KB"),
        ...common,
      },
      { name: `${name}, init`, values: parts[name]?.init ?? [], unit: "CPU ms", ...common },
      { name: `${name}, first invocation`, values: parts[name]?.first ?? [], unit: "CPU ms", ...common },
      {
        name: `${name}, both`,
        values: values[index] ?? [],
        unit: "CPU ms",
        floor,
        goal: atMost(75, "CPU ms"),
        ...common,
      },
    ];
  });
}

/** The logical name: the physical one ends in seven hexadecimal digits. */
function nameOf({ name }: FunctionSpec): string {
  return name.replace(/-[0-9a-f]{7}$/, "");
}

function write(folder: string, name: string, text: string): string {
  const file = join(folder, `${name}.js`);
  writeFileSync(file, text);
  return file;
}

function containerEnvironment(center: LocalCenter, specs: readonly FunctionSpec[]): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = center.gateway.administrator;
  return {
    ...Object.assign({}, ...specs.map(({ environment }) => environment)),
    NODE_PATH: join(PROJECT, "node_modules"),
    AWS_REGION: center.graph.region,
    AWS_ENDPOINT_URL: center.gateway.url,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken ?? "",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/** The subject `artefacts`. */
export const artefacts: Subject = {
  name: "artefacts",
  about: "The file deployed for each handler, in a node of its own with the SDK beside it: cost over bare node",
  run,
};
