/** The reference of tables, views and columns as Markdown: part of docs/warehouse.md, where a test compares it. */
import { athenaViews } from "./athena";
import { analystViews } from "./views";

interface Described {
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly comment: string }[];
}

const describe = ({ name, comment, columns }: Described): string =>
  [
    `### ${name}`,
    comment,
    columns.map((column) => `- \`${column.name}\` (${column.type}): ${column.comment}`).join("\n"),
  ].join("\n\n");

/** Tables and views both engines have, figures first. The `recent_` ones have the same columns and are left out. */
export function warehouseReference(): string {
  const figures = analystViews().filter(({ name }) => !name.startsWith("recent_"));
  const current = athenaViews().filter(({ name }) => name === "contacts" || name === "agent_events");
  return [...figures, ...current].map(describe).join("\n\n");
}
