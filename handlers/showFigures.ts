/**
 * Shows one of the saved queries on a dashboard: a custom widget of CloudWatch, which asks either how it is used and shows the
 * answer as Markdown, or for what is to be shown as HTML.
 */
import { randomUUID } from "node:crypto";
import { Athena } from "@aws-sdk/client-athena";
import { RedshiftData } from "@aws-sdk/client-redshift-data";
import { patient } from "./jobs/clients";
import { nameOf } from "./jobs/failure";
import {
  type FigureQueries,
  type FigureStatements,
  type FigureSource,
  figuresOfAthena,
  figuresOfRedshift,
  htmlOf,
} from "./jobs/figures";
import { budgetOf, type JobContext, type JobTime, realPause } from "./jobs/time";
import { logOutcome } from "./support/logOutcome";
import { requireVariables } from "./support/requireVariables";
import { savedQueries } from "../warehouse/savedQueries";

/** What CloudWatch asks: how the widget is used (`describe`), or what is to be shown. */
export interface WidgetEvent {
  describe?: boolean;
  /** Name of the saved query. */
  query?: string;
}

/** What the handler asks of AWS. Tests give their own. */
export interface FigureClients {
  queries: FigureQueries;
  warehouse: FigureStatements;
}

const clientsOf = (): FigureClients => ({ queries: new Athena(patient()), warehouse: new RedshiftData(patient()) });

/** What is said of a failure, by its word. Everything else is told as its word. */
const SENTENCES: Readonly<Record<string, string>> = {
  OutOfTime: "The query takes longer than the widget can wait. Run it in the query editor.",
  QueryFailed: "The warehouse could not answer the query. Run it in the query editor to see why.",
  AccessDeniedException: "The widget may not query the warehouse. Bring the stack up to date.",
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: QUERY_ENGINE (`athena` or `redshift`),
 * WORKGROUP, DATABASE; TIME_ZONE, in which the days of the centre begin, if it is not UTC.
 *
 * Only saved queries run, by their names: whoever may edit a dashboard decides which, not what they say. Answers a sentence
 * instead of throwing.
 *
 * @param clients what is asked of AWS; tests give their own
 * @param time the clock; tests give their own
 */
export const showFiguresFactory = (
  clients: FigureClients = clientsOf(),
  time: JobTime = { now: Date.now, pause: realPause },
): ((event: WidgetEvent, context?: JobContext) => Promise<string>) => {
  requireVariables(["QUERY_ENGINE", "WORKGROUP", "DATABASE"]);
  const isRedshift = process.env.QUERY_ENGINE === "redshift";
  const all = savedQueries(isRedshift ? "redshift" : "athena", { timeZone: process.env.TIME_ZONE || "UTC" });
  const database = process.env.DATABASE ?? "";
  const workgroup = process.env.WORKGROUP ?? "";

  const description = (): string => {
    const list = all.map(({ name, description: says }) => `- \`${name}\`: ${says}`).join("\n");
    const example = JSON.stringify({ query: all[0]?.name });
    return `## Figures of the contact centre\nShows a saved query as a table. Parameters:\n\n\`\`\`json\n${example}\n\`\`\`\n\nQueries:\n\n${list}`;
  };

  return async ({ describe, query }, context) => {
    if (describe === true) {
      logOutcome({ outcome: "described" });
      return description();
    }
    const saved = all.find(({ name }) => name === query);
    if (!saved) {
      logOutcome({ outcome: "unknownQuery" });
      return `<p>The widget's parameter query has to be one of: ${all.map(({ name }) => name).join(", ")}.</p>`;
    }
    const source: FigureSource = { database, workgroup, token: randomUUID(), budget: budgetOf(context, time) };
    const start = time.now();
    try {
      const figures = await (isRedshift
        ? figuresOfRedshift(clients.warehouse, saved.sql, source)
        : figuresOfAthena(clients.queries, saved.sql, source));
      logOutcome({ outcome: "shown", rows: figures.rows.length, ms: time.now() - start });
      return htmlOf(figures);
    } catch (error) {
      const failure = nameOf(error);
      logOutcome({ outcome: "notShown", failure, ms: time.now() - start });
      return `<p>${SENTENCES[failure] ?? `The figures cannot be shown now (${failure}).`}</p>`;
    }
  };
};
