/** The operations portal as files a site serves: bundled from portal/ while the program runs, the same bytes from the same sources. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, buildSync, type Metafile } from "esbuild";
import { readResult, resultKey, ROOT, writeResult } from "../foundations/keptResults";
import type { SiteFile } from "../foundations/staticSite";
import { licenses } from "./licenses";

/** Where the portal's sources lie. */
const PORTAL = join(ROOT, "portal");

/** No source maps, no paths of this machine, no code made from text. Names change with the content. */
const OPTIONS = {
  absWorkingDir: PORTAL,
  assetNames: "[name]-[hash]",
  bundle: true,
  charset: "utf8",
  chunkNames: "[name]-[hash]",
  // React and Cloudscape leave out what only developers need.
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  entryPoints: { portal: "main.tsx" },
  format: "esm",
  jsx: "automatic",
  legalComments: "eof",
  logLevel: "silent",
  metafile: true,
  minify: true,
  outdir: "site",
  platform: "browser",
  splitting: true,
  target: "es2021",
  write: false,
} satisfies BuildOptions;

/** A file of a bundle. */
export interface TextFile {
  path: string;
  text: string;
  immutable?: true;
}

let bundled: readonly SiteFile[] | undefined;

/**
 * The files of the portal, without config.json: `index.html`, its scripts and its style sheet, whose names change with
 * their content, the icon and the licences of what is in them. Bundled once a process, and not at all when a process
 * before it bundled the same sources.
 *
 * @throws Error naming what esbuild does not understand
 */
export function portalFiles(): readonly SiteFile[] {
  bundled ??= keptFiles();
  return bundled;
}

/** Bundles anew, whatever has been kept. */
export function bundlePortal(): readonly TextFile[] {
  const { outputFiles, metafile } = buildSync(OPTIONS);
  const parts = outputFiles.map(({ path, text }) => ({ path: path.slice(join(PORTAL, "site").length + 1), text }));
  const entry = entryOf(metafile);
  // The style sheet of the entry has the styles of everything; those of the chunks say the same again.
  const served = parts.filter(({ path }) => path.endsWith(".js") || path === entry.style);
  return [
    { path: "index.html", text: page(entry) },
    { path: "icon.svg", text: readFileSync(join(PORTAL, "icon.svg"), "utf8") },
    { path: "licenses.txt", text: licenses(Object.keys(metafile.inputs), PORTAL) },
    ...served.map((file) => ({ ...file, immutable: true as const })),
  ];
}

function keptFiles(): readonly TextFile[] {
  const key = resultKey(ROOT, ["portal", "administration", "components/operationsPortal"], OPTIONS);
  const kept = key === undefined ? undefined : readResult<TextFile[]>(ROOT, "portal", key);
  if (kept !== undefined) {
    return kept;
  }
  const files = bundlePortal();
  if (key !== undefined) {
    writeResult(ROOT, "portal", key, files);
  }
  return files;
}

/** What the page loads at once. */
interface Entry {
  script: string;
  style: string;
  /** Scripts that the first one always comes to need, to be fetched beside it and not after it. */
  needed: string[];
}

/** The pages' own script, which the first one asks for as soon as somebody is signed in. */
const SCREEN = "screen.tsx";

function entryOf({ outputs }: Metafile): Entry {
  const outputOf = (source: string): string | undefined =>
    Object.keys(outputs).find((path) => outputs[path]?.entryPoint === source);
  const [script, screen] = [outputOf("main.tsx"), outputOf(SCREEN)];
  const style = script && outputs[script]?.cssBundle;
  if (script === undefined || screen === undefined || style === undefined) {
    throw new Error(`portal/main.tsx has to import portal.css, and portal/${SCREEN} when somebody is signed in.`);
  }
  const needed = new Set([screen]);
  const follow = (path: string): void =>
    outputs[path]?.imports
      .filter(({ kind, path: next }) => kind === "import-statement" && next !== script && !needed.has(next))
      .forEach(({ path: next }) => {
        needed.add(next);
        follow(next);
      });
  [script, screen].forEach(follow);
  const named = (path: string): string => path.slice("site/".length);
  return { script: named(script), style: named(style), needed: [...needed].map(named).sort() };
}

function page({ script, style, needed }: Entry): string {
  const preloads = needed.map((path) => `    <link rel="modulepreload" href="${path}" />\n`).join("");
  return readFileSync(join(PORTAL, "index.html"), "utf8")
    .replace('href="portal.css"', `href="${style}"`)
    .replace('    <script type="module" src="portal.js">', `${preloads}    <script type="module" src="${script}">`);
}
