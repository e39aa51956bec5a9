/** `npm run preview`: what a stack declares, as a tree, as JSON, as a flowchart or against another architecture. */
import { evaluateProgram } from "../engine/evaluateProgram";
import type { ResourceGraph } from "../engine/graph";
import { graphDiff, renderDiff } from "./diff";
import { failureText } from "./failure";
import { readPreviewFlags, USAGE, type PreviewFlags } from "./previewFlags";
import { graphToJson } from "./previewJson";
import { renderMermaid } from "./previewMermaid";
import { renderTree } from "./tree";
import { UsageError } from "./usageError";

async function shown(flags: PreviewFlags): Promise<string> {
  const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  if (flags.show === "diff") {
    const against = { ...flags.config, architecture: flags.against };
    const [after, before] = await Promise.all([evaluate(flags, flags.config), evaluate(flags, against)]);
    return renderDiff(graphDiff(before, after), { colour });
  }
  const graph = await evaluate(flags, flags.config);
  switch (flags.show) {
    case "json":
      return JSON.stringify(graphToJson(graph), undefined, 2);
    case "mermaid":
      return renderMermaid(graph);
    default:
      return renderTree(graph, { colour });
  }
}

function evaluate({ cwd, stack, show }: PreviewFlags, config: Record<string, string>): Promise<ResourceGraph> {
  // What a preview does not know it cannot compare: with ids known, a difference inside a flow or a policy is seen.
  return evaluateProgram({ cwd, stack, config, preview: show !== "diff" });
}

async function main(): Promise<void> {
  const flags = readPreviewFlags(process.argv.slice(2));
  process.stdout.write(`${flags === "help" ? USAGE : await shown(flags)}\n`);
}

// A reader that has seen enough, such as head, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

main().catch((error: unknown) => {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message} --help shows what they do.\n`);
    process.exitCode = 2;
    return;
  }
  process.stderr.write(`${failureText(error)}\n`);
  process.exitCode = 1;
});
