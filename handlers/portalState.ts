/** Tells the portal what is set, how the queues are, and what has been changed. */
import { Connect } from "@aws-sdk/client-connect";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { type Catalogue, CATALOGUE_KEY } from "../administration/catalogue";
import { endOf, valuesAt } from "../administration/changes";
import { isScope } from "../administration/checkChange";
import { shown } from "../administration/problem";
import { lostRedirects } from "../administration/redirects";
import { rowProblems } from "../administration/rowProblems";
import { CENTER, queueScope } from "../administration/scopes";
import { timeText } from "../administration/times";
import { type HttpAnswer } from "./http/httpEvent";
import {
  type ByQueue,
  type DayFigures,
  figuresNow,
  figuresSince,
  type MetricsClient,
  midnightOf,
  NO_AGENTS,
} from "./portal/board";
import { type HistoryReader, pageOfAll, pageOfScope } from "./portal/history";
import { type PortalEvent } from "./portal/portalEvent";
import { portalHandler } from "./portal/portalHandler";
import { invalid, refusal } from "./portal/refusal";
import { catalogueReader, PORTAL_CLIENT, readRows, type SettingsReader } from "./portal/settingsTable";
import { type User } from "./portal/user";
import { within } from "./support/within";

/** What tests replace. */
export interface StateParts {
  tables?: SettingsReader & HistoryReader;
  contacts?: MetricsClient;
  now?: () => number;
}

/** Milliseconds figures of the moment are kept: all accounts of a Region share 5 requests a second. */
const NOW_MS = 5_000;

/** Milliseconds figures of the day are kept. */
const DAY_MS = 30_000;

/** Milliseconds Amazon Connect has to answer. */
const PATIENCE_MS = 4_000;

const NO_CATALOGUE = "The settings table has no catalogue of queues and languages. Deploy the portal again.";

const lostText = (queue: string): string =>
  `It redirects to ${queue}, which is not the queue it was: its contacts stay. End the redirect, or redirect anew.`;

/** What Amazon Connect has said last, and when it was asked. */
interface Asked<F> {
  figures?: F;
  /** When the figures were got. */
  at: number;
  triedAt: number;
  /** Why they are not new; undefined when they are. */
  failure?: string;
}

/** Why figures are not new, in words. */
const staleText = (error: unknown): string => {
  const name = error instanceof Error ? error.name : "";
  if (/Throttl|TooMany/.test(name)) return "Amazon Connect is asked too often at this moment.";
  if (/Denied/.test(name)) return "Amazon Connect does not allow the portal to read its metrics.";
  return "Amazon Connect does not answer at this moment.";
};

/** Asks for figures, at most once in a while for everybody, and keeps the last good ones when that fails. */
const keeping = <F>(every: number, now: () => number, ask: (catalogue: Catalogue) => Promise<F>) => {
  let asked: Asked<F> = { at: 0, triedAt: -Infinity };
  return async (catalogue: Catalogue): Promise<Asked<F>> => {
    const at = now();
    if (at - asked.triedAt < every) return asked;
    try {
      asked = { figures: await within(PATIENCE_MS, ask(catalogue)), at, triedAt: at };
    } catch (error) {
      asked = { ...asked, triedAt: at, failure: staleText(error) };
    }
    return asked;
  };
};

/**
 * What Pulumi serialises; runs once a container, without arguments. Environment: SETTINGS_TABLE, HISTORY_TABLE,
 * INSTANCE_ID and USER_POOL_CLIENT_ID.
 *
 * `GET /api/state`: what is set, everywhere; a row that is not sound is named, and hides nothing of the others.
 * `GET /api/board`: figures of the queues, at most 5 s old, and why if they are older. `GET /api/history`: who changed
 * what, when and why, of a `scope` or of all, a page `before` another.
 *
 * @param parts what tests replace
 */
