/** Coverage as people and tools read it: a table, JSON, and lcov with a source file for each flow. */
import { fileNames } from "../../flows/language/fileNames";
import type { FlowCount } from "./counts";
import {
  type Exclusion,
  type FlowSummary,
  MEASURES,
  NAMES,
  percent,
  type Share,
  summarize,
  withoutExcluded,
} from "./summary";

function shown(share: Share): string {
  return `${share.covered}/${share.total} ${percent(share)} %`;
}

/** A table of flows, what of them was never reached as `flow/block -> outcome`, and what is excluded, with the reasons. */
export function coverageTable(counts: readonly FlowCount[], exclusions: readonly Exclusion[] = []): string {
  const flows = summarize(counts, exclusions);
  const rows = [
    ["flow", ...MEASURES.map((measure) => NAMES[measure])],
    ...flows.map((flow) => [flow.flow, ...MEASURES.map((measure) => shown(flow[measure]))]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  const lines = rows.map((row) => row.map(cell).join("  "));
  const list = (title: string, of: (flow: FlowSummary) => readonly string[]): string[] => {
    const found = flows.flatMap((flow) => of(flow).map((what) => `  ${flow.flow}/${what}`));
    return found.length === 0 ? [] : [title, ...found];
  };
  return [
    ...lines,
    ...list("never reached:", ({ uncovered }) => uncovered),
    ...list("excluded:", ({ excluded }) => excluded.map(({ what, reason }) => `${what}: ${reason}`)),
  ].join("\n");
}

/** Everything a report knows, for machines. */
export function coverageJson(counts: readonly FlowCount[], exclusions: readonly Exclusion[] = []): string {
  const flows = summarize(counts, exclusions).map((flow) => ({
    ...flow,
    counts: counts
      .find((count) => count.flow === flow.flow)
      ?.blocks.map(({ action, hits, outcomes }) => ({ block: action.Identifier, type: action.Type, hits, outcomes })),
  }));
  return `${JSON.stringify({ flows }, null, 2)}\n`;
}

/** One file of a report. */
export interface ReportFile {
  /** Relative to the report's folder. */
  readonly path: string;
  readonly text: string;
}

/** The flow as the source file of its lcov record: its actions as they stand in the document, as JSON with line breaks. */
function source({ blocks }: FlowCount, name: string): ReportFile {
  const text = `${JSON.stringify({ Actions: blocks.map(({ action }) => action) }, null, 2)}\n`;
  return { path: `flows/${name}.json`, text };
}

/**
 * `lcov.info` and the files it speaks of. A block is the line of its `"Identifier"`; its ways out, errors included, are
 * branches of that line, in the order of the document. What is excluded has no line or branch.
 */
export function lcov(counts: readonly FlowCount[], exclusions: readonly Exclusion[] = []): ReportFile[] {
  const names = fileNames(counts.map(({ flow }) => flow));
  const sources = counts.map((count) => source(count, names.get(count.flow) ?? count.flow));
  const records = withoutExcluded(counts, exclusions).flatMap((count, index) => {
    const file = sources[index];
    return file === undefined ? [] : [record(count, file)];
  });
  return [...sources, { path: "lcov.info", text: records.join("") }];
}

function record({ flow, blocks }: FlowCount, { path, text }: ReportFile): string {
  const lines = text.split("\n");
  let line = 0;
  const data = blocks.map(({ action, hits, outcomes }) => {
    const identifier = `      "Identifier": ${JSON.stringify(action.Identifier)}`;
    line = lines.findIndex((found, index) => index >= line && found.replace(/,$/, "") === identifier) + 1;
    // "-" is lcov's word for a branch of a line that never ran.
    const branches = outcomes.map(({ hits: taken }, index) => `BRDA:${line},0,${index},${hits === 0 ? "-" : taken}\n`);
    return {
      line: `DA:${line},${hits}\n`,
      branches,
      hits,
      taken: outcomes.filter((outcome) => outcome.hits > 0).length,
    };
  });
  const branches = data.flatMap((block) => block.branches);
  const hit = data.reduce((sum, { taken }) => sum + taken, 0);
  return [
    `TN:${flow.replace(/\W+/g, "_")}\nSF:${path}\n`,
    ...branches,
    `BRF:${branches.length}\nBRH:${hit}\n`,
    ...data.map((block) => block.line),
    `LF:${data.length}\nLH:${data.filter(({ hits }) => hits > 0).length}\nend_of_record\n`,
  ].join("");
}
