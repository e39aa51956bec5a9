/** `npm run flows`: what it reads, refuses, prints and writes. */
import { expect } from "chai";
import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toJson } from "../../flows/language";
import { UsageError } from "../../local/cli/usageError";
import { anyRefused, checkFiles, readDocumentFile, renderChecked } from "../../local/cli/flows/check";
import { flowChanges, renderChanges } from "../../local/cli/flows/diff";
import { type CheckFlags, type DiffFlags, readFlowsFlags } from "../../local/cli/flows/flags";
import { importFile } from "../../local/cli/flows/import";
import { listJson, renderList } from "../../local/cli/flows/list";
import { drawPictures, readTrace } from "../../local/cli/flows/pictures";
import { playCall } from "../../local/cli/flows/play";
import { type ProgramFlow, programFlows } from "../../local/cli/flows/programFlows";
import { withRevision } from "../../local/cli/flows/revision";
import { PROGRAM } from "../support/editedProgram";
import { evaluated, PROJECT } from "../support/evaluated";
import { inbound } from "../support/flowDocuments";

const SIMPLE = { architecture: "simple" };

describe("npm run flows", function () {
  this.timeout(300_000);
  let folder: string;
  let flows: ProgramFlow[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "npm-run-flows-"));
    flows = programFlows(await evaluated("dev", SIMPLE));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: unknown): string {
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
    return name;
  }

  const refusal = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "nothing was refused",
      (error: unknown) => String(error),
    );

  describe("without a command", () => {
    it("lists every flow with its type, its actions and what is wrong with it", () => {
      const [head, ...rows] = renderList(flows, "dev", { colour: false }).split("\n");
      expect(head).to.match(/^flow +type +actions +findings$/);
      expect(rows.map((row) => row.split(/\s{2,}/))).to.deep.equal(
        flows.map(({ name, document }) => {
          const type =
            name === "inbound"
              ? "inbound flow"
              : name === "queue-transfer"
                ? "transfer to queue flow"
                : `${name.replace("-", " ")} flow`;
          return [name, type, String(document.Actions.length), "none"];
        }),
      );
      expect(renderList([], "dev", { colour: false })).to.equal("Stack dev has no contact flows.");
    });

    it("spells out findings, and gives them to other programs", () => {
      const finding = { code: "F501", severity: "warning", action: "a", message: "Odd.", remedy: "Look." } as const;
      const odd = flows.slice(0, 1).map((flow): ProgramFlow => ({ ...flow, findings: [finding] }));
      expect(renderList(odd, "dev", { colour: false })).to.match(/1 warning\n\n.*\nwarning F501 at a: Odd\. Look\.$/);
      expect(renderList(odd, "dev", { colour: true })).to.contain("\u001b[1m");
      expect(listJson(odd, "dev")).to.deep.equal({
        stack: "dev",
        flows: [
          {
            name: "agent-whisper",
            type: "AGENT_WHISPER",
            actions: odd[0]?.document.Actions.length,
            findings: [finding],
          },
        ],
      });
    });

    it("names queues, hours and prompts as the program does, never by ARN", () => {
      expect(JSON.stringify(flows)).not.to.contain("arn:aws");
      expect(JSON.stringify(flows)).to.contain("${{queue:support}}").and.to.contain("${{hours:main}}");
    });

    it("draws one picture a flow", async () => {
      const pictures = await drawPictures(flows, "out/svg", { cwd: folder });
      expect(readdirSync(join(folder, "out/svg")).sort()).to.deep.equal(flows.map(({ name }) => `${name}.svg`).sort());
      expect(pictures.every(({ steps }) => steps === undefined)).to.equal(true);
      expect(readFileSync(join(folder, "out/svg/inbound.svg"), "utf8")).to.contain("“Welcome to Example Company.”");
    });

    it("keeps names of files inside the directory", async () => {
      const [flow] = flows;
      const strange = flow === undefined ? [] : [{ ...flow, name: "../../Über <us>: a/b" }];
      await drawPictures(strange, "strange", { cwd: folder });
      expect(readdirSync(join(folder, "strange"))).to.deep.equal(["-Über -us- a-b.svg"]);
    });

    it("plays a call and draws its path over the flows it went through", async () => {
      const { trace, unused } = await playCall(await evaluated("dev", SIMPLE), {
        from: "+12065550100",
        answers: ["", "2", "1", "9"],
      });
      // The first question is not answered in time and asked again; the third is about music. The queue asks nothing of it.
      expect(unused).to.deep.equal(["9"]);
      const pictures = await drawPictures(flows, "path", { cwd: folder, trace });
      expect(pictures.map(({ flow }) => flow)).to.deep.equal(["customer-queue", "inbound"]);
      const inboundSteps = trace.filter(({ flow }) => flow === "inbound").length;
      expect(pictures[1]?.steps).to.equal(inboundSteps);
      const svg = readFileSync(join(folder, "path/inbound.svg"), "utf8");
      expect(svg)
        .to.contain("steps of the contact")
        .and.to.match(/<g class="speech"[^>]*><title>Say “I did not notice a key.”/);
    });

    it("reads a trace from a file, and says which entry is none", async () => {
      const step = { flow: "inbound", action: "logging", next: "voice", at: 1 };
      const { at: _, ...kept } = step;
      expect(await readTrace(file("trace.json", [step]), folder)).to.deep.equal([kept]);
      expect(await readTrace(file("call.json", { trace: [step] }), folder)).to.deep.equal([kept]);
      expect(await refusal(readTrace(file("bad.json", [step, { flow: 1 }]), folder))).to.match(
        /Entry 2 of the trace bad\.json/,
      );
      expect(await refusal(readTrace(file("none.json", {}), folder))).to.match(/is no list/);
      expect(await refusal(readTrace("nosuch.json", folder))).to.match(/nosuch\.json cannot be read/);
    });
  });

  describe("check", () => {
    const { document } = inbound((f) => f.disconnect());
    const broken = { ...document, Actions: document.Actions.map((action) => ({ ...action, Type: "PlayPrompt" })) };
    const flags = (...files: string[]): CheckFlags => ({
      command: "check",
      files,
      type: undefined,
      json: false,
      cwd: folder,
    });

    it("checks documents, exports and descriptions, each as the type it says it has", async () => {
      const files = [
        file("export.json", { ...document, Metadata: { name: "Main", type: "customerQueue" } }),
        file("described.json", { ContactFlow: { Name: "Main", Type: "CONTACT_FLOW", Content: toJson(document) } }),
        file("module.json", { ContactFlowModule: { Name: "M", Content: toJson({ ...document, Settings: {} }) } }),
        file("transfer.json", { ...document, Metadata: { type: "transferQueue" } }),
      ];
      const checked = await checkFiles(flags(...files));
      expect(checked.map(({ type }) => type)).to.deep.equal([
        "CUSTOMER_QUEUE",
        "CONTACT_FLOW",
        "MODULE",
        "QUEUE_TRANSFER",
      ]);
      expect((await readDocumentFile("described.json", folder)).name).to.equal("Main");
      expect(anyRefused(checked)).to.equal(false);
      expect(renderChecked(checked, { colour: false })).to.contain("described.json (CONTACT_FLOW): nothing wrong");
    });

    it("draws what it checks where a directory is given", async () => {
      const [checked] = await checkFiles({
        ...flags(file("drawn.json", document)),
        type: "CONTACT_FLOW",
        svg: "pictures",
      });
      expect(checked?.picture).to.equal("pictures/drawn.svg");
      expect(readFileSync(join(folder, "pictures/drawn.svg"), "utf8")).to.match(/^<svg /);
    });

    it("finds what Connect would refuse", async () => {
      const checked = await checkFiles({ ...flags(file("broken.json", broken)), type: "CONTACT_FLOW" });
      expect(anyRefused(checked)).to.equal(true);
      expect(renderChecked(checked, { colour: false })).to.match(
        /^broken\.json \(CONTACT_FLOW\): \d+ errors?.*\nerror F\d+ at /,
      );
    });

    it("says what a file is that is no document, and asks for a type nobody knows", async () => {
      const old = file("old.json", { modules: [], version: "1", start: "x" });
      for (const [name, says] of [
        [file("plain.json", document), /plain\.json does not say what type.*Add --type with one of CONTACT_FLOW/],
        [old, /old\.json is an export of the old flow designer/],
        [file("text.json", "hello"), /text\.json is not JSON/],
        ["nosuch.json", /nosuch\.json cannot be read: there is no such file/],
        [".", /cannot be read: it is a directory/],
      ] as const) {
        expect(await refusal(checkFiles(flags(name)))).to.match(says);
      }
    });
  });

  describe("import", () => {
    it("gives the source of a document, as the type and under the name it is told", async () => {
      const { document } = inbound((f) => {
        f.say("Hello.");
        f.disconnect();
      });
      const flags = { command: "import", type: "CONTACT_FLOW", name: "hello", json: false, cwd: folder } as const;
      const { source, name } = await importFile({ ...flags, file: file("hello.json", document) });
      expect(name).to.equal("hello");
      expect(source).to.contain("defineFlow(").and.to.contain('f.say("Hello.")');
      expect(await refusal(importFile({ ...flags, file: "nosuch.json" }))).to.match(/nosuch\.json cannot be read/);
    });
  });

  describe("diff", () => {
    const diff = (against: DiffFlags["against"], more: Partial<DiffFlags> = {}): DiffFlags => {
      return {
        command: "diff",
        stack: "dev",
        config: {},
        cwd: folder,
        json: false,
        markdown: false,
        type: undefined,
        against,
        ...more,
      };
    };
    const said = (text: string) =>
      inbound((f) => {
        f.say(text);
        f.disconnect();
      }).document;

    it("compares two documents, for a person, a comment and a program", async () => {
      const files = [file("a.json", said("Hello.")), file("b.json", said("Hi."))] as const;
      const flags = diff({ files });
      const changes = await flowChanges(flags);
      const sentence = "at the start: the caller now hears “Hi.” instead of “Hello.”";
      expect(renderChanges(changes, flags)).to.equal(`b.json: ${sentence}`);
      expect(renderChanges(changes, { ...flags, markdown: true })).to.equal(`**b.json**\n\n- ${sentence}`);
      expect(JSON.parse(renderChanges(changes, { ...flags, json: true }))).to.deep.equal(changes);
      expect(renderChanges(await flowChanges(diff({ files: ["a.json", "a.json"] })), flags)).to.equal(
        "No contact flow changes.",
      );
    });

    describe("with a revision", () => {
      let repository: string;
      const git = (...args: string[]): string =>
        execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
          cwd: repository,
          encoding: "utf8",
        });

      before(() => {
        // Below the project, so that its modules are found; a repository of its own all the same.
        mkdirSync(join(PROJECT, ".cache"), { recursive: true });
        repository = mkdtempSync(join(PROJECT, ".cache", "flows-diff-"));
        git("init", "-q");
        writeFileSync(join(repository, "readme"), "nothing here yet");
        git("add", "-A");
        git("commit", "-q", "-m", "empty");
        for (const entry of PROGRAM) {
          cpSync(join(PROJECT, entry), join(repository, entry), { recursive: true });
        }
        git("add", "-A");
        git("commit", "-q", "-m", "program");
        symlinkSync(join(PROJECT, "node_modules"), join(repository, "node_modules"), "junction");
      });
      after(() => rmSync(repository, { recursive: true, force: true }));

      const traces = (): string[] => [
        ...git("worktree", "list", "--porcelain")
          .split("\n")
          .filter((line) => line.startsWith("worktree ")),
      ];

      it("evaluates the program as it was and says what is new", async () => {
        const source = join(repository, "flows", "inbound.ts");
        const text = readFileSync(source, "utf8");
        writeFileSync(
          source,
          text.replace("text`Welcome to ${settings.company}.`", "text`Good day from ${settings.company}.`"),
        );
        const flags = diff({ revision: "HEAD" }, { cwd: repository, config: { architecture: "simple" } });
        const printed = renderChanges(await flowChanges(flags), flags);
        expect(printed).to.match(
          /^inbound: after voice \w+: the caller now hears “Good day from Example Company\.” instead of “Welcome to Example Company\.”$/,
        );
        expect(traces()).to.have.length(1);
        expect(existsSync(join(PROJECT, "node_modules", "mocha"))).to.equal(true);
      });

      it("leaves nothing behind, neither after success nor after failure", async () => {
        let seen = "";
        const use = (fail: boolean) =>
          withRevision(repository, "HEAD", async (tree) => {
            seen = tree;
            expect(readdirSync(tree)).to.include.members(["Pulumi.yaml", "node_modules"]);
            if (fail) throw new Error("half way");
          });
        await use(false);
        expect(existsSync(seen)).to.equal(false);
        expect(await refusal(use(true))).to.equal("Error: half way");
        expect(existsSync(seen)).to.equal(false);
        expect(traces()).to.have.length(1);
      });

      it("is refused with what is missing", async () => {
        const never = (cwd: string, revision: string) =>
          refusal(withRevision(cwd, revision, () => Promise.reject(new Error("it must not come to this"))));
        expect(await never(repository, "nosuch")).to.match(
          /git knows no revision "nosuch"\. Give a branch, a tag or a commit/,
        );
        expect(await never(repository, "--help")).to.match(/git knows no revision "--help"/);
        expect(await never(repository, "HEAD~1")).to.match(/Revision HEAD~1 has no Pulumi\.yaml/);
        expect(await never(folder, "HEAD")).to.match(/is not in a git repository.*diff --files/);
        expect(traces()).to.have.length(1);
      });
    });
  });

  describe("as a process", () => {
    const run = (...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> =>
      new Promise((resolve) => {
        const command = ["-r", "./local/engine/registerTypescript.cjs", "local/cli/flows.ts", ...args];
        execFile(process.execPath, command, { cwd: PROJECT }, (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, stdout, stderr }),
        );
      });

    it("ends with 1 when a document would be refused, and with 2 for a flag it does not have", async () => {
      const broken = join(folder, file("refused.json", { Version: "2019-10-30", StartAction: "a", Actions: [] }));
      const [refused, wrong] = await Promise.all([
        run("check", broken, "--type", "CONTACT_FLOW", "--json"),
        run("--nosuch"),
      ]);
      expect(refused.code).to.equal(1);
      expect(JSON.parse(refused.stdout)[0].findings[0]).to.include({ severity: "error" });
      expect([wrong.code, wrong.stdout]).to.deep.equal([2, ""]);
      expect(wrong.stderr).to.match(/^Unknown option '--nosuch'\. Allowed are --stack.*--help shows what they do\.\n$/);
    });
  });
});

