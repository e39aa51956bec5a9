/** A revision of the project in a folder of its own, for as long as it is looked at. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, realpathSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Signals that end the command; the folder must not stay behind. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Checks a revision out beside the project, gives its folder to `use`, and removes it whatever happens.
 * @param cwd the project's folder, anywhere in a git repository
 * @throws Error outside git, for an unknown revision, and when the project is not in that revision
 */
export async function withRevision<T>(cwd: string, revision: string, use: (folder: string) => Promise<T>): Promise<T> {
  const top = await topOf(cwd);
  const commit = await commitOf(top, revision);
  const below = relative(top, realpathSync(cwd));
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "flows-"));
  const tree = join(folder, "tree");
  const remove = (): void => {
    // First of all the link, so that nothing that deletes could follow it to the modules.
    unlink(join(tree, below, "node_modules"));
    try {
      execFileSync("git", ["worktree", "remove", "--force", tree], { cwd: top, stdio: "ignore" });
    } catch {
      // It was not added, or is half removed: what is left on disk goes below, what git remembers with it.
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = (signal: NodeJS.Signals): void => {
    remove();
    process.kill(process.pid, signal);
  };
  SIGNALS.forEach((signal) => process.once(signal, interrupted));
  try {
    await run("git", ["worktree", "add", "--detach", "--force", tree, commit], { cwd: top });
    const project = join(tree, below);
    if (!existsSync(join(project, "Pulumi.yaml"))) {
      throw new Error(
        `Revision ${revision} has no Pulumi.yaml in ${below || "its top folder"}, so no program to compare with.`,
      );
    }
    // The modules of today: the language may have changed since, the packages hardly.
    if (existsSync(join(cwd, "node_modules")) && !existsSync(join(project, "node_modules"))) {
      symlinkSync(join(cwd, "node_modules"), join(project, "node_modules"), "junction");
    }
    return await use(project);
  } finally {
    SIGNALS.forEach((signal) => process.removeListener(signal, interrupted));
    remove();
  }
}

async function topOf(cwd: string): Promise<string> {
  try {
    const { stdout } = await run("git", ["rev-parse", "--show-toplevel"], { cwd });
    return realpathSync(stdout.trim());
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Error(
      missing
        ? "git is not installed, so there are no revisions to compare with. Compare two documents with diff --files."
        : `${cwd} is not in a git repository, so it has no revisions. Compare two documents with diff --files.`,
    );
  }
}

async function commitOf(top: string, revision: string): Promise<string> {
  try {
    const { stdout } = await run(
      "git",
      ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`],
      { cwd: top },
    );
    return stdout.trim();
  } catch {
    throw new Error(
      `git knows no revision "${revision}". Give a branch, a tag or a commit; in a shallow clone fetch it first.`,
    );
  }
}

/** Removes a link; whatever else is there stays. */
function unlink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    unlinkSync(path);
  }
}
