/** What the operations portal weighs, how long its bundle takes, and how its first page comes up in Chromium. */
import { source } from "axe-core";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { CDPSession, Page } from "playwright-core";
import { bundlePortal, portalFiles } from "../components/operationsPortal/bundle";
import { FakeBackend } from "../test/portal/fakeBackend";
import { giveBrowserBack, takeBrowser } from "../test/support/browser";
import { atMost, type Effort, type Figure, type Subject } from "./measure";

const KB = 1024;

/** How much slower than this machine the page's processor is: what Lighthouse takes for a phone. */
const SLOWDOWN = 4;

/** Milliseconds a task may take before it counts as blocking. */
const LONG_TASK = 50;

/** What a page tells of how it came up. */
interface Paint {
  fcp: number;
  lcp: number;
  shift: number;
  blocking: number;
}

/** Watches in the page from before its first script on. */
const WATCH = `
  window.paint = { fcp: 0, lcp: 0, shift: 0, blocking: 0 };
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("paint", ({ name, startTime }) => {
    if (name === "first-contentful-paint") window.paint.fcp = startTime;
  });
  observe("largest-contentful-paint", ({ startTime }) => { window.paint.lcp = startTime; });
  observe("layout-shift", ({ value, hadRecentInput }) => { window.paint.shift += hadRecentInput ? 0 : value; });
  observe("longtask", ({ duration }) => { window.paint.blocking += Math.max(0, duration - ${LONG_TASK}); });`;

/** The portal's files, by path. */
const files = (): Map<string, string> => new Map(portalFiles().map(({ path, text }) => [path, String(text)]));

/** What a browser fetches before the first page stands: the page, what it names, and its settings. */
function firstLoad(all: Map<string, string>): number {
  const page = all.get("index.html") ?? "";
  const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);
  return ["index.html", ...named].reduce((sum, path) => sum + gzipped(all.get(path) ?? ""), 0);
}

const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length;

function weights(): Figure[] {
  const all = files();
  const everything = [...all]
    .filter(([path]) => path !== "licenses.txt")
    .reduce((sum, [, text]) => sum + gzipped(text), 0);
  const bytes = { unit: "bytes", better: "less" } as const;
  return [
    { ...bytes, name: "first load, gzip", values: [firstLoad(all)], goal: atMost(350 * KB, "bytes") },
    { ...bytes, name: "everything, gzip", values: [everything] },
  ];
}

/** Milliseconds of a bundle made anew, and of one taken from the cache by a process that has none in memory. */
function bundling(runs: number): Figure[] {
  const anew = Array.from({ length: runs }, () => {
    const started = performance.now();
    bundlePortal();
    return performance.now() - started;
  });
  const script = `
    const { portalFiles } = require("./components/operationsPortal/bundle");
    const started = performance.now();
    portalFiles();
    process.stdout.write(String(performance.now() - started));`;
  const cached = Array.from({ length: runs }, () => {
    const { stdout } = spawnSync(process.execPath, ["-r", "./local/engine/registerTypescript.cjs", "-e", script], {
      cwd: join(__dirname, ".."),
      encoding: "utf8",
    });
    return Number(stdout);
  });
  return [
    { name: "bundling anew", values: anew, unit: "ms", better: "less" },
    { name: "bundle from the cache", values: cached, unit: "ms", better: "less" },
  ];
}

/** What was measured of one visit. */
interface Visit extends Paint {
  errors: number;
  violations: number;
  axe: number;
}

async function visit(page: Page, session: CDPSession, url: string): Promise<Visit> {
  let errors = 0;
  let violations = 0;
  page.on("pageerror", () => errors++);
  page.on("console", (message) => {
    errors += message.type() === "error" ? 1 : 0;
    violations += /Content Security Policy|Trusted ?Type/i.test(message.text()) ? 1 : 0;
  });
  await page.addInitScript({ content: WATCH });
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.goto(url);
  await page.getByRole("table").waitFor();
  await page.locator(".tiles").waitFor();
  await page.waitForTimeout(1_000);
  const paint = await page.evaluate<Paint>("window.paint");
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await page.evaluate(source);
  const axe = await page.evaluate<number>("axe.run(document).then(({ violations }) => violations.length)");
  return { ...paint, errors, violations, axe };
}

async function visits(runs: number): Promise<Visit[]> {
  const browser = await takeBrowser();
  if (browser === undefined) {
    return [];
  }
  const backend = await FakeBackend.start();
  try {
    const found: Visit[] = [];
    for (let run = 0; run < runs; run++) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      found.push(await visit(page, await context.newCDPSession(page), backend.url));
      await context.close();
    }
    return found;
  } finally {
    await backend.stop();
    giveBrowserBack();
  }
}

async function run({ runs }: Effort): Promise<Figure[]> {
  const found = await visits(runs);
  const figure = (name: string, unit: string, pick: (visit: Visit) => number, most: number): Figure[] =>
    found.length === 0 ? [] : [{ name, unit, better: "less", values: found.map(pick), goal: atMost(most, unit) }];
  return [
    ...weights(),
    ...bundling(runs),
    // What Lighthouse calls good.
    ...figure("first contentful paint, signed in, CPU 4x slower", "ms", ({ fcp }) => fcp, 1_800),
    ...figure("largest contentful paint", "ms", ({ lcp }) => lcp, 2_500),
    ...figure("total blocking time", "ms", ({ blocking }) => blocking, 200),
    ...figure("cumulative layout shift", "", ({ shift }) => shift, 0.1),
    ...figure("errors on the console", "", ({ errors }) => errors, 0),
    ...figure("violations of the content policy", "", ({ violations }) => violations, 0),
    ...figure("violations that axe finds", "", ({ axe }) => axe, 0),
  ];
}

/** The subject `portal`. */
export const portal: Subject = {
  name: "portal",
  about: "Bytes of the operations portal, the time its bundle takes, and how its board comes up in Chromium",
  run,
};
