/** Hands out results of metrics page by page, all of the moment they were asked for. */
import type { Clock } from "../../clock";
import { invalidParameter } from "./connectError";
import { optionalInteger, optionalText, type Parameters } from "./parameters";

/** How long a token is good for, milliseconds. */
const TOKEN_LIFE_MS = 5 * 60_000;

/** Most results a page has, which is also how many it has unless fewer are asked for. */
const MAX_RESULTS = 100;

/** What an operation found. */
export interface MetricAnswer {
  readonly results: readonly unknown[];
  /** Further members of every page. */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface Kept extends MetricAnswer {
  readonly request: string;
  readonly from: number;
  readonly until: number;
}

/** The pages under way. */
export class MetricPages {
  private readonly kept = new Map<string, Kept>();
  private issued = 0;

  constructor(private readonly clock: Pick<Clock, "now">) {}

  /**
   * The page a request asks for.
   * @throws ConnectError when its token is too old, was never given out, or comes with other parameters
   */
  page(parameters: Parameters, find: () => MetricAnswer): Record<string, unknown> {
    const size = optionalInteger(parameters, "MaxResults", 1, MAX_RESULTS) ?? MAX_RESULTS;
    const token = optionalText(parameters, "NextToken", 2_500);
    const request = JSON.stringify(Object.entries({ ...parameters, NextToken: null, MaxResults: null }).sort());
    const { results, facts, from } = token === undefined ? { ...find(), from: 0 } : this.taken(token, request);
    const to = from + size;
    const more = to < results.length;
    return {
      ...facts,
      MetricResults: results.slice(from, to),
      ...(more && {
        NextToken: this.keep({ results, facts, request, from: to, until: this.clock.now() + TOKEN_LIFE_MS }),
      }),
    };
  }

  private taken(token: string, request: string): Kept {
    const kept = this.kept.get(token);
    if (kept === undefined || kept.until <= this.clock.now() || kept.request !== request) {
      throw invalidParameter(
        "NextToken is not valid: it is good for five minutes, and for a request with the same parameters.",
      );
    }
    return kept;
  }

  private keep(answer: Kept): string {
    const now = this.clock.now();
    for (const [token, { until }] of this.kept) if (until <= now) this.kept.delete(token);
    const token = Buffer.from(`page ${++this.issued}`).toString("base64url");
    this.kept.set(token, answer);
    return token;
  }
}
