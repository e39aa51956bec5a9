import { expect } from "chai";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { portalFiles } from "../../components/operationsPortal/bundle";
import { readResult, resultKey, writeResult } from "../../components/foundations/keptResults";

describe("files of the operations portal", () => {
  const files = portalFiles().map(({ path, text, immutable }) => ({ path, text: String(text), immutable }));
  const page = files.find(({ path }) => path === "index.html")?.text ?? "";

  it("are a page that names everything it loads, by names that change with the content", () => {
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    expect(named.length).to.be.at.least(3);
    expect(files.map(({ path }) => path)).to.include.members(named);
    for (const { path, immutable } of files) {
      expect(immutable === true, path).to.equal(/\.(js|css)$/.test(path));
      expect(/-[A-Z0-9]{8}\.(js|css)$/.test(path), path).to.equal(immutable === true);
    }
    expect(files.filter(({ path }) => path.endsWith(".css"))).to.have.length(1);
  });

  it("have no script and no style in the page, and nothing the site's policy forbids", () => {
    expect(page).to.match(/<script type="module" src=/);
    expect(page).to.not.match(/<script>|<style|style=|\son\w+=/);
    for (const { path, text } of files.filter((file) => /\.(js|css)$/.test(file.path))) {
      expect(text, path).to.not.match(/url\(\s*["']?(data|https?):|new Function\(|\beval\(|sourceMappingURL/);
    }
  });

  it("weigh less than 350 KB where the first page stands", () => {
    const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    const first = files.filter(({ path }) => path === "index.html" || named.includes(path));
    const bytes = first.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0);
    expect(bytes).to.be.below(350 * 1024);
  });

  it("say under which licences the packages in them are", () => {
    const text = files.find(({ path }) => path === "licenses.txt")?.text ?? "";
    for (const name of ["react", "react-dom", "@cloudscape-design/components", "oidc-client-ts"]) {
      expect(text).to.match(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|Apache-2\\.0)\\)$`, "m"));
    }
  });
});

describe("bundles that are kept", () => {
  let root: string;
  const bundle = [{ path: "index.html", text: "<p>Hello</p>" }];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "portal-"));
    mkdirSync(join(root, "node_modules"));
    mkdirSync(join(root, "pages/parts"), { recursive: true });
    writeFileSync(join(root, "node_modules/.package-lock.json"), "{}");
    writeFileSync(join(root, "pages/parts/one.ts"), "1");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const key = (options: object = {}): string | undefined => resultKey(root, ["pages"], options);

  it("have another name when a source, its place, a package or an option is another", () => {
    const names = new Set([key()]);
    expect(key()).to.equal([...names][0]);
    names.add(key({ minify: true }));
    writeFileSync(join(root, "pages/parts/one.ts"), "2");
    names.add(key());
    cpSync(join(root, "pages/parts/one.ts"), join(root, "pages/two.ts"));
    names.add(key());
    writeFileSync(join(root, "node_modules/.package-lock.json"), "[]");
    names.add(key());
    expect(names.size).to.equal(5);
    expect(names.has(undefined)).to.equal(false);
  });

  it("have none where it is not known what is installed", () => {
    rmSync(join(root, "node_modules/.package-lock.json"));
    expect(key()).to.equal(undefined);
  });

  it("are read as they were written, and not at all when they are damaged", () => {
    expect(readResult(root, "portal", "abc")).to.equal(undefined);
    writeResult(root, "portal", "abc", bundle);
    expect(readResult(root, "portal", "abc")).to.deep.equal(bundle);
    const folder = join(root, "node_modules/.cache/contact-center");
    const [name = "", ...others] = readdirSync(folder);
    expect(others, "halves of a write").to.deep.equal([]);
    const whole = readFileSync(join(folder, name), "utf8");
    for (const damaged of [whole.slice(0, -1), whole.replace("Hello", "Hallo"), "", "x"]) {
      writeFileSync(join(folder, name), damaged);
      expect(readResult(root, "portal", "abc")).to.equal(undefined);
    }
    writeResult(root, "portal", "abc", bundle);
    expect(readResult(root, "portal", "abc")).to.deep.equal(bundle);
  });

  it("are done without where nothing can be written", () => {
    writeFileSync(join(root, "node_modules/.cache"), "a file in the way");
    writeResult(root, "portal", "abc", bundle);
    expect(readResult(root, "portal", "abc")).to.equal(undefined);
  });
});
