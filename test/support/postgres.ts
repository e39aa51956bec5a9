/**
 * A PostgreSQL server of its own for tests: Redshift grew out of PostgreSQL, so what ships for Redshift has to run here too,
 * but for what {@link toPostgres} takes out. It listens on a socket in a temporary folder only, and writes nothing safely.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Oldest version with MERGE. */
const OLDEST = 15;
const DEBIAN = "/usr/lib/postgresql";

/** A running server. */
export interface Postgres {
  /** Runs a script of psql and answers what it prints; lines beginning with a backslash are psql's own commands. */
  script(text: string): Promise<string>;
  /** The rows of one query, with the names of its columns; timestamps as `yyyy-MM-dd HH:mm:ss[.SSS]`. */
  rows(query: string): Promise<Record<string, unknown>[]>;
  /** Processor seconds of the server and of the sessions that have ended; 0 where the system does not tell (Linux does). */
  cpuSeconds(): number;
  /** A line for a script: ends the server and every session of it right there, with SIGKILL. */
  crash(): string;
  /** Starts the server again after it was ended so; resolves when it has recovered. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** How a server is run. */
export interface PostgresOptions {
  /** Whether what was committed outlives a sudden end, as it does where the server is installed. Default false: faster. */
  durable?: boolean;
}

/** Clock ticks of a second, as /proc counts. */
const TICKS = 100;

/** Processor seconds of a process and of its children that have ended. */
function cpuSecondsOf(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (pid === undefined || !existsSync(file)) return 0;
  const fields = readFileSync(file, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
}

/** Folder of the server's programs: POSTGRES_BIN, else Debian's newest, else where PATH has them. */
export function postgresFolder(): string | undefined {
  const given = process.env.POSTGRES_BIN;
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((name) => Number(name) >= OLDEST) : [];
  const installed = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN, version, "bin"));
  const folders = given ? [given] : [...installed, ...(process.env.PATH ?? "").split(delimiter)];
  return folders.filter((folder) => folder !== "").find((folder) => ["initdb", "postgres", "psql"].every(isIn(folder)));
}

const isIn =
  (folder: string) =>
  (name: string): boolean => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };

/**
 * A fresh server, or undefined when this machine has none, which is said aloud: those tests are skipped.
 *
 * @throws Error when there is none and CI is set, where nothing is skipped
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres | undefined> {
  const folder = postgresFolder();
  if (folder === undefined) {
    const remedy = `Install Debian's package postgresql (${OLDEST} or newer), or set POSTGRES_BIN.`;
    if (process.env.CI) throw new Error(`There is no PostgreSQL to try the statements for Redshift with. ${remedy}`);
    process.stderr.write(`\n!!! SKIPPED: PostgreSQL does not try the statements for Redshift. ${remedy} !!!\n\n`);
    return undefined;
  }
  return serve(folder, options);
}

/** The server refuses to run as root; Debian's package has made a user for it. */
async function owner(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid = 0, gid = 0] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
  ).catch(() => {
    throw new Error("PostgreSQL does not run as root, and there is no user postgres to run it as: add one.");
  });
  return { uid, gid };
}

const FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];
const COMMON = ["max_wal_size=4GB", "jit=off", "work_mem=64MB", "timezone=UTC", "client_min_messages=warning"];

