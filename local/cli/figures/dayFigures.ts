/** A day's figures, as the warehouse's own views count them. Nothing is computed here that the SQL knows. */
import type { Ask } from "../query/catalog";
import type { QueryResult } from "../query/result";

/** Contacts offered to queues, and what became of them. */
interface Offered {
  readonly offered: number;
  readonly handled: number;
  readonly abandoned: number;
  /** Callbacks asked for, contacts transferred on, callbacks that reached nobody. */
  readonly otherwise: number;
  /** Share answered in time, 0 to 1; undefined where nobody was answered or lost. */
  readonly serviceLevel: number | undefined;
  /** Seconds; undefined where nobody was answered. */
  readonly speedOfAnswer: number | undefined;
  /** Seconds; undefined where nobody was handled. */
  readonly handleTime: number | undefined;
}

/** Half an hour. */
export interface IntervalFigures extends Offered {
  /** `yyyy-MM-dd HH:mm`, UTC. */
  readonly start: string;
}

/** A queue, or all of them. */
export interface QueueFigures extends Offered {
  readonly queue: string;
  readonly channel: string;
}

/** A day. */
export interface DayFigures {
  /** `yyyy-MM-dd`, UTC. */
  readonly day: string;
  /** Days with contacts that were offered to queues, the day among them: a chart shows the one with the most. */
  readonly days: readonly { readonly day: string; readonly offered: number }[];
  readonly intervals: readonly IntervalFigures[];
  readonly queues: readonly QueueFigures[];
  readonly total: Offered;
  readonly selfService: readonly { readonly done: string; readonly contacts: number; readonly contained: number }[];
  readonly containment: number | undefined;
  readonly survey: {
    readonly answers: number;
    readonly mean: number | undefined;
    readonly scores: ReadonlyMap<number, number>;
  };
}

const OFFERED = `SUM(offered) AS offered, SUM(handled) AS handled, SUM(abandoned) AS abandoned,
  SUM(callbacks_asked + transferred + lapsed) AS otherwise,
  CAST(SUM(answered_in_time) AS double precision) / NULLIF(SUM(handled - callbacks_handled + abandoned), 0) AS service_level,
  CAST(SUM(answer_seconds) AS double precision) / NULLIF(SUM(handled - callbacks_handled), 0) AS speed_of_answer,
  CAST(SUM(handle_seconds) AS double precision) / NULLIF(SUM(handled), 0) AS handle_time`;

/** The day with the most contacts, of those with as many the last; undefined when no contact was ever offered to a queue. */
export async function dayFigures(ask: Ask): Promise<DayFigures | undefined> {
  const days = rowsOf(
    await ask(`SELECT CAST(CAST(interval_start AS date) AS varchar) AS "day", SUM(offered) AS offered
FROM queue_intervals GROUP BY CAST(interval_start AS date) ORDER BY 1`),
  ).map((row) => ({ day: textOf(row.day).slice(0, 10), offered: numberOf(row.offered) }));
  const most = Math.max(...days.map(({ offered }) => offered));
  const day = days.filter(({ offered }) => offered === most).at(-1)?.day;
  return day === undefined ? undefined : figuresOf(ask, day, days);
}

async function figuresOf(ask: Ask, day: string, days: DayFigures["days"]): Promise<DayFigures> {
  const within = (column: string) => `CAST(${column} AS date) = DATE '${day}'`;
  const ofQueues = (columns: string, grouped: string) =>
    `SELECT ${columns}, ${OFFERED} FROM queue_intervals WHERE ${within("interval_start")} ${grouped}`;
  const intervals = await ask(
    ofQueues("CAST(interval_start AS varchar) AS start_of", "GROUP BY interval_start ORDER BY interval_start"),
  );
  const queues = await ask(
    ofQueues("queue_name, channel", "GROUP BY queue_name, channel ORDER BY queue_name, channel"),
  );
  const total = await ask(ofQueues("1 AS everything", ""));
  const served = await ask(`SELECT done, SUM(contacts) AS contacts, SUM(contained) AS contained,
  CAST(SUM(SUM(contained)) OVER () AS double precision) / NULLIF(SUM(SUM(contacts)) OVER (), 0) AS containment
FROM self_service WHERE ${within("interval_start")} GROUP BY done ORDER BY contained DESC, contacts DESC, done`);
  const survey = await ask(`SELECT score, COUNT(*) AS answers,
  CAST(SUM(SUM(score)) OVER () AS double precision) / NULLIF(SUM(COUNT(score)) OVER (), 0) AS mean
FROM survey_answers WHERE ${within("answered_at")} GROUP BY score ORDER BY score`);
  return {
    day,
    days,
    intervals: rowsOf(intervals).map((row) => ({ start: textOf(row.start_of).slice(0, 16), ...offeredOf(row) })),
    queues: rowsOf(queues).map((row) => ({
      queue: textOf(row.queue_name),
      channel: textOf(row.channel),
      ...offeredOf(row),
    })),
    total: offeredOf(rowsOf(total)[0] ?? {}),
    ...selfServiceOf(rowsOf(served)),
    survey: surveyOf(rowsOf(survey)),
  };
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf({ columns, rows }: QueryResult): Row[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));
}

function offeredOf(row: Row): Offered {
  return {
    offered: numberOf(row.offered),
    handled: numberOf(row.handled),
    abandoned: numberOf(row.abandoned),
    otherwise: numberOf(row.otherwise),
    serviceLevel: optional(row.service_level),
    speedOfAnswer: optional(row.speed_of_answer),
    handleTime: optional(row.handle_time),
  };
}

function selfServiceOf(rows: readonly Row[]): Pick<DayFigures, "selfService" | "containment"> {
  return {
    selfService: rows.map((row) => ({
      done: textOf(row.done),
      contacts: numberOf(row.contacts),
      contained: numberOf(row.contained),
    })),
    containment: optional(rows[0]?.containment),
  };
}

function surveyOf(rows: readonly Row[]): DayFigures["survey"] {
  const scores = new Map(rows.map((row) => [numberOf(row.score), numberOf(row.answers)]));
  const answers = [...scores.values()].reduce((sum, count) => sum + count, 0);
  return { answers, mean: optional(rows[0]?.mean), scores };
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

/** Engines give wide numbers as text. */
function numberOf(value: unknown): number {
  return optional(value) ?? 0;
}

function optional(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}