export const portalStateFactory = (parts: StateParts = {}): ((event: PortalEvent) => Promise<HttpAnswer>) => {
  const { now = Date.now, tables = new DynamoDB(PORTAL_CLIENT), contacts = new Connect(PORTAL_CLIENT) } = parts;
  const catalogueOf = catalogueReader(tables, now);
  const momentOf = keeping(NOW_MS, now, ({ queues }) => figuresNow(contacts, queues));
  const dayOf = keeping(DAY_MS, now, ({ queues, timeZone }) => {
    const [start, end] = [midnightOf(timeZone, now()), now()];
    return end > start ? figuresSince(contacts, queues, start, end) : Promise.resolve<ByQueue<DayFigures>>({});
  });

  const state = async ({ role, username }: User): Promise<object> => {
    const catalogue = await catalogueOf();
    const { queues = [], languages = [], voices = {}, timeZone = "UTC" } = catalogue ?? {};
    const names = [CENTER, ...queues.map(({ name }) => queueScope(name))];
    const rows = await readRows(tables, names);
    const at = now();
    const scopes = Object.entries(rows).map(([scope, { version, changes }]) => {
      return [scope, { version, changes, inForce: valuesAt(changes, at) }] as const;
    });
    const problems = Object.entries(rows).flatMap(([scope, { item, changes }]) => {
      const lost = lostRedirects(changes, queues).filter((change) => endOf(change) > at);
      const messages = [...rowProblems(scope, item), ...lost.map(({ value }) => lostText(value.queue))];
      return messages.map((message) => ({ scope, message }));
    });
    const missing = catalogue ? [] : [{ scope: CATALOGUE_KEY, message: NO_CATALOGUE }];
    const known = { now: new Date(at).toISOString(), role, username, timeZone, languages, voices, queues };
    return { ...known, scopes: Object.fromEntries(scopes), problems: [...missing, ...problems] };
  };

  const board = async (): Promise<object> => {
    const catalogue = await catalogueOf();
    if (!catalogue) throw refusal(503, "NoCatalogue", NO_CATALOGUE);
    const [moment, day] = await Promise.all([momentOf(catalogue), dayOf(catalogue)]);
    const stale = moment.failure ?? day.failure;
    const { figures } = moment;
    // Zeros would look like an empty centre, and other containers may have figures.
    if (figures === undefined) throw refusal(503, "NoFigures", stale ?? staleText(undefined));
    const figuresOf = (id: string): object => ({
      ...(figures.rows[id] ?? NO_AGENTS),
      ...(day.figures?.[id] ?? { serviceLevel: null, contactsHandled: null }),
    });
    return {
      now: new Date(now()).toISOString(),
      asOf: new Date(figures.asOf || moment.at).toISOString(),
      intervalStart: timeText(midnightOf(catalogue.timeZone, now())),
      queues: catalogue.queues.map(({ name, id }) => ({ name, ...figuresOf(id) })),
      total: figuresOf(""),
      ...(stale === undefined ? {} : { stale }),
    };
  };

  const history = async (_user: User, { queryStringParameters }: PortalEvent): Promise<object> => {
    const { scope, before } = queryStringParameters ?? {};
    const catalogue = (await catalogueOf()) ?? { queues: [], languages: [], voices: {}, timeZone: "UTC" };
    const names = [CENTER, ...catalogue.queues.map(({ name }) => queueScope(name))];
    if (scope === undefined) {
      if (before === undefined || !Number.isNaN(Date.parse(before))) return pageOfAll(tables, names, before);
      throw invalid([{ path: "before", given: shown(before), allowed: "what the page before gave as next" }]);
    }
    if (!isScope(scope, catalogue)) {
      throw invalid([{ path: "scope", given: shown(scope), allowed: names.join(", ") }]);
    }
    if (before === undefined || /^\d{1,15}$/.test(before)) {
      return pageOfScope(tables, scope, before === undefined ? undefined : Number(before));
    }
    throw invalid([{ path: "before", given: shown(before), allowed: "what the page before gave as next" }]);
  };

  return portalHandler({
    variables: ["SETTINGS_TABLE", "HISTORY_TABLE", "INSTANCE_ID", "USER_POOL_CLIENT_ID"],
    routes: {
      "GET /api/state": { role: "viewer", answer: state },
      "GET /api/board": { role: "viewer", answer: board },
      "GET /api/history": { role: "viewer", answer: history },
    },
    now,
  });
};
