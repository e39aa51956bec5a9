/** Says what changed in contact flows since a revision, or between two documents. */
import { changesToMarkdown, changesToText, describeFlows, type FlowChanges } from "../../../flows/language/diff";
import { evaluateProgram } from "../../engine/evaluateProgram";
import { failureText } from "../failure";
import { readDocumentFile } from "./check";
import { type DiffFlags } from "./flags";
import { type ProgramFlow, programFlows } from "./programFlows";
import { withRevision } from "./revision";

/** What changed, flow by flow. */
export function flowChanges(flags: DiffFlags): Promise<FlowChanges[]> {
  const { against } = flags;
  return "files" in against ? betweenFiles(against.files, flags) : sinceRevision(against.revision, flags);
}

async function betweenFiles(
  [before, after]: readonly [string, string],
  { cwd, type }: DiffFlags,
): Promise<FlowChanges[]> {
  const [old, fresh] = await Promise.all([readDocumentFile(before, cwd), readDocumentFile(after, cwd)]);
  const kind = type ?? fresh.type ?? old.type ?? "CONTACT_FLOW";
  const name = fresh.name ?? after;
  return describeFlows(
    [{ name, type: type ?? old.type ?? kind, document: old.document }],
    [{ name, type: kind, document: fresh.document }],
  );
}

async function sinceRevision(revision: string, { cwd, stack, config }: DiffFlags): Promise<FlowChanges[]> {
  const today = evaluateProgram({ cwd, stack, config }).then(programFlows);
  const then = withRevision(cwd, revision, async (folder): Promise<ProgramFlow[]> => {
    try {
      return programFlows(await evaluateProgram({ cwd: folder, stack, config }));
    } catch (error) {
      throw new Error(
        `The program of revision ${revision} cannot be evaluated for stack ${stack}: ${failureText(error)}`,
      );
    }
  });
  // Both come to their end, so that nothing stays behind when one fails.
  const [before, after] = await Promise.allSettled([then, today]);
  if (after.status === "rejected") {
    throw after.reason;
  }
  if (before.status === "rejected") {
    throw before.reason;
  }
  return describeFlows(before.value, after.value);
}

/** The changes as the flags want them. */
export function renderChanges(changes: readonly FlowChanges[], { json, markdown }: DiffFlags): string {
  if (json) {
    return JSON.stringify(changes, undefined, 2);
  }
  return markdown ? changesToMarkdown(changes) : changesToText(changes);
}