describe("the flags of npm run flows", () => {
  it("have defaults", () => {
    expect(readFlowsFlags(["check", "--help"])).to.equal("help");
    const program = { stack: "dev", config: {}, json: false, cwd: process.cwd() };
    const list = {
      command: "list",
      ...program,
      svg: undefined,
      flows: [],
      call: undefined,
      from: "+12065550100",
      trace: undefined,
    };
    expect(readFlowsFlags([])).to.deep.equal(list);
    expect(readFlowsFlags(["diff", "main"])).to.deep.equal({
      command: "diff",
      ...program,
      markdown: false,
      against: { revision: "main" },
      type: undefined,
    });
    expect(readFlowsFlags(["diff", "--files", "a", "b"])).to.deep.include({ against: { files: ["a", "b"] } });
    expect(readFlowsFlags(["--svg", "o", "--call", "1, ,#"])).to.deep.include({ call: ["1", "", "#"] });
    expect(readFlowsFlags(["--svg", "o", "--call", ""])).to.deep.include({ call: [] });
  });

  it("are refused with what is allowed", () => {
    const wrong: [line: string, says: RegExp][] = [
      ["draw", /"draw" is no command\. Allowed are diff, check/],
      ["diff", /diff takes one revision, 0 given/],
      ["diff a b", /diff takes one revision, 2 given/],
      ["diff --files a", /takes two documents, 1 given/],
      ["diff main --markdown --json", /exclude each other/],
      ["diff main --svg out", /--svg says nothing with diff\. Allowed are --stack/],
      ["--markdown", /--markdown says nothing without a command/],
      ["check", /check takes the files to check, none given/],
      ["check a --type INBOUND", /--type INBOUND is not a flow type\. Allowed are CONTACT_FLOW/],
      ["check a --stack dev", /--stack says nothing with check/],
      ["import", /import takes one file, 0 given/],
      ["check a --name b", /--name says nothing with check/],
      ["--call 1", /needs --svg DIRECTORY/],
      ["--trace t", /needs --svg DIRECTORY/],
      ["--svg o --call 1 --trace t", /exclude each other/],
      ["--svg o --from +12065550100", /needs --call KEYS/],
      ["--svg o --call 1,x", /"x" cannot be pressed on a phone/],
      ["--config company", /not key=value/],
      ["--nosuch", /Unknown option '--nosuch'\. Allowed are/],
    ];
    for (const [line, says] of wrong) {
      expect(() => readFlowsFlags(line.split(" ")), line).to.throw(UsageError, says);
    }
  });
});
