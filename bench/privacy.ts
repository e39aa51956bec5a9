/** What must never happen, tried 100,000 times: personal data in a log line, and a text message beyond a cap. */
import { CAPS, hostileRequests } from "../test/notifications/hostileRequests";
import { AWS_ENVIRONMENT, fly, HANDLERS } from "../test/privacy/flights";
import { ENVIRONMENT } from "../test/privacy/subjects";
import { sung } from "../test/support/canaries";
import { FakeAws } from "../test/support/fakeAws";
import type { Effort, Figure, Goal, Subject } from "./measure";

/** Runs over all handlers, and requests against the caps, of a full run. */
const RUNS = 100_000;

/** Those of a short one. */
const FEW = 2_000;

/** Full runs take at least so many rounds. */
const FULL_RUNS = 5;

const NONE: Goal = { text: "0", met: ({ median }) => median === 0 };

interface Flown {
  runs: number;
  lines: number;
  canaries: number;
  /** Runs a CPU second, handler by handler. */
  rates: number[];
}

/** Every handler in turn, with canaries in all it gets. */
async function flyAll(runs: number): Promise<Flown> {
  const each = Math.ceil(runs / HANDLERS.length);
  const flown: Flown = { runs: 0, lines: 0, canaries: 0, rates: [] };
  const aws = await FakeAws.start();
  const own = { ...process.env };
  Object.assign(process.env, ENVIRONMENT, AWS_ENVIRONMENT, { AWS_ENDPOINT_URL: aws.url, SLACK_API_URL: aws.url });
  try {
    for (const name of HANDLERS) {
      const before = process.cpuUsage();
      await fly(name, {
        aws,
        runs: each,
        judge: (canaries, lines) => {
          flown.runs += 1;
          flown.lines += lines.length;
          flown.canaries += sung(canaries, lines).length;
        },
      });
      const { user, system } = process.cpuUsage(before);
      flown.rates.push((each * 1e6) / (user + system));
      if (process.stderr.isTTY) process.stderr.write(`\r  ${flown.runs} runs, now after ${name}\u001B[K`);
    }
  } finally {
    process.env = own;
    await aws.close();
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001B[2K");
  return flown;
}

/** How far above its cap the fullest country's day is; 0 when none is. */
function aboveCap(days: ReadonlyMap<string, number>): number {
  const caps: Readonly<Record<string, number>> = CAPS.countries;
  return Math.max(0, ...[...days].map(([day, count]) => count - (caps[day.slice(0, 2)] ?? 0)));
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const count = runs >= FULL_RUNS ? RUNS : FEW;
  const flown = await flyAll(count);
  const { sent, elsewhere, twice, mostInAnHour, days } = await hostileRequests(count);
  const figure = (name: string, value: number, goal?: Goal): Figure => {
    return { name, values: [value], unit: "", better: "more", ...(goal && { goal }) };
  };
  const perHour = { text: `<= ${CAPS.perHour}`, met: ({ median }: { median: number }) => median <= CAPS.perHour };
  return [
    figure("handlers", HANDLERS.length),
    figure("runs with canaries", flown.runs),
    figure("lines they printed", flown.lines),
    figure("canaries in them", flown.canaries, NONE),
    { name: "runs", values: flown.rates, unit: "runs/CPU s", better: "more" },
    figure("hostile requests", count),
    figure("text messages that left", sent),
    figure("of them to other countries", elsewhere.length, NONE),
    figure("of them twice", twice, NONE),
    figure("most to a number in an hour", mostInAnHour, perHour),
    figure("most above a country's day", aboveCap(days), NONE),
  ];
}

/** The subject `privacy`. */
export const privacy: Subject = {
  name: "privacy",
  about: `Personal data in log lines, and text messages beyond the caps; ${RUNS.toLocaleString("en-US")} tries of each in a full run`,
  run,
  onRequest: true,
};