async function serve(folder: string, { durable = false }: PostgresOptions): Promise<Postgres> {
  // Paths of sockets are short: the usual folder for temporary files may lie too deep.
  const home = mkdtempSync("/tmp/pg-");
  const user = await owner();
  if (user.uid !== undefined && user.gid !== undefined) chownSync(home, user.uid, user.gid);
  chmodSync(home, 0o755);
  const data = join(home, "data");
  const options = { cwd: home, ...user };
  const initial = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  await run(join(folder, "initdb"), initial, options);
  const settings = [...(durable ? [] : FAST), ...COMMON, "log_min_messages=panic"].flatMap((flag) => ["-c", flag]);
  const flags = ["-D", data, "-k", home, "-h", "", ...settings];
  const launch = (): ChildProcess => spawn(join(folder, "postgres"), flags, { ...options, stdio: "ignore" });
  let server = launch();
  // Whoever ends without stopping it leaves no server behind.
  const kill = (): boolean => server.kill("SIGINT");
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    kill();
    await ended(server);
    rmSync(home, { recursive: true, force: true });
  };
  const script = (text: string): Promise<string> => psql(join(folder, "psql"), home, text);
  const restart = async (): Promise<void> => {
    for (let tries = 0; ; tries++) {
      await ended(server);
      server = launch();
      if (await answers(server, script)) return;
      // Sessions of the server before may take a moment to be gone; it refuses to start beside them.
      if (tries > 20) throw new Error("PostgreSQL does not start again.");
    }
  };
  try {
    if (!(await answers(server, script))) throw new Error("PostgreSQL does not start.");
    await script(PRELUDE);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    script,
    rows: async (query) => rowsOf(await script(`SELECT row_to_json(answer) FROM (${query}) answer;`)),
    cpuSeconds: () => cpuSecondsOf(server.pid),
    crash: () => {
      const { pid } = server;
      return `\\! kill -KILL ${pid} $(cat /proc/${pid}/task/${pid}/children 2>/dev/null) 2>/dev/null\n`;
    },
    restart,
    stop,
  };
}

/** Resolves when a process has ended. */
const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });

/** Waits until a server answers; false when it ends instead. */
async function answers(server: ChildProcess, script: Postgres["script"]): Promise<boolean> {
  for (let tries = 0; tries <= 600 && server.exitCode === null && server.signalCode === null; tries++) {
    if (await script("SELECT 1;").then(Boolean, () => false)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function psql(program: string, home: string, text: string): Promise<string> {
  const flags = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", home, "-U", "postgres", "-d", "postgres"];
  const child = spawn(program, flags, { stdio: ["pipe", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
  child.stdin.on("error", () => undefined);
  const code = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.end(text);
  if ((await code) !== 0) throw new Error(`PostgreSQL: ${Buffer.concat(errors).toString("utf8").slice(0, 2_000)}`);
  return Buffer.concat(output).toString("utf8");
}

function rowsOf(text: string): Record<string, unknown>[] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const row = JSON.parse(line) as Record<string, unknown>;
    const entries = Object.entries(row).map(([name, value]): [string, unknown] => [name, plainTimestamp(value)]);
    return Object.fromEntries(entries);
  });
}

function plainTimestamp(value: unknown): unknown {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(value)
    ? value.replace("T", " ")
    : value;
}

/** Redshift's functions that PostgreSQL has not, or has with other arguments. */
const PRELUDE = `
SET timezone = 'UTC';
CREATE FUNCTION convert_timezone(source text, target text, at timestamp) RETURNS timestamp LANGUAGE sql STABLE
  AS $$ SELECT at AT TIME ZONE source AT TIME ZONE target $$;
CREATE FUNCTION json_extract_path_text(json text, key text, null_if_invalid boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE
  AS $$ BEGIN RETURN json::json ->> key; EXCEPTION WHEN invalid_text_representation THEN RETURN NULL; END $$;
`;

/**
 * A statement for Redshift as PostgreSQL takes it: without where rows lie (DISTKEY, DISTSTYLE, SORTKEY), TRY_CAST as CAST (it
 * is stricter), and roles without the word ROLE in grants. COPY from S3 has no counterpart: the caller replaces it.
 */
export function toPostgres(statement: string): string {
  return statement
    .replace(/^(?:DISTKEY|SORTKEY) \([^)]*\)$|^DISTSTYLE AUTO$/gm, "")
    .replace(/\bTRY_CAST\(/g, "CAST(")
    .replace(/^(GRANT .*) TO ROLE /, "$1 TO ");
}
