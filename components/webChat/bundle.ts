/** The chat page as files a site serves: bundled from widget/ while the program runs, the same bytes from the same sources. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, buildSync } from "esbuild";
import { readResult, resultKey, ROOT, writeResult } from "../foundations/keptResults";
import type { SiteFile } from "../foundations/staticSite";

/** Where the page's sources lie. */
const WIDGET = join(__dirname, "../../widget");

/** What every bundle has in common: no source maps, no paths of this machine, no code made from text. */
const COMMON = {
  absWorkingDir: WIDGET,
  bundle: true,
  charset: "utf8",
  legalComments: "eof",
  logLevel: "silent",
  minify: true,
  platform: "browser",
  target: "es2021",
  write: false,
  // The official chat library was written for bundlers that know node's name for it.
  define: { global: "globalThis" },
} satisfies BuildOptions;

/** What is bundled: the file the site has, its source, and whether a page loads it as a module. */
const BUNDLES: readonly { path: string; source: string; format?: "esm" | "iife" }[] = [
  { path: "chat.js", source: "chat.ts", format: "esm" },
  { path: "chat-connect.js", source: "connectChat.ts", format: "esm" },
  { path: "embed.js", source: "embed.ts", format: "iife" },
  { path: "chat.css", source: "chat.css" },
];

let bundled: readonly SiteFile[] | undefined;

/**
 * The files of the chat page, without config.json: `index.html`, `chat.js`, `chat-connect.js` (loaded when a person is
 * asked for), `embed.js` (for the pages that show it) and `chat.css`. Bundled once a process, and not at all when a process
 * before it bundled the same sources.
 *
 * @throws Error naming what esbuild does not understand
 */
export function chatPageFiles(): readonly SiteFile[] {
  bundled ??= keptFiles();
  return bundled;
}

function keptFiles(): SiteFile[] {
  const key = resultKey(ROOT, ["widget"], { ...COMMON, bundles: BUNDLES });
  const kept = key === undefined ? undefined : readResult<SiteFile[]>(ROOT, "chat-page", key);
  if (kept !== undefined) {
    return kept;
  }
  const files = [
    { path: "index.html", text: readFileSync(join(WIDGET, "index.html"), "utf8") },
    ...BUNDLES.map(({ path, source, format }) => ({ path, text: bundleOf(source, format) })),
  ];
  if (key !== undefined) {
    writeResult(ROOT, "chat-page", key, files);
  }
  return files;
}

function bundleOf(source: string, format: BuildOptions["format"]): string {
  const { outputFiles } = buildSync({ ...COMMON, entryPoints: [source], ...(format ? { format } : {}) });
  const [file] = outputFiles;
  if (file === undefined || outputFiles.length > 1) {
    throw new Error(`widget/${source} became ${outputFiles.length} files; it has to become one.`);
  }
  return file.text;
}
