/** Debian's Chromium for tests of pages, started once and shared by the test files that follow one another. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** Milliseconds a page may take for what a test waits for: a machine may be slow, and a page that is wrong is wrong later too. */
export const PATIENCE = 120_000;

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES = [
  "/usr/bin",
  "/usr/local/bin",
  "/snap/bin",
  "/Applications/Google Chrome.app/Contents/MacOS",
  "/Applications/Chromium.app/Contents/MacOS",
];

let browser: Promise<Browser> | undefined;
let users = 0;

/** Where the browser is: CHROMIUM_PATH, else the usual places; undefined when there is none. */
export function chromiumPath(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...PLACES].filter((folder) => folder !== "");
  const names = [...NAMES, "Google Chrome", "Chromium"];
  const candidates = given ? [given] : folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser, or undefined when this machine has none, which is said aloud: those tests are skipped.
 *
 * @throws Error when there is none and CI is set, where nothing is skipped
 */
export async function takeBrowser(): Promise<Browser | undefined> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    const remedy = "Install Debian's package chromium, or set CHROMIUM_PATH.";
    if (process.env.CI) {
      throw new Error(`There is no Chromium to test the chat page with. ${remedy}`);
    }
    process.stderr.write(`\n!!! SKIPPED: the chat page is not tested, because there is no Chromium. ${remedy} !!!\n\n`);
    return undefined;
  }
  users++;
  // Chromium's sandbox refuses root; its shared memory is small in containers.
  const args = ["--disable-dev-shm-usage", "--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
  browser ??= chromium.launch({ executablePath, headless: true, args, timeout: PATIENCE });
  return browser;
}

/** Gives the browser back. It closes when nobody has taken it again for a while. */
export function giveBrowserBack(): void {
  users--;
  setTimeout(() => {
    if (users === 0 && browser !== undefined) {
      const closing = browser;
      browser = undefined;
      void closing.then((open) => open.close());
    }
  }, 1_500);
}
