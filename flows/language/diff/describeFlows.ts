/** What changed from one set of flows to another. */
import { type FlowDocument, type FlowKind } from "../document";
import { kindWords } from "../picture/svg";
import { type Change, describeChanges } from "./describeChanges";

/** A flow by its name. */
export interface NamedFlow {
  readonly name: string;
  readonly type: FlowKind;
  readonly document: FlowDocument;
}

/** What became of one flow. Flows without changes are left out. */
export interface FlowChanges {
  readonly flow: string;
  readonly changes: readonly Change[];
}

/** The changes of each flow, by name. A flow under another name counts as a new one. */
export function describeFlows(before: readonly NamedFlow[], after: readonly NamedFlow[]): FlowChanges[] {
  const names = [...new Set([...before, ...after].map(({ name }) => name))].sort();
  return names
    .map((name): FlowChanges => {
      const old = before.find((flow) => flow.name === name);
      const fresh = after.find((flow) => flow.name === name);
      return { flow: name, changes: changesOf(old, fresh) };
    })
    .filter(({ changes }) => changes.length > 0);
}

function changesOf(old: NamedFlow | undefined, fresh: NamedFlow | undefined): Change[] {
  if (!old || !fresh) {
    const flow = fresh ?? old;
    const count = flow?.document.Actions.length ?? 0;
    const what = flow === undefined ? "" : `${kindWords(flow.type)} of ${count} ${count === 1 ? "action" : "actions"}`;
    return [
      fresh
        ? { kind: "added", sentence: `new ${what}` }
        : { kind: "removed", sentence: `removed, it was ${article(what)} ${what}` },
    ];
  }
  const type: Change[] =
    old.type === fresh.type
      ? []
      : [
          {
            kind: "changed",
            sentence: `is now ${article(kindWords(fresh.type))} ${kindWords(fresh.type)} (before: ${kindWords(old.type)}), so it is made anew`,
          },
        ];
  return [...type, ...describeChanges(old.document, fresh.document, { type: fresh.type })];
}

function article(words: string): string {
  return /^[aeiou]/.test(words) ? "an" : "a";
}

/** The changes as text, one a line; an empty list says so. */
export function changesToText(flows: readonly FlowChanges[]): string {
  const lines = flows.flatMap(({ flow, changes }) => changes.map(({ sentence }) => `${flow}: ${sentence}`));
  return lines.length === 0 ? NOTHING : lines.join("\n");
}

/** The changes as Markdown for a comment. What flows say is shown as it is, never as markup. */
export function changesToMarkdown(flows: readonly FlowChanges[]): string {
  if (flows.length === 0) {
    return NOTHING;
  }
  return flows
    .map(({ flow, changes }) =>
      [`**${literal(flow)}**`, "", ...changes.map(({ sentence }) => `- ${literal(sentence)}`)].join("\n"),
    )
    .join("\n\n");
}

/** What is printed when nothing changed. */
export const NOTHING = "No contact flow changes.";

/** A space nobody sees: it keeps people and issues that a flow seems to name from being told, and addresses from being links. */
const UNSEEN = "&#8203;";

function literal(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]<>&|~!]/g, (character) => ENTITIES.get(character) ?? `\\${character}`)
    .replace(/@|#(?=\w)|\b(?:GH-(?=\d)|www(?=\.)|https?(?=:))/gi, (what) => `${what}${UNSEEN}`);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["<", "&lt;"],
  ["&", "&amp;"],
]);
