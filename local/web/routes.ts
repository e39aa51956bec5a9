/** Finds the route of an HTTP API for a request, as API Gateway does: the most specific one. */

/** A route that fits, with what its path parameters stand for. */
export interface RouteMatch<R> {
  readonly route: R;
  readonly parameters: Readonly<Record<string, string>>;
}

interface Candidate<R> extends RouteMatch<R> {
  /** Compared from left to right; less is more specific. */
  readonly rank: readonly number[];
}

/** How specific a part of a path is. */
const LITERAL = 0;
const PARAMETER = 1;
const GREEDY = 2;

/**
 * The route for a method and path. Literal parts go before parameters, parameters before greedy ones, a method before
 * `ANY`, and `$default` takes what is left.
 */
export function matchRoute<R extends { readonly key: string }>(
  routes: readonly R[],
  method: string,
  path: string,
): RouteMatch<R> | undefined {
  const candidates = routes.flatMap((route): Candidate<R>[] => {
    const [verb = "", pattern] = route.key.split(" ");
    if (pattern === undefined || (verb !== "ANY" && verb !== method)) return [];
    const fit = fitPath(pattern, path);
    return fit === undefined
      ? []
      : [{ route, parameters: fit.parameters, rank: [...fit.rank, verb === "ANY" ? 1 : 0] }];
  });
  candidates.sort((one, other) => compare(one.rank, other.rank));
  const rest = routes.find(({ key }) => key === "$default");
  return candidates[0] ?? (rest && { route: rest, parameters: {} });
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (let place = 0; place < Math.max(one.length, other.length); place++) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function fitPath(pattern: string, path: string): { parameters: Record<string, string>; rank: number[] } | undefined {
  const wanted = pattern.split("/").slice(1);
  const given = path.split("/").slice(1);
  const parameters: [string, string][] = [];
  const rank: number[] = [];
  for (const [place, part] of wanted.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
    if (greedy !== undefined) {
      const rest = given.slice(place).join("/");
      if (rest === "") return undefined;
      return { parameters: toObject([...parameters, [greedy, decode(rest)]]), rank: [...rank, GREEDY] };
    }
    const value = given[place];
    const parameter = /^\{(.+)\}$/.exec(part)?.[1];
    if (value === undefined || (parameter === undefined ? part !== value : value === "")) return undefined;
    rank.push(parameter === undefined ? LITERAL : PARAMETER);
    if (parameter !== undefined) parameters.push([parameter, decode(value)]);
  }
  return wanted.length === given.length ? { parameters: toObject(parameters), rank } : undefined;
}

function toObject(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries(entries);
}

/** Text of a part of a URL; what is not well-formed stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
